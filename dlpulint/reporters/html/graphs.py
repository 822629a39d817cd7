"""The drawn graph: bands of SVG, each box a link to its operator's entry.

Bands that can be folded are `<details>`, so that they fold without a script; what stands for a
folded block is drawn in the summary. Lines carry the places of their tensor, writer and reader.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from dlpulint.report.wording import shape_text
from dlpulint.reporters.drawing.drawn import Band, Box, Fold, Line, Picture
from dlpulint.reporters.drawing.picture import pictures
from dlpulint.reporters.html.device_marks import classes
from dlpulint.reporters.html.entries import position_text
from dlpulint.reporters.html.foreign_text import Form, short, together
from dlpulint.reporters.html.sections import Judged
from dlpulint.reporters.html.sheets import Sheet

_LETTER, _SMALL_LETTER = 6.7, 5.9
"""Pixels a letter takes: 11 and 9.7 pixels of a font that is as wide for all letters."""

_PADDING = 4

_PICTURE = Form("{title}<div class={kind} style=--w:{width}>\n{bands}</div>\n")
_TITLE = Form("<p class=sub>{}</p>")
_BAND = Form("<div class=b style=--h:{height}>{picture}</div>\n")
_FOLD = Form(
    '<details open class="b f" style=--h:{height};--f:{low}>'
    '<summary title="{told}"><span>{label}</span>{folded}</summary>{picture}</details>\n'
)
_SVG = Form('<svg viewBox="0 0 {} {}">{}{}</svg>')
_LINE = Form("<path d={} data-t={} data-s={} data-r={} />")
_MARKED = Form(' class="{}"')
_OPERATOR = Form(
    "<a href=#{entry}{marks}><title>{tensor}</title><rect x={x} y={y} width={width} "
    "height={height} /><text x={middle} y={upper}>{name}</text>"
    "<text class=s x={middle} y={lower}>{about}</text></a>"
)
_END = Form(
    "<g class=io data-t={place}><title>{tensor}</title><rect x={x} y={y} width={width} "
    "height={height} /><text x={middle} y={upper}>{name}</text>"
    "<text class=s x={middle} y={lower}>{about}</text></g>"
)
_BLOCK = Form(
    '<g class="k{marks}">'
    "<rect x={x} y={y} width={width} height={height} />"
    "<text x={middle} y={upper}>{name}</text><text class=s x={middle} y={lower}>{about}</text></g>"
)


def graph(sheet: Sheet, judged: Sequence[Judged]) -> Markup:
    """The pictures of a sheet, one below the other."""
    return _Drawing(sheet, judged).whole()


class _Drawing:
    def __init__(self, sheet: Sheet, judged: Sequence[Judged]) -> None:
        self._sheet = sheet
        self._outline = sheet.outline
        self._judged = judged

    def whole(self) -> Markup:
        drawn = pictures(self._outline)
        return together(self._picture(one, titled=len(drawn) > 1) for one in drawn)

    def _picture(self, picture: Picture, *, titled: bool) -> Markup:
        title = Markup("")
        if titled:
            name = self._outline.graphs[picture.graph].name
            title = _TITLE(f"Subgraph {picture.graph} {short(name)}")
        designs = {band.fold.design for band in picture.bands if band.fold is not None}
        return _PICTURE(
            title=title,
            kind=Markup('"pic folding"') if designs else "pic",
            width=picture.width,
            bands=together(
                self._band(band, picture.width, lettered=len(designs) > 1) for band in picture.bands
            ),
        )

    def _band(self, band: Band, width: int, *, lettered: bool) -> Markup:
        boxes = map(self._box, band.boxes)
        picture = _svg(width, band.height, band.lines, boxes)
        if band.fold is None:
            return _BAND(height=band.height, picture=picture)
        fold = band.fold
        operators = [box.operator for box in band.boxes if box.operator is not None]
        names = [self._outline.operators[position].op for position in operators]
        design = f"{_letters(fold.design)} " if lettered else ""
        label = f"Block {design}{fold.number} of {fold.of}"
        told = f"{label}: {', '.join(map(short, names))}"
        block = self._block(fold, label, names, operators)
        return _FOLD(
            height=band.height,
            low=fold.height,
            told=short(told, 400),
            label=label,
            folded=_svg(width, fold.height, fold.lines, iter((block,))),
            picture=picture,
        )

    def _block(
        self, fold: Fold, label: str, names: Sequence[str], operators: Sequence[int]
    ) -> Markup:
        marks = classes(self._judged, operators)
        told = ", ".join(dict.fromkeys(names))
        return _BLOCK(
            **_frame(fold.box),
            marks=f" {marks}" if marks else "",
            name=_fitting(f"{label}: {len(names)} operators", fold.box.width, _LETTER),
            about=_fitting(told, fold.box.width, _SMALL_LETTER),
        )

    def _box(self, box: Box) -> Markup:
        if box.operator is None:
            return self._end(box)
        operator = self._outline.operators[box.operator]
        outputs = [self._outline.tensors[place] for place in operator.outputs]
        marks = classes(self._judged, (box.operator,))
        shape = f" · {shape_text(outputs[0].shape, '×')}" if outputs else ""
        at = position_text(operator.subgraph, operator.index)
        return _OPERATOR(
            **_frame(box),
            entry=self._sheet.entry(box.operator),
            marks=_MARKED(marks) if marks else "",
            tensor=short(outputs[0].name) if outputs else "",
            name=_fitting(operator.op, box.width, _LETTER),
            about=_fitting(at + shape, box.width, _SMALL_LETTER),
        )

    def _end(self, box: Box) -> Markup:
        if box.tensor is None:
            return Markup("")
        tensor = self._outline.tensors[box.tensor]
        return _END(
            **_frame(box),
            place=box.tensor,
            tensor=short(tensor.name),
            name=_fitting(tensor.name, box.width, _LETTER),
            about=_fitting(
                f"{tensor.dtype} {shape_text(tensor.shape, '×')}", box.width, _SMALL_LETTER
            ),
        )


def _letters(number: int) -> str:
    """`A` to `Z`, then `AA` and on: what a design of block is called among others."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _frame(box: Box) -> dict[str, int]:
    """A box's slots: its corners, and where its two lines of text stand."""
    return {
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "middle": box.x + box.width // 2,
        "upper": box.y + box.height // 2 - 3,
        "lower": box.y + box.height // 2 + 11,
    }


def _fitting(text: str, width: int, letter: float) -> str:
    """As much of a text as a box has room for."""
    return short(text, max(4, int((width - _PADDING) / letter)))


def _svg(width: int, height: int, lines: Sequence[Line], boxes: Iterator[Markup]) -> Markup:
    return _SVG(width, height, together(map(_line, lines)), together(boxes))


def _line(line: Line) -> Markup:
    return _LINE(
        _path(line.points),
        line.tensor,
        "i" if line.source is None else line.source,
        "o" if line.reader is None else line.reader,
    )


def _path(points: Sequence[tuple[int, int]]) -> str:
    """Straight pieces, those that run along an axis told shortly."""
    (x, y), *further = points
    told = f"M{x},{y}"
    for next_x, next_y in further:
        if next_x == x:
            told += f"V{next_y}"
        elif next_y == y:
            told += f"H{next_x}"
        else:
            told += f"L{next_x},{next_y}"
        x, y = next_x, next_y
    return told

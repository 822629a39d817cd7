"""The drawn graph: bands of SVG, each box a link to its operator's entry.

Bands that can be folded are `<details>`, so that they fold without a script; the box of a folded
block is drawn in the summary. Lines have the numbers of their tensor, writer and reader.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

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
"""Pixels per letter: of 11 and 9.7 pixels in a monospaced font."""

_PADDING = 4

_PICTURE = Form("{title}<div class={kind} style=--w:{width}>\n{bands}</div>\n")
_TITLE = Form("<p class=sub>{}</p>")
_BAND = Form("<div class=b style=--h:{height}>{picture}</div>\n")
_FOLD = Form(
    '<details open class="b f" style=--h:{height};--f:{low}>'
    '<summary title="{tooltip}"><span>{label}</span>{folded}</summary>{picture}</details>\n'
)
_SVG = Form('<svg viewBox="0 0 {} {}">{}{}</svg>')
_LINE = Form("<path d={} data-t={} data-s={} data-r={} />")
_MARKED = Form(' class="{}"')
_OPERATOR = Form("<a href=#{}{}><title>{}</title>{}</a>")
_END = Form("<g class=io data-t={}><title>{}</title>{}</g>")
_BLOCK = Form('<g class="k{}">{}</g>')
_FRAME = Form(
    "<rect x={x} y={y} width={width} height={height} /><text x={middle} y={upper}>{name}</text>"
    "<text class=s x={middle} y={lower}>{about}</text>"
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
        return together(self._picture(picture, titled=len(drawn) > 1) for picture in drawn)

    def _picture(self, picture: Picture, *, titled: bool) -> Markup:
        title = Markup("")
        if titled:
            name = self._outline.graphs[picture.graph].name
            title = _TITLE(f"Subgraph {picture.graph} {short(name)}")
        folding = any(band.fold is not None for band in picture.bands)
        return _PICTURE(
            title=title,
            kind=Markup('"pic folding"') if folding else "pic",
            width=picture.width,
            bands=together(self._band(band, picture.width) for band in picture.bands),
        )

    def _band(self, band: Band, width: int) -> Markup:
        boxes = map(self._box, band.boxes)
        picture = _svg(width, band.height, band.lines, boxes)
        if band.fold is None:
            return _BAND(height=band.height, picture=picture)
        fold = band.fold
        operators = [box.operator for box in band.boxes if box.operator is not None]
        names = [self._outline.operators[position].op for position in operators]
        label = fold.label
        tooltip = f"{label}: {', '.join(map(short, names))}"
        block = self._block(fold, label, names, operators)
        return _FOLD(
            height=band.height,
            low=fold.height,
            tooltip=short(tooltip, 400),
            label=label,
            folded=_svg(width, fold.height, fold.lines, iter((block,))),
            picture=picture,
        )

    def _block(
        self, fold: Fold, label: str, names: Sequence[str], operators: Sequence[int]
    ) -> Markup:
        marks = classes(self._judged, operators)
        text = f"{label}: {len(names)} operators"
        frame = _frame(fold.box, text, ", ".join(dict.fromkeys(names)))
        return _BLOCK(f" {marks}" if marks else "", frame)

    def _box(self, box: Box) -> Markup:
        if box.operator is None:
            return self._end(box)
        operator = self._outline.operators[box.operator]
        outputs = [self._outline.tensors[tensor] for tensor in operator.outputs]
        marks = classes(self._judged, (box.operator,))
        shape = f" · {shape_text(outputs[0].shape, '×')}" if outputs else ""
        at = position_text(operator.subgraph, operator.index)
        return _OPERATOR(
            self._sheet.entry(box.operator),
            _MARKED(marks) if marks else "",
            short(outputs[0].name) if outputs else "",
            _frame(box, operator.op, at + shape),
        )

    def _end(self, box: Box) -> Markup:
        if box.tensor is None:
            return Markup("")
        tensor = self._outline.tensors[box.tensor]
        about = f"{tensor.dtype} {shape_text(tensor.shape, '×')}"
        return _END(box.tensor, short(tensor.name), _frame(box, tensor.name, about))


def _frame(box: Box, name: str, about: str) -> Markup:
    """A box with its two lines of text."""
    return _FRAME(
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        middle=box.x + box.width // 2,
        upper=box.y + box.height // 2 - 3,
        lower=box.y + box.height // 2 + 11,
        name=_fitting(name, box.width, _LETTER),
        about=_fitting(about, box.width, _SMALL_LETTER),
    )


def _fitting(text: str, width: int, letter: float) -> str:
    """A text shortened to the room in a box."""
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
    """Straight pieces, in the short form where they are parallel to an axis."""
    path = "M{},{}".format(*points[0])
    for (old_x, old_y), (x, y) in pairwise(points):
        if x == old_x:
            path += f"V{y}"
        else:
            path += f"H{x}" if y == old_y else f"L{x},{y}"
    return path

"""The drawn graph: bands of SVG, each box a link to its operator's entry.

Bands that can be folded are `<details>`, so that they fold without a script; the box of a folded
block is drawn in the summary. Lines have the numbers of their tensor, writer and reader. The
script of the page reads boxes and lines from here and draws them itself.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup

from dlpulint.model.outline import Outline
from dlpulint.report.wording import shape_text
from dlpulint.reporters.drawing.captions import Caption, caption
from dlpulint.reporters.drawing.drawn import Band, Box, Fold, Line, Picture
from dlpulint.reporters.drawing.picture import pictures
from dlpulint.reporters.html.device_marks import classes
from dlpulint.reporters.html.entries import position_text
from dlpulint.reporters.html.foreign_text import Form, short, together
from dlpulint.reporters.html.kind_groups import group_of
from dlpulint.reporters.html.sections import Judged
from dlpulint.reporters.html.sheets import Sheet

_LETTER, _SMALL_LETTER = 6.7, 5.9
"""Pixels per letter: of 11 and 9.7 pixels in a monospaced font."""

_INSET = 6
"""Pixels between the edge of a box and its text."""

_TITLE_HEIGHT = 18
_LINES = (13, 31, 45)
"""Distance of each line of text from the top of its box."""

_PAPER = 1_840
"""Pixels of drawings beside each other on a sheet of paper; smaller print is unreadable."""

_MOST_COLUMNS = 4

_PICTURES = Form("<div class=columns style=--columns:{columns}>\n{pictures}</div>\n")
_PICTURE = Form("{title}<div class={kind} style=--w:{width}>\n{bands}</div>\n")
_TITLE = Form("<p class=sub>{}</p>")
_BAND = Form("<div class=b style=--h:{height}>{picture}</div>\n")
_FOLD = Form(
    '<details open class="b f" style=--h:{height};--f:{low}>'
    "<summary><span>{label}</span>{folded}</summary>{picture}</details>\n"
)
_SVG = Form('<svg viewBox="0 0 {} {}">{}{}</svg>')
_LINE = Form("<path d={} data-t={} data-s={} data-r={} />")
_OPERATOR = Form('<a href=#{entry} class="{classes}">{frame}</a>')
_END = Form("<g class=io data-t={}><title>{}</title>{}</g>")
_BLOCK = Form('<g class="k{}">{}</g>')
_RECTANGLE = Form("<rect x={} y={} width={} height={} />")
_HEADING = Form("<path d=M{},{}h{}v{}h-{}z />")
_TEXT = Form("<text x={} y={}>{}</text>")
_SMALL = Form("<text class=s x={} y={}>{}</text>")
_NOTHING = Markup("")


class Labels:
    """Texts, classes and links of the boxes of a drawing."""

    def __init__(self, sheet: Sheet, judged: Sequence[Judged]) -> None:
        self._sheet = sheet
        self._judged = judged

    def link(self, position: int) -> str:
        """Id of the entry that a box leads to."""
        return self._sheet.entry(position)

    def caption(self, position: int) -> Caption:
        """Texts of a box, before they are cut to its width."""
        outline = self._sheet.outline
        operator = outline.operators[position]
        texts = caption(operator, outline.tensors)
        at = position_text(operator.subgraph, operator.index)
        return Caption(texts.title, texts.detail, f"{at} · {texts.result}" if texts.result else at)

    def group(self, position: int) -> str:
        """Group of the operator's kind."""
        return group_of(self._sheet.outline.operators[position].kind)

    def marks(self, positions: Sequence[int]) -> str:
        """Classes of a box that stands for operators, by target."""
        return classes(self._judged, positions)


def graph(sheet: Sheet, judged: Sequence[Judged]) -> Markup:
    """The pictures of a sheet, one below the other."""
    return drawing(sheet.outline, Labels(sheet, judged))


def drawing(outline: Outline, labels: Labels) -> Markup:
    """The pictures of an outline, one below the other."""
    return _Drawing(outline, labels).whole()


class _Drawing:
    def __init__(self, outline: Outline, labels: Labels) -> None:
        self._outline = outline
        self._labels = labels

    def whole(self) -> Markup:
        drawn = pictures(self._outline)
        widest = max((picture.width for picture in drawn), default=1)
        return _PICTURES(
            columns=min(max(1, _PAPER // widest), _MOST_COLUMNS),
            pictures=together(self._picture(picture, titled=len(drawn) > 1) for picture in drawn),
        )

    def _picture(self, picture: Picture, *, titled: bool) -> Markup:
        title = _NOTHING
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
        block = self._block(fold, label, names, operators)
        return _FOLD(
            height=band.height,
            low=fold.height,
            label=label,
            folded=_svg(width, fold.height, fold.lines, iter((block,))),
            picture=picture,
        )

    def _block(
        self, fold: Fold, label: str, names: Sequence[str], operators: Sequence[int]
    ) -> Markup:
        marks = self._labels.marks(operators)
        count = f"{len(names)} operator{'' if len(names) == 1 else 's'}"
        frame = _frame(fold.box, Caption(label, count, ", ".join(dict.fromkeys(names))))
        return _BLOCK(f" {marks}" if marks else "", frame)

    def _box(self, box: Box) -> Markup:
        position = box.operator
        if position is None:
            return self._end(box)
        marks = self._labels.marks((position,))
        group = self._labels.group(position)
        return _OPERATOR(
            entry=self._labels.link(position),
            classes=f"{group} {marks}" if marks else group,
            frame=_frame(box, self._labels.caption(position), headed=True),
        )

    def _end(self, box: Box) -> Markup:
        if box.tensor is None:
            return _NOTHING
        tensor = self._outline.tensors[box.tensor]
        texts = Caption(tensor.name, tensor.dtype, shape_text(tensor.shape, "×"))
        return _END(box.tensor, short(tensor.name), _frame(box, texts))


def _frame(box: Box, texts: Caption, *, headed: bool = False) -> Markup:
    """A box with its lines of text, the first on a ground of its own where it is headed."""
    parts = [_RECTANGLE(box.x, box.y, box.width, box.height)]
    if headed:
        parts.append(_HEADING(box.x, box.y, box.width, _TITLE_HEIGHT, box.width))
    room = box.width - 2 * _INSET
    form: Callable[..., Markup] = _TEXT
    letter = _LETTER
    for text, line in zip((texts.title, texts.detail, texts.result), _LINES, strict=True):
        if text:
            fitting = short(text, max(4, int(room / letter)))
            parts.append(form(box.x + _INSET, box.y + line, fitting))
        form, letter = _SMALL, _SMALL_LETTER
    return together(parts)


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

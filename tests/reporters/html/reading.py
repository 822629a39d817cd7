"""Pages read back, and reports with graphs to make pages of."""

from html.parser import HTMLParser

from msgspec.structs import replace

from dlpulint.basics.terms import Device
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.outline import Outline, OutlineGraph, OutlineOperator, OutlineTensor, outline_of
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.html.page import write
from dlpulint.reporters.html.sections import Section, sections_of
from tests.reporters.samples import model_report, placed, placement, report

VOID = {"meta", "wbr", "link", "br", "input", "path", "rect"}
"""Elements that are not closed: void ones, and those of SVG that end in a slash."""

BLOCKS = {"td", "th", "tr", "div", "p", "dt", "dd", "li", "h3", "h4", "text", "title", "label"}

NETWORK = """
input x: uint8[1,8,8,3] scale=0.5 zp=128
conv a: uint8[1,8,8,4] scale=0.25 zp=3 <- x, weights: int8[4,3,3,3] per-channel(0) {stride=2}
softmax b: uint8[1,8,8,4] <- a
output b
"""


class Page(HTMLParser):
    """Elements, links and visible text of a page; fails where its tags do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open.pop() == tag
        if tag in BLOCKS:
            self.text += " "

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self.text += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.elements if tag == "a"]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.elements if "id" in attributes]

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of a tag that have these values."""
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and wanted.items() <= attributes.items()
        ]


def words(of: Report | str) -> str:
    """The visible text of a page, of a report or of a part of a page."""
    return Page(of if isinstance(of, str) else write(of)).words


def outline(sketch: str = NETWORK) -> Outline:
    """What reports draw of a sketch."""
    return outline_of(model_from_sketch(sketch))


def drawn(of: Outline | None = None, **changes: object) -> ModelReport:
    """A report with a graph, whose first operator is on the DLPU and whose others are not."""
    graph = outline() if of is None else of
    where = placement(
        [
            placed(
                operator.index,
                operator.op,
                Device.CPU if position else Device.DLPU,
                direct=True if position else None,
                because=("artpec8/softmax",) if position else (),
                subgraph=operator.subgraph,
            )
            for position, operator in enumerate(graph.operators)
        ]
    )
    return replace(model_report(where=where), outline=graph, **changes)


def section(*reports: ModelReport) -> Section:
    """What a page knows of the first file of these reports."""
    return sections_of(report(*reports))[0]


def hostile_outline(name: str) -> Outline:
    """A graph in which all that a file may name has the same name."""
    tensors = tuple(
        OutlineTensor(name, name, (1, 2), constant, None) for constant in (False, True, False)
    )
    operator = OutlineOperator(
        subgraph=0,
        index=0,
        op=name,
        kind=name,
        name=name,
        builtin=None,
        version=None,
        attributes=((name, name),),
        inputs=(0, 1),
        roles=(name, name),
        outputs=(2,),
    )
    second = replace(operator, index=1, subgraph=1)
    graphs = (OutlineGraph(name, (0,), (2,)), OutlineGraph(name, (0,), (2,)))
    return Outline(name, graphs, (operator, second), tensors)

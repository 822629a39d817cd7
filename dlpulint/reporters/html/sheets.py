"""The graphs of a page: the reports that share each, and how many of them there is room for."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.model.outline import Outline, OutlineGraph, OutlineOperator, OutlineTensor
from dlpulint.report.report import ModelReport, PlacedOperator
from dlpulint.reporters.drawing.room import MOST_CONNECTIONS, connections, operands
from dlpulint.reporters.grouping import grouped

MOST_DRAWN = 12_000
"""Most operators drawn on a page, over all its graphs: more of them make it slow to open."""

MOST_LISTED = 12_000
"""Most operators listed on a page, over all its graphs."""

MOST_OPERANDS = 10 * MOST_LISTED
"""Most inputs and outputs of operators listed on a page, over all its graphs."""


class Sheet(Struct, frozen=True):
    """One graph of a file, with the reports of the targets that judge it."""

    anchor: str
    title: str
    outline: Outline
    reports: tuple[ModelReport, ...]
    """Of the targets that judge this graph, in their order."""
    positions: Mapping[tuple[int, int], tuple[int, ...]]
    """Positions in `outline.operators` by subgraph and index."""
    drawable: bool
    """Whether its tensors are known, without which there are no edges to draw."""
    drawn: bool = False
    listed: bool = False

    @property
    def too_large(self) -> bool:
        """Whether even a page of its own would have no room to draw it."""
        operators = len(self.outline.operators)
        return operators > MOST_DRAWN or connections(self.outline) > MOST_CONNECTIONS

    def at(self, subgraph: int, index: int | None, op: str | None) -> tuple[int, ...]:
        """Positions of operators at a location; a converted graph may have several per index."""
        if index is None:
            return ()
        found = self.positions.get((subgraph, index), ())
        return tuple(at for at in found if self.outline.operators[at].op == op) or found

    def entry(self, position: int) -> str:
        """The id of an operator's entry in the list."""
        return f"{self.anchor}o{position}"

    def entry_of(self, subgraph: int, index: int | None, op: str | None) -> str | None:
        """The id of the entry of a location; `None` where there is none."""
        found = self.at(subgraph, index, op) if self.listed else ()
        return self.entry(found[0]) if found else None


def sheets_of(anchor: str, reports: Sequence[ModelReport]) -> tuple[Sheet, ...]:
    """The graphs of one file, none of which is drawn or listed yet."""
    found: list[tuple[Outline, bool, list[ModelReport]]] = []
    for report in reports:
        outline = report.outline or _undrawn(report)
        if outline is None:
            continue
        same = next((graph for graph in found if graph[0] is outline or graph[0] == outline), None)
        if same is None:
            same = (outline, report.outline is not None, [])
            found.append(same)
        same[2].append(report)
    return tuple(
        _sheet(f"{anchor}g{number}", outline, drawable, judging, alone=len(found) == 1)
        for number, (outline, drawable, judging) in enumerate(found, start=1)
    )


def _sheet(
    anchor: str, outline: Outline, drawable: bool, reports: list[ModelReport], *, alone: bool
) -> Sheet:
    indices = [(operator.subgraph, operator.index) for operator in outline.operators]
    positions = grouped(range(len(indices)), indices.__getitem__)
    return Sheet(
        anchor=anchor,
        title=_title(reports[0], alone=alone),
        outline=outline,
        reports=tuple(reports),
        positions={index: tuple(same) for index, same in positions.items()},
        drawable=drawable,
    )


def _title(report: ModelReport, *, alone: bool) -> str:
    if report.preview:
        return "The graph after conversion to TFLite (preview)"
    if report.supposed:
        return f"The graph {' and '.join(report.supposed)}"
    return "The graph" if alone else "The graph of the file"


def _undrawn(report: ModelReport) -> Outline | None:
    """A graph without edges, made from a placement, for a report that has no outline."""
    if report.placement is None or not report.placement.operators:
        return None
    numbers: dict[str, int] = {}
    operators = tuple(_operator(placed, numbers) for placed in report.placement.operators)
    tensors = tuple(OutlineTensor(name, "", None, False, None) for name in numbers)
    return Outline(report.format or "", (OutlineGraph("", (), ()),), operators, tensors)


def _operator(placed: PlacedOperator, numbers: dict[str, int]) -> OutlineOperator:
    return OutlineOperator(
        subgraph=placed.subgraph,
        index=placed.index,
        op=placed.op,
        kind="",
        name="",
        builtin=None,
        version=None,
        attributes=(),
        inputs=(),
        roles=(),
        outputs=tuple(numbers.setdefault(name, len(numbers)) for name in placed.outputs),
    )


def with_room(sheets: Iterable[tuple[int, Sheet]]) -> dict[str, Sheet]:
    """All sheets by anchor, drawn and listed as far as there is room, the lowest numbers first."""
    drawn = connected = listed = read = 0
    marked: dict[str, Sheet] = {}
    for _, sheet in sorted(sheets, key=lambda pair: pair[0]):
        count = len(sheet.outline.operators)
        lines, ends = connections(sheet.outline), operands(sheet.outline)
        draw = sheet.drawable and 0 < count <= MOST_DRAWN - drawn
        draw = draw and lines <= MOST_CONNECTIONS - connected
        room = 0 < count <= MOST_LISTED - listed and ends <= MOST_OPERANDS - read
        drawn += count * draw
        connected += lines * draw
        listed += count * room
        read += ends * room
        marked[sheet.anchor] = replace(sheet, drawn=draw, listed=room)
    return marked

"""The graphs that a page shows: which reports share one, and how many there is room for."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.model.outline import Outline, OutlineGraph, OutlineOperator, OutlineTensor
from dlpulint.report.report import ModelReport, PlacedOperator

MOST_DRAWN = 10_000
"""Operators that a page draws, over all its graphs: more of them make it slow to open."""

MOST_LISTED = 10_000
"""Operators that a page lists, over all its graphs."""


class Sheet(Struct, frozen=True):
    """One graph of a file, with the reports of the targets that judge it."""

    anchor: str
    title: str
    outline: Outline
    reports: tuple[ModelReport, ...]
    """Of the targets that judge this graph, in their order."""
    positions: Mapping[tuple[int, int], tuple[int, ...]]
    """Where the operators of a subgraph and index stand in `outline.operators`."""
    drawable: bool
    """Whether its tensors are known, without which there are no edges to draw."""
    drawn: bool = False
    listed: bool = False

    def at(self, subgraph: int, index: int | None, op: str | None) -> tuple[int, ...]:
        """The operators that a place means; a converted graph may have several of an index."""
        if index is None:
            return ()
        there = self.positions.get((subgraph, index), ())
        return tuple(at for at in there if self.outline.operators[at].op == op) or there

    def entry(self, position: int) -> str:
        """The id of an operator's entry in the list."""
        return f"{self.anchor}o{position}"

    def entry_of(self, subgraph: int, index: int | None, op: str | None) -> str | None:
        """The id of the entry that a place means; `None` where there is none."""
        there = self.at(subgraph, index, op) if self.listed else ()
        return self.entry(there[0]) if there else None


def sheets_of(anchor: str, reports: Sequence[ModelReport]) -> tuple[Sheet, ...]:
    """The graphs of one file, none of which is drawn or listed yet."""
    found: list[tuple[Outline, bool, list[ModelReport]]] = []
    for one in reports:
        outline = one.outline or _undrawn(one)
        if outline is None:
            continue
        same = next((known for known in found if known[0] is outline or known[0] == outline), None)
        if same is None:
            same = (outline, one.outline is not None, [])
            found.append(same)
        same[2].append(one)
    return tuple(
        _sheet(f"{anchor}g{number}", outline, drawable, judging, alone=len(found) == 1)
        for number, (outline, drawable, judging) in enumerate(found, start=1)
    )


def _sheet(
    anchor: str, outline: Outline, drawable: bool, reports: list[ModelReport], *, alone: bool
) -> Sheet:
    positions: dict[tuple[int, int], list[int]] = {}
    for position, operator in enumerate(outline.operators):
        positions.setdefault((operator.subgraph, operator.index), []).append(position)
    return Sheet(
        anchor=anchor,
        title=_title(reports[0], alone=alone),
        outline=outline,
        reports=tuple(reports),
        positions={key: tuple(places) for key, places in positions.items()},
        drawable=drawable,
    )


def _title(one: ModelReport, *, alone: bool) -> str:
    if one.preview:
        return "The graph after conversion to TFLite (preview)"
    if one.supposed:
        return f"The graph, taken {' and '.join(one.supposed)}"
    return "The graph" if alone else "The graph of the file"


def _undrawn(one: ModelReport) -> Outline | None:
    """What a placement alone tells of a graph, for a report that carries no outline."""
    if one.placement is None or not one.placement.operators:
        return None
    places: dict[str, int] = {}
    operators = tuple(_operator(placed, places) for placed in one.placement.operators)
    tensors = tuple(OutlineTensor(name, "", None, False, None) for name in places)
    return Outline(one.format or "", (OutlineGraph("", (), ()),), operators, tensors)


def _operator(placed: PlacedOperator, places: dict[str, int]) -> OutlineOperator:
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
        outputs=tuple(places.setdefault(name, len(places)) for name in placed.outputs),
    )


def with_room(sheets: Iterable[tuple[Verdict, Sheet]]) -> dict[str, Sheet]:
    """All sheets by anchor, those drawn and listed that there is room for, worst verdicts first."""
    order = list(Verdict)
    drawn = listed = 0
    marked: dict[str, Sheet] = {}
    for _, sheet in sorted(sheets, key=lambda pair: order.index(pair[0])):
        count = len(sheet.outline.operators)
        draw = sheet.drawable and 0 < count <= MOST_DRAWN - drawn
        room = 0 < count <= MOST_LISTED - listed
        drawn += count * draw
        listed += count * room
        marked[sheet.anchor] = replace(sheet, drawn=draw, listed=room)
    return marked

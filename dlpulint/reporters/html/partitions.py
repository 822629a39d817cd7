"""The partitions of a graph on a target: a list, a drawing in which each is a box, and causes."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.model.outline import Outline, OutlineGraph, OutlineOperator
from dlpulint.report.report import PlacedOperator
from dlpulint.report.wording import size
from dlpulint.reporters.devices import device_word
from dlpulint.reporters.drawing.captions import Caption
from dlpulint.reporters.html.device_marks import worst
from dlpulint.reporters.html.foreign_text import short
from dlpulint.reporters.html.graphs import Labels, drawing
from dlpulint.reporters.html.sections import Judged

MOST_PARTITIONS = 400
"""Most partitions that are listed and drawn."""

_NAMED = 3
"""Operators' names in the description of a partition."""


class PartitionRow(Struct, frozen=True):
    """One partition of a graph."""

    id: str
    """Its id on the page."""
    number: int
    """From 1, in the order in which they run."""
    positions: tuple[int, ...]
    """Its operators in the outline."""
    device: Device
    word: str
    """The device's usual name."""
    macs: int
    cause: str
    """Title of the finding that keeps most of its operators off the DLPU; empty where none does."""
    cause_id: str | None
    """The id of that finding on the page."""
    operators: str
    """`12 operators: 5 × CONV_2D, 4 × ADD, …`"""


def partition_rows(judged: Judged) -> tuple[PartitionRow, ...]:
    """The partitions in the order in which they run; none where there is one, or too many."""
    members: dict[int, list[int]] = {}
    for position, placed in enumerate(judged.placed):
        if placed.partition is not None:
            members.setdefault(placed.partition, []).append(position)
    if not 2 <= len(members) <= MOST_PARTITIONS:
        return ()
    return tuple(_row(judged, number, members[number]) for number in sorted(members))


def _row(judged: Judged, number: int, positions: Sequence[int]) -> PartitionRow:
    operators = [judged.placed[position] for position in positions]
    device = worst(operators)
    cause, cause_id = ("", None) if device is Device.DLPU else _cause(judged, operators)
    return PartitionRow(
        id=f"{judged.anchor}p{number + 1}",
        number=number + 1,
        positions=tuple(positions),
        device=device,
        word=device_word(device, judged.report.backend),
        macs=sum(operator.macs or 0 for operator in operators),
        cause=cause,
        cause_id=cause_id,
        operators=_counted(operators),
    )


def _cause(judged: Judged, operators: Sequence[PlacedOperator]) -> tuple[str, str | None]:
    """The commonest reason among operators with reasons of their own, and its finding's id."""
    reasons = Counter(
        reason for operator in operators if operator.direct for reason in operator.because[:1]
    )
    if not reasons:
        return "", None
    reason = reasons.most_common(1)[0][0]
    id = judged.by_rule.get(reason)
    return (reason, None) if id is None else (judged.findings[id].first.title, id)


def _counted(operators: Sequence[PlacedOperator]) -> str:
    names = Counter(operator.op for operator in operators).most_common()
    shown = [short(name) if count == 1 else f"{count} × {short(name)}" for name, count in names]
    rest = ["…"] if len(shown) > _NAMED else []
    count = len(operators)
    return f"{count} operator{'' if count == 1 else 's'}: {', '.join(shown[:_NAMED] + rest)}"


def partition_graph(judged: Judged, rows: Sequence[PartitionRow]) -> Markup:
    """The graph of a target's sheet with a box for each partition."""
    assert judged.sheet is not None
    return drawing(_contracted(judged.sheet.outline, rows), _PartitionLabels(judged, rows))


class _PartitionLabels(Labels):
    def __init__(self, judged: Judged, rows: Sequence[PartitionRow]) -> None:
        assert judged.sheet is not None
        super().__init__(judged.sheet, (judged,))
        self._rows = rows
        self._outline = judged.sheet.outline

    def link(self, position: int) -> str:
        return self._rows[position].id

    def caption(self, position: int) -> Caption:
        row = self._rows[position]
        macs = f" · {size(row.macs)} MACs" if row.macs else ""
        details = (row.cause, row.operators) if row.cause else (row.operators, "")
        return Caption(f"{row.number} {row.word}{macs}", *details)

    def group(self, position: int) -> str:  # noqa: ARG002 - a partition has no kind.
        return "other"

    def marks(self, positions: Sequence[int]) -> str:
        return super().marks(
            [at for position in positions for at in self._rows[position].positions]
        )


def _contracted(outline: Outline, rows: Sequence[PartitionRow]) -> Outline:
    """The main graph with an operator for each partition."""
    partition = {position: at for at, row in enumerate(rows) for position in row.positions}
    writer = {
        tensor: partition[position]
        for position in partition
        for tensor in outline.operators[position].outputs
    }
    reads: list[dict[int, None]] = [{} for _ in rows]
    writes: list[dict[int, None]] = [{} for _ in rows]
    for position, at in partition.items():
        for tensor in outline.operators[position].inputs:
            if tensor is None or outline.tensors[tensor].constant or writer.get(tensor) == at:
                continue
            reads[at][tensor] = None
            if tensor in writer:
                writes[writer[tensor]][tensor] = None
    main = outline.graphs[0]
    for tensor in main.outputs:
        if tensor in writer:
            writes[writer[tensor]][tensor] = None
    operators = tuple(
        OutlineOperator(
            subgraph=0,
            index=at,
            op=f"{row.number} {row.word} · {row.operators}"[:36],
            kind="",
            name="",
            builtin=None,
            version=None,
            attributes=(),
            inputs=tuple(sorted(reads[at])),
            roles=(),
            outputs=tuple(sorted(writes[at])),
        )
        for at, row in enumerate(rows)
    )
    graph = OutlineGraph(main.name, main.inputs, main.outputs)
    return Outline(outline.format, (graph,), operators, outline.tensors)


def boundary_text(row: PartitionRow) -> str:
    """`3 · CPU: Softmax operator`: a partition as its region in the graph is labelled."""
    return f"{row.number} · {row.word}" + (f": {row.cause}" if row.cause else "")

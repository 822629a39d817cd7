"""Sentences about a placement: where its partition ends, and the changes with their gain."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.placement.result import PartitionCount, PlacementFigures
from dlpulint.report.report import PlacedOperator, PlacementSummary, StepSummary
from dlpulint.report.wording import share, span

_INDICES = 6
"""Operators of one kind that are listed by index; of more, the first three."""

_KINDS = 3


def with_sentences(placement: PlacementSummary, backend: str) -> PlacementSummary:
    """The placement with a sentence in its cut and in each step; `backend` runs the operators."""
    cut = placement.cut
    return replace(
        placement,
        cut=None if cut is None else replace(cut, sentence=cut_sentence(placement, backend)),
        steps=tuple(
            replace(step, sentence=sentence)
            for step, sentence in zip(
                placement.steps, change_sentences(placement, backend), strict=True
            )
        ),
    )


def change_sentences(placement: PlacementSummary, backend: str) -> Iterator[str]:
    """A sentence per step: the change, and what runs on the backend after it."""
    for number, step in enumerate(placement.steps):
        yield change_sentence(step, placement, backend, also=number > 0)


def change_sentence(
    step: StepSummary, placement: PlacementSummary, backend: str, *, also: bool
) -> str:
    """The change of a step and its gain; `also`: it comes after another."""
    what = operators_text(step.operators)
    as_well = " as well" if also else ""
    return f"With {what} changed{as_well}, {_gain(step, placement, backend)}."


def cut_sentence(placement: PlacementSummary, backend: str) -> str:
    """Sentence on the operator at which the partition ends; empty where all runs on the backend."""
    cut = placement.cut
    if cut is None:
        return ""
    after = f"{cut.operators_behind} of {len(placement.operators)} operators"
    if placement.macs.total:
        after += f" and {share(cut.macs_behind, placement.macs.total)} % of the MACs"
    what = operators_text((cut.operator,))
    if cut.operator.device is Device.UNKNOWN:
        return f"The {backend} partition may end before {what}; then {after} run on the CPU."
    return f"The {backend} partition ends before {what}; because of it, {after} run on the CPU."


def operators_text(operators: Sequence[PlacedOperator]) -> str:
    """`MEAN #68`, or `3 operators (LOGISTIC #12, #45, #90)`; of many kinds, only their number."""
    if len(operators) == 1:
        return f"{operators[0].op} {_index(operators[0])}"
    kinds: dict[str, list[PlacedOperator]] = {}
    for operator in operators:
        kinds.setdefault(operator.op, []).append(operator)
    if len(kinds) > _KINDS:
        return f"{len(operators)} operators of {len(kinds)} kinds"
    listed = "; ".join(f"{op} {_indices(same)}" for op, same in kinds.items())
    return f"{len(operators)} operators ({listed})"


def _indices(operators: Sequence[PlacedOperator]) -> str:
    # A node of an ONNX file may become several operators.
    numbers = list(dict.fromkeys(map(_index, operators)))
    shown = numbers if len(numbers) <= _INDICES else numbers[: _INDICES // 2]
    return ", ".join(shown) + ("" if len(shown) == len(numbers) else " …")


def _index(operator: PlacedOperator) -> str:
    at = f"{operator.index}"
    return f"#{at}" if operator.subgraph == 0 else f"#{operator.subgraph}:{at}"


def _gain(step: StepSummary, placement: PlacementSummary, backend: str) -> str:
    before, after = step.before, step.after
    if placement.partitioning is Partitioning.WHOLE:
        if after.worst.dlpu:
            return f"the whole graph runs on the {backend}"
        return f"no known problem keeps the graph off the {backend}"
    macs = _macs(before) != _macs(after)
    pieces = _partitions(before) != _partitions(after)
    limit = placement.limit
    if limit is not None and max(before.best.total, after.best.total) > limit:
        accepted = f"; larod accepts at most {limit}"
    else:
        accepted = ""
    # A graph of which nothing is on the DLPU is no partition of it.
    now = f"now {span(*_totals(before))}{accepted}" if before.operators else accepted[2:]
    now = f"{_partitions(after)} ({now})" if now else _partitions(after)
    if macs:
        gain = f"{_macs(after)} of the MACs run on the {backend} (now {_macs(before)})"
        several = placement.partitioning is not Partitioning.FIRST_CUT
        return f"{gain}, in {now}" if pieces and several else gain
    if pieces:
        verb = "runs in" if _totals(after) == (1, 1) else "splits into"
        return f"the graph {verb} {now}"
    return f"{after.operators} operators run on the {backend} (now {before.operators})"


def _macs(figures: PlacementFigures) -> str:
    macs = figures.macs
    least, most = share(macs.dlpu, macs.total), share(macs.dlpu + macs.unknown, macs.total)
    return f"{least} %" if least == most else f"{least} to {most} %"


def _totals(figures: PlacementFigures) -> tuple[int, int]:
    return figures.best.total, figures.worst.total


def _partitions(figures: PlacementFigures) -> str:
    return partitions_text(figures.best, figures.worst)


def partitions_text(best: PartitionCount, worst: PartitionCount) -> str:
    """`3 to 5 partitions`, over what the unknown operators turn out to be."""
    totals = (best.total, worst.total)
    return f"{span(*totals)} partition{'s' if totals != (1, 1) else ''}"

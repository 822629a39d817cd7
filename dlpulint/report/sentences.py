"""Sentences about a placement: its cut, and the changes with their gain."""

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
        also = "also " if number else ""
        what = operators_text(step.operators, step.causes)
        yield f"Change {also}{what} and {_gain(step, placement, backend)}."


def cut_sentence(placement: PlacementSummary, backend: str) -> str:
    """Sentence on the first operator that cuts, and all after it; empty without a cut."""
    cut = placement.cut
    if cut is None:
        return ""
    behind = f"{cut.operators_behind} of {len(placement.operators)} operators"
    if placement.macs.total:
        behind += f" and {share(cut.macs_behind, placement.macs.total)} % of the MACs"
    what = operators_text((cut.operator,))
    if cut.operator.device is Device.UNKNOWN:
        return f"{what} may cut: from it on, {behind} would be off the {backend}."
    return f"{what} cuts first: from it on, {behind} are off the {backend}."


def operators_text(operators: Sequence[PlacedOperator], causes: Sequence[str] = ()) -> str:
    """`MEAN at 68`, or `3 operators (LOGISTIC 12, 45, 90)`; of many kinds, only their causes."""
    if len(operators) == 1:
        return f"{operators[0].op} at {_index(operators[0])}"
    kinds: dict[str, list[PlacedOperator]] = {}
    for operator in operators:
        kinds.setdefault(operator.op, []).append(operator)
    if len(kinds) > _KINDS:
        return f"{len(operators)} operators of {len(kinds)} kinds ({', '.join(causes)})"
    listed = "; ".join(f"{op} {_indices(same)}" for op, same in kinds.items())
    return f"{len(operators)} operators ({listed})"


def _indices(operators: Sequence[PlacedOperator]) -> str:
    shown = operators if len(operators) <= _INDICES else operators[: _INDICES // 2]
    more = "" if len(shown) == len(operators) else " …"
    return ", ".join(map(_index, shown)) + more


def _index(operator: PlacedOperator) -> str:
    return (
        f"{operator.index}" if operator.subgraph == 0 else f"{operator.subgraph}:{operator.index}"
    )


def _gain(step: StepSummary, placement: PlacementSummary, backend: str) -> str:
    before, after = step.before, step.after
    if placement.partitioning is Partitioning.WHOLE:
        known = "" if after.worst.dlpu else " that is known"
        return f"nothing{known} keeps the graph off the {backend}"
    macs = _macs(before) != _macs(after)
    pieces = _partitions(before) != _partitions(after)
    if macs:
        gain = f"{_macs(after)} of the MACs run on the {backend} instead of {_macs(before)}"
        if pieces and placement.partitioning is not Partitioning.FIRST_CUT:
            gain += f", in {_partitions(after)} instead of {span(*_totals(before))}"
    elif pieces:
        gain = f"the graph runs in {_partitions(after)} instead of {span(*_totals(before))}"
    else:
        gain = f"{after.operators} operators run on the {backend} instead of {before.operators}"
    limit = placement.limit
    if limit is not None and after.best.total > limit:
        gain += f"; only {limit} are taken"
    elif limit is not None and before.best.total > limit:
        gain += f"; at most {limit} are taken"
    return gain


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

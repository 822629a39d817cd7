"""Two runs compared: changes of each model's findings, operators, inputs and outputs."""

from collections.abc import Sequence

from dlpulint.compare.causes import causes, reasons
from dlpulint.compare.data import Change, Difference, KindCount, Pair, Side, paired_values
from dlpulint.compare.endpoints import contract_changes
from dlpulint.compare.finding_changes import bounds_passed, finding_changes
from dlpulint.compare.moves import Matched, kinds, matched, moves
from dlpulint.compare.pairing import paired
from dlpulint.report.contract import WrittenReport, WrittenRun


def difference(
    old: WrittenRun, new: WrittenRun, sides: tuple[Side, Side], gates: Sequence[str]
) -> Difference:
    """All changes from OLD to NEW; `gates` (see `--fail-on`) decide which of them fail the run."""
    before = {(report.path, report.target): report for report in old.reports}
    after = {(report.path, report.target): report for report in new.reports}
    targets = list(dict.fromkeys(report.target for report in (*new.reports, *old.reports)))
    pairs = (
        (target, before.get((was or "", target)), after.get((now or "", target)))
        for was, now in paired(old, new)
        for target in targets
    )
    changes = tuple(
        _change(target, (old, new), was, now, gates) for target, was, now in pairs if was or now
    )
    return Difference(old=sides[0], new=sides[1], causes=causes(changes), changes=changes)


def _change(
    target: str,
    runs: tuple[WrittenRun, WrittenRun],
    before: WrittenReport | None,
    after: WrittenReport | None,
    gates: Sequence[str],
) -> Change:
    """One model on one target; at least one side has it."""
    reports = Pair(before, after)
    models = paired_values(reports, lambda report: report.model)
    errors = paired_values(reports, lambda report: report.failure)
    placements = paired_values(reports, lambda report: report.placement)
    latencies = paired_values(reports, lambda report: report.latency)
    operators = paired_values(placements, lambda where: where.operators)
    found = Matched((), True)
    counts: tuple[KindCount, ...] = ()
    if operators.before is not None and operators.after is not None:
        found = matched(operators.before, operators.after)
        counts = kinds(operators.before, operators.after)
    change = Change(
        path=paired_values(reports, lambda report: report.path),
        target=target,
        because=(),
        pack_version=paired_values(reports, lambda report: report.pack_version),
        pack_build=paired_values(reports, lambda report: report.pack_build),
        sha256=paired_values(models, lambda model: model.sha256),
        error=paired_values(errors, lambda error: error.message),
        verdict=paired_values(reports, lambda report: report.verdict),
        findings=finding_changes(before, after, gates),
        operators=paired_values(operators, len),
        kinds=counts,
        moved=moves(found),
        unmatched=not found.complete,
        preview=paired_values(placements, lambda where: where.preview),
        macs=paired_values(placements, lambda where: where.macs),
        partitions=paired_values(placements, lambda where: where.partitions),
        latency=paired_values(latencies, lambda latency: latency.range),
        tail=paired_values(latencies, lambda latency: latency.part("tail")),
        endpoints=contract_changes(models.before, models.after),
        beyond=bounds_passed(before, after, gates),
    )
    if before is None or after is None:
        return change
    return reasons(change, runs, before, after)

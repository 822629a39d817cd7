"""Why reports changed: whether the model did, or the rules, or what was stated."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.compare.data import Cause, Change, Pair, Reason, RuleCount, VerdictCount
from dlpulint.report.contract import WrittenReport, WrittenRun


def reasons(
    change: Change,
    runs: tuple[WrittenRun, WrittenRun],
    before: WrittenReport,
    after: WrittenReport,
) -> Change:
    """A change with what was not the same on both sides."""
    old, new = runs
    because: list[Reason] = []
    if change.sha256.differs:
        because.append("model")
    if change.pack_version.differs:
        because.append("rules")
    if old.tool.version != new.tool.version:
        because.append("tool")
    if (old.stated_texts, before.stated_texts) != (new.stated_texts, after.stated_texts):
        because.append("stated")
    if (before.as_if, before.input_shapes) != (after.as_if, after.input_shapes):
        because.append("supposed")
    if not because and change.changed:
        because.append("settings")
    return replace(change, because=tuple(because))


def causes(changes: Sequence[Change]) -> tuple[Cause, ...]:
    """Models whose reports changed, by target and reasons, those of the most models first."""
    compared = Counter(change.target for change in changes if change.compared)
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        if change.compared and change.changed:
            versions = change.pack_version
            key = (change.target, change.because, versions.before, versions.after)
            groups.setdefault(key, []).append(change)
    found = [_cause(group, compared[group[0].target]) for group in groups.values()]
    return tuple(sorted(found, key=lambda cause: -cause.models))


def _cause(changes: Sequence[Change], of: int) -> Cause:
    verdicts: Counter[tuple[Verdict | None, Verdict | None]] = Counter(
        (change.verdict.before, change.verdict.after)
        for change in changes
        if change.verdict.differs
    )
    return Cause(
        target=changes[0].target,
        because=changes[0].because,
        pack_version=changes[0].pack_version,
        models=len(changes),
        of=of,
        verdicts=tuple(
            VerdictCount(Pair(before, after), models)
            for (before, after), models in verdicts.most_common()
        ),
        new=_rules(changes, worse=True),
        gone=_rules(changes, worse=False),
    )


def _rules(changes: Sequence[Change], *, worse: bool) -> tuple[RuleCount, ...]:
    """The rules of findings that came, or went, and for how many models."""
    what = (
        ("new", "counted", "more", "louder") if worse else ("gone", "fewer", "quieter", "ignored")
    )
    models: Counter[str] = Counter()
    for change in changes:
        models.update({finding.rule for finding in change.findings if finding.what in what})
    ranked = sorted(models.items(), key=lambda item: (-item[1], item[0]))
    return tuple(RuleCount(rule, count) for rule, count in ranked)

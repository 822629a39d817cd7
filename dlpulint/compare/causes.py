"""Reasons why reports changed: the model, the rules, the stated versions or other inputs."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.compare.data import Cause, Change, Pair, Reason, RuleCount, VerdictCount
from dlpulint.compare.finding_changes import WORSE
from dlpulint.report.contract import WrittenModel, WrittenReport, WrittenRun


def reasons(
    change: Change, runs: tuple[WrittenRun, WrittenRun], before: WrittenReport, after: WrittenReport
) -> Change:
    """A change with the differences between its two sides that explain it."""
    old, new = runs
    differs: dict[Reason, bool] = {
        "model": _other_model(before.model, after.model),
        "rules": change.pack_version.differs or _both_known_and_different(change.pack_build),
        "tool": old.tool != new.tool,
        "stated": (old.stated_texts, before.stated_texts) != (new.stated_texts, after.stated_texts),
        "supposed": (before.as_if, before.input_shapes) != (after.as_if, after.input_shapes),
    }
    differs["settings"] = change.changed and not any(differs.values())
    return replace(change, because=tuple(reason for reason in differs if differs[reason]))


def _other_model(before: WrittenModel | None, after: WrittenModel | None) -> bool:
    """Whether two models differ: by their checksums, or without those by all else."""
    if before is None or after is None:
        return before is not after
    if before.sha256 is None or after.sha256 is None:
        return replace(before, sha256=None) != replace(after, sha256=None)
    return before.sha256 != after.sha256


def _both_known_and_different(build: Pair[str | None]) -> bool:
    return None not in (build.before, build.after) and build.differs


def causes(changes: Sequence[Change]) -> tuple[Cause, ...]:
    """Groups of models whose reports changed, by target and reasons, the largest group first."""
    compared = Counter(change.target for change in changes if change.compared)
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        if change.compared and change.changed:
            key = (change.target, change.because, change.pack_version, change.pack_build)
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
        pack_build=changes[0].pack_build,
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
    """The rules of findings that became worse, or better, each with its number of models."""
    models: Counter[str] = Counter()
    for change in changes:
        models.update({f.rule for f in change.findings if (f.what in WORSE) is worse})
    ranked = sorted(models.items(), key=lambda item: (-item[1], item[0]))
    return tuple(RuleCount(rule, count) for rule, count in ranked)

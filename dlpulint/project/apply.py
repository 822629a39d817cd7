"""What a project says of a finished report; it never changes how a model is judged."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from dlpulint.basics.globs import rule_matches
from dlpulint.project.config.config import Config, Ignore
from dlpulint.project.ignores import covers, ignoring
from dlpulint.project.rulings import confirmed, levelled, selected, stale
from dlpulint.report.report import ModelReport, Report


def applied(
    report: Report,
    config: Config | None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    ids: Mapping[str, frozenset[str]],
    today: date,
    whole: bool = False,
) -> Report:
    """A report after all that a project says: of rules, of levels, of what it lives with.

    `select` and `ignore` are ids of rules and globs of them. `ids` are those that findings of each
    target may have; `today` decides whether an ignore still holds, and a `whole` run has
    all models of the project: there a test of a file that is not among them is of no use.
    """
    reports = tuple(selected(one, select, ignore) for one in report.reports)
    if config is None:
        return replace(report, reports=reports)
    valid = [one for one in config.ignores if not _expired(one, today)]
    # What is of no use is told by all that was found, not by what is left of it.
    remarks = [_remark(one, config, report.reports, ids, today) for one in config.ignores]
    if whole:
        remarks += stale(config.confirmed, report.reports)
    return replace(
        report,
        reports=tuple(
            _ignored(levelled(confirmed(one, config.confirmed), config.overrides), config, valid)
            for one in reports
        ),
        remarks=(*report.remarks, *(remark for remark in remarks if remark is not None)),
    )


def _ignored(report: ModelReport, config: Config, ignores: Sequence[Ignore]) -> ModelReport:
    own = [one for one in ignores if _is_for(one, report, config)]
    if not own:
        return report
    return replace(report, findings=tuple(ignoring(one, own) for one in report.findings))


def _is_for(ignore: Ignore, report: ModelReport, config: Config) -> bool:
    return not ignore.files or config.names(report.path, ignore.files)


def _expired(ignore: Ignore, today: date) -> bool:
    return ignore.until is not None and today > ignore.until


def _remark(
    ignore: Ignore,
    config: Config,
    reports: Sequence[ModelReport],
    ids: Mapping[str, frozenset[str]],
    today: date,
) -> str | None:
    """What is to be said of an ignore whose files were in the run on a target with its rule."""
    targets = {target for target, own in ids.items() if _has(own, ignore.rule)}
    concerned = [
        one
        for one in reports
        if one.target in targets and one.error is None and _is_for(ignore, one, config)
    ]
    if any(covers(ignore, finding) for one in concerned for finding in one.findings):
        if not _expired(ignore, today):
            return None
        return f"{ignore.where}: {ignore.rule} counts again: it was ignored until {ignore.until}"
    # Of a file in a format that the target does not take next to nothing is asked.
    if all(one.foreign for one in concerned):
        return None
    return f"{ignore.where}: {ignore.rule} matches nothing, though its files were in the run"


def _has(ids: frozenset[str], glob: str) -> bool:
    return any(rule_matches(id, glob) for id in ids)

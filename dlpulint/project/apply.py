"""A project's config applied to a finished report; the judgement itself stays as it is."""

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
    """The report with the project's rules selected, levels set, and ignores and tests applied.

    Args:
        select: ids and globs of the only rules to keep; empty for all.
        ignore: ids and globs of rules to leave out.
        ids: ids that findings of each target may have.
        today: decides whether an ignore still holds.
        whole: all models of the project are in the run, so that a test of another file is stale.
    """
    reports = tuple(selected(each, select, ignore) for each in report.reports)
    if config is None:
        return replace(report, reports=reports)
    valid = [entry for entry in config.ignores if not _expired(entry, today)]
    # An ignore is in vain by all that was found, not by the findings that are left.
    remarks = [_remark(entry, config, report.reports, ids, today) for entry in config.ignores]
    if whole:
        remarks += stale(config.confirmed, report.reports)
    return replace(
        report,
        reports=tuple(
            _ignored(levelled(confirmed(each, config.confirmed), config.overrides), config, valid)
            for each in reports
        ),
        remarks=(*report.remarks, *(remark for remark in remarks if remark is not None)),
    )


def _ignored(report: ModelReport, config: Config, ignores: Sequence[Ignore]) -> ModelReport:
    of_file = [ignore for ignore in ignores if _is_for(ignore, report, config)]
    if not of_file:
        return report
    findings = tuple(ignoring(finding, of_file) for finding in report.findings)
    return replace(report, findings=findings)


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
    """A sentence about an ignore in vain, if a run has its files and its rule."""
    targets = {target for target, known in ids.items() if _has(known, ignore.rule)}
    concerned = [
        report
        for report in reports
        if report.target in targets and report.error is None and _is_for(ignore, report, config)
    ]
    if any(covers(ignore, finding) for report in concerned for finding in report.findings):
        if not _expired(ignore, today):
            return None
        return f"{ignore.where}: {ignore.rule} counts again: it was ignored until {ignore.until}"
    # Hardly a rule applies to a file in a format that the target does not accept.
    if all(report.foreign for report in concerned):
        return None
    return f"{ignore.where}: {ignore.rule} matches nothing, though its files were in the run"


def _has(ids: frozenset[str], glob: str) -> bool:
    return any(rule_matches(id, glob) for id in ids)

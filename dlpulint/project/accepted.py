"""A baseline applied to a report: accepted findings, grown ones, and entries in vain."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from dlpulint.basics.printable import escaped
from dlpulint.findings.finding import Finding, suppressed
from dlpulint.project.baseline import Baseline, Entry
from dlpulint.report.report import ModelReport, Report

ACCEPTED = "baseline"
"""The reason for which a finding that a baseline lists is suppressed."""

_SHOWN = 4
"""Rules that a remark names."""


def accepting(report: Report, baseline: Baseline, found: Report) -> Report:
    """The report with the findings suppressed that a baseline lists.

    A finding with more locations than its entry stays, with the number of further ones. Remarks
    name entries in vain; `found` is the report before any finding was left out of it.
    """
    known = {_key(entry): entry.locations for entry in baseline.entries}
    return replace(
        report,
        reports=tuple(_accepting(each, baseline, known) for each in report.reports),
        remarks=(*report.remarks, *_remarks(baseline, found)),
    )


def listed(report: Report, baseline: Baseline, found: Report) -> tuple[Entry, ...]:
    """Entries of a baseline after a run: its findings, and old entries of what it left out.

    Findings that are ignored, or of a file for another target, are not listed. Left out are models,
    targets and rules that were not selected: `found` is the report before that.
    """
    read = _read(report, baseline)
    left_out = _counts(found, baseline).keys() - _counts(report, baseline).keys()
    kept = [
        entry
        for entry in baseline.entries
        if (entry.path, entry.target) not in read or _key(entry) in left_out
    ]
    counted = [each for each in report.reports if each.counts]
    new = (entry for each in counted for entry in _entries(each, baseline))
    return tuple(sorted((*kept, *new)))


def pruned(found: Report, baseline: Baseline) -> tuple[Entry, ...]:
    """Entries that a run found again, with no more locations than it found, and untried ones.

    Entries of a file that is gone are dropped; those of files and targets not in the run stay.
    """
    counts = _counts(found, baseline)
    read = _read(found, baseline)
    kept = []
    for entry in baseline.entries:
        if (entry.path, entry.target) in read:
            locations = min(entry.locations, counts[_key(entry)])
            kept += [replace(entry, locations=locations)] if locations else []
        elif baseline.holds_file(entry.path):
            kept.append(entry)
    return tuple(kept)


def _accepting(
    report: ModelReport, baseline: Baseline, known: dict[tuple[str, str, str], int]
) -> ModelReport:
    if not report.findings:
        return report
    path = _path(report, baseline)
    counts = Counter[str]()
    for finding in report.findings:
        counts[finding.fingerprint] += finding.count
    return replace(
        report,
        findings=tuple(
            _accepted(
                finding,
                counts[finding.fingerprint],
                known.get((path, report.target, finding.fingerprint)),
            )
            for finding in report.findings
        ),
    )


def _accepted(finding: Finding, count: int, accepted: int | None) -> Finding:
    if accepted is None or finding.suppressed is not None:
        return finding
    if count <= accepted:
        return suppressed(finding, ACCEPTED)
    more = count - accepted
    times = "place" if more == 1 else "places"
    return replace(finding, message=f"{finding.message}; {more} more {times} than the baseline")


def _remarks(baseline: Baseline, found: Report) -> Iterator[str]:
    """A remark for each model and target of the run with entries that match nothing."""
    counts = _counts(found, baseline)
    read = _read(found, baseline)
    gone: dict[tuple[str, str], list[Entry]] = {}
    for entry in baseline.entries:
        model = (entry.path, entry.target)
        if model in read and not counts[_key(entry)]:
            gone.setdefault(model, []).append(entry)
    for (path, target), entries in gone.items():
        number = f"{len(entries)} entries are" if len(entries) > 1 else "one entry is"
        yield (
            f"{baseline.name}: {number} no longer found in {path} on {target} ({_rules(entries)}); "
            "--prune-baseline drops such"
        )


def _rules(entries: Sequence[Entry]) -> str:
    rules = list(dict.fromkeys(entry.rule for entry in entries))
    more = f" and {len(rules) - _SHOWN} more" if len(rules) > _SHOWN else ""
    return f"{', '.join(rules[:_SHOWN])}{more}"


def _entries(report: ModelReport, baseline: Baseline) -> Iterator[Entry]:
    path = _path(report, baseline)
    counts = Counter[str]()
    rules: dict[str, str] = {}
    for finding in report.findings:
        if finding.suppressed is None:
            counts[finding.fingerprint] += finding.count
            rules[finding.fingerprint] = finding.rule
    for fingerprint, count in counts.items():
        yield Entry(path, report.target, rules[fingerprint], fingerprint, count)


def _counts(found: Report, baseline: Baseline) -> Counter[tuple[str, str, str]]:
    """How many times each finding holds, whether it is ignored or not."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for report in found.reports:
        path = _path(report, baseline)
        for finding in report.findings:
            counts[path, report.target, finding.fingerprint] += finding.count
    return counts


def _read(found: Report, baseline: Baseline) -> set[tuple[str, str]]:
    """Path and target of each model that could be read."""
    readable = (report for report in found.reports if report.error is None)
    return {(_path(report, baseline), report.target) for report in readable}


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.path, entry.target, entry.fingerprint


def _path(report: ModelReport, baseline: Baseline) -> str:
    """The report's file as entries name it, printable whatever the file system allows."""
    if report.path == "-":
        return report.path
    return escaped(baseline.path_of(report.file))

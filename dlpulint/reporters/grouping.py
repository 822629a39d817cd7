"""Groups of things that a report shows together, and each unreadable file once."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """The items of each key, in the order in which keys and items first come."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def by_path(reports: Iterable[ModelReport]) -> dict[str, list[ModelReport]]:
    """The reports on each file."""
    return grouped(reports, lambda report: report.path)


def alike(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one rule together where they differ only in their operators."""

    def key(finding: Finding) -> tuple[object, ...]:
        texts = (finding.title, finding.why, finding.fix)
        state = (finding.answer, finding.suppressed, finding.fixable)
        return (finding.rule, finding.level, *state, *texts)

    return list(grouped(findings, key).values())


def errors_once(reports: Iterable[ModelReport]) -> Iterator[ModelReport]:
    """All reports, except that an error which holds for several targets comes once per file."""
    seen: set[tuple[str, str]] = set()
    for report in reports:
        if report.error is None:
            yield report
        elif (report.path, report.error) not in seen:
            seen.add((report.path, report.error))
            yield report

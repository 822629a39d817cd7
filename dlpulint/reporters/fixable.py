"""Sentences on findings that `--fix` mends: a mark, the edit, their number and the command."""

import shlex
from collections.abc import Iterable

from msgspec import Struct

from dlpulint.basics.shell import typed
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport
from dlpulint.reporters.lines import counted

_OPTION, _LOSSY = "--fix", "--fix --lossy"


class FixCount(Struct, frozen=True):
    """Numbers of things that `--fix` mends, and of further ones that it mends with `--lossy`."""

    exact: int
    lossy: int


def fixable_findings(report: ModelReport) -> FixCount:
    """Numbers of the findings that edits mend, as the JSON report lists them."""
    lossy = [finding.fixable.lossy for finding in report.findings if finding.fixable is not None]
    return FixCount(lossy.count(False), lossy.count(True))


def fixable_rules(reports: Iterable[ModelReport]) -> FixCount:
    """The same by rule: sentences count the findings of a rule on a model and target as one."""
    exact: set[tuple[str, str, str]] = set()
    lossy: set[tuple[str, str, str]] = set()
    for report in reports:
        for finding in report.findings:
            if finding.fixable is not None:
                key = (report.path, report.target, finding.rule)
                (lossy if finding.fixable.lossy else exact).add(key)
    return FixCount(len(exact), len(lossy - exact))


def fixable_line(*reports: ModelReport) -> str:
    """`4 findings fixable with --fix, 2 more with --fix --lossy`; empty where none is."""
    count = fixable_rules(reports)
    if not count.exact and not count.lossy:
        return ""
    if not count.exact:
        return f"{counted(count.lossy, 'finding')} fixable with {_LOSSY}"
    line = f"{counted(count.exact, 'finding')} fixable with {_OPTION}"
    return f"{line}, {count.lossy} more with {_LOSSY}" if count.lossy else line


def fix_command(report: ModelReport) -> str:
    """The command that mends a model for its target; empty where none does.

    There is none for a file whose name cannot be typed.
    """
    count = fixable_findings(report)
    can_be_typed = report.raw_path is None and report.path.isprintable()
    if not can_be_typed or not (count.exact or count.lossy):
        return ""
    option = _OPTION if count.exact else _LOSSY
    return f"dlpulint {typed(report.path)} --target {shlex.quote(report.target)} {option}"


def fixable_mark(finding: Finding) -> str:
    """`[fixable] ` to put before a message; empty for a finding that no edit mends."""
    if finding.fixable is None:
        return ""
    return "[fixable, lossy] " if finding.fixable.lossy else "[fixable] "


def fixable_sentence(finding: Finding) -> str:
    """`Fixable with --fix: Cut off …`; empty for a finding that no edit mends."""
    fixable = finding.fixable
    if fixable is None:
        return ""
    return f"Fixable with {_LOSSY if fixable.lossy else _OPTION}: {fixable.description}."

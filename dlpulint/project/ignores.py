"""Ignored findings: they stay in the report and fail no run."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from msgspec.structs import replace

from dlpulint.basics.globs import rule_matches
from dlpulint.findings.finding import Finding, Location, suppressed
from dlpulint.project.config.config import Ignore


def ignoring(finding: Finding, ignores: Sequence[Ignore]) -> Finding:
    """The finding after `ignores`, which are those for its file.

    It is suppressed, with the reason, where they cover all its locations. Where they cover some, it
    stays with the others, and its message has the number of ignored ones.
    """
    if finding.suppressed is not None:
        return finding
    of_rule = [ignore for ignore in ignores if rule_matches(finding.rule, ignore.rule)]
    whole = next((ignore for ignore in of_rule if not ignore.is_partial), None)
    if whole is not None:
        return suppressed(finding, f"ignored: {whole.reason}")
    reasons = [_reason(location, of_rule) for location in finding.locations]
    all_reasons = "; ".join(dict.fromkeys(reason for reason in reasons if reason is not None))
    if not all_reasons:
        return finding
    pairs = zip(finding.locations, reasons, strict=True)
    left = tuple(location for location, reason in pairs if reason is None)
    if not left:
        return suppressed(finding, f"ignored: {all_reasons}")
    before = len(finding.locations)
    # The locations of a pattern are its operators, and its count is that of patterns.
    count = len(left) if finding.count == before else finding.count
    ignored = f"{before - len(left)} of {before} are ignored: {all_reasons}"
    return replace(finding, message=f"{finding.message}; {ignored}", locations=left, count=count)


def covers(ignore: Ignore, finding: Finding) -> bool:
    """Whether an ignore is about a finding, or about some of its locations."""
    if not rule_matches(finding.rule, ignore.rule):
        return False
    if not ignore.is_partial:
        return True
    return any(_names(ignore, location) for location in finding.locations)


def _reason(location: Location, ignores: Sequence[Ignore]) -> str | None:
    return next((ignore.reason for ignore in ignores if _names(ignore, location)), None)


def _names(ignore: Ignore, location: Location) -> bool:
    """Whether a location has the operator and the tensor that an ignore names."""
    if ignore.tensor and not any(
        name == ignore.tensor or fnmatchcase(name, ignore.tensor) for name in location.tensors
    ):
        return False
    if ignore.operator is None:
        return True
    if isinstance(ignore.operator, int):
        return (location.subgraph, location.index) == (0, ignore.operator)
    return ignore.operator in (location.op, f"{location.subgraph}:{location.index}")

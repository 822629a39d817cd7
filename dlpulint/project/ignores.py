"""The findings that a project lives with: they stay in the report, and fail no run."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from msgspec.structs import replace

from dlpulint.basics.globs import rule_matches
from dlpulint.findings.finding import Finding, Location
from dlpulint.project.config.config import Ignore


def ignoring(finding: Finding, ignores: Sequence[Ignore]) -> Finding:
    """A finding as ignores leave it; the ignores are those that are for its file.

    Where they cover all of its places it is suppressed, with the reason. Where they cover some of
    them it stays, with the other places, and says how many are ignored.
    """
    if finding.suppressed is not None:
        return finding
    own = [one for one in ignores if rule_matches(finding.rule, one.rule)]
    whole = next((one for one in own if one.operator is None and not one.tensor), None)
    if whole is not None:
        return replace(finding, suppressed=f"ignored: {whole.reason}")
    reasons = [_reason(place, own) for place in finding.locations]
    told = "; ".join(dict.fromkeys(reason for reason in reasons if reason is not None))
    if not told:
        return finding
    left = [
        place for place, reason in zip(finding.locations, reasons, strict=True) if reason is None
    ]
    if not left:
        return replace(finding, suppressed=f"ignored: {told}")
    places = len(finding.locations)
    # Of a pattern the places are its operators: what it counts is something else.
    count = len(left) if finding.count == places else finding.count
    message = (
        f"{finding.message}; {places - len(left)} of these {places} places are ignored: {told}"
    )
    return replace(finding, message=message, locations=tuple(left), count=count)


def covers(ignore: Ignore, finding: Finding) -> bool:
    """Whether an ignore is about a finding, or about some of its places."""
    if not rule_matches(finding.rule, ignore.rule):
        return False
    if ignore.operator is None and not ignore.tensor:
        return True
    return any(_names(ignore, place) for place in finding.locations)


def _reason(place: Location, ignores: Sequence[Ignore]) -> str | None:
    return next((one.reason for one in ignores if _names(one, place)), None)


def _names(ignore: Ignore, place: Location) -> bool:
    """Whether a place is that of the operator and the tensor that an ignore names."""
    if ignore.tensor and not any(
        name == ignore.tensor or fnmatchcase(name, ignore.tensor) for name in place.tensors
    ):
        return False
    if ignore.operator is None:
        return True
    if isinstance(ignore.operator, int):
        return (place.subgraph, place.index) == (0, ignore.operator)
    return ignore.operator in (place.op, f"{place.subgraph}:{place.index}")

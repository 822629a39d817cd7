"""Where a finding holds, in one line of plain text."""

from dlpulint.findings.finding import Finding, Location
from dlpulint.reporters.grouping import grouped

SHOWN = 6
"""Locations that a line names."""


def locations_text(finding: Finding, longest: int = SHOWN) -> str:
    """`CONV_2D (3) at 0, 4, 7 … (53 places)`; empty where no location is an operator.

    In parentheses stands the builtin's number, which the camera's log prints.
    """
    locations = [location for location in finding.locations if location.index is not None]
    kinds = grouped(locations[:longest], _native)
    text = "; ".join(f"{kind} at {', '.join(map(_index, same))}" for kind, same in kinds.items())
    return f"{text} … ({len(locations)} places)" if len(locations) > longest else text


def _native(location: Location) -> str:
    return f"{location.op}" if location.builtin is None else f"{location.op} ({location.builtin})"


def _index(location: Location) -> str:
    at = f"{location.index}"
    return at if location.subgraph == 0 else f"{location.subgraph}:{at}"

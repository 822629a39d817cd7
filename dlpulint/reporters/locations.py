"""Where a finding holds, in one line of plain text."""

from collections.abc import Sequence

from dlpulint.findings.finding import Finding, Location
from dlpulint.reporters.grouping import grouped

SHOWN = 6
"""Operators that a line names."""


def locations_text(finding: Finding, longest: int = SHOWN) -> str:
    """`Operators #0, #4, #7 … (53 × CONV_2D)`, or `CONV_2D #12`; empty where none is an operator.

    Kinds of operators come one after the other, until `longest` operators are named.
    """
    locations = [location for location in finding.locations if location.index is not None]
    parts: list[str] = []
    room, left = longest, len(locations)
    for kind, same in grouped(locations, lambda location: f"{location.op}").items():
        if room <= 0:
            parts.append(f"{left} more")
            break
        parts.append(_of_kind(kind, same, room))
        room, left = room - len(same), left - len(same)
    return "; ".join(parts)


def _of_kind(kind: str, same: Sequence[Location], room: int) -> str:
    """Operators of one kind, of which at most `room` are named."""
    if len(same) == 1:
        return f"{kind} {_number(same[0])}"
    more = " …" if len(same) > room else ""
    return f"Operators {', '.join(map(_number, same[:room]))}{more} ({len(same)} × {kind})"


def _number(location: Location) -> str:
    at = f"{location.index}"
    return f"#{at}" if location.subgraph == 0 else f"#{location.subgraph}:{at}"

"""Where a finding holds, in one line of plain text."""

from dlpulint.findings.finding import Finding, Location

_SHOWN = 6


def places_text(finding: Finding, longest: int = _SHOWN) -> str:
    """`CONV_2D (3) at 0, 4, 7 … (53 places)`; empty for what is no operator's.

    In parentheses stands the builtin's number, which the camera's log prints.
    """
    places = [place for place in finding.locations if place.index is not None]
    kinds: dict[str, list[str]] = {}
    for place in places[:longest]:
        kinds.setdefault(_native(place), []).append(_index(place))
    told = "; ".join(f"{native} at {', '.join(indices)}" for native, indices in kinds.items())
    return f"{told} … ({len(places)} places)" if len(places) > longest else told


def _native(place: Location) -> str:
    return f"{place.op} ({place.builtin})" if place.builtin is not None else f"{place.op}"


def _index(place: Location) -> str:
    return f"{place.index}" if place.subgraph == 0 else f"{place.subgraph}:{place.index}"

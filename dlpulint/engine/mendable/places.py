"""Where findings are, apart from their operators' models."""

from dlpulint.findings.finding import Finding


def places_of(finding: Finding) -> set[tuple[int, int]]:
    """Subgraph and index of the operators that a finding is about."""
    return {(at.subgraph, at.index) for at in finding.locations if at.index is not None}

"""Findings of a file, each once for all targets that report it in the same words."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.findings.finding import Finding, rank
from dlpulint.reporters.html.sheets import Sheet

Group = Sequence[Finding]
"""Findings of one rule that differ only in their operators."""


class SharedFinding(Struct, frozen=True):
    """A group of findings, and the targets that report it."""

    findings: tuple[Finding, ...]
    """Of the first of these targets."""
    rules: tuple[str, ...]
    """Ids of the rules that say it; several where targets have the same rule under two ids."""
    targets: tuple[int, ...]
    """Numbers of the targets within the file, from 0."""
    sheet: Sheet | None
    """The graph that it is about."""

    @property
    def first(self) -> Finding:
        """The finding whose texts hold for all of the group."""
        return self.findings[0]

    @property
    def count(self) -> int:
        """How many times it holds."""
        return sum(finding.count for finding in self.findings)

    @property
    def tone(self) -> str:
        """Its level, or `unknown`, or `ignored`: what the page colours and filters by."""
        if self.first.suppressed is not None:
            return "ignored"
        return "unknown" if self.first.answer == "unknown" else self.first.level.value


def shared(judged: Sequence[tuple[Sequence[Group], Sheet | None]]) -> tuple[SharedFinding, ...]:
    """The findings of a file over all its targets, the worst first.

    Args:
        judged: the groups of findings on each target, with the graph that they are about.
    """
    found: list[SharedFinding] = []
    by_title: dict[tuple[str, str], list[int]] = {}
    for target, (groups, sheet) in enumerate(judged):
        for group in groups:
            same_title = by_title.setdefault((group[0].title, group[0].level), [])
            same = next((n for n in same_title if _same(found[n], group, sheet)), None)
            if same is None:
                same_title.append(len(found))
                found.append(SharedFinding(tuple(group), (group[0].rule,), (target,), sheet))
                continue
            earlier = found[same]
            rules = tuple(dict.fromkeys((*earlier.rules, group[0].rule)))
            found[same] = replace(earlier, rules=rules, targets=(*earlier.targets, target))
    return tuple(sorted(found, key=_order))


def _order(shared: SharedFinding) -> tuple[bool, bool, bool, int]:
    """Sort key: what a conversion would bring comes last; in each part, what is ignored."""
    first = shared.first
    return (first.preview, first.suppressed is not None, *rank(first))


def _same(earlier: SharedFinding, group: Group, sheet: Sheet | None) -> bool:
    """Whether a group says the same of the same graph."""
    if len(earlier.findings) != len(group):
        return False
    if earlier.sheet is not sheet and any(finding.locations for finding in group):
        return False
    return all(_content(a) == _content(b) for a, b in zip(earlier.findings, group, strict=True))


def _content(finding: Finding) -> tuple[object, ...]:
    """What a reader sees of a finding, but for its rule's id."""
    return (
        finding.level,
        finding.answer,
        finding.evidence,
        finding.suppressed,
        finding.preview,
        finding.message,
        finding.why,
        finding.fix,
        finding.source,
        finding.cut,
        finding.fixable,
        finding.count,
        finding.locations,
    )

"""The cures of a rule, limit or row that suit a model."""

from collections.abc import Iterator

from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Cure
from dlpulint.packs.pack import Limit, Row, Rule
from dlpulint.packs.tables import FixFor


def cures_for(entry: Rule | Limit | Row, facts: Facts) -> tuple[Cure, ...]:
    """The cures for some models whose conditions hold for this one, in the pack's order."""
    return tuple(_suiting(entry.fix_for, facts))


def _suiting(cures: tuple[FixFor, ...], facts: Facts) -> Iterator[Cure]:
    for cure in cures:
        if cure.family and not is_one_of(cure.family, facts):
            continue
        if cure.made_by and facts.producers.isdisjoint(cure.made_by):
            continue
        if cure.risk and (
            facts.per_tensor_risk is None or facts.per_tensor_risk.grade not in cure.risk
        ):
            continue
        if cure.activations and not _has_only(cure.activations, facts):
            continue
        if not cure.pattern:
            yield Cure(cure.text)
            continue
        wanted = {name.lower() for name in cure.pattern}
        members = frozenset(
            operator
            for name, patterns in facts.patterns.items()
            if name.lower() in wanted
            for pattern in patterns
            for operator in pattern.members
        )
        yield Cure(cure.text, members)


def _has_only(kinds: tuple[str, ...], facts: Facts) -> bool:
    """Whether the layers of a model have activations, and none but these."""
    found = set(facts.activations.values())
    return bool(found) and found.issubset(kinds)


def is_one_of(families: tuple[str, ...], facts: Facts) -> bool:
    """Whether the backbone or head of a model begins with one of these names."""
    family = facts.family
    names = () if family is None else (family.backbone or "", family.head or "")
    return any(name.startswith(families) for name in names)

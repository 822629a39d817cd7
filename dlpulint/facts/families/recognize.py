"""The published network that a model is built as, by its structure and never by names."""

from dlpulint.facts.families.backbones import backbone_of
from dlpulint.facts.families.family import Family
from dlpulint.facts.families.heads import head_of
from dlpulint.facts.families.skeleton import Skeleton
from dlpulint.facts.patterns.pattern import Pattern


def family_of(skeleton: Skeleton, attention: tuple[Pattern, ...]) -> Family | None:
    """Family of a model with these attention blocks; `None` without a sure backbone or head."""
    backbone = backbone_of(skeleton, attention)
    head = head_of(skeleton, backbone)
    return None if backbone is None and head is None else Family(backbone, head)

"""A check of the published network that a model is built as."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Struct

from dlpulint.checks.base import model_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.model.vocabulary import BACKBONES


class Backbones(Struct, frozen=True, kw_only=True):
    """Backbones by the start of their names: `ResNet` stands for `ResNet-18` too."""

    allow: Annotated[tuple[str, ...], BACKBONES] = ()
    """Backbones that are fine; the rest are objected to."""
    forbid: Annotated[tuple[str, ...], BACKBONES] = ()
    """Backbones that are objected to; the rest are fine."""


@model_check("backbone", Backbones, "backbone")
def backbone(facts: Facts, params: Backbones) -> Iterator[Hit]:
    """The backbone is an accepted one, if its structure is known.

    A network with an unknown structure passes: nothing shows that it is worse.
    """
    family = facts.family
    if family is None or family.backbone is None:
        return
    named = family.backbone
    if named.startswith(params.forbid) or (params.allow and not named.startswith(params.allow)):
        yield Hit(None, {"backbone": named}, cause=named)

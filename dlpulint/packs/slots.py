"""Slots in the texts of packs: those that nothing fills are mistakes."""

from collections.abc import Iterator
from string import Formatter

from msgspec import Struct

from dlpulint.basics.spelling import nearest
from dlpulint.checks.base import Check
from dlpulint.checks.operators import AttributeLimits
from dlpulint.model.vocabulary import ATTRIBUTES

COMMON_SLOTS = ("subject", "count")
"""Slots of every message: the subject, and the number of hits."""

_OWN_PARAMS = ("operators", "limits")
"""Parameters that are of no use in a message: the kinds checked, and a table of limits."""

_OF_ROWS = ("native",)
"""Slots of a row's texts, besides the common ones."""


def slot_mistakes(text: str, check: Check, params: Struct) -> Iterator[str]:
    """Mistakes in the slots of a text that a rule or limit with this check states."""
    options: tuple[str, ...] = ()
    more: frozenset[str] = frozenset()
    if isinstance(params, AttributeLimits):
        more = ATTRIBUTES
        options = (*params.limits, "and the operator's other options")
    fields = (name for name in params.__struct_fields__ if name not in _OWN_PARAMS)
    listed = dict.fromkeys((*COMMON_SLOTS, *check.slots, *fields, *options))
    known = {*COMMON_SLOTS, *check.slots, *params.__struct_fields__, *more}
    yield from _mistakes(text, f"check {check.name!r}", known, ", ".join(listed))


def row_slot_mistakes(text: str) -> Iterator[str]:
    """Mistakes in the slots of a text that a row states."""
    known = {*COMMON_SLOTS, *_OF_ROWS}
    yield from _mistakes(text, "a row", known, ", ".join((*COMMON_SLOTS, *_OF_ROWS)))


def _mistakes(text: str, giver: str, known: set[str], given: str) -> Iterator[str]:
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        yield f"not a message: {error}"
        return
    for slot in sorted({name for _, name, _, _ in parts if name is not None} - known):
        near = nearest(slot, known)
        yield f"{giver} gives no {{{slot}}}{near + ' It' if near else '; it'} gives {given}"
    for _, name, specification, conversion in parts:
        if specification or conversion:
            yield f"write {{{name}}} alone: slots have no format options"

"""Slots in the texts of packs: those that nothing fills are mistakes."""

from collections.abc import Iterator, Sequence
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

_OF_UNLISTED = ("native", "number")
"""Slots of texts on operators outside the table, besides the common ones."""

_OF_ROWS = ("native",)
"""Slots of a row's texts, besides the common ones."""


def slot_mistakes(text: str, check: Check, params: Struct) -> Iterator[str]:
    """Mistakes in the slots of a text that a rule or limit with this check states."""
    if not _may_have_slots(text):
        return
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


def unlisted_slot_mistakes(text: str) -> Iterator[str]:
    """Mistakes in the slots of a text on operators outside the table."""
    known = (*COMMON_SLOTS, *_OF_UNLISTED)
    yield from _mistakes(text, "an operator outside the table", set(known), ", ".join(known))


def command_slot_mistakes(text: str, known: Sequence[str]) -> Iterator[str]:
    """Mistakes in the slots of a command: those that nothing fills, and format options."""
    try:
        parts = _slots(text)
    except ValueError as error:
        yield f"not a command: {error}"
        return
    for name in sorted({name for name, _ in parts} - set(known)):
        yield f"nothing fills {{{name}}}{nearest(name, known)}"
    yield from _options(parts)


def _may_have_slots(text: str) -> bool:
    return "{" in text or "}" in text


def _mistakes(text: str, giver: str, known: set[str], given: str) -> Iterator[str]:
    if not _may_have_slots(text):
        return
    try:
        parts = _slots(text)
    except ValueError as error:
        yield f"not a message: {error}"
        return
    for slot in sorted({name for name, _ in parts} - known):
        near = nearest(slot, known)
        yield f"{giver} gives no {{{slot}}}{near + ' It' if near else '; it'} gives {given}"
    yield from _options(parts)


def _slots(text: str) -> list[tuple[str, bool]]:
    """Names of slots, each with whether it has format options. Raises ValueError."""
    return [
        (name, bool(specification or conversion))
        for _, name, specification, conversion in Formatter().parse(text)
        if name is not None
    ]


def _options(parts: Sequence[tuple[str, bool]]) -> Iterator[str]:
    """Format options, which may ask for gigabytes: `{name:>1500000000}`."""
    for name, options in parts:
        if options:
            yield f"write {{{name}}} alone: slots have no format options"

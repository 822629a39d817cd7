"""A check of the memory that a model needs."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from dlpulint.checks.base import Share, left_open, model_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit

_MIB = 1 << 20


class MemoryBudget(Struct, frozen=True, kw_only=True):
    """How much memory a part of the model may need."""

    part: Literal["constants", "activations"]
    """All constants together, or the peak of activations alive at once."""
    max_mib: Share
    """In units of 1,048,576 bytes."""


@model_check("memory-budget", MemoryBudget, "mib")
def memory_budget(facts: Facts, params: MemoryBudget) -> Iterator[Hit]:
    """The part of the model fits its budget."""
    size = facts.constant_bytes if params.part == "constants" else facts.peak_activation_bytes
    if size is None:
        open_ones = left_open(*facts.model.inputs) if params.part == "activations" else ""
        reason = f"the size of its {params.part} is not known{open_ones}"
        yield Hit(None, {"mib": "?"}, params.part, unknown=reason)
    elif size > params.max_mib * _MIB:
        yield Hit(None, {"mib": round(size / _MIB)}, params.part)

"""What a run is made to fail for: levels, effects, and bounds on what a placement measures."""

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.errors import UsageError
from dlpulint.terms import GATES

Gates: TypeAlias = tuple[str, ...]
"""What a run is to fail for, as `--fail-on` says it.

`error`, `warning` and `note` count findings of that level and above; `fallback` and `slow` what has
that effect, `unknown` what cannot be told; `never` counts nothing. The others are bounds.
"""

ERRORS: Gates = ("error",)

EXAMPLES = ("cpu-macs>5%", "partitions>4")
"""Bounds, one of each kind."""

_BOUND = re.compile(r"(cpu-macs|partitions)\s*(>=?)\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(%?)")


class Bound(Struct, frozen=True):
    """A bound on a figure of a placement; a run fails where the figure lies beyond it."""

    text: str
    """As it is written."""
    figure: Literal["cpu-macs", "partitions"]
    """The MACs on the CPU, in percent of all, or the partitions."""
    limit: float
    itself: bool
    """Whether the limit itself is beyond it: `>=`."""

    def exceeded_by(self, value: float) -> bool:
        """Whether a value lies beyond the bound."""
        return value > self.limit or (self.itself and value == self.limit)


def bound_of(gate: str) -> Bound | None:
    """The bound that a gate is; `None` for a level or effect, and for what is no gate."""
    found = _BOUND.fullmatch(gate)
    if found is None or (found[1] == "cpu-macs") != bool(found[4]):
        return None
    figure: Literal["cpu-macs", "partitions"] = (
        "cpu-macs" if found[1] == "cpu-macs" else "partitions"
    )
    return Bound(gate, figure, float(found[3]), found[2] == ">=")


def gates_of(words: Iterable[str]) -> Gates:
    """The gates that words name, each in one spelling. Raises UsageError for what is none."""
    gates = tuple("".join(word.split()) for word in words)
    for gate in gates:
        if gate not in GATES and bound_of(gate) is None:
            from dlpulint.decode import nearest  # It takes a while to import.

            near = nearest(gate, (*GATES, *EXAMPLES))
            known = near or f"; known: {', '.join((*GATES, *EXAMPLES))}"
            raise UsageError(f"no gate {gate!r}{known}")
    return gates

"""A check of patterns of several operators."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from dlpulint.checks.base import Kinds, model_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value


class PatternAbsent(Struct, frozen=True, kw_only=True):
    """A pattern that is objected to."""

    pattern: Literal[
        "attention", "deformable convolution", "deformable attention", "layer normalization",
        "RMS normalization", "group or instance normalization", "unfused batch normalization",
        "SiLU", "HardSwish", "GELU", "QuickGELU", "Mish", "squeeze-and-excite", "space-to-depth",
        "upsampling", "explicit padding", "shape arithmetic", "box decoding",
        "non-maximum suppression", "top-k", "final Softmax",
    ]  # fmt: skip
    holding: Kinds = ()
    """Only occurrences with an operator of one of these kinds; all when empty."""


@model_check("pattern-absent", PatternAbsent, "pattern", "operators", "native", "share")
def pattern_absent(facts: Facts, params: PatternAbsent) -> Iterator[Hit]:
    """The pattern is not in the model, neither as one operator nor as several."""
    found = facts.patterns[params.pattern]
    if params.holding:
        found = tuple(p for p in found if any(o.kind in params.holding for o in p.members))
    members = {operator for pattern in found for operator in pattern.members}
    macs = sum(facts.macs[operator] or 0 for operator in members)
    share = 100 * macs / facts.total_macs if facts.total_macs else 0.0
    for pattern in found:
        rest = tuple(operator for operator in pattern.members if operator is not pattern.core)
        values: dict[str, Value] = {
            "pattern": params.pattern,
            "operators": len(members),
            "native": pattern.core.native,
            "share": f"{share:.0f} %",
        }
        yield Hit(pattern.core, values, cause="pattern", members=rest, pattern=params.pattern)

"""The words that packs, findings and reports share, each with its order."""

from enum import StrEnum
from typing import Literal, TypeAlias


class Severity(StrEnum):
    """How loudly a finding is told; a gate (`--fail-on`) compares with it."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Effect(StrEnum):
    """What happens on the camera, worst first."""

    REJECTED = "rejected"
    """The model does not load, or does not compile."""
    WRONG = "wrong"
    """The model runs and answers badly."""
    FALLBACK = "fallback"
    """Operators run on the CPU instead of the DLPU."""
    SLOW = "slow"
    """The model runs on the DLPU, slower than it could."""
    ADVICE = "advice"
    """The model runs; something is worth knowing."""

    @property
    def severity(self) -> Severity:
        """The level of a finding with this effect, unless its rule says otherwise."""
        return _SEVERITY_OF_EFFECT[self]


_SEVERITY_OF_EFFECT = {
    Effect.REJECTED: Severity.ERROR,
    Effect.WRONG: Severity.ERROR,
    Effect.FALLBACK: Severity.WARNING,
    Effect.SLOW: Severity.WARNING,
    Effect.ADVICE: Severity.NOTE,
}


class Evidence(StrEnum):
    """How we know what a rule says, strongest first."""

    DOCUMENTED = "documented"
    """The vendor's own text says so."""
    SHOWN = "shown"
    """The vendor's code, sample or published model shows it."""
    MEASURED = "measured"
    """Somebody ran it: device or compiler, and version, are named in the source."""
    INFERRED = "inferred"
    """Reasoned from other facts; never an error by default."""


class Answer(StrEnum):
    """What a check answers about a place, where it does not answer "good"."""

    BAD = "bad"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What a model comes to on a target, worst first, with `unknown` for "cannot tell"."""

    REJECTED = "rejected"
    WRONG = "wrong"
    FALLBACK = "fallback"
    SLOW = "slow"
    UNKNOWN = "unknown"
    CLEAN = "clean"


class Device(StrEnum):
    """Where an operator runs. On a target that is a CPU, `dlpu` reads "on this backend"."""

    DLPU = "dlpu"
    CPU = "cpu"
    UNKNOWN = "unknown"


class Partitioning(StrEnum):
    """How a target divides a graph between the DLPU and the CPU."""

    FIRST_CUT = "first-cut"
    """One partition; what depends on the first operator left out stays on the CPU (Edge TPU)."""
    GREEDY = "greedy"
    """Alternately all ready supported and all ready unsupported operators (TFLite delegates)."""
    WHOLE = "whole"
    """A toolchain compiles the whole graph or nothing (CVflow)."""


Scheme: TypeAlias = Literal["int8-per-tensor", "int8-per-channel"]
"""A way to quantize: 8-bit weights and activations; weights with one scale, or one a channel."""

GATES = ("error", "warning", "note", "fallback", "slow", "unknown", "never")
"""What a run may be made to fail for: levels, and verdicts that a team may not want."""

"""The words that packs, findings and reports share, each with its order."""

from enum import StrEnum
from typing import Literal, TypeAlias


class Severity(StrEnum):
    """Level of a finding; a gate (`--fail-on`) compares with it."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Effect(StrEnum):
    """Effects on the camera, worst first."""

    REJECTED = "rejected"
    """The model does not load, or does not compile."""
    WRONG = "wrong"
    """The model runs and gives wrong results."""
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
    """Kinds of evidence for a rule, strongest first."""

    DOCUMENTED = "documented"
    """The vendor's own text says so."""
    SHOWN = "shown"
    """The vendor's code, sample or published model shows it."""
    MEASURED = "measured"
    """Somebody ran it: device or compiler, and version, are named in the source."""
    INFERRED = "inferred"
    """Reasoned from other facts; never an error by default."""


class Answer(StrEnum):
    """Answers of a check about a location, other than "good"."""

    BAD = "bad"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """Result for a model on a target, worst first."""

    REJECTED = "rejected"
    """The model does not load or compile."""
    WRONG = "wrong"
    """The model runs and gives wrong results."""
    CPU_ONLY = "cpu-only"
    """The model runs, with no MACs on the DLPU; of one without MACs, with no operator there."""
    FALLBACK = "fallback"
    """Some operators run on the CPU instead of the DLPU."""
    SLOW = "slow"
    """The model runs on the DLPU, slower than it could."""
    CONVERT = "convert"
    """The target accepts the model only after a conversion."""
    UNKNOWN = "unknown"
    """There is no known problem, and something that decides could not be checked."""
    CLEAN = "clean"
    """There is no problem that matters."""


class Device(StrEnum):
    """Device that an operator runs on. On a target that is a CPU, `dlpu` is that backend."""

    DLPU = "dlpu"
    CPU = "cpu"
    UNKNOWN = "unknown"


class Partitioning(StrEnum):
    """Ways of dividing a graph between the DLPU and the CPU."""

    FIRST_CUT = "first-cut"
    """One partition; what depends on the first unsupported operator stays on the CPU (Edge TPU)."""
    GREEDY = "greedy"
    """Alternately all ready supported and all ready unsupported operators (TFLite delegates)."""
    WHOLE = "whole"
    """A toolchain compiles the whole graph or nothing (CVflow)."""


Scheme: TypeAlias = Literal["int8-per-tensor", "int8-per-channel"]
"""Quantization scheme: 8-bit weights and activations; one weight scale in all or per channel."""

RiskGrade: TypeAlias = Literal["likely-ruined", "unknown", "likely-fine"]
"""Estimate of what one scale per tensor makes of a model's accuracy."""

GATES = (
    "error", "warning", "note", "cpu-only", "fallback", "slow", "convert", "unknown", "never",
)  # fmt: skip
"""Values of `--fail-on`: levels, and verdicts that a team may not want."""

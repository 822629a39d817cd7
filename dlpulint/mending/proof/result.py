"""The comparison of a mended file with its original, as a child process is asked and answers."""

from typing import Literal

from msgspec import Struct

from dlpulint.mending.ends import Route, Step

Status = Literal[
    "compared", "original-fails", "mended-fails", "tail-fails", "neither-loads", "not-run"
]
"""`original-fails` where the mended file loads, `neither-loads` where it does not either."""

SEEDS = (0, 1, 2)
"""Seeds of the inputs of a comparison."""


class MendedInput(Struct, frozen=True, kw_only=True):
    """An input of the mended file."""

    origin: int
    """Number of the same tensor in the original."""
    position: int
    """Position of the input in the original from which it is made."""
    steps: tuple[Step, ...] = ()


class MendedOutput(Struct, frozen=True, kw_only=True):
    """An output of the mended file."""

    origin: int
    """Number of the same tensor in the original."""
    route: Route | None = None


class Comparison(Struct, frozen=True, kw_only=True):
    """Which tensors of a mended file and its original are the same."""

    inputs: tuple[MendedInput, ...]
    outputs: tuple[MendedOutput, ...]
    tail_ends: tuple[int, ...] = ()
    """Positions of the mended file's outputs that are the tail's first inputs, in their order."""
    tail_inputs: tuple[int, ...] = ()
    """Positions of the original's inputs that follow among the tail's inputs."""
    seeds: tuple[int, ...] = SEEDS
    """Seeds of the inputs that both files run on."""


class ProofRequest(Struct, frozen=True, kw_only=True):
    """Files to run against each other."""

    original: bytes | None
    """`None` where LiteRT is known to crash on it."""
    mended: bytes
    tail: bytes | None
    comparison: Comparison
    refusal: str = ""
    """Why the original is known not to run."""


class OutputError(Struct, frozen=True, kw_only=True):
    """Difference of an output from the same tensor of the original, over all runs."""

    name: str
    exact: bool
    steps: float
    """Largest difference: in steps of an integer tensor, in parts of the largest value of others.
    """
    integers: bool = True
    """Whether it holds integers."""
    decibels: float | None = None
    """Signal-to-noise ratio of the worst run; `None` where all are exact, or each has one value."""


class ProofResult(Struct, frozen=True, kw_only=True):
    """Result of a comparison."""

    status: Status
    reason: str = ""
    """Why it was not compared, or what failed."""
    litert: str = ""
    """Version of the LiteRT that ran the files."""
    seeds: tuple[int, ...] = ()
    outputs: tuple[OutputError, ...] = ()
    tail_exact: bool | None = None
    """Whether head and tail together gave the original's bytes; `None` without a tail."""
    application_error: float | None = None
    """Largest difference between the original's ends and those that the stated steps give, over
    inputs and outputs: in steps of quantized tensors, in parts of the largest value of float ones.
    """

    @property
    def exact(self) -> bool:
        """Whether every output was the same, bit for bit."""
        return self.status == "compared" and all(output.exact for output in self.outputs)

    @property
    def largest(self) -> float:
        """The largest difference of any output, in its steps."""
        return max((output.steps for output in self.outputs), default=0.0)

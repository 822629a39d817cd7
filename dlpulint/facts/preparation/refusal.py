"""A refusal of TFLite to prepare an operator."""

from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.model.graph import Operator, Tensor

Cause: TypeAlias = Literal[
    "activation-scale",
    "bias-scale",
    "fixed-scale",
    "no-quantization",
    "operands",
    "option",
    "shape",
    "type",
    "weights-zero-point",
]
"""What a refusal is about; a rule of a pack speaks of one or more of them."""


class Refusal(Struct, frozen=True):
    """A precondition of an operator's kernel that does not hold."""

    operator: Operator
    cause: Cause
    problem: str
    """A clause with the numbers: `its output has scale 0.0039062; TFLite accepts 0.00390625`."""
    tensor: Tensor | None = None


class Refused(Exception):
    """Raised by a kernel at the first precondition that does not hold, as TFLite stops there."""

    def __init__(self, cause: Cause, problem: str, tensor: Tensor | None = None) -> None:
        super().__init__(problem)
        self.cause: Cause = cause
        self.problem = problem
        self.tensor = tensor


class Unsure(Exception):
    """Raised by a kernel that needs what the file does not state, or what is not kept of it."""

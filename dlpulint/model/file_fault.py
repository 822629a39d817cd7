"""A fault of a model file outside its operators."""

from typing import Literal, TypeAlias

from msgspec import Struct

FaultCause: TypeAlias = Literal["constant", "ends", "names", "opset"]
"""What a fault is about; a rule of a pack speaks of one or more of them."""


class FileFault(Struct, frozen=True):
    """Something that makes an ONNX file invalid, whatever its nodes are."""

    cause: FaultCause
    problem: str
    """A clause about the file: `its graph has no name`."""

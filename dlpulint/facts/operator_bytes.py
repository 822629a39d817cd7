"""Bytes that each operator reads and writes, and the operators that compute its inputs."""

from msgspec import Struct

from dlpulint.facts.sizes import total_bytes
from dlpulint.model.graph import Model, Operator, Tensor


class OperatorBytes(Struct, frozen=True):
    """Bytes of an operator's tensors; `None` where a size is unknown."""

    read: int | None
    """Activations that it reads, each counted once."""
    written: int | None
    constant: int | None
    """Weights, biases and other constants."""
    producers: tuple[Operator, ...]
    """Operators that compute its inputs, each once."""


def operator_bytes_of(
    model: Model, sizes: dict[Tensor, int | None]
) -> dict[Operator, OperatorBytes]:
    """The bytes of every operator, from the bytes of every tensor."""
    return {operator: _bytes_of(operator, model, sizes) for operator in model.operators}


def _bytes_of(operator: Operator, model: Model, sizes: dict[Tensor, int | None]) -> OperatorBytes:
    read = [tensor for tensor in dict.fromkeys(operator.inputs) if tensor is not None]
    producers = dict.fromkeys(model.producer(tensor) for tensor in read)
    return OperatorBytes(
        read=total_bytes([sizes[tensor] for tensor in read if not tensor.constant]),
        written=total_bytes([sizes[tensor] for tensor in operator.outputs]),
        constant=total_bytes([sizes[tensor] for tensor in read if tensor.constant]),
        producers=tuple(producer for producer in producers if producer is not None),
    )

"""Elements of activations that each operator reads and writes, which decide the time on a DLPU."""

from collections.abc import Iterable

from msgspec import Struct

from dlpulint.facts.macs import MAC_KINDS
from dlpulint.model.graph import Model, Operator, Tensor

_FUSED = frozenset({"relu", "relu6", "relu-n1-to-1", "relu-0-to-1", "clip", "batch-normalization"})
"""Kinds that every compiler computes with the layer before them."""

_POOLS = frozenset({"max-pool", "average-pool"})


class Traffic(Struct, frozen=True):
    """Elements that an operator moves: bytes, in a model of 8 bits."""

    read: int
    written: int

    @property
    def both(self) -> int:
        """Elements read and written."""
        return self.read + self.written


_NOTHING = Traffic(0, 0)


def traffic_of(model: Model) -> dict[Operator, Traffic | None]:
    """Elements that each operator moves layer by layer; `None` where a shape is unknown.

    Constants do not count. An operator that is computed with the layer beside it moves nothing: an
    activation after its layer, a PAD before it, and the conversions of inputs and outputs, which
    the measured networks have in various places.
    """
    ends = frozenset((*model.inputs, *model.outputs))
    return {
        operator: _NOTHING if _moves_nothing(operator, model, ends) else _traffic(operator)
        for operator in model.operators
    }


def _traffic(operator: Operator) -> Traffic | None:
    read = _elements([t for t in operator.inputs if t is not None and not t.constant])
    written = _elements(operator.outputs)
    return None if read is None or written is None else Traffic(read, written)


def _elements(tensors: Iterable[Tensor]) -> int | None:
    total = 0
    for tensor in tensors:
        elements = tensor.elements
        if elements is None:
            return None
        total += elements
    return total


def _moves_nothing(operator: Operator, model: Model, ends: frozenset[Tensor]) -> bool:
    kind, given, output = operator.kind, operator.input, operator.output
    if kind in ("quantize", "dequantize", "cast"):
        return given in ends or output in ends
    if kind == "pad":
        readers = () if output is None else model.consumers(output)
        return bool(readers) and all(r.kind in MAC_KINDS or r.kind in _POOLS for r in readers)
    return kind in _FUSED and given is not None and _ends_a_layer(given, model)


def _ends_a_layer(tensor: Tensor, model: Model) -> bool:
    """Whether a weighted layer, perhaps with its normalization, computes it for one reader."""
    producer = model.producer(tensor)
    if producer is not None and producer.kind == "batch-normalization" and producer.input:
        producer = model.producer(producer.input)
    if producer is None or producer.weights is None or producer.kind not in MAC_KINDS:
        return False
    return len(model.consumers(tensor)) == 1

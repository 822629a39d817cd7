"""Small steps through a graph that several patterns take: past conversions, to the one reader."""

from dlpulint.model import Model, Operator, Tensor

CONVERSIONS = frozenset({"quantize", "dequantize", "identity", "cast", "dropout"})
"""Kinds that write a tensor down differently and leave its values alone."""


def source_of(tensor: Tensor, model: Model) -> Tensor:
    """The tensor that `tensor` is a conversion of; itself where nothing converts it."""
    producer = model.producer(tensor)
    while producer is not None and producer.kind in CONVERSIONS and producer.input is not None:
        tensor = producer.input
        producer = model.producer(tensor)
    return tensor


def producer_of(tensor: Tensor, model: Model) -> Operator | None:
    """The operator that computes `tensor`, conversions left aside."""
    return model.producer(source_of(tensor, model))


def readers_of(tensor: Tensor, model: Model) -> tuple[Operator, ...]:
    """The operators that use `tensor`, each once, conversions left aside."""
    found: dict[Operator, None] = {}
    waiting = [tensor]
    for one in waiting:
        for reader in model.consumers(one):
            if reader.kind in CONVERSIONS:
                waiting.extend(reader.outputs)
            else:
                found[reader] = None
    return tuple(found)


def computed_inputs(operator: Operator, model: Model) -> tuple[Tensor, ...]:
    """The operands that are no constants, conversions left aside; one that comes twice is twice."""
    sources = (source_of(tensor, model) for tensor in operator.inputs if tensor is not None)
    return tuple(tensor for tensor in sources if not tensor.constant)


def constant_inputs(operator: Operator, model: Model) -> tuple[Tensor, ...]:
    """The operands that are constants, be it behind a conversion."""
    sources = (source_of(tensor, model) for tensor in operator.inputs if tensor is not None)
    return tuple(tensor for tensor in sources if tensor.constant)

"""Steps through a graph that several patterns share: past conversions, to the only reader."""

from dlpulint.model.graph import Model, Operator, Tensor

CONVERSIONS = frozenset({"quantize", "dequantize", "identity", "cast", "dropout"})
"""Kinds that change how a tensor is stored, but not its values."""

_REACH = 8
"""Conversions in a row that are skipped: real files have up to three, a hostile one a chain."""


def source_of(tensor: Tensor, model: Model) -> Tensor:
    """The tensor that `tensor` is a conversion of; `tensor` itself where it is none."""
    for _ in range(_REACH):
        producer = model.producer(tensor)
        if producer is None or producer.kind not in CONVERSIONS:
            break
        given = producer.input
        if given is None:
            break
        tensor = given
    return tensor


def producer_of(tensor: Tensor, model: Model) -> Operator | None:
    """The operator that computes `tensor`, conversions skipped."""
    return model.producer(source_of(tensor, model))


def readers_of(tensor: Tensor, model: Model) -> tuple[Operator, ...]:
    """The operators that read `tensor`, each once, conversions skipped."""
    direct = model.consumers(tensor)
    if CONVERSIONS.isdisjoint([reader.kind for reader in direct]):
        return direct  # As nearly always.
    found: dict[Operator, None] = {}
    waiting = [tensor]
    for _ in range(_REACH):
        readers = [reader for source in waiting for reader in model.consumers(source)]
        found |= dict.fromkeys(reader for reader in readers if reader.kind not in CONVERSIONS)
        waiting = [o for reader in readers if reader.kind in CONVERSIONS for o in reader.outputs]
    return tuple(found)


def computed_inputs(operator: Operator, model: Model) -> tuple[Tensor, ...]:
    """The computed operands, conversions skipped; an operand used twice is listed twice."""
    # Lists take half the time of generators here.
    sources = [source_of(tensor, model) for tensor in operator.inputs if tensor is not None]
    return tuple([tensor for tensor in sources if not tensor.constant])


def constant_inputs(operator: Operator, model: Model) -> tuple[Tensor, ...]:
    """The constant operands, conversions skipped."""
    sources = [source_of(tensor, model) for tensor in operator.inputs if tensor is not None]
    return tuple([tensor for tensor in sources if tensor.constant])


def cone(
    result: Tensor, start: Tensor, model: Model, kinds: frozenset[str], longest: int = 12
) -> tuple[Operator, ...] | None:
    """The operators of `kinds` that compute `result` from `start` and constants alone.

    `None` where other tensors or kinds take part, or more than `longest` operators; empty where
    `result` is `start`, conversions skipped.
    """
    found: dict[Operator, None] = {}
    reached = False
    waiting = [source_of(result, model)]
    for tensor in waiting:
        if tensor is start:
            reached = True
            continue
        producer = model.producer(tensor)
        if producer is None or producer.kind not in kinds:
            return None
        if producer not in found:
            found[producer] = None
            waiting.extend(computed_inputs(producer, model))
            if len(found) > longest:
                return None
    return tuple(found) if reached else None

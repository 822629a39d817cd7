"""Which operators of the main graph need the results of which."""

from msgspec import Struct

from dlpulint.model.graph import Model, Operator

_CONTROL_FLOW = frozenset({"if", "while", "call-once"})


class Dependencies(Struct, frozen=True):
    """Which operators of the main graph need the results of which, by operator index."""

    main: tuple[bool, ...]
    """Whether each operator is in the main graph."""
    missing: dict[int, int]
    """Number of operators that each operator of the main graph waits for."""
    followers: dict[int, list[int]]
    """The operators that read the result of each."""


def dependencies_of(model: Model) -> Dependencies:
    """Dependencies between the operators of the main graph.

    TFLite keeps operators with side effects in their order, whatever they read
    (tensorflow/lite/graph_info.cc): those of variables and of control flow.
    """
    main = tuple(operator.subgraph == 0 for operator in model.operators)
    indices = {o: index for index, o in enumerate(model.operators) if main[index]}
    missing: dict[int, int] = {}
    followers: dict[int, list[int]] = {}
    last: int | None = None
    for operator, index in indices.items():
        producers = [model.producer(tensor) for tensor in operator.inputs if tensor is not None]
        needed = {indices[o] for o in producers if o is not None and o in indices}
        if model.format == "tflite" and _has_side_effects(operator):
            if last is not None:
                needed.add(last)
            last = index
        missing[index] = len(needed)
        for source in needed:
            followers.setdefault(source, []).append(index)
    return Dependencies(main, missing, followers)


def _has_side_effects(operator: Operator) -> bool:
    if operator.kind in _CONTROL_FLOW:
        return True
    for tensor in (*operator.inputs, *operator.outputs):
        if tensor is not None and tensor.dtype == "resource":
            return True
    return False

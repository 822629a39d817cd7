"""Which operators of the main graph wait for which."""

from msgspec import Struct

from dlpulint.model.graph import Model


class Dependencies(Struct, frozen=True):
    """Which operators of the main graph wait for which, by place, worked out once a model."""

    main: tuple[bool, ...]
    """Whether each operator is in the main graph."""
    missing: dict[int, int]
    """Number of operators that each operator of the main graph waits for."""
    followers: dict[int, list[int]]
    """Operators that wait for each operator."""


def dependencies_of(model: Model) -> Dependencies:
    """Dependencies between the operators of the main graph."""
    places = {
        operator: place for place, operator in enumerate(model.operators) if operator.subgraph == 0
    }
    missing: dict[int, int] = {}
    followers: dict[int, list[int]] = {}
    for operator, place in places.items():
        needed = set()
        for tensor in operator.inputs:
            producer = None if tensor is None else model.producer(tensor)
            if producer is not None and producer in places:
                needed.add(places[producer])
        missing[place] = len(needed)
        for source in needed:
            followers.setdefault(source, []).append(place)
    main = tuple(operator.subgraph == 0 for operator in model.operators)
    return Dependencies(main, missing, followers)

"""The part of a graph that was cut off, as a model for the CPU."""

from collections.abc import Mapping

from msgspec import Struct

from dlpulint.mending.draft import Draft
from dlpulint.mending.refused import Refused


class Tail(Struct, frozen=True):
    """A file that computes the original's outputs from those of the mended file."""

    data: bytes
    ends: tuple[int, ...]
    """Positions of the mended file's outputs that are its first inputs, in their order."""
    inputs: tuple[int, ...]
    """Positions of the original's inputs that it reads as well, after those."""


def tail_of(original: bytes, ends: Mapping[int, tuple[int, ...]]) -> Tail:
    """The tail of a graph that now ends earlier.

    Args:
        original: The file before any edit.
        ends: Numbers in the original of the tensors that the mended file gives out, in order,
            with their sizes there, which the original need not tell.

    Raises:
        Refused: Nothing is left to compute, or the size of an end is not known.
    """
    draft = Draft(original)
    needed, read = _needed(draft, ends)
    if not needed:
        raise Refused("nothing is left to compute")
    outputs = [at for at, end in enumerate(ends) if end in read or end in draft.outputs]
    inputs = [at for at, tensor in enumerate(draft.inputs) if tensor in read]
    numbers = tuple(ends)
    begin = {numbers[at]: ends[numbers[at]] for at in outputs}
    begin |= {draft.inputs[at]: () for at in inputs}
    draft.begin_at(begin, [o for o in draft.operators if id(o) in needed])
    return Tail(draft.written()[0], tuple(outputs), tuple(inputs))


def _needed(draft: Draft, ends: Mapping[int, tuple[int, ...]]) -> tuple[set[int], set[int]]:
    """The operators between some tensors and the graph's outputs, and the tensors they read."""
    writers = draft.writers()
    found: set[int] = set()
    read: set[int] = set()
    waiting = [tensor for tensor in draft.outputs if tensor not in ends]
    while waiting:
        operator = writers.get(waiting.pop())
        if operator is None or id(operator) in found:
            continue
        found.add(id(operator))
        read.update(operator.numbers("inputs"))
        waiting.extend(t for t in operator.numbers("inputs") if t not in ends)
    return found, read

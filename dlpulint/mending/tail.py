"""The part of a graph that was cut off, as a model for the CPU."""

from collections.abc import Sequence

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


def tail_of(original: bytes, outputs: Sequence[int]) -> Tail:
    """The tail of a graph that now ends earlier.

    Args:
        original: The file before any edit.
        outputs: Numbers in the original of the tensors that the mended file gives out.

    Raises:
        Refused: Nothing is left to compute, or the size of an end is not known.
    """
    draft = Draft(original)
    needed, read = _needed(draft, outputs)
    if not needed:
        raise Refused("nothing is left to compute")
    ends = [at for at, tensor in enumerate(outputs) if tensor in read or tensor in draft.outputs]
    inputs = [at for at, tensor in enumerate(draft.inputs) if tensor in read]
    tensors = [outputs[at] for at in ends] + [draft.inputs[at] for at in inputs]
    draft.begin_at(tensors, [o for o in draft.operators if id(o) in needed])
    return Tail(draft.written()[0], tuple(ends), tuple(inputs))


def _needed(draft: Draft, ends: Sequence[int]) -> tuple[set[int], set[int]]:
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

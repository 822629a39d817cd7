"""The operators of a converted graph while they are being merged."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from dlpulint.model.graph import Operator, Tensor


class Merger:
    """Collects operators one by one, each after those that it reads from, and merges them."""

    def __init__(
        self, operators: Sequence[Operator], outputs: frozenset[Tensor], merges: Sequence["Merge"]
    ) -> None:
        self.outputs = outputs
        self._merges = merges
        self.readers: dict[Tensor, int] = dict.fromkeys(outputs, 1)
        for operator in operators:
            for tensor in operator.inputs:
                if tensor is not None:
                    self.readers[tensor] = self.readers.get(tensor, 0) + 1
        self._slots: list[Operator | None] = []
        self._same: dict[Tensor, Tensor] = {}
        self._slot_of: dict[Tensor, int] = {}

    @property
    def operators(self) -> list[Operator]:
        """The operators that are left."""
        return [operator for operator in self._slots if operator is not None]

    def take(self, operator: Operator) -> None:
        """Add an operator, unless a merge makes it part of one before it."""
        if not self._same.keys().isdisjoint(operator.inputs):
            inputs = (None if t is None else self._same.get(t, t) for t in operator.inputs)
            operator = replace(operator, inputs=tuple(inputs))
        for merge in self._merges:
            changed = merge(operator, self)
            if changed is None:
                return
            operator = changed
        self._slot_of |= dict.fromkeys(operator.outputs, len(self._slots))
        self._slots.append(operator)

    def before(self, tensor: Tensor | None) -> Operator | None:
        """The operator that writes `tensor`."""
        slot = None if tensor is None else self._slot_of.get(tensor)
        return None if slot is None else self._slots[slot]

    def alone_before(self, tensor: Tensor | None) -> Operator | None:
        """The operator that writes `tensor`, if it has one reader and is no output."""
        if tensor is None or self.readers.get(tensor) != 1 or tensor in self.outputs:
            return None
        return self.before(tensor)

    def forget(self, tensor: Tensor, same: Tensor) -> None:
        """Let the readers of `tensor` read `same` instead."""
        self._same[tensor] = same
        self.readers[same] = self.readers.get(same, 0) + self.readers.get(tensor, 0) - 1

    def change(self, tensor: Tensor, changed: Operator | None) -> None:
        """Replace the operator that writes `tensor` by another one, or by none."""
        slot = self._slot_of[tensor]
        self._slots[slot] = changed
        if changed is not None:
            self._slot_of |= dict.fromkeys(changed.outputs, slot)


Merge: TypeAlias = Callable[[Operator, Merger], Operator | None]
"""Gives the operator itself, another one, or `None` after merging it into one before it."""

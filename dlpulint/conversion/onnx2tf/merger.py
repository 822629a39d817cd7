"""The operators of a converted graph while they are being merged."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from dlpulint.model.graph import Operator, Tensor


class Merger:
    """Takes operators one by one, each after those that it reads from."""

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
        self._taken: list[Operator | None] = []
        self._same: dict[Tensor, Tensor] = {}
        self._places: dict[Tensor, int] = {}

    @property
    def operators(self) -> list[Operator]:
        """What is left."""
        return [operator for operator in self._taken if operator is not None]

    def take(self, operator: Operator) -> None:
        """Add an operator, or change one that is there already in its place."""
        if not self._same.keys().isdisjoint(operator.inputs):
            inputs = (
                None if operand is None else self._same.get(operand, operand)
                for operand in operator.inputs
            )
            operator = replace(operator, inputs=tuple(inputs))
        for merge in self._merges:
            changed = merge(operator, self)
            if changed is None:
                return
            operator = changed
        self._places |= dict.fromkeys(operator.outputs, len(self._taken))
        self._taken.append(operator)

    def before(self, tensor: Tensor | None) -> Operator | None:
        """What writes `tensor`, whoever reads it."""
        place = None if tensor is None else self._places.get(tensor)
        return None if place is None else self._taken[place]

    def alone_before(self, tensor: Tensor | None) -> Operator | None:
        """What writes `tensor`, if only one operator reads it and no output shows it."""
        if tensor is None or self.readers.get(tensor) != 1 or tensor in self.outputs:
            return None
        place = self._places.get(tensor)
        return None if place is None else self._taken[place]

    def forget(self, tensor: Tensor, same: Tensor) -> None:
        """Let who reads `tensor` read `same` in its place."""
        self._same[tensor] = same
        self.readers[same] = self.readers.get(same, 0) + self.readers.get(tensor, 0) - 1

    def change(self, tensor: Tensor, changed: Operator | None) -> None:
        """Put another operator, or none, in the place of the one that writes `tensor`."""
        place = self._places[tensor]
        self._taken[place] = changed
        if changed is not None:
            self._places |= dict.fromkeys(changed.outputs, place)


Merge: TypeAlias = Callable[[Operator, Merger], Operator | None]
"""What becomes of an operator: itself, another one, or none where one before has taken it in."""

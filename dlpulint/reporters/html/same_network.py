"""Whether two models are the same network: a model and its mended copy."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from dlpulint.model.outline import Outline

_SAME = 0.6
"""Part of the layers with weights that two copies of a network have in common. A mended copy has
nearly all of them, even where a head was cut off or activations were replaced."""

_Shape: TypeAlias = tuple[str | int, ...]


def may_be_same(one: Outline, two: Outline) -> bool:
    """Whether two models have most weights' shapes in common, which is quick to find out."""
    shapes, others = _weights(one), _weights(two)
    return _agree(shapes, others, (shapes & others).total())


def is_same(one: Outline, two: Outline, matches: Sequence[tuple[int, int]]) -> bool:
    """Whether most layers with weights are matched to a layer of the same shape."""
    same = sum(
        (shape := _weights_of(one, a)) is not None and shape == _weights_of(two, b)
        for a, b in matches
    )
    return _agree(_weights(one), _weights(two), same)


def _agree(one: Counter[_Shape], two: Counter[_Shape], common: int) -> bool:
    fewest = min(one.total(), two.total())
    return fewest > 0 and common >= _SAME * fewest


def _weights(outline: Outline) -> Counter[_Shape]:
    """How many layers have weights of each shape."""
    shapes = (_weights_of(outline, at) for at in range(len(outline.operators)))
    return Counter(shape for shape in shapes if shape is not None)


def _weights_of(outline: Outline, position: int) -> _Shape | None:
    """The kind of an operator and the sizes of its largest constant; `None` for one without.

    Sizes are sorted: converters turn weights as their target needs them.
    """
    operator = outline.operators[position]
    constants = [
        sorted(size or 0 for size in outline.tensors[tensor].shape or ())
        for tensor in operator.inputs
        if tensor is not None and outline.tensors[tensor].constant
    ]
    largest = max(constants, key=len, default=[])
    return (operator.kind, *largest) if len(largest) > 1 else None

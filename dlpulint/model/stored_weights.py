"""Bytes of a layer's weights, which the model does not hold."""

from collections.abc import Sequence
from typing import NamedTuple

from dlpulint.model.graph import Operator


class StoredWeights(NamedTuple):
    """A layer with the bytes that its file has for the weights."""

    operator: Operator
    data: memoryview
    factors: Sequence[float] = ()
    """What a normalization after the layer multiplies each output channel by; empty without one.
    A converter multiplies the weights by it."""

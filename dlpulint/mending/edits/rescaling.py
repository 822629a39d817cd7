"""Layers of a draft that get one weight scale each."""

from collections.abc import Sequence
from math import isfinite

from msgspec import Struct

from dlpulint.facts.weights.rows import LARGEST
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.one_scale import blocks_of, largest_of
from dlpulint.mending.edits.rescalable import Layer, axis_of, name_of, scales_of
from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.record import Record

_LARGEST_BIAS = 2**30
"""The largest bias that leaves half of an accumulator's 32 bits to the products, as converters do.

A layer with a larger one gets a larger scale.
"""


class _Weights(Struct, frozen=True):
    """Scales of weights that have been rewritten."""

    former: tuple[float, ...]
    scale: float


class _Bias(Struct, frozen=True):
    """A bias that fits one weight scale."""

    content: bytes
    scale: float


class Rescaling:
    """Rewrites layers of a draft that are fit for it.

    What tensors shared is written for each of them, so that no layer reads what is meant for
    another one.
    """

    def __init__(self, draft: Draft, layers: Sequence[Layer]) -> None:
        self._draft, self._layers = draft, layers
        self._before = {
            layer.bias: bytes(draft.content(layer.bias)) for layer in layers if layer.bias >= 0
        }
        self._weights: dict[int, _Weights] = {}
        self._biases: dict[int, _Bias] = {}

    def rewrite(self) -> None:
        """Gives each layer one scale.

        Raises:
            Refused: A scale would be out of range.
        """
        least = self._least_scales()
        for layer in self._layers:
            if layer.weights not in self._weights:
                self._rewrite_weights(layer.weights, least.get(layer.weights, 0.0))
            if layer.bias >= 0:
                inputs = list(layer.operator.numbers("inputs"))
                inputs[layer.bias_position] = self._rewritten_bias(layer)
                layer.operator["inputs"] = tuple(inputs)

    def _least_scales(self) -> dict[int, float]:
        """The smallest scale of weights with which the biases are not too large."""
        import numpy as np

        found: dict[int, float] = {}
        for layer in self._layers:
            if layer.bias >= 0:
                bias = np.abs(np.frombuffer(self._before[layer.bias], "<i4").astype("float64"))
                largest = (bias * np.asarray(scales_of(self._draft, layer.weights))).max()
                least = float(largest) / _LARGEST_BIAS
                found[layer.weights] = max(found.get(layer.weights, 0.0), least)
        return found

    def _rewrite_weights(self, weights: int, least: float) -> None:
        import numpy as np

        draft, former = self._draft, scales_of(self._draft, weights)
        axis, shape = axis_of(draft, weights), draft.shape(weights)
        stored = np.frombuffer(draft.content(weights), "int8").reshape(shape)
        ordered = np.moveaxis(stored, axis, 0)
        channels, scales = ordered.reshape(len(former), -1), np.asarray(former, "float64")
        scale = _float32(max(largest_of(channels, scales) / LARGEST, least)) or max(former)
        if not isfinite(scale):
            raise Refused(f"the scale of {name_of(draft, weights)} would be out of range")
        new = np.empty(channels.shape, "int8")
        for rows, columns, exact in blocks_of(channels, scales, scale):
            new[rows, columns] = np.clip(np.rint(exact), -LARGEST, LARGEST)
        content = np.moveaxis(new.reshape(ordered.shape), 0, axis).tobytes()
        draft.set_content(weights, content)
        _set_scale(draft.tensors[weights], scale)
        self._weights[weights] = _Weights(former, scale)

    def _rewritten_bias(self, layer: Layer) -> int:
        """Number of a layer's bias: the same, or a new one where another layer changed it."""
        draft, number = self._draft, layer.bias
        bias = self._bias(layer)
        known = self._biases.setdefault(number, bias)
        if known is bias:
            draft.set_content(number, bias.content)
            _set_scale(draft.tensors[number], bias.scale)
        elif known != bias:
            copy = draft.tensors[number].copy()
            _set_scale(copy, bias.scale)
            return draft.add_tensor(copy, bias.content)
        return number

    def _bias(self, layer: Layer) -> _Bias:
        import numpy as np

        weights, given = self._weights[layer.weights], self._draft.scale(layer.data)
        assert given is not None, "the layer is fit"
        scale = _float32(given[0] * weights.scale)
        if not isfinite(scale) or scale <= 0:
            name = name_of(self._draft, layer.bias)
            raise Refused(f"the scale of the bias {name} would be out of range")
        # LiteRT does not read the scales of a bias: they are those of input and weights.
        factors = np.asarray(weights.former) / weights.scale
        new = np.rint(np.frombuffer(self._before[layer.bias], "<i4") * factors)
        return _Bias(new.astype("<i4").tobytes(), scale)


def _float32(value: float) -> float:
    """The number as a file stores it."""
    import numpy as np

    with np.errstate(over="ignore", under="ignore"):
        return float(np.float32(value))


def _set_scale(tensor: Record, scale: float) -> None:
    """States one scale; ranges that the file may state as well were those of the channels."""
    tensor["quantization"] = Record("QuantizationParameters", scale=(scale,), zero_point=(0,))

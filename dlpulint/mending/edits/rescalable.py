"""Layers with one weight scale per channel, and whether one per tensor can take their place."""

from collections.abc import Collection, Sequence
from math import isfinite, prod
from typing import Any

from msgspec import Struct

from dlpulint.basics.printable import printable
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.bias_scale import is_accepted
from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.record import Record

_FLOAT32, _INT32, _INT16, _INT8 = 0, 2, 7, 9

_POSITIONS = {
    "CONV_2D": (0, 1, 2),
    "DEPTHWISE_CONV_2D": (0, 1, 2),
    "FULLY_CONNECTED": (0, 1, 2),
    "TRANSPOSE_CONV": (2, 1, 3),
}
"""Positions of input, weights and bias among the inputs of an operator."""


class Layer(Struct, frozen=True):
    """A layer with several weight scales: the numbers of its tensors."""

    operator: Record
    data: int
    weights: int
    bias: int
    """-1 where it has none."""
    bias_position: int


def layers_of(draft: Draft) -> list[Layer]:
    """The layers of a draft with several weight scales."""
    found = []
    for operator in draft.operators:
        positions = _POSITIONS.get(draft.native(operator))
        inputs = operator.numbers("inputs")
        if positions is None or len(inputs) <= max(positions[:2]):
            continue
        data, weights, bias = (inputs[at] if at < len(inputs) else -1 for at in positions)
        if data >= 0 and weights >= 0 and len(scales_of(draft, weights)) > 1:
            found.append(Layer(operator, data, weights, bias, positions[2]))
    return found


def scales_of(draft: Draft, tensor: int) -> tuple[Any, ...]:
    """All scales of a tensor."""
    quantization = draft.tensors[tensor].record("quantization")
    return () if quantization is None else quantization.numbers("scale")


def axis_of(draft: Draft, tensor: int) -> int:
    """The axis along which a tensor's scales differ."""
    quantization = draft.tensors[tensor].record("quantization")
    return 0 if quantization is None else quantization.integer("quantized_dimension")


def name_of(draft: Draft, tensor: int) -> str:
    """The name of a tensor in a sentence; converters join the names of merged operators."""
    name = draft.tensors[tensor].text("name").lstrip(";").partition(";")[0]
    return f"'{printable(name)}'" if name else f"tensor {tensor}"


def refuse_unfit(draft: Draft, layers: Sequence[Layer]) -> None:
    """Raises Refused where one of these layers cannot be rewritten."""
    computed = {*draft.writers(), *draft.inputs}
    known = {id(layer.operator) for layer in layers}
    others = {t for o in draft.operators if id(o) not in known for t in o.numbers("inputs")}
    others.update(draft.outputs)
    for layer in layers:
        _refuse_types(draft, layer)
        _refuse_weights(draft, layer.weights, computed)
        _refuse_output(draft, layer)
        if layer.bias >= 0:
            _refuse_bias(draft, layer, computed)
        for tensor in (layer.weights, layer.bias):
            if tensor in others:
                raise Refused(f"more than layers read {name_of(draft, tensor)}")


def _refuse_types(draft: Draft, layer: Layer) -> None:
    dtype, name = draft.dtype(layer.data), name_of(draft, layer.weights)
    if draft.dtype(layer.weights) != _INT8:
        raise Refused(f"the weights {name} have a scale per channel and are not int8")
    if dtype == _INT16:
        raise Refused("its layers have 16-bit inputs (int16x8)")
    if dtype == _FLOAT32:
        raise Refused("only its weights are quantized, not the inputs of layers (dynamic range)")
    scale = draft.scale(layer.data)
    if dtype != _INT8 or scale is None or not isfinite(scale[0]):
        raise Refused(f"the input of the layer with the weights {name} is not int8 with a scale")


def _refuse_output(draft: Draft, layer: Layer) -> None:
    data, outputs = draft.scale(layer.data), layer.operator.numbers("outputs")
    product = (data[0] if data else 0.0) * max(scales_of(draft, layer.weights))
    if len(outputs) != 1 or not is_accepted(product, draft.scale(outputs[0])):
        name = name_of(draft, layer.weights)
        raise Refused(f"the output of the layer with the weights {name} has no usable scale")


def _refuse_weights(draft: Draft, weights: int, computed: Collection[int]) -> None:
    tensor, name = draft.tensors[weights], name_of(draft, weights)
    shape, scales, axis = draft.shape(weights), scales_of(draft, weights), axis_of(draft, weights)
    quantization = tensor.record("quantization") or Record("")
    if any(quantization.numbers("zero_point")):
        raise Refused(f"the weights {name} have zero points other than 0")
    if quantization.record("details") is not None or tensor.record("sparsity") is not None:
        raise Refused(f"the weights {name} are stored in blocks or sparsely")
    size = len(draft.content(weights))
    if weights in computed or min(shape, default=0) < 1 or prod(shape) != size:
        raise Refused(f"the content of {name} is not in the file")
    fits = 0 <= axis < len(shape) and len(scales) == shape[axis]
    if not fits or not all(isfinite(scale) and scale > 0 for scale in scales):
        raise Refused(f"the scales of {name} do not fit its channels")


def _refuse_bias(draft: Draft, layer: Layer, computed: Collection[int]) -> None:
    bias, name = layer.bias, name_of(draft, layer.bias)
    channels = len(scales_of(draft, layer.weights))
    quantization = draft.tensors[bias].record("quantization") or Record("")
    if draft.dtype(bias) != _INT32:
        raise Refused(f"the bias {name} is not int32")
    if bias in computed or len(draft.content(bias)) != 4 * channels:
        raise Refused(f"the content of {name} is not in the file")
    if any(quantization.numbers("zero_point")):
        raise Refused(f"the bias {name} has zero points other than 0")

"""Merges of TensorFlow's converter: numbers into layers, activations, paddings, RESHAPEs."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.conversion.onnx2tf.merged_reshapes import reshapes, reshapes_before_broadcasts, slices
from dlpulint.conversion.onnx2tf.merger import Merge, Merger
from dlpulint.facts.window_padding import Padding, same_padding, written_padding
from dlpulint.model.graph import Operator, Tensor

_LAYERS = frozenset({"conv", "depthwise-conv", "fully-connected", "transpose-conv"})
_FOLDING = frozenset({"add", "mul", "sub"})
_ACTIVATIONS = frozenset({"relu", "relu6", "relu-n1-to-1"})
_ACTIVATED = frozenset({"add", "conv", "depthwise-conv", "fully-connected", "mul", "sub"})
_SLIDING = frozenset({"conv", "depthwise-conv"})
_WEIGHTED = _SLIDING | {"fully-connected"}


def merged(operators: Sequence[Operator], outputs: Sequence[Tensor]) -> list[Operator]:
    """The operators left after all merges; those that no output needs are removed."""
    merger = Merger(operators, frozenset(outputs), _MERGES)
    for operator in operators:
        merger.take(operator)
    return _needed(merger.operators, outputs)


def _numbers_into_layers(operator: Operator, merger: Merger) -> Operator | None:
    """Folds one number per channel into weights and bias of the layer before."""
    if operator.kind not in _FOLDING or len(operator.inputs) != 2:
        return operator
    first, second = operator.inputs
    if first is not None and first.constant and operator.kind != "sub":
        first, second = second, first
    if first is None or second is None or not second.constant or not _per_channel(second):
        return operator
    layer = merger.alone_before(first)
    if layer is None or layer.kind not in _LAYERS or layer.text("fused_activation") != "none":
        return operator
    if layer.output is None or operator.output is None:
        return operator
    if layer.output.shape != operator.output.shape:
        return operator
    inputs = _with_changed_weights(layer) if operator.kind == "mul" else layer.inputs
    if layer.bias is None and operator.kind != "mul":
        channels = layer.output.shape[-1] if layer.output.shape else None
        bias = Tensor(f"{second.name}/bias", "float32", (channels,), constant=True)
        inputs = (*inputs[:-1], bias)
    changed = replace(
        layer,
        inputs=inputs,
        outputs=operator.outputs,
        attributes={**layer.attributes, "fused_activation": _activation(operator)},
    )
    merger.change(first, changed)
    return None


def _with_changed_weights(layer: Operator) -> tuple[Tensor | None, ...]:
    """The inputs of a layer whose weights change, no longer shared with other layers."""
    changed = {tensor: replace(tensor) for tensor in layer.with_role("weights")}
    return tuple(None if tensor is None else changed.get(tensor, tensor) for tensor in layer.inputs)


def _activation(operator: Operator) -> str:
    return operator.text("fused_activation") or "none"


def _per_channel(tensor: Tensor) -> bool:
    """Whether a constant is one number, or one per channel of a channels-last tensor."""
    return tensor.shape is not None and all(size == 1 for size in tensor.shape[:-1])


def _activations_into_operators(operator: Operator, merger: Merger) -> Operator | None:
    """Merges a ReLU into the layer or sum before it."""
    tensor = source = operator.input
    before = merger.alone_before(tensor) if operator.kind in _ACTIVATIONS else None
    reshape = before if before is not None and before.kind == "reshape" else None
    if reshape is not None:
        # A 1-D layer: a RESHAPE between it and the activation removes the image's dimension.
        source = reshape.input
        before = merger.alone_before(source)
    if tensor is None or source is None or before is None or before.kind not in _ACTIVATED:
        return operator
    if _activation(before) != "none":
        return operator
    outputs = operator.outputs if reshape is None else before.outputs
    attributes = {**before.attributes, "fused_activation": operator.kind}
    merger.change(source, replace(before, outputs=outputs, attributes=attributes))
    if reshape is not None:
        merger.change(tensor, replace(reshape, outputs=operator.outputs))
    return None


def _paddings_into_windows(operator: Operator, merger: Merger) -> Operator | None:
    """Merges a PAD that equals SAME into the convolution after it."""
    padded = operator.input
    if operator.kind not in _SLIDING or operator.text("padding") != "valid" or padded is None:
        return operator
    pad = merger.alone_before(padded)
    if pad is None or pad.kind != "pad" or pad.input is None:
        return operator
    sides = written_padding(pad)
    same = same_padding(operator, "channels-last", pad.input)
    if sides is None or sides != same or sides == Padding(0, 0, 0, 0):
        return operator
    merger.change(padded, None)
    inputs = (pad.input, *operator.inputs[1:])
    return replace(operator, inputs=inputs, attributes={**operator.attributes, "padding": "same"})


def _factors_into_layers(operator: Operator, merger: Merger) -> Operator | None:
    """Folds a multiplication of the input by a single number into the weights after it."""
    scaled = operator.input
    factor = merger.alone_before(scaled) if operator.kind in _WEIGHTED else None
    if scaled is None or factor is None or factor.kind != "mul" or _activation(factor) != "none":
        return operator
    computed = [tensor for tensor in factor.inputs if tensor is not None and not tensor.constant]
    constants = [tensor for tensor in factor.inputs if tensor is not None and tensor.constant]
    if len(computed) != 1 or [tensor.elements for tensor in constants] != [1]:
        return operator
    merger.change(scaled, None)
    return replace(operator, inputs=(computed[0], *_with_changed_weights(operator)[1:]))


_MERGES: tuple[Merge, ...] = (
    _numbers_into_layers,
    _activations_into_operators,
    _paddings_into_windows,
    _factors_into_layers,
    reshapes_before_broadcasts,
    reshapes,
    slices,
)
"""In the order in which they are tried on an operator."""


def _needed(operators: Sequence[Operator], outputs: Sequence[Tensor]) -> list[Operator]:
    """The operators that an output needs."""
    wanted = set(outputs)
    left: list[Operator] = []
    for operator in reversed(operators):
        if any(tensor in wanted for tensor in operator.outputs) or not operator.outputs:
            left.append(operator)
            wanted.update(tensor for tensor in operator.inputs if tensor is not None)
    return left[::-1]

"""What TensorFlow's converter merges: numbers into layers, activations, paddings, RESHAPEs."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.conversion.onnx2tf.merged_reshapes import cuts, reshapes, reshapes_before_broadcasts
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
    """The operators that are left, those that nobody reads taken away."""
    merger = Merger(operators, frozenset(outputs), _MERGES)
    for operator in operators:
        merger.take(operator)
    return _needed(merger.operators, outputs)


def _numbers_into_layers(operator: Operator, merger: Merger) -> Operator | None:
    """A number a channel goes into weights and bias of the layer before."""
    if operator.kind not in _FOLDING or len(operator.inputs) != 2:
        return operator
    first, second = operator.inputs
    if first is not None and first.constant and operator.kind != "sub":
        first, second = second, first
    if first is None or second is None or not second.constant or not _a_channel(second):
        return operator
    layer = merger.alone_before(first)
    if layer is None or layer.kind not in _LAYERS or layer.text("fused_activation") != "none":
        return operator
    if layer.output is None or operator.output is None:
        return operator
    if layer.output.shape != operator.output.shape:
        return operator
    inputs = _with_own_weights(layer) if operator.kind == "mul" else layer.inputs
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


def _with_own_weights(layer: Operator) -> tuple[Tensor | None, ...]:
    """The inputs of a layer whose weights change, also where others have the same weights."""
    copies = {tensor: replace(tensor) for tensor in layer.with_role("weights")}
    return tuple(None if tensor is None else copies.get(tensor, tensor) for tensor in layer.inputs)


def _activation(operator: Operator) -> str:
    return operator.text("fused_activation") or "none"


def _a_channel(tensor: Tensor) -> bool:
    """Whether a constant is one number, or one a channel of a channels-last tensor."""
    return tensor.shape is not None and all(size == 1 for size in tensor.shape[:-1])


def _activations_into_operators(operator: Operator, merger: Merger) -> Operator | None:
    """A ReLU becomes a part of the layer or sum before it."""
    given = operator.input
    before = merger.alone_before(given) if operator.kind in _ACTIVATIONS else None
    if before is not None and before.kind == "reshape":
        # A layer over a line of values: its image is made a line again behind the activation.
        return _before_reshape(operator, before, merger)
    if given is None or before is None or before.kind not in _ACTIVATED:
        return operator
    if _activation(before) != "none":
        return operator
    attributes = {**before.attributes, "fused_activation": operator.kind}
    merger.change(given, replace(before, outputs=operator.outputs, attributes=attributes))
    return None


def _before_reshape(activation: Operator, reshape: Operator, merger: Merger) -> Operator | None:
    source, given = reshape.input, activation.input
    layer = merger.alone_before(source)
    if source is None or given is None or layer is None or layer.kind not in _ACTIVATED:
        return activation
    if _activation(layer) != "none":
        return activation
    attributes = {**layer.attributes, "fused_activation": activation.kind}
    merger.change(source, replace(layer, attributes=attributes))
    merger.change(given, replace(reshape, outputs=activation.outputs))
    return None


def _paddings_into_windows(operator: Operator, merger: Merger) -> Operator | None:
    """A PAD that is what SAME gives goes into the convolution behind it."""
    given = operator.input
    if operator.kind not in _SLIDING or operator.text("padding") != "valid" or given is None:
        return operator
    pad = merger.alone_before(given)
    if pad is None or pad.kind != "pad" or pad.input is None:
        return operator
    sides = written_padding(pad)
    same = same_padding(operator, "channels-last", pad.input)
    if sides is None or sides != same or sides == Padding(0, 0, 0, 0):
        return operator
    merger.change(given, None)
    inputs = (pad.input, *operator.inputs[1:])
    return replace(operator, inputs=inputs, attributes={**operator.attributes, "padding": "same"})


def _factors_into_layers(operator: Operator, merger: Merger) -> Operator | None:
    """A single number that the input is multiplied by goes into the weights behind it."""
    given = operator.input
    factor = merger.alone_before(given) if operator.kind in _WEIGHTED else None
    if given is None or factor is None or factor.kind != "mul" or _activation(factor) != "none":
        return operator
    computed = [tensor for tensor in factor.inputs if tensor is not None and not tensor.constant]
    constants = [tensor for tensor in factor.inputs if tensor is not None and tensor.constant]
    if len(computed) != 1 or [tensor.elements for tensor in constants] != [1]:
        return operator
    merger.change(given, None)
    return replace(operator, inputs=(computed[0], *_with_own_weights(operator)[1:]))


_MERGES: tuple[Merge, ...] = (
    _numbers_into_layers,
    _activations_into_operators,
    _paddings_into_windows,
    _factors_into_layers,
    reshapes_before_broadcasts,
    reshapes,
    cuts,
)
"""In the order in which an operator goes through them."""


def _needed(operators: Sequence[Operator], outputs: Sequence[Tensor]) -> list[Operator]:
    """The operators that an output needs."""
    wanted = set(outputs)
    left: list[Operator] = []
    for operator in reversed(operators):
        if any(tensor in wanted for tensor in operator.outputs) or not operator.outputs:
            left.append(operator)
            wanted.update(tensor for tensor in operator.inputs if tensor is not None)
    return left[::-1]

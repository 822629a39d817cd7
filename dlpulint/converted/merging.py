"""What TensorFlow's converter merges: numbers into layers, activations, paddings, RESHAPEs."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from dlpulint.facts.window import Padding, same_padding, written_padding
from dlpulint.model import Operator, Tensor

_LAYERS = frozenset({"conv", "depthwise-conv", "fully-connected", "transpose-conv"})
_FOLDING = frozenset({"add", "mul", "sub"})
_ACTIVATIONS = frozenset({"relu", "relu6", "relu-n1-to-1"})
_ACTIVATED = frozenset({"add", "conv", "depthwise-conv", "fully-connected", "mul", "sub"})
_ARITHMETIC = frozenset({"add", "div", "maximum", "minimum", "mul", "sub"})
_SLIDING = frozenset({"conv", "depthwise-conv"})


def merged(operators: Sequence[Operator], outputs: Sequence[Tensor]) -> list[Operator]:
    """The operators that are left, those that nobody reads taken away."""
    merger = _Merger(operators, frozenset(outputs))
    for operator in operators:
        merger.take(operator)
    return _needed(merger.operators, outputs)


class _Merger:
    """Takes operators one by one, each after those that it reads from."""

    def __init__(self, operators: Sequence[Operator], outputs: frozenset[Tensor]) -> None:
        self.outputs = outputs
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
            inputs = (None if one is None else self._same.get(one, one) for one in operator.inputs)
            operator = replace(operator, inputs=tuple(inputs))
        for merge in _MERGES:
            changed = merge(operator, self)
            if changed is None:
                return
            operator = changed
        self._places |= dict.fromkeys(operator.outputs, len(self._taken))
        self._taken.append(operator)

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


def _numbers_into_layers(operator: Operator, merger: _Merger) -> Operator | None:
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
    inputs = layer.inputs
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


def _activation(operator: Operator) -> str:
    return operator.text("fused_activation") or "none"


def _a_channel(tensor: Tensor) -> bool:
    """Whether a constant is one number, or one a channel of a channels-last tensor."""
    return tensor.shape is not None and all(size == 1 for size in tensor.shape[:-1])


def _activations_into_operators(operator: Operator, merger: _Merger) -> Operator | None:
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


def _before_reshape(activation: Operator, reshape: Operator, merger: _Merger) -> Operator | None:
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


def _paddings_into_windows(operator: Operator, merger: _Merger) -> Operator | None:
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


def _reshapes(operator: Operator, merger: _Merger) -> Operator | None:
    """A RESHAPE behind another one, or before a layer that flattens by itself, goes."""
    given = operator.input
    if operator.kind not in ("reshape", "fully-connected"):
        return operator
    before = merger.alone_before(given)
    if given is not None and operator.kind == "reshape" and _keeps_rows(before, operator):
        assert before is not None  # Or it would keep nothing.
        attributes = {**before.attributes, "keep_num_dims": True}
        merger.change(given, replace(before, outputs=operator.outputs, attributes=attributes))
        return None
    if given is None or before is None or before.kind != "reshape" or before.input is None:
        return operator
    source = before.input
    if operator.kind == "fully-connected":
        last = (source.shape or (None,))[-1]
        if last is None or operator.weights is None or operator.weights.shape is None:
            return operator
        if last != operator.weights.shape[-1]:
            return operator
    merger.change(given, None)
    result = operator.output
    back = operator.kind == "reshape" and result is not None and result.shape == source.shape
    if back and result is not None and result not in merger.outputs:
        merger.forget(result, source)
        return None
    return replace(operator, inputs=(source, *operator.inputs[1:]))


def _keeps_rows(layer: Operator | None, reshape: Operator) -> bool:
    """Whether a RESHAPE gives a fully connected layer's rows the dimensions they came with."""
    if layer is None or layer.kind != "fully-connected" or layer.input is None:
        return False
    shape, result = layer.input.shape, reshape.outputs[0].shape
    return shape is not None and result is not None and shape[:-1] == result[:-1]


def _reshapes_before_broadcasts(operator: Operator, merger: _Merger) -> Operator | None:
    """A RESHAPE that only puts dimensions of one element in front is what broadcasting does."""
    if operator.kind not in _ARITHMETIC or len(operator.inputs) != 2:
        return operator
    for place, tensor in enumerate(operator.inputs):
        other = operator.inputs[1 - place]
        before = merger.alone_before(tensor)
        if tensor is None or other is None or before is None or before.kind != "reshape":
            continue
        source = before.input
        if source is None or not _wider(source, tensor) or other.shape != operator.outputs[0].shape:
            continue
        merger.change(tensor, None)
        inputs = (source, other) if place == 0 else (other, source)
        return replace(operator, inputs=inputs)
    return operator


def _wider(tensor: Tensor, widened: Tensor) -> bool:
    if tensor.shape is None or widened.shape is None:
        return False
    more = len(widened.shape) - len(tensor.shape)
    return more > 0 and widened.shape == (*(1,) * more, *tensor.shape)


def _factors_into_windows(operator: Operator, merger: _Merger) -> Operator | None:
    """A single number that the input is multiplied by goes into the weights behind it."""
    given = operator.input
    factor = merger.alone_before(given) if operator.kind in _SLIDING else None
    if given is None or factor is None or factor.kind != "mul" or _activation(factor) != "none":
        return operator
    computed = [tensor for tensor in factor.inputs if tensor is not None and not tensor.constant]
    constants = [tensor for tensor in factor.inputs if tensor is not None and tensor.constant]
    if len(computed) != 1 or [tensor.elements for tensor in constants] != [1]:
        return operator
    merger.change(given, None)
    return replace(operator, inputs=(computed[0], *operator.inputs[1:]))


_MERGES: tuple[Callable[[Operator, _Merger], Operator | None], ...] = (
    _numbers_into_layers,
    _activations_into_operators,
    _paddings_into_windows,
    _factors_into_windows,
    _reshapes_before_broadcasts,
    _reshapes,
)


def _needed(operators: Sequence[Operator], outputs: Sequence[Tensor]) -> list[Operator]:
    """The operators that an output needs."""
    wanted = set(outputs)
    left: list[Operator] = []
    for operator in reversed(operators):
        if any(tensor in wanted for tensor in operator.outputs) or not operator.outputs:
            left.append(operator)
            wanted.update(tensor for tensor in operator.inputs if tensor is not None)
    return left[::-1]

"""The skeleton of a model, built by tracing the content of each tensor."""

from dlpulint.facts.activations import ACTIVATIONS
from dlpulint.facts.arithmetic import stored_dtype
from dlpulint.facts.families.skeleton import Flow, Layer, LayerType, Skeleton
from dlpulint.facts.layout import dimension
from dlpulint.facts.macs import channels
from dlpulint.facts.real_range import INTEGER_RANGES
from dlpulint.facts.steps import CONVERSIONS
from dlpulint.model.graph import Model, Operator, Tensor

_WEIGHTED: dict[str, LayerType] = {
    "conv": "conv",
    "depthwise-conv": "depthwise",
    "transpose-conv": "transpose-conv",
    "fully-connected": "dense",
    "matmul": "dense",
}
_TYPES: dict[str, LayerType] = {
    "max-pool": "max-pool", "average-pool": "average-pool", "global-average-pool": "global-pool",
    "global-max-pool": "global-pool", "concatenation": "concat", "slice": "slice",
    "strided-slice": "slice", "split": "slice", "split-v": "slice", "gather": "slice",
    "unpack": "slice", "resize": "resize", "resize-bilinear": "resize", "resize-nearest": "resize",
    "resize-cubic": "resize", "depth-to-space": "resize", "softmax": "softmax",
}  # fmt: skip
_ACTIVATIONS = frozenset(ACTIVATIONS) - {"silu"} | {"celu"}
_SKIPPED = CONVERSIONS | {
    "reshape", "transpose", "squeeze", "expand-dims", "pad", "pad-v2", "mirror-pad",
    "batch-normalization", "batch-to-space", "space-to-batch", "fake-quant", "layer-normalization",
}  # fmt: skip
_ELEMENTWISE = frozenset({
    "add", "add-n", "sub", "mul", "div", "pow", "square", "sqrt", "rsqrt", "squared-difference",
    "erf", "exp", "neg", "maximum", "minimum",
})  # fmt: skip
"""Kinds that join several layers; with a single one, their result counts as that layer."""

_JOINING: dict[str, LayerType] = {"add": "add", "add-n": "add", "mul": "gate"}


def skeleton_of(model: Model) -> Skeleton:
    """Layers of a model's main graph, in one pass over its operators."""
    builder = _Builder(model)
    for operator in model.operators:
        if operator.subgraph == 0:
            builder.add(operator)
    return builder.finished()


class _Builder:
    """Traces the content of each tensor, starting at the inputs of the graph."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.layers: list[Layer] = []
        self.inputs = tuple(self._layer("input", None, (), tensor) for tensor in model.inputs)
        self.flows: dict[Tensor, Flow] = {
            tensor: Flow(layer, None)
            for tensor, layer in zip(model.inputs, self.inputs, strict=True)
        }

    def add(self, operator: Operator) -> None:
        flows = tuple(
            self.flows[tensor]
            for tensor in operator.inputs
            if tensor is not None and tensor in self.flows
        )
        if not flows:
            return  # It reads constants only, as conversions of weights do.
        flow = self._flow(operator, flows)
        for tensor in operator.outputs:
            self.flows[tensor] = _rectified(flow, tensor)

    def _flow(self, operator: Operator, flows: tuple[Flow, ...]) -> Flow:
        kind = operator.kind
        if kind in _SKIPPED:
            return flows[0]
        if kind in _ACTIVATIONS:
            return Flow(flows[0].layer, kind)
        if kind in _ELEMENTWISE:
            if len({flow.layer for flow in flows}) == 1:
                return Flow(flows[0].layer, _joined_activation(operator, flows))
            type = _JOINING.get(kind, "other")
        else:
            type = self._type(operator, flows)
        if type == "slice" and _keeps_all(operator):
            return flows[0]
        if type == "concat" and len(flows) == 1:
            return flows[0]
        fused = operator.text("fused_activation")
        layer = self._layer(type, operator, flows, operator.output)
        return Flow(layer, None if fused in (None, "none") else fused)

    def _type(self, operator: Operator, flows: tuple[Flow, ...]) -> LayerType:
        kind = operator.kind
        if kind in _WEIGHTED:
            if len(flows) > 1:
                return "other"  # A product of two computed tensors has no weights.
            return "conv" if _pointwise(operator) else _WEIGHTED[kind]
        if kind in ("mean", "max-pool", "average-pool", "reduce-max") and self._pools_all(operator):
            return "global-pool"
        return _TYPES.get(kind, "other")

    def _pools_all(self, operator: Operator) -> bool:
        """Whether the output has one value for each channel of an image."""
        given, written = operator.input, operator.output
        if given is None or written is None or given.rank != 4 or not written.elements:
            return False
        depth = channels(given, self.model.layout)
        batch = given.shape[0] if given.shape else None
        return written.elements == (depth or 0) * (batch or 1) != given.elements

    def _layer(
        self,
        type: LayerType,
        operator: Operator | None,
        flows: tuple[Flow, ...],
        written: Tensor | None,
    ) -> Layer:
        layout = self.model.layout
        size: tuple[int | None, int | None] = (None, None)
        if written is not None:
            size = dimension(written, "height", layout), dimension(written, "width", layout)
        layer = Layer(type, operator, flows, channels(written, layout), size)
        self.layers.append(layer)
        return layer

    def finished(self) -> Skeleton:
        readers: dict[Layer, list[Layer]] = {}
        activations: dict[Layer, set[str | None]] = {}
        for layer in self.layers:
            for source, activation in layer.sources:
                readers.setdefault(source, []).append(layer)
                activations.setdefault(source, set()).add(activation)
        outputs = tuple(self.flows[t] for t in self.model.outputs if t in self.flows)
        for flow in outputs:
            activations.setdefault(flow.layer, set()).add(flow.activation)
        return Skeleton(
            tuple(self.layers),
            self.inputs,
            outputs,
            {layer: tuple(dict.fromkeys(found)) for layer, found in readers.items()},
            {layer: frozenset(found) for layer, found in activations.items()},
        )


def _pointwise(operator: Operator) -> bool:
    """Whether a matrix product is a 1x1 convolution of an image."""
    written = operator.output
    return operator.kind in ("fully-connected", "matmul") and bool(written and written.rank == 4)


def _joined_activation(operator: Operator, flows: tuple[Flow, ...]) -> str | None:
    """The activation that an element-wise operator on one layer is part of, or keeps.

    `x * logistic(x)` is SiLU; `x * relu6(x + 3)` a hard swish.
    """
    found = {flow.activation for flow in flows}
    if operator.kind == "mul" and len(flows) > 1:
        return "silu" if "logistic" in found else "gated"
    return next((activation for activation in found if activation is not None), None)


def _keeps_all(operator: Operator) -> bool:
    """Whether a slice keeps everything, as TensorFlow writes for static shapes."""
    given, written = operator.input, operator.output
    if given is None or written is None or len(operator.outputs) > 1:
        return False
    return given.elements is not None and given.elements == written.elements


def _rectified(flow: Flow, tensor: Tensor) -> Flow:
    """As `flow`, after a ReLU where the scale of `tensor` has no negative numbers.

    Quantizing tools then drop the operator: the range of the scale clamps in its place.
    """
    if flow.activation is not None or tensor.quantization is None:
        return flow
    lowest, _ = INTEGER_RANGES.get(stored_dtype(tensor), (None, None))
    clamped = lowest is not None and tensor.quantization.zero_point == lowest
    return Flow(flow.layer, "relu") if clamped else flow

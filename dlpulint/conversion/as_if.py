"""A float model as if it had been quantized to integers: the same graph with other types.

Needs no trained weights, so that people learn before training what a chip accepts. Scales stay
unknown, except those that TensorFlow Lite's quantization specification fixes.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from dlpulint.basics.terms import Scheme as Scheme  # Imported from here by callers.
from dlpulint.facts.arithmetic import INTEGER
from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Model, Operator, Quantization, Tensor

SCHEMES: tuple[Scheme, ...] = ("int8-per-tensor", "int8-per-channel")

_FLOATS = frozenset({"float16", "bfloat16", "float32", "float64"})

UNKNOWN = Quantization(scales=(), zero_points=())
"""Quantized with unknown scales: every question about them is answered "cannot tell"."""

_CHANNEL_AXIS = {"conv": 0, "depthwise-conv": 3, "transpose-conv": 0, "fully-connected": 0}
"""The dimension of the weights that TensorFlow's converter gives one scale per index."""

_FIXED = {
    "logistic": Quantization((1 / 256,), (-128,)),
    "softmax": Quantization((1 / 256,), (-128,)),
    "tanh": Quantization((1 / 128,), (0,)),
    "l2-normalization": Quantization((1 / 128,), (0,)),
    "log-softmax": Quantization((16 / 256,), (127,)),
}
"""Outputs whose quantization the specification fixes."""

_KEEPING = frozenset({
    "average-pool", "batch-to-space", "depth-to-space", "expand-dims", "gather", "max-pool",
    "mirror-pad", "pad", "reshape", "resize-bilinear", "resize-nearest", "slice", "space-to-batch",
    "space-to-depth", "split", "split-v", "squeeze", "strided-slice", "transpose", "unpack",
})  # fmt: skip
"""Kinds whose outputs have their input's quantization by that specification."""

STAYING_FLOAT = frozenset({
    "atan2", "ceil", "conv-3d", "cos", "cumsum", "elu", "floor", "floor-div", "floor-mod",
    "local-response-normalization", "neg", "pow", "round", "segment-sum", "sign", "sin", "square",
})  # fmt: skip
"""Kinds that TensorFlow 2.21 leaves in float, with DEQUANTIZE before and QUANTIZE after."""


def staying_float(model: Model) -> list[str]:
    """Native names of a model's operators that a full integer conversion leaves in float."""
    return sorted({o.native for o in model.operators if o.kind in STAYING_FLOAT})


def applies_to(facts: Facts) -> bool:
    """Whether anything in a TFLite model is left to quantize; integer models stay unchanged."""
    if facts.model.format != "tflite":
        return False
    if facts.arithmetic:
        return any(arithmetic not in INTEGER for arithmetic in facts.arithmetic.values())
    tensors = (
        t for o in facts.model.operators if ":" not in o.kind for t in (*o.inputs, *o.outputs)
    )
    return any(tensor is not None and tensor.dtype in _FLOATS for tensor in tensors)


def as_if(facts: Facts, scheme: Scheme) -> Model:
    """The model with 8-bit activations and weights and 32-bit biases, all else unchanged.

    A DEQUANTIZE of a constant, as in files with float16 weights, is folded away: its readers get
    the integers. Operators keep their index, and custom operators their outputs. Operator versions
    after conversion are unknown.
    """
    model = facts.model
    folded = {operator for operator in model.operators if _expands_constant(operator)}
    operators = [operator for operator in model.operators if operator not in folded]
    constants = {t: replace(t, constant=True) for operator in folded for t in operator.outputs}
    changed: dict[Tensor, Tensor] = {}
    for operator in operators:
        if ":" in operator.kind or facts.arithmetic.get(operator) in INTEGER:
            continue
        for tensor, role in zip(operator.inputs, operator.roles, strict=False):
            if tensor is not None and role in ("weights", "bias"):
                constant = constants.get(tensor, tensor)
                if constant.constant:
                    changed[tensor] = _learned(constant, role, operator.kind, scheme)
    ends = [tensor for graph in model.subgraphs for tensor in (*graph.inputs, *graph.outputs)]
    for tensor in (*model.tensors, *ends):
        if tensor not in changed:
            changed[tensor] = _quantized(constants.get(tensor, tensor))
    for operator in operators:
        changed |= _flow(operator, changed)
    unchanged = {o for o in operators if all(changed[tensor] is tensor for tensor in o.outputs)}
    return Model.build(
        format=model.format,
        layout=model.layout,
        operators=[
            replace(
                operator,
                inputs=tuple(None if t is None else changed[t] for t in operator.inputs),
                outputs=tuple(changed[tensor] for tensor in operator.outputs),
                version=operator.version if operator in unchanged else None,
            )
            for operator in operators
        ],
        subgraphs=[
            replace(
                graph,
                inputs=tuple(changed[tensor] for tensor in graph.inputs),
                outputs=tuple(changed[tensor] for tensor in graph.outputs),
            )
            for graph in model.subgraphs
        ],
        metadata=replace(model.metadata, origin="preview"),
    )


def _expands_constant(operator: Operator) -> bool:
    operand = operator.inputs[0] if operator.inputs else None
    return operator.kind == "dequantize" and operand is not None and operand.constant


def _learned(tensor: Tensor, role: str, kind: str, scheme: Scheme) -> Tensor:
    """Weights or a bias as a converter writes them."""
    weights = role == "weights"
    axis = None
    if scheme == "int8-per-channel" and kind in _CHANNEL_AXIS:
        axis = _CHANNEL_AXIS[kind] if weights else 0
    return replace(
        tensor,
        dtype="int8" if weights else "int32",
        quantization=replace(UNKNOWN, axis=axis),
        values=None,
    )


def _quantized(tensor: Tensor) -> Tensor:
    """A float tensor in 8 bits; integers, such as indices and shapes, unchanged."""
    if tensor.dtype not in _FLOATS:
        return tensor
    return replace(tensor, dtype="int8", quantization=UNKNOWN)


def _flow(operator: Operator, changed: Mapping[Tensor, Tensor]) -> dict[Tensor, Tensor]:
    """Outputs whose quantization follows from the operator's kind and its first input."""
    if ":" in operator.kind:
        return {tensor: tensor for tensor in operator.outputs}
    quantization = _FIXED.get(operator.kind)
    if operator.kind in _KEEPING and operator.input is not None:
        quantization = changed[operator.input].quantization
    if quantization is None:
        return {}
    return {
        tensor: replace(changed[tensor], quantization=quantization)
        for tensor in operator.outputs
        if tensor.dtype in _FLOATS
    }

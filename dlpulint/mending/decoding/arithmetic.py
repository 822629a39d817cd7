"""Operators that compute, in NumPy, on the real numbers that quantized tensors stand for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dlpulint.mending.decoding.moves import Arrays
from dlpulint.mending.decoding.unsupported import UnsupportedError
from dlpulint.model.graph import Operator

if TYPE_CHECKING:
    import numpy as np


def sigmoid(x: "np.ndarray") -> "np.ndarray":
    """Logistic function."""
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-x)))


def _two(name: str) -> Callable[[Operator, Arrays], Arrays]:
    """Results of an operator on two operands, computed by a function of NumPy."""

    def computed(operator: Operator, given: Arrays) -> Arrays:
        import numpy as np

        return [_activated(operator, getattr(np, name)(given[0], given[1]))]

    return computed


def _one(function: "Callable[[np.ndarray], np.ndarray]") -> Callable[[Operator, Arrays], Arrays]:
    return lambda _operator, given: [function(given[0])]


def _named(name: str) -> Callable[[Operator, Arrays], Arrays]:
    def computed(_operator: Operator, given: Arrays) -> Arrays:
        import numpy as np

        return [getattr(np, name)(given[0])]

    return computed


def _softmax(operator: Operator, given: Arrays) -> Arrays:
    import numpy as np

    beta = operator.attributes.get("beta")
    x = given[0] * (beta if isinstance(beta, float) else 1.0)
    powers = np.exp(x - x.max(-1, keepdims=True))
    return [powers / powers.sum(-1, keepdims=True)]


def _reduced(name: str) -> Callable[[Operator, Arrays], Arrays]:
    def computed(operator: Operator, given: Arrays) -> Arrays:
        import numpy as np

        result = getattr(np, name)(given[0], axis=operator.integers("axes"))
        return [np.reshape(result, [size or 0 for size in operator.outputs[0].shape or ()])]

    return computed


def _projected(operator: Operator, given: Arrays) -> Arrays:
    """Results of a 1x1 convolution or a dense layer: a product along the last dimension."""
    import numpy as np

    weights = given[1]
    if weights.ndim == 4:
        strides = (operator.integer("stride_height"), operator.integer("stride_width"))
        if weights.shape[1:3] != (1, 1) or strides != (1, 1):
            raise UnsupportedError
    matrix = weights.reshape(weights.shape[0], -1)
    if given[0].shape[-1] != matrix.shape[1]:
        raise UnsupportedError
    result = given[0] @ matrix.T
    if len(given) > 2 and given[2].size:
        result = result + given[2]
    shape = [size or 0 for size in operator.outputs[0].shape or ()]
    return [_activated(operator, np.reshape(result, shape))]


def _multiplied(operator: Operator, given: Arrays) -> Arrays:
    if operator.attributes.get("transpose_left") or given[1].ndim < 2:
        raise UnsupportedError
    turned = operator.attributes.get("transpose_right")
    return [given[0] @ (given[1].swapaxes(-1, -2) if turned else given[1])]


def _activated(operator: Operator, x: "np.ndarray") -> "np.ndarray":
    import numpy as np

    fused = operator.text("fused_activation") or "none"
    if fused == "none":
        return x
    if fused == "relu":
        return np.asarray(np.maximum(x, 0))
    if fused == "relu6":
        return np.asarray(np.clip(x, 0, 6))
    raise UnsupportedError


COMPUTED: dict[str, Callable[[Operator, Arrays], Arrays]] = {
    "add": _two("add"), "sub": _two("subtract"), "mul": _two("multiply"), "div": _two("divide"),
    "maximum": _two("maximum"), "minimum": _two("minimum"), "pow": _two("power"),
    "logistic": _one(sigmoid), "square": _named("square"), "sqrt": _named("sqrt"),
    "exp": _named("exp"), "neg": _named("negative"), "tanh": _named("tanh"),
    "relu": _one(lambda x: x * (x > 0)), "softmax": _softmax,
    "sum": _reduced("sum"), "mean": _reduced("mean"), "reduce-max": _reduced("max"),
    "conv": _projected, "fully-connected": _projected, "matmul": _multiplied,
}  # fmt: skip
"""Results of an operator on its operands, by its kind."""

OVER_LAST = frozenset({"softmax", "conv", "fully-connected", "matmul"})
"""Kinds whose every result depends on all values along the last dimension."""
OVER_AXES = frozenset({"sum", "mean", "reduce-max"})
"""Kinds whose every result depends on all values along the axes that they remove."""

"""The activation after each weighted layer: fused, an operator, or several operators."""

from collections.abc import Iterable

from dlpulint.facts.patterns.gated import gated_activation
from dlpulint.facts.steps import computed_inputs, readers_of
from dlpulint.model.graph import Model, Operator, Tensor

ACTIVATIONS = {
    "relu": "ReLU", "relu6": "ReLU6", "relu-n1-to-1": "ReLU -1 to 1", "relu-0-to-1": "ReLU 0 to 1",
    "clip": "Clip", "leaky-relu": "LeakyReLU", "prelu": "PReLU", "elu": "ELU", "selu": "SELU",
    "gelu": "GELU", "quick-gelu": "QuickGELU", "mish": "Mish", "softplus": "Softplus",
    "tanh": "Tanh", "logistic": "Sigmoid", "hard-sigmoid": "HardSigmoid",
    "hard-swish": "HardSwish", "silu": "SiLU",
}  # fmt: skip
"""Display names of activations, by kind; `silu` is mostly written as two operators."""

_BETWEEN = frozenset({"batch-normalization", "mul", "add", "sub"})
"""Kinds between a layer and its activation: a normalization that did not fold."""
_STEPS = 4


def activations_of(layers: Iterable[Operator], model: Model) -> dict[Operator, str]:
    """The activation that directly follows each of `layers`; a layer without one has no entry."""
    found = ((layer, _activation_of(layer, model)) for layer in layers)
    return {layer: activation for layer, activation in found if activation is not None}


def _activation_of(layer: Operator, model: Model) -> str | None:
    fused = layer.text("fused_activation")
    if fused in ACTIVATIONS:
        return fused
    tensor = layer.output
    for _ in range(_STEPS):
        if tensor is None:
            return None
        readers = readers_of(tensor, model)
        activation = _among(readers, tensor, model)
        if activation is not None:
            return activation
        onward = [reader for reader in readers if reader.kind in _BETWEEN]
        if len(readers) != 1 or len(onward) != 1 or len(computed_inputs(onward[0], model)) != 1:
            return None
        fused = onward[0].text("fused_activation")
        if fused in ACTIVATIONS:
            return fused
        tensor = onward[0].output
    return None


def _among(readers: tuple[Operator, ...], tensor: Tensor, model: Model) -> str | None:
    """The activation among the readers of a tensor; SiLU takes precedence over its sigmoid."""
    for reader in readers:
        gated = gated_activation(reader, tensor, model)
        if gated is not None:
            return gated
    return next((reader.kind for reader in readers if reader.kind in ACTIVATIONS), None)

"""The risk of per-tensor weights, for which the weights of a file are read."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Scheme
from dlpulint.model.graph import Model, Operator
from dlpulint.model.stored_weights import StoredWeights
from dlpulint.packs.pack import Pack

if TYPE_CHECKING:
    from dlpulint.facts.weights.risk import Risk

PER_TENSOR: Scheme = "int8-per-tensor"

MOST_LAYERS = 2_000
"""Most layers with weights of their own; networks have hundreds, and each costs 0.1 ms."""


def wants_risk(pack: Pack, scheme: Scheme | None) -> bool:
    """Whether the weights would get one scale per tensor on the way to a target.

    Args:
        pack: The target.
        scheme: The quantization with which the model is linted, where it lacks one.
    """
    if "tflite" not in pack.formats or pack.quantizes:
        return False
    return pack.weights == "per-tensor" or scheme == PER_TENSOR


def risk_in(data: memoryview, model: Model) -> "Risk | None":
    """The risk for the weights in a file; `None` where they do not show it."""
    dtypes = {o.weights.dtype for o in model.operators if o.weights and _may_have_channels(o)}
    if not dtypes or ("float32" in dtypes and not _has_numpy()):
        return None
    # Most runs do not need these modules.
    from dlpulint.facts.weights.risk import risk_of

    if model.format == "onnx":
        from dlpulint.loader.onnx.weights import stored_weights
    else:
        from dlpulint.loader.tflite.weights import stored_weights
    try:
        return risk_of(_within(len(data), stored_weights(data, model)))
    except ModelFileError:
        # The graph could be read; its weights cannot.
        return None


def _has_numpy() -> bool:
    """Whether NumPy is there, for floating-point weights.

    The page to try dlpulint in a browser has a small part of it.
    """
    import numpy

    return hasattr(numpy, "einsum")


def _may_have_channels(operator: Operator) -> bool:
    """Whether a layer's weights have a scale per channel, or none yet."""
    weights = operator.weights
    if weights is None or not weights.constant:
        return False
    quantization = weights.quantization
    return weights.dtype == "float32" if quantization is None else quantization.per_channel


def _within(size: int, layers: Iterable[StoredWeights]) -> Iterator[StoredWeights]:
    """The layers, up to as many bytes as the file has: tensors may share their bytes."""
    seen: set[int] = set()
    for stored in layers:
        if id(stored.operator.weights) not in seen:
            seen.add(id(stored.operator.weights))
            size -= len(stored.data)
        if size < 0:
            raise ModelFileError("the tensors have more bytes than the file")
        if len(seen) > MOST_LAYERS:
            raise ModelFileError(f"more than {MOST_LAYERS:,} layers have weights")
        yield stored

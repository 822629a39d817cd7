"""Checks of number types and of the granularity of quantized weights."""

from collections.abc import Iterator
from math import isfinite
from typing import Literal

from msgspec import Struct

from dlpulint.checks.base import (
    Dtypes,
    OperatorParams,
    Roles,
    Share,
    alternatives,
    model_check,
    operator_check,
)
from dlpulint.facts.arithmetic import INTEGER, UNKNOWN_DTYPE, Arithmetic, stored_dtype
from dlpulint.facts.facts import Facts
from dlpulint.facts.macs import channels
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Quantization, Tensor


class DtypeLimits(OperatorParams, frozen=True, kw_only=True):
    """Element types that operands may have."""

    allow: Dtypes
    roles: Roles = ("input", "output")
    """The operands that are checked."""
    constants: bool = True
    """Whether constant operands are checked too."""


@operator_check("dtype-limits", DtypeLimits, "dtype", "role", "allowed")
def dtype_limits(operator: Operator, facts: Facts, params: DtypeLimits) -> Iterator[Hit]:
    """Every operand has an accepted element type."""
    unsure: Hit | None = None
    for role in params.roles:
        for tensor in operator.with_role(role):
            if tensor.dtype in params.allow or (tensor.constant and not params.constants):
                continue
            allowed = alternatives(params.allow)
            if tensor.dtype == UNKNOWN_DTYPE:
                values = {"dtype": "?", "role": role, "allowed": allowed}
                unsure = Hit(operator, values, "dtype", f"the type of its {role} is not known")
                continue
            values = {"dtype": tensor.dtype, "role": role, "allowed": allowed}
            yield Hit(operator, values, cause=f"dtype:{tensor.dtype}")
            return
    if unsure is not None:
        yield unsure


class ModelArithmetic(Struct, frozen=True, kw_only=True):
    """Accepted kinds of arithmetic."""

    allow: tuple[Arithmetic, ...]


@model_check(
    "model-arithmetic", ModelArithmetic, "arithmetic", "operators", "weighted", "share", "allowed"
)
def model_arithmetic(facts: Facts, params: ModelArithmetic) -> Iterator[Hit]:
    """Every weighted operator computes in an accepted kind of arithmetic."""
    weighted = facts.arithmetic
    found: dict[Arithmetic, list[Operator]] = {}
    for operator, arithmetic in weighted.items():
        if arithmetic not in params.allow:
            found.setdefault(arithmetic, []).append(operator)
    for arithmetic, operators in found.items():
        macs = sum(facts.macs[operator] or 0 for operator in operators)
        share = 100 * macs / facts.total_macs if facts.total_macs else 100.0
        values: dict[str, Value] = {
            "arithmetic": arithmetic,
            "operators": len(operators),
            "weighted": len(weighted),
            "share": f"{share:.0f} %",
            "allowed": alternatives(params.allow),
        }
        unknown = "their types are not known" if arithmetic == "unknown" else None
        yield Hit(operators[0], values, arithmetic, unknown, tuple(operators[1:]), "model")


class FloatEnds(Struct, frozen=True, kw_only=True):
    """Types that the graph's inputs and outputs may not have around an integer model."""

    forbid: Dtypes = ("float32", "float16")


@model_check("float-ends", FloatEnds, "end", "tensor", "dtype")
def float_ends(facts: Facts, params: FloatEnds) -> Iterator[Hit]:
    """An integer model has integer inputs and outputs, without conversions."""
    if not any(arithmetic in INTEGER for arithmetic in facts.arithmetic.values()):
        return
    model = facts.model
    for tensor in model.inputs:
        converters = [o for o in model.consumers(tensor) if o.kind == "quantize"]
        if tensor.dtype in params.forbid and converters:
            yield _end("input", tensor, tuple(converters))
    for tensor in model.outputs:
        producer = model.producer(tensor)
        if tensor.dtype in params.forbid and producer is not None and producer.kind == "dequantize":
            yield _end("output", tensor, (producer,))


def _end(end: str, tensor: Tensor, converters: tuple[Operator, ...]) -> Hit:
    values: dict[str, Value] = {"end": end, "tensor": tensor.name, "dtype": tensor.dtype}
    return Hit(converters[0], values, cause=end, members=converters[1:])


class WeightGranularity(OperatorParams, frozen=True, kw_only=True):
    """How finely weights may be quantized."""

    allow: Literal["per-tensor", "per-channel", "only-per-channel"]
    """`per-channel` accepts one scale per channel or a single scale.

    `only-per-channel` accepts a single scale for one channel, and for uint8, which has no other.
    """


@operator_check("weight-granularity", WeightGranularity, "scales", "axis", "granularity")
def weight_granularity(
    operator: Operator, facts: Facts, params: WeightGranularity
) -> Iterator[Hit]:
    """Weights have a single scale or one per channel, as accepted."""
    for tensor in operator.with_role("weights"):
        quantization = tensor.quantization
        if quantization is None:
            continue
        blockwise = quantization.block_size is not None
        if params.allow == "only-per-channel" and _has_one_scale(tensor, quantization):
            depth = channels(operator.output, facts.model.layout)
            values: dict[str, Value] = {"scales": 1, "axis": "?", "granularity": "per-tensor"}
            reason = "its number of channels is not known" if depth is None else None
            if depth != 1:
                yield Hit(operator, values, cause="per-tensor", unknown=reason)
            return
        if blockwise or (quantization.per_channel and params.allow == "per-tensor"):
            granularity = "blockwise" if blockwise else "per-channel"
            axis = quantization.axis
            values = {
                "scales": len(quantization.scales) or _slices(tensor, axis) or "?",
                "axis": "?" if axis is None else axis,
                "granularity": granularity,
            }
            yield Hit(operator, values, cause=granularity)
            return


def _slices(tensor: Tensor, axis: int | None) -> int | None:
    """Number of scales along an axis, where the file does not contain them."""
    blockwise = tensor.quantization is not None and tensor.quantization.block_size is not None
    if tensor.shape is None or axis is None or blockwise or not -1 < axis < len(tensor.shape):
        return None
    return tensor.shape[axis]


def _has_one_scale(weights: Tensor, quantization: Quantization) -> bool:
    """Whether int8 weights have a single scale."""
    several = quantization.block_size is not None or quantization.per_channel
    return not several and stored_dtype(weights) == "int8"


class ScaleSpread(OperatorParams, frozen=True, kw_only=True):
    """How much the scales of a layer's channels may differ."""

    max: Share
    """The largest live scale divided by the smallest, at most."""
    dead: Share = 0.001
    """A channel is dead if its scale is below this fraction of the layer's median."""


@operator_check("scale-spread", ScaleSpread, "ratio", "dead_channels", "channels")
def scale_spread(operator: Operator, facts: Facts, params: ScaleSpread) -> Iterator[Hit]:
    """The live channels of one layer have weights of similar size.

    Only files quantized per channel show it: with a single scale there is nothing to compare.
    """
    for tensor in operator.with_role("weights"):
        quantization = tensor.quantization
        if quantization is None or not quantization.per_channel:
            continue
        live = live_scales(quantization, params.dead)
        if not live or max(live) <= params.max * min(live):
            continue
        channels = len(quantization.scales)
        values: dict[str, Value] = {
            "ratio": round(max(live) / min(live)),
            "dead_channels": channels - len(live),
            "channels": channels,
        }
        yield Hit(operator, values, cause="spread")


def live_scales(quantization: Quantization, dead: float) -> list[float]:
    """Scales of the channels that carry weights: at least `dead` times the layer's median."""
    positive = [scale for scale in quantization.scales if scale > 0 and isfinite(scale)]
    if not positive:
        return []
    # `statistics` would bring decimals and fractions with it, 4 ms of every start.
    ordered = sorted(positive)
    half = len(ordered) // 2
    floor = dead * (ordered[half] + ordered[~half]) / 2
    return [scale for scale in positive if scale >= floor]

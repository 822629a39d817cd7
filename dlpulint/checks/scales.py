"""Checks of the relations between the scales and zero points of an operator's tensors."""

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from math import isclose
from operator import mul, truediv
from typing import Literal

from dlpulint.checks.base import (
    OperandRole,
    OperatorParams,
    Share,
    decisive,
    operands,
    operator_check,
)
from dlpulint.checks.operators import Range
from dlpulint.facts.arithmetic import stored_dtype
from dlpulint.facts.facts import Facts
from dlpulint.facts.real_range import INTEGER_RANGES
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Tensor


class SameQuantization(OperatorParams, frozen=True, kw_only=True):
    """Tensors whose integers must have the same meaning."""

    role: OperandRole = "input"
    same_as: OperandRole = "output"
    part: Literal["scale", "zero-point", "both"] = "both"
    tolerance: Share = 0.0
    """How much two scales may differ, as a fraction of the larger one."""
    difference: Share = 0.0
    """How much two scales may differ, as a number."""


@operator_check(
    "same-quantization", SameQuantization, "scale", "zero_point", "other_scale", "other_zero_point"
)
def same_quantization(operator: Operator, facts: Facts, params: SameQuantization) -> Iterator[Hit]:
    """Every tensor of a role has the quantization of every tensor of another role."""
    yield from decisive(
        hit
        for tensor in operands(operator, params.role)
        for other in operands(operator, params.same_as)
        if (hit := _compare(operator, tensor, other, params)) is not None
    )


def _compare(
    operator: Operator, tensor: Tensor, other: Tensor, params: SameQuantization
) -> Hit | None:
    scale, zero_point = _scale(tensor), _zero_point(tensor)
    other_scale, other_zero_point = _scale(other), _zero_point(other)
    values: dict[str, Value] = {
        "scale": _shown(scale),
        "zero_point": "?" if zero_point is None else zero_point,
        "other_scale": _shown(other_scale),
        "other_zero_point": "?" if other_zero_point is None else other_zero_point,
    }
    missing = params.role if scale is None else params.same_as if other_scale is None else None
    if missing is not None or scale is None or other_scale is None:
        reason = f"the quantization of its {missing} is not known"
        return Hit(operator, values, cause="quantization", unknown=reason)
    close = isclose(scale, other_scale, rel_tol=params.tolerance, abs_tol=params.difference)
    if params.part != "zero-point" and not close:
        return Hit(operator, values, cause="scale")
    if params.part != "scale" and zero_point != other_zero_point:
        return Hit(operator, values, cause="zero-point")
    return None


def _shown(scale: Share | None) -> Value:
    """A scale with six digits."""
    return "?" if scale is None else float(f"{scale:.6g}")


def _scale(tensor: Tensor) -> float | None:
    return None if tensor.quantization is None else tensor.quantization.scale


def _zero_point(tensor: Tensor) -> int | None:
    return None if tensor.quantization is None else tensor.quantization.zero_point


class FixedQuantization(OperatorParams, frozen=True, kw_only=True):
    """The required quantization of a tensor."""

    role: OperandRole = "output"
    scale: Share | None = None
    zero_point: int | Literal["min", "mid"] | None = None
    """A number, or the smallest or middle integer of the tensor's type."""
    tolerance: Share = 0.0
    """How much the scales may differ, as a fraction of the larger one."""
    per_channel: bool = True
    """Whether a tensor with several scales is checked as well."""


@operator_check(
    "fixed-quantization", FixedQuantization, "role", "found_scale", "found_zero_point", "allowed"
)
def fixed_quantization(
    operator: Operator, facts: Facts, params: FixedQuantization
) -> Iterator[Hit]:
    """A tensor has exactly the required scale and zero point."""
    judged = (
        _judge_fixed(operator, tensor, params)
        for tensor in operands(operator, params.role)
        if params.per_channel or tensor.quantization is None or not tensor.quantization.per_channel
    )
    yield from decisive(hit for hit in judged if hit is not None)


def _judge_fixed(operator: Operator, tensor: Tensor, params: FixedQuantization) -> Hit | None:
    quantization = tensor.quantization
    wanted = params.zero_point
    if isinstance(wanted, str):
        ends = INTEGER_RANGES.get(stored_dtype(tensor))
        lowest, middle = (None, None) if ends is None else (ends[0], sum(ends) // 2 + 1)
        wanted = lowest if wanted == "min" else middle
    zero_point = _zero_point(tensor)
    parts = []
    if params.scale is not None:
        parts.append(f"a scale of {params.scale:g}")
    if params.zero_point is not None:
        parts.append(f"a zero point of {params.zero_point if wanted is None else wanted}")
    scales = () if quantization is None else quantization.scales
    values: dict[str, Value] = {
        "role": params.role,
        "found_scale": _shown(scales[0] if scales else None),
        "found_zero_point": "?" if zero_point is None else zero_point,
        "allowed": " and ".join(parts),
    }
    if not scales or (params.zero_point is not None and wanted is None):
        reason = f"the quantization of its {params.role} is not known"
        return Hit(operator, values, cause="quantization", unknown=reason)
    for scale in scales if params.scale is not None else ():
        if not isclose(scale, params.scale or 0.0, rel_tol=params.tolerance):
            return Hit(operator, values | {"found_scale": _shown(scale)}, cause="scale")
    if params.zero_point is not None and zero_point != wanted:
        return Hit(operator, values, cause="zero-point")
    return None


class ScaleRatio(OperatorParams, frozen=True, kw_only=True):
    """The accepted ratio of an operator's scales, multiplied and divided."""

    of: tuple[OperandRole, ...]
    """Scales that are multiplied; each tensor of the first role is checked."""
    by: tuple[OperandRole, ...]
    """Scales that they are divided by."""
    min: Share | None = None
    max: Share | None = None
    below: Share | None = None
    """As `max`, but the number itself is not accepted."""
    above: Share | None = None
    """As `min`, but the number itself is not accepted."""


@operator_check("scale-ratio", ScaleRatio, "ratio", "channel", "channels", "allowed")
def scale_ratio(operator: Operator, facts: Facts, params: ScaleRatio) -> Iterator[Hit]:
    """Scales have an accepted ratio, in every channel.

    Computed in 32-bit floating point, as runtimes do, so that a ratio at the very end of the range
    falls on the same side. A float tensor that was never quantized is not checked: it has no scale
    to compare.
    """
    firsts = operands(operator, params.of[0])
    yield from decisive(
        hit for tensor in firsts if (hit := _judge_ratio(operator, tensor, params)) is not None
    )


def _judge_ratio(operator: Operator, first: Tensor, params: ScaleRatio) -> Hit | None:
    values: dict[str, Value] = {
        "ratio": "?",
        "channel": "?",
        "channels": "?",
        "allowed": _ratio_text(params),
    }
    others = [operands(operator, role)[:1] for role in (*params.of[1:], *params.by)]
    tensors = [tensor for found in ((first,), *others) for tensor in found]
    if any("float" in t.dtype and t.quantization is None for t in tensors):
        return None
    vectors = [_scales(tensor) for tensor in tensors]
    channels = max(1, *map(len, vectors))
    if not all(others) or not all(vectors) or any(len(v) not in (1, channels) for v in vectors):
        reason = "a scale that decides is not in the file"
        return Hit(operator, values, cause="ratio", unknown=reason)
    ratios = _ratios(tuple(vectors), len(params.of), channels)
    if ratios is None:
        return Hit(operator, values, cause="ratio", unknown="one of its scales is 0")
    allowed = Range(min=params.min, max=params.max, above=params.above, below=params.below)
    for ratio in (max(ratios), min(ratios)):
        if not allowed.admits(ratio):
            found = {
                "ratio": float(f"{ratio:.4g}"),
                "channel": ratios.index(ratio),
                "channels": channels,
            }
            return Hit(operator, values | found, cause="ratio")
    return None


def _scales(tensor: Tensor) -> tuple[float, ...]:
    return () if tensor.quantization is None else tensor.quantization.scales


@lru_cache(maxsize=64)
def _ratios(
    vectors: tuple[tuple[float, ...], ...], multiplied: int, channels: int
) -> "array[float] | None":
    """The ratio per channel; `None` where a divisor is 0. Several limits ask for the same one."""
    above, below = (
        _product(vectors[:multiplied], channels),
        _product(vectors[multiplied:], channels),
    )
    return None if 0 in below else array("f", map(truediv, above, below))


def _product(vectors: Sequence[tuple[float, ...]], channels: int) -> "array[float]":
    """The product per channel. In bulk, as a model has tens of thousands of channels."""
    product = array("f", [1.0]) * channels
    for vector in vectors:
        factors = vector if len(vector) > 1 else repeat(vector[0])
        product = array("f", map(mul, product, factors))
    return product


def _ratio_text(params: ScaleRatio) -> str:
    ends = (
        ("at least", params.min),
        ("more than", params.above),
        ("at most", params.max),
        ("less than", params.below),
    )
    return " and ".join(f"{word} {end:g}" for word, end in ends if end is not None)

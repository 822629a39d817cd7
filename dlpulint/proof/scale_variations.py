"""Scales and zero points on both sides of a limit."""

from collections.abc import Iterator
from math import prod

from msgspec.structs import replace

from dlpulint.checks.base import operands
from dlpulint.checks.scales import FixedQuantization, SameQuantization, ScaleRatio
from dlpulint.model.graph import Quantization, Tensor
from dlpulint.proof.miniature import Miniature, quantized
from dlpulint.proof.variation import Variation

_WIDER = 2.0
"""Factor between scales that have to differ, where no tolerance is stated."""
_HAIR = 1e-6
"""Distance from the end of a range for ratios computed in floating point."""

_LEAST_AND_MIDDLE = {"int8": (-128, 0), "uint8": (0, 128), "int16": (-32768, 0)}


def vary_same(params: SameQuantization, miniature: Miniature) -> Iterator[Variation]:
    """One quantization for both, and another scale or zero point."""
    tensors = operands(miniature.operator, params.role)
    others = operands(miniature.operator, params.same_as)
    if not tensors or not others or others[0].quantization is None:
        return
    scale, zero = others[0].quantization.scale, others[0].quantization.zero_point
    if scale is None or zero is None:
        return
    within = 1 + params.tolerance * 0.5
    beyond = 1 + params.tolerance * 2 if params.tolerance else _WIDER
    for text, other, fine in (
        ("the same quantization", _single(scale, zero), True),
        ("a scale within the tolerance", _single(scale * within, zero), True),
        ("another scale", _single(scale * beyond, zero), params.part == "zero-point"),
        ("another zero point", _single(scale, zero + 1), params.part == "scale"),
    ):
        changed = {tensor: quantized(tensor, other) for tensor in tensors}
        # A tensor in both roles cannot differ from itself.
        changed |= {tensor: quantized(tensor, _single(scale, zero)) for tensor in others}
        yield Variation(text, miniature.with_tensors(changed), fine)


def vary_fixed(params: FixedQuantization, miniature: Miniature) -> Iterator[Variation]:
    """The scale and zero point that are asked for, and others."""
    for tensor in operands(miniature.operator, params.role)[:1]:
        now = tensor.quantization
        scale = params.scale if params.scale is not None else (now.scale if now else None) or 0.1
        zero = params.zero_point
        if isinstance(zero, str):
            zero = _LEAST_AND_MIDDLE.get(tensor.dtype, (0, 0))[zero == "mid"]
        plain = 0 if zero is None else zero
        beyond = 1 + (params.tolerance * 2 or 0.01)
        for text, other, fine in (
            ("as it has to be", _single(scale, plain), True),
            ("another scale", _single(scale * beyond, plain), params.scale is None),
            ("another zero point", _single(scale, plain + 1), params.zero_point is None),
        ):
            yield Variation(
                f"{params.role} quantized {text}",
                miniature.with_tensors({tensor: quantized(tensor, other)}),
                fine,
            )


def vary_ratio(params: ScaleRatio, miniature: Miniature) -> Iterator[Variation]:
    """Ratios at the ends of the range, and beyond them."""
    good, bad = _ratios(params)
    for ratios, fine in ((good, True), (bad, False)):
        for ratio in ratios:
            changed = _with_ratio(params, miniature, ratio)
            if changed is not None:
                yield Variation(f"a ratio of {ratio:.6g}", changed, fine)


def _ratios(params: ScaleRatio) -> tuple[list[float], list[float]]:
    good: list[float] = []
    bad: list[float] = []
    for end, outwards, taken in (
        (params.min, -1, True),
        (params.max, 1, True),
        (params.above, -1, False),
        (params.below, 1, False),
    ):
        if end is not None and end > 0:
            good.append(end * (1 - outwards * (_HAIR if taken else 0.001)))
            bad.append(end * (1 + outwards * 0.001))
    return good, bad


def _with_ratio(params: ScaleRatio, miniature: Miniature, ratio: float) -> Miniature | None:
    """The miniature with the first role's scales set so that all come to a ratio."""
    operator = miniature.operator
    firsts = operands(operator, params.of[0])
    above = [_scale(operands(operator, role)[:1]) for role in params.of[1:]]
    below = [_scale(operands(operator, role)[:1]) for role in params.by]
    known = [scale for scale in (*above, *below) if scale]
    if not firsts or len(known) < len(above) + len(below):
        return None
    scale = ratio * prod(known[len(above) :]) / prod(known[: len(above)])
    changed = {}
    for tensor in firsts:
        now = tensor.quantization or _single(1.0, 0)
        changed[tensor] = quantized(tensor, replace(now, scales=(scale,), axis=None))
    return miniature.with_tensors(changed)


def _scale(tensors: tuple[Tensor, ...]) -> float | None:
    quantization = tensors[0].quantization if tensors else None
    return None if quantization is None else quantization.scale


def _single(scale: float, zero: int) -> Quantization:
    return Quantization((scale,), (zero,))

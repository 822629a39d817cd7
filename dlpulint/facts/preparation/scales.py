"""Conditions on scales and zero points that kernels share."""

from math import isfinite, isnan

from dlpulint.facts.preparation.node import QUANTIZED, Node, State
from dlpulint.facts.preparation.refusal import Unsure

_WHOLE = 2.0**31
_CLAMPS = {"relu": (0.0,), "relu6": (0.0, 6.0), "relu-n1-to-1": (-1.0, 1.0)}
"""Bounds of fused activations, which have to fit 32 bits in steps of the output's scale."""


def quantized(node: Node, state: State, what: str) -> None:
    """Refuses a tensor without scales."""
    found = state.quantization
    if found is None and node.complete:
        node.refuse("no-quantization", f"its {what}{state.label} has no scale", state)
    if found is None or not found.scales:
        raise Unsure


def scale(node: Node, state: State) -> float:
    """The only scale as TFLite keeps it: 0 where there is none, or more than one."""
    found = state.quantization
    if found is None:
        if node.complete:
            return 0.0
        raise Unsure
    if not found.scales:
        raise Unsure
    return found.scales[0] if len(found.scales) == 1 else 0.0


def zero_point(node: Node, state: State) -> int:
    """The only zero point as TFLite keeps it: 0 where there is none, or more than one."""
    found = state.quantization
    if found is None:
        if node.complete:
            return 0
        raise Unsure
    if not found.scales:
        raise Unsure
    return found.zero_points[0] if len(found.zero_points) == 1 == len(found.scales) else 0


def stated(node: Node, *states: State) -> bool:
    """Whether the quantization of these tensors can be judged."""
    return all(
        node.complete if state.quantization is None else bool(state.quantization.scales)
        for state in states
    )


def no_zero_point(node: Node, state: State, what: str) -> None:
    """Refuses a zero point, which 16-bit tensors, biases and others must not have."""
    if stated(node, state) and (found := zero_point(node, state)):
        node.refuse("option", f"its {what} has zero point {found}; TFLite accepts 0", state)


def zero_point_within(node: Node, state: State, what: str) -> None:
    """Refuses a zero point of an 8-bit tensor that is none of its numbers."""
    least = -128 if state.dtype == "int8" else 0
    if stated(node, state) and not least <= (found := zero_point(node, state)) <= least + 255:
        span = f"{least} to {least + 255}"
        node.refuse("option", f"its {what} has zero point {found}; TFLite accepts {span}", state)


def clamp(node: Node, output: State) -> None:
    """Refuses a fused activation whose bounds do not fit 32 bits of the output."""
    if output.dtype not in (*QUANTIZED, "int16"):
        node.refuse("type", f"its output is {output.dtype}; TFLite accepts 8 or 16 bits", output)
    bounds = _CLAMPS.get(node.word("fused_activation") or "none", ())
    if not bounds or not stated(node, output):
        return
    step = scale(node, output)
    for bound in bounds:
        steps = _divided(bound, step)
        if isnan(steps) or abs(steps) >= _WHOLE:
            node.refuse(
                "activation-scale",
                f"its output{output.label} has scale {step:g}, which leaves no whole number of "
                f"steps for the bound {bound:g} of its {node.word('fused_activation')}",
                output,
            )


def _divided(value: float, by: float) -> float:
    if by == 0 or isnan(by):
        return float("nan") if value == 0 or isnan(by) else float("inf")
    return value / by


def bias_scale(node: Node, given: State, weights: State, bias: State | None, out: State) -> None:
    """Refuses a bias in other steps than those of input times weights, as TFLite measures it."""
    if not stated(node, given, weights, out):
        return
    product = scale(node, given) * scale(node, weights)
    if bias is not None and stated(node, bias):
        step, found = scale(node, out), scale(node, bias)
        off = abs(product - found)
        # Not `>`: a ratio that is no number is refused too.
        if not _divided(off, step) <= 0.02:
            node.refuse(
                "bias-scale",
                f"its bias has scale {found:g}, input times weights {product:g}; they differ by "
                f"more than 0.02 of the output's {step:g}",
                bias,
            )
    if not product >= 0:
        node.refuse(
            "activation-scale",
            f"the scales of its input and weights multiply to {product:g}",
            given,
        )


def share(node: Node, value: float, state: State, what: str) -> None:
    """Refuses a factor that has to lie between 0 and 1; TFLite aborts on others."""
    if not (isfinite(value) and 0 < value < 1):
        node.refuse(
            "activation-scale",
            f"the scale of its {what}{state.label} is {scale(node, state):g}, which does not go "
            f"with the others (factor {value:g}, between 0 and 1 is needed)",
            state,
        )


def same_scales(node: Node, given: State, output: State) -> None:
    """Refuses an output whose integers do not mean what the input's mean."""
    several = any(
        state.quantization is not None and len(state.quantization.scales) > 1
        for state in (given, output)
    )
    if several or not stated(node, given, output):
        return
    pairs = (
        ("scale", scale(node, given), scale(node, output)),
        ("zero point", zero_point(node, given), zero_point(node, output)),
    )
    for what, one, other in pairs:
        if one != other:
            node.refuse(
                "fixed-scale",
                f"its input{given.label} has {what} {one:g}, its output {other:g}; "
                "TFLite accepts equal ones",
                output,
            )


def fixed(
    node: Node, output: State, step: float, zero: int | None = None, tolerance: float = 0.0
) -> None:
    """Refuses another scale or zero point than the one that the operator always has."""
    if not stated(node, output):
        return
    found, point = scale(node, output), zero_point(node, output)
    if not abs(found - step) <= tolerance * step:
        node.refuse(
            "fixed-scale",
            f"its output{output.label} has scale {found:.8g}; TFLite accepts {step:g} only",
            output,
        )
    if zero is not None and point != zero:
        node.refuse(
            "fixed-scale",
            f"its output{output.label} has zero point {point}; TFLite accepts {zero} only",
            output,
        )

"""Checks of a window's size and padding against its input."""

from collections.abc import Iterator
from typing import Literal

from dlpulint.checks.base import Count, OperatorParams, left_open, operator_check, shape_text
from dlpulint.checks.operators import Range
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import dimension
from dlpulint.facts.window_padding import folded_pad, padding_of, same_padding, written_padding
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator


class WindowLimits(OperatorParams, frozen=True, kw_only=True):
    """How large a window may be, compared with its input."""

    window: Literal["whole-input", "within-input"]
    """As high and wide as the input, or no higher and no wider."""


@operator_check("window-limits", WindowLimits, "kernel", "shape", "allowed")
def window_limits(operator: Operator, facts: Facts, params: WindowLimits) -> Iterator[Hit]:
    """The window is as large as its input, or no larger."""
    layout, given = facts.model.layout, operator.input
    pairs = [
        (
            operator.integer(f"kernel_{axis}"),
            None if given is None else dimension(given, axis, layout),
        )
        for axis in ("height", "width")
    ]
    values: dict[str, Value] = {
        "kernel": "x".join("?" if kernel is None else str(kernel) for kernel, _ in pairs),
        "shape": shape_text(None if given is None else given.shape),
        "allowed": "the whole input" if params.window == "whole-input" else "at most the input",
    }
    known = [(k, size) for k, size in pairs if k is not None and size is not None]
    whole = params.window == "whole-input"
    if any(kernel != size if whole else kernel > size for kernel, size in known):
        yield Hit(operator, values, cause="window")
    elif len(known) < len(pairs):
        reason = f"its window or the size of its input is not known{left_open(given)}"
        yield Hit(operator, values, cause="window", unknown=reason)


@operator_check("idle-window", OperatorParams, "kernel")
def idle_window(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """A window covers more than one element or skips some, so that it does something."""
    options = ("kernel_height", "kernel_width", "stride_height", "stride_width")
    sizes = {operator.integer(option) for option in options}
    if sizes == {1}:
        yield Hit(operator, {"kernel": "1x1"}, cause="window")
    elif sizes <= {1, None}:
        reason = "its window or its stride is not in the file"
        yield Hit(operator, {"kernel": "?"}, cause="window", unknown=reason)


class OutputPadding(OperatorParams, frozen=True, kw_only=True):
    """Rows and columns of a transposed convolution that no window of it reaches."""

    max: Count = 0


@operator_check("output-padding", OutputPadding, "padding", "shape", "other_shape")
def output_padding(operator: Operator, facts: Facts, params: OutputPadding) -> Iterator[Hit]:
    """A transposed convolution without padding makes no more rows than its windows reach."""
    given, made = operator.input, operator.output
    if given is None or made is None:
        return
    values: dict[str, Value] = {
        "padding": "?",
        "shape": shape_text(given.shape),
        "other_shape": shape_text(made.shape),
    }
    unknown = False
    for axis in ("height", "width"):
        n = dimension(given, axis, facts.model.layout)
        size = dimension(made, axis, facts.model.layout)
        kernel, stride = operator.integer(f"kernel_{axis}"), operator.integer(f"stride_{axis}")
        if n is None or size is None or kernel is None or stride is None:
            unknown = True
        elif (more := size - (n - 1) * stride - kernel) > params.max:
            yield Hit(operator, values | {"padding": more}, cause="output-padding")
            return
    if unknown:
        reason = f"its window or a size is not known{left_open(given, made)}"
        yield Hit(operator, values, cause="output-padding", unknown=reason)


class PaddingLimits(OperatorParams, frozen=True, kw_only=True):
    """Padding that a convolution, a pool or a PAD may have."""

    allow: Range
    """Rows or columns on each side."""
    or_same: bool = False
    """Whether SAME padding is accepted as well, whatever its size."""
    folded: bool = False
    """Whether a PAD that only this operator reads counts as part of its padding."""


@operator_check("padding-limits", PaddingLimits, "padding", "allowed", looks_around=True)
def padding_limits(operator: Operator, facts: Facts, params: PaddingLimits) -> Iterator[Hit]:
    """No side has more padding than is accepted."""
    layout = facts.model.layout
    values: dict[str, Value] = {"padding": "?", "allowed": str(params.allow)}
    padding = padding_of(operator, layout)
    if padding is None:
        reason = "its padding is not known"
        yield Hit(operator, values, cause="padding", unknown=reason)
        return
    pad = folded_pad(operator, facts.model) if params.folded else None
    if params.or_same and pad is None and operator.text("padding") == "same":
        return
    before = None if pad is None else written_padding(pad)
    padding = padding if before is None else padding + before
    if all(map(params.allow.admits, padding.sides)):
        return
    if params.or_same and pad is not None:
        # The window's SAME padding is that of the input before the PAD.
        same = same_padding(operator, layout, pad.input)
        if same is None:
            reason = f"the size of its input is not known{left_open(pad.input)}"
            yield Hit(operator, values, cause="padding", unknown=reason)
            return
        if padding in (same, same.mirrored):
            return
    yield Hit(operator, values | {"padding": str(padding)}, cause="padding")

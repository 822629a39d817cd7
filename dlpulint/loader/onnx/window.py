"""Window of an ONNX convolution or pooling: kernel, strides, dilations, padding."""

from collections.abc import Iterator, Sequence
from typing import Final

from dlpulint.loader.onnx.node import Node
from dlpulint.model.graph import Attribute, Shape

_TRANSPOSED: Final = frozenset({"transpose-conv", "transpose-conv-3d"})
CONVOLUTIONS: Final = _TRANSPOSED | {"conv", "conv-3d", "deformable-conv", "depthwise-conv"}
"""Kinds with a window as large as their weights."""

_POOLS: Final = frozenset({"average-pool", "l2-pool", "max-pool"})
_PADS: Final = (("pad_top", "pad_bottom"), ("pad_left", "pad_right"))
_KERNEL: Final = ("kernel_height", "kernel_width")
_STRIDES: Final = ("stride_height", "stride_width")
_DILATIONS: Final = ("dilation_height", "dilation_width")


def window_attributes(
    node: Node, kind: str, given: Shape | None, weights: Shape | None
) -> Iterator[tuple[str, Attribute]]:
    """Attributes of a convolution or pooling, from the node and the shapes of its operands.

    Three spatial dimensions give the attributes of the last two, a single one those of the width.

    Args:
        node: The node with default attributes.
        kind: Our kind of it; nothing results for kinds without a window.
        given: The shape of the activation input.
        weights: The shape of the weights.
    """
    if kind not in CONVOLUTIONS and kind not in _POOLS:
        return
    from_weights = weights[2:] if weights and kind in CONVOLUTIONS else None
    kernel: Shape = node.integers("kernel_shape") or from_weights or ()
    count = len(kernel) or max(0, len(given or ()) - 2)
    if not count:
        return
    strides = _of_length(node.integers("strides"), count, 1)
    dilations = _of_length(node.integers("dilations"), count, 1)
    pads = _of_length(node.integers("pads"), 2 * count, 0)
    if kernel:
        yield from _by_side(_KERNEL, kernel, 1)
    yield from _by_side(_STRIDES, strides, 1)
    if kind in CONVOLUTIONS or node.integers("dilations") is not None:
        yield from _by_side(_DILATIONS, dilations, 1)
    auto = node.text("auto_pad") or "NOTSET"
    if auto.startswith("SAME"):
        yield "padding", "same"
        return
    for (before, after), first, last in zip(
        _PADS, _last_two(pads[:count], 0), _last_two(pads[count:], 0), strict=True
    ):
        yield from ((before, first or 0), (after, last or 0))
    if auto == "VALID" or not any(pads):
        yield "padding", "valid"
    elif kind in _TRANSPOSED or len(kernel) != count:
        yield "padding", "explicit"
    else:
        sizes = given[2:] if given and len(given) == count + 2 else (None,) * count
        same = _is_same(sizes, kernel, strides, dilations, pads)
        yield "padding", "same" if same else "explicit"


def _of_length(values: Sequence[int] | None, count: int, missing: int) -> tuple[int, ...]:
    """`values` if there are `count` of them, else `count` times `missing`."""
    return tuple(values) if values is not None and len(values) == count else (missing,) * count


def _last_two(values: Sequence[int | None], missing: int) -> tuple[int | None, int | None]:
    padded = (missing, missing, *values)
    return padded[-2], padded[-1]


def _by_side(
    names: tuple[str, str], values: Sequence[int | None], missing: int
) -> Iterator[tuple[str, Attribute]]:
    for name, value in zip(names, _last_two(values, missing), strict=True):
        if value is not None:
            yield name, value


def _is_same(
    sizes: Shape,
    kernel: Shape,
    strides: Sequence[int],
    dilations: Sequence[int],
    pads: Sequence[int],
) -> bool:
    """Whether the stated padding is SAME: as many outputs as strides fit the input.

    If the size of the input is unknown, this can be decided for a stride of 1 only.
    """
    count = len(kernel)
    for index, (size, length, stride, dilation) in enumerate(
        zip(sizes, kernel, strides, dilations, strict=True)
    ):
        if length is None or stride < 1 or (size is None and stride > 1):
            return False
        span = (length - 1) * dilation + 1
        used = 0 if size is None else (-(-size // stride) - 1) * stride - size
        total = max(span + used, 0) if size is not None else span - 1
        before, after = pads[index], pads[index + count]
        if before + after != total or abs(before - after) > 1:
            return False
    return True

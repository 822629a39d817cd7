"""Shapes that onnx's inference lets pass and no runtime computes with: channels that do not fit."""

from collections.abc import Callable
from itertools import zip_longest
from math import prod
from typing import Final, TypeAlias

from dlpulint.loader.bounds import HIGHEST_RANK
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.operands import Operands, fits, shape_text, spread_fault, vector_fault
from dlpulint.loader.onnx.shapes.known import Values
from dlpulint.model.graph import Shape

_Check: TypeAlias = Callable[[Operands], str | None]


def shape_fault(node: Node, values: Values) -> str | None:
    """What does not fit among the shapes of a node's inputs, as a clause; `None` if all do.

    These are errors that ONNX Runtime reports when it loads the model or runs it.
    """
    for attribute, words in _WORDS.get(node.native, ()):
        text = node.text(attribute)
        if text is not None and text not in words:
            return f"its attribute {attribute} is none of {', '.join(words)}"
    axis, shape = node.integer("axis"), values.shape(next(iter(node.inputs), ""))
    # Inference is not asked about these. Without scales per slice, an axis means nothing.
    far = axis is not None and shape is not None and abs(axis) > HIGHEST_RANK >= len(shape)
    if far and shape is not None and _CHECKS.get(node.native) is not _scaled:
        return f"its axis {axis} is outside the {len(shape)} dimensions of its input"
    check = _CHECKS.get(node.native)
    return None if check is None else check(Operands(node, values))


def _conv(given: Operands) -> str | None:
    shape, weights = given.sized(0, 3), given.sized(1, 3)
    if shape is None or weights is None:
        return None
    groups = given.node.integer("group") or 1
    channels, taken, made = shape[1], weights[1], weights[0]
    if channels is not None and taken is not None and channels != taken * groups:
        per_group = f" in each of {groups} groups" if groups != 1 else ""
        return f"its input has {channels} channels, and its weights take {taken}{per_group}"
    if made is not None and made % groups:
        return f"its {made} output channels are not a multiple of its {groups} groups"
    fault = _kernel(given, weights) or vector_fault(given, 2, made, "bias")
    return fault or _window(given, weights[2:], 1)


def _transposed(given: Operands) -> str | None:
    shape, weights = given.sized(0, 3), given.sized(1, 3)
    if shape is None or weights is None:
        return None
    groups = given.node.integer("group") or 1
    channels, taken, made = shape[1], weights[0], weights[1]
    if channels is not None and taken is not None and channels != taken:
        return f"its input has {channels} channels, and its weights take {taken}"
    outputs = None if made is None else made * groups
    return _kernel(given, weights) or vector_fault(given, 2, outputs, "bias")


def _kernel(given: Operands, weights: Shape) -> str | None:
    stated = given.node.integers("kernel_shape")
    if stated is None or fits(stated, weights[2:]):
        return None
    return (
        f"its kernel_shape is {shape_text(stated)}, and its weights are {shape_text(weights[2:])}"
    )


def _pool(given: Operands) -> str | None:
    # ONNX Runtime divides towards zero, so that a pool that is a little too large makes nothing.
    strides = given.node.integers("strides") or ()
    return _window(given, given.node.integers("kernel_shape") or (), 2 * max(strides, default=1))


def _window(given: Operands, kernel: Shape, excess: int) -> str | None:
    """A window that is larger than its padded input by `excess` or more."""
    node, shape = given.node, given.shape(0)
    if shape is None or (node.text("auto_pad") or "").startswith("SAME"):
        return None
    rank = len(kernel)
    dilations = node.integers("dilations") or (1,) * rank
    pads = node.integers("pads") or (0,) * (2 * rank)
    if (len(shape) - 2, len(dilations), len(pads)) != (rank, rank, 2 * rank):
        return None
    for axis, (size, window) in enumerate(zip(shape[2:], kernel, strict=True)):
        if size is None or window is None:
            continue
        padded = size + pads[axis] + pads[rank + axis]
        wide = (window - 1) * dilations[axis] + 1
        if wide - padded >= excess:
            return f"its window spans {wide}, and its input is {padded} with padding"
    return None


def _instance(given: Operands) -> str | None:
    shape = given.sized(0, 2)
    channels = None if shape is None else shape[1]
    return vector_fault(given, 1, channels, "scale") or vector_fault(given, 2, channels, "bias")


def _group(given: Operands) -> str | None:
    shape, groups = given.sized(0, 2), given.node.integer("num_groups")
    channels = None if shape is None else shape[1]
    if channels is None or not groups:
        return None
    if channels % groups:
        return f"its {channels} channels are not a multiple of its {groups} groups"
    # The operator of before opset 21, with factors per group, is withdrawn. ONNX Runtime takes
    # factors of any shape with as many elements.
    for index, name in ((1, "scale"), (2, "bias")):
        factors = given.shape(index)
        known = [size for size in factors or () if size is not None]
        if factors is not None and len(known) == len(factors) and prod(known) != channels:
            return f"its {name} has the shape {shape_text(factors)}, where it needs {channels}"
    return None


def _layer(given: Operands) -> str | None:
    shape, axis = given.sized(0, 1), given.node.integer("axis")
    if shape is None:
        return None
    axis = -1 if axis is None else axis
    if not -len(shape) <= axis < len(shape):
        return None
    return spread_fault(given, 1, shape[axis:], "scale") or spread_fault(
        given, 2, shape[axis:], "bias"
    )


def _slope(given: Operands) -> str | None:
    shape, slope = given.shape(0), given.shape(1)
    if shape is None or slope is None:
        return None
    # Either may be repeated over the other.
    pairs = zip_longest(reversed(shape), reversed(slope), fillvalue=1)
    if all(a is None or b is None or a == b or 1 in (a, b) for a, b in pairs):
        return None
    return f"its slope has the shape {shape_text(slope)}, which does not fit {shape_text(shape)}"


def _product(given: Operands) -> str | None:
    left, right = given.shape(0), given.shape(1)
    if left is None or right is None or len(left) != 2 or len(right) != 2:
        return None
    rows = left[1 if given.node.integer("transA") else 0]
    columns = right[0 if given.node.integer("transB") else 1]
    return spread_fault(given, 2, (rows, columns), "bias")


def _reshape(given: Operands) -> str | None:
    shape, target = given.shape(0), given.numbers(1)
    if shape is None or target is None or None in shape:
        return None
    whole = [int(size) for size in target]
    if not given.node.integer("allowzero"):
        copied = (
            shape[at] if not size and at < len(shape) else size for at, size in enumerate(whole)
        )
        whole = [int(size or 0) for size in copied]
    count = prod(size for size in shape if size is not None)
    stated = prod(size for size in whole if size != -1)
    fits = stated != 0 and count % stated == 0 if -1 in whole else count == stated
    if fits or min(whole, default=0) < -1 or whole.count(-1) > 1 or not count:
        return None
    return f"its input has {count:,} elements, which do not fit {shape_text(tuple(whole))}"


def _turned(given: Operands) -> str | None:
    shape, order = given.shape(0), given.node.integers("perm")
    if shape is None or order is None or len(shape) == len(order):
        return None
    return f"its perm has {len(order)} dimensions, and its input has {len(shape)}"


def _depth(given: Operands) -> str | None:
    shape, block = given.sized(0, 4), given.node.integer("blocksize")
    channels = None if shape is None else shape[1]
    if channels is None or not block or channels % block**2 == 0:
        return None
    return f"its {channels} channels are not a multiple of {block}x{block}"


def _space(given: Operands) -> str | None:
    shape, block = given.sized(0, 4), given.node.integer("blocksize")
    if shape is None or not block or not any(size and size % block for size in shape[2:]):
        return None
    return f"its input of {shape_text(shape[2:])} is not a multiple of {block}"


def _recurrent(given: Operands) -> str | None:
    gates = {"LSTM": 4, "GRU": 3, "RNN": 1}[given.node.native]
    shape, size = given.sized(0, 3), given.node.integer("hidden_size")
    if shape is None or not size:
        return None
    for index, last, name in ((1, shape[-1], "W"), (2, size, "R")):
        found = given.shape(index)
        if found is not None and len(found) == 3 and not fits((gates * size, last), found[1:]):
            wanted = shape_text((gates * size, last))
            return (
                f"its weights {name} are {shape_text(found[1:])}; hidden_size {size} needs {wanted}"
            )
    return None


def _scaled(given: Operands) -> str | None:
    """Scales of QuantizeLinear and DequantizeLinear, one per slice of an axis."""
    shape, scales = given.shape(0), given.shape(1)
    axis = given.node.integer("axis")
    axis = 1 if axis is None else axis
    if shape is None or scales is None or len(scales) != 1 or not -len(shape) <= axis < len(shape):
        return None
    count, size = scales[0], shape[axis]
    if count is None or size is None or count in (1, size):
        return None
    return f"it has {count} scales, and its input has {size} slices along axis {axis}"


def _gather(given: Operands) -> str | None:
    shape, indices = given.shape(0), given.numbers(1)
    axis = given.node.integer("axis") or 0
    if shape is None or not indices or not -len(shape) <= axis < len(shape):
        return None
    size = shape[axis]
    if size is None or all(-size <= index < size for index in indices):
        return None
    outside = next(index for index in indices if not -size <= index < size)
    return f"its index {int(outside)} is outside the {size} slices of its input"


def _resized(given: Operands) -> str | None:
    inputs = len(given.node.inputs)
    factors = given.numbers(inputs - 1 if inputs < 3 else 2)
    if not factors or inputs > 3 or min(factors) > 0:
        return None
    return f"its scale {min(factors):g} is not above 0"


def _clipped(given: Operands) -> str | None:
    for index in (1, 2):
        shape = given.shape(index)
        if shape is not None and None not in shape and prod(size or 0 for size in shape) != 1:
            bound = ("min", "max")[index - 1]
            return f"its {bound} has the shape {shape_text(shape)}, and is to be one number"
    return None


_PADDINGS: Final = ("auto_pad", ("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"))
_DIRECTIONS: Final = ("direction", ("forward", "reverse", "bidirectional"))

_WORDS: Final = {
    **dict.fromkeys(("AveragePool", "Conv", "ConvTranspose", "LpPool", "MaxPool"), (_PADDINGS,)),
    **dict.fromkeys(("GRU", "LSTM", "RNN"), (_DIRECTIONS,)),
    "DepthToSpace": (("mode", ("DCR", "CRD")),),
    "Pad": (("mode", ("constant", "reflect", "edge", "wrap")),),
    "Resize": (("mode", ("nearest", "linear", "cubic")),),
}
"""Attributes that are one of a few words, by operator."""

_CHECKS: Final[dict[str, _Check]] = {
    "AveragePool": _pool, "Clip": _clipped, "Conv": _conv, "ConvTranspose": _transposed,
    "DepthToSpace": _depth, "DequantizeLinear": _scaled, "GRU": _recurrent, "Gather": _gather,
    "Gemm": _product, "GroupNormalization": _group, "InstanceNormalization": _instance,
    "LSTM": _recurrent, "LayerNormalization": _layer, "LpPool": _pool, "MaxPool": _pool,
    "PRelu": _slope, "QuantizeLinear": _scaled, "RNN": _recurrent, "Reshape": _reshape,
    "Resize": _resized, "SpaceToDepth": _space, "Transpose": _turned,
}  # fmt: skip

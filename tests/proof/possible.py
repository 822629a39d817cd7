"""What is impossible in a model's shapes: sizes that no converter could have written."""

from collections.abc import Iterator
from math import prod

from dlpulint.model.graph import Model, Operator, Shape, Tensor

SIDES = ("height", "width")
ENDS = ("top", "bottom", "left", "right")
BROADCAST = frozenset(
    {
        *("add", "sub", "mul", "div", "maximum", "minimum", "pow", "floor-div", "floor-mod"),
        *("squared-difference", "atan2", "equal", "not-equal", "less", "less-equal", "greater"),
        *("greater-equal", "logical-and", "logical-or", "select-v2"),
    }
)
SAME_SHAPE = frozenset(
    {
        *("relu", "relu6", "relu-n1-to-1", "leaky-relu", "logistic", "tanh", "quantize", "cast"),
        *("dequantize", "softmax", "log-softmax", "prelu", "elu", "gelu", "hard-swish", "abs"),
        *("exp", "neg", "floor", "l2-normalization"),
    }
)
CONVOLUTIONS = frozenset({"conv", "depthwise-conv"})
POOLS = frozenset({"max-pool", "average-pool", "l2-pool"})
RESHAPES = frozenset({"reshape", "squeeze", "expand-dims"})
REDUCTIONS = frozenset({"mean", "sum", "reduce-max", "reduce-min", "reduce-prod", "reduce-any"})


def impossible(model: Model) -> list[str]:
    """Every operator whose operands and results do not fit, with what does not."""
    return [
        f"{operator.kind}: {mistake}"
        for operator in model.operators
        for mistake in _mistakes(operator, model.layout)
    ]


def _mistakes(operator: Operator, layout: str) -> Iterator[str]:
    kind = operator.kind
    given, made = operator.input, operator.output
    if given is None or made is None or not _known(given) or not _known(made):
        return
    x, y = _shape(given), _shape(made)
    if any(size < 0 for size in (*x, *y)):
        yield f"a size below 0: {x} to {y}"
    elif kind == "concatenation":
        yield from _concatenation(operator, y)
    elif kind in CONVOLUTIONS:
        yield from _convolution(operator, x, y, layout)
    elif kind == "transpose-conv":
        yield from _transpose_convolution(operator, x, y, layout)
    elif kind in POOLS:
        yield from _pool(operator, x, y, layout)
    elif kind == "fully-connected":
        yield from _fully_connected(operator, x, y)
    elif kind in BROADCAST:
        operands = [t for t in operator.inputs if t is not None]
        if all(map(_known, operands)):
            wanted = broadcast([_shape(t) for t in operands])
            if wanted != y:
                yield f"{[_shape(t) for t in operands]} give {wanted}, not {y}"
    elif kind in RESHAPES:
        if prod(x) != prod(y):
            yield f"{x} has {prod(x)} elements, {y} {prod(y)}"
        for tensor in operator.with_role("shape"):
            if tensor.values is not None and tuple(tensor.values) != y:
                yield f"shape operand {tensor.values} for {y}"
    elif kind == "transpose":
        perm = operator.integers("perm")
        if perm is not None:
            if sorted(perm) != list(range(len(x))):
                yield f"perm {perm} of {x}"
            elif tuple(x[n] for n in perm) != y:
                yield f"perm {perm} of {x} is not {y}"
    elif kind in ("pad", "pad-v2", "mirror-pad"):
        yield from _pad(operator, x, y, layout)
    elif kind in ("split", "split-v"):
        axis = _axis(operator, len(x))
        outs = [_shape(t) for t in operator.outputs]
        if axis is not None:
            if any(len(out) != len(x) for out in outs):
                yield f"ranks {x} to {outs}"
            elif sum(out[axis] for out in outs) != x[axis] or any(
                out[n] != x[n] for out in outs for n in range(len(x)) if n != axis
            ):
                yield f"{x} along {axis} is not {outs}"
    elif kind in REDUCTIONS:
        yield from _reduction(operator, x, y)
    elif kind == "depth-to-space":
        block = operator.integer("block_size")
        if block is not None and len(x) == 4:
            n, h, w, c = _nhwc(x, layout)
            if (n, h * block, w * block, c / block**2) != _nhwc(y, layout):
                yield f"block {block} of {x} is not {y}"
    elif kind in ("resize-bilinear", "resize-nearest"):
        if len(x) != len(y) or (len(x) == 4 and _outer(x, layout) != _outer(y, layout)):
            yield f"{x} resized to {y}"
    elif kind in ("slice", "strided-slice"):
        ends = operator.first("end"), operator.first("size")
        sizes = [t.values for t in ends if t is not None and t.values is not None]
        if len(x) != len(y) or any(b > a for a, b in zip(x, y, strict=True)):
            yield f"{x} cut to {y}"
        elif any(len(values) != len(x) and operator.first("axes") is None for values in sizes):
            yield f"{x} cut by {sizes}"
    elif kind == "matmul":
        others = [t for t in operator.inputs if t is not None]
        if len(others) == 2 and not operator.attributes.get("transpose_right"):
            left, right = _shape(others[0]), _shape(others[1])
            wanted = broadcast([left[:-2], right[:-2]]) if left and len(right) > 1 else None
            if wanted is None or left[-1] != right[-2] or y != (*wanted, *left[-2:-1], right[-1]):
                yield f"{left} by {right} to {y}"
    elif kind == "space-to-depth":
        block = operator.integer("block_size")
        if block is not None:
            n, h, w, c = _nhwc(y, layout)
            if (n, h * block, w * block, c / block**2) != _nhwc(x, layout):
                yield f"block {block} of {x} is not {y}"
    elif kind == "pack":
        axis = _axis(operator, len(y))
        count = len(operator.with_role("input"))
        if axis is not None and (*x[:axis], count, *x[axis:]) != y:
            yield f"{count} of {x} along {axis} are not {y}"
    elif kind == "unpack":
        axis = _axis(operator, len(x))
        rest = axis is not None and (*x[:axis], *x[axis + 1 :])
        if axis is not None and (rest != y or x[axis] != len(operator.outputs)):
            yield f"{x} along {axis} is not {y}"
    elif kind in ("gather", "arg-max", "arg-min", "tile", "broadcast-to", "top-k"):
        axis = _axis(operator, len(x))
        keep = operator.attributes.get("keep_dims") is True or not kind.startswith("arg")
        others = len(y) if keep else len(y) + 1
        if others != len(x):
            yield f"ranks {x} to {y}"
        elif axis is not None:
            left = [size for n, size in enumerate(x) if n != axis]
            if left != [size for n, size in enumerate(y) if n != axis or not keep]:
                yield f"{x} along {axis} to {y}"
    elif kind in SAME_SHAPE and x != y:
        yield f"{x} to {y}"


def broadcast(shapes: list[tuple[int, ...]]) -> tuple[int, ...] | None:
    rank = max(map(len, shapes), default=0)
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    result = []
    for sizes in zip(*padded, strict=True):
        large = set(sizes) - {1}
        if len(large) > 1:
            return None
        result.append(large.pop() if large else 1)
    return tuple(result)


def _known(tensor: Tensor) -> bool:
    return tensor.shape is not None and None not in tensor.shape


def _shape(tensor: Tensor) -> tuple[int, ...]:
    return tuple(size or 0 for size in tensor.shape or ())


def _axis(operator: Operator, rank: int) -> int | None:
    axis = operator.integer("axis")
    return None if axis is None else axis % rank


def _nhwc(shape: Shape, layout: str) -> tuple[int, ...]:
    sizes = tuple(size or 0 for size in shape)
    return sizes if layout == "channels-last" else (sizes[0], *sizes[2:], sizes[1])


def _outer(shape: Shape, layout: str) -> tuple[int, int]:
    n, _, _, c = _nhwc(shape, layout)
    return n, c


def _concatenation(operator: Operator, y: tuple[int, ...]) -> Iterator[str]:
    shapes = [_shape(t) for t in operator.with_role("input") if _known(t)]
    axis = _axis(operator, len(y))
    if axis is None:
        return
    if any(len(shape) != len(y) for shape in shapes):
        yield f"ranks {shapes} to {y}"
    else:
        total = sum(shape[axis] for shape in shapes)
        wanted = tuple(total if n == axis else size for n, size in enumerate(shapes[0]))
        rest = {tuple(s for n, s in enumerate(shape) if n != axis) for shape in shapes}
        if len(rest) > 1 or wanted != y:
            yield f"{shapes} along {axis} is not {y}"


def _window(
    operator: Operator, x: tuple[int, ...], y: tuple[int, ...], layout: str
) -> Iterator[str]:
    for n, side in enumerate(SIDES, 1):
        size, out = _nhwc(x, layout)[n], _nhwc(y, layout)[n]
        kernel, stride = operator.integer(f"kernel_{side}"), operator.integer(f"stride_{side}")
        if kernel is None or stride is None:
            continue
        reach = (kernel - 1) * (operator.integer(f"dilation_{side}") or 1) + 1
        before, after = ("pad_top", "pad_bottom") if side == "height" else ("pad_left", "pad_right")
        pads = operator.integer(before), operator.integer(after)
        if pads[0] is not None and pads[1] is not None:
            wanted = (size + pads[0] + pads[1] - reach) // stride + 1
        elif operator.text("padding") == "same":
            wanted = -(-size // stride)
        elif operator.text("padding") == "valid":
            wanted = (size - reach) // stride + 1
        else:
            continue
        if wanted != out:
            yield f"{side} {size} by {kernel}/{stride} is {wanted}, not {out}"


def _convolution(
    operator: Operator, x: tuple[int, ...], y: tuple[int, ...], layout: str
) -> Iterator[str]:
    weights = operator.weights
    if len(x) != 4 or len(y) != 4 or weights is None or len(weights.shape or ()) != 4:
        if len(x) < 3 or len(y) != len(x) or (weights and len(weights.shape or ()) != len(x)):
            yield f"ranks: {x} by {weights.shape if weights else None} to {y}"
        return
    w = _shape(weights)
    n, _, _, c = _nhwc(x, layout)
    out_n, _, _, out_c = _nhwc(y, layout)
    if n != out_n:
        yield f"batch {n} to {out_n}"
    if operator.kind == "depthwise-conv":
        made = w[3] if layout == "channels-last" else w[0]
        if made % c or made != out_c:
            yield f"depthwise weights {w} for {c} channels to {out_c}"
        multiplier = operator.integer("depth_multiplier")
        if multiplier is not None and multiplier * c != made:
            yield f"multiplier {multiplier} of {c} channels, weights {w}"
        kernel = w[1:3] if layout == "channels-last" else w[2:]
        if (w[0] if layout == "channels-last" else w[1]) != 1:
            yield f"depthwise weights {w}"
    else:
        made, each = w[0], w[3] if layout == "channels-last" else w[1]
        if each == 0 or c % each or made % (c // each) or made != out_c:
            yield f"weights {w} for {c} channels to {out_c}"
        kernel = w[1:3] if layout == "channels-last" else w[2:]
    yield from _weights(operator, kernel, made)
    yield from _window(operator, x, y, layout)


def _weights(operator: Operator, kernel: tuple[int, ...], made: int) -> Iterator[str]:
    stated = tuple(operator.integer(f"kernel_{side}") for side in SIDES)
    if None not in stated and stated != kernel:
        yield f"kernel {stated}, weights {kernel}"
    for bias in operator.with_role("bias"):
        if _known(bias) and prod(_shape(bias)) != made:
            yield f"bias {bias.shape} for {made} channels"


def _transpose_convolution(
    operator: Operator, x: tuple[int, ...], y: tuple[int, ...], layout: str
) -> Iterator[str]:
    weights = operator.weights
    if weights is None or len(x) != 4 or len(y) != 4 or len(weights.shape or ()) != 4:
        if weights is None or not len(x) == len(y) == len(weights.shape or ()) > 2:
            yield f"ranks: {x} to {y}"
        return
    w = _shape(weights)
    last = layout == "channels-last"
    made, each, kernel = (w[0], w[3], w[1:3]) if last else (w[1], w[0], w[2:])
    n, h, wide, c = _nhwc(x, layout)
    out_n, out_h, out_w, out_c = _nhwc(y, layout)
    if n != out_n or each != c or made != out_c:
        yield f"weights {w} for {x} to {y}"
    yield from _weights(operator, kernel, made)
    for side, size, out in (("height", h, out_h), ("width", wide, out_w)):
        stride, k = operator.integer(f"stride_{side}"), operator.integer(f"kernel_{side}")
        if stride is None or k is None:
            continue
        padding = operator.text("padding")
        low = (size - 1) * stride + (1 if padding == "same" else k)
        high = size * stride if padding == "same" else low + stride - 1
        if padding in ("same", "valid") and not low <= out <= high:
            yield f"{side} {size} by {k}/{stride} {padding} to {out}"
    for tensor in operator.with_role("shape"):
        if tensor.values is not None and tuple(tensor.values) != y:
            yield f"shape operand {tensor.values} for {y}"


def _pool(operator: Operator, x: tuple[int, ...], y: tuple[int, ...], layout: str) -> Iterator[str]:
    if len(x) != 4 or len(y) != 4:
        if not len(x) == len(y) > 2:
            yield f"ranks: {x} to {y}"
        return
    if _outer(x, layout) != _outer(y, layout):
        yield f"{x} pooled to {y}"
    yield from _window(operator, x, y, layout)


def _fully_connected(operator: Operator, x: tuple[int, ...], y: tuple[int, ...]) -> Iterator[str]:
    weights = operator.weights
    if weights is None or not _known(weights):
        return
    w = _shape(weights)
    if len(w) != 2 or prod(x) % w[1] or y[-1] != w[0] or prod(y) != prod(x) // w[1] * w[0]:
        yield f"{x} by {w} to {y}"
    for bias in operator.with_role("bias"):
        if prod(_shape(bias)) != w[0]:
            yield f"bias {bias.shape} for {w[0]} neurons"


def _pad(operator: Operator, x: tuple[int, ...], y: tuple[int, ...], layout: str) -> Iterator[str]:
    amounts = operator.first("paddings")
    values = None if amounts is None else amounts.values
    if len(x) != len(y) or (values is not None and len(values) != 2 * len(x)):
        yield f"ranks: {x} to {y} by {values}"
        return
    if values is None:
        stated = [operator.integer(f"pad_{side}") for side in ENDS]
        if len(x) == 4 and None not in stated:
            n, h, w, c = _nhwc(x, layout)
            top, bottom, left, right = (amount or 0 for amount in stated)
            if (n, h + top + bottom, w + left + right, c) != _nhwc(y, layout):
                yield f"{x} padded by {stated} is not {y}"
        return
    whole = [int(value) for value in values]
    if layout == "channels-last":
        pairs = list(zip(whole[::2], whole[1::2], strict=True))
    else:
        pairs = list(zip(whole[: len(x)], whole[len(x) :], strict=True))
    wanted = tuple(size + sum(pair) for size, pair in zip(x, pairs, strict=True))
    if wanted != y:
        yield f"{x} padded by {pairs} is {wanted}, not {y}"
    if len(x) == 4:
        stated = [operator.integer(f"pad_{side}") for side in ENDS]
        sides = pairs[1:3] if layout == "channels-last" else pairs[2:]
        if None not in stated and stated != [n for pair in sides for n in pair]:
            yield f"options {stated}, paddings {sides}"


def _reduction(operator: Operator, x: tuple[int, ...], y: tuple[int, ...]) -> Iterator[str]:
    axes = operator.integers("axes")
    if axes is None:
        return
    over = {axis % len(x) for axis in axes}
    keep = operator.attributes.get("keep_dims")
    kept = tuple(1 if n in over else size for n, size in enumerate(x))
    wanted = kept if keep else tuple(size for n, size in enumerate(x) if n not in over)
    if wanted != y:
        yield f"{x} over {sorted(over)} is {wanted}, not {y}"

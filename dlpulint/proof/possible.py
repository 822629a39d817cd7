"""Variations that can exist: the other sizes of an operator fitted to what a variation changed."""

from collections.abc import Callable, Mapping
from math import prod

from dlpulint.proof.miniature import Miniature
from dlpulint.proof.sizes import OperatorSizes, Sizes, all_known, following

_SIDES = ("height", "width")


def possible(before: Miniature, after: Miniature, pinned: bool = False) -> Miniature | None:
    """The varied miniature with its other sizes fitted; `None` where no model has such sizes.

    Where a variation sets inputs or options, results follow; where it sets a result, inputs do.
    Where inputs and results are compared they are `pinned`: only options and constants follow.
    """
    operator = after.operator
    if operator is before.operator or not operator.outputs or operator.input is None:
        return after
    if not all_known(operator) or not all_known(before.operator):
        return after
    sizes = OperatorSizes(before, after, pinned)
    _shift_axes(sizes)
    return sizes.written() if _RULES.get(operator.kind, _elementwise)(sizes) else None


def _shift_axes(s: OperatorSizes) -> None:
    """Positions of dimensions move where a variation puts dimensions in front or drops some."""
    shift = len(s.x) - len(s.former_x)
    if not shift or s.kind in ("pack", "expand-dims", "squeeze"):
        return
    axis, axes, perm = s.options.get("axis"), s.numbers("axes"), s.numbers("perm")
    if isinstance(axis, int) and axis >= 0 and axis == s.former_options.get("axis"):
        s.options["axis"] = max(0, axis + shift)
    if axes is not None and axes == s.former_options.get("axes"):
        s.options["axes"] = tuple(n + shift for n in axes if n + shift >= 0) or (0,)
    if perm is not None and perm == s.former_options.get("perm"):
        kept = tuple(n + shift for n in perm if n + shift >= 0)
        s.options["perm"] = (*range(max(0, shift)), *kept)
    paddings = s.held("paddings")
    if paddings is not None and len(paddings) == 2 * len(s.former_x):
        pairs = _pairs(paddings, s.last)
        s.hold("paddings", _unpaired([(0, 0)] * shift + pairs[max(0, -shift) :], s.last))


def _elementwise(s: OperatorSizes) -> bool:
    """Operands stretched to one shape, which is the result's."""
    formerly = [s.former_given[n] for n in s.inputs]
    if _broadcast(formerly) != s.former_y or any(made != s.former_y for made in s.former_made):
        return True  # Of another kind than those whose sizes are known here.
    if s.backwards:
        former, lead = s.former_y, s.y
    else:
        changed = [n for n in s.inputs if s.given[n] != s.former_given[n]]
        position = changed[0] if changed else s.inputs[0]
        former, lead = s.former_given[position], s.given[position]
    for position, role in enumerate(s.miniature.operator.roles):
        untouched = s.given[position] == s.former_given[position]
        if role in ("input", "mask", "alpha") and untouched and former != lead and not s.pinned:
            s.given[position] = following(s.given[position], former, lead)
    result = _broadcast([s.given[n] for n in s.inputs])
    if result is None or (s.backwards and result != s.y):
        return False
    s.made = [result] * len(s.made)
    return True


def _broadcast(shapes: list[Sizes]) -> Sizes | None:
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    columns = [set(column) - {1} or {1} for column in zip(*padded, strict=True)]
    return None if any(len(column) > 1 for column in columns) else tuple(c.pop() for c in columns)


def _axis(s: OperatorSizes, rank: int) -> int | None:
    axis = s.options.get("axis")
    return axis % rank if isinstance(axis, int) and -rank <= axis < rank else None


def _concatenation(s: OperatorSizes) -> bool:
    lead = s.y if s.backwards else s.x
    changed = [n for n in s.inputs if s.given[n] != s.former_given[n]]
    if changed and not s.backwards:
        lead = s.given[changed[0]]
    axis = _axis(s, len(lead))
    if axis is None:
        return True
    if s.backwards and sum(s.given[n][axis] for n in s.inputs) != lead[axis]:
        each, more = divmod(lead[axis], len(s.inputs))
        shares = [each + (n < more) for n in range(len(s.inputs))]
        if each == 0 and lead[axis]:
            return False
    else:
        shares = [_at(s.given[n], axis, lead[axis]) for n in s.inputs]
    for n, share in zip(s.inputs, shares, strict=True):
        s.given[n] = _with(lead, axis, share)
    s.y = _with(lead, axis, sum(shares))
    return True


def _at(sizes: Sizes, position: int, default: int) -> int:
    return sizes[position] if position < len(sizes) else default


def _with(sizes: Sizes, position: int, size: int) -> Sizes:
    return (*sizes[:position], size, *sizes[position + 1 :])


def _split(s: OperatorSizes) -> bool:
    axis = _axis(s, len(s.x))
    if axis is None or any(len(made) != len(s.former_x) for made in s.former_made):
        return True
    if s.backwards:
        lead = next(m for m, was in zip(s.made, s.former_made, strict=True) if m != was)
        s.made = [_with(lead, axis, made[axis]) for made in s.made]
        s.x = _with(lead, axis, sum(made[axis] for made in s.made))
    else:
        if s.options.get("axis") != s.former_options.get("axis") and s.x[axis] % len(s.made):
            s.x = _with(s.x, axis, len(s.made))
        each, more = divmod(s.x[axis], len(s.made))
        s.made = [_with(s.x, axis, each + (n < more)) for n in range(len(s.made))]
        if (more and s.kind == "split") or not each:
            return False
    s.hold("size", tuple(made[axis] for made in s.made))
    return s.kind == "split-v" or len({made[axis] for made in s.made}) == 1


def _pack(s: OperatorSizes) -> bool:
    axis = _axis(s, len(s.y if s.backwards else s.x) + (not s.backwards))
    if axis is None:
        return True
    if s.backwards:
        if len(s.y) == len(s.former_y) and s.y[axis] != len(s.inputs):
            return False
        s.x = (*s.y[:axis], *s.y[axis + 1 :])
    for n in s.inputs:
        s.given[n] = s.x
    s.y = (*s.x[:axis], len(s.inputs), *s.x[axis:])
    return True


def _unpack(s: OperatorSizes) -> bool:
    axis = _axis(s, len(s.x))
    if axis is None:
        return True
    if s.backwards:
        s.x = (*s.y[:axis], len(s.made), *s.y[axis:])
    elif s.options.get("axis") != s.former_options.get("axis"):
        s.x = _with(s.x, axis, len(s.made))
    s.made = [(*s.x[:axis], *s.x[axis + 1 :])] * len(s.made)
    return s.x[axis] == len(s.made)


def _reduction(s: OperatorSizes) -> bool:
    axes = s.numbers("axes")
    if axes is None:
        axis = s.options.get("axis")
        axes = (axis,) if isinstance(axis, int) and s.kind in ("arg-max", "arg-min") else None
    if axes is None:
        return True
    keep = s.options.get("keep_dims") is True
    if s.backwards:
        rank = len(s.former_x)
        over = {axis % rank for axis in axes}
        rest = list(s.y if keep else _inserted(s.y, over, rank))
        if len(rest) != rank or (keep and any(rest[n] != 1 for n in over)):
            return False
        s.x = tuple(s.former_x[n] if n in over else size for n, size in enumerate(rest))
        return True
    over = {axis % len(s.x) for axis in axes}
    kept = [(n, size) for n, size in enumerate(s.x) if keep or n not in over]
    s.y = tuple(1 if n in over else size for n, size in kept)
    return True


def _inserted(sizes: Sizes, positions: set[int], rank: int) -> Sizes:
    rest = iter(sizes)
    return tuple(1 if n in positions else next(rest, 0) for n in range(rank))


def _reshape(s: OperatorSizes) -> bool:
    """A result of as many elements; squeezed and expanded shapes lose or gain ones."""
    if s.pinned:
        s.hold("shape", s.y)
        return True
    if s.kind == "reshape" and prod(s.x) != prod(s.y):
        if s.backwards:
            s.x = _of_elements(s.x, prod(s.y))
        else:
            s.y = _of_elements(s.y, prod(s.x))
    elif s.kind != "reshape":
        small, large = (s.former_y, s.former_x) if s.kind == "squeeze" else (s.former_x, s.former_y)
        changed = s.y if s.backwards else s.x
        axes = s.numbers("axes")
        if axes is not None and s.kind == "expand-dims" and not s.backwards:
            axes = tuple(min(axis, len(s.x)) for axis in axes)
            s.options["axes"] = axes
            large = (*s.x, 1)
        ones = _ones_added(small, large, axes)
        if (s.kind == "squeeze") is s.backwards:
            other = _inserted(changed, ones, len(changed) + len(ones))
        else:
            other = tuple(size for n, size in enumerate(changed) if n not in ones)
            if any(_at(changed, n, 0) != 1 for n in ones):
                return False
        s.x, s.y = (other, s.y) if s.backwards else (s.x, other)
    s.hold("shape", s.y)
    return True


def _ones_added(small: Sizes, large: Sizes, axes: Sizes | None) -> set[int]:
    """The positions of the ones that only the larger of two shapes has."""
    if axes is not None:
        return {axis % len(large) for axis in axes}
    for n in range(len(large)):
        if large[n] == 1 and len(small) == len(large) - 1 and large[:n] + large[n + 1 :] == small:
            return {n}
    return set()


def _of_elements(sizes: Sizes, count: int) -> Sizes:
    """A shape of so many elements that keeps its innermost size where that is possible."""
    inner = sizes[-1] if sizes else 1
    if len(sizes) > 2 and inner and count % inner == 0:
        return (*(1,) * (len(sizes) - 2), count // inner, inner)
    return (*(1,) * (len(sizes) - 1), count)


def _transpose(s: OperatorSizes) -> bool:
    perm = s.numbers("perm")
    if perm is None or len(perm) != len(s.x):
        return perm is None
    if s.backwards:
        s.x = tuple(s.y[perm.index(n)] for n in range(len(perm)))
    s.y = tuple(s.x[n] for n in perm)
    return True


def _pairs(values: Sizes, last: bool) -> list[tuple[int, int]]:
    """Paddings by dimension: TFLite has pairs, ONNX first all sides before, then all behind."""
    half = len(values) // 2
    befores, afters = (values[::2], values[1::2]) if last else (values[:half], values[half:])
    return list(zip(befores, afters, strict=True))


def _unpaired(pairs: list[tuple[int, int]], last: bool) -> Sizes:
    if last:
        return tuple(n for pair in pairs for n in pair)
    return (*(pair[0] for pair in pairs), *(pair[1] for pair in pairs))


def _pad(s: OperatorSizes) -> bool:
    position = s.index("paddings")
    held = s.values.get(position, s.held("paddings")) if position is not None else None
    if held is None or len(held) != 2 * len(s.x):
        return held is None
    pairs = _pairs(held, s.last)
    if s.pinned:
        more = [y - x - sum(pair) for x, y, pair in zip(s.x, s.y, pairs, strict=True)]
        pairs = [(pair[0], pair[1] + n) for pair, n in zip(pairs, more, strict=True)]
        s.hold("paddings", _unpaired(pairs, s.last))
        ends = ("top", "bottom", "left", "right")
        amounts = [n for position in s.spatial(s.x) for n in pairs[position]]
        s.options |= {f"pad_{end}": n for end, n in zip(ends, amounts, strict=False)}
        return min(n for pair in pairs for n in pair) >= 0
    if s.backwards:
        s.x = tuple(size - sum(pair) for size, pair in zip(s.y, pairs, strict=True))
    s.y = tuple(size + sum(pair) for size, pair in zip(s.x, pairs, strict=True))
    return min(s.x, default=1) >= 0


def _resize(s: OperatorSizes) -> bool:
    """Any size of height and width; batch and channels stay."""
    if len(s.x) != len(s.y):
        return False
    if s.pinned:
        s.hold("size", tuple(s.y[n] for n in s.spatial(s.y)))
        return True
    sides = s.spatial(s.x) if len(s.x) == 4 else range(0)
    if s.backwards:
        s.x = tuple(s.x[n] if n in sides else size for n, size in enumerate(s.y))
    else:
        s.y = tuple(s.y[n] if n in sides else size for n, size in enumerate(s.x))
    s.hold("size", tuple(s.y[n] for n in sides))
    return True


def _slice(s: OperatorSizes) -> bool:
    """A part of the input, up to its end unless the file says where it begins."""
    if len(s.x) != len(s.y):
        return False
    shift = len(s.x) - len(s.former_x)
    pairs = enumerate(zip(s.former_x, s.former_y, strict=True))
    cut = {n + shift for n, (size, part) in pairs if size != part}
    axes = s.numbers("axes") or tuple(range(len(s.x)))
    strides, begin = s.held("strides"), s.held("begin")
    if strides is not None and set(strides) != {1}:
        s.hold("begin", (0,) * len(axes))
        for n, stride in zip(axes, strides, strict=True):
            s.y = _with(s.y, n, -(-s.x[n] // stride))
    elif begin is not None and begin != s.former_held("begin"):
        for n, start in zip(axes, begin, strict=True):
            s.x = _with(s.x, n, max(s.x[n], start + 1))
            s.y = _with(s.y, n, s.x[n] - start)
    else:
        if s.backwards:
            s.x = tuple(max(s.x[n], y) if n in cut else y for n, y in enumerate(s.y))
        elif not s.pinned:
            s.y = tuple(min(s.y[n], x) if n in cut else x for n, x in enumerate(s.x))
        s.hold("begin", tuple(s.x[n] - s.y[n] for n in axes))
        s.hold("strides", (1,) * len(axes))
    s.hold("end", tuple(s.x[n] for n in axes))
    s.hold("size", s.y)
    return all(part <= size for size, part in zip(s.x, s.y, strict=True))


def _gather(s: OperatorSizes) -> bool:
    axis = _axis(s, len(s.x))
    if axis is None or len(s.former_x) != len(s.former_y):
        return True
    if s.backwards:
        former = s.former_y[axis] if len(s.y) == len(s.former_y) else s.y[axis]
        s.x, fits = _with(s.y, axis, s.x[axis]), s.y[axis] == former
        return fits
    s.y = _with(s.x, axis, s.former_y[axis - len(s.x)])
    return True


def _matmul(s: OperatorSizes) -> bool:
    second = s.inputs[1] if len(s.inputs) > 1 else s.index("weights")
    if second is None or s.options.get("transpose_left") or s.options.get("transpose_right"):
        return True
    left, right = s.x, s.given[second]
    if not left or len(right) < 2:
        return False
    stacked = len(right) > 2
    if s.backwards:
        if len(s.y) < 2:
            return False
        left = (*s.y[:-1], left[-1])
        right = (*(s.y[:-2] if stacked else ()), right[-2], s.y[-1])
    elif left == s.former_x and right != s.former_given[second]:
        left = (*(right[:-2] if stacked else left[:-2]), *left[-2:-1], right[-2])
    elif left != s.former_x:
        right = (*(left[:-2] if stacked else ()), left[-1], right[-1])
    s.x, s.given[second] = left, right
    s.y = (*left[:-1], right[-1])
    return True


def _blocks(s: OperatorSizes) -> bool:
    """Blocks of places moved into channels, or out of them."""
    if len(s.x) != 4 or len(s.y) != 4:
        return False
    into = s.kind == "space-to-depth"
    block = s.number("block_size")
    small: Sizes
    large: Sizes
    small, large = (s.y, s.x) if into else (s.x, s.y)
    c, sides = s.channels(s.x), s.spatial(s.x)
    block_set = s.options.get("block_size") != s.former_options.get("block_size")
    if into is s.backwards:  # The side with more channels was set.
        while small[c] % block**2 and block < small[c]:
            if block_set:
                small = _with(small, c, block**2)
            else:
                block += 1
        if small[c] % block**2:
            return False
        large = tuple(size * block if n in sides else size for n, size in enumerate(small))
        large = _with(large, c, small[c] // block**2)
    else:
        if any(large[n] % block for n in sides):
            if not block_set:
                return False
            large = tuple(size * block if n in sides else size for n, size in enumerate(large))
        small = tuple(size // block if n in sides else size for n, size in enumerate(large))
        small = _with(small, c, large[c] * block**2)
    s.options["block_size"] = block
    s.x, s.y = (large, small) if into else (small, large)
    return True


def _slid(s: OperatorSizes, size: int, side: str) -> int | None:
    """How often a window goes along a side; `None` where options do not tell."""
    stride = s.number(f"stride_{side}")
    reach = (s.number(f"kernel_{side}") - 1) * s.number(f"dilation_{side}") + 1
    word = s.options.get("padding")
    ends = ("pad_top", "pad_bottom") if side == "height" else ("pad_left", "pad_right")
    if all(end in s.options for end in ends):
        return (size + sum(s.number(end) for end in ends) - reach) // stride + 1
    if word == "same":
        return -(-size // stride)
    return (size - reach) // stride + 1 if word == "valid" else None


def _fit_window(s: OperatorSizes) -> bool:
    """Height and width of input and result, fitted to kernel, stride and padding."""
    if len(s.x) != len(s.y) or len(s.x) < 3:
        return False
    sides = _SIDES[-len(s.spatial(s.x)) :]
    for position, side in zip([*s.spatial(s.x)][-len(sides) :], sides, strict=True):
        if s.backwards:
            stride, size = s.number(f"stride_{side}"), s.y[position]
            before = _slid(s, 0, side) or 0
            offset = -(before - 1) * stride if s.options.get("padding") != "same" else stride
            s.x = _with(s.x, position, max(0, (size - 1) * stride + offset))
        slid = _slid(s, s.x[position], side)
        if slid is None:
            continue
        wrong = (s.backwards or s.pinned) and slid != s.y[position]
        if slid < 1 <= s.x[position] or wrong:
            return False
        s.y = _with(s.y, position, slid)
    return True


def _pool(s: OperatorSizes) -> bool:
    if not _fit_window(s):
        return False
    sides = s.spatial(s.x)
    lead = s.y if s.backwards else s.x
    s.x = tuple(size if n in sides else lead[n] for n, size in enumerate(s.x))
    s.y = tuple(size if n in sides else lead[n] for n, size in enumerate(s.y))
    return True


def _convolution(s: OperatorSizes) -> bool:
    position = s.index("weights")
    if position is None:
        return True
    if len(s.x) != len(s.y) or len(s.x) < 3:
        return False
    c = s.channels(s.x)
    fits = _depthwise_channels if s.kind == "depthwise-conv" else _plain_channels
    shape = fits(s, position, c)
    if shape is None:
        return False
    s.given[position] = shape
    batch = s.y[0] if s.backwards else s.x[0]
    s.x, s.y = _with(s.x, 0, batch), _with(s.y, 0, batch)
    bias = s.index("bias")
    if bias is not None:
        s.given[bias] = (*s.given[bias][:-1], s.y[c])
    return _fit_transposed(s) if s.kind == "transpose-conv" else _fit_window(s)


def _kernel(s: OperatorSizes, weights: Sizes) -> Sizes:
    """The sides of weights, as many as the input has; more than two are 1."""
    sides = len(s.spatial(s.x))
    stated = weights[1:3] if s.last else weights[2:4]
    if len(weights) == 4:
        stated = tuple(
            s.number(f"kernel_{side}", n) for side, n in zip(_SIDES, stated, strict=True)
        )
    return ((1,) * (sides - len(stated)) + stated)[-sides:]


def _plain_channels(s: OperatorSizes, position: int, c: int) -> Sizes | None:
    """Weights of a convolution for the channels of input and result, groups kept."""
    former, weights = s.former_given[position], s.given[position]
    first, second = (0, len(weights) - 1) if s.last else (0, 1)
    if s.kind == "transpose-conv" and not s.last:
        first, second = second, first
    makes, takes = weights[first], weights[second]
    former_c = s.former_x[s.channels(s.former_x)]
    groups = max(1, former_c // former[second])
    if s.pinned or (makes, takes) != (former[first], former[second]):
        grouped = takes and s.x[c] % takes == 0 and makes % (s.x[c] // takes) == 0
        if not grouped or s.kind == "transpose-conv":
            if s.pinned:
                return None
            s.x = _with(s.x, c, takes)
        s.y = _with(s.y, c, makes)
    else:
        if s.y[c] != s.former_y[s.channels(s.former_y)]:
            makes = s.y[c]
        s.y = _with(s.y, c, makes)
        takes, more = divmod(s.x[c], groups)
        if more or makes % groups:
            return None
    ends = (makes, takes) if first < second else (takes, makes)
    kernel = _kernel(s, weights)
    return (ends[0], *kernel, ends[1]) if s.last else (*ends, *kernel)


def _depthwise_channels(s: OperatorSizes, position: int, c: int) -> Sizes | None:
    """Weights of a depthwise convolution: a whole multiple of the input's channels."""
    former, weights = s.former_given[position], s.given[position]
    at = len(weights) - 1 if s.last else 0
    former_c = s.former_x[s.channels(s.former_x)]
    multiplier = former[at] // max(1, former_c)
    if s.options.get("depth_multiplier") != s.former_options.get("depth_multiplier"):
        multiplier = s.number("depth_multiplier")
    if weights[at] != former[at]:
        makes = weights[at]
    elif s.y[c] != s.former_y[s.channels(s.former_y)]:
        makes = s.y[c]
    else:
        makes = s.x[c] * multiplier
    if not s.x[c] or makes % s.x[c]:
        if s.pinned or s.x[c] != former_c:
            return None
        s.x = _with(s.x, c, makes)
    s.y = _with(s.y, c, makes)
    if "depth_multiplier" in s.options:
        s.options["depth_multiplier"] = makes // max(1, s.x[c])
    if not s.last:
        s.options["groups"] = s.x[c]
    kernel = _kernel(s, weights)
    return (1, *kernel, makes) if s.last else (makes, 1, *kernel)


def _fit_transposed(s: OperatorSizes) -> bool:
    """Height and width of a transposed convolution, which goes the way of another backwards."""
    same = s.options.get("padding") == "same"
    sides = _SIDES[-len(s.spatial(s.x)) :]
    for position, side in zip([*s.spatial(s.x)][-len(sides) :], sides, strict=True):
        stride, kernel = s.number(f"stride_{side}"), s.number(f"kernel_{side}")
        if s.backwards:
            size = -(-s.y[position] // stride) if same else (s.y[position] - kernel) // stride + 1
            if size < 1 <= s.y[position]:
                return False
            s.x = _with(s.x, position, size)
        else:
            size = s.x[position]
            s.y = _with(s.y, position, size * stride if same else (size - 1) * stride + kernel)
    s.hold("shape", s.y)
    return True


def _fully_connected(s: OperatorSizes) -> bool:
    position = s.index("weights")
    if position is None or len(s.given[position]) != 2:
        return True
    former, shape = s.former_given[position], s.given[position]
    makes, takes = shape
    if s.pinned:
        pass
    elif shape == former:
        takes = s.x[-1] if s.x[-1:] != s.former_x[-1:] else takes
        makes = s.y[-1] if s.y[-1:] != s.former_y[-1:] else makes
    elif takes != former[1] and s.x == s.former_x and prod(s.x) % max(1, takes):
        s.x = (*s.x[:-1], takes)
    s.given[position] = (makes, takes)
    bias = s.index("bias")
    if bias is not None:
        s.given[bias] = (makes,)
    rows, more = divmod(prod(s.x), max(1, takes))
    if s.backwards:
        s.x = (*s.y[:-1], takes)
    elif s.x[-1:] == (takes,) and len(s.y) == len(s.x):
        s.y = (*s.x[:-1], makes)
    else:
        s.y = (*(1,) * (len(s.y) - 2), rows, makes)[-max(1, len(s.y)) :]
    return not more


_REDUCTIONS = (
    "mean", "sum", "reduce-max", "reduce-min", "reduce-prod", "reduce-any", "reduce-all",
    "arg-max", "arg-min",
)  # fmt: skip

_RULES: Mapping[str, Callable[[OperatorSizes], bool]] = {
    "concatenation": _concatenation,
    "split": _split,
    "split-v": _split,
    "pack": _pack,
    "unpack": _unpack,
    **dict.fromkeys(_REDUCTIONS, _reduction),
    **dict.fromkeys(("reshape", "squeeze", "expand-dims"), _reshape),
    "transpose": _transpose,
    **dict.fromkeys(("pad", "pad-v2", "mirror-pad"), _pad),
    **dict.fromkeys(("resize-bilinear", "resize-nearest", "resize-cubic"), _resize),
    **dict.fromkeys(("depth-to-space", "space-to-depth"), _blocks),
    **dict.fromkeys(("max-pool", "average-pool", "l2-pool"), _pool),
    **dict.fromkeys(("conv", "depthwise-conv", "transpose-conv"), _convolution),
    "fully-connected": _fully_connected,
    "matmul": _matmul,
    "gather": _gather,
    **dict.fromkeys(("slice", "strided-slice"), _slice),
}
"""What fits the sizes of a kind; of those that are not named, results have the operands' shape."""

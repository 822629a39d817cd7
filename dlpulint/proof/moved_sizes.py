"""Sizes of operators that move elements: joined, cut, reshaped, padded and resized tensors.

Each works the result out from operands and options, and says whether a model can have the sizes.
"""

from math import isqrt, prod

from dlpulint.proof.sizes import OperatorSizes, Sizes, with_size, without

_BLOCKS = 1000
"""Block sizes that are tried; a stranger's limit may ask for any number of channels."""


def concatenation(s: OperatorSizes) -> bool:
    """A result as long as its parts together; all else is alike."""
    leading = next((n for n in s.inputs if s.changed(n)), s.inputs[0])
    lead = s.given[leading]
    axis = s.axis(len(lead))
    for n in s.inputs:
        share = s.given[n][axis] if axis < len(s.given[n]) else lead[axis]
        s.given[n] = with_size(lead, axis, share)
    s.y = with_size(lead, axis, sum(s.given[n][axis] for n in s.inputs))
    return True


def split(s: OperatorSizes) -> bool:
    """Parts that are as long together as the input; those of a SPLIT are equal."""
    axis = s.axis(len(s.x))
    if s.option_changed("axis") and s.x[axis] % len(s.made):
        s.x = with_size(s.x, axis, len(s.made))
    each, more = divmod(s.x[axis], len(s.made))
    s.made = [with_size(s.x, axis, each + (n < more)) for n in range(len(s.made))]
    s.hold("size", tuple(made[axis] for made in s.made))
    return each > 0 and not (more and s.kind == "split")


def pack(s: OperatorSizes) -> bool:
    """As many inputs of one shape as the new dimension is long."""
    axis = s.axis(len(s.x) + 1)
    for n in s.inputs:
        s.given[n] = s.x
    s.y = (*s.x[:axis], len(s.inputs), *s.x[axis:])
    return True


def unpack(s: OperatorSizes) -> bool:
    """As many results as the dropped dimension is long."""
    axis = s.axis(len(s.x))
    if s.option_changed("axis"):
        s.x = with_size(s.x, axis, len(s.made))
    s.made = [without(s.x, axis)] * len(s.made)
    return s.x[axis] == len(s.made)


def reshape(s: OperatorSizes) -> bool:
    """A result of as many elements as the input; the input follows where the result is set."""
    if not s.pinned and prod(s.x) != prod(s.y):
        if s.y != s.former_made[0] and not s.changed(s.inputs[0]):
            s.x = _of_elements(s.x, prod(s.y))
        else:
            s.y = _of_elements(s.y, prod(s.x))
    s.hold("shape", s.y)
    return True


def _of_elements(sizes: Sizes, count: int) -> Sizes:
    """A shape of so many elements that keeps its innermost size where that is possible."""
    inner = sizes[-1] if sizes else 1
    if len(sizes) > 2 and inner and count % inner == 0:
        return (*(1,) * (len(sizes) - 2), count // inner, inner)
    return (*(1,) * (len(sizes) - 1), count)


def squeeze(s: OperatorSizes) -> bool:
    """A result without the dimensions that are dropped, all of them 1."""
    first = s.former_x.index(1) if 1 in s.former_x else 0
    dropped = {axis % max(1, len(s.x)) for axis in s.numbers("axes") or (first,)}
    if s.pinned:
        return True
    s.y = tuple(size for n, size in enumerate(s.x) if n not in dropped)
    return all(s.x[n : n + 1] == (1,) for n in dropped)


def expand(s: OperatorSizes) -> bool:
    """A result with one more dimension, of 1."""
    axis = min((s.numbers("axes") or (0,))[0], len(s.x))
    if not s.pinned:
        s.options["axes"] = (axis,)
        s.y = (*s.x[:axis], 1, *s.x[axis:])
    return True


def transpose(s: OperatorSizes) -> bool:
    """The input in the order of the permutation."""
    perm = s.numbers("perm") or ()
    s.y = tuple(s.x[n] for n in perm if n < len(s.x))
    return len(perm) == len(s.x)


def pairs(values: Sizes, last: bool) -> list[tuple[int, int]]:
    """Paddings by dimension: TFLite has pairs, ONNX first all sides before, then all behind."""
    half = len(values) // 2
    befores, afters = (values[::2], values[1::2]) if last else (values[:half], values[half:])
    return list(zip(befores, afters, strict=True))


def unpaired(amounts: list[tuple[int, int]], last: bool) -> Sizes:
    """Paddings by dimension as a file of the layout holds them."""
    if last:
        return tuple(n for pair in amounts for n in pair)
    return (*(pair[0] for pair in amounts), *(pair[1] for pair in amounts))


def pad(s: OperatorSizes) -> bool:
    """A result larger by the padding; where both sizes stay, the padding follows."""
    held = s.held("paddings")
    if held is None or len(held) != 2 * len(s.x):
        return held is None
    amounts = pairs(held, s.last)
    if s.pinned:
        amounts = [(b, y - x - b) for x, y, (b, _) in zip(s.x, s.y, amounts, strict=True)]
        s.hold("paddings", unpaired(amounts, s.last))
        ends = ("pad_top", "pad_bottom", "pad_left", "pad_right")
        s.options |= zip(ends, (n for p in s.spatial(s.x) for n in amounts[p]), strict=False)
    s.y = tuple(size + sum(pair) for size, pair in zip(s.x, amounts, strict=True))
    return min(n for pair in amounts for n in pair) >= 0


def resize(s: OperatorSizes) -> bool:
    """Any height and width; batch and channels stay."""
    if len(s.x) != len(s.y):
        return False
    sides = s.spatial(s.x) if len(s.x) == 4 else range(0)
    s.y = tuple(s.y[n] if n in sides or s.pinned else size for n, size in enumerate(s.x))
    s.hold("size", tuple(s.y[n] for n in sides))
    return True


def blocks(s: OperatorSizes) -> bool:
    """Blocks of height and width moved into channels, or out of them."""
    block, c, sides = s.number("block_size"), s.channels(s.x), s.spatial(s.x)
    if len(s.x) != 4 or not block:
        return False
    if s.kind == "space-to-depth":
        s.y = tuple(size // block if n in sides else size for n, size in enumerate(s.x))
        s.y = with_size(s.y, c, s.x[c] * block**2)
        return not any(s.x[n] % block for n in sides)
    if s.x[c] % block**2 and s.option_changed("block_size"):
        s.x = with_size(s.x, c, block**2)
    elif s.x[c] % block**2:
        fitting = (n for n in range(2, min(isqrt(s.x[c]), _BLOCKS) + 1) if s.x[c] % n**2 == 0)
        block = s.options["block_size"] = next(fitting, block)
    s.y = tuple(size * block if n in sides else size for n, size in enumerate(s.x))
    s.y = with_size(s.y, c, s.x[c] // block**2)
    return s.x[c] % block**2 == 0


def cut(s: OperatorSizes) -> bool:
    """A part of the input, up to its end unless the file says where it begins."""
    if len(s.x) != len(s.y):
        return False
    shift = len(s.x) - len(s.former_x)
    formerly = enumerate(zip(s.former_x, s.former_made[0], strict=True))
    shorter = {n + shift for n, (size, part) in formerly if size != part}
    axes = s.numbers("axes") or tuple(range(len(s.x)))
    strides, begin = s.held("strides"), s.held("begin")
    stated = s.former.first("begin")
    if strides is not None and set(strides) != {1}:
        s.hold("begin", (0,) * len(axes))
        for n, stride in zip(axes, strides, strict=True):
            s.y = with_size(s.y, n, -(-s.x[n] // stride))
    elif begin is not None and stated is not None and begin != stated.values:
        for n, start in zip(axes, begin, strict=True):
            s.x = with_size(s.x, n, max(s.x[n], start + 1))
            s.y = with_size(s.y, n, s.x[n] - start)
    else:
        if not s.pinned:
            s.y = tuple(min(s.y[n], x) if n in shorter else x for n, x in enumerate(s.x))
        s.hold("begin", tuple(s.x[n] - s.y[n] for n in axes))
        s.hold("strides", (1,) * len(axes))
    s.hold("end", tuple(s.x[n] for n in axes))
    s.hold("size", s.y)
    return all(part <= size for size, part in zip(s.x, s.y, strict=True))


def gather(s: OperatorSizes) -> bool:
    """A result with as many elements along the axis as there are indices."""
    indices = s.index("indices")
    if indices is not None:
        axis = s.axis(len(s.x))
        s.y = (*s.x[:axis], *s.given[indices], *s.x[axis + 1 :])
    return True

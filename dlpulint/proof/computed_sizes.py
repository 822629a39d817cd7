"""Sizes of operators that compute: stretched operands, reductions and products of matrices.

Each works the result out from operands and options, and says whether a model can have the sizes.
"""

from math import prod

from dlpulint.proof.sizes import OperatorSizes, Sizes, lengthened, with_size


def elementwise(s: OperatorSizes) -> bool:
    """Operands stretched to one shape, which is the results'."""
    formerly = _broadcast([s.former_given[n] for n in s.inputs])
    if any(made != formerly for made in s.former_made):
        return True  # Of a kind whose sizes are not known here.
    leading = next((n for n in s.inputs if s.changed(n)), s.inputs[0])
    former, lead = s.former_given[leading], s.given[leading]
    for position, role in enumerate(s.roles):
        if role in ("input", "mask", "alpha") and not s.changed(position) and not s.pinned:
            s.given[position] = _following(s.given[position], former, lead)
    result = _broadcast([s.given[n] for n in s.inputs])
    s.made = [result or ()] * len(s.made)
    return result is not None


def _following(sizes: Sizes, former: Sizes, lead: Sizes) -> Sizes:
    """An operand's shape that follows another's, compared from the innermost dimension."""
    if sizes == former or not sizes:
        return lead if sizes else sizes
    if len(sizes) == len(former):
        sizes = lengthened(sizes, len(lead) - len(former))
    pairs = zip(reversed(lead), reversed(lengthened(former, len(lead) - len(former))), strict=True)
    followed = [
        new if size == was != 1 else size
        for size, (new, was) in zip(reversed(sizes), pairs, strict=False)
    ]
    return tuple(reversed(followed))


def _broadcast(shapes: list[Sizes]) -> Sizes | None:
    rank = max(map(len, shapes), default=0)
    columns = zip(*(lengthened(shape, rank - len(shape)) for shape in shapes), strict=True)
    sizes = [sorted({*column} - {1}) or [1] for column in columns]
    return None if any(len(column) > 1 for column in sizes) else tuple(c[0] for c in sizes)


def reduction(s: OperatorSizes) -> bool:
    """A result without the axes, or with 1 there."""
    axes = s.numbers("axes") or (s.axis(len(s.x)),)
    over = {axis % len(s.x) for axis in axes}
    keep = s.options.get("keep_dims") is True
    s.y = tuple(1 if n in over else size for n, size in enumerate(s.x) if keep or n not in over)
    return True


def matmul(s: OperatorSizes) -> bool:
    """Rows of the left times columns of the right, whose sides agree."""
    second = s.inputs[1] if len(s.inputs) > 1 else s.index("weights")
    if second is None or s.options.get("transpose_left") or s.options.get("transpose_right"):
        return True
    left, right = s.x, s.given[second]
    if not left or len(right) < 2:
        return False
    if s.changed(s.inputs[0]) or not s.changed(second):
        right = (*(left[:-2] if len(right) > 2 else ()), left[-1], right[-1])
    else:
        left = (*(right[:-2] if len(right) > 2 else left[:-2]), *left[-2:-1], right[-2])
    s.x, s.given[second] = left, right
    s.y = (*left[:-1], right[-1])
    return True


def fully_connected(s: OperatorSizes) -> bool:
    """Weights as wide as a row of the input; a result as wide as there are neurons."""
    position, bias = s.index("weights"), s.index("bias")
    if position is None or len(s.given[position]) != 2:
        return True
    makes, takes = s.given[position]
    if not s.pinned and takes != s.former_given[position][1] and s.x == s.former_x:
        s.x = with_size(s.x, len(s.x) - 1, takes)
    elif not s.pinned and s.x[-1:] != s.former_x[-1:]:
        takes = s.x[-1]
    s.given[position] = (makes, takes)
    if bias is not None:
        s.given[bias] = (makes,)
    rows, more = divmod(prod(s.x), max(1, takes))
    if s.x[-1:] == (takes,) and len(s.y) == len(s.x):
        s.y = (*s.x[:-1], makes)
    elif not s.pinned or s.y == s.former_made[0]:
        s.y = (*(1,) * (len(s.y) - 2), rows, makes)[-max(1, len(s.y)) :]
    return not more

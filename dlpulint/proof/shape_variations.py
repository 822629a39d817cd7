"""Shapes on both sides of a limit."""

from collections.abc import Iterator
from typing import get_args

from msgspec.structs import replace

from dlpulint.checks.base import OperatorParams, operands
from dlpulint.checks.broadcast import BroadcastForm, Form
from dlpulint.checks.operand_size import Product, SizeLimit
from dlpulint.checks.operators import Range
from dlpulint.checks.relations import DimensionRelation, Relation, Size, size_of
from dlpulint.checks.reshaping import ResizeFactor
from dlpulint.checks.shapes import DimensionLimits, LeadingOnes, RankLimits
from dlpulint.facts.layout import Dimension, index_of
from dlpulint.facts.sizes import bytes_of
from dlpulint.model.graph import Layout, Shape, Tensor
from dlpulint.proof.miniature import Miniature, reshaped, sized
from dlpulint.proof.variation import Variation, beside, sides_of


def vary_ranks(params: RankLimits, miniature: Miniature) -> Iterator[Variation]:
    """The lowest and highest rank that is allowed, and one beyond."""
    allowed = Range(min=params.min, max=params.max)
    good, bad = sides_of(allowed)
    for ranks, fine in ((good, True), (bad, False)):
        for rank in ranks:
            changed = {
                tensor: reshaped(tensor, of_rank(tensor, rank))
                for role in params.roles
                for tensor in miniature.operator.with_role(role)
            }
            if changed:
                yield Variation(f"rank {rank}", miniature.with_tensors(changed), fine)


def of_rank(tensor: Tensor, rank: int) -> Shape:
    """The tensor's shape with ones in front, or without its first dimensions."""
    shape = tensor.shape or ()
    return (1,) * (rank - len(shape)) + shape[max(0, len(shape) - rank) :]


def vary_leading(params: LeadingOnes, miniature: Miniature) -> Iterator[Variation]:
    """A dimension before the innermost that is 1, and one that is 2."""
    for size, fine in ((1, True), (2, False)):
        changed = {}
        for role in params.roles:
            for tensor in miniature.operator.with_role(role):
                if tensor.shape is not None:
                    inner = of_rank(tensor, params.innermost)
                    changed[tensor] = reshaped(tensor, (size, *inner))
        if changed:
            yield Variation(f"a leading dimension of {size}", miniature.with_tensors(changed), fine)


def vary_dimensions(params: DimensionLimits, miniature: Miniature) -> Iterator[Variation]:
    """Every size of a set and the ends of a range, and their neighbours."""
    allow = params.allow
    good, bad = sides_of(allow) if isinstance(allow, Range) else (allow, beside(allow))
    asked = params.dimension if isinstance(params.dimension, tuple) else (params.dimension,)
    every = miniature
    for which in asked:
        every = _with_dimension(every, params.role, which, good[0]) or every
    if len(asked) > 1:
        yield Variation(f"every dimension {good[0]}", every, True)
    for which in asked:
        name = f"dimension {which}" if isinstance(which, int) else which
        for sizes, fine in ((good, True), (bad, False)):
            for size in sizes:
                changed = _with_dimension(every, params.role, which, size)
                if changed is not None:
                    yield Variation(f"{name} {size} of its {params.role}", changed, fine)


def _with_dimension(
    miniature: Miniature, role: str, which: Dimension | int, size: int
) -> Miniature | None:
    """The miniature with another size of a dimension; `None` where no operand has it."""
    tensor = next(iter(operands(miniature.operator, role)), None)
    rank = None if tensor is None else tensor.rank
    if tensor is None or rank is None or (isinstance(which, str) and rank != 4):
        return None
    position = index_of(which, rank, miniature.model.layout)
    return None if position is None else miniature.resized(tensor, position, size)


def vary_relation(params: DimensionRelation, miniature: Miniature) -> Iterator[Variation]:
    """Every relation that is allowed, and sizes that stand in none of them."""
    layout, pinned = miniature.model.layout, params.role != params.to_role
    to_dimension = params.dimension if params.to_dimension is None else params.to_dimension
    n, m = (
        next((size_of(t, which, layout) for t in operands(miniature.operator, role)[:1]), None)
        for role, which in ((params.to_role, to_dimension), (params.role, params.dimension))
    )
    if n is None:
        return
    near = {n // 2, n - 1, n, n + 1, 2 * n - 1, 2 * n, 2 * n + 1}
    for size in sorted(size for size in near if size > 0):
        changed = _with_size(miniature, params.role, params.dimension, size)
        if changed is not None:
            fine = any(_stands(size, relation, n) for relation in params.allow)
            text = f"{params.dimension} {size} of its {params.role} for {n}"
            yield Variation(text, changed, fine, pinned)
    doubled = _with_size(miniature, params.to_role, to_dimension, 2 * n)
    if m is not None and doubled is not None and pinned and params.to_role != "weights":
        fine = any(_stands(m, relation, 2 * n) for relation in params.allow)
        text = f"{params.dimension} {m} of its {params.role} for {2 * n}"
        yield Variation(text, doubled, fine, pinned)


def _stands(size: int, relation: Relation, n: int) -> bool:
    if relation == "n or less":
        return size <= n
    if relation == "n or more":
        return size >= n
    if relation == "not n":
        return size != n
    return size == {"n": n, "2n": 2 * n, "2n-1": 2 * n - 1}[relation]


def _with_size(miniature: Miniature, role: str, dimension: Size, size: int) -> Miniature | None:
    """The miniature with another size in the tensors of one role."""
    changed = {}
    for tensor in operands(miniature.operator, role):
        rank = len(tensor.shape or ())
        if dimension == "elements":
            changed[tensor] = reshaped(tensor, (*(1,) * (rank - 1), size))
        else:
            position = index_of(dimension, rank, miniature.model.layout)
            if position is None:
                return None
            changed[tensor] = sized(tensor, position, size)
    return miniature.with_tensors(changed) if changed else None


def vary_kept(_: OperatorParams, miniature: Miniature) -> Iterator[Variation]:
    """A 1 dropped or put in front, and one further in; other kinds flatten what is not kept."""
    given, made = miniature.operator.input, miniature.operator.output
    if given is None or made is None or not given.shape:
        return
    size, kind = given.shape[-1] or 1, miniature.operator.kind
    small, large, inner = (2, size), (1, 2, size), (2, 1, size)
    pairs = {"squeeze": (large, small, inner), "expand-dims": (small, large, small)}
    first, second, third = pairs.get(kind, (small, large, small))
    wrong = {"squeeze": small, "expand-dims": inner}.get(kind, (1, 2 * size))
    for text, axis, shape, result, fine in (
        ("a 1 in front", 0, first, second, True),
        ("another shape", 1, third, wrong, False),
    ):
        changed = miniature.with_tensors(
            {given: reshaped(given, shape), made: reshaped(made, result)}
        )
        if "axes" in miniature.operator.attributes:
            changed = changed.with_options({"axes": (axis,)})
        yield Variation(text, changed, fine, pinned=True)


def vary_factor(params: ResizeFactor, miniature: Miniature) -> Iterator[Variation]:
    """Sides that grow as much as is allowed, and by one more."""
    given, made = miniature.operator.input, miniature.operator.output
    if given is None or made is None or given.shape is None or len(given.shape) != 4:
        return
    layout = miniature.model.layout
    for more, fine in ((0, True), (1, False)):
        grown = made
        for side in get_args(Dimension)[1:3]:
            position = index_of(side, 4, layout) or 0
            grown = sized(grown, position, params.max * (given.shape[position] or 1) + more)
        yield Variation(
            f"{params.max} times larger and {more}", miniature.with_tensors({made: grown}), fine
        )


def vary_size(params: SizeLimit, miniature: Miniature) -> Iterator[Variation]:
    """The largest allowed size and the next one, made by growing one dimension."""
    tensors = [
        tensor
        for tensor in operands(miniature.operator, params.role)
        if tensor.elements is not None and (params.product is None or tensor.rank == 4)
    ]
    if not tensors or not all(tensor.shape for tensor in tensors):
        return
    layout = miniature.model.layout
    position, step = _growing(params.product, tensors[0], layout)
    units = [_count(tensor, position, step, params, layout) for tensor in tensors]
    unit = params.factor * (sum(units) if params.of == "sum" else max(units))
    most = (params.max - params.plus) // unit
    for times, fine in ((most, True), (most + 1, False)):
        if times > 0:
            changed = miniature
            for number in range(len(tensors)):
                counted = operands(changed.operator, params.role)
                tensor = [t for t in counted if params.product is None or t.rank == 4][number]
                changed = changed.resized(tensor, position, times * step)
            yield Variation(f"size {times * unit + params.plus:,}", changed, fine)


def _growing(product: Product | None, tensor: Tensor, layout: Layout) -> tuple[int, int]:
    """The dimension that grows, and its step."""
    if product is None:
        return (tensor.rank or 1) - 1, 1
    steps = {
        name: step for name in get_args(Dimension) if (step := getattr(product, name)) is not None
    }
    name = min(steps, key=lambda name: (name == "batch", steps[name]))
    return index_of(name, 4, layout) or 0, steps[name]


def _count(tensor: Tensor, position: int, step: int, params: SizeLimit, layout: Layout) -> int:
    """The size that a tensor counts with the growing dimension at one step."""
    count = 1
    for number, size in enumerate(tensor.shape or ()):
        name = next(
            (which for which in get_args(Dimension) if index_of(which, 4, layout) == number),
            "batch",
        )
        multiple = 1 if params.product is None else getattr(params.product, name)
        if multiple is not None:
            count *= step if number == position else -(-(size or 1) // multiple) * multiple
    of_bytes = params.product is None and params.unit == "bytes"
    return count * (bytes_of(replace(tensor, shape=(1,))) or 1) if of_bytes else count


def vary_broadcast(params: BroadcastForm, miniature: Miniature) -> Iterator[Variation]:
    """Every way to stretch the second of two operands."""
    given = miniature.operator.with_role("input")
    if len(given) != 2 or given[0].constant or given[0].rank != 4:
        return
    shape = given[0].shape or ()
    channels, rest = shape[-1], shape[1:-1]
    stretched = {
        "same-shape": shape,
        "scalar": (1,),
        "channels": (1, 1, 1, channels),
        "broadcast": (1, *rest, 1),
    }
    for form in get_args(Form):
        if form == "one-element":
            continue  # Both operands would change.
        kind, _, word = form.partition("-")
        constant = kind == "constant"
        to = stretched["same-shape" if form == "same-shape" else word]
        second = replace(given[1], name="z", shape=to, constant=constant, values=None)
        changed = miniature.without_input(given[1]).with_tensors({given[1]: second})
        if not constant:
            changed = changed.with_input(second)
        yield Variation(form, changed, form in params.allow, pinned=True)

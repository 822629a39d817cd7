"""Axes, orders of dimensions, windows and padding on both sides of a limit."""

from collections.abc import Iterator
from itertools import permutations

from msgspec.structs import replace

from dlpulint.checks.axes import AxesLimits, Axis, PermutationLimits
from dlpulint.checks.windows import PaddingLimits, WindowLimits
from dlpulint.facts.layout import dimension, index_of
from dlpulint.model.graph import Layout, Operator
from dlpulint.proof.miniature import Miniature, reshaped
from dlpulint.proof.shape_variations import of_rank
from dlpulint.proof.surroundings import Surroundings, surrounded
from dlpulint.proof.variation import Variation, sides_of

_MOST_ORDERS = 6
"""Orders of dimensions on the bad side; there are 24 of four."""


def vary_axes(params: AxesLimits, miniature: Miniature) -> Iterator[Variation]:
    """Every axis with the required ones, and the required ones without each of them."""
    operator, layout = miniature.operator, miniature.model.layout
    tensor = operator.output if operator.kind == "pack" else operator.input
    rank = None if tensor is None else tensor.rank
    if rank is None:
        return
    allowed = _positions(params.allow, rank, layout) or set(range(rank))
    forbidden = _positions(params.forbid, rank, layout)
    needed = _positions(params.require, rank, layout)
    sets = [needed | {axis} for axis in range(rank)] + [needed - {axis} for axis in needed]
    single = "axis" in operator.attributes
    for axes in dict.fromkeys(tuple(sorted(axes)) for axes in sets if axes):
        if len(axes) > 1 and single:
            continue
        fine = set(axes) <= allowed - forbidden and needed <= set(axes)
        changed = miniature.with_options({"axis": axes[0]} if single else {"axes": axes})
        yield Variation(f"axes {', '.join(map(str, axes))}", changed, fine)


def _positions(axes: tuple[Axis, ...], rank: int, layout: Layout) -> set[int]:
    found = (index_of(axis, rank, layout) for axis in axes)
    return {position for position in found if position is not None}


def vary_order(params: PermutationLimits, miniature: Miniature) -> Iterator[Variation]:
    """Every allowed order, and some others."""
    operator = miniature.operator
    given = operator.input
    if given is None or given.rank is None or operator.output is None:
        return
    ranks = {len(order) for order in (*params.allow, *params.forbid)} or {given.rank}
    refused = 0
    for rank in sorted(ranks):
        for perm in permutations(range(rank)):
            order = "".join(map(str, perm))
            fine = (
                (not params.allow or order in params.allow)
                and order not in params.forbid
                and all(axis < rank and perm[axis] == axis for axis in params.keep)
            )
            refused += not fine
            if fine or refused <= _MOST_ORDERS or order in params.forbid:
                shape = of_rank(given, rank)
                transposed = tuple(shape[axis] for axis in perm)
                changed = miniature.with_tensors(
                    {
                        given: reshaped(given, shape),
                        operator.output: reshaped(operator.output, transposed),
                    }
                ).with_options({"perm": perm})
                yield Variation(f"order {order}", changed, fine)


def vary_window(params: WindowLimits, miniature: Miniature) -> Iterator[Variation]:
    """A window as large as its input, and one that is too large or too small."""
    operator, layout = miniature.operator, miniature.model.layout
    given = operator.input
    height = None if given is None else dimension(given, "height", layout)
    width = None if given is None else dimension(given, "width", layout)
    if height is None or width is None:
        return
    whole = miniature.with_options({"kernel_height": height, "kernel_width": width})
    yield Variation("a window over the whole input", whole, True)
    step = -1 if params.window == "whole-input" and min(height, width) > 1 else 1
    for name, size in (("kernel_height", height), ("kernel_width", width)):
        changed = whole.with_options({name: size + step})
        yield Variation(f"{name}={size + step}", changed, False)


def vary_padding(params: PaddingLimits, miniature: Miniature) -> Iterator[Variation]:
    """As much padding on each side as is allowed, and more."""
    good, bad = sides_of(params.allow)
    for amounts, fine in ((good, True), (bad, False)):
        for amount in amounts:
            changed = _padded(miniature, amount, params)
            if changed is not None:
                yield Variation(f"padding of {amount}", changed, fine)


def _padded(miniature: Miniature, amount: int, params: PaddingLimits) -> Miniature | None:
    """The operator with so much padding on each side, written as in a file."""
    operator = miniature.operator
    sides: dict[str, int] = dict.fromkeys(
        ("pad_top", "pad_bottom", "pad_left", "pad_right"), amount
    )
    if operator.kind in ("pad", "pad-v2", "mirror-pad"):
        paddings = operator.first("paddings")
        changed = miniature.with_options(sides)
        if paddings is not None and paddings.values is not None and len(paddings.values) == 8:
            held = (0, 0, *(amount,) * 4, 0, 0)
            changed = changed.with_tensors({paddings: replace(paddings, values=held)})
        return changed
    if miniature.model.format == "onnx":
        return _explicit(miniature, operator, sides)
    if params.folded:
        plain = miniature.with_options({"padding": "valid"})
        for axis in ("height", "width"):
            given = plain.operator.input
            size = None if given is None else dimension(given, axis, plain.model.layout)
            position = index_of(axis, 4, plain.model.layout)
            if given is not None and size is not None and position is not None:
                plain = plain.resized(given, position, size + 2 * amount)
        return surrounded(plain, Surroundings(before="pad"), sides)
    if params.or_same:
        return None
    return miniature.with_options(
        {
            "padding": "same",
            "kernel_height": 2 * amount + 1,
            "kernel_width": 2 * amount + 1,
            "stride_height": 1,
            "stride_width": 1,
        }
    )


def _explicit(miniature: Miniature, operator: Operator, sides: dict[str, int]) -> Miniature:
    stated = {name: value for name, value in operator.attributes.items() if name != "padding"}
    return miniature.with_operator(replace(operator, attributes={**stated, **sides}))

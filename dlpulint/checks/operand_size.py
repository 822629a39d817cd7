"""A check of the size of operands, in elements or bytes."""

from collections.abc import Iterator
from typing import Literal, get_args

from msgspec import Struct

from dlpulint.checks.base import (
    Count,
    OperandRole,
    OperatorParams,
    Positive,
    decisive,
    left_open,
    operands,
    operator_check,
    shape_text,
)
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import Dimension, dimension, in_four_dimensions
from dlpulint.facts.sizes import bytes_of
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Layout, Operator, Tensor


class Product(Struct, frozen=True, kw_only=True):
    """Dimensions of a rank-4 tensor to multiply, each rounded up to a multiple of its number."""

    batch: Positive | None = None
    height: Positive | None = None
    width: Positive | None = None
    channels: Positive | None = None


class SizeLimit(OperatorParams, frozen=True, kw_only=True):
    """How large operands may be."""

    role: OperandRole = "input"
    product: Product | None = None
    """The size to count; all elements when left out. With it only rank-4 tensors are checked."""
    four_dimensions: bool = False
    """Whether a shape of fewer dimensions is written with four of them first.

    A first dimension larger than 1 gets a 1 in front, and missing ones are added at the end.
    """
    unit: Literal["elements", "bytes"] = "elements"
    """The unit of the size when all elements are counted."""
    factor: Positive = 1
    """The size is multiplied by this, …"""
    plus: Count = 0
    """… and this is added to it."""
    of: Literal["each", "sum"] = "each"
    """Whether the limit is for each tensor of the role or for all together."""
    max: Count


@operator_check("size-limit", SizeLimit, "size", "shape", "allowed")
def size_limit(operator: Operator, facts: Facts, params: SizeLimit) -> Iterator[Hit]:
    """No operand is larger than is accepted."""
    layout = facts.model.layout
    tensors = [
        tensor
        for given in operands(operator, params.role)
        for tensor in (in_four_dimensions(given) if params.four_dimensions else given,)
        if params.product is None or tensor.rank in (4, None)
    ]
    groups = [tuple(tensors)] if params.of == "sum" and tensors else [(t,) for t in tensors]
    yield from decisive(
        hit for group in groups if (hit := _judge(operator, group, layout, params)) is not None
    )


def _judge(
    operator: Operator, tensors: tuple[Tensor, ...], layout: Layout, params: SizeLimit
) -> Hit | None:
    counts = [_count(tensor, layout, params) for tensor in tensors]
    known = [count for count in counts if count is not None]
    size = params.factor * sum(known) + params.plus
    if len(known) == len(counts) and size <= params.max:
        return None
    values: dict[str, Value] = {
        "size": "?",
        "shape": " + ".join(shape_text(tensor.shape) for tensor in tensors),
        "allowed": f"at most {params.max:,}",
    }
    if size > params.max:
        return Hit(operator, values | {"size": f"{size:,}"}, cause="size")
    reason = f"the size of its {params.role} is not known{left_open(*tensors)}"
    return Hit(operator, values, cause="size", unknown=reason)


def _count(tensor: Tensor, layout: Layout, params: SizeLimit) -> int | None:
    if params.product is None:
        return bytes_of(tensor) if params.unit == "bytes" else tensor.elements
    count = 1
    every: tuple[Dimension, ...] = get_args(Dimension)
    for name in every:
        multiple: int | None = getattr(params.product, name)
        if multiple is None:
            continue
        size = dimension(tensor, name, layout)
        if size is None:
            return None
        count *= -(-size // multiple) * multiple
    return count

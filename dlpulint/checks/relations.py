"""A check of a size against another size of the same operator."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from dlpulint.checks.base import (
    OperandRole,
    OperatorParams,
    alternatives,
    decisive,
    left_open,
    operands,
    operator_check,
    shape_text,
)
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import Dimension, in_four_dimensions, index_of
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Layout, Operator, Tensor

Size: TypeAlias = Dimension | int | Literal["elements"]
"""A dimension by name or index, negative ones counted from the end, or all elements."""
Relation: TypeAlias = Literal["n", "2n", "2n-1", "n or less", "n or more", "not n"]


class DimensionRelation(OperatorParams, frozen=True, kw_only=True):
    """The relation of a size to another, which is `n`."""

    role: OperandRole = "output"
    dimension: Size
    to_role: OperandRole = "input"
    to_dimension: Size | None = None
    """The same dimension when left out."""
    allow: tuple[Relation, ...] = ("n",)
    four_dimensions: bool = False
    """Whether a shape of fewer dimensions is written with four of them first.

    A first dimension larger than 1 gets a 1 in front, and missing ones are added at the end.
    """


@operator_check(
    "dimension-relation", DimensionRelation, "value", "n", "shape", "other_shape", "allowed"
)
def dimension_relation(
    operator: Operator, facts: Facts, params: DimensionRelation
) -> Iterator[Hit]:
    """A size has an accepted relation to another size of the same operator."""
    others = operands(operator, params.to_role)[:1]
    yield from decisive(
        hit
        for tensor in operands(operator, params.role)
        for other in others
        if (hit := _judge(operator, *_viewed(tensor, other, params), facts.model.layout, params))
        is not None
    )


def _viewed(tensor: Tensor, other: Tensor, params: DimensionRelation) -> tuple[Tensor, Tensor]:
    if params.four_dimensions:
        return in_four_dimensions(tensor), in_four_dimensions(other)
    return tensor, other


def _judge(
    operator: Operator, tensor: Tensor, other: Tensor, layout: Layout, params: DimensionRelation
) -> Hit | None:
    to_dimension = params.dimension if params.to_dimension is None else params.to_dimension
    size, n = size_of(tensor, params.dimension, layout), size_of(other, to_dimension, layout)
    if size is not None and n is not None and any(_holds(r, size, n) for r in params.allow):
        return None
    cause = str(params.dimension)
    values: dict[str, Value] = {
        "value": "?" if size is None else size,
        "n": "?" if n is None else n,
        "shape": shape_text(tensor.shape),
        "other_shape": shape_text(other.shape),
        "allowed": alternatives(params.allow),
    }
    if size is None or n is None:
        role = params.role if size is None else params.to_role
        reason = f"a size of its {role} is not known{left_open(tensor, other)}"
        return Hit(operator, values, cause, unknown=reason)
    return Hit(operator, values, cause)


def size_of(tensor: Tensor, which: Size, layout: Layout) -> int | None:
    """A size of a tensor; `None` if it is unknown or there is no such dimension."""
    if which == "elements":
        return tensor.elements
    if tensor.shape is None:
        return None
    index = index_of(which, len(tensor.shape), layout)
    return None if index is None else tensor.shape[index]


def _holds(relation: Relation, size: int, n: int) -> bool:
    if relation == "n or less":
        return size <= n
    if relation == "n or more":
        return size >= n
    if relation == "not n":
        return size != n
    return size == {"n": n, "2n": 2 * n, "2n-1": 2 * n - 1}[relation]

"""Checks of dimensions and ranks."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from dlpulint.checks.base import (
    Kinds,
    OperandRole,
    OperatorParams,
    Rank,
    Roles,
    alternatives,
    decisive,
    left_open,
    model_check,
    operands,
    operator_check,
    shape_text,
)
from dlpulint.checks.operators import Range
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import (
    Dimension,
    dimension,
    image_dimension,
    image_layout,
    in_four_dimensions,
    index_of,
)
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Operator, Tensor


class StaticShapes(Struct, frozen=True, kw_only=True):
    """Dimensions that must be known."""

    part: Literal["batch", "rest"]
    """The first dimension of each graph input, or all others."""


@model_check("static-shapes", StaticShapes, "tensor", "dimensions", "shape")
def static_shapes(facts: Facts, params: StaticShapes) -> Iterator[Hit]:
    """Every dimension of the graph's inputs is known before the model runs."""
    for tensor in facts.model.inputs:
        if tensor.shape is None:
            if params.part == "rest":
                values = {"tensor": tensor.name, "dimensions": "all", "shape": "unknown rank"}
                yield Hit(tensor, values, cause="rank")
            continue
        names = tensor.free_dimensions or (None,) * len(tensor.shape)
        unknown = [
            name or str(index)
            for index, (size, name) in enumerate(zip(tensor.shape, names, strict=False))
            if (size is None or name is not None) and (index == 0) == (params.part == "batch")
        ]
        if unknown:
            shape = shape_text(tensor.shape)
            values = {"tensor": tensor.name, "dimensions": ", ".join(unknown), "shape": shape}
            yield Hit(tensor, values, cause=params.part)


class ShapesFromData(Struct, frozen=True, kw_only=True):
    """Operators whose result has a size that is only known at run time."""

    operators: Kinds


@model_check("data-dependent-shapes", ShapesFromData, "native")
def data_dependent_shapes(facts: Facts, params: ShapesFromData) -> Iterator[Hit]:
    """No operator has a result whose size depends on the data."""
    for operator in facts.model.operators:
        if operator.kind in params.operators and any(t.elements is None for t in operator.outputs):
            yield Hit(operator, {"native": operator.native}, cause="data")


class RankLimits(OperatorParams, frozen=True, kw_only=True):
    """How many dimensions operands may have."""

    roles: Roles = ("input", "output")
    max: Rank | None = None
    min: Rank | None = None


@operator_check("rank-limits", RankLimits, "rank", "role", "shape", "allowed")
def rank_limits(operator: Operator, facts: Facts, params: RankLimits) -> Iterator[Hit]:
    """Every operand has an accepted number of dimensions."""
    yield from decisive(_ranks(operator, params))


def _ranks(operator: Operator, params: RankLimits) -> Iterator[Hit]:
    allowed = Range(min=params.min, max=params.max)
    for role in params.roles:
        for tensor in operator.with_role(role):
            if tensor.rank is not None and allowed.admits(tensor.rank):
                continue
            values = {"role": role, "shape": shape_text(tensor.shape), "allowed": str(allowed)}
            if tensor.rank is None:
                reason = f"the rank of its {role} is not known"
                yield Hit(operator, values | {"rank": "?"}, cause="rank", unknown=reason)
            else:
                yield Hit(operator, values | {"rank": tensor.rank}, cause="rank")


class LeadingOnes(OperatorParams, frozen=True, kw_only=True):
    """How many dimensions may be larger than 1."""

    innermost: Rank
    """This many last dimensions may have any size; those before them must be 1."""
    roles: Roles = ("input", "output")


@operator_check("leading-ones", LeadingOnes, "role", "shape", "leading")
def leading_ones(operator: Operator, facts: Facts, params: LeadingOnes) -> Iterator[Hit]:
    """All but the innermost dimensions of every operand are 1."""
    yield from decisive(_leading(operator, params))


def _leading(operator: Operator, params: LeadingOnes) -> Iterator[Hit]:
    for role in params.roles:
        for tensor in operator.with_role(role):
            values = {"role": role, "shape": shape_text(tensor.shape), "leading": "?"}
            if tensor.shape is None:
                reason = f"the rank of its {role} is not known"
                yield Hit(operator, values, cause="leading", unknown=reason)
                continue
            leading = tensor.shape[: -params.innermost] if params.innermost else tensor.shape
            values["leading"] = shape_text(leading)
            if any(size not in (1, None) for size in leading):
                yield Hit(operator, values, cause="leading")
            elif None in leading:
                reason = f"the leading dimensions of its {role} are not known{left_open(tensor)}"
                yield Hit(operator, values, cause="leading", unknown=reason)


class DimensionLimits(OperatorParams, frozen=True, kw_only=True):
    """Sizes that a dimension of an operand may have."""

    role: OperandRole = "input"
    dimension: Dimension | int | tuple[Dimension | int, ...]
    """One, or several that must all keep to the limit.

    A name is checked in rank-4 operands only, an index (negative: from the end) in all operands
    that have it.
    """
    allow: Range | tuple[int, ...]
    """A table of `min`, `max`, `multiple`, `parity`, or a list of sizes."""
    four_dimensions: bool = False
    """Whether a shape of fewer dimensions is written with four of them first.

    A first dimension larger than 1 gets a 1 in front, and missing ones are added at the end.
    """


@operator_check(
    "dimension-limits", DimensionLimits, "value", "role", "dimension", "shape", "allowed"
)
def dimension_limits(operator: Operator, facts: Facts, params: DimensionLimits) -> Iterator[Hit]:
    """A dimension of an operand has an accepted size."""
    role, asked, allow = params.role, params.dimension, params.allow
    judged = (
        _judge_dimension(tensor, operator, which, allow, facts, role)
        for given in operands(operator, role)
        for tensor in (in_four_dimensions(given) if params.four_dimensions else given,)
        for which in (asked if isinstance(asked, tuple) else (asked,))
    )
    yield from decisive(hit for hit in judged if hit is not None)


class InputDimensionLimits(Struct, frozen=True, kw_only=True):
    """Sizes that a dimension of the graph's image inputs may have."""

    dimension: Dimension
    allow: Range | tuple[int, ...]
    """A table of `min`, `max`, `multiple`, or a list of sizes."""
    colour: bool = False
    """Whether only colour images are checked, recognized by their channels."""


@model_check(
    "input-dimension-limits", InputDimensionLimits, "value", "role", "dimension", "shape", "allowed"
)
def input_dimension_limits(facts: Facts, params: InputDimensionLimits) -> Iterator[Hit]:
    """A dimension of each rank-4 input of the graph has an accepted size."""
    for tensor in facts.model.inputs:
        if params.colour and image_layout(tensor.shape) is None:
            continue
        hit = _judge_dimension(tensor, tensor, params.dimension, params.allow, facts, "input")
        if hit is not None and hit.unknown is None:
            yield hit


def _judge_dimension(
    tensor: Tensor,
    subject: Operator | Tensor,
    which: Dimension | int,
    allow: Range | tuple[int, ...],
    facts: Facts,
    role: str,
) -> Hit | None:
    if isinstance(which, int):
        index = None if tensor.rank is None else index_of(which, tensor.rank, facts.model.layout)
        if tensor.rank is not None and index is None:
            return None
        size = None if tensor.shape is None or index is None else tensor.shape[index]
    elif tensor.rank is not None and tensor.rank != 4:
        return None
    else:
        measure = dimension if isinstance(subject, Operator) else image_dimension
        size = measure(tensor, which, facts.model.layout)
    if size is not None and (allow.admits(size) if isinstance(allow, Range) else size in allow):
        return None
    name = f"dimension {which}" if isinstance(which, int) else which
    allowed = str(allow) if isinstance(allow, Range) else alternatives(allow)
    values = {"role": role, "dimension": name, "shape": shape_text(tensor.shape)}
    if size is None:
        reason = f"the {name} of its {role} is not known{left_open(tensor)}"
        return Hit(subject, values | {"value": "?", "allowed": allowed}, cause=name, unknown=reason)
    return Hit(subject, values | {"value": size, "allowed": allowed}, cause=name)

"""Checks of the axes that an operator works on."""

from collections.abc import Iterator
from typing import TypeAlias, get_args

from dlpulint.checks.base import Count, OperatorParams, alternatives, operator_check, shape_text
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import Dimension, index_of
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Layout, Operator

Axis: TypeAlias = Dimension | int
"""`batch`, `height`, `width`, `channels`, or an index; a negative one counts from the end."""


class AxesLimits(OperatorParams, frozen=True, kw_only=True):
    """Axes that an operator may work on: those that it reduces, joins or splits."""

    allow: tuple[Axis, ...] = ()
    """Only these; all when empty."""
    forbid: tuple[Axis, ...] = ()
    """None of these."""
    require: tuple[Axis, ...] = ()
    """At least all of these."""


@operator_check("axes-limits", AxesLimits, "axes", "axis", "shape", "allowed")
def axes_limits(operator: Operator, facts: Facts, params: AxesLimits) -> Iterator[Hit]:
    """The operator works on accepted axes only, and on all that are required."""
    axes, unknown = _axes(operator)
    tensor = operator.input if operator.kind not in _STACKING else operator.output
    rank = None if tensor is None else tensor.rank
    values: dict[str, Value] = {
        "axes": ", ".join(map(str, axes)) or "?",
        "axis": "?",
        "shape": shape_text(tensor.shape if tensor is not None else None),
        "allowed": alternatives(params.allow or params.require)
        or f"none of {alternatives(params.forbid)}",
    }
    if unknown is not None or rank is None:
        yield Hit(operator, values, cause="axes", unknown=unknown or "its rank is not known")
        return
    indices = [axis % rank if rank else 0 for axis in axes]
    layout = facts.model.layout
    allowed = {index_of(axis, rank, layout) for axis in params.allow}
    forbidden = {index_of(axis, rank, layout) for axis in params.forbid}
    for index in indices:
        if index in forbidden or (params.allow and index not in allowed):
            yield Hit(
                operator, values | {"axis": index}, cause=f"axis:{_name(index, rank, layout)}"
            )
            return
    for wanted in params.require:
        if index_of(wanted, rank, layout) not in indices:
            yield Hit(operator, values | {"axis": wanted}, cause=f"not:{wanted}")
            return


_STACKING = frozenset({"pack"})
"""Kinds whose axis is one of the output, which has one dimension more."""


def _axes(operator: Operator) -> tuple[tuple[int, ...], str | None]:
    """The axes as the file states them, or why they are unknown."""
    axis = operator.integer("axis")
    axes = operator.integers("axes")
    if axes is not None:
        return axes, None
    return ((), "its axes are not in the file") if axis is None else ((axis,), None)


def _name(index: int, rank: int, layout: Layout) -> str:
    """A literal key for an axis: its name in an image, else its number."""
    every: tuple[Dimension, ...] = get_args(Dimension)
    names = (name for name in every if index_of(name, rank, layout) == index)
    return next(names, str(index))


class PermutationLimits(OperatorParams, frozen=True, kw_only=True):
    """Orders of dimensions that a transposition may have, written as digits: `0231`."""

    allow: tuple[str, ...] = ()
    """Only these; all when empty."""
    forbid: tuple[str, ...] = ()
    """None of these."""
    keep: tuple[Count, ...] = ()
    """Dimensions that are not moved."""


@operator_check("permutation-limits", PermutationLimits, "permutation", "shape", "allowed")
def permutation_limits(
    operator: Operator, facts: Facts, params: PermutationLimits
) -> Iterator[Hit]:
    """The operator puts dimensions in an accepted order."""
    perm = operator.integers("perm")
    given = operator.input
    values: dict[str, Value] = {
        "permutation": "?",
        "shape": shape_text(None if given is None else given.shape),
        "allowed": alternatives(params.allow) or "another order",
    }
    if perm is None:
        unknown = "its permutation is not in the file"
        yield Hit(operator, values, cause="permutation", unknown=unknown)
        return
    written = "".join(map(str, perm))
    if (
        (params.allow and written not in params.allow)
        or written in params.forbid
        or any(index >= len(perm) or perm[index] != index for index in params.keep)
    ):
        yield Hit(operator, values | {"permutation": written}, cause="permutation")

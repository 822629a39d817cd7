"""Checks of the axes that an operator works on."""

from collections.abc import Iterator
from typing import TypeAlias

from dlpulint.checks.base import OperatorParams, alternatives, operator_check, shape_text
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import Dimension, index_of
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Layout, Operator

Axis: TypeAlias = Dimension | int
"""`batch`, `height`, `width`, `channels`, or a place; a negative one counts from the end."""


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
    """The operator works on axes that are taken, and on those that it has to."""
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
    if rank is None:
        unknown = unknown or "its rank is not known"
    if unknown is not None or rank is None:
        yield Hit(operator, values, cause="axes", unknown=unknown)
        return
    places = [axis % rank if rank else 0 for axis in axes]
    layout = facts.model.layout
    allowed = _places(params.allow, rank, layout)
    forbidden = _places(params.forbid, rank, layout)
    for place in places:
        if place in forbidden or (params.allow and place not in allowed):
            yield Hit(
                operator, values | {"axis": place}, cause=f"axis:{_name(place, rank, layout)}"
            )
            return
    for wanted in params.require:
        if index_of(wanted, rank, layout) not in places:
            yield Hit(operator, values | {"axis": wanted}, cause=f"not:{wanted}")
            return


_STACKING = frozenset({"pack"})
"""Operators whose axis is one of the output's, which has a dimension more."""


def _axes(operator: Operator) -> tuple[tuple[int, ...], str | None]:
    """The axes as the file writes them, or why they cannot be told."""
    axis = operator.integer("axis")
    axes = operator.integers("axes")
    found = axes if axes is not None else () if axis is None else (axis,)
    return found, None if found else "its axes are not in the file"


def _places(axes: tuple[Axis, ...], rank: int, layout: Layout) -> set[int | None]:
    return {index_of(axis, rank, layout) for axis in axes}


def _name(place: int, rank: int, layout: Layout) -> str:
    """A literal key for an axis: its name in an image, else its number."""
    every: tuple[Dimension, ...] = ("batch", "height", "width", "channels")
    names = (name for name in every if index_of(name, rank, layout) == place)
    return next(names, str(place))


class PermutationLimits(OperatorParams, frozen=True, kw_only=True):
    """Orders of dimensions that a transposition may give, written as digits: `0231`."""

    allow: tuple[str, ...] = ()
    """Only these; all when empty."""
    forbid: tuple[str, ...] = ()
    """None of these."""
    keep: tuple[int, ...] = ()
    """Dimensions that stay in their places."""


@operator_check("permutation-limits", PermutationLimits, "permutation", "shape", "allowed")
def permutation_limits(
    operator: Operator, facts: Facts, params: PermutationLimits
) -> Iterator[Hit]:
    """Dimensions are put in an order that is taken."""
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
        or any(place >= len(perm) or perm[place] != place for place in params.keep)
    ):
        yield Hit(operator, values | {"permutation": written}, cause="permutation")

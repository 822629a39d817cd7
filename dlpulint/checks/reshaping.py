"""Checks of how an operator changes the shape of its input."""

from collections.abc import Iterator
from itertools import dropwhile
from typing import Literal

from dlpulint.checks.base import OperatorParams, Positive, left_open, operator_check, shape_text
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import dimension
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Shape

_SIDES: tuple[Literal["height", "width"], ...] = ("height", "width")


@operator_check("shape-kept", OperatorParams, "shape", "other_shape")
def shape_kept(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """The output has the input's shape, apart from leading dimensions of 1."""
    given = None if operator.input is None else operator.input.shape
    made = None if operator.output is None else operator.output.shape
    values: dict[str, Value] = {"shape": shape_text(given), "other_shape": shape_text(made)}
    if given is None or made is None or None in given or None in made:
        reason = f"its shapes are not known{left_open(operator.input, operator.output)}"
        yield Hit(operator, values, cause="shape", unknown=reason)
    elif _without_leading_ones(given) != _without_leading_ones(made):
        yield Hit(operator, values, cause="shape")


def _without_leading_ones(shape: Shape) -> Shape:
    return tuple(dropwhile(lambda size: size == 1, shape))


class ResizeFactor(OperatorParams, frozen=True, kw_only=True):
    """The factor by which a side may grow."""

    max: Positive


@operator_check("resize-factor", ResizeFactor, "factor", "shape", "other_shape")
def resize_factor(operator: Operator, facts: Facts, params: ResizeFactor) -> Iterator[Hit]:
    """Neither height nor width grows by more than the accepted factor."""
    given, made = operator.input, operator.output
    if given is None or made is None:
        return
    values: dict[str, Value] = {
        "shape": shape_text(given.shape),
        "other_shape": shape_text(made.shape),
    }
    unknown = False
    for side in _SIDES:
        before = dimension(given, side, facts.model.layout)
        after = dimension(made, side, facts.model.layout)
        if before is None or after is None:
            unknown = True
        elif after > params.max * before:
            factor = after / before if before else float("inf")
            yield Hit(operator, values | {"factor": round(factor, 1)}, cause="factor")
            return
    if unknown:
        reason = f"its sizes are not known{left_open(given, made)}"
        yield Hit(operator, values | {"factor": "?"}, cause="factor", unknown=reason)


@operator_check("equal-scaling", OperatorParams, "shape", "other_shape")
def equal_scaling(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """Height and width are doubled in the same way, and neither stays 1.

    From 5 to 10 and from 7 to 13 are two ways: one side has one row less than twice as many. Other
    factors are not checked.
    """
    given, made = operator.input, operator.output
    if given is None or made is None:
        return
    layout = facts.model.layout
    before = [dimension(given, side, layout) for side in _SIDES]
    after = [dimension(made, side, layout) for side in _SIDES]
    values: dict[str, Value] = {
        "shape": shape_text(given.shape),
        "other_shape": shape_text(made.shape),
    }
    pairs = [(n, m) for n, m in zip(before, after, strict=True) if n is not None and m is not None]
    if any(2 * n - m not in (0, 1) for n, m in pairs):
        return  # Not doubled at all.
    if (1, 1) in pairs or len({2 * n - m for n, m in pairs}) > 1:
        yield Hit(operator, values, cause="scaling")
    elif len(pairs) < len(_SIDES):
        reason = f"its sizes are not known{left_open(given, made)}"
        yield Hit(operator, values, cause="scaling", unknown=reason)

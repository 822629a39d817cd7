"""A check of how the operands of an elementwise operator are stretched."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from dlpulint.checks.base import OperatorParams, alternatives, left_open, operator_check, shape_text
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Tensor

Form: TypeAlias = Literal[
    "same-shape",
    "constant-same-shape",
    "constant-scalar",
    "constant-channels",
    "constant-broadcast",
    "variable-scalar",
    "variable-channels",
    "variable-broadcast",
]
"""Shapes that agree, or what is stretched: one number, 1x1x1xC, or anything else."""


class BroadcastForm(OperatorParams, frozen=True, kw_only=True):
    """Ways to stretch an operand that are taken."""

    allow: tuple[Form, ...] = ()
    """Only these; all when empty."""
    forbid: tuple[Form, ...] = ()
    """None of these."""


@operator_check("broadcast-form", BroadcastForm, "form", "shape", "other_shape", "allowed")
def broadcast_form(operator: Operator, facts: Facts, params: BroadcastForm) -> Iterator[Hit]:
    """The operands have one shape, or one of them is stretched in a way that is taken."""
    tensors = operator.with_role("input")
    if len(tensors) != 2:
        return
    smaller, larger = sorted(tensors, key=_order)
    values: dict[str, Value] = {
        "form": "?",
        "shape": shape_text(smaller.shape),
        "other_shape": shape_text(larger.shape),
        "allowed": alternatives(params.allow) or f"none of {alternatives(params.forbid)}",
    }
    form = form_of(smaller, larger)
    if form is None:
        reason = f"the shape of an operand is not known{left_open(*tensors)}"
        yield Hit(operator, values, cause="form", unknown=reason)
    elif form in params.forbid or (params.allow and form not in params.allow):
        yield Hit(operator, values | {"form": form}, cause=form)


def _order(tensor: Tensor) -> tuple[int, bool]:
    """What is stretched first: the smaller operand, of two alike the constant."""
    return tensor.elements or 0, not tensor.constant


def form_of(smaller: Tensor, larger: Tensor) -> Form | None:
    """How the smaller of two operands is stretched, or `None` while a shape is not known."""
    if smaller.elements is None or larger.elements is None:
        return None
    if smaller.shape is None or larger.shape is None:
        return None
    # Ones in front are added as needed, as every runtime does.
    missing = len(larger.shape) - len(smaller.shape)
    if (1,) * missing + smaller.shape == (1,) * -missing + larger.shape:
        return "constant-same-shape" if smaller.constant or larger.constant else "same-shape"
    if smaller.elements == 1:
        return "constant-scalar" if smaller.constant else "variable-scalar"
    channels = len(larger.shape) == 4 and smaller.elements == smaller.shape[-1] == larger.shape[-1]
    if channels:
        return "constant-channels" if smaller.constant else "variable-channels"
    return "constant-broadcast" if smaller.constant else "variable-broadcast"

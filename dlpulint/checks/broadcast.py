"""A check of how the operands of an elementwise operator are broadcast."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from dlpulint.checks.base import OperatorParams, alternatives, left_open, operator_check, shape_text
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Tensor

Form: TypeAlias = Literal[
    "same-shape",
    "constant-same-shape",
    "one-element",
    "constant-scalar",
    "constant-channels",
    "constant-broadcast",
    "variable-scalar",
    "variable-channels",
    "variable-broadcast",
]
"""Equal shapes, or a broadcast operand: one number, 1x1x1xC, or anything else.

`one-element` is two operands of one element each. On a map with one channel a number is 1x1x1xC,
not a scalar.
"""


class BroadcastForm(OperatorParams, frozen=True, kw_only=True):
    """Accepted ways to broadcast an operand."""

    allow: tuple[Form, ...] = ()
    """Only these; all when empty."""
    forbid: tuple[Form, ...] = ()
    """None of these."""


@operator_check("broadcast-form", BroadcastForm, "form", "shape", "other_shape", "allowed")
def broadcast_form(operator: Operator, facts: Facts, params: BroadcastForm) -> Iterator[Hit]:
    """The operands have the same shape, or one of them is broadcast in an accepted way."""
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
    """Sort key of operands: the smaller first, the constant first among equals."""
    return tensor.elements or 0, not tensor.constant


def form_of(smaller: Tensor, larger: Tensor) -> Form | None:
    """How the smaller of two operands is broadcast, or `None` if a shape is unknown."""
    if (
        smaller.shape is None
        or larger.shape is None
        or smaller.elements is None
        or larger.elements is None
    ):
        return None
    # Leading ones are added as needed, as in every runtime.
    if smaller.elements == larger.elements == 1:
        return "one-element"
    rank = max(len(larger.shape), len(smaller.shape))
    missing = rank - len(smaller.shape)
    if (1,) * missing + smaller.shape == (1,) * (rank - len(larger.shape)) + larger.shape:
        return "constant-same-shape" if smaller.constant or larger.constant else "same-shape"
    if rank == 4 and smaller.elements == (smaller.shape or (1,))[-1] == larger.shape[-1]:
        return "constant-channels" if smaller.constant else "variable-channels"
    if smaller.elements == 1:
        return "constant-scalar" if smaller.constant else "variable-scalar"
    return "constant-broadcast" if smaller.constant else "variable-broadcast"

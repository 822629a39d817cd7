"""Activations and arithmetic, element by element, which keep the order of their operands."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from dlpulint.conversion.onnx2tf.draft import Draft, Order, View, channels_last, kept, number
from dlpulint.conversion.onnx2tf.remaining import as_it_is, vanished
from dlpulint.model.graph import Attribute, Operator, Tensor

_FUSING = frozenset({"add", "sub", "mul", "div"})
"""Arithmetic that may have a fused activation in TFLite."""

_CLAMPS = {(0.0, None): "relu", (0.0, 6.0): "relu6", (-1.0, 1.0): "relu-n1-to-1"}
"""Activations that replace a Clip, by its bounds."""


def unary(at: Operator, draft: Draft) -> None:
    """Writes an operator of one operand as the same kind in TFLite."""
    chain(at, draft, (at.kind,))


def chain(at: Operator, draft: Draft, kinds: Sequence[str], *, gated: bool = False) -> None:
    """Writes several operators in a row for one; binary ones get a constant as second operand.

    A `gated` chain ends in a product with the input.
    """
    given = at.input
    if given is None or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    result = draft.result(at, view.order)
    tensor = view.tensor
    for index, kind in enumerate(kinds):
        last = index == len(kinds) - 1
        made = result if last else draft.step(result, kind)
        attributes: dict[str, Attribute] = {}
        inputs: tuple[Tensor, ...] = (tensor,)
        if kind in _FUSING:
            attributes = {"fused_activation": "none"}
        if last and gated:
            inputs = (view.tensor, tensor)
        elif kind in _FUSING | {"minimum", "maximum"}:
            inputs = (tensor, number(f"{made.name}/number"))
        elif "alpha" in at.attributes:
            attributes["alpha"] = at.attributes["alpha"]
        tensor = draft.emit(at, kind, inputs, made, attributes=attributes)
    return draft.finish(at, View(result, view.order))


def written_out(*kinds: str, gated: bool = False) -> Callable[[Operator, Draft], None]:
    """A writer of an activation that TFLite lacks, as several operators."""

    def write(at: Operator, draft: Draft) -> None:
        chain(at, draft, kinds, gated=gated)

    return write


def clip(at: Operator, draft: Draft) -> None:
    """Writes a ReLU of some kind if TFLite has it, else a minimum, a maximum or both."""
    least, most = at.attributes.get("min"), at.attributes.get("max")
    bounded = len(at.inputs) > 1
    if least is None and most is None:
        # The bounds are computed, or there are none.
        return as_it_is(at, draft) if bounded else vanished(at, draft)
    key = (_real(least), _real(most))
    if key in _CLAMPS:
        return chain(at, draft, (_CLAMPS[key],))
    kinds = [] if most is None else ["minimum"]
    if least is not None:
        kinds.append("relu" if key[0] == 0 else "maximum")
    return chain(at, draft, kinds)


def _real(value: Attribute | None) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def prelu(at: Operator, draft: Draft) -> None:
    """Writes a PRELU with one slope per channel."""
    if at.input is None or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(at.input)
    alpha = at.first("alpha")
    slope = None if alpha is None else aligned(alpha, view.order, at, draft)
    return draft.write(at, "prelu", (view.tensor, slope), view.order, roles=("input", "alpha"))


def arithmetic(at: Operator, draft: Draft) -> None:
    """Writes an operator on operands brought to one order; one per operand after the first."""
    operands = at.with_role("input")
    if not operands or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    kind = "add" if at.kind == "add-n" else at.kind
    order = common_order(operands, at.outputs[0].rank, draft)
    tensors = [aligned(tensor, order, at, draft) for tensor in operands]
    result = draft.result(at, order)
    if len(tensors) == 1:
        return draft.finish(at, View(tensors[0], order))
    attributes: dict[str, Attribute] = {"fused_activation": "none"} if kind in _FUSING else {}
    if kind == "div" and operands[1].constant and operands[1].dtype.startswith("float"):
        kind = "mul"  # By the inverse, which is a constant too.
    total = tensors[0]
    for count, tensor in enumerate(tensors[1:], 2):
        made = result if count == len(tensors) else draft.step(result, f"{count}")
        total = draft.emit(at, kind, (total, tensor), made, attributes=attributes)
    return draft.finish(at, View(result, order))


def power(at: Operator, draft: Draft) -> None:
    """Writes a square as a product, a square root as SQRT, and another power as POW."""
    exponent = at.attributes.get("exponent")
    if exponent == 2 and at.input is not None and at.outputs:
        view = draft.view(at.input)
        twice, attributes = (view.tensor, view.tensor), {"fused_activation": "none"}
        return draft.write(at, "mul", twice, view.order, attributes=attributes)
    if exponent in (0.5, -0.5):
        return chain(at, draft, ("sqrt" if exponent == 0.5 else "rsqrt",))
    return arithmetic(at, draft)


def select(at: Operator, draft: Draft) -> None:
    """Writes a Where with all three operands in one order."""
    operands = tuple(tensor for tensor in at.inputs if tensor is not None)
    if len(operands) != 3 or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    order = common_order(operands, at.outputs[0].rank, draft)
    tensors = [aligned(tensor, order, at, draft) for tensor in operands]
    alike = len({tensor.shape for tensor in tensors}) == 1
    kind = "select" if alike else "select-v2"
    return draft.write(at, kind, tensors, order, roles=("mask", "input", "input"))


def common_order(tensors: Sequence[Tensor], rank: int, draft: Draft) -> Order:
    """The common order of operands: that of most of them, or channels-last if one has it."""
    views = (draft.view(tensor) for tensor in tensors if tensor.rank == rank)
    orders = [view.order for view in views if not view.tensor.constant]
    if not orders:
        return kept(rank)
    return channels_last(rank) if channels_last(rank) in orders else max(orders, key=orders.count)


def aligned(tensor: Tensor, order: Order, at: Operator, draft: Draft) -> Tensor:
    """An operand in the order of the result; missing dimensions are added."""
    rank = tensor.rank
    if rank is None or rank == len(order) or tensor.shape is None:
        return draft.ordered(tensor, order, at) if rank is not None else draft.view(tensor).tensor
    view = draft.view(tensor)
    if rank == 0 or (order == kept(len(order)) and view.order == kept(rank)):
        return view.tensor
    missing = len(order) - rank
    full = (*(1,) * missing, *tensor.shape)
    shape = tuple(full[dimension] for dimension in order)
    if view.tensor.constant:
        return replace(view.tensor, shape=shape, values=None)
    if sum(size != 1 for size in full) <= 1:
        return draft.reshaped(draft.ordered(tensor, kept(rank), at), shape, at)
    reshaped = draft.reshaped(draft.ordered(tensor, kept(rank), at), full, at)
    if shape == full:
        return reshaped
    widened = Tensor(tensor.name, reshaped.dtype, full)
    draft.bind(widened, View(reshaped, kept(len(order))))
    return draft.ordered(widened, order, at)

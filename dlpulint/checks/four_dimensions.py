"""Checks of tensors as a compiler sees them that writes every shape with four dimensions."""

from collections.abc import Iterator

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
from dlpulint.facts.layout import as_four_dimensions
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Shape, Tensor


class MiddlePadding(OperatorParams, frozen=True, kw_only=True):
    """Padding of the two dimensions in the middle."""

    max: Count
    """Rows or columns on each side, at most."""


@operator_check("middle-padding", MiddlePadding, "padding", "shape", "other_shape", "allowed")
def middle_padding(operator: Operator, facts: Facts, params: MiddlePadding) -> Iterator[Hit]:
    """Written with four dimensions, only the middle two are padded, and by accepted amounts.

    A first dimension larger than 1 gets a 1 in front, and missing dimensions are added at the end.
    """
    given, made = operator.input, operator.output
    if given is None or made is None:
        return
    values: dict[str, Value] = {
        "padding": "?",
        "shape": shape_text(given.shape),
        "other_shape": shape_text(made.shape),
        "allowed": f"at most {params.max}",
    }
    pads = _pads(operator, given)
    if pads is not None:
        outer = any(side > 0 for pair in (pads[0], pads[3]) for side in pair)
        if outer or max(side for pair in pads for side in pair) > params.max:
            text = ", ".join(f"{first}+{last}" for first, last in pads)
            yield Hit(operator, values | {"padding": text}, cause="padding")
        return
    # Without the amounts, what a dimension grew by decides where it is all the same on which side.
    grown = _grown(given, made)
    known = [(index, more) for index, more in enumerate(grown) if more is not None]
    if any(more > (2 * params.max if index in (1, 2) else 0) for index, more in known):
        yield Hit(operator, values, cause="padding")
    elif len(known) < 4 or any(more > params.max for _, more in known):
        reason = f"its padding is not known{left_open(given, made)}"
        yield Hit(operator, values, cause="padding", unknown=reason)


def _grown(given: Tensor, made: Tensor) -> list[int | None]:
    """What each of four dimensions grew by."""
    if given.shape is None or made.shape is None:
        return [None] * 4
    if len(given.shape) > 4 or len(given.shape) != len(made.shape):
        return [None] * 4
    pairs = zip(given.shape, made.shape, strict=True)
    grown = [None if n is None or m is None else m - n for n, m in pairs]
    return [0] * _moved_by(given.shape) + grown + [0] * (4 - len(grown) - _moved_by(given.shape))


def _pads(operator: Operator, given: Tensor) -> tuple[tuple[int, int], ...] | None:
    """Elements added before and after, per dimension of four; `None` if they are not known."""
    paddings = operator.first("paddings")
    flat = None if paddings is None else paddings.values
    if flat is None or given.shape is None or len(given.shape) > 4:
        return None
    if len(flat) != 2 * len(given.shape):
        return None
    pads = tuple(zip(flat[::2], flat[1::2], strict=True))
    moved = ((0, 0),) * _moved_by(given.shape) + pads
    return moved + ((0, 0),) * (4 - len(moved))


def _moved_by(shape: Shape) -> int:
    """Number of dimensions that writing a shape with four puts in front."""
    return int(0 < len(shape) < 4 and shape[0] not in (1, None))


class LargeMap(OperatorParams, frozen=True, kw_only=True):
    """Large maps with few columns or few channels."""

    role: OperandRole = "input"
    height: Count = 0
    """Up to this many rows are accepted."""
    area: Count = 0
    """Up to this many rows times columns are accepted."""
    width: Count | None = None
    """With more columns than this, any size is accepted."""
    channels: Count
    """With more channels than this, any size is accepted."""
    stride: Positive | None = None
    """Only operators with this stride are checked; those without one as well when left out."""


@operator_check("large-map", LargeMap, "shape", "rows", "columns")
def large_map(operator: Operator, facts: Facts, params: LargeMap) -> Iterator[Hit]:
    """Written with four dimensions, no large map has few columns or few channels.

    A first dimension larger than 1 gets a 1 in front, and missing dimensions are added at the end.
    """
    strides = (operator.integer("stride_height"), operator.integer("stride_width"))
    if params.stride is not None and strides != (params.stride, params.stride):
        return
    judged = (_judge_map(operator, tensor, params) for tensor in operands(operator, params.role))
    yield from decisive(hit for hit in judged if hit is not None)


def _judge_map(operator: Operator, tensor: Tensor, params: LargeMap) -> Hit | None:
    moved = None if tensor.shape is None else as_four_dimensions(tensor.shape)
    if tensor.rank is not None and tensor.rank > 4:
        return None
    _, height, width, channels = moved or (None, None, None, None)
    fine = (
        (height is not None and height <= params.height)
        or (height is not None and width is not None and height * width <= params.area)
        or (width is not None and params.width is not None and width > params.width)
        or (channels is not None and channels > params.channels)
    )
    if fine:
        return None
    values: dict[str, Value] = {
        "shape": shape_text(tensor.shape),
        "rows": "?" if height is None else height,
        "columns": "?" if width is None else width,
    }
    if height is None or width is None or channels is None:
        reason = f"the size of its {params.role} is not known{left_open(tensor)}"
        return Hit(operator, values, cause="map", unknown=reason)
    return Hit(operator, values, cause="map")

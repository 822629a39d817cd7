"""Operators that move values without changing them, in NumPy, for numbers of any type."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from dlpulint.facts.steps import CONVERSIONS
from dlpulint.mending.decoding.unsupported import UnsupportedError
from dlpulint.model.graph import Operator, Tensor

if TYPE_CHECKING:
    import numpy as np

Arrays: TypeAlias = "Sequence[np.ndarray]"
"""Operands in the operator's order; those that are no numbers are empty."""


def _reshaped(operator: Operator, given: Arrays) -> "Arrays":
    return [given[0].reshape(_sizes(operator.outputs[0]))]


def _transposed(operator: Operator, given: Arrays) -> "Arrays":
    return [given[0].transpose(operator.integers("perm") or ())]


def _joined(operator: Operator, given: Arrays) -> "Arrays":
    import numpy as np

    return [np.concatenate(given, axis=_axis(operator))]


def _stacked(operator: Operator, given: Arrays) -> "Arrays":
    import numpy as np

    return [np.stack(given, axis=_axis(operator))]


def _unstacked(operator: Operator, given: Arrays) -> "Arrays":
    import numpy as np

    return list(np.moveaxis(given[0], _axis(operator), 0))


def _split(operator: Operator, given: Arrays) -> "Arrays":
    import numpy as np

    # The axis is the first operand of SPLIT and the last one of SPLIT_V.
    axis = _numbers(operator, 0 if operator.kind == "split" else 2)[0]
    whole = given[1] if operator.kind == "split" else given[0]
    ends = np.cumsum([_sizes(output)[axis] for output in operator.outputs])
    return np.split(whole, ends[:-1], axis=axis)


def _sliced(operator: Operator, given: Arrays) -> "Arrays":
    begin, size = _numbers(operator, 1), _numbers(operator, 2)
    cuts = [slice(b, None if s < 0 else b + s) for b, s in zip(begin, size, strict=True)]
    return [given[0][tuple(cuts)]]


def _strided(operator: Operator, given: Arrays) -> "Arrays":
    masks = ("ellipsis_mask", "new_axis_mask")
    if any(operator.integer(mask) for mask in masks):
        raise UnsupportedError
    begin, end, strides = (_numbers(operator, position) for position in (1, 2, 3))
    no_begin, no_end = operator.integer("begin_mask") or 0, operator.integer("end_mask") or 0
    dropped = operator.integer("shrink_axis_mask") or 0
    cuts: list[int | slice] = []
    for axis, (first, last, stride) in enumerate(zip(begin, end, strides, strict=True)):
        if dropped >> axis & 1:
            cuts.append(first)
            continue
        if operator.attributes.get("offset"):
            last += first
        start = None if no_begin >> axis & 1 else first
        cuts.append(slice(start, None if no_end >> axis & 1 else last, stride))
    return [given[0][tuple(cuts)]]


def _gathered(operator: Operator, given: Arrays) -> "Arrays":
    import numpy as np

    if operator.integer("batch_dims"):
        raise UnsupportedError
    index = np.asarray(given[1]).astype(np.int64)
    return [np.take(given[0], index, axis=_axis(operator))]


def _repeated(operator: Operator, given: Arrays) -> "Arrays":
    import numpy as np

    return [np.broadcast_to(given[0], _sizes(operator.outputs[0]))]


def _same(_operator: Operator, given: Arrays) -> "Arrays":
    return [given[0]]


MOVES: dict[str, Callable[[Operator, Arrays], Arrays]] = {
    **dict.fromkeys(CONVERSIONS, _same),
    **dict.fromkeys(("reshape", "squeeze", "expand-dims"), _reshaped),
    "transpose": _transposed,
    "concatenation": _joined,
    "pack": _stacked,
    "unpack": _unstacked,
    "split": _split,
    "split-v": _split,
    "slice": _sliced,
    "strided-slice": _strided,
    "gather": _gathered,
    "broadcast-to": _repeated,
}
"""Results of an operator on its operands, by its kind."""


def _sizes(tensor: Tensor) -> tuple[int, ...]:
    if tensor.shape is None or None in tensor.shape:
        raise UnsupportedError
    return tuple(size or 0 for size in tensor.shape)


def _axis(operator: Operator) -> int:
    return operator.integer("axis") or 0


def _numbers(operator: Operator, position: int) -> tuple[int, ...]:
    tensor = operator.inputs[position]
    if tensor is None or tensor.values is None:
        raise UnsupportedError
    return tensor.values

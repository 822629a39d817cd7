"""What a tail computes, in real numbers, and which values each of its results depends on."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dlpulint.mending.decoding.arithmetic import COMPUTED, OVER_AXES, OVER_LAST
from dlpulint.mending.decoding.moves import MOVES, Arrays
from dlpulint.mending.decoding.tail import POSTPROCESS, Tail
from dlpulint.mending.decoding.unsupported import UnsupportedError
from dlpulint.model.graph import Operator, Tensor

if TYPE_CHECKING:
    import numpy as np

NOTHING = 2**60
"""Number of a source that does not exist: a result of constants alone."""

_PERTURBED = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
"""Signs of the rounding errors of constants, by turns: all combinations for any two of three."""


class UnknownOperatorError(Exception):
    """An operator that is not evaluated, by its native name."""


def results(
    tail: Tail, values: "Sequence[np.ndarray]", wanted: Sequence[Tensor]
) -> "tuple[np.ndarray, ...]":
    """Values of some tensors of the tail, from values at its ends."""
    return _run(tail, values, wanted, {t: c.values for t, c in tail.constants.items()})


def rounded_results(
    tail: Tail, values: "Sequence[np.ndarray]", wanted: Sequence[Tensor]
) -> "tuple[np.ndarray, ...]":
    """As `results`, each tensor rounded to its scale, but not cut off at its limits."""
    exact = {t: c.values for t, c in tail.constants.items()}
    return _run(tail, values, wanted, exact, rounded=True)


def tolerances(
    tail: Tail,
    values: "Sequence[np.ndarray]",
    wanted: Sequence[Tensor],
    found: "Sequence[np.ndarray]",
) -> "tuple[np.ndarray, ...]":
    """Largest changes of `found` that the rounding of the tail's constants explains."""
    import numpy as np

    spread = [np.zeros(result.shape) for result in found]
    exact = {tensor: constant.values for tensor, constant in tail.constants.items()}
    rounded = [(t, constant) for t, constant in tail.constants.items() if constant.step.any()]
    for signs in _PERTURBED if rounded else ():
        moved = exact | {
            tensor: constant.values + signs[number % 3] * constant.step
            for number, (tensor, constant) in enumerate(rounded)
        }
        for change, before, after in zip(
            spread, found, _run(tail, values, wanted, moved), strict=True
        ):
            np.maximum(change, np.abs(after - before), out=change)
    return tuple(1.25 * change for change in spread)


def sources(
    tail: Tail, wanted: Sequence[Tensor]
) -> "tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]":
    """First and last of the values at the ends that each result depends on.

    Values are numbered through all ends, in order.
    """
    import numpy as np

    first, start = [], 0
    for end in tail.ends:
        count = end.elements or 0
        first.append(np.arange(start, start + count).reshape([s or 0 for s in end.shape or ()]))
        start += count
    numbers = {t: np.full(c.values.shape, NOTHING) for t, c in tail.constants.items()}
    low = _run(tail, first, wanted, numbers, follow=True)
    high = _run(tail, [-values for values in first], wanted, numbers, follow=True)
    return low, tuple(-values for values in high)


def _run(
    tail: Tail,
    values: "Sequence[np.ndarray]",
    wanted: Sequence[Tensor],
    constants: "Mapping[Tensor, np.ndarray]",
    follow: bool = False,
    rounded: bool = False,
) -> "tuple[np.ndarray, ...]":
    import numpy as np

    known = dict(zip(tail.ends, values, strict=True)) | dict(constants)
    nothing = np.zeros(0)
    with np.errstate(all="ignore"):
        for operator in tail.operators:
            if known.keys() >= set(operator.outputs):
                continue
            given = [nothing if t is None else known.get(t, nothing) for t in operator.inputs]
            try:
                found = _followed(operator, given) if follow else _computed(operator, given)
            except (UnsupportedError, ValueError, IndexError, TypeError):
                if operator.kind == POSTPROCESS and set(wanted).isdisjoint(operator.outputs):
                    continue
                raise UnknownOperatorError(operator.native) from None
            for tensor, result in zip(operator.outputs, found, strict=False):
                if result.shape != tensor.shape:
                    raise UnknownOperatorError(operator.native)
                known[tensor] = _rounded(tensor, result) if rounded else result
    if not known.keys() >= set(wanted):
        raise UnknownOperatorError("that writes a result")
    return tuple(known[tensor] for tensor in wanted)


def _rounded(tensor: Tensor, result: "np.ndarray") -> "np.ndarray":
    import numpy as np

    quantization = tensor.quantization
    scale = None if quantization is None else quantization.scale
    if quantization is None or not scale or tensor.dtype not in ("int8", "uint8", "int16"):
        return result
    return np.asarray(np.round(result / scale) * scale)


def _computed(operator: Operator, given: Arrays) -> Arrays:
    function = MOVES.get(operator.kind) or COMPUTED.get(operator.kind)
    if function is None:
        raise UnsupportedError
    return function(operator, given)


def _followed(operator: Operator, given: Arrays) -> Arrays:
    """The least of the source numbers that each result depends on."""
    import numpy as np

    if operator.kind in MOVES:
        return MOVES[operator.kind](operator, given)
    if operator.kind not in COMPUTED:
        raise UnsupportedError
    shape = [size or 0 for size in operator.outputs[0].shape or ()]
    if operator.kind in OVER_LAST:
        return [np.broadcast_to(given[0].min(-1, keepdims=True), shape)]
    if operator.kind in OVER_AXES:
        return [given[0].min(axis=operator.integers("axes")).reshape(shape)]
    result = given[0]
    for other in given[1:]:
        result = np.minimum(result, other)
    return [np.broadcast_to(result, shape)]

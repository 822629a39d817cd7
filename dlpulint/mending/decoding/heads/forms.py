"""Functions of one number that heads apply to predictions, found from values of a few inputs."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from dlpulint.mending.decoding.arithmetic import sigmoid

if TYPE_CHECKING:
    import numpy as np

Form: TypeAlias = Literal["constant", "identity", "sigmoid", "squared-sigmoid", "exp", "silu"]

PROBES = (-30.0, -1.0, 0.0, 1.0, 2.0, 30.0)
"""Inputs that tell the forms apart; a sigmoid of the outer ones is 0 and 1."""

_CLOSE = 1e-6
"""Relative differences below this come from rounding of 64-bit floats."""


class Fit(Struct, frozen=True, eq=False):
    """A column of a table as `scale * form(rate * x) + offset`, row by row."""

    form: Form
    rate: float
    scale: "np.ndarray"
    offset: "np.ndarray"
    scale_error: "np.ndarray"
    """Largest difference of `scale` from its ideal value by rounded constants."""
    offset_error: "np.ndarray"

    @property
    def plain(self) -> bool:
        """Whether the column is the form itself."""
        return bool((abs(self.scale - 1) < 1e-5).all() and (abs(self.offset) < 1e-5).all())


def fit_of(found: "Mapping[float, np.ndarray]", errors: "Mapping[float, np.ndarray]") -> Fit | None:
    """Fit of a column's values for all inputs equal to each of `PROBES`."""
    import numpy as np

    first, zero, last = found[PROBES[0]], found[0.0], found[PROBES[-1]]
    ends = errors[PROBES[0]] + errors[PROBES[-1]]
    nothing = np.zeros(zero.shape)
    with np.errstate(all="ignore"):
        power = float(np.log(np.median(found[1.0] / zero))) if zero.all() else 0.0
    inner = errors[0.0] + errors[1.0]
    fits = (
        Fit("constant", 1.0, nothing, zero, nothing, errors[0.0]),
        Fit("identity", 1.0, found[1.0] - zero, zero, inner, errors[0.0]),
        Fit("sigmoid", 1.0, last - first, first, ends, errors[PROBES[0]]),
        Fit("squared-sigmoid", 1.0, last - first, first, ends, errors[PROBES[0]]),
        Fit("exp", power, zero, nothing, errors[0.0], nothing),
        Fit("silu", 1.0, (found[30.0] - zero) / 30, zero, inner, errors[0.0]),
    )
    for fit in fits:
        if np.isfinite(fit.rate) and all(_agrees(fit, x, found[x]) for x in PROBES):
            return fit
    return None


def _agrees(fit: Fit, x: float, found: "np.ndarray") -> bool:
    import numpy as np

    expected = fit.scale * _FUNCTIONS[fit.form](np.array(fit.rate * x)) + fit.offset
    size = np.maximum(np.abs(found), np.abs(fit.scale) + np.abs(fit.offset))
    return bool(np.all(np.abs(expected - found) <= _CLOSE * size + 1e-9))


_FUNCTIONS: "Mapping[Form, Callable[[np.ndarray], np.ndarray]]" = {
    "constant": lambda x: 0 * x,
    "identity": lambda x: x,
    "sigmoid": sigmoid,
    "squared-sigmoid": lambda x: sigmoid(x) ** 2,
    "silu": lambda x: x * sigmoid(x),
    "exp": lambda x: 2.718281828459045**x,
}

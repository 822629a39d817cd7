"""Fits of the estimates of latency, and their errors on networks that were left out one by one."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from statistics import median
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.latency_rows import Network

Column: TypeAlias = Callable[[str, Network], float]
"""A figure of a network by name."""

Predict: TypeAlias = Callable[[str], float]
"""Milliseconds of a network."""

_DECODED = 25_200 * 85 / 1e6
"""Millions of elements that the decode tail of YOLOv5 writes at 640x640."""


def _is(name: str) -> Column:
    return lambda network, _: float(network.startswith(name))


MB: Mapping[str, Column] = {"ms per MB": lambda _, network: network.activation_mb}
GMAC: Mapping[str, Column] = {"ms per GMAC": lambda _, network: network.gmac}
OVERFLOW: Mapping[str, Column] = {"ms per MB beyond 6.9 MB": lambda _, network: network.overflow_mb}
POSTPROCESS: Mapping[str, Column] = {
    "ms per MB of scores": lambda _, network: network.postprocess_mb
}
DECODE: Mapping[str, Column] = {
    "ns per element of the tail": lambda _, network: _DECODED * (network.tail_mb > 1)
}
DETECTIONS: Mapping[str, Column] = {"ms of SSD": _is("ssd"), "ms of MobileDet": _is("mobiledet")}
"""Times of the post-processing with random input, one for each detector."""


SHAPED = "times the form of Coral's"


def shaped(coefficients: Mapping[str, float], forms: Mapping[str, Column]) -> Mapping[str, Column]:
    """One column with the form of another chip; its coefficient is how many times slower."""
    return {
        SHAPED: lambda name, network: sum(
            coefficients[key] * column(name, network) for key, column in forms.items()
        )
    }


class Fit(Struct, frozen=True):
    """Coefficients, and predictions for networks that were left out."""

    coefficients: Mapping[str, float]
    left_out: Mapping[str, float]
    """Milliseconds predicted for each network by a fit without it.

    A network whose tail no other has cannot be left out.
    """

    def errors(self, measured: Mapping[str, float]) -> list[float]:
        """Relative errors of the networks left out."""
        return [abs(ms / measured[name] - 1) for name, ms in self.left_out.items()]


def fitted(
    measured: Mapping[str, float], networks: Mapping[str, Network], form: Mapping[str, Column]
) -> Fit:
    """Fit of a form to measured milliseconds, by the least squares of relative errors."""
    names = list(measured)
    table = np.array([[c(n, networks[n]) for c in form.values()] for n in names])
    times = np.array([measured[name] for name in names])
    whole = _least_squares(table, times)
    left_out: dict[str, float] = {}
    for at, name in enumerate(names):
        rest = [number for number in range(len(names)) if number != at]
        alone = (table[at] != 0) & ~(table[rest] != 0).any(axis=0)
        if not alone.any():
            left_out[name] = float(table[at] @ _least_squares(table[rest], times[rest]))
    return Fit(dict(zip(form, map(float, whole), strict=True)), left_out)


def _least_squares(table: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coefficients of the least relative error, none of them below zero."""
    scaled, ones = table / times[:, None], np.ones(len(times))
    best, least = np.zeros(table.shape[1]), float("inf")
    # There are at most five columns: every choice of them is tried.
    for count in range(1, table.shape[1] + 1):
        for chosen in combinations(range(table.shape[1]), count):
            found, *_ = np.linalg.lstsq(scaled[:, chosen], ones, rcond=None)
            error = float(np.sum((scaled[:, chosen] @ found - ones) ** 2))
            if (found >= 0).all() and error < least - 1e-12:
                best, least = np.zeros(table.shape[1]), error
                best[list(chosen)] = found
    return best


def by_macs(measured: Mapping[str, float], networks: Mapping[str, Network]) -> dict[str, float]:
    """Baseline: milliseconds per GMAC alone, each network left out."""
    return dict(fitted(measured, networks, GMAC).left_out)


def by_nearest(measured: Mapping[str, float], networks: Mapping[str, Network]) -> dict[str, float]:
    """Baseline: the row of the nearest MACs, scaled by them, each network left out."""
    found: dict[str, float] = {}
    for name in measured:
        gmac = networks[name].gmac
        others = [other for other in measured if other != name]
        near = min(others, key=lambda other: abs(np.log(networks[other].gmac / gmac)))
        found[name] = measured[near] * gmac / networks[near].gmac
    return found


def middle_and_worst(
    predicted: Mapping[str, float], measured: Mapping[str, float]
) -> tuple[float, float]:
    """Median and largest relative error, in percent."""
    errors: Sequence[float] = [abs(ms / measured[name] - 1) for name, ms in predicted.items()]
    return 100 * median(errors), 100 * max(errors)

"""Generated functions beside the tails that they replace, on random outputs."""

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlpulint.mending.decoding.evaluation import results, rounded_results, tolerances
from dlpulint.mending.decoding.heads.head import Head
from dlpulint.mending.decoding.heads.parts import CentreBoxes, DistanceBoxes
from dlpulint.mending.decoding.heads.recognition import width_of

if TYPE_CHECKING:
    import numpy as np

    from dlpulint.model.graph import Tensor

_SEEDS = (1, 2)
_CLOSE = 2e-5
"""Relative difference that 32-bit floats explain."""


class Rounding(Struct, frozen=True):
    """Largest differences of a function from a quantized tail, in steps of the tail's result.

    They come from rounding alone; numbers beyond the tail's ranges differ more.
    """

    boxes: float | None
    """`None` for a result without boxes."""
    others: float | None


def agrees(text: str, head: Head) -> bool:
    """Whether a module's function gives the results of a head, but for rounding of constants."""
    function = _function(text, head)
    return all(_agrees(function, head, seed) for seed in _SEEDS)


def roundings(text: str, head: Head) -> tuple[Rounding | None, ...]:
    """For each of the original's results its rounding; `None` for one that is not quantized."""
    import numpy as np

    random = np.random.default_rng(_SEEDS[0])
    raw = [_likely(end, random) for end in head.tail.ends]
    real = [_real(stored, end) for stored, end in zip(raw, head.tail.ends, strict=True)]
    expected = rounded_results(head.tail, real, head.tail.results)
    with np.errstate(all="ignore"):
        found = _function(text, head)(raw)
    pairs = zip(head.tail.results, found, expected, strict=True)
    return tuple(_rounding(head, *triple) for triple in pairs)


def _function(text: str, head: Head) -> Any:
    names: dict[str, Any] = {}
    # The text is our own; names of the file stand in it as escaped literals only.
    exec(compile(text, "decode.py", "exec"), names)
    return names["predictions" if head.postprocess is not None else "decode"]


def _rounding(
    head: Head, tensor: "Tensor", found: "np.ndarray", expected: "np.ndarray"
) -> Rounding | None:
    import numpy as np

    scale = None if tensor.quantization is None else tensor.quantization.scale
    result = next((r for r in head.results if r.tensor is tensor), None)
    if result is None or not scale or tensor.dtype.startswith("float"):
        return None
    steps = result.layout.table(np.abs(found - expected) / scale)
    boxes = np.zeros(steps.shape[1], bool)
    column = 0
    for part in result.parts:
        width = width_of(part)
        boxes[column : column + width] = isinstance(part, CentreBoxes | DistanceBoxes)
        column += width
    largest = [float(steps[:, of].max()) if of.any() else None for of in (boxes, ~boxes)]
    return Rounding(largest[0], largest[1])


def _agrees(function: Any, head: Head, seed: int) -> bool:
    import numpy as np

    raw, real = _inputs(head, seed)
    wanted = (
        [result.tensor for result in head.results]
        if head.postprocess is not None
        else list(head.tail.results)
    )
    expected = results(head.tail, real, wanted)
    allowed = tolerances(head.tail, real, wanted, expected)
    with np.errstate(all="ignore"):
        found = function(raw)
    return len(found) == len(expected) and all(
        _close(*triple) for triple in zip(found, expected, allowed, strict=True)
    )


def _inputs(head: Head, seed: int) -> "tuple[list[np.ndarray], list[np.ndarray]]":
    """Random outputs of a mended file, and the real numbers that they stand for."""
    import numpy as np

    random = np.random.default_rng(seed)
    raw = [_random(end, random) for end in head.tail.ends]
    return raw, [_real(stored, end) for stored, end in zip(raw, head.tail.ends, strict=True)]


def _close(found: "np.ndarray", expected: "np.ndarray", allowed: "np.ndarray") -> bool:
    import numpy as np

    if found.shape != expected.shape:
        return False
    large = np.abs(expected)
    size = large + np.median(large) + min(large.mean(), 1.0) + 1e-3
    return bool(np.all(np.abs(found - expected) <= allowed + _CLOSE * size))


def _random(end: "Tensor", random: "np.random.Generator") -> "np.ndarray":
    """Values that an output of this type may have: integers of its range, else numbers near 0."""
    import numpy as np

    shape = tuple(size or 0 for size in end.shape or ())
    if end.dtype.startswith("float"):
        return random.normal(0, 3, shape).astype(np.float32)
    limits = np.iinfo(end.dtype)
    return random.integers(limits.min, limits.max, shape, endpoint=True, dtype=limits.dtype)


def _likely(end: "Tensor", random: "np.random.Generator") -> "np.ndarray":
    """Values as networks predict them, of about -6 to 6."""
    import numpy as np

    values = random.normal(0, 2, [size or 0 for size in end.shape or ()])
    scale = None if end.quantization is None else end.quantization.scale
    if end.dtype.startswith("float") or not scale or end.quantization is None:
        return values.astype(np.float32)
    limits = np.iinfo(end.dtype)
    steps = np.round(values / scale) + (end.quantization.zero_point or 0)
    return np.clip(steps, limits.min, limits.max).astype(end.dtype)


def _real(stored: "np.ndarray", end: "Tensor") -> "np.ndarray":
    import numpy as np

    values = stored.astype(np.float64)
    scale = None if end.quantization is None else end.quantization.scale
    if scale is None or end.quantization is None:
        return values
    point = end.quantization.zero_point or 0
    return np.asarray((values - point) * scale)

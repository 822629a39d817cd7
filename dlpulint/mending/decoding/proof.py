"""Whether a generated function computes what the tail computes, on random outputs."""

from typing import TYPE_CHECKING, Any

from dlpulint.mending.decoding.evaluation import results, tolerances
from dlpulint.mending.decoding.heads.head import Head

if TYPE_CHECKING:
    import numpy as np

    from dlpulint.model.graph import Tensor

_SEEDS = (1, 2)
_CLOSE = 2e-5
"""Relative difference that 32-bit floats explain."""


def agrees(text: str, head: Head) -> bool:
    """Whether a module's function gives the results of a head, but for rounding of constants."""
    names: dict[str, Any] = {}
    # The text is our own; names of the file stand in it as escaped literals only.
    exec(compile(text, "decode.py", "exec"), names)
    function = names["predictions" if head.postprocess is not None else "decode"]
    return all(_agrees(function, head, seed) for seed in _SEEDS)


def _agrees(function: Any, head: Head, seed: int) -> bool:
    import numpy as np

    random = np.random.default_rng(seed)
    raw, real = [], []
    for end in head.tail.ends:
        stored = _random(end, random)
        raw.append(stored)
        real.append(_real(stored, end))
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


def _real(stored: "np.ndarray", end: "Tensor") -> "np.ndarray":
    import numpy as np

    values = stored.astype(np.float64)
    scale = None if end.quantization is None else end.quantization.scale
    if scale is None or end.quantization is None:
        return values
    point = end.quantization.zero_point or 0
    return np.asarray((values - point) * scale)

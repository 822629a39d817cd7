"""Numbers as Python source: short, and as exact as 32-bit floats."""

from collections.abc import Iterable


def number_text(value: float) -> str:
    """Source of a number: a whole one, or the shortest decimal of a 32-bit float."""
    import numpy as np

    if abs(value - round(value)) < 1e-9 * max(1, abs(value)) and abs(value) < 1e6:
        return str(round(value))
    return str(np.float32(value))


def step_text(value: float) -> str:
    """Source of a grid's step: `1 / 80` where it is a fraction of 1."""
    part = 1 / value if value else 0.0
    if 1 < part < 1e6 and abs(part - round(part)) < 1e-9 * part:
        return f"1 / {round(part)}"
    return number_text(value)


def tuple_text(values: Iterable[float]) -> str:
    """Source of a tuple of numbers."""
    return joined_text(number_text(value) for value in values)


def steps_text(values: Iterable[float]) -> str:
    """Source of a tuple of steps."""
    return joined_text(step_text(value) for value in values)


def joined_text(texts: Iterable[str]) -> str:
    """Source of a tuple of expressions."""
    items = list(texts)
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"

"""Numbers and shapes as people write them, alike in every report."""

_THOUSANDS = ("", "k", "M", "G", "T")


def size(amount: int, unit: str = "") -> str:
    """`4.28 MB`: three digits, and the thousands they stand for before the unit."""
    value, thousands = float(amount), 0
    while abs(value) >= 999.5 and thousands < len(_THOUSANDS) - 1:
        value /= 1000
        thousands += 1
    return f"{value:.3g} {_THOUSANDS[thousands]}{unit}".rstrip()


def span(first: int, last: int) -> str:
    """`3 to 5`, or `3` where both are the same."""
    least, most = sorted((first, last))
    return f"{least}" if least == most else f"{least} to {most}"


def share(part: int, whole: int) -> str:
    """A percentage that says 0 and 100 only of nothing and all."""
    if not whole:
        return "0"
    percent = 100 * part / whole
    if 0 < part < whole:
        percent = min(max(percent, 0.1), 99.9)
    return f"{percent:.1f}".removesuffix(".0")


def range_text(ends: tuple[float, float]) -> str:
    """`-1 to 0.992`: real numbers to three digits."""
    return f"{ends[0]:.3g} to {ends[1]:.3g}"


def shape_text(shape: tuple[int | None, ...] | None, cross: str = " × ") -> str:
    """`1 × 96 × 96 × 3`, with `?` for what is not known."""
    if shape is None:
        return "unknown rank"
    return cross.join("?" if size is None else f"{size}" for size in shape) or "scalar"

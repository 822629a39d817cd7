"""The parts that a result is made of, column by column."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from dlpulint.mending.decoding.heads.centres import centre_boxes
from dlpulint.mending.decoding.heads.distances import distance_boxes
from dlpulint.mending.decoding.heads.forms import PROBES, Fit, fit_of
from dlpulint.mending.decoding.heads.parts import Constant, Part, Points, Scores
from dlpulint.mending.decoding.heads.points import points_of
from dlpulint.mending.decoding.heads.probing import Probed
from dlpulint.mending.decoding.layout import Layout

Plain: TypeAlias = Literal["identity", "sigmoid", "silu"]
"""Functions without parameters."""

_BOX = 4
"""Numbers of a box."""


def parts_of(found: Probed, number: int) -> tuple[Part, ...] | None:
    """Parts of a result; `None` if a column fits none that is known.

    Args:
        found: A probed tail.
        number: The result's number among those that were probed.
    """
    layout = found.layouts[number]
    fits = tuple(_fits(found, number))
    parts: list[Part] = []
    column = 0
    while column < len(layout.channels):
        part = _part_at(found, number, fits, column)
        if part is None:
            return None
        parts.append(part)
        column += width_of(part)
    return tuple(parts)


def width_of(part: Part) -> int:
    """Number of a part's columns."""
    if isinstance(part, Scores | Points):
        return part.columns
    return 1 if isinstance(part, Constant) else _BOX


def _fits(found: Probed, number: int) -> Iterator[Fit | None]:
    """The fit of each column that depends on a single prediction."""
    layout = found.layouts[number]
    for column, (first, last) in enumerate(layout.channels):
        if first != last or any(o.ends[column] != o.last_ends[column] for o in layout.levels):
            yield None
            continue
        values, errors = (
            {x: tables[number][:, column] for x, tables in zip(PROBES, of, strict=True)}
            for of in ([a.values for a in found.uniform], [a.errors for a in found.uniform])
        )
        yield fit_of(values, errors)


def _part_at(found: Probed, number: int, fits: tuple[Fit | None, ...], column: int) -> Part | None:
    layout, fit = found.layouts[number], fits[column]
    if fit is not None and fit.form == "constant" and not fit.offset.std():
        return Constant(float(fit.offset[0]))
    function = _plain(fit)
    if function is not None:
        return _run(layout, fits, column, function)
    together = _softmax(layout, fits, column) or _product(layout, fits, column)
    if together is not None:
        return together
    return _box(found, number, fits, column) or points_of(found, number, column, fits)


def _box(found: Probed, number: int, fits: tuple[Fit | None, ...], column: int) -> Part | None:
    box = fits[column : column + _BOX]
    if len(box) < _BOX or any(map(_plain, box)):
        return None
    if None not in box:
        boxes = centre_boxes(found, number, column, box)
        return boxes or distance_boxes(found, number, column)
    # Sums of two distances can look like corners of a centre and a size, not the other way.
    return distance_boxes(found, number, column) or centre_boxes(found, number, column, box)


def _plain(fit: Fit | None) -> Plain | None:
    """The function of a column that has no parameters."""
    if fit is None or not fit.plain:
        return None
    form = fit.form
    return form if form == "identity" or form == "sigmoid" or form == "silu" else None


def _run(
    layout: Layout,
    fits: tuple[Fit | None, ...],
    column: int,
    function: Plain,
) -> Scores:
    """Columns from `column` on with one function and consecutive channels of the same ends."""
    ends, channel = _ends(layout, column), layout.channels[column][0]
    count = 1
    while (
        column + count < len(fits)
        and _plain(fits[column + count]) == function
        and _ends(layout, column + count) == ends
        and layout.channels[column + count][0] == channel + count
    ):
        count += 1
    return Scores(count, ends, channel, function)


def _softmax(layout: Layout, fits: tuple[Fit | None, ...], column: int) -> Scores | None:
    """Columns that all depend on the same channels, as many or one (the background) more."""
    first, last = layout.channels[column]
    count = 1
    while (
        column + count < len(fits)
        and layout.channels[column + count] == (first, last)
        and _ends(layout, column + count) == _ends(layout, column)
    ):
        count += 1
    hidden = last - first + 1 - count
    if count < 2 or hidden not in (0, 1) or last == first:
        return None
    return Scores(count, _ends(layout, column), first + hidden, "softmax", classes=(first, last))


def _product(layout: Layout, fits: tuple[Fit | None, ...], column: int) -> Scores | None:
    """Columns with a sigmoid each times one that they share."""
    pairs = layout.channels[column:]
    ends = [(_ends(layout, c), _ends(layout, c, last=True)) for c in range(column, len(fits))]
    for shared in (0, 1):
        other = 1 - shared
        count = 1
        while (
            count < len(pairs)
            and fits[column + count] is None
            and ends[count] == ends[0]
            and pairs[count][shared] == pairs[0][shared]
            and pairs[count][other] == pairs[0][other] + count
        ):
            count += 1
        single = column + 1 == len(fits) and pairs[0][0] != pairs[0][1]
        if fits[column] is None and (count > 1 or single or ends[0][0] != ends[0][1]):
            own = (ends[0][shared], pairs[0][shared])
            return Scores(count, ends[0][other], pairs[0][other], "product", objectness=own)
    return None


def _ends(layout: Layout, column: int, last: bool = False) -> tuple[int, ...]:
    return tuple((o.last_ends if last else o.ends)[column] for o in layout.levels)

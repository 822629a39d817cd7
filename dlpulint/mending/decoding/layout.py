"""Where each number of a result comes from: feature map, cell, anchor, and channel."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from dlpulint.mending.decoding.evaluation import NOTHING
from dlpulint.mending.decoding.listing import Listing, listing_of
from dlpulint.mending.decoding.tail import Tail
from dlpulint.model.graph import Tensor

if TYPE_CHECKING:
    import numpy as np


class Level(Struct, frozen=True):
    """The rows of a result that come from the feature maps of one resolution."""

    first: int
    """Number of its first row."""
    height: int
    width: int
    anchors: int
    order: Literal["cells", "anchors"]
    """What changes slowest along the rows: the cell, or the anchor."""
    ends: tuple[int, ...]
    """For each column the number of the end that it comes from."""
    last_ends: tuple[int, ...]
    """The same of the last value that the column depends on."""

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.height * self.width * self.anchors


class Layout(Struct, frozen=True, eq=False):
    """The arrangement of a result as a table: a row for each box, a column for each number."""

    shape: tuple[int, ...]
    """Shape of the result."""
    axis: int
    """The dimension of the result that runs along the columns."""
    levels: tuple[Level, ...]
    channels: tuple[tuple[int, int], ...]
    """First and last channel (of one anchor) that each column comes from."""
    lists: Mapping[int, Listing]
    """Ends that are no maps, but list the boxes of all levels, by their numbers."""

    def table(self, result: "np.ndarray") -> "np.ndarray":
        """The result as a table."""
        import numpy as np

        moved = np.moveaxis(result.reshape(self.shape), self.axis, -1)
        return moved.reshape(-1, moved.shape[-1])

    def by_cell(self, level: Level, rows: "np.ndarray") -> "np.ndarray":
        """Rows of a level, or one value for each, as (height, width, anchors, ...)."""
        import numpy as np

        own, rest = rows[level.first : level.first + level.rows], rows.shape[1:]
        size = (level.height, level.width)
        if level.order == "cells":
            return own.reshape(*size, level.anchors, *rest)
        return np.moveaxis(own.reshape(level.anchors, *size, *rest), 0, 2)


class _Sources(Struct, frozen=True, eq=False):
    """Origins of a table's numbers, an array each."""

    end: "np.ndarray"
    cell: "np.ndarray"
    channel: "np.ndarray"


def layout_of(tail: Tail, result: Tensor, low: "np.ndarray", high: "np.ndarray") -> Layout | None:
    """Layout of a result whose rows each come from one cell, as its sources tell."""
    import numpy as np

    shape = tuple(size or 0 for size in result.shape or ())
    if low.size == 0 or shape[0] != 1:
        return None
    if min(len(end.shape or ()) for end in tail.ends) < 2 or len(shape) < 2:
        return None
    lists = {n: listing for n, e in enumerate(tail.ends) if (listing := listing_of(e.shape))}
    # Columns are the last dimension, or the one after the batch (PyTorch).
    for axis in (len(shape) - 1, 1):
        tables = [np.moveaxis(t, axis, -1).reshape(-1, shape[axis]).copy() for t in (low, high)]
        if not _with_sources(tables):
            continue
        first, last = (_located(tail, table, lists) for table in tables)
        if not np.array_equal(first.cell, last.cell):
            continue
        levels = _levels(tail, first, last, lists)
        channels = _channels(levels, tail, first, last) if levels else None
        if levels and channels is not None:
            return Layout(shape, axis, levels, channels, lists)
    return None


def _with_sources(tables: "list[np.ndarray]") -> bool:
    """Whether all columns have sources; those of constants get the sources of another column."""
    empty = tables[0] >= NOTHING
    constant = empty.all(axis=0)
    if constant.all() or empty[:, ~constant].any():
        return False
    for table in tables:
        table[:, constant] = table[:, [(~constant).argmax()]]
    return True


def _located(tail: Tail, table: "np.ndarray", lists: Mapping[int, Listing]) -> _Sources:
    import numpy as np

    sizes = np.array([end.elements or 0 for end in tail.ends])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    end = np.searchsorted(starts, table, "right") - 1
    offset = table - starts[end]
    cell, channel = np.zeros_like(offset), np.zeros_like(offset)
    for number, tensor in enumerate(tail.ends):
        own = end == number
        listing = lists.get(number)
        if listing is not None and listing.turned:
            count = (tensor.elements or 0) // listing.columns
            channel[own], cell[own] = np.divmod(offset[own], count)
        else:
            columns = (tensor.shape or (1,))[-1] or 1
            cell[own], channel[own] = np.divmod(
                offset[own], listing.columns if listing else columns
            )
    return _Sources(end, cell, channel)


def _levels(
    tail: Tail, found: _Sources, last: _Sources, lists: Mapping[int, Listing]
) -> tuple[Level, ...]:
    """Levels in the order of the rows; none if the rows are in no order that is known."""
    import numpy as np

    rows = found.end.shape[0]
    # The first column from a map decides; the others have to agree.
    mapped = [c for c in range(found.end.shape[1]) if int(found.end[0, c]) not in lists]
    leading = mapped[0] if mapped else 0
    ends = found.end[:, leading]
    borders = [0, *(np.flatnonzero(np.diff(ends)) + 1).tolist(), rows]
    levels: list[Level] = []
    for start, stop in pairwise(borders):
        level = _level(tail, (found, last), slice(start, stop), leading, lists)
        if level is None:
            return ()
        levels.append(level)
    return tuple(levels)


def _level(
    tail: Tail,
    found: tuple[_Sources, _Sources],
    rows: slice,
    leading: int,
    lists: Mapping[int, Listing],
) -> Level | None:
    import numpy as np

    ends, cells, last = found[0].end[rows], found[0].cell[rows], found[1].end[rows]
    if not np.all(ends == ends[0]) or not np.all(last == last[0]):
        return None
    shape = [size or 0 for size in tail.ends[int(ends[0, leading])].shape or ()]
    height, width = shape[1:3] if int(ends[0, leading]) not in lists else (1, cells.shape[0])
    anchors, rest = divmod(cells.shape[0], height * width)
    if rest or not anchors:
        return None
    count = np.arange(height * width)
    orders: tuple[tuple[Literal["cells", "anchors"], np.ndarray], ...] = (
        ("cells", np.repeat(count, anchors)),
        ("anchors", np.tile(count, anchors)),
    )
    whole = np.arange(rows.start, rows.stop)
    for order, expected in orders:
        if all(
            np.array_equal(cells[:, c], whole if int(end) in lists else expected)
            for c, end in enumerate(ends[0])
        ):
            both = (tuple(int(end) for end in of[0]) for of in (ends, last))
            return Level(rows.start, height, width, anchors, order, *both)
    return None


def _channels(
    levels: Sequence[Level], tail: Tail, first: _Sources, last: _Sources
) -> tuple[tuple[int, int], ...] | None:
    """First and last channel of each column, if they are the same for all anchors and levels."""
    import numpy as np

    agreed: np.ndarray | None = None
    for level in levels:
        rows = slice(level.first, level.first + level.rows)
        anchor = np.arange(level.rows)
        cells = level.height * level.width
        anchor = anchor % level.anchors if level.order == "cells" else anchor // cells
        for found, ends in ((first, level.ends), (last, level.last_ends)):
            for column, end in enumerate(ends):
                shape = tail.ends[end].shape or ()
                if listing_of(shape) is None:
                    found.channel[rows, column] -= anchor * ((shape[-1] or 0) // level.anchors)
        pairs = np.stack([first.channel[rows], last.channel[rows]], -1)
        if not np.all(pairs == pairs[0]) or pairs.min() < 0:
            return None
        if agreed is not None and not np.array_equal(agreed, pairs[0]):
            return None
        agreed = pairs[0]
    return None if agreed is None else tuple((int(a), int(b)) for a, b in agreed)

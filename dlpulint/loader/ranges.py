"""Bytes of a remote file, of which only those are fetched that somebody looks at."""

import mmap
from bisect import bisect_right
from collections.abc import Callable
from typing import Final, Protocol, overload

from dlpulint.basics.errors import ModelFileError


class Bytes(Protocol):
    """Bytes by position: a memoryview, or what behaves like one."""

    def __len__(self) -> int: ...

    @overload
    def __getitem__(self, key: int, /) -> int: ...

    @overload
    def __getitem__(self, key: slice, /) -> memoryview: ...


BLOCK: Final = 2**14
"""Fewest bytes of a request: the header of a tensor, whose weights follow, has some hundred."""

_LARGEST_BLOCK: Final = 2**20
"""Most bytes of a request that reads ahead, as in a graph that is read from end to end."""

_BRIDGED: Final = 2**12
"""Bytes skipped that are fetched all the same: they are copied later, and cost a request then."""


def no_room(error: OSError) -> ModelFileError:
    """The error for a copy that does not fit into the folder for temporary files."""
    import tempfile

    return ModelFileError(
        f"no room for a copy in {tempfile.gettempdir()}: {error.strerror or error}; "
        "TMPDIR names another folder"
    )


class RangedBytes:
    """The bytes of a file that `fetch` reads from one position to another.

    They are kept in a file without a name, whose holes take no room on most file systems.
    """

    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        import tempfile

        self._size, self._fetch = size, fetch
        self.fetched = 0
        try:
            with tempfile.TemporaryFile(prefix="dlpulint-") as file:
                file.truncate(size)
                self._map = mmap.mmap(file.fileno(), size)
        except OSError as error:
            raise no_room(error) from None
        self._view = memoryview(self._map).toreadonly()
        # Stretches that are here, in order, apart from one another.
        self._starts: list[int] = []
        self._stops: list[int] = []
        self._near = (0, 0)
        self._block = BLOCK

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, key: int, /) -> int: ...

    @overload
    def __getitem__(self, key: slice, /) -> memoryview: ...

    def __getitem__(self, key: int | slice, /) -> int | memoryview:
        if isinstance(key, slice):
            start, stop, _ = key.indices(self._size)
            self._need(start, stop)
            return self._view[key]
        # Fields are read byte by byte, most of them beside the last one.
        if not self._near[0] <= key < self._near[1]:
            self._need(key, key + 1)
        return self._view[key]

    def _need(self, start: int, stop: int) -> None:
        """Has these bytes here."""
        position = start
        while position < stop:
            index = bisect_right(self._starts, position) - 1
            if index >= 0 and position < self._stops[index]:
                self._near = (self._starts[index], self._stops[index])
                position = self._stops[index]
            else:
                self._get(position, stop)

    def _get(self, start: int, stop: int) -> None:
        """Fetches bytes from `start` on, to `stop` or farther, none of them a second time."""
        index = bisect_right(self._starts, start)
        before = self._stops[index - 1] if index else 0
        near = start - before <= _BRIDGED
        self._block = min(2 * self._block, _LARGEST_BLOCK) if near else BLOCK
        start = before if near else start
        limit = self._starts[index] if index < len(self._starts) else self._size
        end = min(max(stop, start + self._block), limit)
        data = self._fetch(start, end)
        if len(data) != end - start:
            raise ModelFileError(
                f"cannot be read: {len(data):,} bytes came for {end - start:,} at {start:,}"
            )
        self._map[start:end] = data
        self.fetched += len(data)
        if index and self._stops[index - 1] == start:
            self._stops[index - 1] = end
        else:
            self._starts.insert(index, start)
            self._stops.insert(index, end)

"""How much of a log GitHub takes and shows."""

import zlib

from msgspec import Struct

RUNS = 20
"""Runs of a file, above which it is refused."""

DESCRIPTION = 1_024
"""Characters of a description that are shown."""

NAME = 255
"""Characters of a name that are shown."""

COMPRESSED = 10_000_000
"""Bytes of a file compressed with gzip, above which it is refused."""


class Bounds(Struct, frozen=True):
    """How many of the things are told that a repository may have any number of."""

    results: int
    """Results of a run, the worst first."""
    operators: int
    """Operators that a result names."""


BOUNDS = (
    # GitHub shows 5,000 results of a run; which ones it leaves out above that is not said.
    Bounds(results=5_000, operators=100),
    Bounds(results=5_000, operators=10),
    Bounds(results=5_000, operators=1),
    Bounds(results=1_000, operators=1),
    Bounds(results=200, operators=1),
)
"""Ever narrower ones, to be tried until the log is small enough."""


def fits(text: str) -> bool:
    """Whether GitHub takes a log of this size."""
    data = text.encode()
    # What is small as it stands need not be compressed to know.
    return len(data) <= COMPRESSED or len(zlib.compress(data)) <= COMPRESSED

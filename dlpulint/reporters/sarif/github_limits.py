"""GitHub's limits on the size of a log, and on the parts that it shows."""

import zlib

from msgspec import Struct

RUNS = 20
"""Most runs of a file; above it, the file is refused."""

DESCRIPTION = 1_024
"""Characters of a description that are shown."""

NAME = 255
"""Characters of a name that are shown."""

COMPRESSED = 10_000_000
"""Most bytes of a file compressed with gzip; above it, the file is refused."""


class Bounds(Struct, frozen=True):
    """Limits of the parts of a log whose number depends on the repository."""

    results: int
    """Results of a run, the worst first."""
    operators: int
    """Operators that a result names."""


BOUNDS = (
    # GitHub shows 5,000 results of a run; its choice above that is not documented.
    Bounds(results=5_000, operators=100),
    Bounds(results=5_000, operators=10),
    Bounds(results=5_000, operators=1),
    Bounds(results=1_000, operators=1),
    Bounds(results=200, operators=1),
)
"""Ever narrower bounds, to be tried until the log is small enough."""


def fits(text: str) -> bool:
    """Whether GitHub accepts a log of this size."""
    data = text.encode()
    # A small log need not be compressed to know.
    return len(data) <= COMPRESSED or len(zlib.compress(data)) <= COMPRESSED

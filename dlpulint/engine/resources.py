"""What a run may use beside its own process and its files."""

from msgspec import Struct


class Resources(Struct, frozen=True, kw_only=True):
    """A cache and processes."""

    cached: bool = False
    """Whether reports of earlier runs in the user's cache are used, and new ones kept."""
    processes: int | None = 1
    """Processes that lint at once; `None` for as many as save time."""


FRUGAL = Resources()
"""Nothing but this process."""

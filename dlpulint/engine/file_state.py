"""The state of a file on disk: equal states mean that it has not changed."""

import hashlib
import os
import time
from stat import S_ISREG

from msgspec import Struct

_RACY = 2_000_000_000
"""Nanoseconds for which a change may leave the time of a file as it was: FAT counts by two
seconds, most others by some milliseconds."""


class FileState(Struct, frozen=True, array_like=True):
    """Identity, size and times of a file."""

    device: int
    inode: int
    size: int
    changed: int
    """Time of the last change of its content, in nanoseconds."""
    touched: int
    """Time of the last change of its inode, which no program can set back."""


class SeenState(Struct, frozen=True):
    """A state, and the time at which it was looked at."""

    state: FileState
    at: int

    @property
    def is_settled(self) -> bool:
        """Whether a change since then shows in the state: the file was not written just before."""
        return max(self.state.changed, self.state.touched) < self.at - _RACY


def seen(path: str) -> SeenState | None:
    """The state of a regular file now; `None` for anything else."""
    now = time.time_ns()
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if not S_ISREG(found.st_mode):
        return None
    times = (found.st_mtime_ns, found.st_ctime_ns)
    return SeenState(FileState(found.st_dev, found.st_ino, found.st_size, *times), now)


def sum_of(path: str, state: FileState) -> str | None:
    """SHA-256 of a file in this state; `None` where it is in another, or changes meanwhile."""
    try:
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    after = seen(path)
    return found if after is not None and after.state == state else None

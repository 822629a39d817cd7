"""A lock on a file that several runs may change at once: another file beside it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import is_stream, unwritable
from dlpulint.basics.printable import escaped

PATIENCE = 10.0
"""Seconds to wait for another run, which needs milliseconds to read and write a file."""

_PAUSE = 0.02


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Keeps other runs from changing a file in the meantime; devices and the like have no lock.

    Raises UsageError where the file cannot be locked, or another run does not let go of it.
    """
    if is_stream(file):
        yield
        return
    target = Path(os.path.realpath(file))
    lock = target.with_name(f".{target.name[:40]}.lock")
    end = time.monotonic() + PATIENCE
    while not _made(lock, file):
        if time.monotonic() > end:
            raise UsageError(
                f"{_shown(file)}: another run is writing it; if there is none, delete "
                f"{_shown(lock)}"
            )
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _made(lock: Path, file: Path) -> bool:
    """Whether the lock was not there and is now. Raises UsageError where it cannot be."""
    try:
        # Not a lock of the system: those do not work on every network drive, nor on folders.
        lock.open("xb").close()
    except FileExistsError:
        return False
    except OSError as error:
        raise unwritable(file, error) from None
    return True


def _shown(path: Path) -> str:
    return escaped(str(path))

"""Files that others may have written, read whole: regular ones, within a bound, without waiting."""

import os
import stat
from pathlib import Path
from typing import IO

from dlpulint.basics.errors import Unreadable

MIB = 1 << 20


def regular_bytes(path: Path, most: int) -> bytes:
    """Bytes of a regular file, at most `most`.

    A link may lead to a device that never ends, a pipe that nobody writes, or a file of 50 GB
    without content. Raises Unreadable, without the file's name.
    """
    try:
        _refuse_special(os.stat(path).st_mode)
        # What is opened may be something else by now.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with open(handle, "rb") as file:
            opened = os.fstat(handle)
            _refuse_special(opened.st_mode)
            if opened.st_size > most:
                raise Unreadable(_too_large(most))
            return bytes_up_to(most, file)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from None


def bytes_up_to(most: int, file: IO[bytes]) -> bytes:
    """The rest of an opened file or pipe. Raises Unreadable for more than `most` bytes."""
    parts: list[bytes] = []
    room = most
    while part := file.read(MIB):
        parts.append(part)
        room -= len(part)
        if room < 0:
            raise Unreadable(_too_large(most))
    return b"".join(parts)


_BINARY = getattr(os, "O_BINARY", 0)


def _refuse_special(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISSOCK, "a socket"),
    )
    kind = next((name for test, name in kinds if test(mode)), "something special")
    raise Unreadable(f"{kind}, not a file")


def _too_large(most: int) -> str:
    return f"larger than {most // MIB} MiB, the most that is read"

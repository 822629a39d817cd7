"""Bytes of a model file that no other process can change, and their checksum."""

import errno
import hashlib
import mmap
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISREG, S_ISSOCK
from typing import IO, Final

from msgspec import Struct

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.ranges import Bytes, no_room

LARGEST: Final = 2**32
"""Most bytes of a file: the offsets of a FlatBuffer reach no further, protobuf ends at half."""

IN_MEMORY = 64 * 2**20
"""Most bytes that are read into memory; a larger file is copied into a nameless one and mapped."""

CHANGED: Final = "the file changed while it was read"

_BLOCK: Final = 2**16
"""Bytes copied at a time; of what is written in larger blocks Linux maps more than is read."""
_ZEROS: Final = bytes(_BLOCK)


def _nothing() -> None:
    """Bytes that are all here change no more."""


class Content(Struct, frozen=True):
    """The bytes of a file, and their checksum.

    A file that others may write is never mapped: one that gets shorter ends the process.
    """

    data: Bytes
    sha256: str | None
    """`None` where only some of the bytes are read."""
    note: str = ""
    """A sentence about how they were read."""
    refuse_change: Callable[[], None] = _nothing
    """Raises ModelFileError where the file has changed since the first byte was read."""

    @staticmethod
    def of(data: bytes) -> "Content":
        """Content that is in memory."""
        return Content(memoryview(data), hashlib.sha256(data).hexdigest())

    @staticmethod
    def of_blocks(blocks: Iterable[bytes]) -> "Content":
        """Content that comes in blocks, copied into a nameless file."""
        import tempfile

        digest, size = hashlib.sha256(), 0
        try:
            with tempfile.TemporaryFile(prefix="dlpulint-", buffering=0) as copy:
                for block in blocks:
                    digest.update(block)
                    size += copy.write(block)
                if size == 0:
                    raise ModelFileError("empty file")
                data = mmap.mmap(copy.fileno(), size, access=mmap.ACCESS_READ)
        except OSError as error:
            raise no_room(error) from None
        return Content(memoryview(data), digest.hexdigest())


class OpenedFile:
    """A regular file that is open for reading."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._before = os.fstat(file.fileno())
        _refuse_other_kinds(self._before.st_mode)
        size = self._before.st_size
        if size == 0:
            raise ModelFileError("empty file")
        if size > LARGEST:
            raise ModelFileError(too_large(size))

    def beginning(self, count: int) -> bytes:
        """The first bytes."""
        self._file.seek(0)
        return self._file.read(count)

    def content(self) -> Content:
        """All bytes. Raises ModelFileError if they changed since the file was opened."""
        self._file.seek(0)
        size = self._before.st_size
        content = self._read(size) if size <= IN_MEMORY else self._copied(size)
        after = os.fstat(self._file.fileno())
        if (size, self._before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise ModelFileError(CHANGED)
        return content

    def _read(self, size: int) -> Content:
        data = self._file.read(size)
        if len(data) != size:
            raise ModelFileError(CHANGED)
        return Content.of(data)

    def _copied(self, size: int) -> Content:
        import tempfile

        try:
            with tempfile.TemporaryFile(prefix="dlpulint-", buffering=0) as copy:
                digest = self._write(copy, size)
                # Not closed by hand: a raised error keeps views of the map alive for a while.
                data = mmap.mmap(copy.fileno(), size, access=mmap.ACCESS_READ)
        except OSError as error:
            raise no_room(error) from None
        return Content(memoryview(data), digest)

    def _write(self, copy: IO[bytes], size: int) -> str:
        """Writes a copy in which holes stay holes; its checksum is returned."""
        digest, position = hashlib.sha256(), 0
        for start, end in (*_stretches(self._file, size), (size, size)):
            for hole in range(position, start, _BLOCK):
                digest.update(_ZEROS[: start - hole])
            self._file.seek(start)
            copy.seek(start)
            position = start
            while position < end:
                block = self._file.read(min(end - position, _BLOCK))
                if not block:
                    raise ModelFileError(CHANGED)
                digest.update(block)
                copy.write(block)
                position += len(block)
        copy.truncate(size)
        return digest.hexdigest()


def too_large(size: int) -> str:
    """The reason why a file of this size is not read."""
    return f"{size:,} bytes, too many for a model: at most {LARGEST:,} are read"


def _stretches(file: IO[bytes], size: int) -> tuple[tuple[int, int], ...]:
    """Beginnings and ends of what is stored of a file; the rest, if any, is zeros."""
    if sys.platform == "win32":
        return ((0, size),)
    descriptor, found, end = file.fileno(), [], 0
    position = os.lseek(descriptor, 0, os.SEEK_CUR)
    try:
        while end < size:
            start = os.lseek(descriptor, end, os.SEEK_DATA)
            end = min(os.lseek(descriptor, start, os.SEEK_HOLE), size)
            found.append((start, end))
    except OSError as error:
        if error.errno != errno.ENXIO:  # Nothing but a hole is left.
            raise
    # The file's buffer does not know that the descriptor was moved.
    os.lseek(descriptor, position, os.SEEK_SET)
    return tuple(found)


@contextmanager
def opened(path: Path) -> Iterator[OpenedFile]:
    """A file, opened once: whatever takes its place meanwhile is not read.

    Raises ModelFileError, in one line, for whatever is not a regular file or cannot be read.
    """
    try:
        # Asked before it is opened as well, which may do something to a device.
        _refuse_other_kinds(path.stat().st_mode)
        with open(path, "rb", opener=_without_waiting) as file:
            yield OpenedFile(file)
    except OSError as error:
        raise ModelFileError(f"cannot be read: {error.strerror or error}") from None


def _without_waiting(path: str, flags: int) -> int:
    """Descriptor of a file; a pipe that has taken its place is not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_other_kinds(mode: int) -> None:
    """Raises ModelFileError for all but regular files: reading some kinds would never end."""
    if not S_ISREG(mode):
        raise ModelFileError(f"{_kind_of(mode)}, not a model file")


def _kind_of(mode: int) -> str:
    """Name of a kind of file."""
    if S_ISDIR(mode):
        return "a folder"
    if S_ISFIFO(mode):
        return "a named pipe"
    if S_ISCHR(mode) or S_ISBLK(mode):
        return "a device"
    return "a socket" if S_ISSOCK(mode) else "something special"

"""A folder of files that may get lost, which nobody but the user writes."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from stat import S_ISDIR, S_ISREG

LONGEST = 64 << 20
"""Bytes of a file at most."""

_SUFFIX = ".kept"
_TEMPORARY = ".part"
_MAGIC = b"dlpulint kept 1\n"
_DIGEST = hashlib.sha256().digest_size
_HEAD = len(_MAGIC) + _DIGEST

_READING = os.O_RDONLY
for _name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
    # Neither a link nor a pipe that stands in a file's place is followed or waited for.
    _READING |= getattr(os, _name, 0)

_DAY = 86_400
_TAG = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# This folder is a cache of dlpulint and may be deleted at any time.\n"
)
"""What backup programs look for (https://bford.info/cachedir/)."""


class PrivateFolder:
    """Files by name, each written whole or not at all, with a checksum of its content.

    Nothing here raises an error for the file system: a file that cannot be read is not there, and
    one that cannot be written stays unwritten.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._written = 0

    @staticmethod
    def at(path: str) -> "PrivateFolder | None":
        """The folder, made if need be; `None` where others may write in it, or nobody can."""
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with suppress(FileExistsError):
                os.mkdir(path, 0o700)
            found = os.lstat(path)
        except (OSError, ValueError):
            return None
        if not S_ISDIR(found.st_mode):
            return None
        if os.name == "posix" and (found.st_uid != os.geteuid() or found.st_mode & 0o022):
            return None
        return PrivateFolder(path)

    def read(self, name: str) -> bytes | None:
        """Content of a file; `None` where there is none, or a damaged one."""
        path = self._file(name)
        try:
            handle = os.open(path, _READING)
            with open(handle, "rb", buffering=0) as file:
                found = os.fstat(handle)
                if not S_ISREG(found.st_mode) or found.st_size > LONGEST + _HEAD:
                    return None
                data = file.read()
            if time.time() - found.st_mtime > _DAY:
                # So that `tidy` knows what is still in use.
                os.utime(path)
        except OSError:
            return None
        content = data[_HEAD:]
        if not data.startswith(_MAGIC) or data[len(_MAGIC) : _HEAD] != _sum(content):
            return None
        return content

    def write(self, name: str, content: bytes) -> None:
        """Writes a file, in place of whatever has its name."""
        if len(content) > LONGEST:
            return
        try:
            handle, temporary = tempfile.mkstemp(suffix=_TEMPORARY, dir=self._path)
            try:
                with open(handle, "wb") as file:
                    file.write(_MAGIC + _sum(content) + content)
                os.replace(temporary, self._file(name))
            except BaseException:
                os.unlink(temporary)
                raise
        except OSError:
            return
        self._written += len(content)

    def tidy(self, bound: int) -> None:
        """Deletes the files that were used the longest ago, until the rest has `bound` bytes.

        Looks once a day, or after much was written. Deletes files of its own only.
        """
        tag = os.path.join(self._path, "CACHEDIR.TAG")
        try:
            looked = os.lstat(tag).st_mtime
        except OSError:
            looked = 0.0
        if self._written < bound // 8 and 0 <= time.time() - looked < _DAY:
            return
        with suppress(OSError):
            self._mark(tag)
            left = bound
            for used, size, path in sorted(self._files(), reverse=True):
                left -= size
                old = path.endswith(_TEMPORARY) and time.time() - used > _DAY
                if left < 0 or old:
                    os.unlink(path)

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """When each file was used, its size and its path."""
        with os.scandir(self._path) as entries:
            for entry in entries:
                if entry.name.endswith((_SUFFIX, _TEMPORARY)):
                    with suppress(OSError):
                        found = entry.stat(follow_symlinks=False)
                        yield found.st_mtime, found.st_size, entry.path

    def _mark(self, tag: str) -> None:
        """Writes the tag anew, whose time is that of the last look."""
        handle, temporary = tempfile.mkstemp(suffix=_TEMPORARY, dir=self._path)
        with open(handle, "wb") as file:
            file.write(_TAG)
        os.replace(temporary, tag)

    def _file(self, name: str) -> str:
        return os.path.join(self._path, name + _SUFFIX)


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()

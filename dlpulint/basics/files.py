"""Writing results: files whole or not at all, and UTF-8 on standard output."""

import errno
import os
import re
import sys
from pathlib import Path

from dlpulint.basics.errors import Unreadable, UsageError
from dlpulint.basics.printable import escaped
from dlpulint.basics.reading import regular_bytes

LARGEST = 2**32
"""Most bytes of a file that is read whole, as of a model."""

_COMMAND = re.compile(r"^([^\S\n]*:)(?=:)|(#)(?=#\w*\[)", re.MULTILINE)


def without_commands(text: str) -> str:
    """`text` for a CI log, with a space inside everything that would begin a command there.

    GitHub obeys lines that begin with `::`; GitHub, Azure and TeamCity obey `##name[` anywhere. A
    file name may contain either.
    """
    return _COMMAND.sub(r"\1\2 ", text)


def read_whole(path: Path, most: int = LARGEST) -> bytes:
    """Bytes of a regular file. Raises UsageError where it is none, too large, or unreadable."""
    try:
        return regular_bytes(path, most)
    except Unreadable as error:
        raise UsageError(f"{_shown(path)}: {error}") from None


def write_file(path: Path, content: str | bytes) -> None:
    """Write bytes, or text as UTF-8, to a file: whole, or not at all.

    A temporary file takes its place. A link stays, and the file that it leads to changes. Devices,
    pipes and the like are written plainly.

    Raises UsageError when the file cannot be written; an earlier file then stays as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if is_stream(path):
        _write_plainly(path, data)
        return
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    staged = Staged(target)
    try:
        staged.write(data)
        staged.commit()
    finally:
        staged.discard()


def is_stream(path: Path) -> bool:
    """Whether something is there that another file must not replace: no file, or an open one."""
    folders = {Path("/dev"), Path("/proc")}
    return (path.exists() and not path.is_file()) or not folders.isdisjoint(path.parents)


def _write_plainly(path: Path, data: bytes) -> None:
    try:
        with path.open("wb") as file:
            file.write(data)
    except OSError as error:
        raise unwritable(path, error) from None


class Staged:
    """A file's new content beside it, until it takes the file's place."""

    def __init__(self, path: Path) -> None:
        # Named before it is there: whatever ends a run, it can be removed.
        self._path = path
        self._temporary = path.parent / f".{path.name[:40]}.{os.urandom(4).hex()}"

    def write(self, data: bytes) -> None:
        """Writes the content. Raises UsageError where that fails."""
        try:
            with self._temporary.open("xb") as file:
                file.write(data)
            if self._path.exists():
                self._temporary.chmod(self._path.stat().st_mode & 0o777)
        except OSError as error:
            raise unwritable(self._path, error) from None

    def commit(self) -> None:
        """Puts the content in the file's place. Raises UsageError where that fails."""
        try:
            os.replace(self._temporary, self._path)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise unwritable(self._path, error) from None
            # A file that a container has mounted by itself cannot be replaced.
            _write_plainly(self._path, self._temporary.read_bytes())

    def discard(self) -> None:
        """Removes the content, unless it is in the file's place by now."""
        self._temporary.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> UsageError:
    """The error for a file that cannot be written."""
    return UsageError(f"{_shown(path)}: cannot be written: {error.strerror or error}")


def _shown(path: Path) -> str:
    return escaped(str(path))


def write_stdout(text: str) -> None:
    """Print UTF-8 whatever the console's own encoding is.

    Raises UsageError where standard output is full or closed.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"standard output: cannot be written: {reason}") from None

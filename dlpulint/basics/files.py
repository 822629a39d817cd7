"""Writing results: files whole or not at all, and UTF-8 on standard output."""

import os
import re
import sys
import tempfile
from pathlib import Path

from dlpulint.basics.errors import UsageError

_COMMAND = re.compile(r"^([^\S\n]*:)(?=:)|(#)(?=#\w*\[)", re.MULTILINE)


def without_commands(text: str) -> str:
    """`text` for a CI log, with a space inside everything that would begin a command there.

    GitHub obeys lines that begin with `::`; GitHub, Azure and TeamCity obey `##name[` anywhere. A
    file name may contain either.
    """
    return _COMMAND.sub(r"\1\2 ", text)


def write_file(path: Path, text: str) -> None:
    """Write `text` to a temporary file and rename it to `path`.

    Raises UsageError when the file cannot be written; an earlier file then stays as it was.
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            os.chmod(temporary, _mode(path))
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from None


def _mode(path: Path) -> int:
    """The permissions that the file has, or would have had if opened plainly."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write_stdout(text: str) -> None:
    """Print UTF-8 whatever the console's own encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()

"""Writing results: a file whole or not at all, and standard output without surprises."""

import os
import re
import sys
import tempfile
from pathlib import Path

from dlpulint.basics.errors import UsageError

_COMMAND = re.compile(r"^([^\S\n]*:)(?=:)|(#)(?=#\w*\[)", re.MULTILINE)


def without_commands(text: str) -> str:
    """`text` for a log from which a CI service takes commands: parted where it has what begins one.

    GitHub obeys lines that begin with `::`, GitHub, Azure and TeamCity `##name[` anywhere; a file
    name may be either.
    """
    return _COMMAND.sub(r"\1\2 ", text)


def write_file(path: Path, text: str) -> None:
    """Put `text` into a file by renaming a finished one over it.

    Raises UsageError when the file cannot be written; an earlier one is then still there.
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

"""Paths shortened to a number of columns so that each still names one model only."""

from collections.abc import Sequence
from posixpath import commonpath, dirname

from dlpulint.reporters.text.column_width import columns

_ELLIPSIS = "…"


def common_folder(paths: Sequence[str]) -> str:
    """The folder that contains all paths; empty without one."""
    # Absolute and relative paths have no folder in common.
    if not paths or len({path.startswith("/") for path in paths}) > 1:
        return ""
    return commonpath(map(dirname, paths))


def shortened(names: Sequence[str], room: int) -> list[str]:
    """Names of at most `room` columns; one that cannot be told apart by less stays whole.

    A shortened name is its beginning, an ellipsis and its end, where no other name has both.
    """
    return [_shortened(name, names, room) for name in names]


def _shortened(name: str, names: Sequence[str], room: int) -> str:
    if columns(name) <= room:
        return name
    others = [other for other in names if other != name]
    kept = room - 1
    # A third of the beginning and two of the end tell most; else more of either.
    wanted = kept // 3
    for start in sorted(range(kept + 1), key=lambda count: abs(count - wanted)):
        head, tail = name[:start], name[len(name) - (kept - start) :] if kept > start else ""
        short = f"{head}{_ELLIPSIS}{tail}"
        if columns(short) <= room and not any(
            other.startswith(head) and other.endswith(tail) for other in others
        ):
            return short
    return name

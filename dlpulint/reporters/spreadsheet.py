"""CSV that a spreadsheet opens without mistaking a foreign name for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache

Cell = str | int | float | bool | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Signs that begin a formula in spreadsheets; in some the full-width signs do too."""

_PLAIN = (int, float, type(None))
"""Types of cells that Python's writer writes as they have to be."""


def csv_text(header: str, rows: Iterable[Sequence[Cell]]) -> str:
    """`header`, names with commas, and `rows` in the form of RFC 4180: CRLF, quotes where needed.

    Numbers are plain (`4`, `97.3`), truth is 1 or 0, `None` an empty cell. Text that begins like
    a formula gets an apostrophe before it, which spreadsheets do not show.
    """
    lines = io.StringIO()
    lines.write(f"{header}\r\n")
    csv.writer(lines).writerows(
        [cell if type(cell) in _PLAIN else _written(cell) for cell in row] for row in rows
    )
    return lines.getvalue()


def _written(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return _text(cell)
    return int(cell) if isinstance(cell, bool) else cell


@lru_cache(maxsize=4096)
def _text(cell: str) -> str:
    # NUL ends the file for some readers; lone surrogates cannot be written at all.
    text = cell.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text

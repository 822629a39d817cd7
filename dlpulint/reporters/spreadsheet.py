"""CSV that a spreadsheet opens without taking a foreign name for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | bool | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula; some take the full-width signs too."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A header row and `rows` as RFC 4180 has them: comma, CRLF, quotes where needed.

    Numbers stand plain (`4`, `97.3`), truth as 1 and 0, `None` as an empty cell. Text that begins
    like a formula gets an apostrophe in front, which spreadsheets do not show.
    """
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(columns)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return lines.getvalue()


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return f"{int(cell)}"
        case int() | float():
            return f"{cell}"
        case str():
            # NUL ends the file for some readers; lone surrogates cannot be written at all.
            text = cell.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
            return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text

"""Text as Markdown for GitHub, escaped so that no character is markup by accident."""

import re

_SPECIAL = re.compile(r"([\\*_\[\]<>#])")
_CODE = re.compile(r"(`[^`]*`)")


def escaped(text: str) -> str:
    """A text in one line, its special characters escaped except those in `code`."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(
        part if index % 2 else _SPECIAL.sub(r"\\\1", part) for index, part in enumerate(parts)
    )


def cell(text: str) -> str:
    """Markdown for the cell of a table."""
    return text.replace("|", "\\|").replace("\n", "<br>")


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Lines of a table."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows]


def fenced(text: str) -> list[str]:
    """Lines of a block of code."""
    return ["```", *text.strip().splitlines(), "```"]

"""Text in lines of 80 characters."""

import textwrap
from collections.abc import Iterator

WIDTH = 80


def wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """Lines of a text, the first one indented with `first`, the others with `indent`."""
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def paragraph(head: str, text: str) -> Iterator[str]:
    """A heading and an indented text; no lines for an empty text."""
    if text:
        yield ""
        yield f"{head}:"
        yield from wrapped(text, "    ")

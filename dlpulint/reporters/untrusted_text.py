"""Makes text that holds foreign names safe for the formats that read more into it than letters."""

import re
from html import escape
from urllib.parse import quote

_MARKDOWN = {ord(letter): f"\\{letter}" for letter in "\\`*_[]<>|~&#$"}
_CODE = re.compile(r"(?<!`)(`[^`\n]+`)(?!`)")
_LIST_OR_HEADING = re.compile(r"^([-+=]|\d+(?=[.)]))", re.MULTILINE)


_REFERENCE = re.compile(r"@(?=\w)|#(?=\d)|\bGH-(?=\d)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
"""What GitHub makes links of wherever it stands: mentions, issues, addresses."""

_SEPARATOR = "\N{ZERO WIDTH SPACE}"


def visible(text: str) -> str:
    """`text` with a sign in place of each character that cannot be seen; line breaks stay."""
    if text.isprintable():
        return text
    lines = "\n".join(text.splitlines())
    return "".join(letter if letter.isprintable() else _stand_in(letter) for letter in lines)


def _stand_in(letter: str) -> str:
    if letter == "\n":
        return letter
    return " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}"


def inert_markdown(text: str) -> str:
    """Markdown that shows `text` on GitHub and GitLab: no mention, reference or address in it.

    Paragraphs and `code` stay. What would refer to something is parted by a zero-width space, as
    nothing else keeps these services from making a link.
    """
    parts = _CODE.split(visible(text))
    parts[::2] = [_REFERENCE.sub(_parted, part) for part in parts[::2]]
    return literal_markdown("".join(parts))


def inert_html(text: str) -> str:
    """One line of HTML, within Markdown, that shows `text`, as inert as `inert_markdown`."""
    return escape(_REFERENCE.sub(_parted, " ".join(visible(text).split())), quote=False)


def _parted(start: re.Match[str]) -> str:
    return start[0] + _SEPARATOR


def literal_markdown(text: str) -> str:
    """Markdown that shows `text` as it stands; paragraphs and `code` stay."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    # Every second part is code, in which nothing but a backtick means anything.
    parts = _CODE.split(lines)
    parts[::2] = [part.translate(_MARKDOWN) for part in parts[::2]]
    return _LIST_OR_HEADING.sub(_escaped, "".join(parts))


def _escaped(start: re.Match[str]) -> str:
    # `1.` begins a list by its full stop, and a digit cannot be escaped.
    return f"{start[0]}\\" if start[0].isdigit() else f"\\{start[0]}"


def web_address(url: str) -> str | None:
    """`url` if it is one to click, without what would end a link in HTML or Markdown."""
    if not url.startswith(("https://", "http://")):
        return None
    return quote(url, safe=":/?#[]@!$&*+,;=%~")


def cut(text: str, longest: int) -> str:
    """`text`, its end replaced by an ellipsis where it is longer than that."""
    return text if len(text) <= longest else text[: longest - 1] + "…"

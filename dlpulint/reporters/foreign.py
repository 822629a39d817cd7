"""Makes text that holds foreign names safe for the formats that read more into it than letters."""

import re
from urllib.parse import quote

_MARKDOWN = {ord(letter): f"\\{letter}" for letter in "\\`*_[]<>|~&#"}
_CODE = re.compile(r"(?<!`)(`[^`\n]+`)(?!`)")
_LIST_OR_HEADING = re.compile(r"^([-+=]|\d+(?=[.)]))", re.MULTILINE)


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

"""Makes text with foreign names safe for formats in which some letters have a meaning."""

import re
from urllib.parse import quote

_MARKDOWN = {ord(letter): f"\\{letter}" for letter in "\\`*_[]<>|~&#$"}
_CODE = re.compile(r"(?<!`)(`[^`\n]+`)(?!`)")
_LIST_OR_HEADING = re.compile(r"^([-+=]|\d+(?=[.)]))", re.MULTILINE)

_REFERENCE = re.compile(r"@(?=\w)|#(?=\d)|\bGH-(?=\d)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
"""Text that GitHub always turns into links: mentions, issues, addresses."""

_SEPARATOR = "\N{ZERO WIDTH SPACE}"


def visible(text: str) -> str:
    """`text` with a sign in place of each invisible character; line breaks stay."""
    if text.isprintable():
        return text
    lines = "\n".join(text.splitlines())
    return "".join(map(_visible, lines))


def _visible(letter: str) -> str:
    if letter.isprintable() or letter == "\n":
        return letter
    return " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}"


def inert_markdown(text: str) -> str:
    """Markdown that shows `text` on GitHub and GitLab, without mentions, references or addresses.

    Paragraphs and `code` stay. A zero-width space splits each reference, as nothing else keeps
    these services from making a link.
    """
    parts = _CODE.split(visible(text))
    parts[::2] = map(_without_references, parts[::2])
    return literal_markdown("".join(parts))


def inert_html(text: str) -> str:
    """One line of HTML, within Markdown, that shows `text`, as inert as `inert_markdown`."""
    from html import escape

    return escape(_without_references(" ".join(visible(text).split())), quote=False)


def _without_references(text: str) -> str:
    return _REFERENCE.sub(rf"\g<0>{_SEPARATOR}", text)


def literal_markdown(text: str) -> str:
    """Markdown that shows `text` unchanged; paragraphs and `code` stay."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    # Every second part is code, in which only a backtick has a meaning.
    parts = _CODE.split(lines)
    parts[::2] = [part.translate(_MARKDOWN) for part in parts[::2]]
    return _LIST_OR_HEADING.sub(_escaped, "".join(parts))


def _escaped(start: re.Match[str]) -> str:
    # The full stop of `1.` begins a list, and a digit cannot be escaped.
    return f"{start[0]}\\" if start[0].isdigit() else f"\\{start[0]}"


def web_address(url: str) -> str | None:
    """`url` if it is a web address, without signs that would end a link in HTML or Markdown."""
    if not url.startswith(("https://", "http://")):
        return None
    return quote(url, safe=":/?#[]@!$&*+,;=%~")


def cut(text: str, longest: int) -> str:
    """`text`, its end replaced by an ellipsis where it is longer than that."""
    return text if len(text) <= longest else text[: longest - 1] + "…"

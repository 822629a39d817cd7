"""The one place where text of others becomes markup: names, values, and what rules say of them.

Everything that is put together outside the templates goes through `Form` or `together`, which
escape all that is not `Markup`; what comes from a file is `Markup` only if it was made here.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from re import split

from markupsafe import Markup, escape

from dlpulint.reporters.untrusted_text import cut

_NAME = 96
"""Characters of a name that are shown; its ends tell more than its middle."""

_TOOLTIP = 1_000
"""Characters of a longer name that are shown on demand."""

_IN_LISTS = 300
"""Characters of a longer name that lists hold: they name a tensor wherever it is read."""

_FORBIDDEN = (*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F)
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSHOWN = dict.fromkeys((*_FORBIDDEN, *_TURNING), "\N{REPLACEMENT CHARACTER}")
"""Control characters that HTML forbids, and those that turn the text around them."""


class Form:
    """Markup with slots. Whatever fills a slot is escaped, and shows what it holds.

    `Markup.format` does the same and takes twice as long, which is a second for a large graph.
    """

    def __init__(self, markup: str) -> None:
        self._fill = markup.format

    def __call__(self, *values: object, **named: object) -> Markup:
        """The markup with its slots filled."""
        return Markup(
            self._fill(*map(_safe, values), **{key: _safe(one) for key, one in named.items()})
        )


def together(pieces: Iterable[object], between: str = "") -> Markup:
    """Pieces one behind the other, each escaped, and `between` as well."""
    return Markup(escape(between).join(map(_safe, pieces)))


def _safe(value: object) -> Markup:
    return escape(shown(value))


_CODE = Form("<code>{}</code>")
_CUT_CODE = Form('<code title="{}">{}</code>')
_UNNAMED = Markup('<span class="muted">(unnamed)</span>')
_BREAK = Markup("/<wbr>")


def shown(value: object) -> object:
    """A value as templates put it out: text without what turns or hides the text around it."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return value if value.isprintable() and value.isascii() else value.translate(_UNSHOWN)


def short(name: str, longest: int = _NAME) -> str:
    """A name with its middle left out where it is too long. Not escaped."""
    half = longest // 2
    return name if len(name) <= longest else f"{name[: half - 1]}…{name[-half:]}"


def name(text: str) -> Markup:
    """A name as code that may break after a slash; all of a long one, up to a bound, on demand."""
    if not text:
        return _UNNAMED
    breakable = together(short(text).split("/"), _BREAK)
    if len(text) <= _NAME:
        return _CODE(breakable)
    return _CUT_CODE(cut(text, _TOOLTIP), breakable)


def code(text: str) -> Markup:
    """A name as code, for the thousands of them in lists, which break anywhere."""
    if len(text) > _NAME:
        return _CUT_CODE(cut(text, _IN_LISTS), short(text))
    return _CODE(text) if text else _UNNAMED


def prose(text: str) -> Markup:
    """A sentence in which what stands between backticks is code."""
    return together(_CODE(piece) if is_code else piece for piece, is_code in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    pieces = split(r"`([^`\n]+)`", text)
    yield from zip(pieces, (place % 2 == 1 for place in range(len(pieces))), strict=True)


def listed(texts: tuple[str, ...], most: int = 3) -> str:
    """The first of several texts, and a sign where there are more. Not escaped."""
    return ", ".join(islice(texts, most)) + (" …" if len(texts) > most else "")

"""The one module in which foreign text becomes markup: names, values and texts of rules.

All markup outside the templates goes through `Form` or `together`, which escape everything but
`Markup`; text from a file is `Markup` only if it was made here.
"""

from collections.abc import Iterable
from itertools import islice
from re import compile as pattern
from re import split

from markupsafe import Markup, escape

from dlpulint.reporters.untrusted_text import cut

_NAME = 96
"""Characters of a name that are shown; its ends matter more than its middle."""

_TOOLTIP = 1_000
"""Characters of a longer name that are shown on demand."""

_IN_LISTS = 200
"""Characters that are shown in lists, which have no tooltips."""

_FORBIDDEN = (*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F)
_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSHOWN = dict.fromkeys((*_FORBIDDEN, *_DIRECTION), "\N{REPLACEMENT CHARACTER}")
"""Control characters that HTML forbids, and those that change the direction of text."""

_as_it_is = pattern(r"""[ !#$%(-;=?-~]*""").fullmatch
"""Match of text in which nothing has to be escaped or replaced: printable ASCII without &<>"'."""


class Form:
    """Markup with slots; their values are escaped.

    `Markup.format` does the same and takes several times as long: seconds for a large graph.
    """

    def __init__(self, markup: str) -> None:
        self._fill = markup.format

    def __call__(self, *values: object, **named: object) -> Markup:
        """The markup with its slots filled."""
        if named:
            safe = {key: _safe(value) for key, value in named.items()}
            return _markup(self._fill(*map(_safe, values), **safe))
        return _markup(self._fill(*map(_safe, values)))


def together(pieces: Iterable[object], between: str = "") -> Markup:
    """Pieces in a row with `between` them, all escaped."""
    # A plain text's method: that of Markup would escape all pieces again.
    return _markup(str.join(_safe(between), map(_safe, pieces)))


def _safe(value: object) -> str:
    """A value's text, escaped; most are names and numbers, which need no second look."""
    if type(value) is Markup:
        return value
    if type(value) is str and _as_it_is(value):
        return value
    return str(value) if type(value) is int else escape(shown(value))


def _markup(safe: str) -> Markup:
    """Text that is markup already, without the questions of Markup's constructor."""
    return str.__new__(Markup, safe)


_CODE = Form("<code>{}</code>")
_CUT_CODE = Form('<code title="{}">{}</code>')
_UNNAMED = Markup('<span class="muted">(unnamed)</span>')
_BREAK = Markup("/<wbr>")


def shown(value: object) -> object:
    """A value for templates: text without characters that reverse or hide the text around it."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return value if value.isprintable() and value.isascii() else value.translate(_UNSHOWN)


def short(name: str, longest: int = _NAME) -> str:
    """A name, without its middle where it is too long. Not escaped."""
    half = longest // 2
    return name if len(name) <= longest else f"{name[: half - 1]}…{name[-half:]}"


def name(text: str) -> Markup:
    """A name as code that may break after a slash; the tooltip has more of a long one."""
    if not text:
        return _UNNAMED
    breakable = together(short(text).split("/"), _BREAK)
    if len(text) <= _NAME:
        return _CODE(breakable)
    return _CUT_CODE(cut(text, _TOOLTIP), breakable)


def code(text: str) -> Markup:
    """A name as code for lists of thousands, which break anywhere."""
    return _CODE(short(text, _IN_LISTS)) if text else _UNNAMED


def prose(text: str) -> Markup:
    """A sentence in which text between backticks is code."""
    pieces: list[str] = split(r"`([^`\n]+)`", text)
    return together(_CODE(piece) if at % 2 else piece for at, piece in enumerate(pieces))


def listed(texts: tuple[str, ...], most: int = 3) -> str:
    """The first of several texts, and an ellipsis where there are more. Not escaped."""
    return ", ".join(islice(texts, most)) + (" …" if len(texts) > most else "")

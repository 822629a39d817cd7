"""Keys of many parts in TOML texts, found before anything parses them."""

import re

MOST_PARTS = 10
"""Parts of one dotted key, also in the expressions below: memory grows with their square."""

_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*'"
    r"|#[^\n]*",
    re.DOTALL,
)
_LONG_KEY = re.compile(r"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){10}")
_MANY_DOTS = re.compile(r"^(?:[^.\n]*+\.){10}", re.MULTILINE)


def has_long_key(text: str) -> bool:
    """Whether a text may have a key of more parts than `MOST_PARTS`."""
    # Most files have no line with as many dots, in texts or out of them.
    if _MANY_DOTS.search(text) is None:
        return False
    return _LONG_KEY.search(_STRINGS_AND_COMMENTS.sub("s", text)) is not None

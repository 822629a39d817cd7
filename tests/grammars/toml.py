"""Plain values as TOML, which Python reads and does not write."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any


def toml(document: Any) -> str:
    """A document: a line a key, of which tables and lists are written inline.

    A document that is no table is written as it is, which is no TOML.
    """
    if not isinstance(document, Mapping):
        return _value(document)
    stated = ((key, value) for key, value in document.items() if value is not None)
    return "".join(f"{_text(key)} = {_value(value)}\n" for key, value in stated)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else "inf"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        stated = ((key, inner) for key, inner in value.items() if inner is not None)
        return f"{{{', '.join(f'{_text(key)} = {_value(inner)}' for key, inner in stated)}}}"
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(inner) for inner in value if inner is not None)}]"
    return str(value)


def _text(text: str) -> str:
    # TOML's escapes are JSON's, but for pairs of surrogates.
    return json.dumps(text, ensure_ascii=not text.isprintable()) if text.isascii() else f"'{text}'"

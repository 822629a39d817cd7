"""Tables of TOML texts that are written plainly, read four times as fast as tomllib reads them."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from dlpulint.basics.toml_keys import has_long_key

_Tables: TypeAlias = dict[str, Any]

_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Characters that TOML refuses in most places, and the other line ends."""

_STATEMENT = re.compile(
    r"(?:[ \t]*(?:#[^\n]*)?\n)*+"
    r"(?:"
    r"\[(?P<table>[\w-]+(?:\.[\w-]+){0,3}+)\]"
    r"|\[\[(?P<entry>[\w-]+(?:\.[\w-]+){0,3}+)\]\]"
    r"|(?P<key>[\w-]+)[ \t]*=[ \t]*(?:"
    r'"(?P<text>[^"\\\n]*+)"(?!")'
    r'|"""\n?(?P<lines>(?:[^"\\]++|\\[ \t]*\n[ \t\n]*+|"(?!""))*+)"""'
    r'|\[(?P<texts>(?:"[^"\\\n]*+"(?:, ?(?=")|(?=\])))*+)\]'
    r"|(?P<number>[1-9][0-9]{0,17}+|0)"
    r"|(?P<other>\[[ \t]*\n(?:(?!\])[^\n]*\n)*+\]|[^\n]++)"
    r"))"
    r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)",
    re.ASCII,
)
_TEXTS = re.compile(r'"([^"]*)"')
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_END = re.compile(r"(?:[ \t]*(?:#[^\n]*)?(?:\n|\Z))*+")
_CONTINUED = re.compile(r"\\[ \t]*\n[ \t\n]*")


def plain_tables(text: str, parse_float: Callable[[str], float]) -> _Tables | None:
    """Tables of a text that has each header once and keys without quotes or dots.

    `None` for any other text, and for all that may be wrong: tomllib reads those, and has the
    messages. Values that are neither texts nor lists of texts nor whole numbers are tomllib's, too.
    """
    if _ODD.search(text) is not None:
        return None
    root: _Tables = {}
    current = root
    # Tables and lists that headers have made; what values have made cannot be added to.
    made = {id(root)}
    place, end = 0, len(text)
    match = _STATEMENT.match
    while found := match(text, place):
        place = found.end()
        kind = found.lastgroup
        value: Any
        if kind == "table" or kind == "entry":
            below = _below(root, found[kind].split("."), made, several=kind == "entry")
            if below is None:
                return None
            current = below
            continue
        if kind == "text":
            value = found["text"]
        elif kind == "texts":
            value = _TEXTS.findall(found["texts"])
        elif kind == "lines":
            value = found["lines"]
            if "\\" in value:
                value = _CONTINUED.sub("", value)
        elif kind == "number":
            value = int(found["number"])
        else:
            value = _other(found["other"], parse_float)
            if value is None:
                return None
        key = found["key"]
        if key in current:
            return None
        current[key] = value
    tail = _END.match(text, place)
    return root if tail is not None and tail.end() == end else None


def _other(written: str, parse_float: Callable[[str], float]) -> Any:
    """The value that is written; `None` where it may be wrong, or is costly to parse."""
    if written == "true" or written == "false":
        return written == "true"
    if has_long_key(written):
        return None
    try:
        if _DAY.fullmatch(written) is not None:
            return date.fromisoformat(written)
        tables = tomllib.loads(f"x = {written}", parse_float=parse_float)
    except (ValueError, RecursionError):
        return None
    return tables["x"] if len(tables) == 1 else None


def _below(root: _Tables, path: list[str], made: set[int], *, several: bool) -> _Tables | None:
    """A new table at a path, or in the list there; `None` where something else is in the way."""
    table: Any = root
    *parents, last = path
    for part in parents:
        table = table.get(part) if part in table else _new(table, part, {}, made)
        if id(table) not in made:
            return None
        if isinstance(table, list):
            table = table[-1]
    if not several:
        return None if last in table else _new(table, last, {}, made)
    entries = table.get(last) if last in table else _new(table, last, [], made)
    if id(entries) not in made or not isinstance(entries, list):
        return None
    entry: _Tables = {}
    made.add(id(entry))
    entries.append(entry)
    return entry


def _new(table: _Tables, key: str, value: Any, made: set[int]) -> Any:
    table[key] = value
    made.add(id(value))
    return value

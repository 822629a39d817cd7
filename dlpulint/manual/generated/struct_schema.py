"""JSON schemas of contracts that are structs: the report, and the difference of two runs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, inspect

from dlpulint.compare.data import Document
from dlpulint.manual.answers import Answers
from dlpulint.manual.fields import parameters_of
from dlpulint.mending.certificate import Certificate
from dlpulint.report.contract import WrittenRun

_PAIR = re.compile(r"Pair_([\w.]+)")

_UNREADABLE: dict[str, Any] = {
    "if": {"properties": {"error": {"type": "object"}}},
    "then": {
        "properties": {
            "verdict": {"const": "unknown"},
            "model": {"type": "null"},
            "placement": {"type": "null"},
            "findings": {"maxItems": 0},
        }
    },
    "else": {"properties": {"model": {"type": "object"}, "placement": {"type": "object"}}},
}
"""Keys of a report that depend on whether the file could be read."""


def report_schema() -> str:
    """Schema of what `--format json` writes, as text."""
    return _schema(
        WrittenRun, "Report that dlpulint --format json writes", {"WrittenReport": _UNREADABLE}
    )


def difference_schema() -> str:
    """Schema of what `--diff` writes as JSON, as text."""
    return _schema(Document, "Difference that dlpulint --diff writes")


def fix_schema() -> str:
    """Schema of the certificates that `--fix` writes, as text."""
    return _schema(Certificate, "Certificate of a file that dlpulint --fix has written")


def answers_schema() -> str:
    """Schema of what `--list-*`, `--explain` and `--show-target` write as JSON, as text."""
    return _schema(Answers, "Answer of dlpulint --list-*, --explain and --show-target")


def _schema(of: type[Struct], title: str, further: dict[str, dict[str, Any]] | None = None) -> str:
    (top,), definitions = msgspec.json.schema_components([of], ref_template="#/$defs/{name}")
    structs = {struct.__name__: struct for struct in _structs(of)}
    for name, definition in definitions.items():
        definition.pop("title", None)  # Its name again, and of pairs in a spelling of Python's.
        if name in structs:
            _describe(definition, structs[name])
        definition.update((further or {}).get(name, {}))
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **top,
        "$defs": dict(sorted(definitions.items())),
    }
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    return _PAIR.sub(_plain, text).replace("`None`", "`null`")


def _structs(of: type[Struct]) -> Iterator[type[Struct]]:
    """All structs that a struct is made of, itself included."""
    seen: set[type[Struct]] = set()
    waiting = [inspect.type_info(of)]
    while waiting:
        kind = waiting.pop()
        waiting += getattr(kind, "types", ()) + getattr(kind, "item_types", ())
        waiting += [
            part for name in ("item_type", "value_type") if (part := getattr(kind, name, None))
        ]
        if isinstance(kind, inspect.StructType) and kind.cls not in seen:
            seen.add(kind.cls)
            yield kind.cls
            waiting += [field.type for field in kind.fields]


def _plain(name: re.Match[str]) -> str:
    """A pair's name in one spelling, whichever way a version of Python writes its type."""
    words = [word.rsplit(".", 1)[-1] for word in re.split(r"[^\w.]+|_+", name[1])]
    kinds = [word for word in words if word not in ("", "None", "Union", "Optional")]
    open_ended = ["OrNull"] if {"None", "Optional"} & set(words) else []
    return "PairOf" + "".join(f"{kind[0].upper()}{kind[1:]}" for kind in (*kinds, *open_ended))


def _describe(definition: dict[str, Any], of: type[Struct]) -> None:
    """Put the words below each field of a struct beside its type."""
    keys = dict(zip(of.__struct_fields__, of.__struct_encode_fields__, strict=True))
    for parameter in parameters_of(of):
        if parameter.words:
            definition["properties"][keys[parameter.name]]["description"] = parameter.words

"""A JSON schema of what `--diff` tells in JSON: docs/difference.schema.json."""

import json
import re
from typing import Any

import msgspec
from msgspec import Struct

from dlpulint.compare import data
from dlpulint.manual.fields import parameters_of
from dlpulint.report import contract as reading

_PAIR = re.compile(r"Pair_([\w.]+)")


def difference_schema() -> str:
    """The whole schema, as text."""
    (top,), definitions = msgspec.json.schema_components(
        [data.Document], ref_template="#/$defs/{name}"
    )
    for name, definition in definitions.items():
        definition.pop("title", None)  # Its name again, and of pairs in a spelling of Python's.
        _describe(definition, name)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What dlpulint --diff tells",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    return _PAIR.sub(_plain, text).replace("`None`", "`null`")


def _plain(name: re.Match[str]) -> str:
    """A pair's name in one spelling, whichever way a version of Python writes its type."""
    words = [word.rsplit(".", 1)[-1] for word in re.split(r"[^\w.]+|_+", name[1])]
    kinds = [word for word in words if word not in ("", "None", "Union", "Optional")]
    open_ended = ["OrNull"] if {"None", "Optional"} & set(words) else []
    return "PairOf" + "".join(f"{kind[0].upper()}{kind[1:]}" for kind in (*kinds, *open_ended))


def _describe(definition: dict[str, Any], name: str) -> None:
    """Put what stands below each field of a struct beside its type."""
    of = getattr(data, name, None) or getattr(reading, name, None)
    if not (isinstance(of, type) and issubclass(of, Struct)):
        return
    for parameter in parameters_of(of):
        if parameter.words:
            definition["properties"][parameter.name]["description"] = parameter.words

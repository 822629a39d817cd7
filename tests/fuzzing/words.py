"""libFuzzer's dictionary of a text format: the keys and words of its published schema."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.places import ROOT

SCHEMAS = {
    "pack": "pack.schema.json",
    "config": "config.schema.json",
    "report": "report.schema.json",
    "certificate": "fix.schema.json",
}


def write_words(name: str, file: Path) -> bool:
    """Write the dictionary of a target; whether it has one."""
    if name not in SCHEMAS:
        return False
    schema = json.loads((ROOT / "docs" / SCHEMAS[name]).read_text("utf-8"))
    words = sorted(set(words_of(schema)))
    file.write_text("".join(f"{json.dumps(word)}\n" for word in words if word.isascii()), "utf-8")
    return True


def words_of(schema: Any) -> Iterator[str]:
    """The keys that a schema names, and the words that it lists."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        for value in schema.values():
            yield from words_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from words_of(value)

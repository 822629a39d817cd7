"""The tables of .tflite files and their fields, as TFLite's schema.fbs has them."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from msgspec import Struct


class Field(Struct, frozen=True):
    """A field of a table."""

    name: str
    type: str
    """A `struct` code, `string`, the name of a table, or `union NAME`."""
    vector: bool
    slot: int

    @property
    def union(self) -> str | None:
        """The union's name; `None` for other fields."""
        return self.type.removeprefix("union ") if self.type.startswith("union ") else None

    @property
    def scalar(self) -> bool:
        """Whether it holds numbers."""
        return len(self.type) == 1


class Schema(Struct, frozen=True):
    """All tables by name, and the members of all unions by number."""

    tables: Mapping[str, tuple[Field, ...]]
    unions: Mapping[str, Mapping[int, str]]


@cache
def schema() -> Schema:
    """TFLite's schema. The file is made by tests/outside/tflite_schema.py."""
    text = resources.files("dlpulint.mending.tflite").joinpath("schema.json").read_text("utf-8")
    written = json.loads(text)
    tables = {
        table: tuple(_field(at, *field) for at, field in enumerate(fields))
        for table, fields in written["tables"].items()
    }
    unions = {
        union: {int(number): table for number, table in members.items()}
        for union, members in written["unions"].items()
    }
    return Schema(tables, unions)


def _field(position: int, name: str, type: str) -> Field:
    return Field(name, type.strip("[]"), type.startswith("["), 4 + 2 * position)

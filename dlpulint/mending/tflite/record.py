"""Tables of a .tflite file as they are edited."""

from collections.abc import Sequence
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""A number, text as bytes, a record, a tuple of numbers, a list of records or of bytes, or the
bytes of a vector of bytes. Which one follows from the schema, which type checkers do not know."""


class Record:
    """A table: its name in the schema, and the fields that the file states.

    A field that is absent stays absent when the file is written again.
    """

    __slots__ = ("fields", "table")

    def __init__(self, table: str, **fields: Value) -> None:
        self.table = table
        self.fields: dict[str, Value] = fields

    def __getitem__(self, name: str) -> Value:
        return self.fields[name]

    def __setitem__(self, name: str, value: Value) -> None:
        self.fields[name] = value

    def get(self, name: str, absent: Value = None) -> Value:
        """The value of a field; `absent` where the file does not state it."""
        return self.fields.get(name, absent)

    def records(self, name: str) -> "list[Record]":
        """The list of tables in a field; empty where the file does not state it."""
        found: list[Record] = self.fields.get(name) or []
        return found

    def record(self, name: str) -> "Record | None":
        """The table in a field, if any."""
        found: Record | None = self.fields.get(name)
        return found

    def integer(self, name: str, absent: int = 0) -> int:
        """The whole number in a field; the schema's default where the file does not state it."""
        return int(self.fields.get(name, absent))

    def numbers(self, name: str) -> tuple[Any, ...]:
        """The numbers in a field; empty where the file does not state it."""
        found: Sequence[Any] = self.fields.get(name) or ()
        return tuple(found)

    def text(self, name: str) -> str:
        """The text in a field; empty where the file does not state it."""
        found: bytes = self.fields.get(name) or b""
        return found.decode("utf-8", "replace")

    def remove(self, *names: str) -> None:
        """Removes fields; those that are absent do no harm."""
        for name in names:
            self.fields.pop(name, None)

    def copy(self) -> "Record":
        """A record that can be edited without a change to this one."""
        return Record(self.table, **{name: _copy(value) for name, value in self.fields.items()})


def _copy(value: Value) -> Value:
    if isinstance(value, Record):
        return value.copy()
    if isinstance(value, list):
        return [_copy(member) for member in value]
    return value

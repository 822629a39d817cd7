"""Edits applied to a file, and the file read again."""

from typing import Any

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.tflite.record import Record


def mended(edit: str, data: bytes) -> tuple[Change, Draft]:
    """What an edit changed, and the file as it is afterwards."""
    draft = Draft(data)
    change = EDITS[edit].apply(draft)
    assert change is not None
    assert change.edit == edit
    return change, Draft(*draft.written())


def left_alone(edit: str, data: bytes) -> bool:
    """Whether an edit does not apply."""
    return EDITS[edit].apply(Draft(data)) is None


def natives(draft: Draft) -> list[str]:
    """The operators of a graph."""
    return [draft.native(operator) for operator in draft.operators]


def versions(draft: Draft) -> list[int]:
    """Their versions."""
    codes = draft.file.root.records("operator_codes")
    return [codes[o.integer("opcode_index")].integer("version", 1) for o in draft.operators]


def plain(record: Record) -> dict[str, Any]:
    """The fields of a table and of those in it, for comparisons."""
    return {name: _plain(value) for name, value in record.fields.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return (value.table, plain(value))
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return bytes(value) if isinstance(value, memoryview) else value

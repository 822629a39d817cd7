"""Writes dlpulint/mending/tflite/schema.json, the tables of .tflite files, from LiteRT's reader.

    python -m tests.outside.tflite_schema

LiteRT's package has the reader that FlatBuffers' compiler makes of schema.fbs. Each of its
accessors has one of eight forms, which tells the type of the field.
"""

import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

SCHEMA = Path(__file__).parents[2] / "dlpulint" / "mending" / "tflite" / "schema.json"

_CODES = {
    "Bool": "?", "Int8": "b", "Uint8": "B", "Int16": "h", "Uint16": "H", "Int32": "i",
    "Uint32": "I", "Int64": "q", "Uint64": "Q", "Float32": "f", "Float64": "d",
}  # fmt: skip
"""`struct` codes of FlatBuffers' scalars."""

_DEPRECATED = {
    ("ResizeBilinearOptions", 4): ("new_height", "i"),
    ("ResizeBilinearOptions", 6): ("new_width", "i"),
    ("SignatureDef", 10): ("deprecated_tag", "string"),
}
"""Fields without an accessor, which old files have."""

_ACCESSOR = re.compile(
    r"\n    def (\w+)\(self(?:, j)?\):\n(.*?)(?=\n    # |\n    def |\Z)", re.DOTALL
)
_SLOT = re.compile(r"self\._tab\.Offset\((\d+)\)")
_SCALAR = re.compile(r"self\._tab\.Get\(flatbuffers\.number_types\.(\w+)Flags")
_OF_VECTORS = ("VectorLen", "GetVectorAsNumpy", "return o == 0")
"""Marks of the further accessors of a vector."""

_VECTOR = "self._tab.Vector(o)"
_OBJECT = re.compile(r"\n +obj = (\w+)\(\)")
_MEMBER = re.compile(r"unionType == (\w+)\.(\w+):\n +(?:return|import)")


def schema() -> dict[str, object]:
    """Tables, each with its fields in the order of their slots, and unions by their numbers."""
    source = _source()
    parts = re.split(r"\nclass (\w+)\(object\):\n", source)
    classes = dict(zip(parts[1::2], parts[2::2], strict=True))
    unions = dict(_unions(source, classes))
    tables = {
        name: list(_fields(name, text, unions))
        for name, text in classes.items()
        if "self._tab" in text
    }
    tables |= {name: [] for name, text in classes.items() if _is_empty_table(text, name, tables)}
    return {"unions": unions, "tables": dict(sorted(tables.items()))}


def _source() -> str:
    found = find_spec("ai_edge_litert")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("ai-edge-litert is not installed")
    return (Path(found.submodule_search_locations[0]) / "schema_py_generated.py").read_text("utf-8")


def _unions(source: str, classes: dict[str, str]) -> Iterator[tuple[str, dict[int, str]]]:
    for creator in re.findall(r"\ndef (\w+)Creator\(unionType", source):
        body = source.split(f"\ndef {creator}Creator(unionType", 1)[1].split("\nclass ", 1)[0]
        numbers = dict(re.findall(r"^    (\w+) = (\d+)$", classes[creator], re.MULTILINE))
        members = [member for union, member in _MEMBER.findall(body) if union == creator]
        yield creator, {int(numbers[member]): member for member in members}


def _fields(table: str, text: str, unions: dict[str, dict[int, str]]) -> Iterator[tuple[str, str]]:
    accessors: dict[int, list[tuple[str, str]]] = {}
    for name, body in _ACCESSOR.findall(text):
        slot = _SLOT.search(body)
        if slot and not any(mark in body for mark in _OF_VECTORS):
            accessors.setdefault(int(slot[1]), []).append((name, body))
    last = max(accessors, default=2)
    for slot in range(4, last + 1, 2):
        if slot not in accessors:
            yield _DEPRECATED[table, slot]
            continue
        name, body = accessors[slot][0]
        yield _snake(name), _type(name, body, unions)


def _type(name: str, body: str, unions: dict[str, dict[int, str]]) -> str:
    vector, scalar, made = _VECTOR in body, _SCALAR.search(body), _OBJECT.search(body)
    if "self._tab.Union" in body:
        return f"union {_union_of(name, unions)}"
    if "self._tab.String" in body:
        return "[string]" if vector else "string"
    if made:
        return f"[{made[1]}]" if vector else made[1]
    assert scalar is not None, body
    return f"[{_CODES[scalar[1]]}]" if vector else _CODES[scalar[1]]


def _union_of(name: str, unions: dict[str, dict[int, str]]) -> str:
    """The union of a field: its own name, or the only union whose members are sparse indices."""
    special = {"Details": "QuantizationDetails", "ArraySegments": "SparseIndexVector"}
    special["ArrayIndices"] = "SparseIndexVector"
    union = special.get(name, name)
    assert union in unions, name
    return union


def _is_empty_table(text: str, name: str, tables: dict[str, object]) -> bool:
    return name not in tables and "def Init(self, buf, pos)" in text


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def text() -> str:
    """The file's text, one table a line."""
    found = schema()
    lines = [
        f' "{part}": {{\n'
        + ",\n".join(f'  "{name}": {json.dumps(value)}' for name, value in found[part].items())  # type: ignore[attr-defined]
        + "\n }"
        for part in ("unions", "tables")
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    SCHEMA.write_text(text(), "utf-8")

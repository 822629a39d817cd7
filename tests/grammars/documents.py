"""JSON and TOML documents from the schemas that dlpulint publishes, and the baseline's own."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from random import Random
from typing import Any

import msgspec

from dlpulint.model.kinds import KINDS
from dlpulint.project.baseline import SCHEMA_VERSION, Entry
from tests.grammars.luck import EXTREMES, Luck
from tests.grammars.toml import toml
from tests.places import ROOT

_WORDS: Mapping[str, Sequence[str]] = {
    "target": ("artpec8", "cv25", "cpu"),
    "targets": ("artpec8", "all", "cv25"),
    "extends": ("artpec", "common", "tflite", "fuzzed"),
    "rule": ("artpec8/*", "common/attention", "*/*", "artpec8/per-channel-weights"),
    "select": ("artpec8/*", "common/attention", "*/*"),
    "ignore": ("artpec8/*", "common/*"),
    "files": ("**", "*.tflite", "reader.tflite"),
    "file": ("**", "reader.tflite"),
    "cameras": ("Q1656-LE", "P3265-LVE"),
    "axis-os": ("11.11", "12.9"),
    **dict.fromkeys(("runtime", "edgetpu-runtime", "compiler", "since", "until"), ("2.13", "16.0")),
    **dict.fromkeys(("axis_os", "edgetpu_runtime", "tflite", "version"), ("2.13", "12")),
    **dict.fromkeys(("source", "unlisted_source"), ("lab",)),
    "rules": (".",),
    "baseline": ("old.json",),
    "requires": ("artpec8 >= 2026.1",),
    "fail-on": ("error", "cpu-macs>5%", "unknown", "partitions>16"),
    "id": ("fuzzed/stride", "fuzzed/x"),
    "check": ("operator-absent", "range", "dimensions"),
    "message": ("{subject} is wrong", "{stride} of {max}", "{", "{x!r:>99}"),
    "kinds": ("conv", "softmax", "*"),
    "path": ("reader.tflite", "a.onnx", "-", "../x"),
    "name": ("dlpulint", "dlpulint", "dlpulint", "dlpulint", "dlpulint", "original"),
    "date": ("2026-11-20",),
    "sha256": ("a" * 64,),
    "formats": ("tflite", "onnx"),
}
"""Texts that lead deeper, by the key that they stand under."""

_PATTERNS = {
    "^[0-9a-f]{64}$": "a" * 64,
    "^[0-9a-f]{16}$": "a" * 16,
    "^(custom|flex|tflite|onnx|unconverted):.+": "custom:x",
    r"^[0-9]+(\.[0-9]+)*$": "2.13",
}

_HEAD = {
    "schema": 1,
    "target": "fuzzed",
    "title": "Fuzzed",
    "version": "1",
    "sources": {"lab": {"title": "Lab", "url": "https://example.org", "read": date(2026, 11, 20)}},
}
"""What all rules of a pack refer to."""

_DEEPEST = 9


@cache
def schema_of(name: str) -> Any:
    """The schema of a format."""
    if name == "baseline":
        (entry,), parts = msgspec.json.schema_components([Entry], ref_template="#/$defs/{name}")
        listed = {"entries": {"type": "array", "items": entry}}
        version = {"schema_version": {"const": SCHEMA_VERSION}}
        return {
            "type": "object",
            "properties": version | listed,
            "required": ["schema_version", "entries"],
            "$defs": parts,
        }
    return json.loads((ROOT / "docs" / f"{name}.schema.json").read_text("utf-8"))


def config(random: Random) -> bytes:
    """A project's config."""
    return toml(_document("config", random)).encode("utf-8", "replace")


def pack(random: Random) -> bytes:
    """A pack, mostly with a head that fits its name and what it extends."""
    found = _document("pack", random)
    if isinstance(found, dict) and random.random() < 0.8:
        found |= _HEAD | {"extends": [random.choice(("artpec8", "cv25", "cpu"))]}
    return toml(found).encode("utf-8", "replace")


def baseline(random: Random) -> bytes:
    """A baseline."""
    return _json(_document("baseline", random))


def report(random: Random) -> bytes:
    """A report."""
    return _json(_stated(_document("report", random)))


def certificate(random: Random) -> bytes:
    """A certificate."""
    return _json(_stated(_document("fix", random)))


def _document(name: str, random: Random) -> Any:
    schema = schema_of(name)
    return _Document(Luck(random), schema).value(schema, "", 0)


def _stated(document: Any) -> Any:
    """The document with the version that its schema lets it leave out, and its reader asks for."""
    return {"schema_version": 1} | document if isinstance(document, dict) else document


def _json(document: Any) -> bytes:
    return json.dumps(document, default=str).encode()


class _Document:
    def __init__(self, luck: Luck, schema: Any) -> None:
        self.luck, self.schema = luck, schema
        self.left = luck.pick((40, 200, 600))
        """Values that may still be made: a schema of many lists has no end of its own."""

    def value(self, schema: Any, key: str, depth: int) -> Any:
        """A value that a schema allows, or seldom one that it does not."""
        luck = self.luck
        self.left -= 1
        if luck.odd:
            return self._odd(depth)
        if "$ref" in schema:
            return self.value(self._referred(schema), key, depth)
        for several in ("anyOf", "oneOf"):
            if several in schema:
                choices = schema[several]
                plain = [choice for choice in choices if choice.get("type") != "object"]
                return self.value(
                    luck.pick(plain if self._ends(depth) and plain else choices), key, depth
                )
        if "allOf" in schema and "properties" not in schema:
            return self.value(schema["allOf"][0], key, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return luck.pick(schema["enum"])
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = luck.pick(kind)
        match kind:
            case "object":
                return self._object(schema, key, depth)
            case "array":
                return self._array(schema, key, depth)
            case "string":
                return self._text(schema, key)
            case "integer":
                least = schema.get("minimum", 0)
                return min(schema.get("maximum", 2**62), least + luck.pick((0, 1, 1, 2, 3, 8, 224)))
            case "number":
                return luck.pick((0, 1, 0.5, 99.9))
            case "boolean":
                return luck.chance(0.5)
        return None

    def _referred(self, schema: Any) -> Any:
        found = self.schema
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return found

    def _ends(self, depth: int) -> bool:
        return depth > _DEEPEST or self.left < 0

    def _object(self, schema: Any, key: str, depth: int) -> Any:
        luck = self.luck
        required = schema.get("required", ())
        found = {}
        for name, inner in schema.get("properties", {}).items():
            share = 0.0 if self._ends(depth) else 0.15 if len(schema["properties"]) > 12 else 0.5
            if name in required or luck.chance(share):
                found[name] = self.value(inner, name, depth + 1)
        for inner in schema.get("allOf", ()):
            for condition in self._referred(inner)["allOf"]:
                found |= self._conditional(condition, found, depth)
        more = schema.get("additionalProperties")
        if isinstance(more, dict) and not self._ends(depth):
            for _ in range(luck.upto(2)):
                found[luck.pick(_KEYS)] = self.value(more, key, depth + 1)
        if luck.odd and found:
            del found[luck.pick(tuple(found))]
        if luck.odd:
            found[luck.text()] = self._odd(depth)
        return found

    def _conditional(self, condition: Any, stated: Mapping[str, Any], depth: int) -> dict[str, Any]:
        """The values that a table has because of another value that it has."""
        wanted = condition["if"]["properties"].items()
        if any(stated.get(name) != inner.get("const") for name, inner in wanted):
            return {}
        then = condition["then"].get("properties", {})
        return {name: self.value(inner, name, depth + 1) for name, inner in then.items()}

    def _array(self, schema: Any, key: str, depth: int) -> Any:
        luck = self.luck
        if "prefixItems" in schema:
            return [self.value(inner, key, depth + 1) for inner in schema["prefixItems"]]
        least = schema.get("minItems", 0)
        count = least if self._ends(depth) else least + luck.pick((0, 1, 1, 2, 3))
        if luck.odd:
            count = luck.pick((0, 30, 300))
        inner = schema.get("items", {"type": "integer"})
        found = [self.value(inner, key, depth + 1) for _ in range(min(count, 3))]
        return (found * (count // max(1, len(found)) + 1))[:count]

    def _text(self, schema: Any, key: str) -> Any:
        if schema.get("format") == "date":
            return date(2026, 1 + self.luck.upto(11), 1 + self.luck.upto(27))
        if schema.get("pattern") in _PATTERNS:
            return _PATTERNS[schema["pattern"]]
        if key in _WORDS:
            return self.luck.pick(_WORDS[key])
        return self.luck.pick(
            ("x", "A sentence of words.", "https://example.org", "2026-11-20", "1.0")
        )

    def _odd(self, depth: int) -> Any:
        luck = self.luck
        choices = (luck.pick(EXTREMES), luck.text(), True, 1e308, [], {}, [[]], None, date(1, 1, 1))
        found: Any = luck.pick(choices)
        if luck.chance(0.1):
            for _ in range(luck.pick((3, 30, 90))):
                found = [found] if luck.chance(0.5) else {luck.text(): found}
        return found


_KEYS = (*sorted(KINDS)[:12], "conv", "artpec8/stride", "int8", "x")

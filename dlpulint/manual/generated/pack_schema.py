"""The JSON schema of packs, with which editors complete and check them: docs/pack.schema.json."""

import json
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, Literal

from msgspec import Meta, Struct

from dlpulint.basics.decode import REST, is_struct, required_fields
from dlpulint.basics.version import Version
from dlpulint.checks import CHECKS
from dlpulint.findings.source import Source
from dlpulint.manual.fields import parameters_of
from dlpulint.model.kinds import KINDS, PREFIXES
from dlpulint.model.vocabulary import ATTRIBUTES, DTYPES, ROLES
from dlpulint.packs.tables import SCHEMA, PackTable

_VOCABULARIES: Mapping[str, frozenset[str]] = {
    "attribute": ATTRIBUTES,
    "dtype": DTYPES,
    "role": ROLES,
    "operand": ROLES | {"variable-input", "constant-input"},
}
"""Words that several parameters accept, by the name of their definition."""

_KIND = {
    "anyOf": [
        {"enum": sorted(KINDS)},
        {"pattern": f"^({'|'.join(prefix.rstrip(':') for prefix in PREFIXES)}):.+"},
    ]
}
_PLAIN: Mapping[Any, dict[str, Any]] = {
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    Any: {},
}
_ASKING = ("LimitTable", "WideLimitTable", "RuleTable", "Guard")
"""Tables whose `params` belong to the check that they name."""

_NUMBER = "constant"
"""The definition of a named number, which a pack may use for a literal one."""

_CONSTANT = {
    "type": "object",
    "properties": {"constant": {"type": "string", "description": "A name of [constants]."}},
    "required": ["constant"],
    "additionalProperties": False,
}


def pack_schema() -> str:
    """The schema as text."""
    maker = Maker(
        {
            "kind": _KIND,
            _NUMBER: _CONSTANT,
            **{name: {"enum": sorted(words)} for name, words in _VOCABULARIES.items()},
        }
    )
    top = maker.table(PackTable)
    top["properties"]["schema"] = {"const": SCHEMA}
    top["properties"]["sources"] = {
        "type": "object",
        "additionalProperties": maker.reference(Source),
    }
    several = {"type": "array", "items": _reference("kind")}
    kind = {"anyOf": [_reference("kind"), several]}
    maker.definitions["RowTable"]["properties"]["kind"] = kind
    maker.definitions["check"] = {
        "oneOf": [{"const": check.name, "description": check.statement} for check in CHECKS]
    }
    for name in _ASKING:
        definition = maker.definitions[name]
        definition["properties"]["check"] = _reference("check")
        definition["allOf"] = [_reference("question")]
    maker.definitions["question"] = {
        "description": "The parameters are those of the check that is named.",
        "allOf": [
            {
                "if": {"properties": {"check": {"const": check.name}}},
                "then": {"properties": {"params": maker.reference(check.params)}},
            }
            for check in CHECKS
        ],
    }
    return maker.text("A rule pack of dlpulint", top)


class Maker:
    """Makes schemas of structs; each is defined once."""

    def __init__(self, definitions: Mapping[str, dict[str, Any]]) -> None:
        self.definitions = dict(definitions)

    def text(self, title: str, top: Mapping[str, Any]) -> str:
        """A whole schema (draft 7, which editors for TOML know) with all definitions, as text."""
        whole = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": title,
            **top,
            "definitions": dict(sorted(self.definitions.items())),
        }
        return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"

    def reference(self, of: type[Struct]) -> dict[str, Any]:
        """A reference to the definition of a struct."""
        if of.__name__ not in self.definitions:
            self.definitions[of.__name__] = {}
            self.definitions[of.__name__] = self.table(of)
        return _reference(of.__name__)

    def table(self, of: type[Struct]) -> dict[str, Any]:
        """The schema of a struct."""
        found: dict[str, Any] = {"type": "object"}
        if of.__doc__:
            found["description"] = " ".join(of.__doc__.split())
        properties: dict[str, Any] = {}
        keys = dict(zip(of.__struct_fields__, of.__struct_encode_fields__, strict=True))
        for parameter in parameters_of(of):
            schema = self.kind(parameter.kind)
            if REST in getattr(parameter.kind, "__metadata__", ()):
                self.definitions[f"{of.__name__}.value"] = schema["additionalProperties"]
                words = _vocabulary(parameter.kind)
                for key in sorted(words or ()):
                    properties[key] = _reference(f"{of.__name__}.value")
                if words is None:
                    found["additionalProperties"] = _reference(f"{of.__name__}.value")
                continue
            if parameter.words:
                # Draft 7 ignores keys beside a reference.
                schema = {"description": parameter.words, "allOf": [schema]}
            properties[keys[parameter.name]] = schema
        found["properties"] = properties
        required = required_fields(of)
        if required:
            found["required"] = [keys[name] for name in required]
        found.setdefault("additionalProperties", False)
        return found

    def kind(self, kind: Any) -> dict[str, Any]:
        """The schema of a field's type."""
        marks = getattr(kind, "__metadata__", ())
        inner = kind.__origin__ if marks else kind
        words = _vocabulary(kind)
        origin, arguments = typing.get_origin(inner), typing.get_args(inner)
        if origin is tuple:
            item = self.kind(arguments[0])
            if words is not None:
                item = _words(words)
            elif "kinds" in marks:
                item = _reference("kind")
            return {"type": "array", "items": item}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.kind(arguments[1])}
        if words is not None:
            several = {"type": "array", "items": _words(words)}
            either = origin in (typing.Union, types.UnionType)
            return {"anyOf": [_words(words), several]} if either else _words(words)
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin in (typing.Union, types.UnionType):
            parts = [self.kind(part) for part in arguments if part is not type(None)]
            return parts[0] if len(parts) == 1 else {"anyOf": parts}
        if isinstance(inner, type) and issubclass(inner, Enum):
            return {"enum": [member.value for member in inner]}
        if inner is Version:
            return {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)*$"}
        if is_struct(inner):
            return self.reference(inner)
        plain = {**_PLAIN[inner], **_bounds(marks)}
        if inner is int and _NUMBER in self.definitions:
            return {"anyOf": [plain, _reference("constant")]}
        return plain


def _bounds(marks: Sequence[object]) -> dict[str, int | float]:
    """The least and the largest number of a type, where it has them."""
    bounds = next((mark for mark in marks if isinstance(mark, Meta)), Meta())
    ends = (("minimum", bounds.ge), ("maximum", bounds.le))
    return {name: end for name, end in ends if end is not None}


def _vocabulary(kind: Any) -> frozenset[str] | None:
    marks = getattr(kind, "__metadata__", ())
    return next((mark for mark in marks if isinstance(mark, frozenset)), None)


def _words(words: frozenset[str]) -> dict[str, Any]:
    """A reference to a shared vocabulary; else the list of its words."""
    for name, vocabulary in _VOCABULARIES.items():
        if words == vocabulary:
            return _reference(name)
    return {"enum": sorted(words)}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}

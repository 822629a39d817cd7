"""Descriptions of a struct's fields, read from its source: the manual's words on parameters."""

import ast
import inspect
import textwrap
import types
import typing
from collections.abc import Mapping
from enum import Enum
from itertools import pairwise
from typing import Any, Literal

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo, fields

from dlpulint.basics.decode import REST, field_types
from dlpulint.basics.version import Version
from dlpulint.manual.words import value_text
from dlpulint.model.vocabulary import ATTRIBUTES, DTYPES, ROLES

_VOCABULARIES = ((ATTRIBUTES, "option"), (ROLES, "role"), (DTYPES, "element type"))
_PLAIN: Mapping[Any, str] = {
    Version: "version",
    int: "whole number",
    float: "number",
    str: "text",
    bool: "true or false",
}


class Parameter(Struct, frozen=True):
    """A field as a pack's author uses it."""

    name: str
    kind: Any
    """Its type, with the marks for decoding."""
    default: str | None
    """`None` if the field is required."""
    words: str


def parameters_of(of: type[Struct]) -> list[Parameter]:
    """The fields of a struct in their order, with the docstring of each."""
    types_of = field_types(of)
    words = _documented(of)
    return [
        Parameter(field.name, types_of[field.name], _default(field), words.get(field.name, ""))
        for field in fields(of)
    ]


def _default(field: FieldInfo) -> str | None:
    if field.default is NODEFAULT:
        return None if field.required else "none"
    return "none" if field.default in (None, (), "") else value_text(field.default)


def _documented(of: type[Struct]) -> dict[str, str]:
    """Docstrings by field, those of base classes included."""
    found: dict[str, str] = {}
    for base in reversed(of.__mro__[: of.__mro__.index(Struct)]):
        body = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        parts = body.body if isinstance(body, ast.ClassDef) else []
        for part, below in pairwise(parts):
            if (
                isinstance(part, ast.AnnAssign)
                and isinstance(part.target, ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
            ):
                found[part.target.id] = " ".join(str(below.value.value).split())
    return found


def kind_text(kind: Any) -> str:
    """A type as a pack's author reads it: `list of roles`, `per-tensor or per-channel`."""
    marks = getattr(kind, "__metadata__", ())
    inner = kind.__origin__ if marks else kind
    for vocabulary, word in _VOCABULARIES:
        if any(isinstance(mark, frozenset) and vocabulary <= mark for mark in marks):
            if REST in marks:
                value = typing.get_args(inner)[1]
                return f"a key for each {word}: {kind_text(value)}"
            if typing.get_origin(inner) in (typing.Union, types.UnionType):
                return f"{word} or list of {word}s"
            return f"list of {word}s" if typing.get_origin(inner) is tuple else word
    if marks and isinstance(marks[0], Meta):
        return f"{_PLAIN[inner]}{_bounds_text(marks[0])}"
    if "kinds" in marks:
        return "list of operator kinds"
    if typing.get_origin(inner) is tuple:
        item = typing.get_args(inner)[0]
        if getattr(item, "__metadata__", ()):
            return f"list of {kind_text(item)}s"
        return f"list of {', '.join(_alternatives(item))}"
    return " or ".join(_alternatives(inner))


def _bounds_text(bounds: Meta) -> str:
    """` from 0 to 100`, or only one end."""
    ends = ((" from", bounds.ge), (" to", bounds.le))
    return "".join(f"{word} {end}" for word, end in ends if end is not None)


def _alternatives(kind: Any) -> list[str]:
    """The alternatives of a type, each in words."""
    if getattr(kind, "__metadata__", ()):
        return [kind_text(kind)]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return [f"`{value}`" for value in arguments]
    if origin in (typing.Union, types.UnionType):
        parts = [part for part in arguments if part is not type(None)]
        return [word for part in parts for word in _alternatives(part)]
    if origin is tuple:
        return [kind_text(kind)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [f"`{member.value}`" for member in kind]
    if kind in _PLAIN:
        return [_PLAIN[kind]]
    return [f"table of {', '.join(f'`{name}`' for name in kind.__struct_fields__)}"]

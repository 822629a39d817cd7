"""TOML tables decoded to structs; every mistake is reported with its path and a suggestion."""

import inspect
import types
import typing
from collections.abc import Collection, Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, NamedTuple, TypeGuard, TypeVar

import msgspec
from msgspec import Struct

from dlpulint.basics.errors import MOST_MISTAKES
from dlpulint.basics.spelling import nearest
from dlpulint.basics.version import Version

T = TypeVar("T", bound=Struct)

REST = "rest"
"""Marks a dictionary field that takes all keys of its table that no other field names.

A field marked with a frozenset (`Annotated[str, names.ROLES]`) takes only words of that set; a
dictionary with that mark takes only keys of it.
"""


def decode(table: object, into: type[T], path: str, mistakes: list[str]) -> T | None:
    """Struct of type `into` with the values of a table, or `None` if there are mistakes.

    Every mistake is added to `mistakes` as `<path>.<key>: …`.
    """
    before = len(mistakes)
    if not isinstance(table, Mapping):
        mistakes.append(f"{path}: expected a table, found {_show(table)}")
        return None
    known, rest, fields = field_types(into), _rest_of(into), _fields_by_key(into)
    plans = _plans(into)
    values: dict[str, Any] = {}
    remaining: dict[str, object] = {}
    for key, value in table.items():
        if len(mistakes) > MOST_MISTAKES:
            break  # Suggestions for thousands of mistakes take minutes.
        name = fields.get(key)
        if name is not None and name != rest:
            values[name] = _decode_value(value, plans[name], f"{path}.{key}", mistakes)
        elif rest is not None and key in (_vocabulary(known[rest]) or (key,)):
            remaining[key] = value
        else:
            wanted = fields if rest is None else _vocabulary(known[rest]) or fields
            mistakes.append(f"{path}.{key}: unknown key{_nearest(key, wanted)}")
    if rest is not None and remaining:
        values[rest] = _decode_rest(remaining, known[rest], path, mistakes)
    for key, name in fields.items():
        if name not in values and name in required_fields(into):
            mistakes.append(f"{path}: the key {key!r} is missing")
    return into(**values) if len(mistakes) == before else None


def _nearest(key: str, known: Collection[str]) -> str:
    return nearest(key, known) or f"; expected one of {', '.join(sorted(known))}"


class _Plan(NamedTuple):
    """What is to be done with the values of one type, worked out once: types hash slowly."""

    kind: Any
    """The type, without `None` and our marks."""
    tables: tuple[type[Struct], ...]
    """The tables among its alternatives."""
    plain: Any
    """The other alternatives."""
    item: Any
    """The type of its items, if it is a list that has tables among them."""
    items: "_Plan | None"
    vocabulary: frozenset[str] | None
    lists: "_Plan | None"
    """What to do with lists, where that is something else."""


@cache
def _plan(kind: Any) -> _Plan:
    inner = _without_none(_unmarked(kind))
    lists = _list_among(inner)
    return _plan_of(kind, inner, None if lists is inner else _plan_of(kind, lists, None))


def _plan_of(kind: Any, inner: Any, lists: _Plan | None) -> _Plan:
    item = _item_of_tuple(inner)
    of_tables = item is not None and bool(_tables_and_plain(item)[0])
    known = _vocabulary(kind) or _vocabulary(item)
    return _Plan(
        inner, *_tables_and_plain(inner), item, _plan(item) if of_tables else None, known, lists
    )


@cache
def _plans(of: type[Struct]) -> Mapping[str, _Plan]:
    """The plans of a struct's fields by their names."""
    return {name: _plan(kind) for name, kind in field_types(of).items()}


def _decode_value(value: object, plan: _Plan, path: str, mistakes: list[str]) -> object:
    if plan.lists is not None and isinstance(value, list):
        plan = plan.lists
    inner, known = plan.kind, plan.vocabulary
    if inner is str and known is None and type(value) is str:  # Most values.
        return value
    if inner is Version:
        return _decode_version(value, path, mistakes)
    if is_struct(inner):
        return decode(value, inner, path, mistakes)
    if plan.items is not None:
        if not isinstance(value, list):
            listed = "tables" if is_struct(plan.item) else "values"
            mistakes.append(f"{path}: expected a list of {listed}, found {_show(value)}")
            return None
        parts = [
            _decode_value(part, plan.items, f"{path}[{index}]", mistakes)
            for index, part in enumerate(value)
            if len(mistakes) <= MOST_MISTAKES
        ]
        return tuple(parts)
    result = _convert(value, plan.tables, plan.plain, path, mistakes)
    if known and result is not None:
        words = (result,) if isinstance(result, str) else typing.cast(tuple[str, ...], result)
        for word in words:
            if word not in known and len(mistakes) <= MOST_MISTAKES:
                mistakes.append(f"{path}: unknown word {word!r}{_nearest(word, known)}")
    return result


def _decode_version(value: object, path: str, mistakes: list[str]) -> Version | None:
    try:
        return Version.parse(value if isinstance(value, str) else "")
    except ValueError:
        mistakes.append(f'{path}: expected a version such as "2.3.1", found {_show(value)}')
        return None


def _decode_rest(
    table: Mapping[str, object], kind: Any, path: str, mistakes: list[str]
) -> dict[str, object]:
    tables, plain = _tables_and_plain(typing.get_args(_unmarked(kind))[1])
    return {
        key: _convert(value, tables, plain, f"{path}.{key}", mistakes)
        for key, value in table.items()
        if len(mistakes) <= MOST_MISTAKES
    }


def _convert(
    value: object, tables: tuple[type[Struct], ...], target: Any, path: str, mistakes: list[str]
) -> object:
    """Convert a plain value with msgspec; unions of tables are tried one by one."""
    if tables and isinstance(value, Mapping):
        return _decode_first(value, tables, path, mistakes)
    try:
        return msgspec.convert(value, target, strict=True)
    except msgspec.ValidationError as error:
        mistakes.append(f"{path}: {_explain(value, target, error)}")
        return None


def _decode_first(
    value: Mapping[str, object], tables: tuple[type[Struct], ...], path: str, mistakes: list[str]
) -> object:
    """The first struct that a table fits; if none fits, adds the mistakes of the nearest."""
    fewest: list[str] | None = None
    # Of tables with equally many mistakes, the intended one shares more keys.
    for table in sorted(tables, key=lambda table: -len(value.keys() & field_types(table).keys())):
        tried: list[str] = []
        result: object = decode(value, table, path, tried)
        if not tried:
            return result
        if fewest is None or len(tried) < len(fewest):
            fewest = tried
    mistakes.extend(fewest or [])
    return None


def _explain(value: object, kind: Any, error: msgspec.ValidationError) -> str:
    item = _item_of_tuple(kind)
    listed = item is not None and isinstance(value, list)
    alternatives = _alternatives(item if listed else kind)
    choices = [choice for kind in alternatives for choice in _choices(kind)]
    if not choices:
        reason = str(error).split(" - at ")[0].replace("`", "")
        return f"{reason[0].lower()}{reason[1:]}, found {_show(value)}"
    parts = value if listed and isinstance(value, list) else [value]
    plain = tuple(kind for kind in alternatives if kind is int)
    found = next((p for p in parts if p not in choices and not isinstance(p, plain)), value)
    others = ["a whole number"] if plain else []
    others += ["a list"] if any(map(_item_of_tuple, alternatives)) else []
    expected = " or ".join([", ".join(repr(choice) for choice in choices), *others])
    near = nearest(found, map(str, choices)) if isinstance(found, str) else ""
    several = "one of " if len(choices) + len(others) > 1 else ""
    return f"expected {several}{expected}, found {_show(found)}{near}"


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _choices(kind: Any) -> tuple[object, ...]:
    """The literal values of a type that consists of nothing else."""
    if typing.get_origin(kind) is Literal:
        return typing.get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(member.value for member in kind)
    return ()


def _alternatives(kind: Any) -> tuple[Any, ...]:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return typing.get_args(kind)
    return (kind,)


@cache
def _tables_and_plain(kind: Any) -> tuple[tuple[type[Struct], ...], Any]:
    """The tables among a type's alternatives, and the union of the others."""
    alternatives = _alternatives(kind)
    tables = tuple(part for part in alternatives if is_struct(part))
    plain = tuple(part for part in alternatives if part not in tables)
    if not plain:
        return tables, kind
    return tables, plain[0] if len(plain) == 1 else typing.Union[plain]  # noqa: UP007 - built at run time


@cache
def _without_none(kind: Any) -> Any:
    """`X` for `X | None`: TOML has no null."""
    parts = tuple(part for part in _alternatives(kind) if part is not type(None))
    return parts[0] if len(parts) == 1 else typing.Union[parts]  # noqa: UP007 - built at run time


@cache
def _list_among(kind: Any) -> Any:
    """`tuple[X, ...]` for `str | tuple[X, ...]`; other types unchanged."""
    return next((part for part in _alternatives(kind) if _item_of_tuple(part) is not None), kind)


@cache
def _item_of_tuple(kind: Any) -> Any:
    """`X` for `tuple[X, ...]`, else `None`."""
    if typing.get_origin(kind) is tuple:
        arguments = typing.get_args(kind)
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return arguments[0]
    return None


def _marks(kind: Any) -> tuple[object, ...]:
    return getattr(kind, "__metadata__", ())


def _vocabulary(kind: Any) -> frozenset[str] | None:
    return next((mark for mark in _marks(kind) if isinstance(mark, frozenset)), None)


def _unmarked(kind: Any) -> Any:
    """The type without our marks; bounds of numbers are msgspec's, and stay."""
    marks = _marks(kind)
    return kind.__origin__ if marks and not isinstance(marks[0], msgspec.Meta) else kind


@cache
def field_types(of: type[Struct]) -> Mapping[str, Any]:
    """The types of a struct's fields, with their marks; fields of base structs first."""
    found: dict[str, Any] = {}
    for struct in reversed(of.__mro__[: of.__mro__.index(Struct)]):
        found |= inspect.get_annotations(struct)
    return found


@cache
def _fields_by_key(of: type[Struct]) -> Mapping[str, str]:
    """The names of a struct's fields by the keys of its table, which may differ."""
    return dict(zip(of.__struct_encode_fields__, of.__struct_fields__, strict=True))


@cache
def _rest_of(of: type[Struct]) -> str | None:
    return next((name for name, kind in field_types(of).items() if REST in _marks(kind)), None)


def is_struct(kind: object) -> TypeGuard[type[Struct]]:
    """Whether a type is a struct, which a table decodes into."""
    return isinstance(kind, type) and issubclass(kind, Struct)


@cache
def required_fields(of: type[Struct]) -> tuple[str, ...]:
    """The names of the fields without a default."""
    names, defaults = of.__struct_fields__, of.__struct_defaults__
    # As in functions, defaults are those of the last fields; gaps are `NODEFAULT`.
    padded = (msgspec.NODEFAULT,) * (len(names) - len(defaults)) + defaults
    pairs = zip(names, padded, strict=True)
    return tuple(name for name, default in pairs if default is msgspec.NODEFAULT)

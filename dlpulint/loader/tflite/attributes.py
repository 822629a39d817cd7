"""Roles of a TFLite operator's inputs, and its options under our names."""

from collections.abc import Iterator
from functools import cache

from dlpulint.loader.tflite.flatbuffer import BulkReader, Table, content_of
from dlpulint.loader.tflite.operator_tables import (
    KERNELS_IN_WEIGHTS,
    LISTS,
    OPTIONS,
    ROLES,
    Option,
)
from dlpulint.loader.tflite.package import schema_class
from dlpulint.model.graph import Attribute, Tensor

_ONE_AXIS = frozenset({"SPLIT", "SPLIT_V", "ARG_MAX", "ARG_MIN", "CUMSUM"})
"""Operators whose axes operand is a single axis."""

_NOTHING_AS_ZERO = frozenset({"bias_type", "kernel_type"})
"""Options that state nothing where they are 0."""


def roles_of(native: str, count: int) -> tuple[str, ...]:
    """The roles of an operator's `count` inputs; the last role is repeated as needed."""
    roles = ROLES.get(native, ("input",))
    return (*roles, *roles[-1:] * (count - len(roles)))[:count]


@cache
def options_number(native: str) -> int:
    """The number of an operator's table of options in the schema; 0 if none is read."""
    name = LISTS[native][0] if native in LISTS else OPTIONS.get(native, ("",))[0]
    return getattr(schema_class("BuiltinOptions"), name) if name else 0


class AttributeReader:
    """Reads the options of the operators of one file."""

    def __init__(self, bulk: BulkReader) -> None:
        self._bulk = bulk
        self._read: dict[tuple[str, bytes], dict[str, Attribute]] = {}

    def attributes_of(
        self,
        options: Table | None,
        native: str,
        inputs: tuple[Tensor | None, ...],
        roles: tuple[str, ...],
    ) -> dict[str, Attribute]:
        """An operator's options, from its options table and its constant operands.

        Args:
            options: The operator's `builtin_options`.
            native: The builtin name.
            inputs: All inputs, with their roles in `roles`.
        """
        by_role = {role: t for role, t in zip(roles, inputs, strict=True) if t is not None}
        numbers = {} if options is None else self._numbers(options, native)
        found = numbers | dict(_from_operands(native, by_role))
        if options is not None and native in LISTS:
            _, slot, name = LISTS[native]
            listed = self._bulk.integers(options, slot)
            if listed:
                found[name] = listed
        return found

    def _numbers(self, table: Table, native: str) -> dict[str, Attribute]:
        """The options that are numbers, read once for all operators with the same bytes."""
        entry = OPTIONS.get(native)
        if entry is None:
            return {}
        content = content_of(table)
        if content is None:
            return dict(_from_options(table, *entry))
        key = native, content
        if key not in self._read:
            self._read[key] = dict(_from_options(table, *entry))
        return self._read[key]


def _from_options(
    table: Table, name: str, kept: tuple[Option, ...]
) -> Iterator[tuple[str, Attribute]]:
    options = schema_class(name)()
    options.Init(table.Bytes, table.Pos)
    for accessor, name, *words in kept:
        value = getattr(options, accessor)()
        if name in _NOTHING_AS_ZERO and not value:
            continue
        yield name, words[0].get(value, value) if words else value


def _from_operands(native: str, by_role: dict[str, Tensor]) -> Iterator[tuple[str, Attribute]]:
    """Attributes that TFLite keeps in constant operands or in the shape of the weights."""
    weights, given = by_role.get("weights"), by_role.get("input")
    if native in KERNELS_IN_WEIGHTS and weights is not None and weights.shape is not None:
        for name, size in zip(("kernel_height", "kernel_width"), weights.shape[1:3], strict=False):
            if size is not None:
                yield name, size
    if native == "CONV_2D" and weights is not None and given is not None:
        depth, filters = (given.shape or (None,))[-1], (weights.shape or (None,))[-1]
        if depth and filters:
            yield "groups", depth // filters
    axes = by_role.get("axes")
    if axes is not None and axes.values is not None and native not in _ONE_AXIS:
        yield "axes", axes.values
    elif axes is not None and axes.values:
        yield "axis", axes.values[0]
    perm = by_role.get("perm")
    if perm is not None and perm.values is not None:
        yield "perm", perm.values
    paddings = by_role.get("paddings")
    if paddings is not None and paddings.values is not None and len(paddings.values) == 8:
        top, bottom, left, right = paddings.values[2:6]
        yield from (("pad_top", top), ("pad_bottom", bottom))
        yield from (("pad_left", left), ("pad_right", right))

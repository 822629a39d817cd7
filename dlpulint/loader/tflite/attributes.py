"""Roles of a TFLite operator's inputs, and its options under our names."""

from collections.abc import Iterator

from dlpulint.loader.tflite.flatbuffer import BulkReader, Table
from dlpulint.loader.tflite.operator_tables import KERNELS_IN_WEIGHTS, LISTS, OPTIONS, ROLES
from dlpulint.loader.tflite.option_fields import FIELDS
from dlpulint.model.graph import Attribute, Tensor

_ONE_AXIS = frozenset({"SPLIT", "SPLIT_V", "ARG_MAX", "ARG_MIN", "CUMSUM"})
"""Operators whose axes operand is a single axis."""

_NOTHING_AS_ZERO = frozenset({"bias_type", "kernel_type"})
"""Options that state nothing where they are 0."""


def roles_of(native: str, count: int) -> tuple[str, ...]:
    """The roles of an operator's `count` inputs; the last role is repeated as needed."""
    roles = ROLES.get(native, ("input",))
    return (*roles, *roles[-1:] * (count - len(roles)))[:count]


def options_number(native: str) -> int:
    """The number of an operator's table of options in the schema; 0 if none is read."""
    name = LISTS[native][0] if native in LISTS else OPTIONS.get(native, ("",))[0]
    return FIELDS[name][0] if name else 0


def attributes_of(
    options: Table | None,
    native: str,
    inputs: tuple[Tensor | None, ...],
    roles: tuple[str, ...],
    bulk: BulkReader,
) -> dict[str, Attribute]:
    """An operator's options, from its options table and its constant operands.

    Args:
        options: The operator's `builtin_options`.
        native: The builtin name.
        inputs: All inputs, with their roles in `roles`.
    """
    by_role = {role: t for role, t in zip(roles, inputs, strict=True) if t is not None}
    found = dict(_from_options(options, native, bulk)) | dict(_from_operands(native, by_role))
    if options is not None and native in LISTS:
        _, slot, name = LISTS[native]
        numbers = bulk.integers(options, slot)
        if numbers:
            found[name] = numbers
    return found


def _from_options(
    table: Table | None, native: str, bulk: BulkReader
) -> Iterator[tuple[str, Attribute]]:
    entry = OPTIONS.get(native)
    if entry is None or table is None:
        return
    _, fields = FIELDS[entry[0]]
    for field, name, *words in entry[1]:
        value = bulk.number(table, *fields[field])
        if name in _NOTHING_AS_ZERO and not value:
            continue
        yield name, words[0].get(int(value), value) if words else value


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

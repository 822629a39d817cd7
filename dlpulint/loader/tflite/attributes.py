"""What a TFLite operator's inputs are for, and its options under our names."""

from collections.abc import Iterator
from typing import Any

from dlpulint.loader.tflite.flatbuffer import Table
from dlpulint.loader.tflite.operator_tables import OPTIONS, ROLES, WEIGHT_SHAPES
from dlpulint.model.graph import Attribute, Tensor

_ONE_AXIS = frozenset({"SPLIT", "SPLIT_V", "ARG_MAX", "ARG_MIN", "CUMSUM"})
"""Operators whose axes operand is a single axis."""


def roles_of(native: str, count: int) -> tuple[str, ...]:
    """The roles of an operator's `count` inputs, in their order; the last role goes on."""
    roles = ROLES.get(native, ("input",))
    return (*roles, *roles[-1:] * (count - len(roles)))[:count]


def attributes_of(
    tflite: Any,
    options: Table | None,
    native: str,
    inputs: tuple[Tensor | None, ...],
    roles: tuple[str, ...],
) -> dict[str, Attribute]:
    """An operator's options, from its options table and from its constant operands.

    `tflite` is the package, which knows the fields of options.
    """
    by_role = {
        role: tensor for role, tensor in zip(roles, inputs, strict=True) if tensor is not None
    }
    return dict(_from_options(tflite, options, native)) | dict(_from_operands(native, by_role))


def _from_options(tflite: Any, table: Table | None, native: str) -> Iterator[tuple[str, Attribute]]:
    entry = OPTIONS.get(native)
    if entry is None or table is None:
        return
    options = getattr(tflite, entry[0])()
    options.Init(table.Bytes, table.Pos)
    for accessor, name, *words in entry[1]:
        value = getattr(options, accessor)()
        yield name, words[0].get(value, value) if words else value


def _from_operands(native: str, by_role: dict[str, Tensor]) -> Iterator[tuple[str, Attribute]]:
    """Attributes that TFLite keeps in constant operands or in the shape of the weights."""
    weights, given = by_role.get("weights"), by_role.get("input")
    places = WEIGHT_SHAPES.get(native)
    if places is not None and weights is not None and weights.shape is not None:
        for name, place in zip(("kernel_height", "kernel_width"), places, strict=True):
            if place < len(weights.shape) and weights.shape[place] is not None:
                yield name, weights.shape[place] or 0
    if native == "CONV_2D" and weights is not None and given is not None:
        depth, filters = (given.shape or (None,))[-1], (weights.shape or (None,))[-1]
        if depth and filters:
            yield "groups", depth // filters
    axes = by_role.get("axes")
    if axes is not None and axes.values is not None:
        yield ("axis", axes.values[0]) if native in _ONE_AXIS else ("axes", axes.values)
    perm = by_role.get("perm")
    if perm is not None and perm.values is not None:
        yield "perm", perm.values
    paddings = by_role.get("paddings")
    if paddings is not None and paddings.values is not None and len(paddings.values) == 8:
        top, bottom, left, right = paddings.values[2:6]
        yield from (
            ("pad_top", top),
            ("pad_bottom", bottom),
            ("pad_left", left),
            ("pad_right", right),
        )

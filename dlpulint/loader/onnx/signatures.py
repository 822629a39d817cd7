"""The onnx package's definitions of operators, as plain data."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from dlpulint.loader.onnx.compiled import OpSchema, SchemaError, schema_of
from dlpulint.loader.onnx.node import Node


class Parameter(Struct, frozen=True):
    """An input or output that an operator declares."""

    name: str
    types: frozenset[str]
    variable: str
    """The name of its type; inputs and outputs with the same one are of the same type."""
    optional: bool
    homogeneous: bool
    """Whether all values are of one type, where there may be several."""


class Ports(Struct, frozen=True):
    """The inputs or outputs of an operator."""

    parameters: tuple[Parameter, ...]
    least: int
    most: int


class Signature(Struct, frozen=True):
    """What an opset says of an operator."""

    deprecated: bool
    inputs: Ports
    outputs: Ports
    attributes: Mapping[str, int]
    """The number of each attribute's type."""
    required: tuple[str, ...]
    """The attributes that have to be stated."""


class Signatures:
    """Definitions of operators in the onnx package, each looked up once per file."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], Signature | None] = {}

    def of(self, node: Node, version: int) -> Signature | None:
        """A node's operator in an opset; `None` if the opset has no such operator."""
        key = (node.native, version)
        if key not in self._found:
            name = node.native.removeprefix(f"{node.domain}.")
            try:
                self._found[key] = _signature(schema_of(name, version, node.domain))
            except (SchemaError, TypeError):
                self._found[key] = None
        return self._found[key]


def _signature(schema: OpSchema) -> Signature:
    allowed = {
        row.type_param_str: frozenset(row.allowed_type_strs) for row in schema.type_constraints
    }
    attributes = schema.attributes
    return Signature(
        deprecated=schema.deprecated,
        inputs=Ports(_parameters(schema.inputs, allowed), schema.min_input, schema.max_input),
        outputs=Ports(_parameters(schema.outputs, allowed), schema.min_output, schema.max_output),
        attributes={name: int(stated.type) for name, stated in attributes.items()},  # type: ignore[call-overload]  # An enum of numbers, by its stub none
        required=tuple(name for name, stated in attributes.items() if stated.required),
    )


def _parameters(
    formal: "Sequence[OpSchema.FormalParameter]", allowed: Mapping[str, frozenset[str]]
) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            name=param.name,
            types=allowed.get(param.type_str, frozenset({param.type_str})),
            variable=param.type_str if param.type_str in allowed else "",
            optional=param.option == OpSchema.FormalParameterOption.Optional,
            homogeneous=param.is_homogeneous,
        )
        for param in formal
    )

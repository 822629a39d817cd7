"""Operators and tensors of one graph of an ONNX file."""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from dlpulint.loader.bounds import countable
from dlpulint.loader.onnx.attributes import Schemas, attributes_of, numbers_read
from dlpulint.loader.onnx.constants import INTEGERS
from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.quantization import quantizations
from dlpulint.loader.onnx.roles import roles_of
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.shapes.known import Values
from dlpulint.loader.onnx.types import bounds_in, dtype_in, free_dimensions_in, shape_in
from dlpulint.model.graph import Attribute, Operator, Shape, Subgraph, Tensor
from dlpulint.model.kinds import ONNX

if TYPE_CHECKING:
    from onnx import TypeProto

_FOLDED: Final = frozenset(
    """
    Cast ConstantOfShape DequantizeLinear Flatten Identity QuantizeLinear Reshape Squeeze Transpose
    Unsqueeze com.microsoft.DequantizeLinear com.microsoft.QuantizeLinear
    """.split()  # noqa: SIM905 - easier to read as words
)
"""Operators that turn constants into a constant, which converters fold."""

_RESIZES: Final = {
    "nearest": "resize-nearest",
    "linear": "resize-bilinear",
    "bilinear": "resize-bilinear",
    "cubic": "resize-cubic",
}
_VOLUMES: Final = {"conv": "conv-3d", "transpose-conv": "transpose-conv-3d"}
"""Kinds of 3-D convolutions by the kind of the 2-D one."""

_REFINED: Final = frozenset({"conv", "resize", "transpose-conv"})
"""Kinds that depend on an operator's attributes or operands too."""

_IMAGE_RANK, _VOLUME_RANK = 4, 5

_Dimensions: TypeAlias = tuple[Shape | None, tuple[str | None, ...], Shape]
"""The shape of a type, the names of its open dimensions, and its bounds."""


class Graph:
    """The tensors and operators of one scope."""

    def __init__(
        self, scope: Scope, values: Values, around: "Graph | None", schemas: Schemas
    ) -> None:
        self._scope = scope
        self._values = values
        self._around = around
        self._schemas = schemas
        self._quantizations = quantizations(scope.nodes, values, scope.outputs)
        self._names = {*scope.inputs, *scope.constants}
        self._constants = set(scope.constants)
        self._tensors: dict[str, Tensor] = {}
        self._sizes: dict[int, tuple[TypeProto, _Dimensions]] = {}
        self._forms: dict[Hashable, tuple[str, Mapping[str, Attribute]]] = {}
        for node in scope.nodes:
            self._names.update(node.outputs)
        for node in scope.nodes:
            if node.native in _FOLDED and all(self.constant(name) for name in node.inputs if name):
                self._constants.update(node.outputs)
        self.operators = tuple(self._operator(node) for node in scope.nodes)
        self.subgraph = Subgraph(
            name=scope.name,
            inputs=tuple(self.tensor(name) for name in scope.inputs),
            outputs=tuple(self.tensor(name) for name in scope.outputs),
        )

    def constant(self, name: str) -> bool:
        """Whether the value of this name is the same in every run."""
        if name in self._names or self._around is None:
            return name in self._constants
        return self._around.constant(name)

    def tensor(self, name: str) -> Tensor:
        """The tensor of this name; a copy of it if it belongs to a graph around this one."""
        if name not in self._tensors:
            if name in self._names or self._around is None:
                self._tensors[name] = self._tensor(name)
            else:
                self._tensors[name] = replace(self._around.tensor(name))
        return self._tensors[name]

    def _tensor(self, name: str) -> Tensor:
        type = self._values.type(name)
        shape, opened, bounds = self._dimensions(type)
        constant = name in self._constants
        quantization = self._quantizations.get(name)
        values: tuple[int, ...] | None = None
        if constant and quantization is None:
            values = self._whole_values(name)
        return Tensor(
            name=readable(name),
            dtype=dtype_in(type),
            shape=shape,
            constant=constant,
            quantization=quantization,
            values=values,
            free_dimensions=opened,
            bounds=bounds,
        )

    def _dimensions(self, type: "TypeProto | None") -> _Dimensions:
        """Shape, names of open dimensions and bounds of a type, which many values share."""
        if type is None:
            return None, (), ()
        # By number, because types cannot be hashed; the type is kept so that no other gets it.
        known = self._sizes.get(id(type))
        if known is None:
            shape, opened = shape_in(type), free_dimensions_in(type)
            bounds = bounds_in(type, self._values.symbols)
            if not countable(shape or ()) or not countable(bounds):
                shape, opened, bounds = None, (), ()
            known = self._sizes[id(type)] = type, (shape, opened, bounds)
        return known[1]

    def _whole_values(self, name: str) -> tuple[int, ...] | None:
        """The elements of a constant with few whole numbers."""
        known, constant = self._values.known(name), self._values.constant(name)
        dtype = known.dtype if known else constant.dtype if constant else None
        if dtype not in INTEGERS:
            return None
        numbers = known.complete if known else constant.few if constant else None
        return None if numbers is None else tuple(int(number) for number in numbers)

    def _operator(self, node: Node) -> Operator:
        inputs = tuple(self.tensor(name) if name else None for name in node.inputs)
        version = self._scope.version(node.domain)
        kind = ONNX.get(node.native, f"onnx:{node.native}")
        constants = tuple(None if tensor is None else tensor.constant for tensor in inputs)
        roles = roles_of(node.native, kind, constants)
        kind, attributes = self._read(node, version, kind, roles, inputs)
        return Operator(
            index=node.index,
            kind=kind,
            native=node.native,
            inputs=inputs,
            outputs=tuple(self.tensor(name) for name in node.outputs if name),
            roles=roles,
            attributes=attributes,
            subgraph=self._scope.number,
            version=version,
            name=node.name,
        )

    def _read(
        self,
        node: Node,
        version: int | None,
        kind: str,
        roles: tuple[str, ...],
        inputs: tuple[Tensor | None, ...],
    ) -> tuple[str, Mapping[str, Attribute]]:
        """The kind and the attributes of a node, read once for nodes of one form."""
        shapes = tuple([None if tensor is None else tensor.shape for tensor in inputs])
        named = tuple(map(bool, node.outputs))
        # As text, because 1, 1.0 and True are equal, and so are 0.0 and -0.0.
        numbers = [
            repr(self._values.known(node.inputs[index]))
            for index in numbers_read(node.native, kind, roles)
            if inputs[index] is not None
        ]
        key = (node.native, version, node.options, roles, shapes, named, *numbers)
        if node.options is not None and key in self._forms:
            return self._forms[key]
        defaults = self._schemas.defaults(node, version)
        refined = _refined(kind, node.with_defaults(defaults), roles, inputs)
        known = self._values.known
        attributes = attributes_of(
            node, refined, roles, lambda index: known(node.inputs[index]), shapes, defaults
        )
        self._forms[key] = refined, attributes
        return refined, attributes


def _refined(
    kind: str, node: Node, roles: tuple[str, ...], inputs: tuple[Tensor | None, ...]
) -> str:
    """The kind that follows from an operator's attributes and operands."""
    if kind not in _REFINED:
        return kind
    by_role: Mapping[str, Tensor] = {
        role: tensor
        for role, tensor in reversed(tuple(zip(roles, inputs, strict=True)))
        if tensor is not None
    }
    given, weights = by_role.get("input"), by_role.get("weights")
    if kind == "resize":
        mode = node.text("mode") or "nearest"
        image = given is None or given.rank in (None, _IMAGE_RANK)
        return _RESIZES.get(mode, kind) if image or mode != "linear" else kind
    if kind in _VOLUMES and any(t is not None and t.rank == _VOLUME_RANK for t in (given, weights)):
        return _VOLUMES[kind]
    groups = node.integer("group") or 1
    if kind == "conv" and groups > 1:
        sizes = (weights.shape if weights else None) or ()
        channels = sizes[1] if len(sizes) > 1 else None
        depth = given.shape[1] if given and given.shape and len(given.shape) > 1 else None
        if channels == 1 or (channels is None and depth == groups):
            return "depthwise-conv"
    return kind

"""A model's operators and tensors as frozen plain data, for reports that draw them.

Tensors are referred to by their index in `Outline.tensors`, so that an outline holds no graph.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from dlpulint.model.graph import Attribute, Model, Operator, Quantization, Shape, Tensor


class OutlineTensor(Struct, frozen=True):
    """A tensor: an edge of the graph, or a constant that an operator reads."""

    name: str
    dtype: str
    shape: Shape | None
    """`None` if not even the rank is known."""
    constant: bool
    quantization: Quantization | None


class OutlineOperator(Struct, frozen=True):
    """One operator, with the properties that a viewer shows."""

    subgraph: int
    index: int
    """Position within its subgraph in file order, as in placements and findings."""
    op: str
    """The native name."""
    kind: str
    name: str
    """The node's name; empty where the format has none."""
    builtin: int | None
    version: int | None
    attributes: tuple[tuple[str, Attribute], ...]
    inputs: tuple[int | None, ...]
    """Indices in `Outline.tensors`; `None` where an optional input is left out."""
    roles: tuple[str | None, ...]
    """The role of each input (`input`, `weights`, `bias`, …)."""
    outputs: tuple[int, ...]


class OutlineGraph(Struct, frozen=True):
    """One subgraph: the main one first, then bodies of While and If, and local functions."""

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


class OutlinePart(Struct, frozen=True):
    """A part of the main graph with a name that people know: `C2f`, `Detect head`."""

    name: str
    operators: tuple[int, ...]
    """Positions in `Outline.operators`, ascending; none belongs to another part."""


class Outline(Struct, frozen=True):
    """A whole model."""

    format: str
    graphs: tuple[OutlineGraph, ...]
    operators: tuple[OutlineOperator, ...]
    """In file order, subgraph by subgraph: the order of a placement's operators."""
    tensors: tuple[OutlineTensor, ...]
    parts: tuple[OutlinePart, ...] = ()
    """In the order of their first layers."""


def outline_of(model: Model, parts: Iterable[tuple[str, Sequence[Operator]]] = ()) -> Outline:
    """The outline of a model with named parts, in time linear in its operators."""
    indices: dict[Tensor, int] = {}

    def index_of(tensor: Tensor) -> int:
        return indices.setdefault(tensor, len(indices))

    graphs = tuple(
        OutlineGraph(
            subgraph.name,
            tuple(map(index_of, subgraph.inputs)),
            tuple(map(index_of, subgraph.outputs)),
        )
        for subgraph in model.subgraphs
    )
    operators = tuple(
        OutlineOperator(
            subgraph=operator.subgraph,
            index=operator.index,
            op=operator.native,
            kind=operator.kind,
            name=operator.name,
            builtin=operator.number,
            version=operator.version,
            attributes=tuple(operator.attributes.items()),
            inputs=tuple(None if t is None else index_of(t) for t in operator.inputs),
            roles=tuple(operator.roles),
            outputs=tuple(map(index_of, operator.outputs)),
        )
        for operator in model.operators
    )
    positions = {operator: position for position, operator in enumerate(model.operators)}
    named = tuple(
        OutlinePart(name, tuple(map(positions.__getitem__, inside))) for name, inside in parts
    )
    return Outline(model.format, graphs, operators, tuple(map(_tensor, indices)), named)


def _tensor(tensor: Tensor) -> OutlineTensor:
    return OutlineTensor(
        tensor.name, tensor.dtype, tensor.shape, tensor.constant, tensor.quantization
    )

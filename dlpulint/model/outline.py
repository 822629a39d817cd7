"""A model's operators and tensors as frozen plain data, for reports that draw them.

Tensors are told by their place in `Outline.tensors`, so that an outline holds no graph.
"""

from msgspec import Struct

from dlpulint.model.graph import Attribute, Model, Quantization, Shape, Tensor


class OutlineTensor(Struct, frozen=True):
    """What flows along an edge, or a constant that an operator reads."""

    name: str
    dtype: str
    shape: Shape | None
    """`None` where not even the rank is known."""
    constant: bool
    quantization: Quantization | None


class OutlineOperator(Struct, frozen=True):
    """One operator, with what a viewer shows of it."""

    subgraph: int
    index: int
    """Position within its subgraph in file order, as in placements and findings."""
    op: str
    """The native name."""
    kind: str
    name: str
    """The operator's own name; empty where the format gives none."""
    builtin: int | None
    version: int | None
    attributes: tuple[tuple[str, Attribute], ...]
    inputs: tuple[int | None, ...]
    """Places in `Outline.tensors`; `None` where an optional input is left out."""
    roles: tuple[str | None, ...]
    """What each input is for (`input`, `weights`, `bias`, …)."""
    outputs: tuple[int, ...]


class OutlineGraph(Struct, frozen=True):
    """One subgraph: the main one first, then bodies of While and If, and local functions."""

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


class Outline(Struct, frozen=True):
    """A whole model."""

    format: str
    graphs: tuple[OutlineGraph, ...]
    operators: tuple[OutlineOperator, ...]
    """In file order, subgraph by subgraph: the order of a placement's operators."""
    tensors: tuple[OutlineTensor, ...]


def outline_of(model: Model) -> Outline:
    """The outline of a model, in time linear in its operators."""
    places: dict[Tensor, int] = {}

    def place(tensor: Tensor) -> int:
        return places.setdefault(tensor, len(places))

    graphs = tuple(
        OutlineGraph(
            subgraph.name,
            tuple(place(tensor) for tensor in subgraph.inputs),
            tuple(place(tensor) for tensor in subgraph.outputs),
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
            inputs=tuple(None if one is None else place(one) for one in operator.inputs),
            roles=tuple(operator.roles),
            outputs=tuple(place(tensor) for tensor in operator.outputs),
        )
        for operator in model.operators
    )
    return Outline(model.format, graphs, operators, tuple(map(_tensor, places)))


def _tensor(tensor: Tensor) -> OutlineTensor:
    return OutlineTensor(
        name=tensor.name,
        dtype=tensor.dtype,
        shape=tensor.shape,
        constant=tensor.constant,
        quantization=tensor.quantization,
    )

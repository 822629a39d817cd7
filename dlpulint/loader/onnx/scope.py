"""The graphs of an ONNX file, each a scope of names: the main one, bodies, local functions."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.bounds import MOST_ENDS, MOST_GRAPHS, refuse_more
from dlpulint.loader.onnx.constants import (
    Constant,
    constant_of_node,
    constant_of_sparse,
    constant_of_tensor,
)
from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.node import Node, node_of
from dlpulint.loader.onnx.types import cleaned, shared
from dlpulint.model.graph import OPERATOR_CEILING

if TYPE_CHECKING:
    from onnx import FunctionProto, GraphProto, ModelProto, NodeProto, TypeProto, ValueInfoProto

CONSTANT: Final = "Constant"
"""The native name of constants, which are not operators."""


class Scope(Struct, frozen=True, eq=False):
    """One graph with the names that it defines; names of the graphs around it are visible too."""

    number: int
    name: str
    nodes: tuple[Node, ...]
    """All nodes but the constants."""
    inputs: tuple[str, ...]
    """Inputs to feed, without the constants that older files list among them."""
    outputs: tuple[str, ...]
    constants: Mapping[str, Constant]
    declared: Mapping[str, "TypeProto"]
    """Types stated in the file, by name."""
    opsets: Mapping[str, int]
    parent: "Scope | None" = None
    owner: int | None = None
    """The index of the parent's node with this body."""
    constant_nodes: tuple[Node, ...] = ()
    proto: "GraphProto | None" = None
    """The graph as the file has it; `None` for a function."""

    def version(self, domain: str) -> int | None:
        """The opset of a domain in this graph."""
        return self.opsets.get(domain)


def opsets_of(proto: "ModelProto | FunctionProto") -> dict[str, int]:
    """Opsets by domain; the standard domain is `""`."""
    found = ((readable(entry.domain), entry.version) for entry in proto.opset_import)
    return {"" if domain == "ai.onnx" else domain: version for domain, version in found}


def scopes_of(model: "ModelProto", most: int = OPERATOR_CEILING) -> tuple[Scope, ...]:
    """All graphs of the file, outer before inner ones; the main graph is the first.

    Args:
        model: The file.
        most: Largest number of nodes that are no constants.

    Raises:
        ModelFileError: A name is written twice, or read and never written; or there are too many
            graphs or operators.
    """
    main = _graph_scope(model.graph, 0, opsets_of(model), None, None)
    scopes = [main]
    scopes += [_function_scope(f, number) for number, f in enumerate(model.functions, start=1)]
    defined = {scope.number: _defined(scope) for scope in scopes}
    waiting = deque(scopes)
    operators = 0
    while waiting:
        scope = waiting.popleft()
        operators += len(scope.nodes)
        _refuse_operators(operators, most)
        _refuse_missing(scope, defined)
        for node in scope.nodes:
            for graph in node.graphs():
                body = _graph_scope(graph, len(scopes), scope.opsets, scope, node.index)
                scopes.append(body)
                refuse_more(len(scopes), MOST_GRAPHS, "graphs")
                waiting.append(body)
                defined[body.number] = _defined(body)
    return tuple(scopes)


def _refuse_operators(count: int, most: int) -> None:
    """Raise ModelFileError for more operators than any file, or one of this size, may have."""
    refuse_more(count, OPERATOR_CEILING, "operators")
    if count > most:
        raise ModelFileError(
            f"more than {most:,} operators, which is what dlpulint reads of a file of its size"
        )


def _graph_scope(
    graph: "GraphProto",
    number: int,
    opsets: Mapping[str, int],
    parent: Scope | None,
    owner: int | None,
) -> Scope:
    constants = {tensor.name: constant_of_tensor(tensor) for tensor in graph.initializer}
    constants |= {
        tensor.values.name: constant_of_sparse(tensor) for tensor in graph.sparse_initializer
    }
    nodes, constant_nodes = _nodes(graph.node, constants)
    inputs = tuple(info.name for info in graph.input if info.name not in constants)
    refuse_more(len(inputs), MOST_ENDS, "inputs")
    refuse_more(len(graph.output), MOST_ENDS, "outputs")
    return Scope(
        number=number,
        name=readable(graph.name),
        nodes=nodes,
        inputs=inputs,
        outputs=tuple(info.name for info in graph.output),
        constants=constants,
        declared=_types(graph.value_info) | _types(graph.output) | _types(graph.input),
        opsets=opsets,
        parent=parent,
        owner=owner,
        constant_nodes=constant_nodes,
        proto=graph,
    )


def _function_scope(function: "FunctionProto", number: int) -> Scope:
    constants: dict[str, Constant] = {}
    nodes, constant_nodes = _nodes(function.node, constants)
    return Scope(
        number=number,
        name=f"{readable(function.domain)}.{readable(function.name)}",
        nodes=nodes,
        inputs=tuple(function.input),
        outputs=tuple(function.output),
        constants=constants,
        declared=_types(function.value_info),
        opsets=opsets_of(function),
        constant_nodes=constant_nodes,
    )


def _nodes(
    protos: "Iterable[NodeProto]", constants: dict[str, Constant]
) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The operators, and the nodes with constants, which are added to `constants`."""
    nodes, constant_nodes = [], []
    for index, proto in enumerate(protos):
        node = node_of(proto, index)
        if node.native == CONSTANT:
            constants |= dict.fromkeys(node.outputs[:1], constant_of_node(node))
            constant_nodes.append(node)
        else:
            nodes.append(node)
            refuse_more(len(nodes), OPERATOR_CEILING, "operators")
    return tuple(nodes), tuple(constant_nodes)


def _types(infos: "Iterable[ValueInfoProto]") -> "dict[str, TypeProto]":
    types: dict[bytes, TypeProto] = {}
    return {info.name: shared(cleaned(info.type), types) for info in infos if info.HasField("type")}


def _defined(scope: Scope) -> frozenset[str]:
    """All names that a scope defines. Raises ModelFileError for a name defined twice."""
    names = {*scope.constants, *scope.inputs}
    for node in scope.nodes:
        for name in node.outputs:
            if name in names:
                raise ModelFileError(
                    f"damaged ONNX file (node {node.index} writes {readable(name)!r}, which is "
                    "written elsewhere too)"
                )
            if name:
                names.add(name)
    return frozenset(names)


def _refuse_missing(scope: Scope, defined: Mapping[int, frozenset[str]]) -> None:
    """Raise ModelFileError for a read of a name that no scope from this one outward defines."""
    for reader, names in _readers(scope):
        for name in names:
            if name and not any(name in defined[around.number] for around in _around(scope)):
                raise ModelFileError(
                    f"damaged ONNX file ({reader} reads {readable(name)!r}, which nothing writes)"
                )


def _readers(scope: Scope) -> Iterator[tuple[str, Sequence[str]]]:
    for node in scope.nodes:
        yield f"node {node.index}", node.inputs
    yield "the result of the graph", scope.outputs


def _around(scope: Scope | None) -> Iterator[Scope]:
    while scope is not None:
        yield scope
        scope = scope.parent

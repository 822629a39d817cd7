"""Frozen networkx graphs whose nodes and edges carry nothing."""

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Never, TypeVar

if TYPE_CHECKING:
    import networkx as nx

NodeT = TypeVar("NodeT", bound=Hashable)


class _Nothing(dict[str, object]):
    """What nodes and edges carry: one for all, for one each would take a third of the memory."""

    def __setitem__(self, key: str, value: object) -> Never:
        raise TypeError("the graph carries nothing: give a copy of it attributes")


def frozen_graph(
    nodes: Iterable[NodeT], edges: Iterable[tuple[NodeT, NodeT]]
) -> "nx.DiGraph[NodeT]":
    """A graph that nothing can be added to; a copy of it is an ordinary one."""
    import networkx as nx

    graph: nx.DiGraph[NodeT] = nx.DiGraph()
    nothing = _Nothing()
    graph.node_attr_dict_factory = graph.edge_attr_dict_factory = lambda: nothing
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return nx.freeze(graph)

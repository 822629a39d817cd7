"""dlpulint.graph: frozen graphs whose nodes and edges carry nothing."""

import networkx as nx
import pytest

from dlpulint.model.graph import frozen_graph


def graph() -> "nx.DiGraph[str]":
    return frozen_graph(["a", "alone", "b"], [("a", "b"), ("b", "c")])


def test_nodes_come_in_their_order_and_edges_bring_those_that_were_not_named() -> None:
    assert list(graph().nodes) == ["a", "alone", "b", "c"]
    assert list(graph().edges) == [("a", "b"), ("b", "c")]


def test_nothing_is_added() -> None:
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        graph().add_edge("a", "c")


def test_what_one_node_is_given_does_not_show_at_all_others() -> None:
    whole = graph()
    with pytest.raises(TypeError, match="give a copy of it attributes"):
        whole.nodes["a"]["colour"] = "red"
    with pytest.raises(TypeError, match="give a copy of it attributes"):
        whole.edges["a", "b"]["weight"] = 1
    assert dict(whole.nodes(data=True)) == {"a": {}, "alone": {}, "b": {}, "c": {}}


@pytest.mark.parametrize("copied", [nx.DiGraph.copy, nx.DiGraph], ids=["copy", "DiGraph"])
def test_a_copy_is_an_ordinary_graph(copied: "type[nx.DiGraph[str]]") -> None:
    copy = copied(graph())
    copy.nodes["a"]["colour"] = "red"
    copy.edges["a", "b"]["weight"] = 1
    copy.add_edge("alone", "a")
    assert dict(copy.nodes(data=True)) == {"a": {"colour": "red"}, "alone": {}, "b": {}, "c": {}}
    assert list(copy.edges(data="weight")) == [
        ("a", "b", 1),
        ("alone", "a", None),
        ("b", "c", None),
    ]

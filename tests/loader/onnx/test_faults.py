"""Nodes that onnx's checker or its strict shape inference refuses."""

import pytest

from tests.loader.onnx_files import file, graph, node, read, value

X = value("x", [1, 4, 8, 8])


def faults(*nodes: object, **more: object) -> list[str]:
    made = read(file(graph(list(nodes), [X], [value("y")]), **more))  # type: ignore[arg-type]
    return [problem for _, _, problem in made.metadata.invalid_nodes]


def test_a_valid_node_has_no_fault() -> None:
    assert faults(node("Relu", "x", "y")) == []
    assert faults(node("MaxPool", "x", "y", kernel_shape=[2, 2])) == []


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (node("Nonesuch", "x", "y"), "opset 17 has no operator Nonesuch"),
        (node("Relu", "x x", "y"), "it has 2 inputs; 1 are accepted"),
        (node("MaxPool", "x", "y"), "its attribute kernel_shape is missing"),
        (
            node("Relu", "x", "y", alpha=1.0),
            "it has the attribute alpha, which opset 17 does not know",
        ),
        (
            node("MaxPool", "x", "y", kernel_shape=[2, 2, 2]),
            "Attribute kernel_shape has incorrect size",
        ),
        (
            node("Not", "x", "y"),
            "its input x is a tensor(float), which Not does not accept",
        ),
    ],
)
def test_an_invalid_node_has_a_reason(bad: object, problem: str) -> None:
    assert problem in faults(bad)


def test_a_node_that_reads_what_is_written_later_is_invalid() -> None:
    assert faults(node("Relu", "a", "y"), node("Relu", "x", "a")) == [
        "it reads a before a node has written it"
    ]


def test_operators_of_other_domains_are_not_judged() -> None:
    other = node("FusedConv", "x x", "y", domain="com.microsoft")
    assert faults(other, domains=["com.microsoft"]) == []

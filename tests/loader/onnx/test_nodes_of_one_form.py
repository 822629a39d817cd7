"""Nodes of one form are checked and read once, and those that differ in anything are not."""

import pytest
from onnx import NodeProto, TensorProto

from dlpulint.model.graph import Attribute, Operator
from tests.loader.onnx_files import (
    FLOAT,
    file,
    graph,
    node,
    numbers,
    read,
    read_operator,
    value,
    weights,
)

X = value("x", [1, 4, 8, 8])


def faults(nodes: list[NodeProto], constants: list[TensorProto]) -> list[tuple[int, str]]:
    made = read(file(graph(nodes, [X], [value("y")], constants)))
    return [(index, problem) for _, index, problem in made.metadata.invalid_nodes]


def operators(nodes: list[NodeProto], constants: list[TensorProto]) -> tuple[Operator, ...]:
    return read(file(graph(nodes, [X], [value("b")], constants))).operators


def test_every_node_of_a_bad_form_has_the_fault() -> None:
    bad = [node("MaxPool", "x", "a"), node("MaxPool", "x", "b"), node("Relu", "x", "y")]
    problem = "its attribute kernel_shape is missing"
    assert faults(bad, []) == [(0, problem), (1, problem)]


def test_a_shape_that_does_not_fit_is_found_after_one_that_fits() -> None:
    nodes = [node("Reshape", "x good", "a"), node("Reshape", "x bad", "y")]
    constants = [numbers("good", [4, 64]), numbers("bad", [5, 64])]
    ((index, _),) = faults(nodes, constants)
    assert index == 1


def test_weights_that_do_not_fit_are_found_after_some_that_fit() -> None:
    nodes = [node("Conv", "x good", "a"), node("Conv", "x bad", "y")]
    ((index, _),) = faults(nodes, [weights("good", 8, 4, 3, 3), weights("bad", 8, 5, 3, 3)])
    assert index == 1


def test_a_node_of_a_sound_form_is_refused_for_its_place() -> None:
    nodes = [node("Relu", "x", "a"), node("Relu", "c", "b"), node("Relu", "x", "c")]
    assert faults([*nodes, node("Add", "a b", "y")], []) == [
        (1, "it reads c before a node has written it")
    ]


@pytest.mark.parametrize(
    ("kind", "attribute", "first", "second"),
    [
        ("Pow", "exponent", numbers("m", 2.0, FLOAT), numbers("n", 3.0, FLOAT)),
        ("Pow", "exponent", numbers("m", 0.0, FLOAT), numbers("n", -0.0, FLOAT)),
        ("Pow", "exponent", numbers("m", 1), numbers("n", 1.0, FLOAT)),
        ("ReduceSum", "axes", numbers("m", [1]), numbers("n", [2])),
    ],
)
def test_numbers_that_are_options_belong_to_their_node(
    kind: str, attribute: str, first: TensorProto, second: TensorProto
) -> None:
    first.name, second.name = "m", "n"
    nodes = [node(kind, "x m", "a"), node(kind, "x n", "b")]
    apart = [read_operator(*one) for one in ((nodes[0], [X], [first]), (nodes[1], [X], [second]))]
    expected = [shown(operator, attribute) for operator in apart]
    together = operators(nodes, [first, second])
    assert [shown(operator, attribute) for operator in together] == expected
    assert expected[0] != expected[1]


def shown(operator: Operator, attribute: str) -> str:
    """An option as text, in which 1 and 1.0, 0.0 and -0.0 differ."""
    found: Attribute = operator.attributes[attribute]
    return repr(found)


def test_options_of_one_form_are_those_of_each_node() -> None:
    nodes = [
        node("MaxPool", "x", "a", kernel_shape=[2, 2]),
        node("MaxPool", "x", "c", kernel_shape=[3, 3]),
        node("MaxPool", "x", "b", kernel_shape=[2, 2]),
    ]
    heights = [one.attributes["kernel_height"] for one in operators(nodes, [])]
    assert heights == [2, 3, 2]

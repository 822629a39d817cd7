"""Graphs of an ONNX file: bodies within bodies, and names that do not fit together."""

import pytest

from dlpulint.basics.errors import ModelFileError
from tests.loader.onnx_files import (
    BOOL,
    INT64,
    graph,
    node,
    read,
    value,
    weights,
)

X = value("x", [2, 8, 16])


def _branch(kind: str) -> object:
    return graph([node(kind, "x", "a"), node("Add", "a w", "r")], [], [value("r")])


def test_a_body_is_a_subgraph_of_its_own_without_edges_to_the_outer_one() -> None:
    model = read(
        graph(
            [node("If", "c", "y", then_branch=_branch("Relu"), else_branch=_branch("Neg"))],
            [X, value("c", [], BOOL)],
            [value("y")],
            [weights("w", 16)],
        )
    )
    assert [(o.subgraph, o.index, o.native) for o in model.operators] == [
        (0, 0, "If"),
        (1, 0, "Neg"),
        (1, 1, "Add"),
        (2, 0, "Relu"),
        (2, 1, "Add"),
    ]
    assert model.outputs[0].shape == (2, 8, 16)
    negation, addition = model.operators[1:3]
    assert negation.input is not None
    assert negation.input is not model.inputs[0]
    assert negation.input.name == "x"
    assert (negation.input.shape, negation.input.constant) == ((2, 8, 16), False)
    assert addition.inputs[1] is not None
    assert (addition.inputs[1].shape, addition.inputs[1].constant) == ((16,), True)
    assert len(model.subgraphs) == 3


def test_a_body_inside_a_body_is_read() -> None:
    inner = graph(
        [node("If", "c", "r", then_branch=_branch("Relu"), else_branch=_branch("Neg"))],
        [],
        [value("r")],
    )
    main = graph(
        [node("If", "c", "y", then_branch=inner, else_branch=_branch("Abs"))],
        [X, value("c", [], BOOL)],
        [value("y")],
        [weights("w", 16)],
    )
    model = read(main)
    assert len(model.subgraphs) == 5
    assert model.outputs[0].shape == (2, 8, 16)


def test_a_loop_keeps_the_shape_that_no_turn_changes() -> None:
    body = graph(
        [node("Relu", "s", "t"), node("Identity", "go", "on"), node("ReduceSum", "t", "u")],
        [value("i", [], INT64), value("go", [], BOOL), value("s", [2, 8, 16])],
        [value("on", None, BOOL), value("t"), value("u")],
    )
    model = read(
        graph(
            [node("Loop", "n - x", "y all", body=body)],
            [X, value("n", [], INT64)],
            [value("y"), value("all")],
        )
    )
    assert [tensor.shape for tensor in model.outputs] == [(2, 8, 16), (None, 1, 1, 1)]


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([node("Add", "x z", "y")], "damaged ONNX file (node 0 reads 'z', which nothing writes)"),
        (
            [node("Relu", "x", "z")],
            "damaged ONNX file (the result of the graph reads 'y', which nothing writes)",
        ),
        (
            [node("Relu", "x", "y"), node("Neg", "x", "y")],
            "damaged ONNX file (node 1 writes 'y', which is written elsewhere too)",
        ),
        (
            [node("Relu", "x", "x"), node("Relu", "x", "y")],
            "damaged ONNX file (node 0 writes 'x', which is written elsewhere too)",
        ),
        (
            [node("Add", "x b", "a"), node("Relu", "a", "b"), node("Relu", "b", "y")],
            "the graph has a cycle: an operator needs its own result",
        ),
        ([node("Add", "y x", "y")], "the graph has a cycle: an operator needs its own result"),
    ],
)
def test_a_graph_that_does_not_hold_together_is_refused(nodes: list, message: str) -> None:
    with pytest.raises(ModelFileError) as error:
        read(graph(nodes, [X], [value("y")]))
    assert str(error.value) == message


def test_nodes_out_of_order_are_read() -> None:
    model = read(graph([node("Relu", "a", "y"), node("Neg", "x", "a")], [X], [value("y")]))
    assert [operator.native for operator in model.operators] == ["Relu", "Neg"]

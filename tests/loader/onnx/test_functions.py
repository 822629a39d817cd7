"""Model-local functions are replaced by their operators."""

from itertools import pairwise

import pytest
from onnx import FunctionProto, ModelProto, NodeProto, helper

from dlpulint.basics.errors import ModelFileError
from tests.loader.onnx_files import FLOAT, file, graph, node, read, reference, value, weights

IMAGE = value("x", [1, 8, 32, 32])
STANDARD, OWN = helper.make_opsetid("", 17), helper.make_opsetid("my", 1)


def function(name: str, nodes: list[NodeProto], **options: object) -> FunctionProto:
    return helper.make_function("my", name, ["a", "b"], ["c"], nodes, [STANDARD, OWN], **options)


BLOCK = function("Block", [node("Conv", "a b", "t", pads=[1, 1, 1, 1]), node("Relu", "t", "c")])
TWICE = function("Twice", [node("Block", "a b", "t", "my"), node("Block", "t b", "c", "my")])


def test_a_function_is_written_out_where_it_is_called() -> None:
    main = graph(
        [node("Twice", "x w", "m", "my"), node("Neg", "m", "y")],
        [IMAGE],
        [value("y")],
        [weights("w", 8, 8, 3, 3)],
    )
    model = read(file(main, domains=["my"], functions=[TWICE, BLOCK]))
    assert [(o.subgraph, o.index, o.native) for o in model.operators] == [
        (0, 0, "Conv"),
        (0, 1, "Relu"),
        (0, 2, "Conv"),
        (0, 3, "Relu"),
        (0, 4, "Neg"),
    ]
    assert all(o.output and o.output.shape == (1, 8, 32, 32) for o in model.operators)
    assert model.operators[0].weights is model.operators[2].weights
    assert model.metadata.notes == (
        "2 local functions are written out where called: operators are numbered as in the whole "
        "graph, not as in the file",
    )


def test_an_attribute_of_the_call_reaches_the_nodes() -> None:
    leaky = function("Leaky", [node("LeakyRelu", "a", "c")], attributes=["slope"])
    leaky.node[0].attribute.append(reference("alpha", "slope", FLOAT))
    call = node("Leaky", "x x", "y", "my", slope=0.25)
    model = read(file(graph([call], [IMAGE], [value("y")]), domains=["my"], functions=[leaky]))
    assert model.operators[0].attributes["alpha"] == 0.25


def test_a_function_of_another_opset_stays_a_function() -> None:
    old = helper.make_function(
        "my", "Old", ["a"], ["c"], [node("Relu", "a", "c")], [helper.make_opsetid("", 13)]
    )
    call = node("Old", "x", "y", "my")
    model = read(file(graph([call], [IMAGE], [value("y")]), domains=["my"], functions=[old]))
    assert [(o.subgraph, o.native, o.kind, o.version) for o in model.operators] == [
        (0, "my.Old", "onnx:my.Old", 1),
        (1, "Relu", "relu", 13),
    ]
    assert [subgraph.name for subgraph in model.subgraphs] == ["g", "my.Old"]
    assert model.metadata.notes == ()


@pytest.mark.parametrize(
    "functions",
    [
        [function("F", [node("F", "a b", "c", "my")])],
        [
            function("F", [node("G", "a b", "c", "my")]),
            function("G", [node("F", "a b", "c", "my")]),
        ],
    ],
)
def test_functions_that_call_each_other_in_a_circle_are_refused(functions: list) -> None:
    main = graph([node("F", "x x", "y", "my")], [IMAGE], [value("y")])
    with pytest.raises(ModelFileError) as error:
        read(file(main, domains=["my"], functions=functions))
    assert str(error.value) == "damaged ONNX file (its local functions call each other in a circle)"


def test_functions_that_would_grow_without_bound_are_refused() -> None:
    functions = [function("F0", [node("Add", "a b", "c")])]
    for number in range(1, 60):
        called = f"F{number - 1}"
        calls = [node(called, "a b", "t", "my"), node(called, "t b", "c", "my")]
        functions.append(function(f"F{number}", calls))
    main = graph([node("F59", "x x", "y", "my")], [IMAGE], [value("y")])
    with pytest.raises(ModelFileError, match=r"give its graph more than 4,\d\d\d nodes"):
        read(file(main, domains=["my"], functions=functions))


def test_nodes_and_operands_of_functions_are_counted_before_they_are_written_out() -> None:
    def calling(times: int, operands: int) -> ModelProto:
        body = [node("Sum", " ".join(["a"] * operands), "c") if operands else node("Neg", "a", "c")]
        body += [node("Neg", "a", f"d{n}") for n in range(19)]
        one = function("F", body)
        names = ["x", *(f"v{n}" for n in range(times - 1)), "y"]
        calls = [node("F", f"{a} {a}", b, "my") for a, b in pairwise(names)]
        main = graph(calls, [IMAGE], [value("y")])
        return file(main, domains=["my"], functions=[one])

    assert len(read(calling(100, 0)).operators) == 2_000
    with pytest.raises(ModelFileError, match=r"more than [45],\d\d\d nodes, which is what"):
        read(calling(600, 0))
    with pytest.raises(ModelFileError, match=r"more than 4\d,\d\d\d inputs and outputs of nodes"):
        read(calling(100, 500))

"""Shapes of an ONNX graph: worked out where they can be, and never at any price."""

import time

import pytest

from dlpulint.model import Model
from tests.loader.onnx_files import (
    BOOL,
    FLOAT,
    INT64,
    UINT8,
    file,
    graph,
    node,
    numbers,
    read,
    value,
    weights,
)

IMAGE = value("x", [1, 8, 32, 32])


def shape_of(model: Model, name: str) -> object:
    return next(tensor.shape for tensor in model.tensors if tensor.name == name)


def test_open_dimensions_are_named_or_unknown() -> None:
    model = read(graph([node("Relu", "x", "y")], [value("x", ["N", 3, None, 8])], [value("y")]))
    for tensor in (model.inputs[0], model.outputs[0]):
        assert tensor.shape == (None, 3, None, 8)
        assert tensor.free_dimensions == ("N", None, None, None)


def test_a_negative_dimension_is_an_open_one_and_zero_is_zero() -> None:
    model = read(graph([node("Relu", "x", "y")], [value("x", [-1, 0, 8])], [value("y")]))
    assert model.inputs[0].shape == (None, 0, 8)
    assert model.outputs[0].shape == (None, 0, 8)
    assert model.inputs[0].free_dimensions == ()


def test_a_value_of_unknown_rank_has_no_shape() -> None:
    model = read(graph([node("Relu", "x", "y")], [value("x")], [value("y")]))
    assert model.inputs[0].shape is None
    assert model.inputs[0].dtype == "float32"


def test_what_a_custom_operator_gives_is_unknown_unless_the_file_declares_it() -> None:
    nodes = [node("Mine", "x", "a", "d"), node("Mine", "x", "b", "d"), node("Relu", "b", "y")]
    main = graph(nodes, [IMAGE], [value("y"), value("a")], declared=[value("b", [1, 4])])
    model = read(main, domains=["d"])
    assert shape_of(model, "a") is None
    assert shape_of(model, "y") == (1, 4)
    main = graph(nodes[:1], [IMAGE], [])
    main.output.add(name="a")
    assert read(main, domains=["d"]).outputs[0].dtype == "onnx:0"


def test_one_node_that_inference_fails_on_loses_only_itself() -> None:
    # TopK with one output makes onnx give up on the whole graph.
    nodes = [node("Relu", "x", "a"), node("TopK", "a k", "b"), node("Neg", "a", "y")]
    model = read(graph(nodes, [IMAGE], [value("y"), value("b")], [numbers("k", [3])]))
    assert shape_of(model, "y") == (1, 8, 32, 32)
    assert shape_of(model, "b") is None


def test_a_shape_that_the_graph_computes_is_known() -> None:
    nodes = [
        node("Shape", "x", "s"),
        node("Gather", "s zero", "batch", axis=0),
        node("Unsqueeze", "batch axes", "batches"),
        node("Gather", "s two", "height", axis=0),
        node("Div", "height two", "half"),
        node("Unsqueeze", "half axes", "halves"),
        node("Concat", "batches halves rest", "sizes", axis=0),
        node("Reshape", "x sizes", "y"),
    ]
    constants = [
        numbers("zero", 0),
        numbers("two", 2),
        numbers("axes", [0]),
        numbers("rest", [-1]),
    ]
    model = read(graph(nodes, [IMAGE], [value("y")], constants))
    assert model.outputs[0].shape == (1, 16, 512)
    assert shape_of(model, "sizes") == (3,)


def test_a_shape_that_is_partly_known_is_told_as_far_as_it_is() -> None:
    nodes = [
        node("Shape", "x", "s"),
        node("Slice", "s zero one", "batch"),
        node("Concat", "batch rest", "sizes", axis=0),
        node("Reshape", "x sizes", "a"),
        node("Expand", "z sizes", "b"),
        node("ConstantOfShape", "sizes", "c"),
    ]
    constants = [numbers("zero", [0]), numbers("one", [1]), numbers("rest", [4, 32])]
    given = [value("x", ["N", 128]), value("z", [4, 1])]
    model = read(graph(nodes, given, [value(name) for name in "abc"], constants))
    for tensor in model.outputs:
        assert tensor.shape == (None, 4, 32)


def test_the_pattern_of_an_expand_in_pytorch_is_seen_through() -> None:
    nodes = [
        node("Shape", "x", "s"),
        node("Gather", "s zero", "batch"),
        node("Unsqueeze", "batch zeros", "batches"),
        node("Concat", "batches minus minus", "wanted", axis=0),
        node("Shape", "wanted", "count"),
        node("ConstantOfShape", "count", "ones", value=numbers("", [1])),
        node("Mul", "ones minus", "minuses"),
        node("Equal", "wanted minuses", "open"),
        node("Where", "open ones wanted", "sizes"),
        node("Expand", "token sizes", "y"),
    ]
    constants = [
        numbers("zero", 0),
        numbers("zeros", [0]),
        numbers("minus", [-1]),
        weights("token", 1, 1, 64),
    ]
    model = read(graph(nodes, [value("x", [3, 8])], [value("y")], constants))
    assert model.outputs[0].shape == (3, 1, 64)


def test_sizes_scaled_in_floating_point_are_known() -> None:
    nodes = [
        node("Shape", "x", "s", start=2, end=4),
        node("Cast", "s", "f", to=FLOAT),
        node("Mul", "f factor", "m"),
        node("Floor", "m", "r"),
        node("Cast", "r", "i", to=INT64),
        node("Concat", "front i", "sizes", axis=0),
        node("Resize", "x - - sizes", "y", mode="linear"),
    ]
    constants = [numbers("factor", 1.5, FLOAT), numbers("front", [1, 8])]
    model = read(graph(nodes, [IMAGE], [value("y")], constants))
    assert model.outputs[0].shape == (1, 8, 48, 48)


def test_operators_of_onnx_runtime_pass_shapes_on() -> None:
    nodes = [
        node("QLinearAdd", "a s z b s z s z", "c", "com.microsoft"),
        node("QLinearGlobalAveragePool", "c s z s z", "d", "com.microsoft"),
        node("Flatten", "d", "e"),
        node("QGemm", "e s z w s z - s z", "f", "com.microsoft", transB=1),
        node("QGemm", "e s z w s z", "g", "com.microsoft", transB=1),
        node("QLinearConcat", "s z a s z b s z", "h", "com.microsoft", axis=1),
    ]
    given = [value("a", [1, 8, 4, 4], UINT8), value("b", [1, 8, 4, 4], UINT8)]
    constants = [
        numbers("s", 0.5, FLOAT),
        numbers("z", 3, UINT8),
        weights("w", 10, 8, dtype=UINT8),
    ]
    outputs = [value(name, None, UINT8) for name in "cdefh"] + [value("g")]
    model = read(graph(nodes, given, outputs, constants), domains=["com.microsoft"])
    found = {tensor.name: (tensor.shape, tensor.dtype) for tensor in model.outputs}
    assert found == {
        "c": ((1, 8, 4, 4), "uint8"),
        "d": ((1, 8, 1, 1), "uint8"),
        "e": ((1, 8), "uint8"),
        "f": ((1, 10), "uint8"),
        "g": ((1, 10), "float32"),
        "h": ((1, 16, 4, 4), "uint8"),
    }


def test_inference_goes_on_beyond_one_run_of_nodes() -> None:
    chain = [node("Relu", f"t{place}", f"t{place + 1}") for place in range(200)]
    model = read(graph(chain, [value("t0", [2, 3])], [value("t200")]))
    assert all(operator.outputs[0].shape == (2, 3) for operator in model.operators)


def test_an_if_gives_what_both_branches_have_in_common() -> None:
    def branch(*sizes: int) -> object:
        return graph([node("Reshape", "x s", "r")], [], [value("r")], [numbers("s", sizes)])

    choice = node("If", "c", "y", then_branch=branch(4, 2), else_branch=branch(4, 2, 1))
    other = node("If", "c", "z", then_branch=branch(4, 2), else_branch=branch(2, 4))
    given = [value("x", [8]), value("c", [], BOOL)]
    model = read(graph([choice, other], given, [value("y"), value("z")]))
    assert [tensor.shape for tensor in model.outputs] == [None, (None, None)]
    assert [tensor.dtype for tensor in model.outputs] == ["float32", "float32"]


# Files that would make onnx's own inference grow without bound, or crash.

HOSTILE = {
    "doubling": graph(
        [node("Concat", f"t{n} t{n}", f"t{n + 1}", axis=0) for n in range(60)],
        [],
        [value("t60", None, INT64)],
        [numbers("t0", [1])],
    ),
    "ranks": graph(
        [node("Unsqueeze", f"t{n} axes", f"t{n + 1}") for n in range(2000)],
        [value("t0", [1])],
        [value("t2000")],
        [numbers("axes", list(range(60)))],
    ),
    "many axes": graph(
        [node("Unsqueeze", "x", "a", axes=list(range(100_000))), node("Relu", "a", "y")],
        [value("x", [1])],
        [value("y")],
    ),
    "huge vector": graph(
        [node("Expand", "x s", "a"), node("Mul", "s s", "b"), node("Slice", "x s s", "c")],
        [value("x", [1]), value("s", [2**40], INT64)],
        [value(name) for name in "abc"],
    ),
    "huge dimensions": graph(
        [node("Conv", "x w", "y")],
        [value("x", [2**62] * 4), value("w", [2**62] * 4)],
        [value("y")],
    ),
    "large numbers": graph(
        [node("Mul", f"t{n} t{n}", f"t{n + 1}") for n in range(2000)],
        [],
        [value("t2000", None, INT64)],
        [numbers("t0", [3] * 60)],
    ),
    "many parts": graph(
        [node("Split", "x -", "y", num_outputs=2**31 - 1)], [value("x", [2**40])], [value("y")]
    ),
    "no operand": graph(
        [node("EyeLike", "-", "a"), node("RegexFullMatch", "-", "b"), node("Scan", "x", "c")],
        [value("x", [1])],
        [value(name) for name in "abc"],
    ),
    "axis far out": graph(
        [node("LayerNormalization", "x x", "y", axis=2**63 - 1)],
        [value("x", [])],
        [value("y")],
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_graph_is_read_in_moments(name: str) -> None:
    start = time.process_time()
    model = read(file(HOSTILE[name], opset=20 if name != "many axes" else 11))
    assert time.process_time() - start < 5
    assert len(model.operators) == len(HOSTILE[name].node)

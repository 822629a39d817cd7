"""Shapes of an ONNX graph: worked out where they can be, and never at any price."""

import time

import pytest
from onnx import AttributeProto, NodeProto

from dlpulint.model.graph import Model
from tests.loader.onnx_files import (
    BOOL,
    DOUBLE,
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
    chain = [node("Relu", f"t{index}", f"t{index + 1}") for index in range(200)]
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


def test_a_batch_keeps_its_name_through_what_is_computed_with_it() -> None:
    nodes = [
        node("Shape", "x", "s"),
        node("Gather", "s zero", "batch"),
        node("Mul", "batch four", "heads"),
        node("Unsqueeze", "heads zeros", "first"),
        node("Concat", "first rest", "sizes", axis=0),
        node("Reshape", "x sizes", "a"),
        node("Div", "heads four", "again"),
        node("Unsqueeze", "again zeros", "front"),
        node("Concat", "front flat", "back", axis=0),
        node("Reshape", "a back", "b"),
        node("Reshape", "b whole", "c"),
        node("Expand", "one sizes", "d"),
        node("Tile", "b repeats", "e"),
        node("Resize", "x - factors", "f", mode="nearest"),
        node("Resize", "x - - wanted", "g", mode="nearest"),
    ]
    constants = [
        numbers("zero", 0),
        numbers("four", 4),
        numbers("zeros", [0]),
        numbers("rest", [2, -1]),
        numbers("flat", [-1]),
        numbers("whole", [-1, 3, 8]),
        numbers("one", [1.0], FLOAT),
        numbers("repeats", [3, 1]),
        numbers("factors", [1.0, 1.0, 2.0, 2.0], FLOAT),
    ]
    nodes[14:14] = [node("Concat", "batch1 more", "wanted", axis=0)]
    nodes[2:2] = [node("Slice", "s zeros ones", "batch1")]
    constants += [numbers("ones", [1]), numbers("more", [8, 10, 10])]
    given = [value("x", ["N", 8, 3, 4])]
    model = read(graph(nodes, given, [value(name) for name in "abcdefg"], constants))
    found = {tensor.name: (tensor.shape, tensor.free_dimensions) for tensor in model.outputs}
    assert found == {
        "a": ((None, 2, 12), ("4*N", None, None)),
        "b": ((None, 96), ("N", None)),
        "c": ((None, 3, 8), ("4*N", None, None)),
        "d": ((None, 2, None), ("4*N", None, None)),
        "e": ((None, 96), ("3*N", None)),
        "f": ((None, 8, 6, 8), ("N", None, None, None)),
        "g": ((None, 8, 10, 10), ("N", None, None, None)),
    }


def test_open_dimensions_without_a_name_are_told_apart() -> None:
    nodes = [
        node("Reshape", "x s", "a"),
        node("Reshape", "a t", "b"),
        node("Conv", "b w", "c"),
        node("Reshape", "c u", "d"),
    ]
    constants = [
        numbers("s", [-1, 48]),
        numbers("t", [0, 3, 4, 4]),
        weights("w", 8, 3, 1, 1),
        numbers("u", [-1, 4, 4]),
    ]
    model = read(graph(nodes, [value("x", [None, 3, "?", 4])], [value("d")], constants))
    shapes = {tensor.name: tensor.shape for tensor in model.tensors}
    assert (shapes["a"], shapes["b"]) == ((None, 48), (None, 3, 4, 4))
    assert (shapes["c"], shapes["d"]) == ((None, 8, 4, 4), (None, 4, 4))
    assert model.inputs[0].free_dimensions == ()


def test_sizes_that_are_left_over_are_not_guessed() -> None:
    nodes = [node("Reshape", "x s", "a"), node("Reshape", "x t", "b")]
    constants = [numbers("s", [-1, 6]), numbers("t", [2, -1])]
    model = read(graph(nodes, [value("x", ["N", 4])], [value("a"), value("b")], constants))
    assert [tensor.shape for tensor in model.outputs] == [(None, 6), (2, None)]
    assert [tensor.free_dimensions for tensor in model.outputs] == [(), (None, "2*N")]


def test_the_padding_that_pytorch_computes_is_seen_through() -> None:
    # F.pad with sizes of the input: pairs of a matrix, turned round and laid out again.
    nodes = [
        node("Shape", "x", "s", start=2),
        node("Gather", "s one", "width"),
        node("Mod", "width eight", "over"),
        node("Sub", "eight over", "more"),
        node("Unsqueeze", "more zeros", "right"),
        node("Concat", "zeros right", "pads", axis=0),
        node("ConstantOfShape", "six", "rest", value=numbers("", [0])),
        node("Concat", "pads rest", "all", axis=0),
        node("Reshape", "all pairs", "matrix"),
        node("Slice", "matrix minus low zeros minus", "turned"),
        node("Transpose", "turned", "sides", perm=[1, 0]),
        node("Reshape", "sides minus", "final"),
        node("Cast", "final", "last", to=INT64),
        node("Pad", "x last", "y"),
    ]
    constants = [
        numbers("one", 1),
        numbers("eight", 8),
        numbers("zeros", [0]),
        numbers("six", [6]),
        numbers("pairs", [-1, 2]),
        numbers("minus", [-1]),
        numbers("low", [-(2**63)]),
    ]
    model = read(graph(nodes, [value("x", ["N", 3, 10, 13])], [value("y")], constants))
    assert model.outputs[0].shape == (None, 3, 10, 16)
    assert model.outputs[0].free_dimensions[0] == "N"


def test_elements_of_a_sequence_keep_their_own_shapes() -> None:
    nodes = [
        node("SequenceEmpty", "", "none"),
        node("SequenceInsert", "none x", "one"),
        node("SequenceInsert", "one z first", "two"),
        node("SequenceAt", "two first", "a"),
        node("SequenceAt", "two last", "b"),
        node("SequenceErase", "two first", "rest"),
        node("SequenceAt", "rest first", "c"),
        node("SequenceLength", "two", "count"),
        node("Range", "first count step", "d"),
        node("SequenceAt", "two n", "e"),
    ]
    constants = [numbers("first", 0), numbers("last", -1), numbers("step", 1)]
    given = [value("x", [1, 3]), value("z", [2, 5]), value("n", [], INT64)]
    model = read(graph(nodes, given, [value(name) for name in "abcde"], constants))
    shapes = [tensor.shape for tensor in model.outputs]
    assert shapes == [(2, 5), (1, 3), (1, 3), (2,), None]


@pytest.mark.parametrize(("limit", "most"), [([20], 120), ([1000], 192), ([0], 0), (None, 0)])
def test_boxes_that_are_kept_are_bounded(limit: list[int] | None, most: int) -> None:
    nodes = [
        node("NonMaxSuppression", "b s" + (" limit" if limit else ""), "kept"),
        node("Slice", "kept low high axis", "y"),
    ]
    constants = [numbers("low", [2]), numbers("high", [3]), numbers("axis", [1])]
    constants += [numbers("limit", limit)] if limit else []
    given = [value("b", [2, 32, 4]), value("s", [2, 3, 32])]
    outputs = [value("kept", ["boxes", 3], INT64), value("y", None, INT64)]
    model = read(graph(nodes, given, outputs, constants))
    assert [tensor.shape for tensor in model.outputs] == [(None, 3), (None, 1)]
    assert [tensor.bounds for tensor in model.outputs] == [(most, 3), (most, 1)]
    assert [tensor.elements for tensor in model.outputs] == [None, None]
    assert [tensor.most_elements for tensor in model.outputs] == [most * 3, most]


def test_operators_that_onnx_defines_by_others_keep_their_shape() -> None:
    nodes = [
        node("GroupNormalization", "x a a", "g", num_groups=2),
        node("MeanVarianceNormalization", "g", "y"),
    ]
    model = read(graph(nodes, [IMAGE], [value("y")], [weights("a", 8)]), opset=21)
    assert model.outputs[0].shape == (1, 8, 32, 32)


def test_branches_that_differ_in_the_name_of_a_dimension_have_it_not_in_common() -> None:
    def branch(name: str) -> object:
        return graph([node("Relu", name, "r")], [], [value("r")])

    choice = node("If", "c", "y", then_branch=branch("a"), else_branch=branch("b"))
    given = [value("a", ["N", 3]), value("b", ["M", 3]), value("c", [], BOOL)]
    model = read(graph([choice], given, [value("y")]))
    assert model.outputs[0].shape == (None, 3)
    assert model.outputs[0].free_dimensions == ()


def test_what_the_file_tells_of_one_value_is_not_told_of_others_of_its_type() -> None:
    def branch() -> object:
        return graph([node("Relu", "x", "r")], [], [value("r")])

    nodes = [
        node("Relu", "x", "a"),
        node("If", "c", "y", then_branch=branch(), else_branch=branch()),
        node("Relu", "a", "z"),
    ]
    given = [value("x", [None, 3]), value("c", [], BOOL)]
    model = read(graph(nodes, given, [value("y", ["N", 3]), value("a"), value("z")]))
    assert [tensor.free_dimensions for tensor in model.outputs] == [("N", None), (), ()]


# Files that would make onnx's own inference grow without bound, or crash.


def _of_type(stated: NodeProto, type: AttributeProto.AttributeType) -> NodeProto:
    """The node with all its attributes said to be of another type."""
    for attribute in stated.attribute:
        attribute.type = type
    return stated


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
    "expanded to many dimensions": graph(
        [node("Expand", "x sizes", "y")],
        [],
        [value("y", None, INT64)],
        [numbers("x", [1]), numbers("sizes", [1] * 60)],
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
    "many names": graph(
        [
            node("Shape", "x", "s0"),
            *(node("Mul", f"s{n} s{n}", f"s{n + 1}") for n in range(2000)),
            node("Expand", "x s2000", "y"),
        ],
        [value("x", ["N" * 500, "M" * 500])],
        [value("y")],
    ),
    "broadcast to many": graph(
        [
            *(node("Unsqueeze", f"t a{n}", f"u{n}") for n in range(6)),
            node("Max", " ".join(f"u{n}" for n in range(6)), "y"),
            node("Where", "u0 u1 u2", "z"),
        ],
        [],
        [value("y", None, INT64)],
        [
            numbers("t", [3] * 60),
            *(numbers(f"a{n}", [index for index in range(6) if index != n]) for n in range(6)),
        ],
    ),
    "tiled to many": graph(
        [
            node("Tile", "t r", "a"),
            node("Expand", "t e", "b"),
            node("ConstantOfShape", "e", "c"),
            node("Gather", "t t", "d"),
        ],
        [],
        [value(name, None, INT64) for name in "abcd"],
        [numbers("t", [3] * 60), numbers("r", [2**40]), numbers("e", [2**40, 60])],
    ),
    "long sequence": graph(
        [
            node("SequenceEmpty", "", "q0"),
            *(node("SequenceInsert", f"q{n} x", f"q{n + 1}") for n in range(2000)),
            node("SequenceAt", "q2000 x", "y"),
        ],
        [value("x", [])],
        [value("y")],
    ),
    "does not fit": graph(
        [
            node("Transpose", "t", "a", perm=[3, 1]),
            node("Unsqueeze", "t far", "b"),
            node("Concat", "t m", "c", axis=7),
            node("Slice", "t far far far", "d"),
            node("Reshape", "t far", "e"),
            node("ReduceSum", "t far", "f"),
            node("Squeeze", "t far", "g"),
            node("Add", "t m", "h"),
            node("Gather", "t far", "i", axis=5),
            node("Tile", "t minus", "j"),
            node("Sqrt", "minus", "k"),
        ],
        [],
        [value(name, None, INT64) for name in "abcdefghijk"],
        [
            numbers("t", [3] * 60),
            numbers("m", [1, 2]),
            numbers("far", [2**62, 7]),
            numbers("minus", [-1]),
        ],
    ),
    "many parts": graph(
        [node("Split", "x -", "y", num_outputs=2**31 - 1)], [value("x", [2**40])], [value("y")]
    ),
    "more parts than stated": graph(
        [node("Split", "x -", "y z", num_outputs=1)], [value("x", [4])], [value("y"), value("z")]
    ),
    "more parts than stated as text": graph(
        [_of_type(node("Split", "x -", "y z", num_outputs=1), AttributeProto.STRING)],
        [value("x", [4])],
        [value("y"), value("z")],
    ),
    "no parts": graph([node("Split", "x -", "y", num_outputs=0)], [value("x", [4])], [value("y")]),
    "no equation": graph(
        [node("Einsum", "x", "y", equation="1"), node("Einsum", "x", "z", equation=b"\xff->")],
        [value("x", [])],
        [value("y"), value("z")],
    ),
    "an equation of other dots": graph(
        [node("Einsum", "x", "y", equation="a."), node("Einsum", "x", "z", equation="-a")],
        [value("x", [2])],
        [value("y"), value("z")],
    ),
    "batches before the first": graph(
        [node("GatherND", "x i", "y", batch_dims=-60)],
        [value("x", ["N", 4]), value("i", [2], INT64)],
        [value("y")],
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


def test_a_constant_that_overflows_raises_no_warning() -> None:
    nodes = [node("Div", "large small", "more"), node("Add", "x more", "y")]
    constants = [numbers("large", [1e18], DOUBLE), numbers("small", [1e-300], DOUBLE)]
    whole = graph(nodes, [value("x", [1, 2], DOUBLE)], [value("y")], constants)
    assert [operator.kind for operator in read(whole).operators] == ["div", "add"]


@pytest.mark.parametrize("repeats", [[2**31 - 1, 0], [4096, 4096, 4096, 0], [-1, 0]])
def test_an_empty_tensor_is_not_made_of_an_immense_one(repeats: list[int]) -> None:
    constants = [numbers("repeats", repeats), numbers("seed", [1.0] * 16, FLOAT)]
    nodes = [node("Tile", "seed repeats", "more"), node("Add", "x more", "y")]
    whole = graph(nodes, [value("x", [1, 2])], [value("y")], constants)
    assert [operator.kind for operator in read(whole).operators] == ["tile", "add"]

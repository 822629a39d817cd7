"""Operators, tensors and the graph that joins them."""

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.model.graph import (
    OPERATOR_CEILING,
    Metadata,
    Model,
    Operator,
    Quantization,
    Shape,
    Subgraph,
    Tensor,
)


def tensor(name: str, shape: Shape | None = (1,), **more: object) -> Tensor:
    return Tensor(name, "int8", shape, **more)  # type: ignore[arg-type]


def operator(
    index: int, inputs: list[Tensor | None], outputs: list[Tensor], **more: object
) -> Operator:
    return Operator(index, "relu", "RELU", tuple(inputs), tuple(outputs), **more)  # type: ignore[arg-type]


def build(operators: list[Operator], *subgraphs: Subgraph) -> Model:
    return Model.build(
        format="tflite", layout="channels-last", operators=operators, subgraphs=subgraphs
    )


def test_one_scale_is_not_per_channel() -> None:
    single = Quantization((0.5,), (3,))
    assert (single.per_channel, single.scale, single.zero_point) == (False, 0.5, 3)


def test_several_scales_are_per_channel_and_no_one_scale() -> None:
    many = Quantization((0.5, 0.5), (0, 0), axis=0)
    assert (many.per_channel, many.scale, many.zero_point) == (True, None, 0)


def test_no_scale_is_neither() -> None:
    none = Quantization((), ())
    assert (none.per_channel, none.scale, none.zero_point) == (False, None, None)


def test_scales_along_an_axis_are_several_though_nobody_knows_them() -> None:
    assert Quantization((), (), axis=0).per_channel
    assert not Quantization((), (), axis=0, block_size=32).per_channel


@pytest.mark.parametrize(
    ("zero_points", "shared"),
    [((), 0), ((5,), 5), ((5, 5, 5), 5), ((5, 5, 6), None), ((0, 1), None)],
)
def test_a_zero_point_is_the_one_that_all_channels_share(
    zero_points: tuple[int, ...], shared: int | None
) -> None:
    assert Quantization((0.5, 0.5), zero_points).zero_point == shared


@pytest.mark.parametrize(
    ("shape", "rank", "elements"),
    [
        ((2, 3, 4), 3, 24),
        ((), 0, 1),
        ((0, 8), 2, 0),
        ((1, None, 3), 3, None),
        ((None, 0), 2, None),
        (None, None, None),
    ],
)
def test_rank_and_elements_follow_from_the_shape(
    shape: Shape | None, rank: int | None, elements: int | None
) -> None:
    assert (tensor("x", shape).rank, tensor("x", shape).elements) == (rank, elements)


def test_operands_are_found_by_role_in_order() -> None:
    a, b, w, y = (tensor(name) for name in "abwy")
    conv = operator(0, [a, w, None, b], [y], roles=("input", "weights", "bias", "input"))
    assert conv.with_role("input") == (a, b)
    assert conv.with_role("bias") == ()
    assert conv.with_role("output") == (y,)
    assert (conv.input, conv.weights, conv.bias, conv.output) == (a, w, None, y)
    assert (conv.first("output"), conv.first("perm")) == (y, None)


def test_an_operator_without_operands_has_none_of_any_role() -> None:
    bare = operator(0, [], [])
    assert (bare.input, bare.output, bare.with_role("output")) == (None, None, ())


def test_options_are_read_by_type() -> None:
    conv = operator(
        0, [], [], attributes={"stride": 2, "keep": True, "perm": (0, 1), "mode": "same", "a": 0.5}
    )
    found = {name: conv.integer(name) for name in (*conv.attributes, "absent")}
    assert {name for name, value in found.items() if value is not None} == {"stride"}
    assert conv.integer("stride") == 2
    assert (conv.integers("perm"), conv.integers("stride"), conv.integers("absent")) == (
        (0, 1),
        None,
        None,
    )
    assert (conv.text("mode"), conv.text("stride"), conv.text("absent")) == ("same", None, None)


@pytest.mark.parametrize(
    ("native", "domain"),
    [("CONV_2D", ""), ("Conv", ""), ("com.microsoft.Gelu", "com.microsoft"), ("ai.x.Y", "ai.x")],
)
def test_a_domain_is_what_stands_before_the_name(native: str, domain: str) -> None:
    assert Operator(0, "relu", native, (), ()).domain == domain


def test_edges_run_from_tensor_to_operator_to_tensor() -> None:
    x, a, y = tensor("x"), tensor("a"), tensor("y")
    first, second = operator(0, [x], [a]), operator(1, [a, None, x], [y])
    model = build([first, second], Subgraph("main", (x,), (y,)))
    assert set(model.graph.edges) == {(x, first), (first, a), (a, second), (x, second), (second, y)}
    assert model.tensors == (x, a, y)
    assert model.operators == (first, second)
    assert (model.producer(x), model.producer(a), model.producer(y)) == (None, first, second)
    assert (model.consumers(x), model.consumers(y)) == ((first, second), ())
    assert (model.inputs, model.outputs) == ((x,), (y,))


def test_a_tensor_read_twice_by_one_operator_has_one_consumer() -> None:
    x, y = tensor("x"), tensor("y")
    square = operator(0, [x, x], [y])
    assert build([square], Subgraph("main", (x,), (y,))).consumers(x) == (square,)


def test_equal_tensors_are_still_two() -> None:
    x, y = tensor("same"), tensor("same")
    assert x != y
    assert len(build([operator(0, [x], [y])], Subgraph("main", (x,), (y,))).tensors) == 2


def test_inputs_and_outputs_that_no_operator_touches_are_in_the_graph() -> None:
    x, y = tensor("x"), tensor("y")
    model = build([], Subgraph("main", (x,), (y,)))
    assert model.tensors == (x, y)
    assert (model.producer(y), model.consumers(x)) == (None, ())


def test_inputs_and_outputs_are_those_of_the_main_graph() -> None:
    x, y, a, b = (tensor(name) for name in "xyab")
    model = build(
        [operator(0, [x], [y]), operator(0, [a], [b], subgraph=1)],
        Subgraph("main", (x,), (y,)),
        Subgraph("body", (a,), (b,)),
    )
    assert (model.inputs, model.outputs) == ((x,), (y,))
    assert set(model.tensors) == {x, y, a, b}


def test_a_file_that_tells_nothing_has_no_graph() -> None:
    model = build([])
    assert (model.inputs, model.outputs, model.tensors) == ((), (), ())
    assert model.metadata == Metadata()


def test_the_graph_is_frozen() -> None:
    import networkx as nx

    model = build([])
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        model.graph.add_node(tensor("x"))


def test_operators_out_of_order_are_no_cycle() -> None:
    x, a, y = tensor("x"), tensor("a"), tensor("y")
    late, early = operator(0, [a], [y]), operator(1, [x], [a])
    assert build([late, early], Subgraph("main", (x,), (y,))).operators == (late, early)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_operators_that_wait_for_each_other_are_refused(length: int) -> None:
    ring = [tensor(str(index)) for index in range(length)]
    operators = [operator(index, [ring[index - 1]], [ring[index]]) for index in range(length)]
    with pytest.raises(ModelFileError) as raised:
        build(operators)
    assert str(raised.value) == "the graph has a cycle: an operator needs its own result"


def test_more_operators_than_the_ceiling_are_refused() -> None:
    class Many(list[Operator]):
        count = OPERATOR_CEILING

        def __len__(self) -> int:
            return self.count

    assert build(Many()).operators == ()
    Many.count += 1
    with pytest.raises(ModelFileError) as raised:
        build(Many())
    assert str(raised.value) == "more than 250,000 operators, which is what dlpulint reads"

"""Sizes that a user states, in place of what an ONNX file leaves open."""

from collections.abc import Sequence

from onnx import NodeProto, ValueInfoProto

from dlpulint.loader.onnx.file import model_from_onnx
from dlpulint.model.graph import Model
from tests.loader.onnx_files import BOOL, file, graph, node, value


def read(
    nodes: Sequence[NodeProto],
    inputs: Sequence[ValueInfoProto],
    outputs: Sequence[ValueInfoProto],
    **shapes: tuple[int, ...],
) -> Model:
    main = graph(nodes, inputs, outputs, declared=[value("d", ["N", 5])])
    return model_from_onnx(memoryview(file(main).SerializeToString()), shapes)


def test_a_named_dimension_gets_its_size_wherever_the_name_stands() -> None:
    body = graph([node("Mine", "d", "r", "own")], [], [value("r", ["N", 7])])
    other = graph([node("Mine", "x", "q", "own")], [], [value("q", ["N", 7])])
    nodes = [
        node("Mine", "x", "d", "own"),
        node("If", "c", "y", then_branch=body, else_branch=other),
    ]
    given = [value("x", ["N", 3]), value("c", [], BOOL)]
    model = read(nodes, given, [value("y", None)], x=(4, 3))
    shapes = {tensor.name: tensor.shape for tensor in model.tensors}
    assert shapes["d"] == (4, 5)
    assert shapes["r"] == shapes["q"] == shapes["y"] == (4, 7)


def test_what_the_file_states_itself_is_left() -> None:
    model = read([node("Relu", "x", "d")], [value("x", ["N", 3])], [], x=(4, 9))
    assert model.inputs[0].shape == (4, 3)


def test_other_inputs_stay_open() -> None:
    given = [value("x", ["N", None]), value("z", ["M", "?"])]
    model = read([node("Relu", "x", "d")], given, [], x=(4, 9))
    assert [tensor.shape for tensor in model.inputs] == [(4, 9), (None, None)]
    assert model.inputs[1].free_dimensions == ("M", None)

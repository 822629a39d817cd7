"""Weights are left out of what is parsed, whatever part of the file they are in."""

import time
import tracemalloc
from collections.abc import Callable

import pytest
from onnx import ModelProto, NodeProto, SparseTensorProto, TensorProto, TrainingInfoProto, helper

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.onnx.file import model_from_onnx
from dlpulint.loader.onnx.slim import KEPT, VECTOR_KEPT, slim
from dlpulint.loader.onnx.tensor_faults import LEFT_OUT
from dlpulint.loader.onnx.wire import length_prefix
from tests.loader.onnx_files import FLOAT, INT64, file, graph, node, value, weights

X = value("x", [1, 4])


def whole(*constants: TensorProto) -> ModelProto:
    return file(graph([node("Relu", "x", "y")], [X], [value("y")], constants))


def slimmed(model: ModelProto) -> ModelProto:
    return ModelProto.FromString(slim(memoryview(model.SerializeToString())))


def test_what_is_small_is_kept_as_it_is() -> None:
    model = whole(weights("w", KEPT // 4))
    assert slim(memoryview(model.SerializeToString())) == model.SerializeToString()


def test_the_long_name_of_a_node_is_kept_and_cut_as_other_names_are() -> None:
    named = helper.make_node("Relu", ["x"], ["y"], "n" * 5000)
    model = file(graph([named], [value("x")], [value("y")]))
    (operator,) = model_from_onnx(memoryview(model.SerializeToString())).operators
    assert operator.name == "n" * 511 + "…"


def packed(field: str, value: float) -> TensorProto:
    tensor = TensorProto(name="w", data_type=FLOAT, dims=[100, 100])
    getattr(tensor, field).extend([value] * 10_000)
    return tensor


@pytest.mark.parametrize(
    "tensor",
    [
        weights("w", 100, 100),
        weights("w", 100_000),
        packed("float_data", 1.0),
        packed("int32_data", 1),
        packed("int64_data", 1),
        packed("double_data", 1.0),
        packed("uint64_data", 1),
        TensorProto(name="w", data_type=8, dims=[100, 100], string_data=[b"a"] * 10_000),
    ],
)
def test_elements_of_a_large_constant_are_left_out_and_its_shape_stays(
    tensor: TensorProto,
) -> None:
    (left,) = slimmed(whole(tensor)).graph.initializer
    assert left.doc_string.startswith(LEFT_OUT)
    left.ClearField("doc_string")
    assert left == TensorProto(name="w", data_type=tensor.data_type, dims=tensor.dims)


def test_a_vector_that_may_be_scales_is_kept() -> None:
    count = VECTOR_KEPT // 4 - 2
    assert len(slimmed(whole(weights("w", count))).graph.initializer[0].raw_data) == 4 * count
    assert not slimmed(whole(weights("w", count + 2))).graph.initializer[0].raw_data
    assert not slimmed(whole(weights("w", 1000, dtype=INT64))).graph.initializer[0].raw_data


def _constant(model: ModelProto, tensor: TensorProto) -> None:
    model.graph.node.append(node("Constant", "", "c", value=tensor))


def _body(model: ModelProto, tensor: TensorProto) -> None:
    body = graph([node("Relu", "x", "r")], [], [value("r")], [tensor])
    model.graph.node.append(node("If", "c", "z", then_branch=body))


def _body_in_a_list(model: ModelProto, tensor: TensorProto) -> None:
    body = graph([node("Relu", "x", "r")], [], [value("r")], [tensor])
    model.graph.node.append(node("Cases", "c", "z", "d", bodies=[body, body]))


def _tensors_in_a_list(model: ModelProto, tensor: TensorProto) -> None:
    model.graph.node.append(node("Tables", "", "z", "d", tables=[tensor, tensor]))


def _sparse(model: ModelProto, tensor: TensorProto) -> None:
    indices = weights("i", 10_000, dtype=INT64)
    model.graph.sparse_initializer.append(
        SparseTensorProto(values=tensor, indices=indices, dims=[1000, 1000])
    )


def _function(model: ModelProto, tensor: TensorProto) -> None:
    nodes = [node("Constant", "", "c", value=tensor)]
    function = helper.make_function("d", "F", [], ["c"], nodes, [helper.make_opsetid("", 17)])
    model.functions.append(function)


def _training(model: ModelProto, tensor: TensorProto) -> None:
    model.training_info.append(TrainingInfoProto(algorithm=graph([], [], [], [tensor])))


def _text_attribute(model: ModelProto, tensor: TensorProto) -> None:
    model.graph.node.append(node("EPContext", "", "z", "d", blob=tensor.raw_data))


def _documentation(model: ModelProto, tensor: TensorProto) -> None:
    text = "t" * len(tensor.raw_data)
    model.doc_string = model.graph.doc_string = text
    model.graph.node.append(NodeProto(op_type="Relu", input=["x"], output=["z"], doc_string=text))
    model.metadata_props.add(key="k", value=text)
    model.graph.node[0].metadata_props.add(key="k", value=text)


@pytest.mark.parametrize(
    "put",
    [
        _constant,
        _body,
        _body_in_a_list,
        _tensors_in_a_list,
        _sparse,
        _function,
        _training,
        _text_attribute,
        _documentation,
    ],
)
def test_elements_are_left_out_wherever_they_are(
    put: Callable[[ModelProto, TensorProto], None],
) -> None:
    model = whole()
    put(model, weights("w", 100, 100))
    left = slimmed(model)
    assert left.ByteSize() < 1000
    assert [n.op_type for n in left.graph.node] == [n.op_type for n in model.graph.node]


def test_a_file_of_weights_takes_no_memory_and_tells_the_same() -> None:
    nodes = [node("MatMul", "x w", "a"), node("Add", "a b", "y")]
    main = graph(nodes, [X], [value("y")], [weights("w", 4, 3_000_000), weights("b", 3_000_000)])
    data = memoryview(file(main).SerializeToString())
    model_from_onnx(memoryview(whole().SerializeToString()))  # imports what it takes
    tracemalloc.start()
    model = model_from_onnx(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(data) > 50_000_000
    assert peak < 500_000
    assert model.outputs[0].shape == (1, 3_000_000)
    product = model.operators[0]
    assert product.weights is not None
    assert (product.weights.shape, product.weights.constant) == ((4, 3_000_000), True)


# Damage.


def error_of(data: bytes) -> str:
    with pytest.raises(ModelFileError) as error:
        model_from_onnx(memoryview(data))
    return str(error.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x0a",
        b"a text that is no model at all",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n",
        bytes(100),
        b"\xff" * 100,
        b"PK\x03\x04 and so on",
        b"\x12\x03abc",
    ],
)
def test_what_is_no_model_is_refused_as_such(data: bytes) -> None:
    assert error_of(data).startswith("not an ONNX model")


def test_a_message_without_a_graph_or_an_ir_version_is_no_model() -> None:
    assert error_of(b"\x08\x08") == "not an ONNX model: it has no graph"
    model = whole()
    model.ClearField("ir_version")
    expected = "not an ONNX model: it does not state its IR version"
    assert error_of(model.SerializeToString()) == expected


def test_a_file_that_ends_early_is_refused_wherever_it_ends() -> None:
    data = whole(weights("w", 100, 100)).SerializeToString()
    for end in (3, 30, 60, 100, 500, len(data) // 2, len(data) - 1):
        assert error_of(data[:end]).startswith(("damaged or truncated", "not an ONNX model"))
    assert error_of(data[:-1]).endswith("ends 1 bytes too late)")


def test_a_length_that_runs_out_of_its_message_is_refused() -> None:
    tensor = length_prefix(9, 5000) + bytes(2000)
    main = length_prefix(5, len(tensor)) + tensor
    data = b"\x08\x08" + length_prefix(7, len(main)) + main
    assert error_of(data) == (
        "damaged or truncated ONNX file (the field at byte 8 ends 3,000 bytes too late)"
    )


def test_a_number_that_does_not_end_is_refused() -> None:
    data = b"\x08\x08" + b"\x3a" + b"\xff" * 20
    assert "does not end" in error_of(data)


def nested(depth: int, padding: int) -> bytes:
    """Graphs in graphs, each the body of an If."""
    inner = length_prefix(10, padding) + bytes(padding)
    for _ in range(depth):
        body = b"\x0a\x01b" + length_prefix(6, len(inner)) + inner + b"\xa0\x01\x05"
        branch = length_prefix(4, 2) + b"If" + length_prefix(5, len(body)) + body
        inner = length_prefix(1, len(branch)) + branch
    return b"\x08\x08" + length_prefix(7, len(inner)) + inner


def test_graphs_nested_beyond_reason_are_refused() -> None:
    assert len(model_from_onnx(memoryview(nested(29, 2000))).operators) == 29
    for depth in (30, 100, 3000):
        assert error_of(nested(depth, 2000)) == "graphs nested more than 30 deep"
    assert error_of(nested(50, 0)).startswith("damaged ONNX file")


def test_a_large_file_is_walked_through_in_no_time() -> None:
    tensor = weights("w", 1000, 1000)
    data = memoryview(whole(*[tensor] * 20).SerializeToString())
    start = time.process_time()
    slim(data)
    assert len(data) > 80_000_000
    assert time.process_time() - start < 1

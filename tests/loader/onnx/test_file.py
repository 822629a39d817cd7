"""ONNX files: their content in our words."""

import os
import subprocess
import sys
import time

import pytest
from onnx import TensorProto, helper

from dlpulint.loader.onnx.file import model_from_onnx
from dlpulint.model.graph import Metadata
from tests.loader.onnx_files import (
    FLOAT,
    INT64,
    file,
    graph,
    node,
    numbers,
    read,
    read_operator,
    value,
    weights,
)
from tests.places import FIXTURES

X = value("x", [2, 8, 16])
IMAGE = value("x", [1, 8, 32, 32])


def test_a_graph_is_told_operator_by_operator() -> None:
    model = read(
        graph(
            [
                node("Conv", "x w b", "a", name="stem", strides=[2, 2], pads=[1, 1, 1, 1]),
                node("Relu", "a", "y"),
            ],
            [IMAGE],
            [value("y")],
            [weights("w", 16, 8, 3, 3), weights("b", 16)],
        )
    )
    conv, relu = model.operators
    assert (model.format, model.layout) == ("onnx", "channels-first")
    assert (conv.kind, conv.native, conv.name, conv.version) == ("conv", "Conv", "stem", 17)
    assert conv.roles == ("input", "weights", "bias")
    assert [t and (t.name, t.dtype, t.shape, t.constant) for t in conv.inputs] == [
        ("x", "float32", (1, 8, 32, 32), False),
        ("w", "float32", (16, 8, 3, 3), True),
        ("b", "float32", (16,), True),
    ]
    assert conv.attributes == {
        "auto_pad": "NOTSET",
        "groups": 1,
        "kernel_height": 3,
        "kernel_width": 3,
        "stride_height": 2,
        "stride_width": 2,
        "dilation_height": 1,
        "dilation_width": 1,
        "pad_top": 1,
        "pad_left": 1,
        "pad_bottom": 1,
        "pad_right": 1,
        "padding": "explicit",
    }
    assert (relu.kind, relu.index) == ("relu", 1)
    assert relu.output is model.outputs[0]
    assert relu.output.shape == (1, 16, 16, 16)
    assert [tensor.name for tensor in model.inputs] == ["x"]


def test_constant_nodes_are_constants_and_leave_gaps_in_the_numbering() -> None:
    shape = helper.make_tensor("", INT64, [2], [1, -1])
    model = read(
        graph(
            [
                node("Constant", "", "s", value=shape),
                node("Reshape", "x s", "a"),
                node("Constant", "", "two", value_float=2.0),
                node("Mul", "a two", "y"),
            ],
            [IMAGE],
            [value("y")],
        )
    )
    assert [(operator.native, operator.index) for operator in model.operators] == [
        ("Reshape", 1),
        ("Mul", 3),
    ]
    sizes, two = model.operators[0].inputs[1], model.operators[1].inputs[1]
    assert sizes is not None
    assert two is not None
    assert (sizes.constant, sizes.dtype, sizes.shape, sizes.values) == (
        True,
        "int64",
        (2,),
        (1, -1),
    )
    assert (two.constant, two.dtype, two.shape, two.values) == (True, "float32", (), None)
    assert model.outputs[0].shape == (1, 8192)


@pytest.mark.parametrize(
    ("attribute", "given", "dtype", "shape", "values"),
    [
        ("value_int", 7, "int64", (), (7,)),
        ("value_ints", [1, 2], "int64", (2,), (1, 2)),
        ("value_floats", [0.5, 1.5], "float32", (2,), None),
        ("value_string", "a", "string", (), None),
        ("value_strings", ["a", "b"], "string", (2,), None),
    ],
)
def test_a_constant_node_may_state_its_elements_in_several_ways(
    attribute: str, given: object, dtype: str, shape: object, values: object
) -> None:
    constant = node("Constant", "", "c", **{attribute: given})
    model = read(graph([constant, node("Identity", "c", "y")], [], [value("y")]))
    tensor = model.operators[0].input
    assert tensor is not None
    assert (tensor.dtype, tensor.shape, tensor.values, tensor.constant) == (
        dtype,
        shape,
        values,
        True,
    )


def test_optional_inputs_and_outputs_that_are_left_out_keep_their_places() -> None:
    operator = read_operator(
        node("LSTM", "x w w - - h", "- y", hidden_size=4), [X, value("w"), value("h")]
    )
    assert [tensor and tensor.name for tensor in operator.inputs] == [
        "x",
        "w",
        "w",
        None,
        None,
        "h",
    ]
    assert operator.roles[5] == "state"
    assert [tensor.name for tensor in operator.outputs] == ["y"]


def test_constants_that_older_files_list_as_inputs_are_no_inputs() -> None:
    old = file(
        graph(
            [node("MatMul", "x w", "y")],
            [value("x", [1, 4]), value("w", [4, 2])],
            [value("y")],
            [weights("w", 4, 2)],
        ),
        opset=8,
        ir_version=3,
    )
    model = read(old)
    assert [tensor.name for tensor in model.inputs] == ["x"]
    assert model.outputs[0].shape == (1, 2)


def test_a_converted_constant_is_a_constant_too() -> None:
    model = read(
        graph(
            [
                node("Transpose", "w", "t"),
                node("Identity", "t", "i"),
                node("MatMul", "x i", "a"),
                node("Identity", "s", "n"),
                node("Reshape", "a n", "y"),
            ],
            [value("x", [1, 4])],
            [value("y")],
            [weights("w", 2, 4), numbers("s", [2, 1])],
        )
    )
    product, sizes = model.operators[2], model.operators[4].inputs[1]
    assert product.weights is not None
    assert (product.weights.name, product.weights.constant) == ("i", True)
    assert sizes is not None
    assert sizes.values == (2, 1)


def test_names_are_made_printable() -> None:
    operator = node("Relu", "x", "y\x1b[31m\u202e", name="r\n")
    found = read_operator(operator, [X])
    assert found.name == "r\N{REPLACEMENT CHARACTER}"
    assert found.outputs[0].name == "y\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}"


def test_names_that_are_no_utf8_do_no_harm() -> None:
    data = file(graph([node("Relu", "x", "YYYY")], [X], [value("YYYY")])).SerializeToString()
    model = model_from_onnx(memoryview(data.replace(b"YYYY", b"y\xff\xfe\x1b")))
    assert model.outputs[0].name == "y" + 3 * "\N{REPLACEMENT CHARACTER}"


def test_metadata_says_who_made_the_file() -> None:
    whole = file(
        graph([node("Relu", "x", "y")], [X], [value("y", [2, 8, 16])]), domains=["com.microsoft"]
    )
    whole.producer_name, whole.producer_version = "pytorch", "2.13.0"
    assert read(whole).metadata == Metadata(
        made_by="pytorch 2.13.0",
        opsets=(("", 17), ("com.microsoft", 1)),
        ir_version=8,
        origin="file",
    )


@pytest.mark.parametrize(
    ("described", "made_by"),
    [
        ({"author": "Ultralytics", "version": "8.4.190"}, "pytorch 2.2.0 (Ultralytics 8.4.190)"),
        ({"author": "Ultralytics"}, "pytorch 2.2.0 (Ultralytics)"),
        ({"author": "somebody", "version": "8"}, "pytorch 2.2.0"),
    ],
)
def test_ultralytics_is_the_author_in_its_exports(described: dict[str, str], made_by: str) -> None:
    whole = file(graph([node("Relu", "x", "y")], [X], [value("y", [2, 8, 16])]))
    whole.producer_name, whole.producer_version = "pytorch", "2.2.0"
    for key, text in described.items():
        whole.metadata_props.add(key=key, value=text)
    assert read(whole).metadata.made_by == made_by


def test_external_data_is_named_and_never_opened() -> None:
    outside = TensorProto(name="w", data_type=FLOAT, dims=[16, 4], data_location=1)
    outside.external_data.add(key="location", value="../../etc/passwd\x1b")
    model = read(graph([node("MatMul", "x w", "y")], [X], [value("y")], [outside]))
    assert model.metadata.external_data == ("../../etc/passwd\N{REPLACEMENT CHARACTER}",)
    assert model.operators[0].weights is not None
    assert (model.operators[0].weights.shape, model.outputs[0].shape) == ((16, 4), (2, 8, 4))


def test_an_opset_from_the_future_is_read_and_noted() -> None:
    model = read(graph([node("Softmax", "x", "y")], [X], [value("y")]), opset=99)
    assert model.operators[0].version == 99
    assert model.outputs[0].shape == (2, 8, 16)
    (note,) = model.metadata.notes
    assert note.startswith("opset 99 is newer than what is known here (")


def test_an_operator_without_outputs_is_read() -> None:
    model = read(graph([node("Print", "x", "", "d"), node("Relu", "x", "y")], [X], [value("y")]))
    assert model.operators[0].outputs == ()


def test_what_makes_no_sense_is_read_as_far_as_it_goes() -> None:
    broken = [
        node("Conv", "", "a"),
        node("MatMul", "x", "b"),
        node("DequantizeLinear", "", "c"),
        node("Gemm", "x x x x x", "d", alpha=[1, 2]),
        node("Constant", "", "e"),
        node("Loop", "", "f"),
        node("Reshape", "x huge", "g"),
        node("Clip", "x nan inf", "h"),
        node("ConstantOfShape", "huge", "i"),
        node("Relu", "many", "j"),
    ]
    model = read(
        graph(
            broken,
            [X, value("many", [1] * 100)],
            [value(name) for name in "abcdefghij"],
            [
                numbers("huge", [2**62, 2**62]),
                numbers("nan", float("nan"), FLOAT),
                numbers("inf", float("inf"), FLOAT),
            ],
        )
    )
    assert len(model.operators) == 9
    assert model.operators[-1].input is not None
    assert model.operators[-1].input.shape is None


@pytest.mark.slow
def test_twenty_thousand_operators_take_moments() -> None:
    count = 20_000
    adds = [node("Add", f"t{index} x", f"t{index + 1}") for index in range(count)]
    main = graph([node("Relu", "x", "t0"), *adds], [X], [value(f"t{count}")])
    data = memoryview(file(main).SerializeToString())
    start = time.process_time()
    model = model_from_onnx(data)
    assert len(model.operators) == count + 1
    assert model.outputs[0].shape == (2, 8, 16)
    assert time.process_time() - start < 20


def test_python_s_own_protobuf_refuses_a_text_that_is_not_utf_8() -> None:
    code = (
        "import sys, pathlib, dlpulint.loader.open_model as files; "
        "files.load(pathlib.Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, FIXTURES / "hostile_names.onnx"],
        env={**os.environ, "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ModelFileError: a text in it is not UTF-8" in done.stderr


def test_the_loader_is_imported_without_the_onnx_package_and_numpy() -> None:
    code = (
        "import sys, dlpulint.loader.onnx.file; "
        "sys.exit(any(name in sys.modules for name in ('onnx', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("location", "outside"),
    [
        ("weights.bin", False),
        ("data/weights..bin", False),
        ("../weights.bin", True),
        ("data/../../weights.bin", True),
        ("/etc/passwd", True),
        ("/dev/zero", True),
        ("C:\\weights.bin", True),
        ("..\\weights.bin", True),
    ],
)
def test_weights_outside_the_models_folder_are_told_and_never_opened(
    location: str, outside: bool
) -> None:
    proto = TensorProto(name="w", data_type=FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    proto.external_data.add(key="location", value=location)
    main = graph([node("Add", "x w", "y")], [value("x", [1])], [value("y", [1])], [proto])
    notes = read(main).metadata.notes
    note = (
        f"weights are stored in {location}, outside the model's folder; dlpulint does not read "
        "files there"
    )
    assert notes == ((note,) if outside else ())

"""What onnx's checker refuses in a file outside its nodes."""

from collections.abc import Callable

import pytest
from onnx import ModelProto, TensorProto

from tests.loader.onnx_files import INT32, INT64, file, graph, node, read, value, weights

X, Y = value("x", [1, 4]), value("y", [1, 4])


def whole(*constants: TensorProto, ir_version: int = 8) -> ModelProto:
    main = graph([node("Add", "x w", "y")], [X], [Y], constants or [weights("w", 4)])
    return file(main, ir_version=ir_version)


def faults(model: ModelProto) -> list[tuple[str, str]]:
    return [(fault.cause, fault.problem) for fault in read(model).metadata.file_faults]


def no_opset(model: ModelProto) -> None:
    del model.opset_import[:]


def old_version(model: ModelProto) -> None:
    model.ir_version = 2
    model.graph.input.append(value("w", [4]))


def constants_apart(model: ModelProto) -> None:
    model.ir_version = 3


def no_name(model: ModelProto) -> None:
    model.graph.name = ""


def no_shape(model: ModelProto) -> None:
    model.graph.output[0].type.tensor_type.ClearField("shape")


def no_element_type(model: ModelProto) -> None:
    model.graph.output[0].type.tensor_type.ClearField("elem_type")


def no_type(model: ModelProto) -> None:
    model.graph.input[0].ClearField("type")


def two_inputs(model: ModelProto) -> None:
    model.graph.input.append(X)


def two_constants(model: ModelProto) -> None:
    model.graph.initializer.append(weights("w", 4))


def nameless_constant(model: ModelProto) -> None:
    model.graph.initializer.append(weights("", 4))


def other_shape(model: ModelProto) -> None:
    model.graph.value_info.append(value("w", [5]))


def other_type(model: ModelProto) -> None:
    model.graph.value_info.append(value("w", [4], INT32))


def short(model: ModelProto) -> None:
    model.graph.initializer[0].raw_data = bytes(15)


def short_attribute(model: ModelProto) -> None:
    made = TensorProto(name="c", data_type=INT64, dims=[2], raw_data=bytes(8))
    model.graph.node.insert(0, node("Constant", "", "c", value=made))


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (no_opset, ("opset", "it states no opset")),
        (old_version, ("opset", "it states an opset, which IR version 2 does not have")),
        (
            constants_apart,
            ("names", "its constant w is no input, as IR version 3 requires"),
        ),
        (no_name, ("names", "its graph has no name")),
        (two_inputs, ("names", "two inputs have the name x")),
        (two_constants, ("names", "two constants have the name w")),
        (nameless_constant, ("names", "one constant has no name")),
        (no_shape, ("ends", "its output y states no shape")),
        (no_element_type, ("ends", "its output y states no element type")),
        (no_type, ("ends", "its input x states no type")),
        (other_shape, ("constant", "the constant w is stated to be of another shape than it is")),
        (other_type, ("constant", "the constant w is stated to be of another type than it is")),
        (short, ("constant", "the constant w holds 15 bytes; its shape and type need 16")),
        (
            short_attribute,
            ("constant", "the constant c holds 8 bytes; its shape and type need 16"),
        ),
    ],
)
def test_an_invalid_file_has_a_reason(
    edit: Callable[[ModelProto], None], fault: tuple[str, str]
) -> None:
    model = whole()
    assert faults(model) == []
    edit(model)
    assert fault in faults(model)


def test_a_format_newer_than_the_package_is_not_judged() -> None:
    model = whole(ir_version=99)
    model.graph.name = ""
    assert faults(model) == []


def test_a_hostile_file_has_a_bounded_number_of_faults() -> None:
    model = whole()
    model.graph.initializer.extend(weights("w", 4) for _ in range(10))
    for number in range(500):
        model.graph.initializer.extend([weights(f"c{number}", 4)] * 2)
    assert len(faults(model)) == 100

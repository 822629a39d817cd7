"""Constants that onnx's checker refuses."""

import pytest
from onnx import TensorProto

from dlpulint.loader.onnx.tensor_faults import LEFT_OUT, elements_fault, tensor_fault
from tests.loader.onnx_files import FLOAT, INT64, file, graph, node, read, value


def tensor(dtype: int = FLOAT, dims: tuple[int, ...] = (4,), **fields: object) -> TensorProto:
    return TensorProto(name="w", data_type=dtype, dims=dims, **fields)  # type: ignore[arg-type]  # Fields by name


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (tensor(raw_data=bytes(16)), None),
        (tensor(raw_data=bytes(20)), None),
        (tensor(raw_data=bytes(15)), "holds 15 bytes; its shape and type need 16"),
        (tensor(float_data=[0.0] * 4), None),
        (tensor(float_data=[0.0] * 3), "holds 3 numbers; its shape and type need 4"),
        (tensor(), "holds no elements"),
        (tensor(dims=(0,)), None),
        (tensor(dims=(0,), raw_data=b"a"), "has no elements by its shape, and holds some"),
        (tensor(dims=(-4,), raw_data=bytes(16)), "has a negative dimension"),
        (tensor(0, raw_data=bytes(16)), "states no element type"),
        (tensor(99, raw_data=bytes(16)), None),
        (
            tensor(int32_data=[0] * 4),
            "has its elements in int32_data, which is not the field of its type",
        ),
        (tensor(float_data=[0.0] * 4, raw_data=bytes(16)), "has its elements in two fields"),
        (tensor(14, float_data=[0.0] * 4), "holds 4 numbers; its shape and type need 8"),
        (tensor(22, (3,), raw_data=b"a"), "holds 1 bytes; its shape and type need 2"),
        (tensor(22, (3,), int32_data=[0, 0]), None),
        (tensor(data_location=1), "is in an external data file that is not named"),
    ],
)
def test_a_constant_holds_what_its_shape_states(made: TensorProto, fault: str | None) -> None:
    assert tensor_fault(made) == fault


def test_sizes_beyond_any_file_are_not_written_out() -> None:
    assert elements_fault(FLOAT, [2**62] * 60, {9: 4}) == (
        "has more elements by its shape than any file"
    )


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        (4 * 10_000, []),
        (4 * 10_000 - 1, ["the constant w holds 39,999 bytes; its shape and type need 40,000"]),
    ],
)
def test_elements_that_are_left_out_are_counted(stored: int, fault: list[str]) -> None:
    constant = tensor(dims=(100, 100), raw_data=bytes(stored))
    whole = file(
        graph([node("Add", "x w", "y")], [value("x", [100, 100])], [value("y", [1])], [constant])
    )
    found = [f.problem for f in read(whole).metadata.file_faults if f.cause == "constant"]
    assert found == fault


def test_a_foreign_note_on_elements_left_out_is_no_fault() -> None:
    assert tensor_fault(tensor(INT64, doc_string=LEFT_OUT)) is None

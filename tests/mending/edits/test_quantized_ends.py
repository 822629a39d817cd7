"""Ends of the graph without QUANTIZE and DEQUANTIZE."""

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.quantized_ends import quantized_inputs, quantized_outputs
from dlpulint.mending.ends import Route, Step
from tests.mending.applying import left_alone, mended, natives
from tests.mending.models import FLOAT32, INT8, INT16, UINT8, Builder
from tests.mending.samples import float_ends, quantized_ends


def test_an_input_has_the_type_of_the_first_layer() -> None:
    change, after = mended("quantized-inputs", quantized_ends())
    assert natives(after) == ["CONV_2D", "QUANTIZE"]
    (image,) = after.inputs
    assert (after.dtype(image), after.shape(image)) == (INT8, (1, 8, 8, 3))
    assert after.tensors[image].text("name") == "image"
    assert change.promise == "exact"
    assert change.description == "Removed the QUANTIZE after the input"
    assert change.application == (
        "Feed 'image': (x.astype('int16') - 128).astype('int8'), where x is what it fed before",
    )
    scale = pytest.approx(0.1)
    assert after.input_steps == [
        (Step(kind="requantize", dtype="int8", scale=scale, zero_point=0, from_scale=scale,
              from_zero_point=128),)
    ]  # fmt: skip


def test_an_output_has_the_type_of_the_last_layer() -> None:
    change, after = mended("quantized-outputs", quantized_ends())
    assert natives(after) == ["QUANTIZE", "CONV_2D"]
    (scores,) = after.outputs
    assert after.dtype(scores) == INT8
    assert after.tensors[scores].text("name") == "scores"
    assert change.application == (
        "Compute 'scores': (x.astype('int16') + 128).astype('uint8'), where x is what it reads now",
    )


def test_float_ends_become_those_of_the_layers() -> None:
    change, after = mended("quantized-inputs", float_ends())
    assert change.application[0].startswith("Feed 'image': np.clip(np.round(x * 254.99998) - 128")
    change, after = mended("quantized-outputs", float_ends())
    assert after.routes == [
        Route(0, (Step(kind="dequantize", dtype="float32", scale=0.5, zero_point=0),))
    ]


def test_both_ends_of_a_file_are_counted() -> None:
    b = Builder()
    ends = [b.tensor(1, 4, type=UINT8, name=f"in{at}") for at in range(2)]
    inner = [b.operator("QUANTIZE", [end], b.tensor(1, 4)) for end in ends]
    total = b.operator("ADD", inner, b.tensor(1, 4), "AddOptions")
    change, after = mended("quantized-inputs", b.file(ends, [total]))
    assert change.description == "Removed the QUANTIZE after the input (2×)"
    assert len(change.application) == len(after.inputs) == 2
    assert [after.tensors[end].text("name") for end in after.inputs] == ["in0", "in1"]


def one_quantize(
    given: int, result: int, *, shape: tuple[int, ...] = (1, 4), scales: int = 1
) -> bytes:
    """An input that is quantized and added to itself."""
    b = Builder()
    image = b.tensor(1, 4, type=given)
    inner = b.tensor(*shape, type=result, scale=[0.1] * scales)
    b.operator("QUANTIZE", [image], inner)
    total = b.operator("ADD", [inner, inner], b.tensor(1, 4, type=result), "AddOptions")
    return b.file([image], [total])


@pytest.mark.parametrize("given", [FLOAT32, UINT8, INT8, INT16])
@pytest.mark.parametrize("result", [UINT8, INT8, INT16])
def test_types_that_quantize_converts(given: int, result: int) -> None:
    _, after = mended("quantized-inputs", one_quantize(given, result))
    assert natives(after) == ["ADD"]
    assert after.dtype(after.inputs[0]) == result


def test_one_scale_per_channel_is_left_alone() -> None:
    assert left_alone("quantized-inputs", one_quantize(FLOAT32, INT8, scales=4))


def test_a_conversion_between_floats_is_left_alone() -> None:
    assert left_alone("quantized-inputs", one_quantize(FLOAT32, FLOAT32))


def test_an_input_with_a_second_reader_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 4, type=UINT8)
    inner = b.operator("QUANTIZE", [image], b.tensor(1, 4))
    other = b.operator("ADD", [image, image], b.tensor(1, 4, type=UINT8), "AddOptions")
    assert left_alone("quantized-inputs", b.file([image], [inner, other]))


@pytest.mark.parametrize("outputs", [(0, 2), (1, 2)])
def test_ends_that_are_outputs_as_well_are_left_alone(outputs: tuple[int, int]) -> None:
    b = Builder()
    image = b.tensor(1, 4, type=UINT8)
    inner = b.operator("QUANTIZE", [image], b.tensor(1, 4))
    total = b.operator("ADD", [inner, inner], b.tensor(1, 4), "AddOptions")
    assert total == 2
    assert left_alone("quantized-inputs", b.file([image], outputs))


def test_an_output_that_something_reads_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 4)
    inner = b.operator("ADD", [image, image], b.tensor(1, 4), "AddOptions")
    scores = b.operator("QUANTIZE", [inner], b.tensor(1, 4, type=UINT8))
    other = b.operator("ADD", [scores, scores], b.tensor(1, 4, type=UINT8), "AddOptions")
    assert left_alone("quantized-outputs", b.file([image], [scores, other]))


def test_an_output_that_is_listed_twice_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 4)
    inner = b.operator("ADD", [image, image], b.tensor(1, 4), "AddOptions")
    scores = b.operator("QUANTIZE", [inner], b.tensor(1, 4, type=UINT8))
    assert left_alone("quantized-outputs", b.file([image], [scores, scores]))


def test_two_outputs_of_one_tensor_get_it_once() -> None:
    b = Builder()
    image = b.tensor(1, 4)
    inner = b.operator("ADD", [image, image], b.tensor(1, 4), "AddOptions")
    ends = [
        b.operator("QUANTIZE", [inner], b.tensor(1, 4, type=UINT8)),
        b.operator("DEQUANTIZE", [inner], b.tensor(1, 4, type=FLOAT32)),
    ]
    _, after = mended("quantized-outputs", b.file([image], ends))
    assert natives(after) == ["ADD", "DEQUANTIZE"]
    assert len(set(after.outputs)) == 2


def test_a_graph_of_conversions_only_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 4, type=FLOAT32)
    scores = b.operator("QUANTIZE", [image], b.tensor(1, 4))
    data = b.file([image], [scores])
    assert left_alone("quantized-inputs", data)
    assert left_alone("quantized-outputs", data)


def test_an_operator_without_operands_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 4, type=UINT8)
    b.operator("QUANTIZE", [image], [])
    b.operator("ADD", [image, image], b.tensor(1, 4), "AddOptions")
    draft = Draft(b.file([image], [1]))
    assert quantized_inputs(draft) is None
    assert quantized_outputs(draft) is None

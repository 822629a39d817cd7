"""What an application has to know of the ends of a mended file."""

import dlpulint
from dlpulint.mending.certificate import Certificate
from tests.mending.files import DETECTOR
from tests.places import FIXTURES


def contract(model: str, target: str = "artpec8") -> Certificate:
    made = dlpulint.fix(FIXTURES / model, target, prove=False)
    assert made.certificate is not None
    return made.certificate


def test_ends_of_floats_are_made_of_the_former_ones_and_back() -> None:
    found = contract("mobilenet_int8_float_io.tflite")
    (input,), (output,) = found.inputs, found.outputs
    assert (input.dtype, output.dtype) == ("int8", "int8")
    assert input.scale is not None
    assert input.zero_point == -128
    assert input.code == (
        f"np.clip(np.round(x * {_float32(1 / input.scale)}) - 128, -128, 127).astype('int8')",
    )
    assert output.scale is not None
    assert output.code == (
        f"(x.astype('float32') - {output.zero_point}) * {_float32(output.scale)}",
    )
    assert (output.meaning, found.decoding) == ("", ())


def _float32(value: float) -> str:
    import numpy as np

    return str(np.float32(value))


def test_ends_that_stay_have_no_code() -> None:
    found = contract("nchw_born_int8.tflite")
    assert [end.code for end in found.outputs] == [()]
    assert [end.meaning for end in found.outputs] == [""]


def test_outputs_of_a_cut_graph_have_a_meaning_and_a_decoding() -> None:
    found = contract(DETECTOR)
    (output,) = found.outputs
    assert (output.name, output.shape, output.code) == ("Conv2D_32", (1, 8, 8, 8), ())
    assert "2 anchors in each cell of the 8x8 map" in output.meaning
    assert found.decoding[0] == (
        "Turn the integers into real numbers: scale * (integer - zero point)."
    )
    assert [end.code for end in found.inputs] == [()]

"""A float model as if it had been quantized."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dlpulint.api import lint
from dlpulint.conversion.as_if import SCHEMES, UNKNOWN, Scheme, applies_to, as_if, staying_float
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Model, Operator, Tensor
from dlpulint.report.report import ModelReport
from tests.places import CORPUS, FIXTURES

CONV = "conv y: float32[1,8,8,16] <- x, weights: float32[16,3,3,3], bias: float32[16]"
IMAGE = "input x: float32[1,8,8,3]\n"


def supposed(sketch: str, scheme: Scheme = "int8-per-tensor") -> Model:
    return as_if(Facts(model_from_sketch(sketch)), scheme)


def types(operator: Operator) -> list[str | None]:
    return [None if tensor is None else tensor.dtype for tensor in operator.inputs]


def known(tensor: Tensor | None) -> tuple[tuple[float, ...], tuple[int, ...]] | None:
    assert tensor is not None
    quantization = tensor.quantization
    return None if quantization is None else (quantization.scales, quantization.zero_points)


def test_activations_and_weights_have_8_bits_and_biases_32() -> None:
    model = supposed(IMAGE + CONV + "\noutput y")
    (conv,) = model.operators
    assert types(conv) == ["int8", "int8", "int32"]
    assert [t.dtype for t in (*model.inputs, *model.outputs)] == ["int8", "int8"]
    assert conv.output is not None
    assert conv.output.quantization == UNKNOWN
    assert set(Facts(model).arithmetic.values()) == {"int8"}


@pytest.mark.parametrize(
    ("line", "axis"),
    [
        (CONV, 0),
        ("depthwise-conv y: float32[1,8,8,3] <- x, weights: float32[1,3,3,3]", 3),
        ("transpose-conv y: float32[1,16,16,4] <- x, weights: float32[4,2,2,3]", 0),
        ("fully-connected y: float32[1,5] <- x, weights: float32[5,192]", 0),
    ],
)
def test_weights_have_a_scale_a_channel_only_where_that_is_asked_for(line: str, axis: int) -> None:
    weights = supposed(IMAGE + line, "int8-per-channel").operators[0].weights
    assert weights is not None
    assert weights.quantization is not None
    assert (weights.quantization.axis, weights.quantization.per_channel) == (axis, True)
    weights = supposed(IMAGE + line, "int8-per-tensor").operators[0].weights
    assert weights is not None
    assert weights.quantization is not None
    assert not weights.quantization.per_channel


@pytest.mark.parametrize(
    ("kind", "scale", "zero_point"),
    [
        ("logistic", 1 / 256, -128),
        ("softmax", 1 / 256, -128),
        ("tanh", 1 / 128, 0),
        ("l2-normalization", 1 / 128, 0),
        ("log-softmax", 1 / 16, 127),
    ],
)
def test_scales_that_the_specification_fixes_are_known(
    kind: str, scale: float, zero_point: int
) -> None:
    model = supposed(f"{IMAGE}{kind} y: float32[1,8,8,3] <- x\nreshape z: float32[1,192] <- y")
    assert known(model.operators[0].output) == ((scale,), (zero_point,))
    # What only moves numbers keeps their quantization.
    assert known(model.operators[1].output) == ((scale,), (zero_point,))


def test_whole_numbers_and_what_custom_operators_give_stay_as_they_are() -> None:
    model = supposed(
        IMAGE
        + CONV
        + """
        reshape r: float32[1,1024] <- y, shape: int32[2] = 1,1024
        arg-max i: int64[1] <- r
        custom:TFLite_Detection_PostProcess d: float32[1,10,4] <- r
        output i
        output d
        """
    )
    assert types(model.operators[1]) == ["int8", "int32"]
    assert [tensor.dtype for tensor in model.outputs] == ["int64", "float32"]


def test_a_dequantize_of_a_constant_is_folded_away() -> None:
    model = supposed(
        IMAGE
        + """
        dequantize w: float32[16,3,3,3] <- float16[16,3,3,3]
        conv y: float32[1,8,8,16] <- x, weights: w, bias: float32[16]
        dequantize z: float32[1,8,8,16] <- y
        """
    )
    assert [(o.kind, o.index) for o in model.operators] == [("conv", 1), ("dequantize", 2)]
    weights = model.operators[0].weights
    assert weights is not None
    assert (weights.dtype, weights.constant, weights.shape) == ("int8", True, (16, 3, 3, 3))


def test_bodies_are_quantized_with_the_main_graph() -> None:
    text = f"{IMAGE}while y: float32[1,8,8,3] <- x\noutput y\nsubgraph body\n"
    model = supposed(text + "input a: float32[1,4]\nrelu b: float32[1,4] <- a\noutput b")
    assert {t.dtype for graph in model.subgraphs for t in (*graph.inputs, *graph.outputs)} == {
        "int8"
    }


def test_versions_that_a_conversion_would_give_are_not_known() -> None:
    model = supposed(
        "input x: float32[1,4]\nrelu@1 y: float32[1,4] <- x\narg-max@2 i: int32[1] <- y"
    )
    assert [operator.version for operator in model.operators] == [None, 2]


def test_integer_weights_of_float_activations_follow_the_scheme() -> None:
    weights = "weights: int8[5,192] per-channel(0)"
    line = f"fully-connected y: float32[1,5] <- x, {weights}"
    dense = supposed(IMAGE + line).operators[0]
    assert types(dense) == ["int8", "int8"]
    assert known(dense.weights) == ((), ())


@pytest.mark.parametrize(
    ("sketch", "applies"),
    [
        (IMAGE + CONV, True),
        (IMAGE + "relu y: float32[1,8,8,3] <- x", True),
        ("input x: int8[1,8]\nrelu y: int8[1,8] <- x", False),
        (
            "input x: float32[1,8]\nquantize q: int8[1,8] <- x\n"
            "fully-connected y: int8[1,4] <- q, weights: int8[4,8] scale=0.1",
            False,
        ),
        ("input x: int8[1,8]\ncustom:Decode y: float32[1,8] <- x", False),
        ("format onnx\n" + IMAGE + CONV, False),
    ],
)
def test_only_what_is_left_to_quantize_is_taken_for_quantized(sketch: str, applies: bool) -> None:
    assert applies_to(Facts(model_from_sketch(sketch))) is applies


def test_operators_that_the_converter_leaves_in_float_are_named() -> None:
    lines = "neg a: float32[1] <- x\nsin b: float32[1] <- a\nneg c: float32[1] <- b"
    assert staying_float(model_from_sketch(f"input x: float32[1]\n{lines}")) == ["NEG", "SIN"]


def figures(report: ModelReport) -> tuple[object, ...]:
    assert report.placement is not None
    return report.verdict, report.placement.macs, report.placement.best, report.placement.worst


def compare(folder: Path, supposed: str, real: str, scheme: Scheme, names: Sequence[str]) -> None:
    for target in names:
        (report,) = lint([folder / supposed], [target], as_if=scheme).reports
        (other,) = lint([folder / real], [target]).reports
        assert report.as_if == scheme
        assert figures(report) == figures(other), target


TARGETS = ("artpec7", "artpec8", "artpec9")


@pytest.mark.parametrize("file", ["mobilenet_float32.tflite", "mobilenet_float16.tflite"])
def test_a_float_file_is_judged_as_its_own_conversion(file: str) -> None:
    compare(FIXTURES, file, "mobilenet_int8_io.tflite", "int8-per-channel", TARGETS)


@pytest.mark.slow
@pytest.mark.skipif(CORPUS is None, reason="DLPULINT_MODELS names no folder of models")
@pytest.mark.parametrize(
    ("float_file", "int8_file", "scheme"),
    [
        ("channelshuffle_s2d-fp32", "channelshuffle_s2d-int8_pertensor", "int8-per-tensor"),
        (
            "mobilenetv2_035_96-dynrange",
            "mobilenetv2_035_96-int8_pertensor_int8io",
            "int8-per-tensor",
        ),
        ("dense_ae-dynrange", "dense_ae-int8_perchannel", "int8-per-channel"),
    ],
)
def test_files_of_others_are_judged_as_their_conversions(
    float_file: str, int8_file: str, scheme: Scheme
) -> None:
    assert CORPUS is not None
    files = (f"{float_file}.tflite", f"{int8_file}.tflite")
    compare(CORPUS / "made-tflite", *files, scheme, TARGETS)


def test_the_report_says_what_was_supposed_and_what_is_not_known() -> None:
    (report,) = lint([FIXTURES / "mobilenet_float32.tflite"], ["artpec8"], as_if=SCHEMES[0]).reports
    assert report.as_if == "int8-per-tensor"
    assert report.try_on_camera is None
    assert report.notices[0] == (
        "The file itself is not quantized this way; convert it and lint the result to be sure."
    )


@pytest.mark.parametrize(
    ("file", "target", "why"),
    [
        ("mobilenet_int8_io.tflite", "artpec8", "the model computes in integers already"),
        (
            "mobilenet_float32.tflite",
            "cv25",
            "the toolchain for Ambarella CV25 quantizes by itself",
        ),
        ("mobilenet_opset13.onnx", "artpec8", "it is for .tflite files"),
    ],
)
def test_what_is_not_taken_for_quantized_is_linted_as_it_is(
    file: str, target: str, why: str
) -> None:
    (report,) = lint([FIXTURES / file], [target], as_if="int8-per-channel").reports
    (plain,) = lint([FIXTURES / file], [target]).reports
    assert report.as_if is None
    assert report.notices[0] == f"--as-if int8-per-channel is left out: {why}."
    assert (report.verdict, report.findings) == (plain.verdict, plain.findings)

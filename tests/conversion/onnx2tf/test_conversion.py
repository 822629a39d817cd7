"""An ONNX model as conversion will give it."""

from pathlib import Path

import pytest

from dlpulint.engine.what_if import preview_of
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from tests.conversion.onnx2tf.writing import conversion, written, written_of
from tests.places import FIXTURES

RESNET = [
    "PAD 1x66x66x3",
    "CONV_2D 1x32x32x8 valid relu",
    "CONV_2D 1x32x32x8 same relu",
    "CONV_2D 1x32x32x8 same",
    "ADD 1x32x32x8 relu",
    "PAD 1x34x34x8",
    "CONV_2D 1x16x16x16 valid relu",
    "CONV_2D 1x16x16x16 same",
    "CONV_2D 1x16x16x16 valid",
    "ADD 1x16x16x16 relu",
    "PAD 1x18x18x16",
    "CONV_2D 1x8x8x16 valid relu",
    "CONV_2D 1x8x8x16 same",
    "CONV_2D 1x8x8x16 valid",
    "ADD 1x8x8x16 relu",
    "MEAN 1x1x1x16",
    "FULLY_CONNECTED 1x10",
]
"""What onnx2tf 1.29.24 with TensorFlow 2.21 wrote of the ResNet among the fixtures, int8."""


@pytest.mark.parametrize("name", ["resnet_opset13", "resnet_opset17", "resnet_train_bn"])
def test_a_resnet_becomes_what_onnx2tf_wrote_of_it(name: str) -> None:
    assert sorted(written_of(FIXTURES / f"{name}.onnx")) == sorted(RESNET)


@pytest.mark.parametrize("name", ["resnet_qdq_per_tensor", "resnet_qdq_per_channel"])
def test_a_quantized_resnet_loses_the_relus_that_its_integers_were(name: str) -> None:
    without = [line.removesuffix(" relu") for line in RESNET]
    assert sorted(written_of(FIXTURES / f"{name}.onnx")) == sorted(without)


def test_an_operator_that_tflite_lacks_is_carried_over_and_stays_in_8_bits() -> None:
    model = conversion(
        "input x: float32[1,8,16,16]\ninput g: float32[1,16,16,2]\n"
        "grid-sample y: float32[1,8,16,16] <- x, indices: g\n"
        "relu z: float32[1,8,16,16] <- y\noutput z"
    )
    sample, relu = model.operators
    assert (sample.kind, sample.native) == ("unconverted:GridSample", "GridSample")
    assert [relu.outputs[0].dtype, sample.outputs[0].dtype] == ["int8", "int8"]
    assert sample.outputs[0].shape == (1, 16, 16, 8)


def test_an_identity_after_an_input_of_five_dimensions_changes_nothing() -> None:
    layer = "conv-3d y: float32[1,8,4,6,6] <- {}, weights: float32[8,3,3,3,3]\noutput y"
    volume = "input x: float32[1,3,6,8,8]\n"
    plain = conversion(volume + layer.format("x"))
    through = conversion(f"{volume}identity i: float32[1,3,6,8,8] <- x\n{layer.format('i')}")
    assert [o.native for o in plain.operators] == [o.native for o in through.operators]
    assert "TRANSPOSE" not in [operator.native for operator in plain.operators]


def test_operators_keep_the_index_of_their_node() -> None:
    model = conversion(
        "input x: float32[1,8,16,16]\nidentity i: float32[1,8,16,16] <- x\n"
        "softplus y: float32[1,8,16,16] <- i\noutput y"
    )
    assert [(operator.index, operator.native) for operator in model.operators] == [
        (1, "EXP"),
        (1, "ADD"),
        (1, "LOG"),
    ]


def test_float_operators_side_by_side_share_their_conversions() -> None:
    assert written(
        "input x: float32[1,8]\nelu a: float32[1,8] <- x\nfloor b: float32[1,8] <- a\n"
        "sin c: float32[1,8] <- x\noutput b\noutput c"
    ) == [
        "DEQUANTIZE 1x8",
        "ELU 1x8",
        "FLOOR 1x8",
        "SIN 1x8",
        "QUANTIZE 1x8",
        "QUANTIZE 1x8",
    ]


def test_a_shape_of_unknown_rank_breaks_nothing() -> None:
    for kind in ("conv", "reshape", "add", "softmax", "mean", "strided-slice", "clip", "transpose"):
        operands = "x, weights: float32[8,8,1,1]" if kind == "conv" else "x, x"
        model = conversion(f"input x: float32[*]\n{kind} y: float32[*] <- {operands}\noutput y")
        assert all(operator.outputs[0].shape is None for operator in model.operators)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.onnx")), ids=lambda path: path.stem)
def test_the_macs_of_a_fixture_survive_its_conversion(path: Path) -> None:
    from dlpulint.conversion.onnx2tf.preview import converted
    from dlpulint.loader import open_model as loader

    model = loader.load(path)
    if any(operator.kind in ("deformable-conv", "loop", "if") for operator in model.operators):
        pytest.skip("what becomes of its operators is not told")
    before, after = Facts(model), Facts(converted(model))
    known = {"add", "conv"} & {operator.kind for operator in after.model.operators}
    if known and not any(one.kind.startswith("unconverted:") for one in after.model.operators):
        assert after.total_macs == before.total_macs


def test_a_small_file_that_conversion_makes_large_has_no_preview() -> None:
    sums = [f"add-n y{n}: float32[1,4] <- {', '.join(['x'] * 400)}" for n in range(200)]
    sketch = "\n".join(["format onnx", "input x: float32[1,4]", *sums, "output y199"])
    found = preview_of(model_from_sketch(sketch, "onnx"))
    assert str(found) == "the conversion would write more than 24,000 operators"

"""ARTPEC-9: cures suit the program, the family and the pattern, and can be typed."""

import re

import pytest

from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack

PACK = load_pack("artpec9", Folders())
KERAS = "sequential/conv2d/Conv2D"
ONNX2TF = "model/tf.nn.convolution/convolution"
CONV = "weights: int8[16,3,3,3] scale=0.01, bias: int32[16] scale=0.001"


def cures(sketch: str) -> dict[str, str]:
    """Cures of the findings of a TFLite model, by rule."""
    judgement = judge(Facts(model_from_sketch(f"format tflite\n{sketch}")), PACK)
    return {finding.rule: finding.fix for finding in judgement.findings}


def after_conv(name: str, line: str, size: int = 7) -> str:
    shape = f"int8[1,{size},{size},16] scale=0.1"
    return f"""
    input x: int8[1,{size},{size},3] scale=0.1
    conv {name}: {shape} <- x, {CONV} {{fused_activation=relu6}}
    {line.replace("c,", f"{name},").replace("<- c", f"<- {name}")}
    output y
    """


MEAN = "mean y: int8[1,16] scale=0.05 <- c, axes: int32[2] = 1,2 {keep_dims=false}"
SLICE = "strided-slice y: int8[1,7,7,8] scale=0.1 <- c"
RELU = "conv y: int8[1,7,7,16] scale=0.1 <- c, weights: int8[16,1,1,16] scale=0.01, \
bias: int32[16] scale=0.001 {fused_activation=relu}"


@pytest.mark.parametrize(
    ("line", "rule", "keras", "pytorch"),
    [
        (MEAN, "artpec9/mean/keep-dims", "`AveragePooling2D(7)`", "`nn.AvgPool2d(7)`"),
        (MEAN, "artpec9/mean/quantization", "`AveragePooling2D(7)`", "`nn.AvgPool2d(7)`"),
        (SLICE, "artpec9/strided-slice", "`keras.ops.split(x, 2, axis=-1)`", "`x.chunk(2, 1)`"),
        (RELU, "artpec9/other-activation", '`activation="relu6"`', "`nn.ReLU6()`"),
    ],
)
def test_a_cure_is_in_the_words_of_the_producer(
    line: str, rule: str, keras: str, pytorch: str
) -> None:
    by_keras = cures(after_conv(KERAS, line))[rule]
    by_onnx2tf = cures(after_conv(ONNX2TF, line))[rule]
    unstated = cures(after_conv("c", line))[rule]
    assert (keras in by_keras, pytorch in by_keras) == (True, False)
    assert (keras in by_onnx2tf, pytorch in by_onnx2tf) == (False, True)
    assert (keras in unstated, pytorch in unstated) == (True, True)


def test_the_last_softmax_is_left_to_the_application() -> None:
    final = after_conv("c", "softmax y: int8[1,7,7,16] scale=0.00390625 zp=-128 <- c")
    fix = cures(final)["artpec9/softmax"]
    assert fix.startswith("End the model at the logits")
    inside = final.replace("softmax y", "softmax s").replace(
        "output y", "mul y: int8[1,7,7,16] scale=0.1 <- s, c\n    output y"
    )
    assert cures(inside)["artpec9/softmax"].startswith("End the graph before it")


def test_widths_that_serve_both_chips_are_named() -> None:
    shared = "Multiples of 48 fill both ARTPEC-8 (6) and ARTPEC-9 (16)"
    for target in ("artpec8", "artpec9"):
        pack = load_pack(target, Folders())
        (rule,) = [rule for rule in pack.rules if rule.id == f"{target}/padded-channels"]
        assert shared in rule.fix


def test_commands_in_cures_hold_no_ellipsis() -> None:
    parts = (*PACK.rules, *PACK.every_row(), *PACK.every_limit())
    fixes = [text for part in parts for text in (part.fix, *(one.text for one in part.fix_for))]
    commands = [command for fix in fixes for command in re.findall(r"`([^`]*)`", fix)]
    assert commands
    assert [command for command in commands if "…" in command or "..." in command] == []

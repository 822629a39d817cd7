"""Cures of the shipped packs: they suit the model at hand, and what they quote can be typed."""

import re

import pytest

from dlpulint.basics.terms import Effect, Severity
from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack

INPUT = "input x: uint8[1,64,64,3] scale=0.00392157\n"
ACTIVATED = """\
conv c: int8[1,64,64,12] scale=0.1 <- x, weights: int8[12,3,3,3] scale={scales}
{activation}output y
"""
SILU = (
    "logistic s: int8[1,64,64,12] scale=0.00390625 zp=-128 <- c\nmul y: int8[1,64,64,12] <- c, s\n"
)
SIGMOID = "logistic y: int8[1,64,64,12] scale=0.00390625 zp=-128 <- c\n"
RELU = "relu y: int8[1,64,64,12] scale=0.1 <- c\n"
PER_CHANNEL = ",".join(["0.1"] * 12) + " axis=0"


def findings(target: str, sketch: str, made_by: str = "") -> dict[str, str]:
    """Cures of the findings of a TFLite model, by rule."""
    first = f"format tflite\nmade-by {made_by}\n" if made_by else "format tflite\n"
    judgement = judge(
        Facts(model_from_sketch(first + INPUT + sketch)), load_pack(target, Folders())
    )
    return {finding.rule: finding.fix for finding in judgement.findings}


def activated(activation: str, scales: str = "0.1") -> str:
    return ACTIVATED.format(activation=activation, scales=scales)


def test_silu_and_its_logistic_are_one_finding_on_artpec8() -> None:
    found = findings("artpec8", activated(SILU))
    assert "artpec8/silu-activation" in found
    assert "artpec8/logistic" not in found


def test_another_sigmoid_has_a_cure_of_its_own_without_a_word_of_silu() -> None:
    found = findings("artpec8", activated(SIGMOID))
    assert "artpec8/silu-activation" not in found
    assert found["artpec8/logistic"].startswith("End the graph before the Sigmoid")
    assert not any("SiLU" in fix for fix in found.values())


@pytest.mark.parametrize(
    ("made_by", "key"),
    [
        ("TensorFlow 2.15.0 (Ultralytics)", "`activation: torch.nn.ReLU6()`"),
        ("TensorFlow 2.19.0", '`activation="relu6"` in the Keras layers'),
    ],
)
def test_silu_is_replaced_as_its_producer_has_it(made_by: str, key: str) -> None:
    assert key in findings("artpec8", activated(SILU), made_by)["artpec8/silu-activation"]


@pytest.mark.parametrize(
    ("made_by", "option"),
    [
        ("", "`-qt per-tensor`"),
        ("TensorFlow 2.19.0", "`converter._experimental_disable_per_channel = True`"),
    ],
)
def test_weights_per_tensor_by_the_options_of_the_producer(made_by: str, option: str) -> None:
    fix = findings("artpec8", activated(RELU, PER_CHANNEL), made_by)["artpec8/per-channel-weights"]
    assert option in fix
    assert ("onnx2tf" in fix) == (made_by == "")


@pytest.mark.parametrize("target", ["artpec8", "artpec9-cpu", "cpu"])
def test_commands_in_cures_hold_no_ellipsis(target: str) -> None:
    pack = load_pack(target, Folders())
    parts = (*pack.rules, *pack.every_row(), *pack.every_limit())
    fixes = [text for part in parts for text in (part.fix, *(one.text for one in part.fix_for))]
    commands = [command for fix in fixes for command in re.findall(r"`([^`]*)`", fix)]
    assert commands
    assert [command for command in commands if "…" in command or "..." in command] == []


def test_an_input_range_of_mean_and_deviation_is_a_warning() -> None:
    wide = INPUT.replace("0.00392157", "0.0187 zp=114")
    model = model_from_sketch(f"format tflite\n{wide}{activated(RELU)}")
    found = judge(Facts(model), load_pack("artpec8", Folders())).findings
    (finding,) = (f for f in found if f.rule == "artpec/input-range")
    assert (finding.level, finding.effect) == (Severity.WARNING, Effect.ADVICE)
    assert finding.message == (
        "The uint8 input 'x' expects -2.13 to 2.64, not 0 to 1, -1 to 1 or 0 to 255; "
        "raw camera bytes give wrong results"
    )
    assert finding.fix.startswith("Requantize every frame in the application")

"""Issues about wrong findings and verdicts: what they say, and what they leave out."""

import re

import pytest

from dlpulint.basics.version import UNSTATED
from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.settled import settled
from dlpulint.loader import open_model
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.places import FIXTURES
from tests.running import run


def issue(model: str, wrong: str, *more: str) -> str:
    done = run("--report-mistake", FIXTURES / model, wrong, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode("utf-8")


def rules_of(model: str, target: str) -> list[str]:
    pack = pack_for(load_pack(target, Folders()), UNSTATED)
    facts = Facts(settled(open_model.load(FIXTURES / model)))
    return list(dict.fromkeys(finding.rule for finding in judge(facts, pack).findings))


@pytest.mark.parametrize(
    ("model", "target"),
    [
        ("silu_detector_int8.tflite", "artpec8"),
        ("mobilenet_int8_per_channel.tflite", "artpec8"),
        ("attention_float32.tflite", "artpec7"),
        ("rank5_int8.tflite", "artpec9"),
        ("vit_opset17.onnx", "cv25"),
    ],
)
def test_the_sketch_of_an_issue_has_the_finding(model: str, target: str) -> None:
    pack = pack_for(load_pack(target, Folders()), UNSTATED)
    proved = 0
    for rule in rules_of(model, target):
        text = issue(model, rule, "--target", target)
        sketch = re.search(r"as well \(.*\):\n\n```\n(.*?)```", text, re.DOTALL)
        if sketch is not None:
            format = pack.formats[0] if model.endswith("onnx") else "tflite"
            judgement = judge(Facts(model_from_sketch(sketch[1], format)), pack)
            assert rule in {finding.rule for finding in judgement.findings}
            proved += 1
    assert proved >= 1


@pytest.mark.parametrize("model", ["hostile_names.tflite", "hostile_names.onnx"])
def test_no_name_of_the_model_is_told(model: str) -> None:
    read = open_model.load(FIXTURES / model)
    operators = {operator.native for operator in read.operators}
    names = {tensor.name for tensor in read.tensors if len(tensor.name) > 2} - operators
    names |= {name for name in operators if "<" in name or "\N{REPLACEMENT CHARACTER}" in name}
    assert len(names) > 5
    for target in ("artpec8", "cv25"):
        for wrong in (target, *rules_of(model, target)):
            text = issue(model, wrong, "--target", target)
            assert not [name for name in names if name in text]
            assert model not in text


def test_an_issue_about_a_verdict_lists_the_operators() -> None:
    text = issue("silu_detector_int8.tflite", "artpec8", "--axis-os", "12.1")
    assert text.startswith("### Wrong verdict on artpec8: `")
    assert "| CONV_2D | int8, int32 to int8 | dlpu |" in text
    assert "| Versions | AXIS OS 12.1 |" in text
    assert "```" not in text


def test_a_rule_that_found_nothing_is_refused() -> None:
    model = FIXTURES / "mobilenet_int8_per_tensor.tflite"
    done = run("--report-mistake", model, "artpec8/too-many-partitions")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"dlpulint: the model has no finding of 'artpec8/too-many")


def test_a_file_that_is_no_model_is_refused() -> None:
    done = run("--report-mistake", FIXTURES / "README.md", "artpec8")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1

"""The cure of a finding: the first one whose conditions the model meets, else the plain one."""

from pathlib import Path

import pytest

from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.facts.weights.risk import Risk
from dlpulint.loader.sketch.read import model_from_sketch
from tests.facts.families.networks import Network, mobilenet_v2
from tests.pack_files import header, limit, load, row, rule
from tests.packs.test_fix_for import cure

SILU = """
input x: int8[1,8,8,4] scale=0.1
logistic s: int8[1,8,8,4] scale=0.00390625 zp=-128 <- x
mul y: int8[1,8,8,4] scale=0.1 <- x, s
output y
"""
LOGISTIC = """
input x: int8[1,8,8,4] scale=0.1
logistic s: int8[1,8,8,4] scale=0.00390625 zp=-128 <- x
output s
"""
RULE = rule("mine/x", "forbidden-operators", 'params = { operators = ["logistic", "relu6"] }')


def fixes(folder: Path, sketch: str, *parts: str, made_by: str = "") -> list[str]:
    """The cures of all findings of a TFLite model."""
    first = f"format tflite\nmade-by {made_by}\n" if made_by else "format tflite\n"
    pack = load(folder, header(unlisted="dlpu"), *parts)
    found = judge(Facts(model_from_sketch(first + sketch)), pack).findings
    return [finding.fix for finding in found]


def test_a_pattern_counts_where_an_operator_of_the_finding_is_part_of_it(tmp_path: Path) -> None:
    parts = (RULE, cure("rule", "No SiLU: {count}.", pattern="silu"))
    assert fixes(tmp_path, SILU, *parts) == ["No SiLU: 1."]
    assert fixes(tmp_path, LOGISTIC, *parts) == ["Change it."]


def test_a_rule_about_a_pattern_is_about_its_operators(tmp_path: Path) -> None:
    about = rule("mine/x", "pattern-absent", 'params = { pattern = "SiLU" }')
    assert fixes(tmp_path, SILU, about, cure("rule", pattern="SiLU")) == ["Change it."]
    assert fixes(tmp_path, SILU, about, cure("rule", "Other.", pattern="SiLU")) == ["Other."]


@pytest.mark.parametrize(
    ("made_by", "fix"),
    [
        ("TensorFlow 2.19.0", "In TensorFlow."),
        ("TensorFlow 2.15.0 (Ultralytics)", "In PyTorch."),
        ("", "Change it."),
    ],
)
def test_a_file_that_shows_no_producer_gets_the_plain_cure(
    made_by: str, fix: str, tmp_path: Path
) -> None:
    parts = (
        RULE,
        cure("rule", "In PyTorch.", made_by="pytorch"),
        cure("rule", "In TensorFlow.", made_by="tensorflow"),
    )
    assert fixes(tmp_path, LOGISTIC, *parts, made_by=made_by) == [fix]


def test_a_family_is_named_by_the_start_of_its_backbone_or_head(tmp_path: Path) -> None:
    network = Network()
    sketch = network.text(network.softmax(network.dense(network.average(mobilenet_v2(network)), 9)))
    about = rule("mine/x", "forbidden-operators", 'params = { operators = ["softmax"] }')
    for family, fix in (
        ("MobileNet", "Its own."),
        ("classifier", "Its own."),
        ("SSD", "Change it."),
    ):
        assert fixes(tmp_path, sketch, about, cure("rule", "Its own.", family=family)) == [fix]


def test_all_conditions_have_to_hold_and_the_first_cure_wins(tmp_path: Path) -> None:
    parts = (
        RULE,
        cure("rule", "Both.", pattern="silu", made_by="tensorflow"),
        cure("rule", "One.", pattern="silu"),
        cure("rule", "Other.", made_by="tensorflow"),
    )
    assert fixes(tmp_path, SILU, *parts, made_by="TensorFlow 2.19.0") == ["Both."]
    assert fixes(tmp_path, SILU, *parts) == ["One."]
    assert fixes(tmp_path, LOGISTIC, *parts, made_by="TensorFlow 2.19.0") == ["Other."]


def test_rows_and_limits_choose_alike(tmp_path: Path) -> None:
    off = row("logistic", status="cpu") + cure("operator", "Not {native}.", pattern="silu")
    assert fixes(tmp_path, SILU, off) == ["Not LOGISTIC."]
    text = limit("rank-limits", "params = { max = 2 }", id="rank")
    limited = row("logistic") + text + cure("operator.limit", "At most {max}.", pattern="silu")
    assert fixes(tmp_path, SILU, limited) == ["At most 2."]


@pytest.mark.parametrize(
    ("decibels", "fix"),
    [(None, "Change it."), (9.0, "Train."), (20.0, "Test."), (30.0, "Change it.")],
)
def test_a_grade_holds_where_the_weights_were_read(
    decibels: float | None, fix: str, tmp_path: Path
) -> None:
    train = cure("rule", "Train.", risk="likely-ruined")
    pack = load(
        tmp_path, header(unlisted="dlpu"), RULE, train, cure("rule", "Test.", risk="unknown")
    )
    risk = None if decibels is None else Risk(decibels=decibels, weak=0.0, layers=1, blamed=())
    model = model_from_sketch(f"format tflite\n{LOGISTIC}")
    (finding,) = judge(Facts(model, risk), pack).findings
    assert finding.fix == fix


LAYERS = """
input x: int8[1,8,8,4] scale=0.1
conv a: int8[1,8,8,4] scale=0.1 <- x, weights: int8[4,1,1,4] scale=0.1 {{fused_activation={first}}}
conv b: int8[1,8,8,4] scale=0.1 <- a, weights: int8[4,1,1,4] scale=0.1 {{fused_activation={second}}}
output b
"""


@pytest.mark.parametrize(
    ("first", "second", "fix"),
    [
        ("relu", "relu", "Equalize."),
        ("relu", "none", "Equalize."),
        ("relu6", "relu", "Change it."),
        ("relu6", "relu6", "Change it."),
        ("none", "none", "Change it."),
    ],
)
def test_every_activation_has_to_be_among_those_of_the_cure(
    first: str, second: str, fix: str, tmp_path: Path
) -> None:
    about = rule("mine/x", "forbidden-operators", 'params = { operators = ["conv"] }')
    cured = cure("rule", "Equalize.", activations="relu")
    assert fixes(tmp_path, LAYERS.format(first=first, second=second), about, cured) == [fix]

"""Findings about layers that a bias of zeros mends."""

from pathlib import Path

import pytest

from dlpulint.findings.finding import Fixable
from dlpulint.loader.sketch.read import model_from_sketch
from tests.engine.mendable.marking import edits, marks
from tests.pack_files import limit, row

PLAIN = """
input x: int8[1,8] scale=0.1 zp=0
fully-connected y: int8[1,4] scale=0.2 zp=0 <- x, weights: int8[4,8] scale=0.1 zp=0
output y
"""
TWO = PLAIN.replace(
    "output y",
    "fully-connected z: int8[1,2] scale=0.2 zp=0 <- y, weights: int8[2,4] scale=0.1 zp=0\noutput z",
)
WANTED = row("fully-connected", status="dlpu") + limit(
    "operand-kind", 'params = { role = "bias", be = "present" }', id="bias"
)
BIAS = "mine/fully-connected/bias"


@pytest.mark.parametrize(("text", "what"), [(PLAIN, "layer"), (TWO, "2 layers")])
def test_layers_without_a_bias_get_one_of_zeros(tmp_path: Path, text: str, what: str) -> None:
    assert marks(tmp_path, model_from_sketch(text), WANTED) == {
        BIAS: Fixable("zero-bias", f"Add a bias of zeros to the {what}; the results stay the same")
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x: int8[1,8] scale=0.1 zp=0", "x: int8[1,8]"),
        ("weights: int8[4,8]", "weights: int16[4,8]"),
        ("weights: int8[4,8]", "weights: int8[4,8,1]"),
    ],
    ids=["unknown scale", "mixed types", "weights of another rank"],
)
def test_a_layer_of_another_kind_stays(tmp_path: Path, old: str, new: str) -> None:
    text = PLAIN.replace(old, new)
    assert edits(tmp_path, model_from_sketch(text), WANTED) == {BIAS: None}


def test_float_layers_may_have_one_too(tmp_path: Path) -> None:
    text = PLAIN.replace("int8", "float32").replace(" scale=0.1 zp=0", "")
    text = text.replace(" scale=0.2 zp=0", "")
    assert edits(tmp_path, model_from_sketch(text), WANTED) == {BIAS: "zero-bias"}


def test_a_layer_that_stays_on_the_cpu_for_another_reason_needs_none(tmp_path: Path) -> None:
    types = limit("dtype-limits", 'params = { allow = ["uint8"] }', id="dtype")
    found = edits(tmp_path, model_from_sketch(PLAIN), WANTED + types)
    assert found == {BIAS: None, "mine/fully-connected/dtype": None}

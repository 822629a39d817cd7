"""Findings about conversions and transpositions at the ends of a graph."""

from pathlib import Path

import pytest

from dlpulint.findings.finding import Fixable
from dlpulint.loader.sketch.read import model_from_sketch
from tests.engine.mendable.marking import against, edits, marks
from tests.pack_files import rule

ENDS = """
input x: float32[1,4,4,8]
quantize q: int8[1,4,4,8] scale=0.1 zp=0 <- x
conv a: int8[1,4,4,4] scale=0.2 zp=1 <- q, weights: int8[4,1,1,8]
dequantize y: float32[1,4,4,4] <- a
output y
"""

PLANAR = """
input x: int8[1,3,64,64] scale=0.1 zp=0
transpose t: int8[1,64,64,3] scale=0.1 zp=0 <- x {perm=0,2,3,1}
conv y: int8[1,64,64,4] scale=0.2 zp=1 <- t, weights: int8[4,1,1,3]
output y
"""

FLOAT_ENDS = rule("mine/float", "float-ends", message="{end}")
LAYOUT = rule("mine/planar", "input-layout", 'params = { layout = "nhwc" }', effect="wrong")
FIRST = Fixable(
    "first-transpose", "Remove the TRANSPOSE after the input; the application feeds its result"
)


@pytest.mark.parametrize(
    ("kind", "edit", "end"),
    [("quantize", "quantized-inputs", "input"), ("dequantize", "quantized-outputs", "output")],
)
def test_a_conversion_at_an_end_is_left_to_the_application(
    tmp_path: Path, kind: str, edit: str, end: str
) -> None:
    assert marks(tmp_path, model_from_sketch(ENDS), against(kind)) == {
        "mine/x": Fixable(edit, f"Remove the conversion at the {end}; the application converts")
    }


def test_float_ends_are_conversions_too(tmp_path: Path) -> None:
    input_only = ENDS.replace("dequantize y: float32[1,4,4,4]", "relu y: int8[1,4,4,4]")
    found = edits(tmp_path, model_from_sketch(input_only), FLOAT_ENDS)
    assert found == {"mine/float": "quantized-inputs"}


def test_one_finding_may_need_both_edits(tmp_path: Path) -> None:
    unsigned = ENDS.replace("x: float32[1,4,4,8]", "x: uint8[1,4,4,8] scale=0.1 zp=128").replace(
        "dequantize y: float32[1,4,4,4]", "quantize y: uint8[1,4,4,4] scale=0.2 zp=128"
    )
    (fixable,) = marks(tmp_path, model_from_sketch(unsigned), against("quantize")).values()
    assert fixable == Fixable(
        "quantized-inputs,quantized-outputs",
        "Remove the conversions at the input and output; the application converts",
    )


def test_a_conversion_within_the_graph_stays(tmp_path: Path) -> None:
    inner = ENDS.replace("<- q,", "<- r,").replace("conv a", "relu r: int8[1,4,4,8] <- q\nconv a")
    again = inner.replace("relu r", "quantize r")
    assert edits(tmp_path, model_from_sketch(inner), against("relu")) == {"mine/x": None}
    # The first of two could go; the finding is about both.
    assert edits(tmp_path, model_from_sketch(again), against("quantize")) == {"mine/x": None}


def test_other_findings_about_an_end_stay(tmp_path: Path) -> None:
    forbidden = rule("mine/end", "end-dtypes", 'params = { end = "input", forbid = ["float32"] }')
    assert edits(tmp_path, model_from_sketch(ENDS), forbidden) == {"mine/end": None}


def test_a_transposed_input_is_fed_as_the_layers_read_it(tmp_path: Path) -> None:
    model = model_from_sketch(PLANAR)
    assert marks(tmp_path, model, against("transpose")) == {"mine/x": FIRST}
    assert marks(tmp_path, model, LAYOUT) == {"mine/planar": FIRST}


def test_a_planar_input_without_a_transpose_stays(tmp_path: Path) -> None:
    lines = [line for line in PLANAR.splitlines() if not line.startswith("transpose")]
    planar = "\n".join(lines).replace("<- t,", "<- x,")
    assert edits(tmp_path, model_from_sketch(planar), LAYOUT) == {"mine/planar": None}

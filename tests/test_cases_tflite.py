"""Bug reports about .tflite files that TFLite itself refuses, or runs otherwise than expected.

Each is rebuilt as a sketch. The files that were made after the reports are asked as well, where the
folder `cases` lies beside that of `DLPULINT_MODELS`.
"""

import os
from pathlib import Path

import pytest

from dlpulint.api import lint
from dlpulint.report.report import ModelReport
from tests.test_targets import judged

TFLITE = ("artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu")
MODELS = os.environ.get("DLPULINT_MODELS")
CASES = Path(MODELS).parent / "cases" if MODELS else Path("cases")

LAYER = "weights: int8[8,3,3,3] scale=0.01 zp={zp}, bias: int32[8] scale=0.001 zp=0"
PLAIN = LAYER.format(zp=0)
IMAGE = "complete\ninput x: int8[1,32,32,3] scale=0.00392157 zp=-128\n"
ZERO_SCALE = f"""
{IMAGE}
conv y: int8[1,32,32,8] scale=0 zp=0 <- x, {PLAIN} {{fused_activation=relu6}}
output y
"""
ROUNDED_SCALE = f"""
{IMAGE}
conv a: int8[1,32,32,8] scale=0.1 zp=0 <- x, {PLAIN}
logistic y: int8[1,32,32,8] scale=0.0039062 zp=-128 <- a
output y
"""
ZERO_POINT = f"""
{IMAGE}
conv y: int8[1,32,32,8] scale=0.1 zp=0 <- x, {LAYER.format(zp=7)}
output y
"""
ODD_ROW = f"""
{IMAGE}
conv a: int8[1,16,16,8] scale=0.1 zp=0 <- x, {PLAIN} {{stride=2}}
conv b: int8[1,15,15,8] scale=0.1 zp=0 <- x, {PLAIN} {{stride=2 padding=valid}}
concatenation y: int8[1,16,16,16] scale=0.1 zp=0 <- a, b {{axis=3}}
output y
"""
MIXED_TYPES = f"""
{IMAGE}
conv y: uint8[1,32,32,8] scale=0.1 zp=0 <- x, {PLAIN}
output y
"""
REFUSED = {
    "02b-zero-scale": (ZERO_SCALE, "tflite/impossible-scale"),
    "03-logistic-scale": (ROUNDED_SCALE, "tflite/fixed-scale"),
    "06-weights-zero-point": (ZERO_POINT, "tflite/weights-zero-point"),
    "09-concat-shapes": (ODD_ROW, "tflite/mismatched-shapes"),
    "15-type-mixed": (MIXED_TYPES, "tflite/mismatched-types"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("target", TFLITE)
def test_what_tflite_refuses_is_rejected_on_every_target(name: str, target: str) -> None:
    sketch, rule = REFUSED[name]
    found = judged(target, sketch)
    assert found.verdict == "rejected"
    assert rule in {finding.rule for finding in found.findings if finding.effect == "rejected"}


KERAS3_FLATTEN = f"""
{IMAGE}
conv a: int8[1,32,32,8] scale=0.1 zp=0 <- x, {PLAIN}
shape s: int32[4] <- a {{output_type=2}}
strided-slice n: int32[] <- s, begin: int32[1] = 0, end: int32[1] = 1, strides: int32[1] = 1 \
{{shrink_axis_mask=1}}
pack p: int32[2] <- n, int32[] = 8192 {{axis=0 count=2}}
reshape r: int8[1,8192] scale=0.1 zp=0 <- a, shape: p
fully-connected y: int8[1,4] scale=0.1 zp=0 <- r, weights: int8[4,8192] scale=0.01 zp=0, \
bias: int32[4] scale=0.001 zp=0
output y
"""
FIXED_BATCH = f"""
{IMAGE}
conv a: int8[1,32,32,8] scale=0.1 zp=0 <- x, {PLAIN}
reshape r: int8[1,8192] scale=0.1 zp=0 <- a, shape: int32[2] = 1,8192
fully-connected y: int8[1,4] scale=0.1 zp=0 <- r, weights: int8[4,8192] scale=0.01 zp=0, \
bias: int32[4] scale=0.001 zp=0
output y
"""


@pytest.mark.parametrize(
    ("target", "verdict"),
    [("artpec7", "rejected"), ("artpec9", "cpu-only"), ("artpec9-cpu", "slow")],
)
def test_an_open_batch_is_refused_by_delegates_for_fixed_sizes(target: str, verdict: str) -> None:
    found = judged(target, KERAS3_FLATTEN)
    assert found.verdict == verdict
    (finding,) = (f for f in found.findings if f.rule == f"{target}/sized-while-running")
    assert "writes r" in finding.message
    assert "batch_size=1" in (finding.fix or "")
    assert found.placement is not None
    assert target == "artpec7" or found.placement.best.dlpu == 0


@pytest.mark.parametrize("target", ["artpec7", "artpec9", "artpec9-cpu"])
def test_a_fixed_batch_is_the_cure(target: str) -> None:
    found = judged(target, FIXED_BATCH)
    assert not [f for f in found.findings if "sized-while-running" in f.rule]


def test_the_delegate_of_artpec8_accepts_computed_sizes() -> None:
    found = judged("artpec8", KERAS3_FLATTEN)
    assert not [f for f in found.findings if "sized" in f.rule]
    assert found.placement is not None
    assert found.placement.best.dlpu > 0


def answers(name: str, target: str) -> ModelReport:
    (report,) = lint([str(CASES / f"{name}.tflite")], targets=[target]).reports
    return report


needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="no folder `cases` beside that of DLPULINT_MODELS"
)


@pytest.mark.slow
@needs_cases
@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("target", TFLITE)
def test_a_file_that_tflite_refuses_is_rejected(name: str, target: str) -> None:
    found = answers(name, target)
    assert found.verdict == "rejected"
    assert REFUSED[name][1] in {finding.rule for finding in found.findings}


@pytest.mark.slow
@needs_cases
def test_the_placeholder_of_a_lost_shape_is_no_size() -> None:
    assert answers("32-lost-shape-upsampling", "artpec7").verdict == "rejected"
    for target in ("artpec7", "artpec9"):
        messages = " ".join(f.message for f in answers("32-lost-shape-upsampling", target).findings)
        assert "1x1x1x16" not in messages
        assert "height of 1 " not in messages


@pytest.mark.slow
@needs_cases
def test_a_file_with_two_signatures_is_judged_by_its_first_graph() -> None:
    found = answers("24-two-signatures", "cpu")
    assert found.placement is not None
    assert len(found.placement.operators) == 2
    (finding,) = (f for f in found.findings if f.rule == "tflite/several-entry-points")
    assert "classify, embed" in finding.message


@pytest.mark.slow
@needs_cases
def test_the_file_with_an_open_batch_and_its_cure() -> None:
    verdicts = {"artpec7": "rejected", "artpec9": "cpu-only", "artpec9-cpu": "slow"}
    for target, verdict in verdicts.items():
        assert answers("31-keras3-flatten-open-batch", target).verdict == verdict
        cured = answers("31b-keras3-flatten-batch1", target)
        assert not [f for f in cured.findings if "sized-while-running" in f.rule]

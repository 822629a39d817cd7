"""ARTPEC-9's accelerated CPU: the types that Arm NN has kernels for."""

import pytest

from dlpulint.basics.terms import Device, Verdict
from tests.test_targets import devices, judged, reasons

D, C = Device.DLPU, Device.CPU

FLOAT16 = """
input x: float32[1,8,8,4]
dequantize w: float32[4,3,3,4] <- float16[4,3,3,4]
dequantize b: float32[4] <- float16[4]
conv c: float32[1,8,8,4] <- x, weights: w, bias: b {stride=1 padding=same}
relu y: float32[1,8,8,4] <- c
output y
"""

INT16 = """
input x: int16[1,8,8,4] scale=0.1
conv c: int16[1,8,8,4] scale=0.1 <- x, weights: int8[4,3,3,4] scale=0.01 {stride=1 padding=same}
add y: int16[1,8,8,4] scale=0.1 <- c, x
output y
"""

DYNAMIC = """
input x: float32[1,8,8,4]
conv y: float32[1,8,8,4] <- x, weights: int8[4,3,3,4] scale=0.01 {stride=1 padding=same}
output y
"""


@pytest.mark.parametrize(
    ("sketch", "placed", "arithmetic"),
    [
        (FLOAT16, [C, C, C, D], "float16"),
        (INT16, [C, D], "int16x8"),
        (DYNAMIC, [C], "dynamic-range"),
    ],
)
def test_arm_nn_accelerates_activations_and_weights_of_one_type(
    sketch: str, placed: list[Device], arithmetic: str
) -> None:
    assert devices("artpec9-cpu", sketch) == placed
    found = judged("artpec9-cpu", sketch)
    assert found.verdict is Verdict.FALLBACK
    assert [(finding.rule, finding.message) for finding in found.findings] == [
        (
            "artpec9-cpu/other-arithmetic",
            f"1 of 1 layers with weights (100 % of the MACs) are {arithmetic} and run in "
            "plain TFLite; Arm NN accelerates float32 or int8",
        )
    ]
    assert reasons("artpec9-cpu", sketch) == []

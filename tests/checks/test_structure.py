"""Checks of constructions that span several operators."""

import pytest

from dlpulint.checks.structure import pattern_absent
from tests.checks.asking import FlatHit, ask

ATTENTION = """
input x: float32[1,64,16]
input k: float32[1,16,64]
matmul scores: float32[1,64,64] <- x, k
softmax weights: float32[1,64,64] <- scores
matmul mixed: float32[1,64,16] <- weights, x
fully-connected y: float32[1,64,16] <- mixed, weights: float32[16,16]
"""

DEFORMABLE = """
format onnx
input x: float32[1,16,32,32]
input offsets: float32[1,18,32,32]
deformable-conv y: float32[1,16,32,32] <- x, weights: float32[16,16,3,3], offset: offsets
"""


def test_an_attention_block_is_told_once_with_its_share_of_the_macs() -> None:
    # Two products of 64 x 64 x 16 beside a layer of 64 x 16 x 16: 131,072 of 147,456.
    values = {"pattern": "attention", "operators": 3, "native": "SOFTMAX", "share": "89 %"}
    assert ask(pattern_absent, ATTENTION, pattern="attention") == [
        FlatHit(
            "SOFTMAX 1",
            values,
            "pattern",
            members=("BATCH_MATMUL 0", "BATCH_MATMUL 2"),
            pattern="attention",
        )
    ]


def test_two_blocks_are_two_answers_that_count_all_their_operators() -> None:
    sketch = """
    input y0: float32[1,64,16]
    input k: float32[1,16,64]
    repeat 2
    matmul scores{n}: float32[1,64,64] <- y{p}, k
    softmax weights{n}: float32[1,64,64] <- scores{n}
    matmul mixed{n}: float32[1,64,16] <- weights{n}, y{p}
    fully-connected y{n}: float32[1,64,16] <- mixed{n}, weights: float32[16,16]
    end
    """
    found = ask(pattern_absent, sketch, pattern="attention")
    assert [hit.subject for hit in found] == ["SOFTMAX 1", "SOFTMAX 5"]
    assert [hit.members for hit in found] == [
        ("BATCH_MATMUL 0", "BATCH_MATMUL 2"),
        ("BATCH_MATMUL 4", "BATCH_MATMUL 6"),
    ]
    assert [hit.values["operators"] for hit in found] == [6, 6]


def test_a_deformable_convolution_is_told_with_its_own_name() -> None:
    values = {
        "pattern": "deformable convolution",
        "operators": 1,
        "native": "DeformConv",
        "share": "100 %",
    }
    assert ask(pattern_absent, DEFORMABLE, pattern="deformable convolution") == [
        FlatHit("DeformConv 0", values, "pattern", pattern="deformable convolution")
    ]


def test_a_share_of_no_macs_is_nothing() -> None:
    sketch = "input x: float32[1]\ncustom:DeformConvTRT y: float32[1] <- x"
    found = ask(pattern_absent, sketch, pattern="deformable convolution")
    assert found[0].values["share"] == "0 %"


@pytest.mark.parametrize(
    ("sketch", "pattern"), [(ATTENTION, "deformable convolution"), (DEFORMABLE, "attention")]
)
def test_a_model_without_the_construction_is_good(sketch: str, pattern: str) -> None:
    assert ask(pattern_absent, sketch, pattern=pattern) == []

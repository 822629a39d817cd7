"""Steps at the ends of a mended graph: as sentences, and as NumPy runs them."""

from typing import Any

import numpy as np
import pytest

from dlpulint.mending.ends import Step
from dlpulint.mending.proof.steps import applied

QUANTIZE = Step(kind="quantize", dtype="int8", scale=0.5, zero_point=-3)
DEQUANTIZE = Step(kind="dequantize", dtype="float32", scale=0.5, zero_point=-3)


def requantize(
    dtype: str, scale: float, zero_point: int, from_scale: float, from_zero_point: int
) -> Step:
    return Step(
        kind="requantize", dtype=dtype, scale=scale, zero_point=zero_point, from_scale=from_scale,
        from_zero_point=from_zero_point,
    )  # fmt: skip


STEPS: list[tuple[Step, Any]] = [
    (QUANTIZE, np.linspace(-80, 80, 1000, dtype="float32")),
    (DEQUANTIZE, np.arange(-128, 128, dtype="int8")),
    (requantize("int8", 0.5, -3, 0.25, 7), np.arange(256, dtype="uint8")),
    (requantize("uint8", 0.5, 130, 0.5, 0), np.arange(-128, 128, dtype="int8")),
    (requantize("int8", 0.5, -128, 0.5, 0), np.arange(256, dtype="uint8")),
    (requantize("uint8", 0.5, 128, 0.5, 0), np.arange(-128, 128, dtype="int8")),
    (requantize("int8", 0.5, 5, 0.5, 0), np.arange(-128, 128, dtype="int8")),
    (requantize("int16", 0.001, 0, 0.1, 0), np.arange(-128, 128, dtype="int8")),
    (Step(kind="transpose", permutation=(2, 0, 1)), np.arange(24, dtype="int8").reshape(2, 3, 4)),
]


@pytest.mark.parametrize(("step", "given"), STEPS)
def test_a_sentence_does_what_the_step_does(step: Step, given: Any) -> None:
    expected = applied([step], given)
    found = eval(step.sentence, {"np": np, "x": given})
    assert found.dtype == expected.dtype
    assert np.array_equal(found, expected)


def test_a_shift_between_int8_and_uint8_is_short() -> None:
    assert STEPS[4][0].sentence == "(x.astype('int16') - 128).astype('int8')"
    assert STEPS[5][0].sentence == "(x.astype('int16') + 128).astype('uint8')"


def test_other_shifts_stay_within_the_type() -> None:
    found = applied([STEPS[6][0]], np.array([-128, 122, 123, 127], dtype="int8"))
    assert found.tolist() == [-123, 127, 127, 127]


def test_halves_are_rounded_to_even_and_values_beyond_the_type_are_cut() -> None:
    given = np.array([0.25, 0.75, 1.25, 1e9, -1e9], dtype="float32")
    assert applied([QUANTIZE], given).tolist() == [-3, -1, -1, 127, -128]


def test_steps_follow_each_other() -> None:
    given = np.array([0.5, -1.0, 3.0], dtype="float32")
    assert applied([QUANTIZE, DEQUANTIZE], given).tolist() == given.tolist()


def test_a_scale_is_written_in_the_digits_that_a_float32_has() -> None:
    scale = float(np.float32(0.1))
    step = Step(kind="dequantize", dtype="float32", scale=scale, zero_point=0)
    assert step.sentence.endswith(" * 0.1")
    step = Step(kind="dequantize", dtype="float32", scale=0.023528477177023888, zero_point=0)
    assert np.float32(step.sentence.rpartition(" ")[2]) == np.float32(step.scale or 0)

"""A bound on the estimated time: exit code and complaint of the command."""

from pathlib import Path

import pytest

from tests.places import CORPUS
from tests.running import run

YOLO = "axis/axis-model-zoo__yolov5n.tflite"
SMALL = "fixtures/mobilenet_int8_per_tensor.tflite"


def test_a_time_that_cannot_be_estimated_is_stated_and_fails_nothing() -> None:
    done = run(SMALL, "-t", "artpec8", "-q", "-f", "csv", "--fail-on", "latency>1ms")
    assert done.returncode == 0
    complaint = done.stderr.decode("utf-8")
    start = f"dlpulint: {SMALL} on artpec8: latency>1ms is not checked: The networks measured are"
    assert complaint.startswith(start)


@pytest.mark.slow
def test_the_upper_end_of_the_estimate_decides(corpus_model: Path) -> None:
    for bound, code in (("latency>50ms", 1), ("latency>80ms", 0)):
        done = run(f"{corpus_model}", "-t", "artpec8", "-q", "-f", "csv", "--fail-on", bound)
        assert done.returncode == code
        assert (b"Up to 69.5 ms on a Q1656, estimated" in done.stderr) is bool(code)


@pytest.fixture
def corpus_model() -> Path:
    if CORPUS is None:
        pytest.skip("DLPULINT_MODELS names no corpus")
    return CORPUS / YOLO

"""What a Python user calls."""

from dlpulint.api import lint
from tests.places import FIXTURES


def test_a_caller_is_told_before_each_file_how_far_a_run_is() -> None:
    files = [FIXTURES / "mobilenet_float32.tflite", FIXTURES / "damaged" / "truncated.tflite"]
    told: list[tuple[int, int, str]] = []
    lint(files, ["artpec8", "artpec9"], told=lambda *progress: told.append(progress))
    assert told == [(0, 2, str(files[0])), (1, 2, str(files[1]))]

"""dlpulint beside onnx's checker and strict shape inference, over edits of the fixtures."""

from pathlib import Path

import pytest

from benchmarks.differential_onnx import differences, edits_of, models_in

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.mark.slow
def test_edits_that_onnx_refuses_are_rejected(tmp_path: Path) -> None:
    models = models_in([FIXTURES])
    cases = [(path, "as it is") for path in models]
    cases += edits_of(models, 250, 11, tmp_path)
    figures = differences(cases)
    assert min(figures.valid, figures.invalid) > 80
    assert figures.accepted == []

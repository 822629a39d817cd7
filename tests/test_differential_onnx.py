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
    valid, invalid, accepted, rejected = differences(cases)
    assert min(valid, invalid) > 80
    assert len(accepted) <= 3, accepted
    # Where a type follows from an operator of ONNX Runtime's, dlpulint sees more than onnx does.
    assert [line for line in rejected if "microsoft" not in line] == []

"""dlpulint beside ONNX Runtime: what it rejects, no runtime computes."""

import os
from pathlib import Path

import pytest

from benchmarks.differential_onnx import differences, edits_of, models_in

FOLDERS = [
    Path(__file__).parents[2] / "fixtures",
    *filter(None, [os.environ.get("DLPULINT_MODELS")]),
]


def test_what_is_rejected_of_seeded_edits_does_not_run(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    models = models_in([Path(folder) for folder in FOLDERS])
    figures = differences([*edits_of(models, 400, 12, tmp_path)])
    assert min(figures.valid, figures.invalid) > 100
    assert figures.accepted == []
    # ONNX Runtime does not run the branch of an If that is not taken.
    assert [line for line in figures.rejected if "if_" not in line] == []

"""A file much larger than what may be in memory: its weights are never there."""

import sys
from pathlib import Path

import pytest

from benchmarks.large_onnx import make
from benchmarks.measuring import once
from dlpulint.facts import Facts
from dlpulint.loader import load

SIZE = 300_000_000


@pytest.mark.parametrize("side_file", [False, True])
def test_a_large_file_is_linted_without_its_weights_in_memory(
    tmp_path: Path, side_file: bool
) -> None:
    model = tmp_path / "large.onnx"
    make(model, SIZE, side_file=side_file)
    held = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert held > 0.97 * SIZE
    facts = Facts(load(model))
    assert 4 * facts.parameters > 0.97 * SIZE
    assert facts.total_macs == facts.parameters
    cost = once([sys.executable, "-m", "dlpulint", str(model), "--target", "cv25", "--quiet"])
    assert cost.mebibytes < 120
    for path in tmp_path.iterdir():
        path.unlink()

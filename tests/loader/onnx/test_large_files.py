"""A file much larger than what may be in memory: its weights are never there."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.large_onnx import make
from dlpulint.facts.facts import Facts
from dlpulint.loader.open_model import load

SIZE = 300_000_000

STATUS = Path("/proc/self/status")
SCRIPT = f"""
from pathlib import Path
from dlpulint.cli.main import main
try:
    main()
except SystemExit:
    lines = Path("{STATUS}").read_text().splitlines()
    print(next(line for line in lines if line.startswith("VmHWM")))
"""
"""What a process says of its own peak: its parent's counts for the system's other figures."""


@pytest.mark.skipif(not STATUS.exists(), reason="only Linux tells a process its own peak")
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
    command = [sys.executable, "-c", SCRIPT, str(model), "--target", "cv25", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[1]) < 120 * 1024
    for path in tmp_path.iterdir():
        path.unlink()

"""Every model of a kit of probes runs in LiteRT: a camera can refuse it for its device only."""

import subprocess
import sys
from pathlib import Path

import pytest

from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.probing.kit import write_kit

_RUN = """
import sys
from ai_edge_litert.interpreter import Interpreter, OpResolverType
resolver = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
for path in sys.argv[1:]:
    interpreter = Interpreter(path, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    interpreter.invoke()
    print(path)
"""


@pytest.mark.parametrize("target", ["artpec7", "artpec8"])
def test_litert_runs_every_probe(target: str, tmp_path: Path) -> None:
    write_kit(load_pack(target, Folders(), examples=True), tmp_path / "kit")
    models = sorted(map(str, (tmp_path / "kit").glob("*.tflite")))
    command = [sys.executable, "-c", _RUN, *models]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.stdout.split() == models, result.stderr

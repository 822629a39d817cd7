"""Every model of a kit of probes runs here: a chip can refuse it for its operator only."""

import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.probing.kit import kits_of, write_kit
from dlpulint.probing.onnx_writing import SIDE

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


@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9", "artpec9-cpu"])
def test_litert_runs_every_probe(target: str, tmp_path: Path) -> None:
    for _, files in kits_of(load_pack(target, Folders(), examples=True)):
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
    models = sorted(map(str, tmp_path.glob("*.tflite")))
    command = [sys.executable, "-c", _RUN, *models]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.stdout.split() == models, result.stderr


@pytest.mark.parametrize("target", ["cv25", "cv75"])
def test_onnx_runtime_runs_every_probe_but_the_undefined_one(target: str, tmp_path: Path) -> None:
    runtime = pytest.importorskip("onnxruntime")
    kit = write_kit(load_pack(target, Folders(), examples=True), tmp_path)
    image = numpy.random.default_rng(1).random((1, 3, SIDE, SIDE), numpy.float32)
    for path in sorted(tmp_path.glob("*.onnx")):
        if path.name == kit.on_cpu:
            with pytest.raises(Exception, match=r"dlpulint\.probe:Undefined"):
                runtime.InferenceSession(path, providers=["CPUExecutionProvider"])
            continue
        session = runtime.InferenceSession(path, providers=["CPUExecutionProvider"])
        (result,) = session.run(["output0"], {"images": image})
        assert result.size
        if result.dtype.kind == "f":
            assert numpy.isfinite(result).all(), path.name
            assert result.max() > result.min(), path.name

"""What the manual on the command line may not import: it has to answer at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("numpy", "networkx", "onnx", "tflite", "jinja2")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["--list-rules"],
        ["--list-targets"],
        ["--show-target", "artpec9"],
        ["--explain", "artpec8/per-channel-weights"],
        ["--explain", "artpec8/conv/weights"],
        ["--explain", "CONV_2D", "--target", "artpec9"],
        ["--explain", "too many partitions"],
        ["--list-cameras"],
        ["--camera", "Q1656-LE", "--isolated"],
    ],
    ids=" ".join,
)
def test_the_manual_imports_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dlpulint", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "dlpulint.cli.main" in imported
    assert imported.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    ("model", "unwanted"),
    [
        # Of tflite, only the modules of the file's options are loaded, under names of ours.
        (
            "fixtures/mobilenet_int8_per_tensor.tflite",
            ("onnx", "jinja2", "numpy", "networkx", "tflite"),
        ),
        # Integers are measured without numpy.
        (
            "fixtures/mobilenet_int8_per_channel.tflite",
            ("onnx", "jinja2", "numpy", "networkx", "tflite"),
        ),
        ("fixtures/resnet_opset17.onnx", ("tflite", "jinja2", "numpy", "networkx", "onnx")),
    ],
)
def test_a_lint_run_imports_only_the_parser_it_needs(model: str, unwanted: tuple[str, ...]) -> None:
    targets = "artpec9,cv25" if model.endswith(".onnx") else "artpec8,artpec9"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dlpulint", model, "--target", targets],
        capture_output=True,
        text=True,
        check=False,
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "dlpulint.project.run" in imported
    assert {"dlpulint.proof", "dlpulint.manual", "dlpulint.proof.prove"}.isdisjoint(imported)
    assert imported.isdisjoint(unwanted)


NUMPY_AFTERWARDS = """
import sys
from dlpulint import lint
lint("fixtures/mobilenet_int8_per_tensor.tflite", "artpec8")
assert ("numpy" in sys.modules) is BEFORE
import flatbuffers.builder, numpy, tflite
assert numpy.__version__ and numpy.linalg.__name__ == "numpy.linalg"
assert flatbuffers.builder.np.ndarray is numpy.ndarray
data = open("fixtures/mobilenet_int8_per_tensor.tflite", "rb").read()
shape = tflite.Model.GetRootAs(data, 0).Subgraphs(0).Tensors(0).ShapeAsNumpy()
assert isinstance(shape, numpy.ndarray) and shape.size == 4
"""


@pytest.mark.parametrize("before", ["BEFORE = False", "import numpy.linalg; BEFORE = True"])
def test_who_lints_a_tflite_file_has_numpy_as_ever(before: str) -> None:
    subprocess.run([sys.executable, "-c", before + NUMPY_AFTERWARDS], check=True)


def test_numpy_is_numpy_to_whoever_uses_what_stands_for_it() -> None:
    # As a second thread would that imports it at the same time.
    script = (
        "import sys\n"
        "from dlpulint.loader.tflite.package import _Deferred\n"
        "sys.modules['numpy'] = _Deferred('numpy')\n"
        "import numpy as early\n"
        "from numpy.linalg import norm\n"
        "import numpy\n"
        "assert early.ndarray is numpy.ndarray and norm is numpy.linalg.norm\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


ONNX_AFTERWARDS = """
import sys
from dlpulint import lint
from dlpulint.loader.onnx.protos import ModelProto, TensorProto
lint("fixtures/local_function.onnx", "cv25")
assert ("onnx" in sys.modules) is BEFORE
import onnx, onnx.inliner, onnx.onnx_cpp2py_export, onnx.onnx_ml_pb2
assert onnx.ModelProto is onnx.onnx_ml_pb2.ModelProto is ModelProto
assert onnx.onnx_cpp2py_export.shape_inference.InferenceError is onnx.shape_inference.InferenceError
model = onnx.load("fixtures/local_function.onnx")
onnx.checker.check_model(model, full_check=True)
assert isinstance(onnx.shape_inference.infer_shapes(model), ModelProto)
assert not onnx.inliner.inline_local_functions(model).functions
assert isinstance(onnx.helper.make_tensor("x", 1, [1], [1.0]), TensorProto)
assert onnx.defs.get_schema("Conv", 11).attributes["group"].default_value.i == 1
try:
    onnx.checker.check_model(onnx.ModelProto())
except onnx.onnx_cpp2py_export.checker.ValidationError:
    pass
from dlpulint.loader.onnx.package import _Binder
assert not any(isinstance(finder, _Binder) for finder in sys.meta_path)
lint("fixtures/local_function.onnx", "cv25")
"""


@pytest.mark.parametrize("before", ["BEFORE = False", "import onnx; BEFORE = True"])
def test_who_lints_an_onnx_file_has_onnx_as_ever(before: str) -> None:
    subprocess.run([sys.executable, "-c", before + ONNX_AFTERWARDS], check=True)


def test_onnx_is_whole_to_threads_that_import_it_while_a_file_is_linted() -> None:
    script = (
        "import threading\n"
        "from dlpulint import lint\n"
        "ready, found = threading.Barrier(3), []\n"
        "def use():\n"
        "    ready.wait()\n"
        "    import onnx\n"
        "    found.append(onnx.checker.check_model and onnx.onnx_cpp2py_export.defs)\n"
        "users = [threading.Thread(target=use) for _ in range(2)]\n"
        "for user in users: user.start()\n"
        "ready.wait()\n"
        "lint('fixtures/resnet_opset17.onnx', 'cv25')\n"
        "for user in users: user.join()\n"
        "assert len(found) == 2, found\n"
    )
    for _ in range(3):
        subprocess.run([sys.executable, "-c", script], check=True)


BEGUN_MEANWHILE = """
import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
spec = find_spec("onnx")
package = module_from_spec(spec)
plain = PathFinder.find_spec

def found(name, *more):
    if name.endswith("onnx_cpp2py_export"):
        sys.modules["onnx"] = package  # As another thread does that begins to import it now.
    return plain(name, *more)

PathFinder.find_spec = found
import dlpulint.loader.onnx.package
spec.loader.exec_module(package)
import onnx.checker
assert onnx is package and onnx.checker.check_model and onnx.onnx_cpp2py_export.defs
"""


def test_onnx_is_whole_to_a_thread_that_had_begun_to_import_it() -> None:
    subprocess.run([sys.executable, "-c", BEGUN_MEANWHILE], check=True)


@pytest.mark.parametrize(("asked", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_the_command_starts_no_threads_for_products(asked: dict[str, str], threads: str) -> None:
    code = (
        "import os, sys\n"
        "from dlpulint.cli.main import main\n"
        "try: main(['fixtures/mobilenet_float32.tflite', '--target', 'artpec8', '-q'])\n"
        "except SystemExit: print('numpy' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'])"
    )
    plain = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code], env=plain | asked, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == f"True {threads}"


def test_no_class_is_a_dataclass() -> None:
    # Each costs 0.7 ms of every start; `msgspec.Struct` is made in 20 us.
    package = Path(__file__).parent.parent / "dlpulint"
    sources = {path: path.read_text("utf-8") for path in package.rglob("*.py")}
    assert [path for path, text in sources.items() if "from dataclasses" in text] == []


MENDING = "dlpulint.mending"


@pytest.mark.parametrize("format", ["text", "json", "html", "sarif"])
def test_a_run_without_fix_imports_nothing_that_mends(format: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-X", "importtime", "-m", "dlpulint", "--isolated"),
            *("fixtures/ssd_postprocess_int8.tflite", "-t", "artpec8", "-f", format),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    imported = {line.rsplit("|", 1)[-1].strip() for line in lines}
    assert "dlpulint.project.run" in imported
    assert [name for name in imported if name.startswith(MENDING) or name == "numpy"] == []
    assert imported.isdisjoint({"dlpulint.cli.fix", "subprocess"})

"""What the manual on the command line may not import: it has to answer at once."""

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
        ["--explain", "CONV_2D", "--target", "artpec9"],
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
    assert "dlpulint.cli" in imported
    assert imported.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    ("model", "unwanted"),
    [
        ("fixtures/mobilenet_int8_per_tensor.tflite", ("onnx", "jinja2")),
        ("fixtures/resnet_opset17.onnx", ("tflite", "jinja2")),
    ],
)
def test_a_lint_run_imports_only_the_parser_it_needs(model: str, unwanted: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dlpulint", model, "--target", "artpec8,cv25"],
        capture_output=True,
        text=True,
        check=False,
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "networkx" in imported
    assert {"dlpulint.proof", "dlpulint.manual", "dlpulint.prove"}.isdisjoint(imported)
    assert imported.isdisjoint(unwanted)


def test_no_class_is_a_dataclass() -> None:
    # Each costs 0.7 ms of every start; `msgspec.Struct` is made in 20 us.
    package = Path(__file__).parent.parent / "dlpulint"
    sources = {path: path.read_text("utf-8") for path in package.rglob("*.py")}
    assert [path for path, text in sources.items() if "from dataclasses" in text] == []

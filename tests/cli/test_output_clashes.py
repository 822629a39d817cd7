"""Outputs that would replace each other, or a model."""

from pathlib import Path

import pytest

from tests.places import FIXTURES
from tests.running import run

MODEL = "mobilenet_int8_io.tflite"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / MODEL
    file.write_bytes((FIXTURES / MODEL).read_bytes())
    return file


def test_two_formats_in_one_file_are_refused(model: Path) -> None:
    done = run(MODEL, "-t", "artpec8", "-f", "json=out", "-f", "sarif=./out", cwd=model.parent)
    assert done.returncode == 2
    assert done.stderr.decode() == "dlpulint: out: two formats cannot be written to one file\n"
    assert not (model.parent / "out").exists()


@pytest.mark.parametrize("paths", [(MODEL,), (".",)])
def test_a_model_is_never_written_over(model: Path, paths: tuple[str, ...]) -> None:
    before = model.read_bytes()
    done = run(*paths, "-t", "artpec8", "-f", f"json={MODEL}", cwd=model.parent)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"dlpulint: {MODEL}: is a model of this run and would be written over\n"
    )
    assert model.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs /dev/null")
def test_a_device_may_be_named_twice(model: Path) -> None:
    done = run(
        MODEL, "-t", "artpec8", "-f", "json=/dev/null", "-f", "sarif=/dev/null", cwd=model.parent
    )
    assert done.returncode == 0

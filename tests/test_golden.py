"""Whole outputs, byte for byte. `python -m tests.expected` rewrites them."""

import contextlib
import json
from pathlib import Path

import jsonschema
import pytest

from dlpulint.reporters.formats import FORMATS
from tests.expected import (
    GOLDEN_MODELS,
    GOLDEN_TARGETS,
    golden_name,
    golden_outputs,
    plant,
    without_builds,
)
from tests.places import GOLDEN, SCHEMA
from tests.running import run


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plant(tmp_path_factory.mktemp("golden") / "top")


@pytest.fixture(scope="module")
def outputs(tree: Path) -> dict[str, str]:
    with contextlib.chdir(tree):
        return dict(golden_outputs())


def test_every_output_has_a_golden_one_and_none_is_left_over(outputs: dict[str, str]) -> None:
    assert sorted(outputs) == sorted(path.name for path in GOLDEN.iterdir())


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.iterdir()))
def test_an_output_is_the_golden_one(name: str, outputs: dict[str, str]) -> None:
    # Line ends are part of it: CSV has its own.
    assert outputs[name] == (GOLDEN / name).read_bytes().decode("utf-8")


def test_a_second_run_gives_the_same_bytes(tree: Path, outputs: dict[str, str]) -> None:
    with contextlib.chdir(tree):
        assert dict(golden_outputs()) == outputs


def test_another_place_with_the_same_tree_below_it_gives_the_same_bytes(
    tmp_path: Path, outputs: dict[str, str]
) -> None:
    with contextlib.chdir(plant(tmp_path / "some where" / "else%20" / "deep")):
        assert dict(golden_outputs()) == outputs


@pytest.mark.parametrize("format", FORMATS)
def test_the_command_line_writes_the_golden_bytes(format: str, tree: Path, tmp_path: Path) -> None:
    models = [f"fixtures/{name}" for name in GOLDEN_MODELS]
    targets = ",".join(GOLDEN_TARGETS)
    file = tmp_path / golden_name(format)
    done = run(*models, "-t", targets, "-q", "-f", f"{format}={file}", cwd=tree)
    assert (done.returncode, done.stderr) == (1, b"")
    written = list(tmp_path.iterdir())
    assert written
    assert [without_builds(one.read_bytes().decode("utf-8")) for one in written] == [
        (GOLDEN / one.name).read_bytes().decode("utf-8") for one in written
    ]


def test_the_command_line_prints_the_golden_text() -> None:
    models = [f"fixtures/{name}" for name in GOLDEN_MODELS]
    done = run(*models, "--target", ",".join(GOLDEN_TARGETS))
    assert done.stdout.decode("utf-8") == (GOLDEN / "report.txt").read_text("utf-8")


def test_the_golden_json_keeps_the_published_schema(outputs: dict[str, str]) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.validate(json.loads(outputs["report.json"]), schema)


def test_no_line_of_the_text_report_is_wider_than_80_columns(outputs: dict[str, str]) -> None:
    assert max(map(len, outputs["report.txt"].splitlines())) <= 80
    assert max(map(len, outputs["summary.txt"].splitlines())) <= 80

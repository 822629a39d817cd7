"""Each fixture on each target gives the rules, verdict and exit code that models.toml says."""

import tomllib
from typing import Any

import pytest

from dlpulint.api import lint
from tests.expected import MODELS, TARGETS, expectation
from tests.places import CURES, FIXTURES, ROOT

EVERY: list[dict[str, Any]] = tomllib.loads(MODELS.read_text("utf-8"))["model"]


@pytest.mark.parametrize("model", EVERY, ids=[model["file"] for model in EVERY])
def test_a_fixture_is_judged_as_expected(
    model: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    report = lint([f"fixtures/{model['file']}"], TARGETS)
    found = {one.target: expectation(one, report) for one in report.reports}
    assert found == model["expect"]


def test_every_model_file_is_described() -> None:
    suffixes = {".tflite", ".onnx", ".bin"}
    files = {
        path.relative_to(FIXTURES).as_posix()
        for path in FIXTURES.rglob("*")
        if path.suffix in suffixes
        and not path.name.endswith(".weights.bin")
        and CURES not in path.parents
    }
    assert files == {model["file"] for model in EVERY}


def test_together_the_fixtures_stay_small() -> None:
    files = [p for p in FIXTURES.rglob("*") if p.is_file() and CURES not in p.parents]
    assert sum(path.stat().st_size for path in files) < 3_000_000

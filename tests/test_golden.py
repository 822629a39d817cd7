"""Whole outputs, byte for byte. `python -m tests.expected` rewrites them."""

import json

import jsonschema
import pytest

from tests.expected import GOLDEN_MODELS, GOLDEN_TARGETS, golden_outputs
from tests.places import GOLDEN, ROOT, SCHEMA
from tests.running import run

NAMES = (
    "report.txt",
    "report-full.txt",
    "report.json",
    "report.sarif",
    "report.html",
    "report.dot",
    "nodes.mobilenet_int8_per_channel.artpec8.json",
    "nodes.mobilenet_int8_per_channel.cv25.json",
    "nodes.attention_int8.artpec8.json",
    "nodes.attention_int8.cv25.json",
    "nodes.vit_opset17.artpec8.json",
    "nodes.vit_opset17.cv25.json",
)


@pytest.fixture(scope="module")
def outputs() -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return dict(golden_outputs())


def test_every_output_is_looked_at(outputs: dict[str, str]) -> None:
    assert tuple(outputs) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_output_is_the_golden_one(name: str, outputs: dict[str, str]) -> None:
    assert outputs[name] == (GOLDEN / name).read_text("utf-8")


def test_a_second_run_gives_the_same_bytes(outputs: dict[str, str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert dict(golden_outputs()) == outputs


def test_the_command_line_prints_the_golden_text() -> None:
    models = [f"fixtures/{name}" for name in GOLDEN_MODELS]
    done = run(*models, "--target", ",".join(GOLDEN_TARGETS))
    assert done.stdout.decode("utf-8") == (GOLDEN / "report.txt").read_text("utf-8")


def test_the_golden_json_keeps_the_published_schema(outputs: dict[str, str]) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.validate(json.loads(outputs["report.json"]), schema)


def test_no_line_of_the_text_report_is_wider_than_80_columns(outputs: dict[str, str]) -> None:
    assert max(map(len, outputs["report.txt"].splitlines())) <= 80

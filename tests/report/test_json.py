"""The JSON report's keys on families, simple layers and references."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from dlpulint.facts.simple_layers import SimpleLayers
from dlpulint.report import contract
from dlpulint.report.commands import NextStep
from dlpulint.report.contract import write
from dlpulint.report.report import ModelReport
from tests.reporters.samples import REFERENCE, model, model_report, report, unreadable


def only(one: ModelReport) -> Any:
    return json.loads(write(report(one)))["reports"][0]


def test_a_family_is_its_backbone_and_head() -> None:
    told = only(model_report())["model"]["family"]
    assert told == {"backbone": "MobileNetV2", "head": "classifier"}


def test_an_unknown_family_is_null() -> None:
    assert only(model_report(summary=replace(model(), family=None)))["model"]["family"] is None


def test_simple_layers_are_parts_of_one() -> None:
    assert only(model_report())["model"]["simple_layers"] == {"operators": 0.6667, "macs": 1.0}


def test_parts_of_nothing_are_null() -> None:
    empty = replace(model(), simple_layers=SimpleLayers(0, 0, 0, 0))
    told = only(model_report(summary=empty))["model"]["simple_layers"]
    assert told == {"operators": None, "macs": None}


def test_a_reference_is_told_whole() -> None:
    assert only(model_report(reference=REFERENCE))["reference"] == {
        "model": "MobileNetV2",
        "input": "224x224",
        "camera": "Q1656-LE",
        "axis_os": "12.11.72",
        "latency_ms": 5.36,
        "source": "AxisCommunications/axis-model-zoo@51d6beb8ef README.md",
        "contains": "",
    }


def test_an_input_that_is_not_published_is_null() -> None:
    assert (
        only(model_report(reference=replace(REFERENCE, input=None)))["reference"]["input"] is None
    )


def test_without_a_reference_there_is_null() -> None:
    assert only(model_report())["reference"] is None
    assert only(unreadable())["reference"] is None


def test_what_to_run_next_is_told_whole() -> None:
    step = NextStep(("compile", "pack"), ("In its container.",))
    assert only(replace(model_report(), next_step=step))["next_step"] == {
        "commands": ["compile", "pack"],
        "notes": ["In its container."],
        "cures": [],
    }
    assert only(model_report())["next_step"] is None


def test_it_is_indented_as_json_does_it_whatever_the_names() -> None:
    for path in ("models/é\u2028\U0001f600.tflite", "models/\udcff.tflite"):
        text = write(report(replace(model_report(reference=REFERENCE), path=path), unreadable()))
        document = json.loads(text)
        assert document["reports"][0]["path"] == path
        assert text == json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def test_a_very_large_report_says_the_same_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("models/é\u2028\U0001f600.tflite", "models/\udcff.tflite"):
        whole = report(replace(model_report(reference=REFERENCE), path=path), unreadable())
        indented = write(whole)
        with monkeypatch.context() as patched:
            patched.setattr(contract, "_MOST_INDENTED", 0)
            patched.setattr(contract, "_SLICE", 100)
            text = write(whole)
        assert text.isascii()
        assert text.count("\n") == 1
        assert json.loads(text) == json.loads(indented)
        assert list(json.loads(text)) == list(json.loads(indented))

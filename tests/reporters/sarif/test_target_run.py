"""The run of a target: its category, and what was stated and supposed."""

import json

from msgspec.structs import replace

from dlpulint.basics.version import Version, Versions
from dlpulint.model.input_shapes import InputShape
from dlpulint.reporters.sarif.log import write
from tests.reporters.samples import finding, model_report, report
from tests.reporters.sarif.logs import log, prints


def test_a_what_if_has_alerts_of_its_own_that_say_so() -> None:
    plain = model_report(findings=[finding()])
    supposed = replace(plain, as_if="int8-per-tensor", notices=("Scales are not known.",))
    (run,) = log(report(supposed))["runs"]
    assert run["automationDetails"]["id"] == "dlpulint/artpec8/as-if-int8-per-tensor/"
    assert run["properties"]["asIf"] == "int8-per-tensor"
    assert run["results"][0]["message"]["text"].startswith("[artpec8, as if int8-per-tensor] CONV")
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (notification["level"], notification["message"]["text"]) == (
        "note",
        "models/mobilenet.tflite: Scales are not known.",
    )
    assert prints(report(plain)) != prints(report(supposed))
    assert "asIf" not in log(report(plain))["runs"][0]["properties"]


def test_stated_input_shapes_are_a_what_if_too() -> None:
    plain = model_report(findings=[finding()])
    supposed = replace(plain, input_shapes=(InputShape("x", (1, 3, 8, 8)),))
    (run,) = log(report(supposed))["runs"]
    assert run["automationDetails"]["id"] == "dlpulint/artpec8/input-shape/"
    assert run["properties"]["inputShapes"] == ["x=1x3x8x8"]
    assert run["results"][0]["message"]["text"].startswith("[artpec8, with x=1x3x8x8] CONV_2D")
    assert prints(report(plain)) != prints(report(supposed))
    assert "inputShapes" not in log(report(plain))["runs"][0]["properties"]


def test_a_category_keeps_runs_for_a_target_apart() -> None:
    plain = model_report(findings=[finding()])
    supposed = replace(plain, as_if="int8-per-tensor")
    for linted, id in (
        (plain, "dlpulint/artpec8/detectors/"),
        (supposed, "dlpulint/artpec8/as-if-int8-per-tensor/detectors/"),
    ):
        (run,) = json.loads(write(report(linted), category="detectors"))["runs"]
        assert run["automationDetails"]["id"] == id


def test_versions_that_were_stated_are_told_and_are_no_what_if() -> None:
    plain = report(model_report(findings=[finding()]))
    stated = Versions(axis_os=Version((12, 11)), compiler=Version((16,)))
    (run,) = log(replace(plain, stated=stated))["runs"]
    assert run["properties"]["stated"] == {"axisOs": "12.11", "compiler": "16"}
    assert run["automationDetails"]["id"] == "dlpulint/artpec8/"
    assert prints(replace(plain, stated=stated)) == prints(plain)
    assert "stated" not in log(plain)["runs"][0]["properties"]

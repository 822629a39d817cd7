"""JSON reports read back: those of this dlpulint, older ones, and files that are none."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dlpulint.api import lint
from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Severity, Verdict
from dlpulint.report import contract as reporter
from dlpulint.report.contract import is_report, read_run
from tests.places import FIXTURES, GOLDEN
from tests.reporters import samples

GOLDEN_REPORT = (GOLDEN / "report.json").read_bytes()


def changed(change: Callable[[dict[str, Any]], None]) -> bytes:
    document = json.loads(GOLDEN_REPORT)
    change(document)
    return json.dumps(document).encode()


def test_a_report_of_ours_is_read_back() -> None:
    run = read_run(GOLDEN_REPORT, "report.json")
    first = run.reports[0]
    assert (first.target, first.verdict) == ("artpec8", Verdict.SLOW)
    assert first.findings[0].level is Severity.WARNING
    assert first.model is not None
    assert first.model.inputs[0].shape == (1, 64, 64, 3)
    assert first.placement is not None
    assert len(first.placement.operators) == 22


def test_every_fixture_is_read_back() -> None:
    paths = [*sorted(FIXTURES.glob("*.tflite")), *sorted(FIXTURES.glob("*.onnx"))]
    report = lint(paths, ["artpec8", "cv25"])
    run = read_run(reporter.write(report).encode(), "this run")
    assert [(one.path, one.target) for one in run.reports] == [
        (one.path, one.target) for one in report.reports
    ]
    assert [one.counts for one in run.reports] == [one.counts for one in report.reports]
    assert [len(one.findings) for one in run.reports] == [
        len(one.findings) for one in report.reports
    ]


@pytest.mark.parametrize("name", samples.HOSTILE)
def test_hostile_names_are_read_back(name: str) -> None:
    text = reporter.write(samples.report(samples.model_report(name)))
    assert read_run(text.encode("utf-8", "replace"), "x").reports[0].path[:3] in (name[:3], "?")


def test_keys_of_a_later_dlpulint_are_left_out() -> None:
    def add(document: dict[str, Any]) -> None:
        document["later"] = 1
        document["reports"][0]["later"] = {}
        document["reports"][0]["findings"][0]["later"] = []

    assert read_run(changed(add), "x") == read_run(GOLDEN_REPORT, "x")


def test_a_byte_order_mark_does_no_harm() -> None:
    marked = b"\xef\xbb\xbf" + GOLDEN_REPORT
    assert is_report(marked)
    assert read_run(marked, "x") == read_run(GOLDEN_REPORT, "x")


def complaint(data: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        read_run(data, "old.json")
    return str(caught.value)


NONE = "old.json: no JSON report of dlpulint, as `--format json` writes it"


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"{",
        b'{"schema_version": 1, "tool": {"name": "other", "version": "1"}}',
        b'{"version": "2.1.0", "runs": []}',
        b"\xff{",
        b'{"a": ' * 5_000,
    ],
)
def test_other_json_is_said_to_be_no_report(data: bytes) -> None:
    assert complaint(data) == NONE


def test_another_schema_version_is_told() -> None:
    def move(document: dict[str, Any]) -> None:
        document["schema_version"] = 2

    assert complaint(changed(move)) == (
        "old.json: a JSON report of schema version 2; this dlpulint reads version 1"
    )


def test_a_damaged_report_is_told_with_its_place() -> None:
    def damage(document: dict[str, Any]) -> None:
        document["reports"][1]["verdict"] = "splendid"

    assert complaint(changed(damage)) == (
        "old.json: a damaged JSON report: Invalid enum value 'splendid' - at `$.reports[1].verdict`"
    )


def test_models_are_no_reports() -> None:
    for path in sorted(FIXTURES.glob("*.tflite")) + sorted(FIXTURES.glob("*.onnx")):
        assert not is_report(path.read_bytes()[:64]), path

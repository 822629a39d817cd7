"""The whole log: valid, complete, bounded, and the same wherever it is written."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from dlpulint.basics.terms import Severity
from dlpulint.reporters.sarif import github_limits as bounds
from dlpulint.reporters.sarif.log import write
from tests.reporters.samples import finding, model_report, place, report, target, unreadable
from tests.reporters.sarif.logs import (
    github_mistakes,
    hostile,
    log,
    many,
    schema_mistakes,
    uri_of,
)

ALL = pytest.mark.parametrize("sample", [many, hostile, report], ids=lambda sample: sample.__name__)


@ALL
def test_the_log_is_valid_by_the_oasis_schema(sample: Any) -> None:
    assert schema_mistakes(log(sample())) == []


@ALL
def test_github_takes_the_log(sample: Any) -> None:
    assert github_mistakes(log(sample())) == []


def test_mistakes_that_github_would_make_of_a_log_are_seen() -> None:
    document = log(many())
    run = document["runs"][0]
    run["automationDetails"]["id"] = "dlpulint/cv25/"
    for result in run["results"][:2]:
        result["partialFingerprints"]["primaryLocationLineHash"] = "a:1"
    run["results"][2]["partialFingerprints"] = {}
    run["results"][3]["locations"] *= 2
    run["results"].reverse()
    run["artifacts"][0]["location"]["uri"] = "/home/a b.tflite"
    rule = run["tool"]["driver"]["rules"][0]
    rule["shortDescription"]["text"] *= 100
    rule["properties"].update({"tags": ["a"] * 11, "security-severity": "high"})
    first, *others = github_mistakes(document)
    assert first.startswith("categories are not distinct")
    assert [mistake.partition("/cv25/: ")[2] for mistake in others] == [
        "a result without a fingerprint",
        "fingerprint a:1 of 2 results",
        "results are not in order",
        "2 locations",
        "/home/a b.tflite is not relative, or not encoded",
        "artpec8/per-channel-weights: shortDescription of 3000 characters",
        "artpec8/per-channel-weights: 11 tags",
        "artpec8/per-channel-weights: security-severity makes a security alert of it",
    ]


@ALL
def test_the_same_report_gives_the_same_bytes(sample: Any) -> None:
    assert write(sample()) == write(sample())
    assert write(sample()).endswith("}\n")


def test_a_target_without_findings_keeps_its_run() -> None:
    runs = log(many())["runs"]
    assert [(run["automationDetails"]["id"], len(run["results"])) for run in runs] == [
        ("dlpulint/artpec8/", 5),
        ("dlpulint/cv25/", 0),
        ("dlpulint/artpec7/", 0),
    ]


def test_the_root_can_be_given(repository: Path) -> None:
    single = report(model_report("models/a.tflite", findings=[finding()]))
    (run,) = json.loads(write(single, root=repository / "models"))["runs"]
    assert uri_of(run["results"][0]) == "a.tflite"


def test_no_absolute_path_leaks(repository: Path) -> None:
    inside = str(repository / "models" / "a.tflite")
    outside = str(repository.parent / "elsewhere" / "b.tflite")
    paths = (inside, outside)
    text = write(
        report(
            *(model_report(path, findings=[finding()]) for path in paths),
            *(unreadable(path) for path in paths),
        )
    )
    assert str(repository) not in text
    assert repository.parent.name not in text


def test_a_log_too_large_for_github_names_fewer_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "COMPRESSED", 20_000)
    letters = random.Random(1)
    names = [f"{letters.getrandbits(200):x}" for _ in range(2_000)]
    findings = [
        finding(
            cause=f"{number}",
            locations=[place(index, names[100 * number + index]) for index in range(100)],
        )
        for number in range(20)
    ]
    document = log(report(model_report(findings=findings)))
    (run,) = document["runs"]
    named = {len(result["locations"][0]["logicalLocations"]) for result in run["results"]}
    assert (len(run["results"]), named) == (20, {10})
    assert {result["properties"]["count"] for result in run["results"]} == {100}
    assert schema_mistakes(document) == []


def test_a_log_that_is_still_too_large_tells_the_worst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "COMPRESSED", 0)
    findings = [finding(cause=f"{number}") for number in range(300)]
    worst = finding("artpec8/x", level=Severity.ERROR)
    (run,) = log(report(model_report(findings=[*findings, worst])))["runs"]
    assert len(run["results"]) == 200
    assert run["results"][0]["level"] == "error"
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    text = notification["message"]["text"]
    assert text == "101 findings are left out; the first 200 are the worst."


def test_targets_beyond_twenty_are_named_and_left_out() -> None:
    targets = [target(f"chip{number}") for number in range(22)]
    document = log(report(model_report(target="chip0"), targets=targets))
    assert github_mistakes(document) == []
    notifications = [
        run["invocations"][0]["toolExecutionNotifications"] for run in document["runs"]
    ]
    assert notifications[:-1] == [[]] * 19
    assert notifications[-1] == [
        {
            "level": "warning",
            "message": {
                "text": "GitHub accepts 20 runs per file; those of chip20, chip21 are left out."
            },
        }
    ]

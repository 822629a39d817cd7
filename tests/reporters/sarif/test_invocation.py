"""Notifications about a run itself."""

from msgspec.structs import replace

from dlpulint.basics.terms import Severity
from tests.reporters.samples import finding, model_report, report, unmeant
from tests.reporters.sarif.logs import log, many, uri_of


def test_an_unreadable_file_is_a_notification() -> None:
    invocations = [run["invocations"] for run in log(many())["runs"]]
    assert invocations[0] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": "models/broken.tflite was not linted: empty file."},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "models/broken.tflite"},
                                "region": {
                                    "startLine": 1,
                                    "startColumn": 1,
                                    "endLine": 1,
                                    "endColumn": 2,
                                },
                            }
                        }
                    ],
                }
            ],
        }
    ]
    assert invocations[1] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_results_above_the_bound_are_left_out_and_that_is_said() -> None:
    findings = [finding(cause=f"{number}") for number in range(5_001)]
    worst = finding("artpec8/x", level=Severity.ERROR)
    (run,) = log(report(model_report(findings=[*findings, worst])))["runs"]
    assert len(run["results"]) == 5_000
    assert run["results"][0]["level"] == "error"
    assert run["invocations"][0]["executionSuccessful"] is True
    assert run["invocations"][0]["toolExecutionNotifications"] == [
        {
            "level": "warning",
            "message": {"text": "2 findings are left out; the first 5000 are the worst."},
        }
    ]


def test_a_file_of_another_format_counts_where_its_target_was_named() -> None:
    other = model_report("a.onnx", findings=[finding()], foreign=True)
    (run,) = log(report(other))["runs"]
    assert [result["level"] for result in run["results"]] == ["warning"]
    assert run["invocations"][0]["toolExecutionNotifications"] == []


def test_a_file_of_another_format_is_a_notification_where_all_targets_were_asked_for() -> None:
    other = replace(
        model_report("a.onnx", findings=[finding()], foreign=True), notices=("It is a preview.",)
    )
    own = model_report("b.tflite", findings=[finding()])
    every = unmeant(report(other, own))
    (run,) = log(every)["runs"]
    assert [uri_of(result) for result in run["results"]] == ["b.tflite"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (notification["level"], notification["message"]["text"]) == (
        "note",
        "a.onnx has no results: Axis ARTPEC8 DLPU accepts files of another format, and the run "
        "was for all targets. With --target artpec8 there is 1 finding.",
    )
    assert run["invocations"][0]["executionSuccessful"] is True
    assert run["artifacts"][0]["properties"]["otherFormat"] is True

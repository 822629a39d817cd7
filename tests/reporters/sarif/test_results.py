"""Results: what they say of a finding, in which order, and what names them across exports."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Severity
from tests.reporters.samples import finding, model_report, place, report
from tests.reporters.sarif.logs import github_mistakes, log, many, prints, results, uri_of


def test_a_result_says_all_that_a_finding_says() -> None:
    single = report(model_report(findings=[finding(locations=[place(12), place(14, "Conv2D_2")])]))
    (result,) = results(single)
    assert result == {
        "ruleId": "artpec8/per-channel-weights",
        "ruleIndex": 0,
        "kind": "fail",
        "level": "warning",
        "message": {
            "text": "[artpec8] CONV_2D at 12 has 16 weight scales; the DLPU is at its best with "
            "one. "
            "Convert with `_experimental_disable_per_channel = True`."
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "models/mobilenet.tflite"},
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2},
                },
                "logicalLocations": [
                    {
                        "name": "Conv2D_1",
                        "fullyQualifiedName": "main/12:CONV_2D",
                        "kind": "element",
                    },
                    {
                        "name": "Conv2D_2",
                        "fullyQualifiedName": "main/14:CONV_2D",
                        "kind": "element",
                    },
                ],
            }
        ],
        "partialFingerprints": result["partialFingerprints"],
        "suppressions": [],
        "properties": {
            "answer": "bad",
            "effect": "slow",
            "evidence": "documented",
            "count": 2,
        },
    }


def test_cannot_tell_is_a_note_that_github_shows() -> None:
    unsure = finding(level=Severity.NOTE, answer=Answer.UNKNOWN)
    (result,) = results(report(model_report(findings=[unsure])))
    assert (result["kind"], result["level"], result["properties"]["answer"]) == (
        "fail",
        "note",
        "unknown",
    )


def test_results_come_worst_first_and_ignored_ones_last() -> None:
    run = log(many())["runs"][0]
    assert [(result["ruleId"], uri_of(result)) for result in run["results"]] == [
        ("artpec8/too-many-partitions", "models/c.tflite"),
        ("artpec8/per-channel-weights", "models/a%20b.tflite"),
        ("artpec8/per-channel-weights", "models/c.tflite"),
        ("artpec8/resize", "models/a%20b.tflite"),
        ("artpec8/x", "models/c.tflite"),
    ]
    assert run["results"][-1]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "the camera is idle"}
    ]


def operators_of(places: Sequence[Any]) -> list[Any]:
    (result,) = results(report(model_report(findings=[finding(locations=places)])))
    return list(result["locations"][0].get("logicalLocations", []))


def test_a_result_names_a_hundred_operators_at_most() -> None:
    assert len(operators_of([place(number) for number in range(100)])) == 100
    assert len(operators_of([place(number) for number in range(101)])) == 100


def test_a_graph_input_is_named_by_its_tensor_and_the_file_by_nothing() -> None:
    assert operators_of([place(None, "image"), place(None, "image")]) == [
        {"name": "image", "fullyQualifiedName": "main/image", "kind": "element"}
    ]
    assert operators_of([]) == []


def test_a_fingerprint_survives_a_new_export() -> None:
    before = report(model_report(findings=[finding(locations=[place(12)])]))
    after = report(
        model_report(findings=[finding(message="has 32", locations=[place(3, "new"), place(5)])])
    )
    assert prints(before) == prints(after) == ["b13e63d09199b15c:1"]


def test_one_finding_in_two_files_has_two_fingerprints() -> None:
    two = report(*(model_report(name, findings=[finding()]) for name in ("a.tflite", "b.tflite")))
    first, second = prints(two)
    assert first != second
    assert first.endswith(":1")
    assert second.endswith(":1")


def test_files_of_one_name_outside_the_repository_are_counted() -> None:
    paths = ("/elsewhere/a.tflite", "/other/a.tflite")
    two = report(*(model_report(path, findings=[finding()]) for path in paths))
    first, second = prints(two)
    assert first.split(":")[0] == second.split(":")[0]
    assert (first[-2:], second[-2:]) == (":1", ":2")


def test_a_name_of_a_hundred_thousand_characters_is_cut() -> None:
    long = "n" * 100_000
    single = report(
        model_report(
            findings=[
                finding(message=long, why=long, fix=long, title=long, locations=[place(1, long)])
            ]
        )
    )
    (result,) = results(single)
    assert len(result["message"]["text"]) == 1_024 + 1 + 1_024
    (operator,) = result["locations"][0]["logicalLocations"]
    assert len(operator["name"]) == 255
    assert operator["fullyQualifiedName"] == "main/1:CONV_2D"


def test_one_rule_has_results_of_several_levels() -> None:
    error = finding(level=Severity.ERROR, cause="a")
    warning = finding(level=Severity.WARNING, cause="b")
    preview = replace(finding(level=Severity.WARNING, cause="c"), preview=True)
    (run,) = log(report(model_report(findings=[preview, warning, error])))["runs"]
    assert [(result["level"], result["ruleIndex"]) for result in run["results"]] == [
        ("error", 0),
        ("warning", 0),
        ("note", 0),
    ]
    assert run["results"][2]["properties"]["preview"] is True


def test_what_a_service_cannot_show_of_a_name_does_not_end_the_log() -> None:
    for name in ("\ud800.tflite", "\0.tflite", "n" * 5_000, "..", "a\\b.tflite"):
        document = log(report(model_report(name, findings=[finding(message=name)])))
        assert github_mistakes(document) == []

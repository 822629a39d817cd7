"""The SARIF reporter, against the OASIS schema and what GitHub says that it needs.

The schema is OASIS' sarif-schema-2.1.0.json as the npm package @microsoft/sarif-multitool-linux
5.7.0 carries it (there in JSON Schema 2020-12).
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from dlpulint.input_shapes import InputShape
from dlpulint.packs import Source
from dlpulint.report import Report
from dlpulint.reporters.sarif import write
from dlpulint.terms import Answer, Effect, Evidence, Severity
from tests.reporters.samples import (
    HOSTILE,
    finding,
    model_report,
    place,
    report,
    target,
    unreadable,
)

SCHEMA = Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def many() -> Report:
    weights = finding(places=[place(number) for number in range(53)])
    rejected = finding(
        "artpec8/too-many-partitions",
        level=Severity.ERROR,
        effect=Effect.REJECTED,
        message="The graph falls into 17 partitions; the DLPU loads 16",
        places=(),
    )
    unsure = finding("artpec8/resize", level=Severity.NOTE, answer=Answer.UNKNOWN)
    ignored = finding("artpec8/x", level=Severity.ERROR, suppressed="the camera is idle")
    return report(
        model_report("models/a b.tflite", findings=[weights, unsure]),
        model_report("models/c.tflite", findings=[rejected, weights, ignored]),
        unreadable(),
        model_report("models/c.tflite", target="cv25"),
        targets=[target("artpec8"), target("cv25"), target("artpec7")],
    )


def hostile() -> Report:
    return report(
        *(
            model_report(
                path=name[:200],
                findings=[
                    finding(
                        message=f"'{name}' is bad",
                        why=name,
                        fix=name,
                        title=name,
                        places=[place(1, name), place(None, name)],
                        suppressed=name,
                    )
                ],
            )
            for name in HOSTILE
        ),
        unreadable(error=HOSTILE[0]),
    )


def log(of: Report) -> Any:
    return json.loads(write(of))


def results(of: Report) -> list[Any]:
    return [result for run in log(of)["runs"] for result in run["results"]]


def uri_of(result: Any) -> str:
    return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


ALL = pytest.mark.parametrize("sample", [many, hostile, report], ids=lambda sample: sample.__name__)


@ALL
def test_the_log_is_valid_by_the_oasis_schema(sample: Any) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert [
        error.message for error in Draft202012Validator(schema).iter_errors(log(sample()))
    ] == []


@ALL
def test_what_github_needs_and_the_validator_does_not_notice(sample: Any) -> None:
    runs = log(sample())["runs"]
    categories = [run["automationDetails"]["id"] for run in runs]
    assert len(set(categories)) == len(categories) > 0
    for run in runs:
        prints = [
            result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]
        ]
        assert len(set(prints)) == len(prints) <= 5_000
        levels = ["error", "warning", "note"]
        told = [
            (bool(result["suppressions"]), levels.index(result["level"]))
            for result in run["results"]
        ]
        assert told == sorted(told)
        for result in run["results"]:
            assert len(result["locations"]) == 1
            assert not uri_of(result).startswith("/")
            assert ":" not in uri_of(result)
        for rule in run["tool"]["driver"]["rules"]:
            assert 0 < len(rule["shortDescription"]["text"]) <= 1_024
            assert 0 < len(rule["fullDescription"]["text"]) <= 1_024
            assert rule["help"]["text"]
            assert len(rule["properties"]["tags"]) <= 10
            assert "security-severity" not in rule["properties"]
            assert len(rule["name"]) <= 255
            assert rule["name"] != rule["id"]


@ALL
def test_the_same_report_gives_the_same_bytes(sample: Any) -> None:
    assert write(sample()) == write(sample())
    assert write(sample()).endswith("}\n")


def test_a_result_says_all_that_a_finding_says() -> None:
    one = report(model_report(findings=[finding(places=[place(12), place(14, "Conv2D_2")])]))
    (result,) = results(one)
    assert result == {
        "ruleId": "artpec8/per-channel-weights",
        "ruleIndex": 0,
        "kind": "fail",
        "level": "warning",
        "message": {
            "text": "CONV_2D at 12 has 16 weight scales; the DLPU is at its best with one. "
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


def test_a_rule_carries_its_reason_cure_and_source() -> None:
    (run,) = log(report(model_report(findings=[finding()])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule == {
        "id": "artpec8/per-channel-weights",
        "name": "Artpec8PerChannelWeights",
        "shortDescription": {"text": "Weights quantized per channel."},
        "fullDescription": {"text": "The DLPU computes each channel apart. Latency rises."},
        "help": {
            "text": "The DLPU computes each channel apart.\n\nLatency rises.\n\n"
            "Convert with `_experimental_disable_per_channel = True`.\n\n"
            "How we know: documented. Source: ARTPEC-8 supported operators, "
            "https://example.org/ops?chip=artpec-8&part=(1), read 2026-11-20.",
            "markdown": "The DLPU computes each channel apart.\n\nLatency rises.\n\n"
            "**What to do**\n\nConvert with `_experimental_disable_per_channel = True`.\n\n"
            "How we know: documented. Source: [ARTPEC-8 supported operators]"
            "(https://example.org/ops?chip=artpec-8&part=%281%29), read 2026-11-20.",
        },
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "tags": ["dlpu", "slow", "artpec8"],
            "precision": "very-high",
            "problem.severity": "warning",
        },
        "helpUri": "https://example.org/ops?chip=artpec-8&part=%281%29",
    }


@pytest.mark.parametrize(
    ("evidence", "precision"),
    [
        (Evidence.DOCUMENTED, "very-high"),
        (Evidence.SHOWN, "high"),
        (Evidence.MEASURED, "high"),
        (Evidence.INFERRED, "medium"),
    ],
)
def test_precision_follows_from_evidence(evidence: Evidence, precision: str) -> None:
    (run,) = log(report(model_report(findings=[finding(evidence=evidence)])))["runs"]
    assert run["tool"]["driver"]["rules"][0]["properties"]["precision"] == precision


def test_a_rule_is_told_by_its_worst_finding() -> None:
    note = finding(level=Severity.NOTE, answer=Answer.UNKNOWN, evidence=Evidence.INFERRED)
    error = finding(level=Severity.ERROR)
    (run,) = log(report(model_report(findings=[note, error])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["problem.severity"] == "error"
    assert [(one["level"], one["ruleIndex"]) for one in run["results"]] == [
        ("error", 0),
        ("note", 0),
    ]


def test_cannot_tell_is_a_note_that_github_shows() -> None:
    unsure = finding(level=Severity.NOTE, answer=Answer.UNKNOWN)
    (result,) = results(report(model_report(findings=[unsure])))
    assert (result["kind"], result["level"], result["properties"]["answer"]) == (
        "fail",
        "note",
        "unknown",
    )


def test_a_target_without_findings_keeps_its_run() -> None:
    runs = log(many())["runs"]
    assert [(run["automationDetails"]["id"], len(run["results"])) for run in runs] == [
        ("dlpulint/artpec8/", 5),
        ("dlpulint/cv25/", 0),
        ("dlpulint/artpec7/", 0),
    ]


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


def test_artifacts_name_each_file_once_with_its_hash() -> None:
    run = log(many())["runs"][0]
    assert [(one["location"]["uri"], one.get("length")) for one in run["artifacts"]] == [
        ("models/a%20b.tflite", 4_276_608),
        ("models/c.tflite", 4_276_608),
        ("models/broken.tflite", None),
    ]
    assert run["artifacts"][0]["hashes"] == {"sha-256": "0123456789abcdef" * 4}


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


def operators_of(places: Sequence[Any]) -> list[Any]:
    (result,) = results(report(model_report(findings=[finding(places=places)])))
    return list(result["locations"][0].get("logicalLocations", []))


def test_a_result_names_a_hundred_operators_at_most() -> None:
    assert len(operators_of([place(number) for number in range(100)])) == 100
    assert len(operators_of([place(number) for number in range(101)])) == 100


def test_a_graph_input_is_named_by_its_tensor_and_the_file_by_nothing() -> None:
    assert operators_of([place(None, "image"), place(None, "image")]) == [
        {"name": "image", "fullyQualifiedName": "main/image", "kind": "element"}
    ]
    assert operators_of([]) == []


def prints(of: Report) -> list[str]:
    return [str(one["partialFingerprints"]["primaryLocationLineHash"]) for one in results(of)]


def test_a_fingerprint_survives_a_new_export() -> None:
    before = report(model_report(findings=[finding(places=[place(12)])]))
    after = report(
        model_report(findings=[finding(message="has 32", places=[place(3, "new"), place(5)])])
    )
    assert prints(before) == prints(after) == ["b13e63d09199b15c:1"]


def test_one_finding_in_two_files_has_two_fingerprints() -> None:
    two = report(*(model_report(name, findings=[finding()]) for name in ("a.tflite", "b.tflite")))
    first, second = prints(two)
    assert first != second
    assert first.endswith(":1")
    assert second.endswith(":1")


def test_a_what_if_has_alerts_of_its_own_that_say_so() -> None:
    plain = model_report(findings=[finding()])
    supposed = replace(plain, as_if="int8-per-tensor", notices=("Scales are not known.",))
    (run,) = log(report(supposed))["runs"]
    assert run["automationDetails"]["id"] == "dlpulint/artpec8/as-if-int8-per-tensor/"
    assert run["properties"]["asIf"] == "int8-per-tensor"
    assert run["results"][0]["message"]["text"].startswith("As if int8-per-tensor: CONV_2D at 12")
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == (
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
    assert run["results"][0]["message"]["text"].startswith("With x=1x3x8x8: CONV_2D at 12")
    assert prints(report(plain)) != prints(report(supposed))
    assert "inputShapes" not in log(report(plain))["runs"][0]["properties"]


def test_files_of_one_name_outside_the_repository_are_counted(tmp_path: Path) -> None:
    paths = ("/elsewhere/a.tflite", "/other/a.tflite")
    two = report(*(model_report(path, findings=[finding()]) for path in paths))
    first, second = prints(two)
    assert first.split(":")[0] == second.split(":")[0]
    assert (first[-2:], second[-2:]) == (":1", ":2")


def test_the_root_can_be_given(repository: Path) -> None:
    one = report(model_report("models/a.tflite", findings=[finding()]))
    (run,) = json.loads(write(one, root=repository / "models"))["runs"]
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


def test_a_name_makes_no_link() -> None:
    name = "[click](javascript:alert(1))"
    one = report(model_report(findings=[finding(message=f"'{name}' is bad", why=name)]))
    (run,) = log(one)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert run["results"][0]["message"]["text"].startswith(
        "'[click] (javascript:alert(1))' is bad. "
    )
    assert rule["help"]["markdown"].startswith(r"\[click\](javascript:alert(1))")


def test_a_name_of_a_hundred_thousand_characters_is_cut() -> None:
    long = "n" * 100_000
    one = report(
        model_report(
            findings=[
                finding(message=long, why=long, fix=long, title=long, places=[place(1, long)])
            ]
        )
    )
    (result,) = results(one)
    assert len(result["message"]["text"]) == 1_024 + 1 + 1_024
    (operator,) = result["locations"][0]["logicalLocations"]
    assert len(operator["name"]) == 255
    assert operator["fullyQualifiedName"] == "main/1:CONV_2D"


def test_a_source_without_an_address_has_no_help_uri() -> None:
    source = Source(title="[x](y)", url="javascript:alert(1)", read=date(2026, 1, 2))
    (run,) = log(report(model_report(findings=[finding(source=source)])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    assert rule["help"]["markdown"].endswith(r"Source: \[x\](y), read 2026-01-02.")

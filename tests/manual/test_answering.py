"""Answers of the lists and explanations as JSON, held to their schema and to the text."""

import json
from typing import Any

import jsonschema
import pytest

from tests.places import ROOT
from tests.running import run

SCHEMA = json.loads((ROOT / "docs" / "answers.schema.json").read_text("utf-8"))

QUESTIONS = (
    ("--list-targets",),
    ("--list-rules",),
    ("--list-cameras",),
    ("--camera", "Q1656-LE,M3085-V"),
    ("--show-target", "artpec9"),
    ("--explain", "artpec8/per-channel-weights"),
    ("--explain", "artpec9/conv/kernel"),
    ("--explain", "artpec9/conv"),
    ("--explain", "cv25/unlisted-operator"),
    ("--explain", "SiLU"),
    ("--explain", "CONV_2D"),
    ("--explain", "softmax"),
    ("--explain", "Could not allocate tensors"),
    ("--explain", "Q1656-LE"),
)


def answer(*question: str) -> Any:
    done = run(*question, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_every_answer_is_as_its_schema_says(question: tuple[str, ...]) -> None:
    found = answer(*question)
    jsonschema.validate(found, SCHEMA)
    assert len(found) >= 2


@pytest.mark.parametrize("list", ["--list-targets", "--list-rules", "--list-cameras"])
def test_lists_are_complete(list: str) -> None:
    text = run(list).stdout.decode("utf-8")
    (rows,) = (rows for key, rows in answer(list).items() if key != "dlpulint")
    assert len(rows) > 5
    for row in rows:
        assert (row.get("id") or row.get("name") or row["target"]) in text


def test_cameras_of_a_target_only() -> None:
    cameras = answer("--list-cameras", "--target", "cv25")["cameras"]
    assert {camera["target"] for camera in cameras} == {"cv25"}


def test_a_rule_is_listed_once_with_its_targets() -> None:
    rules = {rule["id"]: rule for rule in answer("--list-rules")["rules"]}
    assert rules["artpec8/too-many-partitions"]["targets"] == ["artpec8"]
    assert {"artpec8", "artpec9"} <= set(rules["common/free-batch"]["targets"])


def test_an_explanation_has_what_its_text_says() -> None:
    entry = answer("--explain", "artpec8/per-channel-weights")["entry"]
    text = " ".join(run("--explain", "artpec8/per-channel-weights").stdout.decode().split())
    assert (entry["level"], entry["effect"], entry["kind"]) == ("warning", "slow", "rule")
    assert entry["source"]["url"] in text
    for cure in entry["cures"]:
        assert " ".join(cure["text"].split()) in text
    assert " ".join(entry["examples"]["bad"].split()) in text


def test_an_operator_has_its_limits_on_each_target() -> None:
    operators = answer("--explain", "CONV_2D", "--target", "artpec7,cpu")["operators"]
    assert [operator["target"] for operator in operators] == ["artpec7", "cpu"]
    assert all(operator["kind"] == "conv" for operator in operators)
    named = {limit["id"] for limit in operators[0]["limits"]}
    assert set(operators[0]["rows"][0]["limits"]) <= named
    assert named


def test_other_formats_are_refused_in_one_line() -> None:
    done = run("--list-rules", "--format", "sarif")
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_word_is_refused_as_in_text() -> None:
    plain = run("--explain", "artpec8/per-chanel-weights")
    done = run("--explain", "artpec8/per-chanel-weights", "--format", "json")
    assert (done.returncode, done.stderr) == (2, plain.stderr)

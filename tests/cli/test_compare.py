"""`--diff OLD NEW` in a process of its own: models, folders and earlier reports."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.places import FIXTURES, ROOT
from tests.running import run

PER_TENSOR = FIXTURES / "mobilenet_int8_per_tensor.tflite"
PER_CHANNEL = FIXTURES / "mobilenet_int8_per_channel.tflite"
FLOAT_ENDS = FIXTURES / "mobilenet_int8_float_io.tflite"
INT8_ENDS = FIXTURES / "mobilenet_int8_io.tflite"
BAD = FIXTURES / "nchw_born_int8.tflite"

PACK = """schema = 1
target = "mychip"
title = "My chip"
version = "{version}"
extends = ["artpec8"]
"""
RULE = """
[sources.lab]
title = "Our own measurements"
url = "https://example.com/lab"
read = 2026-11-20

[[rule]]
id = "mychip/small-input"
check = "input-dimension-limits"
title = "Input too small"
effect = "wrong"
evidence = "measured"
source = "lab"
message = "The input is {value} wide ({shape}); faces need {allowed}"
why = "Below that a face is three pixels."
fix = "Train with a larger input."
params = { dimension = "width", allow = { min = 320 } }
"""


def diff(*arguments: str | Path, cwd: Path = ROOT) -> tuple[int, dict[str, Any]]:
    """The exit code, and what is told in JSON, which the published schema describes."""
    done = run("--diff", *arguments, "--isolated", "--format", "json", cwd=cwd)
    document = json.loads(done.stdout)
    schema = json.loads((ROOT / "docs" / "difference.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    return done.returncode, document["difference"]


def report(file: Path, *arguments: str | Path, cwd: Path = ROOT) -> Path:
    run(*arguments, "--isolated", "-q", "--format", f"json={file}", cwd=cwd)
    return file


def test_per_channel_weights_are_told_as_what_the_model_changed() -> None:
    code, found = diff(PER_TENSOR, PER_CHANNEL, "--target", "artpec8")
    (change,) = found["changes"]
    assert code == 0
    assert change["because"] == ["model"]
    assert change["verdict"] == {"before": "clean", "after": "slow"}
    assert {(one["what"], one["rule"]) for one in change["findings"]} == {
        ("new", "artpec8/per-channel-weights"),
        ("gone", "artpec8/per-tensor-depthwise"),
    }
    assert (change["moved"], change["endpoints"]) == ([], [])


def test_new_findings_fail_by_what_the_run_fails_for() -> None:
    code, _ = diff(PER_TENSOR, PER_CHANNEL, "--target", "artpec8", "--fail-on", "slow")
    assert code == 1
    code, _ = diff(PER_CHANNEL, PER_TENSOR, "--target", "artpec8", "--fail-on", "slow")
    assert code == 0
    done = run(
        *("--diff", PER_TENSOR, PER_CHANNEL, "-t", "artpec8", "--fail-on", "slow", "--exit-zero")
    )
    assert done.returncode == 0


def test_another_export_changes_operators_partitions_and_the_contract() -> None:
    _, found = diff(INT8_ENDS, FLOAT_ENDS, "--target", "artpec7")
    (change,) = found["changes"]
    assert change["kinds"] == [
        {"op": "DEQUANTIZE", "count": {"before": 0, "after": 1}},
        {"op": "QUANTIZE", "count": {"before": 0, "after": 1}},
    ]
    assert change["partitions"]["before"]["best"] == {"dlpu": 1, "cpu": 0}
    assert change["partitions"]["after"]["best"] == {"dlpu": 1, "cpu": 2}
    fields = {
        one["side"]: [field["field"] for field in one["fields"]] for one in change["endpoints"]
    }
    assert fields == {
        "input": ["dtype", "scale", "zero_point"],
        "output": ["dtype", "scale", "zero_point"],
    }


def test_folders_are_compared_file_by_file(tmp_path: Path) -> None:
    for version, model in (("v1", PER_TENSOR), ("v2", PER_CHANNEL)):
        (tmp_path / version / "a8").mkdir(parents=True)
        shutil.copy(model, tmp_path / version / "a8" / "net.tflite")
        shutil.copy(BAD, tmp_path / version / "same.tflite")
    _, found = diff("v1", "v2", "--target", "artpec8", cwd=tmp_path)
    assert [(one["path"], one["because"]) for one in found["changes"]] == [
        ({"before": "v1/same.tflite", "after": "v2/same.tflite"}, []),
        ({"before": "v1/a8/net.tflite", "after": "v2/a8/net.tflite"}, ["model"]),
    ]


def test_an_earlier_report_names_the_targets(tmp_path: Path) -> None:
    shutil.copy(PER_TENSOR, tmp_path / "net.tflite")
    old = report(tmp_path / "old.json", "net.tflite", "-t", "artpec8,cv25", cwd=tmp_path)
    shutil.copy(PER_CHANNEL, tmp_path / "net.tflite")
    code, found = diff(old.name, "net.tflite", cwd=tmp_path)
    assert code == 0
    assert [(one["target"], one["because"]) for one in found["changes"]] == [
        ("artpec8", ["model"]),
        ("cv25", ["model"]),
    ]
    _, found = diff(old.name, "net.tflite", "-t", "artpec8", cwd=tmp_path)
    assert [one["target"] for one in found["changes"]] == ["artpec8"]


def test_a_new_version_of_a_pack_that_reddens_models_is_the_cause(tmp_path: Path) -> None:
    pack = tmp_path / "mychip.toml"
    models = (PER_TENSOR, PER_CHANNEL, FLOAT_ENDS)
    arguments = (*models, "--rules", tmp_path, "-t", "mychip")
    pack.write_text(PACK.format(version="1"), "utf-8")
    old = report(tmp_path / "old.json", *arguments)
    pack.write_text(PACK.format(version="2") + RULE, "utf-8")
    new = report(tmp_path / "new.json", *arguments)
    code, found = diff(old, new)
    assert code == 1
    (cause,) = found["causes"]
    assert (cause["because"], cause["pack_version"]) == (["rules"], {"before": "1", "after": "2"})
    assert (cause["models"], cause["of"]) == (3, 3)
    assert cause["new"] == [{"rule": "mychip/small-input", "models": 3}]
    text = run("--diff", old, new, "--isolated").stdout.decode("utf-8")
    assert "3 of 3 models on mychip: the rules changed (mychip 1 → 2) and the model did" in text
    assert max(map(len, text.splitlines())) <= max(80, len(str(old)) + 5)


def test_versions_that_are_stated_now_are_told(tmp_path: Path) -> None:
    old = report(tmp_path / "old.json", PER_TENSOR, "-t", "artpec9")
    _, found = diff(old, PER_TENSOR, "--axis-os", "12.11.72")
    assert found["new"]["stated"]["axis_os"] == "12.11.72"
    assert [one["because"] for one in found["changes"]] == [["stated"]]


def test_one_side_may_be_standard_input() -> None:
    done = run(
        *("--diff", PER_TENSOR, "-", "-t", "artpec8", "--isolated"), stdin=PER_CHANNEL.read_bytes()
    )
    assert done.returncode == 0
    assert "NEW  -, linted by" in done.stdout.decode("utf-8")


def test_markdown_and_text_are_written_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "diff.md"
    done = run("--diff", PER_TENSOR, PER_CHANNEL, "-t", "artpec8", "-f", f"markdown={file}", "-q")
    assert (done.returncode, done.stdout) == (0, b"")
    assert file.read_text("utf-8").startswith("## What changed for the DLPU\n")


def test_html_has_both_models_with_their_graphs(tmp_path: Path) -> None:
    file = tmp_path / "diff.html"
    done = run("--diff", PER_TENSOR, PER_CHANNEL, "-t", "artpec8", "-f", f"html={file}", "-q")
    assert (done.returncode, done.stdout) == (0, b"")
    page = file.read_text("utf-8")
    assert page.count("<div class=columns") == 2
    assert page.count("What changed</h4>") == 1
    assert '"first":"m2"' in page
    again = run("--diff", PER_TENSOR, PER_CHANNEL, "-t", "artpec8", "--format", "html")
    assert again.stdout.decode("utf-8") == page


def test_html_of_an_earlier_report_draws_the_model_only(tmp_path: Path) -> None:
    old = report(tmp_path / "old.json", PER_CHANNEL, "-t", "artpec8,cv25,cpu")
    page = run("--diff", old, PER_TENSOR, "--format", "html").stdout.decode("utf-8")
    assert page.count("<div class=columns") == 1
    assert page.count('<ol class="entries"') == 2
    assert "A JSON report has no graph to draw." in page
    assert "Axis ARTPEC-8 DLPU" in page


def test_html_of_a_report_on_a_target_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "mychip.toml").write_text(PACK.format(version="1"), "utf-8")
    old = report(tmp_path / "old.json", PER_TENSOR, "--rules", tmp_path, "-t", "mychip")
    done = run("--diff", old, old, "--format", "html", "--isolated")
    assert done.returncode == 0
    assert '<h3 id="m2-1h">mychip ' in done.stdout.decode("utf-8")


def test_a_report_cannot_name_a_pack_elsewhere(tmp_path: Path) -> None:
    secret = PACK.format(version="1").replace("My chip", "Secret")
    (tmp_path / "mychip.toml").write_text(secret, "utf-8")
    old = report(tmp_path / "old.json", PER_TENSOR, "--rules", tmp_path, "-t", "mychip")
    away = os.path.relpath(tmp_path / "mychip", ROOT / "rules")
    old.write_text(old.read_text("utf-8").replace('"mychip"', json.dumps(away)), "utf-8")
    done = run("--diff", old, old, "--format", "html", "--isolated")
    assert done.returncode == 0
    assert b"Secret" not in done.stdout


def complaint(*arguments: str | Path) -> str:
    done = run(*arguments)
    assert done.returncode == 2
    return done.stderr.decode("utf-8")


def test_what_is_not_there_or_does_not_fit_is_told_in_a_line(tmp_path: Path) -> None:
    old = report(tmp_path / "old.json", PER_TENSOR, "-t", "artpec8")
    other = tmp_path / "other.json"
    other.write_text("{}", "utf-8")
    assert complaint("--diff", other, PER_TENSOR) == (
        f"dlpulint: {other}: no JSON report of dlpulint, as `--format json` writes it\n"
    )
    assert complaint("--diff", old, tmp_path / "none.tflite") == (
        f"dlpulint: {tmp_path / 'none.tflite'}: there is no such file or folder\n"
    )
    assert complaint("--diff", old, old, "-t", "cv25") == (
        f"dlpulint: {old}: the report has no results for cv25\n"
    )
    assert complaint("--diff", old, old, PER_TENSOR) == (
        f"dlpulint: --diff compares OLD and NEW only; remove {PER_TENSOR}\n"
    )
    assert complaint("--diff", old, old, "--format", "sarif") == (
        "dlpulint: --format sarif: --diff has no such format; known: text, json, html, markdown\n"
    )


def test_models_without_a_target_are_the_usage_error_they_always_are() -> None:
    assert "no target: use `--target`" in complaint("--diff", PER_TENSOR, BAD, "--isolated")


@pytest.mark.parametrize("damaged_first", [True, False])
def test_a_model_that_cannot_be_read_exits_with_2(damaged_first: bool) -> None:
    damaged = FIXTURES / "damaged" / "empty.tflite"
    sides = (damaged, PER_TENSOR) if damaged_first else (PER_TENSOR, damaged)
    done = run("--diff", *sides, "-t", "artpec8")
    assert done.returncode == 2
    assert done.stderr.decode("utf-8") == f"dlpulint: {damaged}: empty file\n"
    assert b"unreadable" in done.stdout

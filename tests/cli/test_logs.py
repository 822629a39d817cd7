"""`--log` on the command line: text, JSON, exit codes, issues and confirmations."""

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.confrontation.test_confront import CAMERA, LOADED, PLAIN, REJECTED
from tests.places import FIXTURES
from tests.running import run, run_json

ARGUMENTS = (FIXTURES / PLAIN, "--target", "artpec8", "--no-cache", "--isolated")


def test_the_exit_code_follows_the_log() -> None:
    assert run(*ARGUMENTS).returncode == 0
    assert run(*ARGUMENTS, "--log", "-", stdin=REJECTED.encode()).returncode == 1


def test_a_contradiction_prints_an_issue_without_names_of_the_model(tmp_path: Path) -> None:
    log = tmp_path / "secret.log"
    log.write_text(CAMERA + REJECTED)
    text = run(*ARGUMENTS, "--log", log).stdout.decode()
    _, _, issue = text.partition("without names of your model")
    assert "### Wrong verdict on artpec8: `clean`" in issue
    assert "**What the log has** (P3267-LVE, AXIS OS 11.6.94)" in issue
    assert "| load | the model loads | it is rejected |" in issue
    for name in ("secret", "mobilenet", "serving_default"):
        assert name not in issue


def test_json_has_all_of_it(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(CAMERA + LOADED.format(PLAIN, PLAIN))
    (report,) = run_json(*ARGUMENTS, "--log", log)["reports"]
    found = report["confrontation"]
    assert (found["answer"], found["predicted"], found["latency_ms"]) == ("agrees", "clean", 5.6)
    assert [line["known"] for line in found["lines"]] == ["model-loaded", "mean-time"]
    assert found["axis_os"] == "11.6.94"


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_formats_for_people_explain_the_lines(format: str) -> None:
    arguments = (*ARGUMENTS, "--log", "-", "--format", format)
    text = run(*arguments, stdin=REJECTED.encode()).stdout.decode()
    assert "The log contradicts the prediction" in text
    assert "cannot prepare an operator" in text


@pytest.mark.parametrize("format", ["html", "markdown", "text"])
def test_text_of_a_log_gives_no_commands(format: str) -> None:
    foreign = "Could not allocate tensors <script>alert(1)</script> | [x](javascript:y) \x1b[2J"
    log = f"::error::Could not allocate tensors\n{foreign}\n##vso[x]{REJECTED}"
    result = run(*ARGUMENTS, "--log", "-", "--full", "--format", format, stdin=log.encode())
    text = result.stdout.decode()
    assert "cannot prepare an operator" in " ".join(text.split())
    assert "\x1b" not in text
    assert not any(line.startswith(("::", "##vso")) for line in text.splitlines())
    if format != "text":
        assert "<script>alert" not in text
    if format == "markdown":
        assert "[x](" not in text


def test_a_confirmed_finding_names_its_log(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(CAMERA + "larod: Fallback unsupported op 14 to TfLite\n")
    arguments = (FIXTURES / "silu_detector_int8.tflite", "-t", "artpec8", "--isolated")
    text = run(*arguments, "--log", log, "--full").stdout.decode()
    assert "measured: P3267-LVE, AXIS OS 11.6.94" in " ".join(text.split())
    assert "inferred: Axis model zoo" not in text


def test_several_logs_are_put_together(tmp_path: Path) -> None:
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    first.write_text(CAMERA)
    second.write_text(LOADED.format(PLAIN, PLAIN))
    (report,) = run_json(*ARGUMENTS, "--log", first, "--log", second)["reports"]
    assert report["confrontation"]["measured_on"].startswith("P3267-LVE, AXIS OS 11.6.94, 2024")


def test_a_log_that_is_not_there_is_an_error() -> None:
    result = run(*ARGUMENTS, "--log", "none.log")
    assert result.returncode == 2
    assert result.stderr == b"dlpulint: --log none.log: No such file or directory\n"


def test_a_file_that_is_no_log_is_remarked_on() -> None:
    result = run(*ARGUMENTS, "--log", FIXTURES / "damaged_models.py")
    assert "no known line of a compiler, camera or converter" in " ".join(
        result.stdout.decode().split()
    )


def confirming(folder: Path, log: str, *more: str) -> str:
    """The complaint of --write-confirmation in a folder with the model; empty where it works."""
    shutil.copyfile(FIXTURES / PLAIN, folder / PLAIN)
    (folder / "a.log").write_text(log)
    result = run(
        PLAIN, "--target", "artpec8", "--log", "a.log", "--write-confirmation", "Ada", *more,
        cwd=folder,
    )  # fmt: skip
    return result.stderr.decode()


def test_a_confirmation_is_kept_in_the_config(tmp_path: Path) -> None:
    log = CAMERA + LOADED.format(PLAIN, PLAIN)
    (tmp_path / "dlpulint.toml").write_text('targets = "artpec8"\n')
    assert confirming(tmp_path, log) == ""
    assert confirming(tmp_path, log) == ""  # Once is enough.
    config = tomllib.loads((tmp_path / "dlpulint.toml").read_text())
    (test,) = config["confirmed"]
    assert (test["camera"], test["axis-os"], test["by"]) == ("P3267-LVE", "11.6.94", "Ada")
    assert test["date"].isoformat() == "2024-01-11"
    text = run(PLAIN, cwd=tmp_path).stdout.decode()
    assert "Confirmed on P3267-LVE with AXIS OS 11.6.94, 2024-01-11, by Ada." in " ".join(
        text.split()
    )


@pytest.mark.parametrize(
    ("log", "complaint"),
    [
        (LOADED.format(PLAIN, PLAIN), "the log does not name the camera: add --camera NAME"),
        (CAMERA + REJECTED, "the log contradicts the prediction for artpec8"),
        (CAMERA, "no log shows that a camera loads the model on artpec8"),
    ],
)
def test_what_is_no_test_on_a_camera_is_not_kept(log: str, complaint: str, tmp_path: Path) -> None:
    assert confirming(tmp_path, log) == f"dlpulint: --write-confirmation: {complaint}\n"
    assert not (tmp_path / "dlpulint.toml").exists()

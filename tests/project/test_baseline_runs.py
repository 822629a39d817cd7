"""A baseline from the first run to the last, in a process of its own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dlpulint.project import run as project_run
from tests.places import FIXTURES
from tests.running import run

PER_TENSOR = FIXTURES / "mobilenet_int8_per_tensor.tflite"
PER_CHANNEL = FIXTURES / "mobilenet_int8_per_channel.tflite"
BAD = FIXTURES / "nchw_born_int8.tflite"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    shutil.copy(BAD, tmp_path / "models" / "net.tflite")
    (tmp_path / "dlpulint.toml").write_text(
        'targets = ["artpec8"]\nbaseline = "accepted.json"\n[[models]]\nfiles = "models/**"\n',
        "utf-8",
    )
    return tmp_path


def test_what_is_accepted_fails_no_run_until_there_is_news(repository: Path) -> None:
    model, accepted = repository / "models" / "net.tflite", repository / "accepted.json"
    missing = run("models", cwd=repository)
    assert missing.returncode == 2
    assert missing.stderr == (
        b"dlpulint: accepted.json: there is no such baseline; write it with "
        b"`--write-baseline accepted.json`\n"
    )

    written = run("models", "--write-baseline", "accepted.json", cwd=repository)
    assert written.returncode == 0
    entries = json.loads(accepted.read_text("utf-8"))["entries"]
    assert {(one["path"], one["target"]) for one in entries} == {("models/net.tflite", "artpec8")}
    said = f"accepted.json: {len(entries)} findings are accepted"
    assert said in written.stdout.decode("utf-8")

    # From the config, and from whatever folder.
    assert run("--fail-on", "note", cwd=repository).returncode == 0
    assert run("net.tflite", "--fail-on", "note", cwd=repository / "models").returncode == 0
    assert run("models", "-t", "artpec8", "--isolated", cwd=repository).returncode == 1

    shutil.copy(PER_CHANNEL, model)
    done = run("--fail-on", "warning", "-f", "json", cwd=repository)
    assert done.returncode == 1
    document = json.loads(done.stdout)
    news = [one["rule"] for one in document["reports"][0]["findings"] if not one["suppressed"]]
    assert "artpec8/per-channel-weights" in news
    assert any("no longer found in models/net.tflite" in one for one in document["remarks"])

    pruned = run("--prune-baseline", "accepted.json", cwd=repository)
    assert "are dropped" in pruned.stdout.decode("utf-8")
    left = json.loads(accepted.read_text("utf-8"))["entries"]
    assert len(left) < len(entries)
    assert all(one in entries for one in left)
    quiet = run("-f", "json", cwd=repository)
    assert json.loads(quiet.stdout)["remarks"] == []


def test_what_is_written_twice_is_the_same_and_keeps_other_models(tmp_path: Path) -> None:
    for name, model in (("a", PER_CHANNEL), ("b", BAD)):
        shutil.copy(model, tmp_path / f"{name}.tflite")
    arguments = ("-t", "artpec8", "--write-baseline", "accepted.json", "-q", "--isolated")
    assert run("a.tflite", "b.tflite", *arguments, cwd=tmp_path).returncode == 0
    first = (tmp_path / "accepted.json").read_bytes()
    assert run("a.tflite", *arguments, cwd=tmp_path).returncode == 0
    assert (tmp_path / "accepted.json").read_bytes() == first


def test_a_damaged_baseline_is_told_before_anything_is_linted(tmp_path: Path) -> None:
    file = tmp_path / "accepted.json"
    file.write_text("no JSON", "utf-8")
    for option in ("--baseline", "--write-baseline", "--prune-baseline"):
        done = run(PER_TENSOR, "-t", "artpec8", option, file)
        assert done.returncode == 2
        assert done.stdout == b""
        assert done.stderr.startswith(f"dlpulint: {file}: a damaged baseline: ".encode())
    assert file.read_text("utf-8") == "no JSON"


def test_one_run_has_one_baseline() -> None:
    done = run(PER_TENSOR, "-t", "artpec8", "--baseline", "a", "--prune-baseline", "b")
    assert (done.returncode, done.stderr) == (
        2,
        b"dlpulint: --baseline and --prune-baseline do not go together: each reads its file "
        b"already\n",
    )


def test_sarif_tells_what_a_baseline_accepts_as_suppressed(tmp_path: Path) -> None:
    arguments = (PER_CHANNEL, "-t", "artpec8", "--isolated", "-f", "sarif")
    run(*arguments, "--write-baseline", tmp_path / "accepted.json")
    done = run(*arguments, "--baseline", tmp_path / "accepted.json")
    results = json.loads(done.stdout)["runs"][0]["results"]
    assert results
    assert {one["suppressions"][0]["justification"] for one in results} == {"baseline"}


@pytest.mark.parametrize("option", ["--write-baseline", "--prune-baseline"])
def test_a_run_keeps_what_another_has_written_meanwhile(
    option: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(BAD, repository / "models" / "other.tflite")
    run("models/net.tflite", "--write-baseline", "accepted.json", cwd=repository)
    lint_jobs = project_run.lint_jobs

    def beside_another(*arguments: Any, **named: Any) -> Any:
        monkeypatch.undo()
        run("models/other.tflite", "--write-baseline", "accepted.json", cwd=repository)
        return lint_jobs(*arguments, **named)

    monkeypatch.setattr(project_run, "lint_jobs", beside_another)
    run("models/net.tflite", option, "accepted.json", cwd=repository)
    entries = json.loads((repository / "accepted.json").read_text("utf-8"))["entries"]
    assert {entry["path"] for entry in entries} == {"models/net.tflite", "models/other.tflite"}


def test_runs_at_once_lose_no_model(repository: Path) -> None:
    models = [f"models/{number}.tflite" for number in range(4)]
    for model in models:
        shutil.copy(BAD, repository / model)
    command = [sys.executable, "-m", "dlpulint", "--write-baseline", "accepted.json", "-q"]
    running = [subprocess.Popen([*command, model], cwd=repository) for model in models]
    assert [process.wait(timeout=60) for process in running] == [0] * len(models)
    entries = json.loads((repository / "accepted.json").read_text("utf-8"))["entries"]
    assert {entry["path"] for entry in entries} == set(models)
    assert sorted(path.name for path in repository.iterdir()) == [
        "accepted.json",
        "dlpulint.toml",
        "models",
    ]

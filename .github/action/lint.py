"""Runs dlpulint on a workflow's models: log, step summary, annotations, and SARIF to upload."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote_to_bytes

from changes import changes_of
from inputs import Inputs, default_models, inputs_of
from msgspec import Struct

from dlpulint.basics.errors import DlpulintError
from dlpulint.project.config.load_project import load_project, rules_of
from dlpulint.project.config.locate import config_file
from dlpulint.reporters.repository import top_of_repository

FAILED = 2
"""The exit code of a run that could not do its job."""


class Shown(Struct, frozen=True):
    """What a run is to be shown with."""

    exit_code: int
    summary: str
    annotations: bytes


def linted(sarif: Path) -> list[str]:
    """The files of a run, from the top of the repository: those names are never shortened."""
    runs = json.loads(sarif.read_text("utf-8"))["runs"]
    uris = [artifact["location"]["uri"] for run in runs for artifact in run["artifacts"]]
    return [os.fsdecode(unquote_to_bytes(uri)) for uri in dict.fromkeys(uris)]


def run(folder: Path, arguments: list[str], paths: tuple[str, ...], *, logged: bool) -> Shown:
    """Run dlpulint with these arguments; what it shows goes through files in a folder."""
    summary, annotations = folder / "summary.md", folder / "annotations"
    # -I: a file of the linted repository must not be taken for a module.
    command = [sys.executable, "-I", "-m", "dlpulint", *arguments]
    command += [f"--format=markdown={summary}", f"--format=github={annotations}"]
    # The runner obeys lines that it knows nothing of but how they begin. dlpulint writes none of
    # those itself; the token keeps what else may be printed from being obeyed.
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    log = None if logged else subprocess.DEVNULL
    code = subprocess.run([*command, "--", *paths], stdout=log, stderr=log, check=False).returncode
    print(f"::{token}::", flush=True)
    return Shown(
        exit_code=code,
        summary=summary.read_text("utf-8") if summary.exists() else "",
        annotations=annotations.read_bytes() if annotations.exists() else b"",
    )


def of_changes(whole: Shown, inputs: Inputs, config: Path | None, sarif: Path) -> Shown:
    """What is shown of a pull request: the models that it changes, and how many others there are.

    All of them where it changes what holds for all, or where it is not known what it changes.
    """
    event = os.environ.get("GITHUB_EVENT_PATH")
    changes = changes_of(Path(event) if event else None)
    remark, top = changes.remark, top_of_repository()
    if changes.files is not None and any(
        _within(changes.files, place, top) for place in _for_all(config)
    ):
        remark = "the pull request changes the config, the baseline or a pack"
    if remark:
        return _remarked(whole, f"All models are shown: {remark}.")
    if changes.files is None:
        return whole
    files = linted(sarif)
    changed = [name for name in files if name in changes.files]
    if not changed:
        one = Shown(0, "## dlpulint\n", b"")
    elif len(changed) == len(files):
        return whole
    else:
        paths = tuple(os.path.relpath(top / name) for name in changed)
        with tempfile.TemporaryDirectory(dir=sarif.parent) as folder:
            one = run(Path(folder), inputs.options, paths, logged=False)
        if not one.summary:
            return whole
    count = f"{len(changed):,} of {len(files):,} linted models"
    said = f"The pull request changes {count}; the step's log and code scanning have all of them."
    if one.exit_code == 0 and whole.exit_code != 0:
        said += " What fails is among the others."
    return _remarked(one, said)


def _for_all(config: Path | None) -> list[Path]:
    """What a project says of all its models at once."""
    if config is None:
        return []
    try:
        project = load_project(config).config
        baseline = None if project is None else project.baseline
        return [config, *rules_of(config), *([] if baseline is None else [baseline])]
    except DlpulintError:
        return []  # dlpulint has told of it.


def _nearest_config() -> Path | None:
    """The config of the checkout; `None` for a broken one too, whose mistake dlpulint prints."""
    try:
        return config_file(Path.cwd())
    except DlpulintError:
        return None


def _within(names: frozenset[str], place: Path, top: Path) -> bool:
    whole = Path(os.path.realpath(place))
    real_top = Path(os.path.realpath(top))
    return any((real_top / name).is_relative_to(whole) for name in names)


def _remarked(one: Shown, remark: str) -> Shown:
    return Shown(one.exit_code, f"{one.summary}\n{remark}\n", one.annotations)


def main() -> None:
    """Lint, show, and tell the next steps how it went; the last of them fails the job."""
    inputs = inputs_of(os.environ)
    config = Path(inputs.config) if inputs.config else _nearest_config()
    folder = Path(tempfile.mkdtemp(prefix="dlpulint-", dir=os.environ["RUNNER_TEMP"]))
    sarif = folder / "dlpulint.sarif"
    arguments = ["--format=text", f"--format=sarif={sarif}", *inputs.options]
    if inputs.category:
        arguments.append(f"--category={inputs.category}")
    whole = run(folder, arguments, inputs.models or default_models(config), logged=True)
    outputs = {"exit-code": f"{whole.exit_code}", "sarif": ""}
    if sarif.exists():
        shown = of_changes(whole, inputs, config, sarif)
        if inputs.annotations:
            sys.stdout.buffer.write(shown.annotations)
            sys.stdout.flush()
        # An upload that leaves a model out closes its alerts: they would seem to be cured.
        if whole.exit_code == FAILED:
            print("Nothing is uploaded: not every model was linted.", flush=True)
        else:
            outputs["sarif"] = f"{sarif}"
    else:
        shown = Shown(
            FAILED, "## dlpulint\n\nNothing was linted; the step's log has the reason.\n", b""
        )
    if inputs.summary:
        with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as summary:
            summary.write(shown.summary)
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as output:
        output.writelines(f"{name}={value}\n" for name, value in outputs.items())


if __name__ == "__main__":
    main()

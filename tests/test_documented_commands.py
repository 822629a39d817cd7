"""Every `dlpulint` command of README and docs/ runs, on the files that its page has made."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documented import FILES, Command, File, Printed, Step, give_models, steps_of
from tests.places import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

PAGES_WITH_COMMANDS = [
    page for page in PAGES if any(isinstance(step, Command) for step in steps_of(page))
]

with_bash = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="the pages' shell is bash"
)


def play(steps: list[Step], folder: Path) -> list[str]:
    """Do what a page asks for in a folder; what did not go as it says."""
    give_models(folder)
    environment = _environment(folder)
    wrong: list[str] = []
    output = ""
    for step in steps:
        if isinstance(step, File):
            path = folder / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            old = path.read_text("utf-8") if step.append else ""
            path.write_text(old + step.text, "utf-8")
        elif isinstance(step, Printed):
            if not step.is_in(output):
                wrong.append(f"the page says:\n{step.text}\nbut it prints:\n{output}")
        else:
            output = ""
            missing = [name for name in step.models() if not (folder / name).exists()]
            if missing:
                wrong.append(
                    f"`{step.line}` names {missing[0]}: say in FILES of tests/documented.py which "
                    "fixture that is"
                )
                continue
            done = subprocess.run(
                ["bash", "-c", step.line],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            output = done.stdout + done.stderr
            if done.returncode not in step.codes or "Traceback" in output:
                wrong.append(f"`{step.line}` exits with {done.returncode}:\n{output}")
    return wrong


def _environment(folder: Path) -> dict[str, str]:
    """A shell whose `dlpulint` is the one under test, at home in the folder."""
    for tools in ("tools", ".venv/bin"):
        shim = folder / tools / "dlpulint"
        shim.parent.mkdir(parents=True)
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m dlpulint "$@"\n', "utf-8")
        shim.chmod(0o755)
    (folder / ".config" / "fish" / "completions").mkdir(parents=True)
    path = os.pathsep.join((str(folder / "tools"), os.environ["PATH"]))
    return {
        **os.environ,
        "PATH": path,
        "HOME": str(folder),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "PYTHONIOENCODING": "utf-8",
    }


@with_bash
@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=lambda page: page.name)
def test_a_page_can_be_followed(page: Path, tmp_path: Path) -> None:
    wrong = play(steps_of(page), tmp_path)
    assert not wrong, f"{page.name}:\n" + "\n".join(wrong)


def test_readme_and_usage_have_commands() -> None:
    for name, least in (("README.md", 4), ("docs/usage.md", 5)):
        commands = [step for step in steps_of(ROOT / name) if isinstance(step, Command)]
        assert len(commands) >= least


def page_of(text: str, folder: Path) -> Path:
    (folder / "page.md").write_text(text, "utf-8")
    return folder / "page.md"


@with_bash
def test_a_model_without_a_fixture_is_told(tmp_path: Path) -> None:
    page = page_of("Run:\n\n    dlpulint absent.tflite --target artpec8   # why\n", tmp_path)
    assert play(steps_of(page), tmp_path) == [
        "`dlpulint absent.tflite --target artpec8   # why` names absent.tflite: say in FILES of "
        "tests/documented.py which fixture that is"
    ]


@with_bash
def test_a_command_that_fails_is_told_unless_the_page_says_so(tmp_path: Path) -> None:
    page = page_of(
        "```sh\ndlpulint --explain nothing/at-all\n"
        "dlpulint --explain nothing/at-all   # exits with 2\n"
        "FORCE=1 dlpulint --version   # exits with 1\n```\n",
        tmp_path,
    )
    wrong = play(steps_of(page), tmp_path)
    assert [line.splitlines()[0] for line in wrong] == [
        "`dlpulint --explain nothing/at-all` exits with 2:",
        "`FORCE=1 dlpulint --version   # exits with 1` exits with 0:",
    ]


def test_files_commands_and_outputs_are_told_apart(tmp_path: Path) -> None:
    page = page_of(
        "Write `a.toml`:\n\n```toml\nx = 1\n```\n\nAppend to `a.toml`:\n\n```toml\ny = 2\n```\n\n"
        "Then:\n\n    python3 -m venv .venv && .venv/bin/dlpulint \\\n        x/ --target all\n"
        "    cat a.toml | dlpulint -\n    pip install dlpulint\n\n```output\none\n…\ntwo\n```\n",
        tmp_path,
    )
    assert steps_of(page) == [
        File("a.toml", "x = 1\n", append=False),
        File("a.toml", "y = 2\n", append=True),
        Command(".venv/bin/dlpulint      x/ --target all", (0, 1)),
        Command("cat a.toml | dlpulint -", (0, 1)),
        Printed("one\n…\ntwo"),
    ]


@pytest.mark.parametrize(
    ("output", "answer"),
    [("one\ntwo\n", True), ("0\none\n1.5\ntwo\n3\n", True), ("one\n", False), ("one two", False)],
)
def test_dots_stand_for_any_lines(output: str, answer: bool) -> None:
    assert Printed("one\n…\ntwo").is_in(output) is answer


def test_each_model_of_the_table_is_a_fixture() -> None:
    assert [name for name in FILES.values() if not (ROOT / "fixtures" / name).is_file()] == []

"""Every `dlpulint` command of README, CONTRIBUTING and docs runs, on files its page has made."""

import os
import shutil
import subprocess
import sys
import tempfile
import webbrowser
from pathlib import Path

import pytest
from msgspec import Struct

from dlpulint.mending.proof.run import can_run
from tests.documented import FILES, Command, File, Printed, Step, give_models, steps_of
from tests.places import ROOT
from tests.running import run

ROOT_PAGES = ("README.md", "CONTRIBUTING.md", "AGENTS.md")

PAGES = [*(ROOT / name for name in ROOT_PAGES), *sorted((ROOT / "docs").glob("*.md"))]

PAGES_WITH_COMMANDS = [
    page for page in PAGES if any(isinstance(step, Command) for step in steps_of(page))
]

not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="the pages' shell is bash")

with_bash = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="bash is not installed"
)


class Played(Struct, frozen=True):
    """A page that was followed: where it is wrong, and lines that this machine cannot run."""

    wrong: list[str]
    skipped: list[str]


def play(steps: list[Step], folder: Path) -> Played:
    """Do in a folder as a page says."""
    give_models(folder)
    shell = _Shell(folder)
    played = Played([], [])
    output: str | None = ""
    for step in steps:
        if isinstance(step, Command):
            output = _run(step, shell, played)
        elif isinstance(step, Printed):
            if output is not None and not step.is_in(output):
                played.wrong.append(f"the page says:\n{step.text}\nbut it prints:\n{output}")
        else:
            path = folder / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            old = path.read_text("utf-8") if path.exists() else ""
            if isinstance(step, File):
                path.write_text((old if step.append else "") + step.text, "utf-8")
            elif old.count(step.old) == 1:
                path.write_text(old.replace(step.old, step.new), "utf-8")
            else:
                played.wrong.append(f"{step.name} has not once:\n{step.old}")
    return played


def _run(command: Command, shell: "_Shell", played: Played) -> str | None:
    """What a command prints; `None` where it was not run."""
    missing = [name for name in command.models() if not (shell.folder / name).exists()]
    if missing:
        played.wrong.append(
            f"`{command.line}` names {missing[0]}: say in FILES of tests/documented.py which "
            "fixture that is"
        )
        return None
    programs = shell.missing(command)
    if command.needs_litert and not can_run():
        programs.append("LiteRT")
    if programs:
        played.skipped.append(f"`{command.line}`: {' and '.join(programs)} not installed")
        return None
    code, output = shell.run(command)
    if code not in command.codes or "Traceback" in output:
        played.wrong.append(f"`{command.line}` exits with {code}:\n{output}")
    return output


class _Shell:
    """A shell at home in a folder, whose `dlpulint` is the one under test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for tools in ("tools", ".venv/bin"):
            shim = folder / tools / "dlpulint"
            shim.parent.mkdir(parents=True)
            shim.write_text(
                f'#!/bin/sh\nexec "{sys.executable}" -W error -m dlpulint "$@"\n', "utf-8"
            )
            shim.chmod(0o755)
        (folder / ".config" / "fish" / "completions").mkdir(parents=True)
        self._variables = {
            "PATH": os.pathsep.join((str(folder / "tools"), os.environ["PATH"])),
            "HOME": str(folder),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "PYTHONIOENCODING": "utf-8",
            "BROWSER": "true",
            "TMPDIR": str(folder),
        }

    def missing(self, command: Command) -> list[str]:
        """Programs that a command needs and this machine does not have."""
        if command.words() is not None:
            return []
        if shutil.which("bash") is None:
            return ["bash"]
        script = 'for name; do command -v -- "$name" >/dev/null || echo "$name"; done'
        return self._bash(script, "bash", *command.programs()).stdout.split()

    def run(self, command: Command) -> tuple[int, str]:
        """Exit code and output. What needs no shell runs in this process, ten times as fast."""
        words = command.words()
        if words is None:
            done = self._bash(command.line)
            return done.returncode, done.stdout + done.stderr
        variables, arguments = words
        ended = run(*arguments, cwd=self.folder, **{**self._variables, **variables})
        return ended.returncode, (ended.stdout + ended.stderr).decode("utf-8")

    def _bash(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", script, *arguments],
            cwd=self.folder,
            env={**os.environ, **self._variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is opened while testing, and pages are left in the test's folder."""
    monkeypatch.setattr(webbrowser, "open", lambda address: bool(address))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@not_on_windows
@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=lambda page: page.name)
def test_a_page_can_be_followed(page: Path, tmp_path: Path) -> None:
    played = play(steps_of(page), tmp_path)
    assert not played.wrong, f"{page.name}:\n" + "\n".join(played.wrong)
    if played.skipped:
        pytest.skip("all but " + "; ".join(played.skipped))


def test_pages_have_commands() -> None:
    for name, least in (("README.md", 4), ("CONTRIBUTING.md", 4), ("docs/usage.md", 5)):
        commands = [step for step in steps_of(ROOT / name) if isinstance(step, Command)]
        assert len(commands) >= least


def page_of(text: str, folder: Path) -> Path:
    (folder / "page.md").write_text(text, "utf-8")
    return folder / "page.md"


def test_a_model_without_a_fixture_is_reported(tmp_path: Path) -> None:
    page = page_of("Run:\n\n    dlpulint absent.tflite --target artpec8   # why\n", tmp_path)
    assert play(steps_of(page), tmp_path).wrong == [
        "`dlpulint absent.tflite --target artpec8   # why` names absent.tflite: say in FILES of "
        "tests/documented.py which fixture that is"
    ]


@pytest.mark.parametrize("end", ["", pytest.param(" && true", marks=with_bash)])
def test_a_command_that_fails_is_reported_unless_the_page_says_so(end: str, tmp_path: Path) -> None:
    page = page_of(
        f"```sh\ndlpulint --explain nothing/at-all{end}\n"
        f"dlpulint --explain nothing/at-all{end}   # exits with 2\n"
        f"FORCE=1 dlpulint --version{end}   # exits with 1\n```\n",
        tmp_path,
    )
    wrong = play(steps_of(page), tmp_path).wrong
    assert [line.splitlines()[0] for line in wrong] == [
        f"`dlpulint --explain nothing/at-all{end}` exits with 2:",
        f"`FORCE=1 dlpulint --version{end}   # exits with 1` exits with 0:",
    ]


@with_bash
def test_a_line_whose_program_is_not_installed_is_skipped_with_what_it_prints(
    tmp_path: Path,
) -> None:
    page = page_of(
        "```sh\ndlpulint --version > v.txt && LANG=C no-such-dot -Tsvg | no-such-view\n```\n\n"
        "```output\na picture\n```\n\n    dlpulint --version | cat\n",
        tmp_path,
    )
    played = play(steps_of(page), tmp_path)
    assert played.wrong == []
    assert played.skipped == [
        "`dlpulint --version > v.txt && LANG=C no-such-dot -Tsvg | no-such-view`: "
        "no-such-dot and no-such-view not installed"
    ]
    assert not (tmp_path / "v.txt").exists()


def test_lines_of_a_file_are_replaced_where_they_stand_once(tmp_path: Path) -> None:
    page = page_of(
        "Write `a.toml`:\n\n```toml\nx = 1\ny = 2\n```\n\n"
        "Change `a.toml`:\n\n```diff\n x = 1\n-y = 2\n+y = 3\n+z = 4\n```\n\n"
        "Change `a.toml`:\n\n```diff\n-y = 2\n+y = 5\n```\n",
        tmp_path,
    )
    assert play(steps_of(page), tmp_path).wrong == ["a.toml has not once:\ny = 2\n"]
    assert (tmp_path / "a.toml").read_text("utf-8") == "x = 1\ny = 3\nz = 4\n"


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


def test_a_command_that_needs_litert_is_skipped_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.test_documented_commands.can_run", lambda: False)
    page = page_of(
        "    dlpulint --explain nothing/at-all   # needs LiteRT\n\n```output\nproof\n```\n",
        tmp_path,
    )
    played = play(steps_of(page), tmp_path)
    assert played.wrong == []
    assert played.skipped == [
        "`dlpulint --explain nothing/at-all   # needs LiteRT`: LiteRT not installed"
    ]


def test_any_version_of_litert_will_do() -> None:
    printed = Printed("LiteRT 2.3.0 ran both files")
    assert printed.is_in("LiteRT 3.10.1 ran both files\n")
    assert not printed.is_in("LiteRT 3.10.1 ran one file\n")

"""Texts of a stranger's packs and configs on a terminal, and in the log of a CI service."""

import subprocess
from pathlib import Path

import pytest

from tests.pack_files import header, limit, row, rule
from tests.reporters.reading import log_commands
from tests.running import run

COMMANDS = "::error::x ##[error]x ::stop-commands::x"
LINES = f'"""{COMMANDS}\n::stop-commands::x\n\n::error::x"""'


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with a pack whose texts begin as commands of a runner do."""
    folder = tmp_path / "packs"
    folder.mkdir()
    text = (
        header(f'about = ["{COMMANDS}"]')
        .replace("My chip", COMMANDS)
        .replace("Our lab", COMMANDS)
        .replace('version = "1"', f'version = "{COMMANDS}"')
        + row("conv", note=COMMANDS, fix=COMMANDS)
        + limit("rank-limits", "params = { max = 4 }", f"why = {LINES}", message=COMMANDS)
        + rule(
            "mine/a", "forbidden-operators", 'params = { operators = ["conv"] }', message=COMMANDS
        )
        .replace('title = "A rule"', f'title = "{COMMANDS}"')
        .replace('why = "Because."', f"why = {LINES}")
    )
    (folder / "mine.toml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    "question",
    [
        ("--list-targets",),
        ("--list-rules",),
        ("--show-target", "mine"),
        ("--explain", "mine/a"),
        ("--explain", "mine/conv"),
        ("--explain", "mine/conv/rank-limits"),
        ("--explain", "conv"),
        ("--check-pack", "packs/mine.toml"),
        ("--show-config", "::error::x"),
        ("--show-config", "::error::x", "-t", "mine"),
    ],
)
def test_no_answer_gives_a_runner_commands(packs: Path, question: tuple[str, ...]) -> None:
    done = run(*question, "--rules", packs, cwd=packs.parent)
    shown = done.stdout.decode() + done.stderr.decode()
    assert shown
    assert log_commands(shown) == []


NASTY = "a\x1b[31m\u202eb\rc\x85d\u2028e"


def harmless(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether nothing but line breaks acts on a terminal."""
    text = (done.stdout + done.stderr).decode()
    return all(letter.isprintable() or letter == "\n" for letter in text)


def test_names_of_files_do_not_reach_the_terminal_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / NASTY
    folder.mkdir()
    (folder / "mine.toml").write_text("zzz = 1", "utf-8")
    (folder / "dlpulint.toml").write_text("zzz = 1", "utf-8")
    (folder / "pyproject.toml").write_text("[tool.dlpulint", "utf-8")
    (folder / "baseline.json").write_text("{", "utf-8")
    (folder / "report.json").write_text("{", "utf-8")
    for arguments in (
        ("--check-pack", f"{NASTY}/mine.toml"),
        ("--config", f"{NASTY}/dlpulint.toml", "."),
        ("--config", f"{NASTY}/pyproject.toml", "."),
        ("--list-targets", "--rules", NASTY),
        ("--show-config", NASTY),
        ("--explain", NASTY),
        ("--target", NASTY, "x.tflite"),
        ("--diff", f"{NASTY}/report.json", f"{NASTY}/none.tflite", "-t", "cpu"),
        (NASTY, "-t", "cpu"),
    ):
        assert harmless(run(*arguments, cwd=tmp_path)), arguments


@pytest.mark.parametrize("letter", ["\\u001b", "\\u202e", "\\u2028", "\\r", "\\u0000"])
def test_a_config_or_pack_with_control_characters_is_refused_in_one_line(
    tmp_path: Path, letter: str
) -> None:
    config, pack = tmp_path / "dlpulint.toml", tmp_path / "mine.toml"
    for text in (f'baseline = "a{letter}"', f'"a{letter}" = 1', f'[[ignore]]\nreason = "{letter}"'):
        config.write_text(text, "utf-8")
        pack.write_text(text, "utf-8")
        for done in (
            run(".", cwd=tmp_path),
            run("--show-config", "x.tflite", cwd=tmp_path),
            run("--check-pack", pack, "--isolated", cwd=tmp_path),
        ):
            assert done.returncode == 2
            assert harmless(done)
            assert done.stderr.decode().count("\n") == 1
            assert b"a character that does not print" in done.stderr

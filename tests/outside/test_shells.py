"""Completion in real shells. bash has its test among the others: it is everywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A shell's environment with dlpulint in it, and no settings of whoever runs this."""
    tool = tmp_path / "bin" / "dlpulint"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dlpulint "$@"\n', "utf-8")
    tool.chmod(0o755)
    path = f"{tool.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "HOME": str(tmp_path), "TERM": "dumb"}


def source(shell: str, folder: Path, environment: dict[str, str]) -> Path:
    asked = {**environment, "_DLPULINT_COMPLETE": f"{shell}_source"}
    done = subprocess.run(["dlpulint"], env=asked, capture_output=True, check=True)
    script = folder / f"complete.{shell}"
    script.write_bytes(done.stdout)
    return script


FISH = [
    ("--target artpec9", ["artpec9", "artpec9-cpu"]),
    ("--target artpec8,cv", ["artpec8,cv25", "artpec8,cv75"]),
    ("--target=cv", ["--target=cv25", "--target=cv75"]),
    ("--target=artpec8,cv2", ["--target=artpec8,cv25"]),
    ("--fail-on error,fall", ["error,fallback"]),
    ("--explain artpec8/per-channel", ["artpec8/per-channel-weights"]),
    ("--show-t", ["--show-target"]),
    ("models/a", ["models/a.tflite"]),
]


@pytest.mark.parametrize(("typed", "wanted"), FISH, ids=[typed for typed, _ in FISH])
def test_fish(typed: str, wanted: list[str], tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.tflite").touch()
    script = source("fish", tmp_path, environment)
    ask = f"source {script}; complete --do-complete 'dlpulint {typed}'"
    done = subprocess.run(
        ["fish", "--no-config", "--command", ask],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == wanted


ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; autoload -U compinit; compinit -D -u; source $1; bindkey '^I' complete-word"
zpty -w shell 'show() { print -r -- "<$BUFFER>"; BUFFER=; }; zle -N show; bindkey "^X" show'
zpty -w -n shell $'dlpulint '"$2"$'\\t\\x18'
zpty -m -r shell told '*<dlpulint *>*'
print -r -- "$told"
zpty -d shell
"""

ZSH_WORDS = [
    ("--target artpec8,cv2", "--target artpec8,cv25"),
    ("--explain artpec8/per-ch", "--explain artpec8/per-channel-weights"),
    ("--show-t", "--show-target"),
]


@pytest.mark.parametrize(("typed", "wanted"), ZSH_WORDS, ids=[typed for typed, _ in ZSH_WORDS])
def test_zsh(typed: str, wanted: str, tmp_path: Path, environment: dict[str, str]) -> None:
    script = source("zsh", tmp_path, environment)
    done = subprocess.run(
        ["zsh", "-f", "-c", ZSH, "zsh", str(script), typed],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert f"<dlpulint {wanted}" in done.stdout

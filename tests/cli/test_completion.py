"""What shells complete: asked as click asks, and by a real bash."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from dlpulint.basics.terms import GATES
from dlpulint.cli.main import command
from dlpulint.packs.library import Folders
from dlpulint.report.gates import EXAMPLES
from dlpulint.reporters.formats import FORMATS
from tests.pack_files import header
from tests.test_imports import HEAVY


def completed(*arguments: str) -> list[str]:
    """What the last of the arguments is completed to."""
    shell = BashComplete(command, {}, "dlpulint", "_DLPULINT_COMPLETE")
    return [item.value for item in shell.get_completions(list(arguments[:-1]), arguments[-1])]


def test_targets_are_completed_also_behind_a_comma() -> None:
    assert completed("--target", "") == ["all", *Folders().targets()]
    assert completed("-t", "artpec9") == ["artpec9", "artpec9-cpu"]
    assert completed("--target", "artpec8,cv") == ["artpec8,cv25", "artpec8,cv75"]
    assert completed("--target", "cv25,artpec9,cv") == ["cv25,artpec9,cv75"]


def test_targets_of_further_packs_are_completed(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(header(), "utf-8")
    assert completed("--rules", str(tmp_path), "--target", "mi") == ["mine"]
    assert completed("--rules", str(tmp_path / "absent"), "--target", "mi") == []


def test_a_pack_with_a_mistake_hides_no_rules_of_others(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("schema = ", "utf-8")
    asked = ["--rules", str(tmp_path), "--explain"]
    assert "common/attention" in completed(*asked, "common/")
    assert completed(*asked, "mine/") == []
    assert completed("--rules", str(tmp_path), "--target", "mi") == ["mine"]


def test_rules_and_limits_are_completed_behind_their_pack() -> None:
    assert completed("--explain", "artpec8/per-") == [
        "artpec8/per-channel-weights",
        "artpec8/per-tensor-depthwise",
    ]
    assert completed("--explain", "artpec9/conv/k") == ["artpec9/conv/kernel"]
    assert completed("--explain", "tflite/plan") == ["tflite/planar-input"]
    assert "artpec9-cpu/unlisted-operator" in completed("--explain", "artpec9-")
    assert {"artpec8/", "common/"} < set(completed("--explain", ""))
    assert {id.split("/")[0] for id in completed("--explain", "com") if "/" in id} == {"common"}


def test_operators_are_completed_by_all_their_names() -> None:
    assert completed("--explain", "CONV") == ["CONV_2D", "CONV_3D", "CONV_3D_TRANSPOSE"]
    assert completed("--explain", "Conv") == ["Conv", "ConvInteger", "ConvTranspose"]
    assert completed("--explain", "conv") == ["conv", "conv-3d"]


def test_formats_and_gates_are_completed() -> None:
    assert completed("--format", "") == list(FORMATS)
    assert completed("--fail-on", "") == [*GATES, *EXAMPLES]
    assert completed("--fail-on", "error,fal") == ["error,fallback"]


def test_one_target_is_completed_where_one_is_asked_for() -> None:
    assert completed("--show-target", "cv2") == ["cv25"]
    assert completed("--show-target", "cv25,") == []


@pytest.mark.parametrize(
    ("option", "type"),
    [("", "file"), ("--output", "file"), ("--check-pack", "file"), ("--rules", "dir")],
)
def test_files_and_folders_are_left_to_the_shell(option: str, type: str) -> None:
    shell = BashComplete(command, {}, "dlpulint", "_DLPULINT_COMPLETE")
    (item,) = shell.get_completions([option] if option else [], "mod")
    assert (item.type, item.value) == (type, "mod")


def test_each_option_that_takes_a_word_has_something_to_complete() -> None:
    free = {
        "axis_os",
        "runtime",
        "edgetpu_runtime",
        "compiler",
        "input_shape",
        "category",
        "jobs",
        "part",
        "write_confirmation",
        "try_on",
    }
    for option in command.params:
        takes = option.name and not getattr(option, "is_flag", False) and option.name not in free
        if takes and option.name != "version":
            assert completed(*option.opts[:1] if option.name != "paths" else (), ""), option.name


def test_titles_stand_beside_targets() -> None:
    shell = BashComplete(command, {}, "dlpulint", "_DLPULINT_COMPLETE")
    (item,) = shell.get_completions(["--target"], "cv25")
    assert item.help == "Ambarella CV25"


@pytest.mark.parametrize("words", ["dlpulint --target ", "dlpulint --explain artpec8/"])
def test_completing_imports_nothing_heavy(words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dlpulint"],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "_DLPULINT_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": "2",
        },
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert done.stdout.startswith("plain,")
    assert imported.isdisjoint(HEAVY)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_takes_what_is_to_be_sourced(shell: str, tmp_path: Path) -> None:
    if sys.platform == "win32" or shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    (tmp_path / "script").write_text(script_for(shell), "utf-8")
    subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("bash") is None, reason="no bash here")
def test_a_real_bash_completes(tmp_path: Path) -> None:
    tool = tmp_path / "dlpulint"
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dlpulint "$@"\n', "utf-8")
    tool.chmod(0o755)
    asked = """
COMP_WORDS=(dlpulint model.tflite --target artpec8,cv2)
COMP_CWORD=3
_dlpulint_completion dlpulint
echo "${COMPREPLY[@]}"
"""
    done = subprocess.run(
        ["bash", "-c", f"{script_for('bash')}\n{asked}"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
    )
    assert done.stdout == "artpec8,cv25\n"


def script_for(shell: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "dlpulint"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "_DLPULINT_COMPLETE": f"{shell}_source"},
    ).stdout


def test_cameras_and_rules_are_completed() -> None:
    assert completed("--camera", "P326") == ["P3265", "P3267", "P3268", "P3268-SLVE"]
    assert completed("--camera", "Q1728,M20") == ["Q1728,M2035-LE", "Q1728,M2048-LE"]
    assert completed("--ignore", "artpec8") == ["artpec8/*"]
    assert "artpec8/per-channel-weights" in completed("--select", "artpec8/per-")

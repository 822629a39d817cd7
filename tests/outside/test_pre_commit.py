"""The hook in real repositories, run by a real pre-commit; and the page that leads there."""

import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec import Struct

from tests.documented import Block, File, Printed, blocks_of, steps_of
from tests.places import FIXTURES, ROOT
from tests.repositories import IDENTITY, commit, git, repository

PAGE = ROOT / "docs" / "ci.md"

GOOD = FIXTURES / "resnet_int8_per_tensor.tflite"
BAD = FIXTURES / "nchw_born_int8.tflite"

EXPORTS = {"classifier.tflite": GOOD, "landmarks.tflite": BAD}
"""The models that the page's reader has."""

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="pre-commit's own environments differ there; CI runs Linux"
)


class Shell(Struct, frozen=True):
    """Where a reader works, and the home that pre-commit keeps its environments in."""

    folder: Path
    home: Path

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """What some lines print, errors among it."""
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env={
                **os.environ,
                **IDENTITY,
                "HOME": f"{self.home}",
                "XDG_CACHE_HOME": f"{self.home / 'cache'}",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )


def walk_through() -> Iterable[Block]:
    """The blocks of the page's first part; the address and the revision are those of this tree."""
    whole, first = (
        list(blocks_of(PAGE)),
        PAGE.read_text("utf-8").index("\n### Models for several chips\n"),
    )
    count = len(re.findall("^```$", PAGE.read_text("utf-8")[:first], re.MULTILINE))
    revision = git(ROOT, "rev-parse", "HEAD")
    for block in whole[:count]:
        lines = (
            line.replace("<this repository>", f"{ROOT}").replace("<a tag>", revision)
            for line in block.lines
        )
        yield Block(block.language, tuple(lines), block.before)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The repository that the page leads to, each step done as it is written."""
    home = tmp_path_factory.mktemp("home")
    (home / "exports").mkdir()
    for name, model in EXPORTS.items():
        shutil.copy(model, home / "exports" / name)
    shell, printed, commits = Shell(home, home), "", []
    for block in walk_through():
        text = "\n".join(block.lines) + "\n"
        if block.language == "sh":
            done = shell.run(f"{text}echo; pwd")
            printed, _, folder = done.stdout.rstrip("\n").rpartition("\n")
            shell = Shell(Path(folder), home)
            commits.append(shell.run("git log --oneline").stdout.count("Models for the lobby"))
        elif block.language == "text":
            assert Printed(text.rstrip("\n")).is_in(printed), printed
        else:
            name = block.before.split("`")[-2]
            with open(shell.folder / name, "a", encoding="utf-8") as file:
                file.write(text)
    # Made, refused, committed.
    assert commits == [0, 0, 1]
    return shell


def test_the_page_leads_from_nothing_to_a_hook_that_passes(walked: Shell) -> None:
    assert git(walked.folder, "status", "--short") == ""
    done = walked.run("pre-commit run dlpulint --all-files --verbose")
    assert done.returncode == 0
    assert "--full adds 1 suppressed finding and the reasons." in done.stdout


def test_the_page_says_which_file_each_block_is() -> None:
    files = [step.name for step in steps_of(PAGE) if isinstance(step, File)]
    assert files == [
        "dlpulint.toml",
        ".pre-commit-config.yaml",
        "dlpulint.toml",
        ".github/workflows/dlpulint.yml",
        "tools/dlpulint.sh",
        ".pre-commit-config.yaml",
        ".github/workflows/dlpulint.yml",
    ]


def test_a_pointer_is_linted_and_told_of(walked: Shell) -> None:
    shutil.copy(FIXTURES / "damaged" / "lfs_pointer.onnx", walked.folder / "a pointer.ONNX")
    git(walked.folder, "add", "a pointer.ONNX")
    done = walked.run("git commit --message 'A pointer'")
    git(walked.folder, "rm", "--quiet", "--force", "a pointer.ONNX")
    assert done.returncode == 1
    assert "a pointer.ONNX: a Git LFS pointer" in done.stdout
    assert "- exit code: 2" in done.stdout


def test_a_commit_without_models_starts_no_process(walked: Shell) -> None:
    (walked.folder / "readme.txt").write_text("Models.", "utf-8")
    git(walked.folder, "add", "readme.txt")
    done = walked.run("pre-commit run")
    git(walked.folder, "rm", "--quiet", "--force", "readme.txt")
    assert "(no files to check)" in done.stdout


def cost(shell: Shell, models: list[str]) -> float:
    """Seconds of the processor that the hook takes for some files, at best of three."""
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = shell.run(f"pre-commit run dlpulint --files {' '.join(models)}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert "Passed" in done.stdout, done.stdout
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def test_ten_models_cost_at_most_twice_what_one_does(walked: Shell) -> None:
    names = [f"models/copy{number}.tflite" for number in range(10)]
    for name in names:
        shutil.copy(GOOD, walked.folder / name)
    one, ten = cost(walked, names[:1]), cost(walked, names)
    for name in names:
        (walked.folder / name).unlink()
    assert ten < 2 * one


def test_try_repo_fails_a_bad_model_beside_a_good_one(tmp_path: Path) -> None:
    folder = repository(tmp_path / "models")
    shutil.copy(GOOD, folder / "good.tflite")
    shutil.copy(BAD, folder / "bad.tflite")
    (folder / "dlpulint.toml").write_text('targets = ["artpec8"]\n', "utf-8")
    commit(folder)
    done = Shell(folder, tmp_path).run(f"pre-commit try-repo {ROOT} dlpulint --all-files --verbose")
    assert done.returncode == 1, done.stdout
    assert "error  tflite/planar-input" in done.stdout
    assert re.search(r"^good\.tflite +clean$", done.stdout, re.MULTILINE)
    assert re.search(r"^bad\.tflite +wrong$", done.stdout, re.MULTILINE)


def test_an_installed_dlpulint_is_a_hook_as_well(tmp_path: Path) -> None:
    folder = repository(tmp_path / "models")
    shutil.copy(GOOD, folder / "good.tflite")
    (folder / "dlpulint.toml").write_text('targets = ["artpec8"]\n', "utf-8")
    *_, hook, _ = [step for step in steps_of(PAGE) if isinstance(step, File)]
    script = "entry: sh tools/dlpulint.sh\n"
    assert script in hook.text
    assert "- With `entry: dlpulint` the hook runs" in PAGE.read_text("utf-8")
    (folder / hook.name).write_text(hook.text.replace(script, "entry: dlpulint\n"), "utf-8")
    commit(folder)
    # As .ci/run does: the command of this environment is on the path.
    shell = Shell(folder, tmp_path)
    path = f"PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH"
    assert "Passed" in shell.run(f"{path} pre-commit run --all-files").stdout
    shutil.copy(BAD, folder / "bad.tflite")
    git(folder, "add", "bad.tflite")
    done = shell.run(f"{path} pre-commit run")
    assert done.returncode == 1, done.stdout
    assert "tflite/planar-input" in done.stdout


def wheel(folder: Path) -> Path:
    """The wheel of the last commit, in a folder of its own."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", f"{folder}"]
    source = folder.parent / "source"
    git(folder.parent, "clone", "--quiet", f"{ROOT}", f"{source}")
    subprocess.run([*pip, f"{source}"], check=True)
    (built,) = folder.glob("dlpulint-*.whl")
    return built


def test_the_wheel_of_the_repository_is_the_one_that_the_hook_runs(tmp_path: Path) -> None:
    folder = repository(tmp_path / "models")
    shutil.copy(GOOD, folder / "good.tflite")
    shutil.copy(BAD, folder / "bad.tflite")
    (folder / "dlpulint.toml").write_text('targets = ["artpec8"]\n', "utf-8")
    *_, script, hook, _ = [step for step in steps_of(PAGE) if isinstance(step, File)]
    (folder / "tools").mkdir()
    (folder / script.name).write_text(script.text, "utf-8")
    (folder / hook.name).write_text(hook.text, "utf-8")
    shutil.copy(wheel(tmp_path / "wheels"), folder / "tools")
    commit(folder)
    done = Shell(folder, tmp_path).run("pre-commit run --all-files")
    assert "- exit code: 1" in done.stdout, done.stdout
    assert re.search(r"^model +artpec8$", done.stdout, re.MULTILINE)
    assert "tflite/planar-input" in done.stdout
    (ran,) = (folder / ".git" / "dlpulint").glob("*/bin/dlpulint")
    version = subprocess.run([ran, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("dlpulint 0.1.0")

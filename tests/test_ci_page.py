"""The page about hooks and CI: its configs and its workflow do as it says."""

import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.documented import File, blocks_of, steps_of
from tests.places import FIXTURES, ROOT
from tests.repositories import commit, git, repository
from tests.running import run

PAGE = ROOT / "docs" / "ci.md"

GOOD = FIXTURES / "resnet_int8_per_tensor.tflite"


def blocks(word: str) -> list[str]:
    """The page's blocks that hold a word."""
    texts = ("\n".join(block.lines) + "\n" for block in blocks_of(PAGE))
    return [text for text in texts if word in text]


def test_a_model_without_a_chip_gets_in_beside_another_unless_the_project_is_strict(
    tmp_path: Path,
) -> None:
    (config,) = blocks('files = "models/gate/"')
    (error,) = blocks("dlpulint: strict: ")
    for folder in ("lobby", "yard"):
        (tmp_path / "models" / folder).mkdir(parents=True)
        shutil.copy(GOOD, tmp_path / "models" / folder / "new.tflite")
    new, both = "models/yard/new.tflite", ("models/lobby/new.tflite", "models/yard/new.tflite")
    assert config.startswith("strict = true\n")
    (tmp_path / "dlpulint.toml").write_text(config.replace("strict = true\n", ""), "utf-8")
    assert run(new, cwd=tmp_path).returncode == 2
    assert run(*both, cwd=tmp_path).returncode == 0
    (tmp_path / "dlpulint.toml").write_text(config, "utf-8")
    assert run(new, cwd=tmp_path).returncode == 2
    done = run(*both, cwd=tmp_path)
    assert (done.returncode, done.stderr.decode("utf-8")) == (2, error)


def test_the_workflow_for_the_wheel_writes_what_its_upload_reads(tmp_path: Path) -> None:
    *_, text = blocks("security-events")
    steps = yaml.safe_load(text)["jobs"]["dlpulint"]["steps"]
    command, upload = steps[-2:]
    words = shlex.split(command["run"].replace("$GITHUB_STEP_SUMMARY", "summary.md"))
    assert words[:2] == ["sh", "tools/dlpulint.sh"]
    shutil.copy(GOOD, tmp_path)
    (tmp_path / "dlpulint.toml").write_text('targets = ["artpec8"]\n', "utf-8")
    assert run(*words[2:], cwd=tmp_path).returncode == 0
    assert (tmp_path / upload["with"]["sarif_file"]).is_file()
    assert (tmp_path / "summary.md").read_text("utf-8")


def wheel(folder: Path, prints: str, version: str = "0.1.0") -> Path:
    """A wheel whose `dlpulint` prints a word; it depends on no other package."""
    info = f"dlpulint-{version}.dist-info"
    files = {
        "dlpulint.py": f"def run():\n    print({prints!r})\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: dlpulint\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\ndlpulint = dlpulint:run\n",
    }
    file = folder / f"dlpulint-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{name},,\n" for name in files))
    return file


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """The folder of the page's script, in a repository."""
    (script,) = [s for s in steps_of(PAGE) if isinstance(s, File) and s.name.endswith(".sh")]
    file = repository(tmp_path / "models") / script.name
    file.parent.mkdir()
    file.write_text(script.text, "utf-8")
    return file.parent


def script(tools: Path, folder: Path | None = None) -> tuple[int, str, str]:
    """Exit code and output of the page's script, run as the hook does."""
    words = ["sh", "tools/dlpulint.sh"]
    cwd = folder or tools.parent
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


unix = pytest.mark.skipif(sys.platform == "win32", reason="there Git brings the shell, if any")


@unix
@pytest.mark.slow
def test_the_script_runs_the_wheel_that_is_there_now(tools: Path) -> None:
    file = wheel(tools, "first")
    assert script(tools) == (0, "first\n", "")
    (environment,) = (tools.parent / ".git" / "dlpulint").iterdir()
    (environment / "installed").unlink()
    (environment / "bin" / "dlpulint").write_text("half an installation", "utf-8")
    assert script(tools) == (0, "first\n", "")
    # Another wheel with the same name.
    assert wheel(tools, "second") == file
    assert script(tools) == (0, "second\n", "")
    # A worktree uses the environments of its repository.
    commit(tools.parent)
    git(tools.parent, "worktree", "add", "--quiet", "../other")
    assert script(tools, tools.parent.parent / "other") == (0, "second\n", "")
    assert len(list((tools.parent / ".git" / "dlpulint").iterdir())) == 2


@unix
@pytest.mark.slow
def test_the_script_runs_no_other_dlpulint_if_its_wheel_is_missing_doubled_or_damaged(
    tools: Path,
) -> None:
    missing = (2, "", "tools/dlpulint.sh: exactly one dlpulint-*.whl has to be in tools\n")
    assert script(tools) == missing
    file = wheel(tools, "old")
    wheel(tools, "new", "0.2.0")
    assert script(tools) == missing
    wheel(tools, "new", "0.2.0").unlink()
    file.write_bytes(b"no archive")
    code, printed, errors = script(tools)
    assert (code, printed) == (2, "")
    assert errors.endswith(f"tools/dlpulint.sh: tools/{file.name} could not be installed\n")

"""The page about hooks and CI: its configs and its workflow do as it says."""

import shlex
import shutil
from pathlib import Path

import yaml

from tests.documented import blocks_of
from tests.places import FIXTURES, ROOT
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
    assert words[0] == "dlpulint"
    shutil.copy(GOOD, tmp_path)
    (tmp_path / "dlpulint.toml").write_text('targets = ["artpec8"]\n', "utf-8")
    assert run(*words[1:], cwd=tmp_path).returncode == 0
    assert (tmp_path / upload["with"]["sarif_file"]).is_file()
    assert (tmp_path / "summary.md").read_text("utf-8")

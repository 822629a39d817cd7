"""Ctrl-C and its like, at any moment: exit code 128 and the signal's number, nothing left."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mending.files import PLANAR
from tests.places import FIXTURES

ENDING = """
import os, signal, sys
from importlib.abc import MetaPathFinder
from importlib import import_module

class Ending(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == MODULE:
            os.kill(os.getpid(), SIGNAL)

sys.meta_path.insert(0, Ending())
"""
"""Sends the signal when a module is imported."""

SWALLOWED = """
import os, sys
from dlpulint.loader.tflite import file
read = file.model_from_tflite
class Finalized:
    def __del__(self):
        os.kill(os.getpid(), SIGNAL)
def swallowing(data):
    Finalized()
    return read(data)
file.model_from_tflite = swallowing
"""
"""Sends it where Python drops exceptions."""

REPLACING = """
import os
replace, replaced = os.replace, []
def replacing(old, new):
    replaced.append(new)
    if len(replaced) == COUNT:
        os.kill(os.getpid(), SIGNAL)
    replace(old, new)
os.replace = replacing
"""
"""Sends it when the COUNT-th file is about to take its place."""

AGAIN = """
import os, time
from dlpulint.basics.files import Staged
discard = Staged.discard
def twice(self):
    os.kill(os.getpid(), SIGNAL)
    discard(self)
Staged.discard = twice
"""
"""Sends it once more while the first one is cleared up after."""

RUN = "from dlpulint.__main__ import run\nrun()\n"


def ended(script: str, *arguments: str, folder: Path, **values: object) -> tuple[int, str, str]:
    """Exit code and output of a process that gets a signal at a certain moment."""
    given = "".join(f"{name} = {value!r}\n" for name, value in values.items())
    done = subprocess.run(
        [sys.executable, "-c", given + script + RUN, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder)},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (PLANAR, "rank5_int8.tflite", "resnet_opset17.onnx"):
        shutil.copy(FIXTURES / name, tmp_path)
    return tmp_path


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


REPORTS = (".", "--target", "artpec8", "--format", "html=o.html", "--format", "json=o.json", "-q")


@pytest.mark.parametrize(
    "module",
    [
        "dlpulint.cli.main",
        "click",
        "msgspec",
        "dlpulint.cli.questions",
        "dlpulint.project.run",
        "dlpulint.loader.tflite.file",
        "jinja2",
    ],
)
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_run_wherever_it_is(module: str, name: str, folder: Path) -> None:
    before = files_in(folder)
    number = getattr(signal, name)
    code, out, err = ended(ENDING, *REPORTS, folder=folder, MODULE=module, SIGNAL=int(number))
    assert (code, out, err) == (128 + number, "", "")
    assert files_in(folder) == before


def test_a_signal_that_python_drops_counts_nevertheless(folder: Path) -> None:
    code, _, _ = ended(SWALLOWED, *REPORTS, folder=folder, SIGNAL=int(signal.SIGINT))
    assert code == 130


@pytest.mark.parametrize("again", ["", AGAIN])
@pytest.mark.parametrize("count", [1, 2])
def test_no_temporary_file_stays_behind(count: int, again: str, folder: Path) -> None:
    before = files_in(folder)
    code, out, err = ended(
        REPLACING + again, *REPORTS, folder=folder, SIGNAL=int(signal.SIGINT), COUNT=count
    )
    assert (code, out, err) == (130, "", "")
    written = files_in(folder).keys() - before.keys()
    assert written == ({"o.html"} if count == 2 else set())


@pytest.mark.parametrize("count", [1, 2])
def test_mended_files_are_written_all_or_none(count: int, folder: Path) -> None:
    before = files_in(folder)
    arguments = (PLANAR, "--target", "artpec8", "--fix", "--isolated", "-q")
    code, out, err = ended(
        REPLACING, *arguments, folder=folder, SIGNAL=int(signal.SIGTERM), COUNT=count
    )
    assert (code, out, err) == (143, "", "")
    assert files_in(folder) == before


def test_a_signal_that_the_parent_ignores_stays_ignored(folder: Path) -> None:
    ignoring = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    code, _, err = ended(
        ignoring + ENDING, *REPORTS, folder=folder, MODULE="jinja2", SIGNAL=int(signal.SIGHUP)
    )
    assert (code, err) == (1, "")

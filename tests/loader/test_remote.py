"""Addresses without fsspec, and where a file on this machine is needed.

With fsspec they are in tests/outside/test_remote.py.
"""

import sys

import pytest

from dlpulint import DlpulintError, fix, lint
from tests.places import FIXTURES
from tests.running import run

ADDRESS = "https://me:secret@host/models/a.onnx"


@pytest.fixture
def no_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "fsspec"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fsspec", None)


@pytest.mark.usefixtures("no_fsspec")
def test_without_fsspec_one_line_says_what_to_install() -> None:
    done = run(ADDRESS, "--target", "artpec8")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == (
        "dlpulint: https://host/models/a.onnx: remote models need fsspec: "
        "pip install 'dlpulint[remote]'\n"
    )


@pytest.mark.usefixtures("no_fsspec")
def test_files_on_this_machine_need_no_fsspec() -> None:
    assert lint(FIXTURES / "resnet_opset17.onnx", "artpec8").reports[0].error is None


def test_a_file_on_this_machine_has_no_scheme() -> None:
    done = run("file:///models/a.onnx", "--target", "artpec8")
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "dlpulint: file:///models/a.onnx: name the file without `file://`\n",
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((ADDRESS, "--target", "artpec8", "--fix"), "--fix writes a file beside the model"),
        (
            ("--report-mistake", ADDRESS, "artpec8"),
            "an issue is written about a file on this machine",
        ),
    ],
)
def test_some_options_need_a_file_on_this_machine(words: tuple[str, ...], why: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"dlpulint: https://host/models/a.onnx: {why}: download the model first\n"
    )


def test_so_does_fix_from_python() -> None:
    with pytest.raises(DlpulintError, match="only a file on this machine is mended: download"):
        fix(ADDRESS, "artpec8")

"""What tests of several folders need before they run."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlpulint.basics import project_address

# Results of another day, or of another test, must not stand for those of the code at hand.
os.environ["DLPULINT_CACHE_DIR"] = ""

# A shell's background and `nohup` have programs ignore these, and what a test starts inherits that.
for _number in (signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)


@pytest.fixture
def without_litert(monkeypatch: pytest.MonkeyPatch) -> None:
    """LiteRT is not installed, as on a machine with README's installation."""
    monkeypatch.setattr("dlpulint.mending.proof.run.find_spec", lambda name: None)


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The project states addresses: a site and a repository."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "dlpulint"\n[project.urls]\n'
        'Documentation = "https://docs.example/dlpulint/"\n'
        'Repository = "https://code.example/dlpulint"\n',
        "utf-8",
    )
    monkeypatch.setattr(project_address, "_PARENT", str(folder))
    project_address.project_addresses.cache_clear()
    yield
    project_address.project_addresses.cache_clear()

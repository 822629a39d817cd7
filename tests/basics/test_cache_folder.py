"""Where results are kept between runs."""

import os
import sys
from pathlib import Path

import pytest

from dlpulint.basics.cache_folder import cache_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="folders of Linux")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DLPULINT_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_it_is_in_the_users_cache(home: Path) -> None:
    assert cache_folder() == f"{home}/.cache/dlpulint"


def test_the_specified_variable_names_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert cache_folder() == "/elsewhere/dlpulint"


def test_a_relative_one_is_ignored_as_specified(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "models")
    assert cache_folder() == f"{home}/.cache/dlpulint"


def test_a_variable_of_its_own_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    monkeypatch.setenv("DLPULINT_CACHE_DIR", "kept")
    assert cache_folder() == os.path.abspath("kept")


def test_an_empty_one_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLPULINT_CACHE_DIR", "")
    assert cache_folder() is None


@pytest.mark.parametrize("home", ["/nonexistent", "not/absolute", "/dev/null"])
def test_a_user_without_a_home_has_none(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", home)
    assert cache_folder() is None

"""A lock on a file: one run at a time, nothing left, no waiting for ever."""

import threading
from pathlib import Path

import pytest

from dlpulint.basics import lock
from dlpulint.basics.errors import UsageError
from dlpulint.basics.lock import locked


def test_a_second_one_waits_for_the_first(tmp_path: Path) -> None:
    file, seen = tmp_path / "a.json", []

    def second() -> None:
        with locked(file):
            seen.append("second")

    with locked(file):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.2)
        seen.append("first")
    thread.join()
    assert seen == ["first", "second"]
    assert list(tmp_path.iterdir()) == []


def test_links_to_a_file_have_its_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0)
    (tmp_path / "link.json").symlink_to("a.json")
    with locked(tmp_path / "a.json"), pytest.raises(UsageError), locked(tmp_path / "link.json"):
        pass


def test_one_that_is_not_let_go_of_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    (tmp_path / ".a.json.lock").touch()
    with pytest.raises(UsageError) as raised, locked(tmp_path / "a.json"):
        pass
    assert str(raised.value) == (
        f"{tmp_path}/a.json: another run is writing it; if there is none, delete "
        f"{tmp_path}/.a.json.lock"
    )


def test_an_error_lets_go_of_it(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), locked(tmp_path / "a.json"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised, locked(tmp_path / "none" / "a.json"):
        pass
    assert str(raised.value).endswith("none/a.json: cannot be written: No such file or directory")


def test_a_device_has_none() -> None:
    with locked(Path("/dev/null")), locked(Path("/dev/null")):
        pass
    assert not Path("/dev/.null.lock").exists()

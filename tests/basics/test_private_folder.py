"""Files that may get lost: whole or not there, and never anyone else's."""

import os
import time
from pathlib import Path

import pytest

from dlpulint.basics.private_folder import PrivateFolder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "entries"


@pytest.fixture
def folder(path: Path) -> PrivateFolder:
    made = PrivateFolder.at(str(path))
    assert made is not None
    return made


def test_what_was_written_is_read(folder: PrivateFolder) -> None:
    folder.write("a", b"content")
    folder.write("b", b"")
    assert (folder.read("a"), folder.read("b"), folder.read("c")) == (b"content", b"", None)


def test_nobody_else_may_look_into_it(folder: PrivateFolder, path: Path) -> None:
    folder.write("a", b"content")
    assert path.stat().st_mode & 0o777 == 0o700
    assert (path / "a.kept").stat().st_mode & 0o777 == 0o600


def test_nothing_but_the_file_is_left(folder: PrivateFolder, path: Path) -> None:
    folder.write("a", b"1")
    folder.write("a", b"2")
    assert os.listdir(path) == ["a.kept"]
    assert folder.read("a") == b"2"


def test_every_damage_is_noticed(folder: PrivateFolder, path: Path) -> None:
    folder.write("a", b"content")
    whole = (path / "a.kept").read_bytes()
    for place in range(len(whole)):
        (path / "a.kept").write_bytes(whole[:place])
        assert folder.read("a") is None, f"cut at {place}"
        damaged = bytearray(whole)
        damaged[place] ^= 4
        (path / "a.kept").write_bytes(damaged)
        assert folder.read("a") is None, f"damaged at {place}"


def test_a_link_in_its_place_is_neither_read_nor_written_through(
    folder: PrivateFolder, path: Path
) -> None:
    folder.write("a", b"content")
    target = path.parent / "target"
    os.rename(path / "a.kept", target)
    before = target.read_bytes()
    (path / "a.kept").symlink_to(target)
    assert folder.read("a") is None
    folder.write("a", b"new")
    assert folder.read("a") == b"new"
    assert not (path / "a.kept").is_symlink()
    assert target.read_bytes() == before


def test_a_pipe_in_its_place_is_not_waited_for(folder: PrivateFolder, path: Path) -> None:
    os.mkfifo(path / "a.kept")
    assert folder.read("a") is None
    folder.write("a", b"new")
    assert folder.read("a") == b"new"


def test_a_folder_in_its_place_stays(folder: PrivateFolder, path: Path) -> None:
    (path / "a.kept").mkdir()
    folder.write("a", b"new")
    assert folder.read("a") is None
    assert os.listdir(path) == ["a.kept"]


def test_a_link_for_a_folder_is_refused(path: Path) -> None:
    (path.parent / "elsewhere").mkdir(parents=True)
    path.symlink_to(path.parent / "elsewhere")
    assert PrivateFolder.at(str(path)) is None


@pytest.mark.parametrize("mode", [0o777, 0o720, 0o702])
def test_a_folder_that_others_may_write_in_is_refused(path: Path, mode: int) -> None:
    path.mkdir(parents=True)
    path.chmod(mode)
    assert PrivateFolder.at(str(path)) is None


def test_a_folder_of_someone_else_is_refused(
    folder: PrivateFolder, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = os.geteuid() + 1
    monkeypatch.setattr("os.geteuid", lambda: other)
    assert PrivateFolder.at(str(path)) is None


@pytest.mark.parametrize("path", ["/dev/null/x", "/proc/dlpulint/x", "nul\0byte"])
def test_where_no_folder_can_be_there_is_none(path: str) -> None:
    assert PrivateFolder.at(path) is None


def test_a_folder_that_went_away_loses_files_only(folder: PrivateFolder, path: Path) -> None:
    path.rmdir()
    folder.write("a", b"content")
    folder.tidy(100)
    assert folder.read("a") is None
    assert not path.exists()


def test_one_that_cannot_be_written_is_as_it_was(folder: PrivateFolder, path: Path) -> None:
    folder.write("a", b"content")
    path.chmod(0o500)
    try:
        folder.write("a", b"new")
        folder.write("b", b"new")
        kept = folder.read("a")
        # Root writes everywhere.
        assert kept == (b"new" if os.geteuid() == 0 else b"content")
    finally:
        path.chmod(0o700)


def used(path: Path, days: float) -> None:
    """Makes a file one that was used so many days ago."""
    at = time.time() - days * 86_400
    os.utime(path, (at, at))


def test_what_was_used_the_longest_ago_goes_first(folder: PrivateFolder, path: Path) -> None:
    for age, name in enumerate("abcd"):
        folder.write(name, bytes(1000))
        used(path / f"{name}.kept", 10 + age)
    (path / "notes.txt").write_bytes(bytes(5000))
    used(path / "notes.txt", 100)
    # Reading is using.
    folder.read("d")
    folder.tidy(2200)
    assert sorted(os.listdir(path)) == ["CACHEDIR.TAG", "a.kept", "d.kept", "notes.txt"]


def test_it_is_tidied_once_a_day(folder: PrivateFolder, path: Path) -> None:
    folder.tidy(100)
    folder.write("a", bytes(1000))
    opened = PrivateFolder.at(str(path))
    assert opened is not None
    opened.tidy(100)
    assert opened.read("a") is not None
    used(path / "CACHEDIR.TAG", 1.5)
    opened.tidy(100)
    assert opened.read("a") is None


def test_it_is_tidied_after_much_was_written(folder: PrivateFolder) -> None:
    folder.tidy(100)
    folder.write("a", bytes(1000))
    folder.tidy(100)
    assert folder.read("a") is None


def test_what_a_killed_process_left_goes_after_a_day(folder: PrivateFolder, path: Path) -> None:
    (path / "new.part").write_bytes(b"half")
    (path / "old.part").write_bytes(b"half")
    used(path / "old.part", 2)
    folder.tidy(1000)
    assert sorted(os.listdir(path)) == ["CACHEDIR.TAG", "new.part"]


def test_backups_leave_it_out(folder: PrivateFolder, path: Path) -> None:
    folder.tidy(1000)
    tag = (path / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")

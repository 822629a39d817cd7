"""Files that are written whole, and what must not be replaced by one."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import write_file


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("old")
    file.chmod(0o640)
    write_file(file, "new\n")
    assert (file.read_text("utf-8"), file.stat().st_mode & 0o777) == ("new\n", 0o640)
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_new_file_has_the_permissions_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "report.txt", "new\n")
    finally:
        os.umask(before)
    assert (tmp_path / "report.txt").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
class TestWhatIsNoFile:
    def test_a_link_stays_and_its_file_changes(self, tmp_path: Path) -> None:
        (tmp_path / "there").mkdir()
        link, file = tmp_path / "report.txt", tmp_path / "there" / "real.txt"
        file.write_text("old")
        link.symlink_to(file)
        write_file(link, "new\n")
        assert link.is_symlink()
        assert file.read_text("utf-8") == "new\n"

    def test_a_link_to_nothing_makes_the_file(self, tmp_path: Path) -> None:
        link = tmp_path / "report.txt"
        link.symlink_to(tmp_path / "real.txt")
        write_file(link, "new\n")
        assert link.is_symlink()
        assert (tmp_path / "real.txt").read_text("utf-8") == "new\n"

    def test_a_device_stays_a_device(self) -> None:
        write_file(Path("/dev/null"), "lost\n")
        assert not Path("/dev/null").is_file()

    def test_a_pipe_is_written_into(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        read: list[str] = []
        reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")))
        reader.start()
        write_file(pipe, "through\n")
        reader.join(10)
        assert read == ["through\n"]
        assert not pipe.is_file()

    def test_a_redirected_standard_output_is_written_into(self, tmp_path: Path) -> None:
        code = (
            "from pathlib import Path\nfrom dlpulint.basics.files import write_file\n"
            "write_file(Path('/dev/stdout'), 'text\\n')\n"
        )
        with (tmp_path / "out.txt").open("w") as out:
            subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
        assert (tmp_path / "out.txt").read_text("utf-8") == "text\n"
        piped = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert piped.stdout == b"text\n"

    def test_a_file_that_is_mounted_by_itself_is_written_plainly(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(*_: object) -> None:
            raise OSError(errno.EBUSY, "Device or resource busy")

        monkeypatch.setattr(os, "replace", busy)
        file = tmp_path / "report.txt"
        file.write_text("an older and longer text")
        write_file(file, "new\n")
        assert file.read_text("utf-8") == "new\n"
        assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]

    def test_a_folder_is_refused_in_one_line(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="cannot be written: Is a directory"):
            write_file(tmp_path, "text")

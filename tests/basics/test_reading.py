"""Files that others may have written are read whole, within a bound, or not at all."""

import io
import os
from pathlib import Path

import pytest

from dlpulint.basics.errors import Unreadable
from dlpulint.basics.reading import MIB, bytes_up_to, regular_bytes

NEEDS_PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


def refusal(path: Path) -> str:
    with pytest.raises(Unreadable) as raised:
        regular_bytes(path, MIB)
    return str(raised.value)


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a" * MIB)
    assert regular_bytes(file, MIB) == b"a" * MIB
    file.write_bytes(b"a" * (MIB + 1))
    assert refusal(file) == "larger than 1 MiB, the most that is read"


def test_a_large_file_without_content_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as opened:
        opened.truncate(50 * 1024 * MIB)
    assert refusal(file) == "larger than 1 MiB, the most that is read"


@NEEDS_PIPES
def test_a_pipe_that_nobody_writes_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    assert refusal(tmp_path / "link") == "a named pipe, not a file"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_a_device_that_never_ends_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/zero")
    assert refusal(tmp_path / "link") == "a device, not a file"


def test_the_system_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none") == "cannot be read: No such file or directory"
    assert refusal(tmp_path) == "a folder, not a file"


def test_a_stream_is_read_up_to_its_bound() -> None:
    assert bytes_up_to(3, io.BytesIO(b"abc")) == b"abc"
    with pytest.raises(Unreadable, match="larger than 2 MiB"):
        bytes_up_to(2 * MIB, io.BytesIO(b"a" * (2 * MIB + 1)))

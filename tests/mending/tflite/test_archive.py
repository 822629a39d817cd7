"""The zip archive after a model, in a file of another length."""

import io
import struct
import zipfile

import pytest

from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.archive import moved
from dlpulint.mending.tflite.whole_file import read_file, written_file
from tests.mending.models import Builder, with_archive

FILES = {"labels.txt": b"cat\ndog\n", "vocabulary/words.txt": b"a" * 1000, "empty": b""}


def model(channels: int = 4) -> bytes:
    b = Builder()
    image = b.tensor(1, 8, 8, 1)
    return b.file([image], [b.conv(image, channels)])


def opened(data: bytes) -> dict[str, bytes]:
    """The files in an archive, read by the positions that it states."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("longer", [-200, 0, 3000])
def test_an_archive_opens_in_a_file_of_another_length(relative: bool, longer: int) -> None:
    file = read_file(with_archive(model(), FILES, relative=relative))
    buffer = file.root.records("buffers")[1]
    buffer["data"] = bytes(max(1, len(buffer["data"]) + longer))
    result = written_file(file)
    assert opened(result) == FILES
    assert read_file(result).archive[:4] == b"PK\x03\x04"


def test_positions_from_the_start_of_the_file_move_along() -> None:
    data = with_archive(model(), FILES)
    file = read_file(data)
    result = moved(file.archive, file.archive_start, file.archive_start + 64)
    found = directory(result)
    assert found == [position + 64 for position in directory(file.archive)]
    assert all(
        result[position - file.archive_start - 64 :][:4] == b"PK\x03\x04" for position in found
    )


def test_positions_from_the_start_of_the_archive_stay() -> None:
    file = read_file(with_archive(model(), FILES, relative=True))
    assert moved(file.archive, file.archive_start, 7) == file.archive


def directory(archive: bytes) -> list[int]:
    """The positions of files that an archive states."""
    found, position = [], archive.index(b"PK\x01\x02")
    while archive[position : position + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<3H", archive, position + 28)
        found.append(struct.unpack_from("<I", archive, position + 42)[0])
        position += 46 + name + extra + comment
    return found


def archive_of(data: bytes) -> tuple[bytes, int]:
    file = read_file(data)
    return file.archive, file.archive_start


def test_an_archive_without_its_end_is_refused() -> None:
    archive, start = archive_of(with_archive(model(), FILES))
    with pytest.raises(Refused, match="are no whole zip archive"):
        moved(archive[:-22], start, 0)


def test_zip64_is_refused() -> None:
    archive, start = archive_of(with_archive(model(), FILES))
    end = archive.rindex(b"PK\x05\x06")
    for position, value in ((end + 16, b"\xff" * 4), (end + 10, b"\xff" * 2)):
        changed = archive[:position] + value + archive[position + len(value) :]
        with pytest.raises(Refused, match="zip64"):
            moved(changed, start, 0)


def test_an_archive_that_does_not_say_where_its_files_are_is_refused() -> None:
    archive, start = archive_of(with_archive(model(), FILES))
    with pytest.raises(Refused, match="does not state where its files are"):
        moved(archive, start + 1, 0)


def test_a_damaged_directory_is_refused() -> None:
    archive, start = archive_of(with_archive(model(), FILES))
    with pytest.raises(Refused, match="is damaged"):
        moved(archive.replace(b"PK\x01\x02", b"PK\x01\x03", 1), start, 0)


def test_an_archive_beyond_4_gib_is_refused() -> None:
    archive, start = archive_of(with_archive(model(), FILES))
    with pytest.raises(Refused, match="too far back"):
        moved(archive, start, 2**32 - 10)

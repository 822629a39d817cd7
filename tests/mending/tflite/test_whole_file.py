"""Files with parts after the FlatBuffer."""

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.whole_file import WholeFile, read_file, written_file
from tests.mending.models import Builder, with_archive, with_outer_buffers


def builder() -> Builder:
    b = Builder()
    image = b.tensor(1, 8, 8, 1)
    b.end_graph([image], [b.conv(image, 40)])
    return b


def contents(root: Record) -> list[bytes]:
    return [bytes(record.get("data", b"")) for record in root.records("buffers")]


def test_buffers_after_the_flatbuffer_become_inner_ones() -> None:
    b = builder()
    file = read_file(with_outer_buffers(b))
    assert contents(file.root) == contents(b.root)
    assert all({"offset", "size"}.isdisjoint(r.fields) for r in file.root.records("buffers"))
    again = read_file(written_file(file))
    assert contents(again.root) == contents(b.root)


def test_the_archive_after_outer_buffers_is_kept() -> None:
    data = with_archive(with_outer_buffers(builder()), {"labels.txt": b"cat"})
    assert read_file(data).archive.startswith(b"PK\x03\x04")


def test_an_outer_buffer_beyond_the_file_is_damaged() -> None:
    with pytest.raises(ModelFileError, match="weights run out of it"):
        read_file(with_outer_buffers(builder())[:-1])


def test_the_same_bytes_are_the_weights_of_a_few_buffers_but_not_of_all() -> None:
    root = Record("Model", version=3, subgraphs=[Record("SubGraph")])
    length = 1024

    def file(buffers: int) -> bytes:
        root["buffers"] = [Record("Buffer", offset=offset, size=length) for _ in range(buffers)]
        return written_file(WholeFile(root, 1024)) + bytes(length)

    offset = 2
    offset = len(file(3)) - length
    assert len(read_file(file(3)).root.records("buffers")) == 3
    offset = len(file(500)) - length
    with pytest.raises(ModelFileError, match="weights run out of it"):
        read_file(file(500))


def test_options_of_a_custom_operator_after_the_flatbuffer_become_inner_ones() -> None:
    b = Builder()
    image = b.tensor(1)
    b.operator("CUSTOM", [image], b.tensor(1), custom="mine")
    operator = b.operators[0]
    b.end_graph([image], [1])
    operator.fields |= {"large_custom_options_offset": 2**40, "large_custom_options_size": 5}
    operator["large_custom_options_offset"] = len(b.file())
    (read,) = read_file(b.file() + b"hello").root.records("subgraphs")[0].records("operators")
    assert bytes(read["custom_options"]) == b"hello"
    assert "large_custom_options_offset" not in read.fields


@pytest.mark.parametrize("rest", [b"x" * 65, b"x" * 10_000, bytes(32) + b"PK\x03\x04" + bytes(99)])
def test_other_bytes_after_the_flatbuffer_are_refused(rest: bytes) -> None:
    data = builder().file()
    with pytest.raises(Refused, match="bytes follow the model in the file that are no zip archive"):
        read_file(data + rest)


@pytest.mark.parametrize("rest", [b"", bytes(100), b"\1\2\3", b"x" * 64])
def test_padding_and_a_left_over_table_are_no_bytes_of_the_model(rest: bytes) -> None:
    assert read_file(builder().file() + rest).archive == b""


def test_weights_in_other_files_are_refused() -> None:
    b = builder()
    b.fields["external_buffers"] = [Record("ExternalBuffer")]
    with pytest.raises(Refused, match="the model has weights in other files"):
        read_file(b.file())


def test_a_file_beyond_a_flatbuffer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = builder().file()
    monkeypatch.setattr("dlpulint.mending.tflite.whole_file.LARGEST", len(data))
    read_file(data)
    with pytest.raises(Refused, match="larger than a FlatBuffer can be"):
        read_file(data + b"\0")

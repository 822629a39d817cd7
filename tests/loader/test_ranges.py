"""Ranges of a file: the same bytes as the whole file has, fetched once, and few of them."""

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.onnx.file import model_from_onnx
from dlpulint.loader.onnx.slim import slim
from dlpulint.loader.onnx.wire import length_prefix
from dlpulint.loader.ranges import BLOCK, RangedBytes
from tests.places import FIXTURES


class Fetched:
    """Bytes that are fetched, with what was asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.ranges: list[tuple[int, int]] = []

    def __call__(self, start: int, stop: int) -> bytes:
        self.ranges.append((start, stop))
        return self.data[start:stop]

    def ranged(self) -> RangedBytes:
        return RangedBytes(len(self.data), self)


@pytest.mark.parametrize("seed", range(20))
def test_any_byte_and_slice_is_that_of_the_file_and_no_byte_is_fetched_twice(seed: int) -> None:
    random = Random(seed)
    source = Fetched(random.randbytes(random.choice((1, BLOCK, 20 * BLOCK + 7, 100 * BLOCK))))
    size, ranged = len(source.data), source.ranged()
    assert len(ranged) == size
    for _ in range(200):
        start = random.randrange(size)
        stop = min(size, start + random.choice((1, 10, BLOCK, 5 * BLOCK)))
        assert ranged[start] == source.data[start]
        assert ranged[start:stop] == source.data[start:stop]
    fetched = sorted(source.ranges)
    assert all(one[1] <= other[0] for one, other in pairwise(fetched))
    assert ranged.fetched == sum(stop - start for start, stop in fetched)


def test_a_slice_without_ends_is_the_whole_file() -> None:
    source = Fetched(bytes(range(256)) * 1000)
    assert bytes(source.ranged()[:]) == source.data


def test_reading_on_asks_for_more_and_more() -> None:
    source = Fetched(bytes(200 * BLOCK))
    ranged = source.ranged()
    for position in range(0, 200 * BLOCK, 100):
        ranged[position]
    assert len(source.ranges) < 12


def test_fewer_bytes_than_asked_for_are_an_error() -> None:
    with pytest.raises(ModelFileError, match="cannot be read: 10 bytes came for 16,384 at 40,960"):
        RangedBytes(10 * BLOCK, lambda start, stop: bytes(10))[40960]


def big(path: Path, tensors: int, size: int) -> bytes:
    """A model with tensors of zeros beside its own, as their file has them."""
    data = path.read_bytes()
    fields = []
    for number in range(tensors):
        name = b"extra%d" % number
        tensor = b"\x08" + _number(size) + b"\x10\x03" + length_prefix(8, len(name)) + name
        tensor += length_prefix(9, size) + bytes(size)
        fields.append(length_prefix(5, len(tensor)) + tensor)
    graph = b"".join(fields)
    # A field of a message that comes again adds to it.
    return data + length_prefix(7, len(graph)) + graph


def _number(value: int) -> bytes:
    return length_prefix(0, value)[1:]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.onnx")), ids=lambda path: path.name)
def test_a_model_is_the_same_by_ranges(path: Path) -> None:
    source = Fetched(path.read_bytes())
    assert slim(source.ranged()) == slim(memoryview(source.data))


def test_weights_are_skipped() -> None:
    source = Fetched(big(FIXTURES / "resnet_opset17.onnx", 40, 4 << 20))
    ranged = source.ranged()
    assert slim(ranged) == slim(memoryview(source.data))
    assert ranged.fetched < 0.01 * len(source.data)
    assert model_from_onnx(ranged).operators[0].native == "Conv"

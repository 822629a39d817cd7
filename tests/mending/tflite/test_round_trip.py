"""Tables that are read, written and read again."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import DlpulintError
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.tflite.whole_file import read_file, written_file
from tests.corpus import MARKS
from tests.mending.applying import plain
from tests.mending.models import Builder
from tests.places import CORPUS, FIXTURES

FILES = sorted(FIXTURES.glob("*.tflite"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_fixture_has_the_same_tables_after_it_is_written(path: Path) -> None:
    same_after_writing(path.read_bytes())


@pytest.mark.parametrize("mark", [pytest.param(None, marks=MARKS)])
def test_models_of_the_corpus_have_the_same_tables_after_they_are_written(mark: None) -> None:
    assert CORPUS is not None
    written = 0
    for path in sorted(CORPUS.rglob("*.tflite")):
        data = path.read_bytes()
        try:
            load_bytes(memoryview(data))
            read_file(data)
        except DlpulintError:
            continue
        same_after_writing(data)
        written += 1
    assert written > 200


def same_after_writing(data: bytes) -> None:
    """Asserts that nothing is lost, added or moved among the tables."""
    before = read_file(data)
    result = written_file(before)
    after = read_file(result)
    assert plain(after.root) == plain(before.root)
    assert result[4:8] == b"TFL3"
    assert written_file(after) == result


def test_absent_fields_stay_absent_and_defaults_that_are_stated_stay() -> None:
    b = Builder()
    tensor = b.tensor(1, scale=None)
    b.tensors[tensor]["is_variable"] = False
    b.tensors[tensor].remove("name")
    data = b.file([tensor], [tensor])
    (graph,) = read_file(data).root.records("subgraphs")
    (read,) = graph.records("tensors")
    assert read.get("is_variable") is False
    assert {"name", "quantization", "shape_signature"}.isdisjoint(read.fields)


def test_an_empty_list_is_not_an_absent_one() -> None:
    b = Builder()
    tensor = b.tensor(scale=None)
    b.operator("CUSTOM", [], [], custom="nothing")
    (graph,) = read_file(b.file([tensor], [])).root.records("subgraphs")
    (operator,) = graph.records("operators")
    assert operator.get("inputs") == ()
    assert operator.get("intermediates") is None
    assert graph.records("tensors")[0].get("shape") == ()


@pytest.mark.parametrize("size", [1, 15, 16, 17, 100])
def test_bytes_of_buffers_are_aligned_to_16(size: int) -> None:
    b = Builder()
    contents = [bytes([65 + at]) * (size + at) for at in range(5)]
    for content in contents:
        b.buffer(content)
    data = b.file([b.tensor(1)], [])
    assert [data.index(content) % 16 for content in contents] == [0] * 5

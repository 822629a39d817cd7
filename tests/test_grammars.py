"""A few inputs made from grammars: `python -m benchmarks.grammar` watches all of them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from random import Random
from typing import Any

import onnx
import pytest

from benchmarks.watched_inputs import results
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.schema import schema
from dlpulint.mending.tflite.whole_file import read_file
from tests.fuzzing.registry import target
from tests.grammars import luck
from tests.grammars.inputs import MAKERS, grammatical
from tests.grammars.toml import toml
from tests.mutations.watching import watch_reading
from tests.places import ROOT


@pytest.mark.parametrize("kind", MAKERS)
def test_no_input_of_a_kind_escapes(kind: str) -> None:
    read = target(kind).read
    outcomes = [watch_reading(read, MAKERS[kind](Random(number))) for number in range(60)]
    assert [outcome.escape for outcome in outcomes if outcome.escape is not None] == []
    if kind != "certificate":  # The files that it names are not there.
        assert {outcome.read for outcome in outcomes} == {True, False}


@pytest.mark.slow
def test_no_input_escapes_in_any_format() -> None:
    found = list(results(grammatical, range(0, 200_000, 97), 20))
    assert [str(grammatical(r.number)) for r in found if r.outcome.escape is not None] == []
    assert {result.kind for result in found} == {f".{kind}" for kind in MAKERS}


def test_a_number_is_the_same_input_in_every_process() -> None:
    script = (
        "import sys; from hashlib import sha256; from tests.grammars.inputs import grammatical\n"
        "for n in sys.argv[1:]: print(sha256(grammatical(int(n)).content).hexdigest())"
    )
    numbers = range(1000, 1026)
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, numbers)],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    made = [grammatical(number) for number in numbers]
    assert done.stdout.split() == [sha256(one.content).hexdigest() for one in made]
    assert {one.reader for one in made} == set(MAKERS)


def test_without_odd_values_models_are_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luck, "ODDS", (0.0,))
    for number in range(40):
        target("tflite").read(MAKERS["tflite"](Random(number)))
        target("onnx").read(MAKERS["onnx"](Random(number)))


def test_every_table_of_the_schema_comes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.grammars.flatbuffer.Writer._offset", lambda _, at, to: at - to)
    made: set[str] = set()
    fields: set[tuple[str, str]] = set()
    for number in range(2000):
        for record in records(monkeypatch, number):
            made.add(record.table)
            fields |= {(record.table, name) for name in record.fields}
    every = {(table, entry.name) for table, entries in schema().tables.items() for entry in entries}
    assert set(schema().tables) - made == set()
    assert every - fields == set()


def records(monkeypatch: pytest.MonkeyPatch, number: int) -> Iterator[Record]:
    """All tables of a model that is not written."""
    roots: list[Record] = []
    monkeypatch.setattr(
        "tests.grammars.flatbuffer.Writer.file", lambda _, root, __: roots.append(root) or b""
    )
    MAKERS["tflite"](Random(number))
    waiting: list[Any] = list(roots)
    seen = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        if isinstance(value, Record) and id(value) not in seen:
            seen.add(id(value))
            yield value
            waiting += value.fields.values()


def test_every_message_of_onnx_comes_up() -> None:
    found: set[str] = set()
    for number in range(400):
        waiting: list[Any] = [onnx.ModelProto.FromString(MAKERS["onnx"](Random(number)))]
        while waiting:
            message = waiting.pop()
            found.add(message.DESCRIPTOR.name)
            for field, value in message.ListFields():
                if field.message_type is not None:
                    waiting += value if hasattr(value, "extend") else [value]
    assert found >= {
        *("ModelProto", "GraphProto", "NodeProto", "AttributeProto", "TensorProto", "TypeProto"),
        *("ValueInfoProto", "TensorShapeProto", "Dimension", "Sequence", "Map", "Optional"),
        *("FunctionProto", "SparseTensorProto", "TensorAnnotation", "StringStringEntryProto"),
        *("OperatorSetIdProto", "TrainingInfoProto", "SparseTensor", "Segment"),
    }


def test_a_shared_table_is_written_once() -> None:
    shared = Record("SubGraph", name=b"the one that is listed", tensors=[], operators=[])
    from tests.grammars.flatbuffer import Writer

    root = Record("Model", version=3, subgraphs=[shared] * 50)
    sound = luck.Luck(Random(0))
    sound.odds = 0.0
    content = Writer(sound).file(root, b"TFL3")
    assert len(content) < 600
    read = read_file(content).root
    assert [graph.text("name") for graph in read.records("subgraphs")] == [
        "the one that is listed"
    ] * 50


def test_plain_values_are_written_as_toml() -> None:
    import tomllib

    document = {
        "a b": [1, 2.5, True, "x\n\"'", {"c": None, "d": []}],
        "e": {"é": "ü\u202e", "f": "\x1b"},
        "g": None,
    }
    assert tomllib.loads(toml(document)) == {
        "a b": [1, 2.5, True, "x\n\"'", {"d": []}],
        "e": {"é": "ü\u202e", "f": "\x1b"},
    }

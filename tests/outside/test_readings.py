"""dlpulint and LiteRT read the same in .tflite files that both accept."""

import sys
from pathlib import Path

import pytest

from benchmarks.litert import Judge
from benchmarks.readings_tflite import READER, compared, differences_of
from dlpulint.loader.open_model import load
from tests.places import FIXTURES

pytest.importorskip("ai_edge_litert")

FILES = sorted(FIXTURES.glob("*.tflite"))


def test_made_and_damaged_files_are_read_the_same() -> None:
    found = compared(range(1_000), sys.executable)
    assert found.differences == ()
    assert found.accepted > 200


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_fixtures_are_read_as_litert_reads_them(path: Path) -> None:
    with Judge(sys.executable, READER) as judge:
        answer = judge.whole_answer(path)
    if "graphs" in answer:
        assert list(differences_of(load(path), answer)) == []


def test_a_difference_is_noticed() -> None:
    path = FIXTURES / "rank5_int8.tflite"
    with Judge(sys.executable, READER) as judge:
        answer = judge.whole_answer(path)
    graph = answer["graphs"][0]
    graph["operators"][0]["version"] = 9
    graph["tensors"][graph["inputs"][0]]["scales"] = [0.5]
    found = list(differences_of(load(path), answer))
    assert any("operator 0: version: " in difference for difference in found)
    assert any("graph 0: inputs: " in difference for difference in found)

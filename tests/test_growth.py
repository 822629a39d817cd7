"""The work that a linter does grows with a model's operators and no faster.

Calls are counted, not seconds: they are the same on every machine. Seconds up to 100,000 operators
are what `benchmarks/growth.py` measures.
"""

import cProfile
import pstats
from itertools import product
from pathlib import Path

import pytest

from benchmarks.graphs import SHAPES, layers_of, write
from dlpulint.engine.many_files import lint_with
from dlpulint.loader.open_model import load
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import load_packs

SMALL = 80
FACTOR = 10
MOST = 1.1
"""Times as many calls as operators."""


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    """Each way of dividing a graph, and a preview."""
    return load_packs(["artpec7", "artpec9", "cv25"], Folders())


QUICK = {("chain", "tflite"), ("residual", "onnx")}
"""Graphs that are counted in every run; the others take three seconds each."""


@pytest.mark.parametrize(
    ("shape", "format"),
    [
        pytest.param(*case, marks=() if case in QUICK else pytest.mark.slow)
        for case in product(SHAPES, ("tflite", "onnx"))
    ],
)
def test_ten_times_the_operators_are_at_most_eleven_times_the_calls(
    shape: str, format: str, tmp_path: Path, packs: list[Pack]
) -> None:
    counted = []
    for operators in (SMALL, SMALL, SMALL * FACTOR):
        path = tmp_path / f"{shape}{operators}.{format}"
        write(path, layers_of(shape, operators))
        profile = cProfile.Profile()
        report = profile.runcall(lint_with, [str(path)], packs)
        assert not report.unreadable
        counted.append(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
    # The first run imports.
    _, small, large = counted
    assert large <= small * FACTOR * MOST


@pytest.mark.parametrize("format", ["tflite", "onnx"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_graph_has_the_operators_that_are_wanted_and_every_shape_is_known(
    shape: str, format: str, tmp_path: Path
) -> None:
    path = tmp_path / f"graph.{format}"
    write(path, layers_of(shape, 101))
    model = load(path)
    assert 99 <= len(model.operators) <= 101
    assert [t.name for o in model.operators for t in o.outputs if t.shape is None] == []

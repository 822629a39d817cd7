"""Small files that ask for far more than their size stay within the bar, in every format.

Those of `SLOW` take minutes, the quick ones seconds. All of them take half an hour: the benchmark
measures them, and its table is the section of docs/robustness.md.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.bombs import bombs, measured
from tests.mutations import bombs_onnx as onnx
from tests.mutations import bombs_tflite as tflite
from tests.mutations.watching import said_of

MANY = "damaged TFLite file (its operators list more tensors than fit into it)"
SAME = "damaged TFLite file (it lists the same tables again and again)"
LARGER = "its local functions, written out where they are called, would give its graph more than "
SIZE = ", which is what dlpulint reads of a file of its size"


SLOW = (
    "TFLite: 300,000 connections",
    "TFLite: a chain of 10,000 MUL and ADD",
    "TFLite: one tensor that 20,000 operators read",
    "TFLite: 2,000 custom operators with long names",
    "TFLite: 900 graphs, each with two loops over the next",
    "TFLite: 5,000 custom operators, one map of 5,000 options",
    "ONNX: 120,000 connections",
    "ONNX: a chain of 12,000 nodes",
    "ONNX: 128,000 names of dimensions",
    "ONNX: a million empty constants",
    "ONNX: 5,000 nodes, one list of 60,000 scales",
    "ONNX: 5,000 kinds of nodes",
    "ONNX: Ifs within Ifs, 8 deep and 8 wide",
    "ONNX: Scans within Scans, 25 deep and 100 wide",
)
"""One of each kind that is read as a model."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_a_bomb_stays_within_the_bar(name: str, tmp_path: Path) -> None:
    (row,) = measured({name: bombs()[name]}, tmp_path)
    assert [f"{c.way}: {c.seconds:.1f} s, {c.mebibytes:.0f} MiB {c.error}" for c in row.over] == []
    assert len(row.costs) > 20


QUICK = ("TFLite: operators that share lists of 40 operands", "ONNX: functions that double 30")


@pytest.mark.parametrize("name", QUICK)
def test_a_quick_bomb_stays_within_the_bar(name: str, tmp_path: Path) -> None:
    (row,) = measured(bombs(name), tmp_path)
    assert [cost.way for cost in row.over] == []
    assert {cost.way.split()[0] for cost in row.costs} >= {"all", "artpec8", "--as-if", "--diff"}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: tflite.one_list_of_operands(200, 10_000), MANY),
        (lambda: tflite.many_results(5_000, 10), MANY),
        (lambda: tflite.one_operator(2_000), SAME),
        (lambda: tflite.one_code(2_000), SAME),
        (lambda: tflite.one_tensor(2_000), SAME),
        (lambda: tflite.signatures_of_one(2_000), SAME),
        (lambda: tflite.metadata_of_one(2_000), SAME),
        (lambda: onnx.functions(2_000, 12), f"{LARGER}6,134 nodes{SIZE}"),
        (lambda: onnx.empty_nodes(12_000), f"more than 5,502 operators{SIZE}"),
        (
            lambda: onnx.within_graph((1, 5, 10), 1_001),
            "more than 1,000 values of an attribute, which is what dlpulint reads",
        ),
        (
            lambda: onnx.empty((25, 11), 1_001),
            "more than 1,000 default attributes of a local function, which is what dlpulint reads",
        ),
    ],
)
def test_a_file_that_repeats_itself_is_refused(made: Callable[[], bytes], said: str) -> None:
    assert said_of(made()) == said

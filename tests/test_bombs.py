"""Small files that ask for far more than their size stay within the bar, in every format."""

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


@pytest.mark.slow
@pytest.mark.parametrize("name", bombs())
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

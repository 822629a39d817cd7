"""The number of each operator's partition, by way of partitioning."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.report.summary import placement_summary
from tests.pack_files import header, load, row

TABLE = row("relu", "concatenation", "while") + row("abs", status="unknown")


def numbers(folder: Path, partitioning: str, lines: Sequence[str]) -> list[int | None]:
    """The partitions of lines such as `relu a <- x`, all tensors int8[1,4]."""
    text = ["input x: int8[1,4]"]
    for line in lines:
        left, arrow, right = line.partition(" <- ")
        text.append(f"{left}: int8[1,4] <- {right}" if arrow else line)
    pack = load(folder, header(partitioning=partitioning), TABLE)
    placement = place(Facts(model_from_sketch("\n".join(text))), pack)
    found = [operator.partition for operator in placement.operators]
    summary = placement_summary(placement, pack)
    assert [operator.partition for operator in summary.operators] == found
    return found


CHAIN = ("relu a <- x", "tanh b <- a", "relu c <- b", "tanh d <- c", "tanh e <- d")


def test_partitions_count_in_the_order_in_which_they_run(tmp_path: Path) -> None:
    assert numbers(tmp_path, "greedy", CHAIN) == [0, 1, 2, 3, 3]


def test_branches_of_one_device_share_a_partition(tmp_path: Path) -> None:
    lines = ("tanh a <- x", "relu b <- x", "tanh c <- b", "relu d <- a", "concatenation e <- c, d")
    assert numbers(tmp_path, "greedy", lines) == [0, 1, 2, 1, 3]


def test_the_file_s_order_is_not_that_of_partitions(tmp_path: Path) -> None:
    lines = ("relu a <- x", "tanh b <- a", "tanh c <- x", "relu d <- c")
    assert numbers(tmp_path, "greedy", lines) == [0, 1, 1, 2]


def test_after_the_first_cut_all_is_one_partition(tmp_path: Path) -> None:
    assert numbers(tmp_path, "first-cut", CHAIN) == [0, 1, 1, 1, 1]


def test_a_graph_that_is_compiled_whole_is_one_partition(tmp_path: Path) -> None:
    assert numbers(tmp_path, "whole", CHAIN) == [0] * 5
    assert numbers(tmp_path, "whole", ("relu a <- x", "relu b <- a")) == [0, 0]


def test_an_unknown_operator_counts_as_on_the_dlpu(tmp_path: Path) -> None:
    lines = ("relu a <- x", "abs b <- a", "relu c <- b", "tanh d <- c")
    assert numbers(tmp_path, "greedy", lines) == [0, 0, 0, 1]


@pytest.mark.parametrize("partitioning", ["greedy", "first-cut", "whole"])
def test_operators_of_a_body_are_in_no_partition(tmp_path: Path, partitioning: str) -> None:
    lines = ("while b <- x", "subgraph body", "input z: int8[1,4]", "tanh c <- z", "relu d <- c")
    assert numbers(tmp_path, partitioning, lines) == [0, None, None]

"""Where the partition of a first-cut target ends, and what lies behind."""

from pathlib import Path

import pytest

from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.pack import Pack
from tests.pack_files import header, load, row

TABLE = row("relu", "fully-connected", "concatenation") + row("abs", status="unknown")


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load(tmp_path, header(partitioning="first-cut"), TABLE)


def cut(pack: Pack, *lines: str) -> tuple[int, int, int] | None:
    """Index, operators and MACs behind, of lines such as `relu a <- x`."""
    text = ["input x: int8[1,4]"]
    for line in lines:
        left, _, right = line.partition(" <- ")
        kind, _, name = left.partition(" ")
        weights = ", weights: int8[4,4]" if kind == "fully-connected" else ""
        text.append(f"{kind} {name}: int8[1,4] <- {right}{weights}")
    found = place(Facts(model_from_sketch("\n".join(text))), pack).cut
    if found is None:
        return None
    return found.operator.index, found.operators_behind, found.macs_behind


def test_the_operator_at_the_end_of_the_partition_cuts(pack: Pack) -> None:
    lines = ("relu a <- x", "tanh b <- a", "fully-connected c <- b", "tanh d <- c")
    assert cut(pack, *lines) == (1, 3, 16)


def test_what_is_beside_the_cut_does_not_lie_behind_it(pack: Pack) -> None:
    lines = ("relu a <- x", "tanh b <- a", "fully-connected c <- a", "fully-connected d <- b")
    assert cut(pack, *lines) == (1, 2, 16)


def test_what_stands_before_the_partition_cuts_nothing(pack: Pack) -> None:
    assert cut(pack, "tanh a <- x", "relu b <- a", "fully-connected c <- b") is None


def test_a_model_that_runs_whole_has_no_cut(pack: Pack) -> None:
    assert cut(pack, "relu a <- x", "fully-connected b <- a") is None


def test_without_a_partition_the_first_operator_that_is_refused_cuts(pack: Pack) -> None:
    assert cut(pack, "tanh a <- x", "exp b <- a") == (0, 2, 0)


def test_an_operator_that_nobody_knows_of_may_cut(pack: Pack) -> None:
    assert cut(pack, "relu a <- x", "abs b <- a", "fully-connected c <- b") == (1, 2, 16)


@pytest.mark.parametrize("partitioning", ["greedy", "whole"])
def test_other_targets_have_no_cut(tmp_path: Path, partitioning: str) -> None:
    pack = load(tmp_path, header(partitioning=partitioning), TABLE)
    assert cut(pack, "relu a <- x", "tanh b <- a", "relu c <- b") is None

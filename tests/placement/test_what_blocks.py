"""What changing the operators that block would win back, and how much work finding out is."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dlpulint.basics.terms import Device
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Model, Operator
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import DeviceMacs, PartitionCount, Placement, PlacementFigures
from dlpulint.placement.what_blocks import Obstacles, Wanted, win_back
from tests.pack_files import header, limit, load, row

TABLE = row("relu", "fully-connected", "concatenation") + "".join(
    row(kind, status="cpu") for kind in ("tanh", "exp", "logistic")
)
KERNEL = limit("attribute-limits", "params = { kernel_height = [1, 2] }", id="kernel")
STRIDE = limit("attribute-limits", "params = { stride_height = [1] }", id="stride")


@pytest.fixture
def greedy(tmp_path: Path) -> Pack:
    return load(tmp_path, header(), TABLE)


@pytest.fixture
def first_cut(tmp_path: Path) -> Pack:
    return load(tmp_path, header(partitioning="first-cut"), TABLE)


@pytest.fixture
def whole(tmp_path: Path) -> Pack:
    return load(tmp_path, header(partitioning="whole"), TABLE)


def chain(*kinds: str) -> Model:
    """Operators behind one another, all tensors int8[1,4]."""
    lines = ["input t0: int8[1,4]"]
    for number, kind in enumerate(kinds):
        weights = ", weights: int8[4,4]" if kind == "fully-connected" else ""
        lines.append(f"{kind} t{number + 1}: int8[1,4] <- t{number}{weights}")
    return model_from_sketch("\n".join([*lines, f"output t{len(kinds)}"]))


def placed(pack: Pack, *kinds: str) -> Placement:
    return place(Facts(chain(*kinds)), pack)


def steps(found: Placement) -> list[tuple[tuple[str, ...], list[int], int, int]]:
    """Causes, indices, MACs on the DLPU and partitions at worst."""
    return [
        (
            step.causes,
            [operator.index for operator in step.operators],
            step.figures.macs.dlpu,
            step.figures.worst.total,
        )
        for step in found.steps
    ]


def test_each_step_wins_the_most_that_is_left(first_cut: Pack) -> None:
    found = placed(first_cut, "exp", "fully-connected", "tanh", *["fully-connected"] * 3)
    # EXP stands before the partition; TANH keeps three layers away, and then nothing is left.
    assert steps(found) == [(("mine/tanh",), [2], 64, 2)]


def test_of_two_changes_that_win_the_same_the_names_decide(first_cut: Pack) -> None:
    def first_step(*kinds: str) -> tuple[str, ...]:
        branches = "".join(
            f"{kind} {kind}: int8[1,4] <- a\n"
            f"fully-connected {kind}2: int8[1,4] <- {kind}, weights: int8[4,4]\n"
            for kind in kinds
        )
        sketch = f"input x: int8[1,4]\nrelu a: int8[1,4] <- x\n{branches}output tanh2, exp2"
        return place(Facts(model_from_sketch(sketch)), first_cut).steps[0].causes

    assert first_step("tanh", "exp") == first_step("exp", "tanh") == ("mine/exp",)


def test_what_wins_only_together_is_one_step(first_cut: Pack) -> None:
    found = placed(first_cut, "relu", "exp", "tanh", "fully-connected")
    assert steps(found) == [(("mine/exp", "mine/tanh"), [1, 2], 16, 1)]


def test_steps_go_on_while_something_is_won(first_cut: Pack) -> None:
    found = placed(first_cut, "relu", "exp", "fully-connected", "tanh", "fully-connected")
    assert steps(found) == [(("mine/exp",), [1], 16, 2), (("mine/tanh",), [3], 32, 1)]


def test_an_operator_with_two_things_against_it_is_free_without_both(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("relu"), row("max-pool"), KERNEL, STRIDE)
    pool = "max-pool y: int8[1,4,4,4] <- r {kernel=3 stride=2}"
    text = f"input x: int8[1,8,8,4]\nrelu r: int8[1,8,8,4] <- x\n{pool}\n"
    found = place(Facts(model_from_sketch(text + "relu z: int8[1,4,4,4] <- y")), pack)
    assert [blocker.partitions_after for blocker in found.blockers] == [3, 3]
    assert steps(found) == [(("mine/max-pool/kernel", "mine/max-pool/stride"), [1], 0, 1)]


def test_unlisted_operators_are_changed_kind_by_kind(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("relu"))
    found = placed(pack, "relu", "exp", "relu", "tanh", "relu", "exp", "relu")
    assert steps(found) == [
        (("mine/unlisted-operator",), [1, 5], 0, 3),
        (("mine/unlisted-operator",), [3], 0, 1),
    ]


def test_an_operator_at_an_end_is_not_worth_a_change(greedy: Pack) -> None:
    assert steps(placed(greedy, "fully-connected", "tanh")) == []
    assert steps(placed(greedy, "fully-connected", "tanh", "relu")) == [
        (("mine/tanh",), [1], 16, 1)
    ]


def test_operators_without_macs_are_worth_a_change_where_they_are_many(first_cut: Pack) -> None:
    layers = ["fully-connected"] * 19
    assert steps(placed(first_cut, *layers, "tanh", "relu")) == []
    assert steps(placed(first_cut, *layers, "tanh", "relu", "relu")) == [
        (("mine/tanh",), [19], 304, 1)
    ]


def test_what_is_as_it_should_be_is_no_obstacle(tmp_path: Path) -> None:
    table = TABLE + row("custom:Decode", status="cpu", effect="advice")
    found = placed(load(tmp_path, header(), table), "relu", "custom:Decode", "relu")
    assert (found.blockers, found.steps) == ((), ())


def test_getting_below_the_limit_comes_first(tmp_path: Path) -> None:
    pack = load(tmp_path, header("partition_limit = 3"), TABLE, row("elu", status="cpu"))
    kinds = ["fully-connected", "tanh", "relu", "exp", "relu", "exp", "fully-connected"]
    found = placed(pack, *kinds)
    assert found.best.total == 7
    assert steps(found)[0] == (("mine/exp",), [3, 5], 32, 3)


def test_a_toolchain_that_takes_all_or_nothing_has_one_step(whole: Pack) -> None:
    found = placed(whole, "relu", "exp", "fully-connected", "tanh", "exp")
    assert steps(found) == [(("mine/exp", "mine/tanh"), [1, 3, 4], 16, 1)]


def test_a_model_without_obstacles_is_not_placed_again() -> None:
    nothing = Obstacles((), {}, {}, frozenset())

    def fails(_: Sequence[Device]) -> PlacementFigures:
        raise AssertionError

    assert win_back((), nothing, fails, Wanted(whole=False, limit=None)) == ((), ())


@pytest.mark.parametrize(
    ("operators", "most"), [(60, 25), (6_000, 5), pytest.param(600_000, 3, marks=pytest.mark.slow)]
)
def test_the_work_is_bounded_by_operators_placed_again(operators: int, most: int) -> None:
    pieces = [Operator(place, "tanh", "TANH", (), ()) for place in range(operators)]
    against = {place: frozenset({(f"cause {place % 30}", "")}) for place in range(operators)}
    causes = {(f"cause {n}", ""): range(n, operators, 30) for n in range(30)}
    tried = 0

    def counting(wishes: Sequence[Device]) -> PlacementFigures:
        nonlocal tried
        tried += 1
        step = PartitionCount(0, 1)
        return PlacementFigures(wishes.count(Device.DLPU), DeviceMacs(0, 1, 0), step, step)

    obstacles = Obstacles([Device.CPU] * operators, causes, against, frozenset())
    win_back(pieces, obstacles, counting, Wanted(whole=False, limit=None))
    assert tried <= most

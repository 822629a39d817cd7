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
    ("operators", "most"), [(60, 25), (6_000, 5), pytest.param(600_000, 2, marks=pytest.mark.slow)]
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
    assert tried == most


def figures(dlpu: int, best: int = 1, worst: int = 1, **changed: int) -> PlacementFigures:
    """Figures of 2,000 MACs in all, `dlpu` of them on the DLPU."""
    unknown = changed.get("unknown", 0)
    macs = DeviceMacs(dlpu, 2_000 - dlpu - unknown, unknown)
    count = PartitionCount(changed.get("on_dlpu", 0), best - changed.get("on_dlpu", 0))
    return PlacementFigures(changed.get("operators", 0), macs, count, PartitionCount(0, worst))


@pytest.mark.parametrize(
    ("before", "after", "worth"),
    [
        # A thousandth of the MACs, on the DLPU or perhaps on it.
        (figures(10), figures(11), False),
        (figures(10), figures(12), True),
        (figures(10), figures(10, unknown=1), False),
        (figures(10), figures(10, unknown=2), True),
        (figures(10, unknown=5), figures(11, unknown=4), False),
        # Two partitions, at best or at worst.
        (figures(10, best=5), figures(10, best=4), False),
        (figures(10, best=5), figures(10, best=3), True),
        (figures(10, worst=5), figures(10, worst=4), False),
        (figures(10, worst=5), figures(10, worst=3), True),
        # One partition fewer above the limit of six.
        (figures(10, best=7, worst=7), figures(10, best=6, worst=6), True),
        (figures(10, best=6, worst=6), figures(10, best=5, worst=5), False),
        # A twentieth of 100 operators, without the 3 that are changed.
        (figures(10, operators=50), figures(10, operators=57), False),
        (figures(10, operators=50), figures(10, operators=58), True),
    ],
)
def test_a_change_is_worthwhile_from_these_figures_on(
    before: PlacementFigures, after: PlacementFigures, worth: bool
) -> None:
    assert Wanted(whole=False, limit=6).worthwhile(before, after, 3, 100) is worth
    # A toolchain that accepts all or nothing asks for the whole graph alone.
    assert not Wanted(whole=True, limit=6).worthwhile(before, after, 3, 100)


def test_a_change_by_which_the_whole_graph_is_compiled_is_worthwhile() -> None:
    before, after = figures(10), figures(10, on_dlpu=1)
    assert Wanted(whole=True, limit=None).worthwhile(before, after, 3, 100)
    assert not Wanted(whole=True, limit=None).worthwhile(after, after, 3, 100)


def test_a_model_without_macs_gains_by_one() -> None:
    nothing = PartitionCount(0, 1)
    before = PlacementFigures(0, DeviceMacs(0, 0, 0), nothing, nothing)
    assert not Wanted(whole=False, limit=None).worthwhile(before, before, 0, 10)


def test_more_macs_come_before_fewer_partitions_and_the_limit_before_both() -> None:
    wanted = Wanted(whole=False, limit=4)
    ranked = [
        figures(2_000, best=5),
        figures(10, best=4, worst=9),
        figures(10, best=4, worst=8),
        figures(10, best=3, worst=8),
        figures(10, best=4, worst=9, operators=1),
        figures(10, best=4, worst=9, unknown=1),
        figures(11, best=4, worst=9),
    ]
    backwards = list(reversed(ranked))
    assert sorted(backwards, key=wanted.score) == ranked
    assert [wanted.excess(each) for each in ranked[:2]] == [1, 0]
    assert Wanted(whole=False, limit=None).excess(ranked[0]) == 0


def test_no_more_than_four_steps_are_reported(tmp_path: Path) -> None:
    kinds = ("tanh", "exp", "logistic", "abs", "neg", "sin")
    table = row("fully-connected") + "".join(row(kind, status="cpu") for kind in kinds)
    chained = [kind for cause in kinds for kind in (cause, "fully-connected")]
    found = placed(load(tmp_path, header(), table), "fully-connected", *chained)
    assert len(found.blockers) == 6
    assert len(found.steps) == 4
    assert {blocker.macs_won for blocker in found.blockers} == {0}
    assert {blocker.partitions_after for blocker in found.blockers} == {11}


def test_with_few_tries_left_the_most_promising_cause_is_tried_first() -> None:
    # 2,400 operators may be placed ten times: now, nine causes alone, and one more.
    gains = {(f"cause {n}", ""): n for n in range(9)}
    pieces = [Operator(n, "tanh", "TANH", (), ()) for n in range(2_400)]
    causes = {cause: [gain] for cause, gain in gains.items()}
    against = {gain: frozenset({cause}) for cause, gain in gains.items()}
    count = PartitionCount(0, 1)

    def placed_again(wishes: Sequence[Device]) -> PlacementFigures:
        won = sum(1 + n for n in range(9) if wishes[n] is Device.DLPU)
        return PlacementFigures(won, DeviceMacs(won, 1_000 - won, 0), count, count)

    obstacles = Obstacles([Device.CPU] * 2_400, causes, against, frozenset())
    wanted = Wanted(whole=False, limit=None)
    _, steps = win_back(pieces, obstacles, placed_again, wanted)
    assert [step.causes for step in steps] == [("cause 8",), ("cause 7",)]

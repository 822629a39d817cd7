"""Sentences about a placement."""

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.placement.result import DeviceMacs, PartitionCount, PlacementFigures
from dlpulint.report.report import CutSummary, PlacedOperator, PlacementSummary, StepSummary
from dlpulint.report.sentences import change_sentences, cut_sentence, operators_text
from tests.reporters.samples import placed, placement


def outcome(dlpu: int, unknown: int, best: int, worst: int, operators: int = 5) -> PlacementFigures:
    macs = DeviceMacs(dlpu, 1000 - dlpu - unknown, unknown)
    return PlacementFigures(operators, macs, PartitionCount(best, 0), PartitionCount(worst, 0))


def many(op: str, *indices: int) -> tuple[PlacedOperator, ...]:
    return tuple(placed(index, op, Device.CPU, direct=True) for index in indices)


def sentence(
    before: PlacementFigures,
    after: PlacementFigures,
    partitioning: Partitioning = Partitioning.GREEDY,
    limit: int | None = None,
    backend: str = "DLPU",
) -> str:
    step = StepSummary(many("MEAN", 68), ("x",), before, after)
    where = replace(placement(partitioning=partitioning, limit=limit), steps=(step,))
    (said,) = change_sentences(where, backend)
    return said


@pytest.mark.parametrize(
    ("operators", "text"),
    [
        (many("MEAN", 68), "MEAN #68"),
        (many("LOGISTIC", 12, 45, 90), "3 operators (LOGISTIC #12, #45, #90)"),
        (many("A", 1, 2, 3, 4, 5, 6), "6 operators (A #1, #2, #3, #4, #5, #6)"),
        (many("A", 1, 2, 3, 4, 5, 6, 7), "7 operators (A #1, #2, #3 …)"),
        ((*many("A", 1), *many("B", 2), *many("A", 3)), "3 operators (A #1, #3; B #2)"),
        (
            (*many("A", 1), *many("B", 2), *many("C", 3), *many("D", 4)),
            "4 operators of 4 kinds",
        ),
    ],
)
def test_operators_are_named_as_far_as_there_is_room(
    operators: tuple[PlacedOperator, ...], text: str
) -> None:
    assert operators_text(operators) == text


def test_macs_that_are_won_are_told_with_the_partitions() -> None:
    assert sentence(outcome(100, 0, 19, 19), outcome(980, 0, 9, 9)) == (
        "With MEAN #68 changed, 98 % of the MACs run on the DLPU (now 10 %), in 9 partitions "
        "(now 19)."
    )


def test_what_is_not_sure_is_told_as_a_range() -> None:
    assert sentence(outcome(100, 200, 1, 1), outcome(500, 500, 1, 1)) == (
        "With MEAN #68 changed, 50 to 100 % of the MACs run on the DLPU (now 10 to 30 %)."
    )


def test_a_graph_of_which_nothing_is_on_the_dlpu_has_no_partitions_to_compare() -> None:
    before = outcome(0, 0, 1, 1, operators=0)
    assert sentence(before, outcome(980, 0, 3, 3), limit=16) == (
        "With MEAN #68 changed, 98 % of the MACs run on the DLPU (now 0 %), in 3 partitions."
    )


def test_partitions_are_told_where_no_macs_are_won() -> None:
    assert sentence(outcome(1000, 0, 5, 7), outcome(1000, 0, 1, 3)) == (
        "With MEAN #68 changed, the graph splits into 1 to 3 partitions (now 5 to 7)."
    )


@pytest.mark.parametrize("after", [16, 17])
def test_the_limit_is_told_where_it_matters(after: int) -> None:
    said = sentence(outcome(1000, 0, 20, 20), outcome(1000, 0, after, after), limit=16)
    assert said.endswith(f"into {after} partitions (now 20; larod accepts at most 16).")
    below = sentence(outcome(1000, 0, 5, 5), outcome(1000, 0, 3, 3), limit=16)
    assert below.endswith("into 3 partitions (now 5).")


def test_operators_are_told_where_nothing_else_is_won() -> None:
    before, after = outcome(0, 0, 2, 2, operators=9), outcome(0, 0, 2, 2, operators=12)
    assert sentence(before, after, backend="Arm NN") == (
        "With MEAN #68 changed, 12 operators run on the Arm NN (now 9)."
    )


def test_one_partition_of_many_is_not_told_where_macs_are() -> None:
    said = sentence(outcome(0, 0, 1, 1), outcome(1000, 0, 1, 2), Partitioning.FIRST_CUT)
    assert said == "With MEAN #68 changed, 100 % of the MACs run on the DLPU (now 0 %)."


@pytest.mark.parametrize(
    ("worst", "gain"),
    [
        (1, "the whole graph runs on the DLPU"),
        (0, "no known problem keeps the graph off the DLPU"),
    ],
)
def test_a_toolchain_takes_the_graph_or_not(worst: int, gain: str) -> None:
    after = outcome(1000, 0, 1, worst)
    said = sentence(outcome(900, 0, 0, 0), after, Partitioning.WHOLE)
    assert said == f"With MEAN #68 changed, {gain}."


def test_further_steps_say_so() -> None:
    now, then, last = (outcome(macs, 0, 1, 1) for macs in (0, 500, 1000))
    first = StepSummary(many("SUB", 3), ("x",), now, then)
    second = StepSummary(many("ADD", 5), ("y",), then, last)
    said = list(change_sentences(replace(placement(), steps=(first, second)), "DLPU"))
    assert said[1] == ("With ADD #5 changed as well, 100 % of the MACs run on the DLPU (now 50 %).")


def test_operators_of_many_kinds_are_counted() -> None:
    operators = tuple(placed(index, f"OP_{index}", Device.CPU) for index in range(4))
    step = StepSummary(operators, ("x/dtype", "x/rank"), outcome(0, 0, 1, 1), outcome(9, 0, 1, 1))
    (said,) = change_sentences(replace(placement(), steps=(step,)), "DLPU")
    assert said.startswith("With 4 operators of 4 kinds changed, 0.9 %")


def test_operators_that_one_node_becomes_are_named_once() -> None:
    assert operators_text(many("STRIDED_SLICE", 17, 17, 18)) == (
        "3 operators (STRIDED_SLICE #17, #18)"
    )


def cut_off(device: Device, macs: int) -> PlacementSummary:
    where = placement([placed(0, macs=macs), placed(1, "TANH", device, direct=True, macs=macs)])
    return replace(where, cut=CutSummary(where.operators[1], 1, macs))


def test_the_operator_that_cuts_is_told_with_what_lies_behind() -> None:
    assert cut_sentence(cut_off(Device.CPU, 500), "DLPU") == (
        "The DLPU partition ends before TANH #1; because of it, 1 of 2 operators and 50 % of "
        "the MACs run on the CPU."
    )
    assert cut_sentence(cut_off(Device.UNKNOWN, 0), "DLPU") == (
        "The DLPU partition may end before TANH #1; then 1 of 2 operators run on the CPU."
    )
    assert cut_sentence(placement(), "DLPU") == ""

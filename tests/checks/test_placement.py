"""Checks of where the operators of a model end up."""

from typing import Any

import pytest

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.checks.placement import macs_on_dlpu, partition_limit
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Operator
from dlpulint.placement.result import (
    DeviceMacs,
    PartitionCount,
    Placed,
    Placement,
    PlacementFigures,
    Step,
)

FACTS = Facts(model_from_sketch(""))
NONE = PartitionCount(0, 0)


def placement(**given: Any) -> Placement:
    known = {
        "partitioning": Partitioning.GREEDY,
        "operators": (),
        "best": NONE,
        "worst": NONE,
        "partition_limit": None,
        "macs": DeviceMacs(0, 0, 0),
    }
    return Placement(**(known | given))


def filled(hits: list[Hit], slots: tuple[str, ...]) -> list[Hit]:
    assert all(set(hit.values) == set(slots) for hit in hits)
    return hits


def macs(dlpu: int, cpu: int, unknown: int) -> list[Hit]:
    there = placement(macs=DeviceMacs(dlpu, cpu, unknown))
    found = list(macs_on_dlpu.ask(there, FACTS, macs_on_dlpu.params()))
    return filled(found, macs_on_dlpu.slots)


def operator(native: str) -> Operator:
    return Operator(0, native.lower(), native, (), ())


def partitions(
    best: tuple[int, int], worst: tuple[int, int], limit: int | None, **given: Any
) -> list[Hit]:
    there = placement(
        best=PartitionCount(*best), worst=PartitionCount(*worst), partition_limit=limit, **given
    )
    found = list(partition_limit.ask(there, FACTS, partition_limit.params()))
    return filled(found, partition_limit.slots)


def test_a_model_of_which_nothing_runs_on_the_dlpu_is_told_with_its_macs() -> None:
    assert macs(0, 1_234_567, 0) == [Hit(None, {"macs": "1,234,567"}, cause="none")]


def test_one_mac_on_the_dlpu_is_some() -> None:
    assert macs(1, 1_000_000, 0) == []
    assert macs(1, 0, 1_000_000) == []


def test_a_compiled_network_on_the_dlpu_has_macs_that_nobody_counts() -> None:
    (operator,) = model_from_sketch("input x: int8[1]\ncustom:a y: int8[1] <- x").operators
    for device, amount in ((Device.DLPU, 0), (Device.CPU, 1)):
        placed = Placed(operator, device, None, (), None)
        there = placement(macs=DeviceMacs(0, 9, 0), operators=(placed,))
        assert len(list(macs_on_dlpu.ask(there, FACTS, macs_on_dlpu.params()))) == amount


def test_macs_that_may_run_on_the_dlpu_cannot_be_told() -> None:
    reason = "no operator with MACs is sure to run there"
    assert macs(0, 5, 7) == [Hit(None, {"macs": "12"}, cause="unknown", unknown=reason)]


def test_a_model_without_macs_has_none_to_place() -> None:
    assert macs(0, 0, 0) == []


def test_more_partitions_than_the_device_takes_are_told() -> None:
    assert partitions((9, 8), (10, 9), 16) == [
        Hit(
            None,
            {
                "partitions": 17,
                "on_cpu": 8,
                "limit": 16,
                "worst": 19,
                "cure": "No small set of changes brings the graph within the limit.",
            },
            cause="partitions",
        )
    ]


@pytest.mark.parametrize(("best", "worst"), [((8, 8), (8, 8)), ((1, 0), (1, 0)), ((1, 0), (8, 8))])
def test_as_many_partitions_as_the_device_takes_are_good(
    best: tuple[int, int], worst: tuple[int, int]
) -> None:
    assert partitions(best, worst, 16) == []


@pytest.mark.parametrize(("best", "worst"), [((8, 8), (9, 8)), ((9, 8), (8, 8))])
def test_a_count_that_depends_on_unknown_operators_cannot_be_told(
    best: tuple[int, int], worst: tuple[int, int]
) -> None:
    reason = "16 to 17 partitions against 16: it depends on 2 × MEAN and ABS"
    unsure = [
        Placed(operator(name), Device.UNKNOWN, name != "RELU", (), 0)
        for name in ("MEAN", "ABS", "RELU", "MEAN")
    ]
    (hit,) = partitions(best, worst, 16, operators=tuple(unsure))
    assert (hit.unknown, hit.cause) == (f"{reason}, whose device is not known", "partitions")


def test_what_brings_the_graph_within_the_limit_is_named() -> None:
    def step(best: tuple[int, int], worst: tuple[int, int], *natives: str) -> Step:
        counts = PartitionCount(*best), PartitionCount(*worst)
        outcome = PlacementFigures(0, DeviceMacs(0, 0, 0), *counts)
        return Step(tuple(map(operator, natives)), ("x",), outcome)

    def cure(*steps: Step) -> Value:
        (hit,) = partitions((9, 8), (10, 9), 16, steps=steps)
        return hit.values["cure"]

    near = step((9, 8), (9, 9), "LOGISTIC", "LOGISTIC")
    assert cure(near, step((1, 0), (2, 1), "SUB")) == (
        "With 2 × LOGISTIC and SUB changed, 1 to 3 partitions are left."
    )
    (unsure,) = partitions((8, 8), (9, 8), 16, steps=(near, step((1, 0), (8, 8), "SUB")))
    assert (
        unsure.values["cure"] == "With 2 × LOGISTIC and SUB changed, 1 to 16 partitions are left."
    )
    assert cure(step((1, 0), (1, 0), "SUB")) == "With SUB changed, 1 partition is left."
    assert cure(step((1, 1), (1, 1), "SUB")) == "With SUB changed, 2 partitions are left."
    assert cure(near) == "No small set of changes brings the graph within the limit."
    kinds = ("A", "B", "C", "D", "E", "F")
    assert cure(step((1, 0), (1, 0), *kinds)) == (
        "With A, B, C, D and 2 more kinds changed, 1 partition is left."
    )


def test_a_device_without_a_limit_takes_any_number() -> None:
    assert partitions((900, 900), (900, 900), None) == []

"""Checks of where the operators of a model end up."""

from typing import Any

import pytest

from dlpulint.checks.placement import macs_on_dlpu, partition_limit
from dlpulint.facts import Facts
from dlpulint.hit import Hit
from dlpulint.loader.from_sketch import model_from_sketch
from dlpulint.placed import DeviceMacs, PartitionCount, Placed, Placement
from dlpulint.terms import Device, Partitioning

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


def partitions(best: tuple[int, int], worst: tuple[int, int], limit: int | None) -> list[Hit]:
    there = placement(
        best=PartitionCount(*best), worst=PartitionCount(*worst), partition_limit=limit
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
        Hit(None, {"partitions": 17, "on_cpu": 8, "limit": 16, "worst": 19}, cause="partitions")
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
    reason = "16 to 17 partitions against 16: it depends on operators whose device is not known"
    (hit,) = partitions(best, worst, 16)
    assert (hit.unknown, hit.cause) == (reason, "partitions")


def test_a_device_without_a_limit_takes_any_number() -> None:
    assert partitions((900, 900), (900, 900), None) == []

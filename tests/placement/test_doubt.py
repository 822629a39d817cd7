"""Unknown devices decide a verdict only if their worst case changes what a user does."""

import pytest

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Operator
from dlpulint.placement.doubt import worst_case_matters
from dlpulint.placement.result import DeviceMacs, PartitionCount, Placed, Placement

D, U = Device.DLPU, Device.UNKNOWN


def relu(elements: int | str) -> Operator:
    """An operator that reads and writes as many bytes."""
    return model_from_sketch(f"input x: int8[{elements}]\nrelu y: int8[{elements}] <- x").operators[
        0
    ]


def placement(
    *sizes: tuple[int | str, Device],
    macs: tuple[int, int] = (0, 0),
    best: int = 1,
    worst: int = 1,
    limit: int | None = None,
) -> Placement:
    """Operators with their bytes and devices; MACs that are known and unknown; partitions."""
    placed = tuple(Placed(relu(size), device, None, (), 0) for size, device in sizes)
    known, unknown = macs
    counts = PartitionCount(best, 0), PartitionCount(worst, 0)
    return Placement(Partitioning.GREEDY, placed, *counts, limit, DeviceMacs(known, 0, unknown))


SMALL = ((1000, D), (1, U))


def test_nothing_is_in_doubt_where_every_device_is_known() -> None:
    assert not worst_case_matters(placement((10, D), best=1, worst=9, limit=4))


def test_a_small_operator_of_unknown_device_does_not_matter() -> None:
    assert not worst_case_matters(placement(*SMALL))


@pytest.mark.parametrize(("worst", "matters"), [(2, False), (3, False), (4, True)])
def test_three_more_partitions_matter(worst: int, matters: bool) -> None:
    assert worst_case_matters(placement(*SMALL, best=1, worst=worst)) is matters


@pytest.mark.parametrize(
    ("best", "worst", "matters"),
    [(15, 16, False), (16, 17, True), (17, 18, False)],
    ids=["within", "above at worst", "above in any case"],
)
def test_the_limit_of_partitions_matters_if_only_the_worst_case_exceeds_it(
    best: int, worst: int, matters: bool
) -> None:
    found = worst_case_matters(placement(*SMALL, best=best, worst=worst, limit=16))
    assert found is matters


@pytest.mark.parametrize(("unknown", "matters"), [(5, False), (6, True)])
def test_more_than_a_twentieth_of_the_macs_matters(unknown: int, matters: bool) -> None:
    assert worst_case_matters(placement(*SMALL, macs=(100 - unknown, unknown))) is matters


@pytest.mark.parametrize(("unknown", "matters"), [(5, False), (6, True)])
def test_more_than_a_twentieth_of_the_bytes_moved_matters(unknown: int, matters: bool) -> None:
    assert worst_case_matters(placement((100 - unknown, D), (unknown, U))) is matters


def test_an_operator_of_unknown_device_and_size_matters() -> None:
    assert worst_case_matters(placement((1000, D), ("?", U)))


def test_other_operators_of_unknown_size_count_as_nothing() -> None:
    assert not worst_case_matters(placement((1000, D), ("?", D), (1, U)))
    assert worst_case_matters(placement(("?", D), (1, U)))


@pytest.mark.parametrize(("reader", "matters"), [(Device.CPU, False), (D, True)])
def test_bytes_that_only_the_cpu_reads_do_not_matter(reader: Device, matters: bool) -> None:
    step, after = model_from_sketch(
        "input x: int8[1000]\nrelu y: int8[1000] <- x\ntanh z: int8[1000] <- y\noutput z"
    ).operators
    placed = (Placed(step, U, None, (), 0), Placed(after, reader, None, (), 0))
    counts = PartitionCount(1, 0), PartitionCount(1, 0)
    found = Placement(Partitioning.GREEDY, placed, *counts, None, DeviceMacs(0, 0, 0))
    assert worst_case_matters(found) is matters

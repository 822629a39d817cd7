"""Estimates of latency: fitted anew they are those of the packs, with the errors of the page."""

import re

import pytest
from msgspec.structs import replace

from benchmarks.latency import PAGE, PICTURE, page, picture
from benchmarks.latency_chips import Chip, chips
from benchmarks.latency_fit import by_macs, by_nearest, middle_and_worst
from benchmarks.latency_rows import networks, rows
from dlpulint.packs.latency import LatencyTable, TailLatency

NETWORKS = networks()
CHIPS = {chip.name: chip for chip in chips(rows(), NETWORKS)}

MOST = {
    "artpec8 Q1656": 5,
    "artpec7 Q1615 Mk III": 20,
    "artpec9 Q1728": 15,
    "cv25 M3085-V": 15,
}
"""Median errors of networks left out, in percent, that the estimates have to keep."""


def errors(chip: Chip) -> float:
    return middle_and_worst(chip.fit.left_out, chip.measured)[0]


@pytest.mark.parametrize("name", MOST)
def test_networks_left_out_are_predicted(name: str) -> None:
    chip = CHIPS[name]
    assert len(chip.fit.left_out) == 4
    assert errors(chip) <= MOST[name]


@pytest.mark.parametrize("name", MOST)
def test_the_estimate_beats_both_baselines(name: str) -> None:
    chip = CHIPS[name]
    for predict in (by_macs, by_nearest):
        assert middle_and_worst(predict(chip.measured, NETWORKS), chip.measured)[0] > errors(chip)


def test_the_ranges_have_nine_of_ten_networks_left_out() -> None:
    found = [chip.contained(NETWORKS) for chip in CHIPS.values() if chip.table is not None]
    held, inside = (sum(counts) for counts in zip(*found, strict=True))
    assert inside >= 17
    assert held >= 0.9 * inside


def tail_of(table: LatencyTable, network: str) -> tuple[float, float]:
    """Milliseconds of the tail of a network of Axis', from least to most."""
    if network.startswith(("ssd", "mobiledet")):
        spans = [tail.ms for tail in table.tail if tail.ms is not None]
        return spans[0].low, spans[0].high
    tails: list[TailLatency] = [tail for tail in table.tail if tail.ns_per_element]
    if network.startswith("y5") and tails:
        ms = (tails[0].ns_per_element or 0) * 25_200 * 85 / 1e6
        return ms / table.domain.factor, ms * table.domain.factor
    return 0, 0


@pytest.mark.parametrize("name", [name for name, chip in CHIPS.items() if chip.table is not None])
def test_the_pack_gives_ranges_that_have_all_measurements_of_axis(name: str) -> None:
    chip = CHIPS[name]
    table = chip.table
    assert table is not None
    for network, ms in chip.measured.items():
        figures = NETWORKS[network]
        layers = (
            table.ms_per_gmac * figures.gmac
            + table.ms_per_mb * figures.activation_mb
            + table.ms_per_overflow_mb * figures.overflow_mb
        )
        least, most = tail_of(table, network)
        low, high = layers / table.domain.factor + least, layers * table.domain.factor + most
        assert low <= ms <= high, network


def test_the_coefficients_are_those_of_the_packs() -> None:
    assert [line for chip in CHIPS.values() for line in chip.changes] == []


def test_a_row_that_changes_a_coefficient_is_reported() -> None:
    slower = [
        replace(row, ms=1.5 * row.ms) if row.chip == "artpec8 Q1656" else row for row in rows()
    ]
    found = {chip.name: list(chip.changes) for chip in chips(slower, NETWORKS)}
    assert found["artpec8 Q1656"] == [
        "artpec8 Q1656: ms per MB: 0.38 in the pack, 0.564 fitted",
        "artpec8 Q1656: ns per element of the tail: 17 in the pack, 25.9 fitted",
    ]
    assert found["artpec9 Q1728"] == []


def test_the_packs_state_the_errors_of_the_fit() -> None:
    for chip in CHIPS.values():
        if chip.table is not None:
            found = middle_and_worst(chip.fit.left_out, chip.measured)
            stated = chip.table.median_error, chip.table.worst_error
            assert tuple(map(round, found)) == stated, chip.name


def test_the_page_and_its_picture_are_up_to_date() -> None:
    found = list(CHIPS.values())
    assert PAGE.read_text("utf-8") == page(found, NETWORKS)
    assert PICTURE.read_text("utf-8") == picture(found)


def test_the_picture_has_a_point_per_network_left_out() -> None:
    titles = re.findall(r"<title>([^:]+): ", PICTURE.read_text("utf-8"))
    assert sorted(titles) == sorted(
        name for chip in CHIPS.values() if chip.table is not None for name in chip.fit.left_out
    )

"""Estimates of latency in packs: read with their mistakes, and chosen by camera and version."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import PackError
from dlpulint.basics.version import UNSTATED, stated_versions
from dlpulint.packs.applying import pack_for
from dlpulint.packs.latency import Span
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.pack_files import header, load

FIT = """
[[latency]]
camera = "X1000"
source = "lab"
networks = 3
median_error = 5
worst_error = 9
ms_per_mb = 0.4
domain = { activation_mb = { low = 10, high = 100 }, macs_per_byte = { low = 20, high = 80 }, \
factor = 1.5 }
"""


def cameras(target: str, *names: str, axis_os: str | None = None) -> list[tuple[str, str]]:
    versions = stated_versions(axis_os=axis_os) if axis_os else UNSTATED
    pack = pack_for(load_pack(target, Folders()), versions, names)
    return [(fit.table.camera, fit.asked_for) for fit in pack.latency.fits]


def test_an_estimate_is_read_with_its_source(tmp_path: Path) -> None:
    [fit] = load(tmp_path, header(), FIT).latency.fits
    assert (fit.table.camera, fit.source.title) == ("X1000", "Our lab")
    assert fit.table.domain.activation_mb == Span(10, 100)


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ('source = "lab"', 'source = "no"', "latency[0].source: no source 'no' in [sources]"),
        ("low = 10", "low = 200", "latency[0].domain: a lower end is above the upper end"),
        ("factor = 1.5", "factor = 0.5", "latency[0].domain.factor: "),
        ("ms_per_mb = 0.4", "ms_per_mb = -0.4", "latency[0].ms_per_mb: "),
        ("ms_per_mb = 0.4", "ms_per_mb = nan", "expected a finite number, found nan"),
        ("ms_per_mb = 0.4", "", "latency[0]: the key 'ms_per_mb' is missing"),
        (
            "networks = 3",
            'networks = 3\nkinds = ["cnov"]',
            "latency[0].kinds: no operator kind 'cnov'; did you mean 'conv'?",
        ),
        (
            "networks = 3",
            'networks = 3\ntail = [{ head = "SSD" }]',
            "latency[0].tail[0]: expected either `ns_per_element` or `ms`",
        ),
        (
            "networks = 3",
            "networks = 3\ntail = [{ ns_per_element = 3 }]",
            "latency[0].tail[0]: expected either `head` or `kind`",
        ),
    ],
)
def test_a_mistake_names_its_key(tmp_path: Path, before: str, after: str, mistake: str) -> None:
    with pytest.raises(PackError) as error:
        load(tmp_path, header(), FIT.replace(before, after))
    assert mistake in str(error.value)


def test_without_a_camera_the_first_is_the_usual_one() -> None:
    assert cameras("artpec8") == [("Q1656", ""), ("P1465", "")]


def test_a_camera_chooses_its_class() -> None:
    assert cameras("artpec8", "P1465-LE") == [("P1465", "")]
    assert cameras("artpec8", "axis q1656-dle") == [("Q1656", "")]


def test_a_camera_that_was_not_measured_is_remembered() -> None:
    found = [("Q1656", "P3265-LV"), ("P1465", "P3265-LV")]
    assert cameras("artpec8", "P3265-LV") == found


def test_a_camera_with_another_chip_chooses_nothing() -> None:
    assert cameras("artpec7", "P3265-LV") == [("Q1615 Mk III", "")]


def test_an_estimate_holds_from_its_version_on() -> None:
    assert cameras("artpec9", axis_os="12.10") == [("Q1728", "")]
    assert cameras("artpec9", axis_os="12.9") == []
    old = pack_for(load_pack("artpec9", Folders()), stated_versions(axis_os="12.9"))
    assert [fit.table.camera for fit in old.latency.outdated] == ["Q1728"]

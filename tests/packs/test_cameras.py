"""Cameras stand for the target of their chip."""

import re

import pytest

from benchmarks.cameras import NAMED, PRODUCTS, camera_name, rows, text
from dlpulint.basics.errors import UsageError
from dlpulint.packs.cameras import FIND_CHIP, camera_named, cameras, targets_of, without_target
from dlpulint.packs.library import Folders
from tests.places import ROOT


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("Q1615 Mk III", "artpec7"),
        ("q1615-mk-iii", "artpec7"),
        ("AXIS Q1615 Mk III", "artpec7"),
        ("Q1656-LE", "artpec8"),
        ("Q1656", "artpec8"),
        ("axis q1656-dle", "artpec8"),
        ("P3265", "artpec8"),
        ("P3265-LVE", "artpec8"),
        ("M4317-PLR", "artpec8"),
        ("M4225-LVE", "artpec8"),
        ("f9114-b mk ii", "artpec8"),
        ("Q1728", "artpec9"),
        ("Q1728-LE", "artpec9"),
        ("P3285-LVE", "artpec9"),
        ("M1075-L", "cv25"),
        ("M421x", "cv25"),
        ("M4218-LV", "cv25"),
        ("M2035-LE", "cv25"),
        ("M2048-LE", "cv75"),
    ],
)
def test_a_camera_has_the_target_of_its_chip(name: str, target: str) -> None:
    assert targets_of([name]) == (target,)


def test_cameras_of_one_chip_are_one_target() -> None:
    assert targets_of(["P3265-V", "M3085-V", "Q1656-LE"]) == ("artpec8", "cv25")


def test_a_camera_without_a_dlpu_is_named_as_such() -> None:
    with pytest.raises(UsageError) as raised:
        targets_of(["M3067-P"])
    assert str(raised.value) == (
        "camera M3067-P has no DLPU (ARTPEC-7 without a TPU); models run with --target cpu"
    )


def test_a_camera_that_may_have_a_tpu_says_where_to_look() -> None:
    assert without_target(camera_named("Q6075-E")) == (
        "camera Q6075-E has ARTPEC-7 (TPU unknown). If its product page lists a DLPU under "
        '"Compute capabilities", pass --target artpec7, else --target cpu'
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Q1615", "; did you mean 'Q1615 Mk III'"),
        ("M3085", "; did you mean 'M3085-V'"),
        ("P1465-LR", "; did you mean 'P1465-LE'"),
        ("axis q175", "; did you mean 'Q1715'"),
        ("P3265 Mk II", "; did you mean 'P3265'"),
        ("toaster", "\n"),
    ],
)
def test_an_unknown_camera_is_an_error_with_near_names_and_the_way_to_its_chip(
    name: str, near: str
) -> None:
    with pytest.raises(UsageError) as raised:
        targets_of([name])
    message = str(raised.value)
    assert message.startswith(f"unknown camera {name!r}{near}")
    assert message.endswith("\n".join(FIND_CHIP))


def test_every_camera_is_of_a_target_that_there_is_and_has_a_source() -> None:
    every = cameras()
    assert {camera.target for camera in every} - {""} <= set(Folders().targets())
    assert all(camera.source and camera.chip for camera in every)
    assert len({camera.name for camera in every}) == len(every)
    assert len(every) >= 120


def test_rows_that_stand_for_one_camera_agree_on_its_target() -> None:
    every = cameras()
    for camera in every:
        own = camera.name.replace("x", "1")
        assert camera_named(own) == camera
        assert {other.target for other in every if other.stands_for(own)} == {camera.target}
        assert re.match(r"[A-Z][0-9]", camera.name)


def test_the_list_is_what_its_script_writes() -> None:
    found = rows(NAMED.read_text("utf-8"), PRODUCTS.read_text("utf-8"))
    assert (ROOT / "rules" / "cameras.csv").read_text("utf-8") == text(found)


def test_the_script_takes_cameras_with_a_chip_and_named_rows_first() -> None:
    named = "camera,target,chip,source\nP1-E,cv25,CV25,a manual\n"
    products = (
        '{"products": {"P1-E": {"productType": "camera", "chipset": {"chipset": "ARTPEC-8"}},'
        '"P2-MK-II": {"productType": "camera", "chipset": {"chipset": "ARTPEC-9"}},'
        '"P3": {"productType": "camera", "chipset": {"chipset": null}},'
        '"D1": {"productType": "radar", "chipset": {"chipset": "ARTPEC-9"}}}}'
    )
    found = rows(named, products)
    assert [row[:3] for row in found] == [
        ("P2 Mk II", "artpec9", "ARTPEC-9"),
        ("P1-E", "cv25", "CV25"),
    ]


def test_a_products_key_is_written_as_axis_writes_the_name() -> None:
    assert camera_name("M3057-PLR-MK-II") == "M3057-PLR Mk II"
    assert camera_name("P1465-LE-3") == "P1465-LE-3"

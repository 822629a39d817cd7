"""Cameras stand for the target of their chip."""

import re

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.packs.cameras import cameras, targets_of
from dlpulint.packs.library import Folders


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
        ("Q1728", "artpec9"),
        ("Q1728-LE", "artpec9"),
        ("M1075-L", "cv25"),
        ("M42xx", "cv25"),
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
        "the camera 'M3067-P' has no DLPU (ARTPEC-7 without a TPU): its models run on the target "
        "'cpu'"
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Q1615", "; did you mean 'Q1615 Mk III'?"),
        ("M3085", "; did you mean 'M3085-V'?"),
        ("P1465-LR", "; did you mean 'P1465-LE'?"),
        ("P3265 Mk II", "; did you mean 'P3265'?"),
        ("toaster", "."),
    ],
)
def test_another_camera_is_an_error_that_names_the_known(name: str, near: str) -> None:
    with pytest.raises(UsageError) as raised:
        targets_of([name])
    assert str(raised.value).startswith(
        f"no camera {name!r} is known{near} Known are M3067-P, Q1615 Mk III, "
    )


def test_every_camera_is_of_a_target_that_there_is_and_has_a_source() -> None:
    every = cameras()
    assert {camera.target for camera in every} - {""} <= set(Folders().targets())
    assert all(camera.source and camera.chip for camera in every)
    assert len({camera.name for camera in every}) == len(every)


def test_every_camera_stands_for_itself_only() -> None:
    every = cameras()
    for camera in every:
        own = camera.name.replace("x", "1")
        assert [other.name for other in every if other.stands_for(own)] == [camera.name]
        assert re.match(r"[A-Z][0-9]", camera.name)

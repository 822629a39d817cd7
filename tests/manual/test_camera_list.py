"""Cameras by chip, and one camera's chip."""

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.manual.camera_list import camera_text, cameras_text
from dlpulint.packs.cameras import FIND_CHIP, cameras
from dlpulint.packs.library import Folders


def test_every_camera_is_listed_in_lines_of_80_columns() -> None:
    text = cameras_text((), Folders())
    words = " ".join(text.split())
    assert all(camera.name in words for camera in cameras())
    assert max(map(len, text.splitlines()[: -len(FIND_CHIP)])) <= 80
    assert text.endswith("\n".join(FIND_CHIP[1:]))


def test_a_target_by_any_name_filters_the_list() -> None:
    text = cameras_text(["ARTPEC-9"], Folders())
    assert text.startswith("artpec9: ARTPEC-9 (")
    assert "P3285-LVE" in text
    assert "P3265" not in text


def test_a_target_without_cameras_says_how_to_find_a_chip() -> None:
    assert cameras_text(["cpu"], Folders()).splitlines() == [
        "No known camera has the target cpu.",
        *FIND_CHIP,
    ]


def test_a_camera_has_its_chip_target_source_and_next_command() -> None:
    assert camera_text("axis q1728-le").splitlines() == [
        "axis q1728-le: ARTPEC-9",
        "  target  artpec9",
        "  listed  as Q1728-LE",
        "  source  Axis data sheet (read by oneshot2001/AxisX-v3-ts@2581a661)",
        "  next    dlpulint MODEL --target artpec9",
    ]


def test_a_camera_without_a_target_says_what_to_pass() -> None:
    assert camera_text("M3067-P").splitlines() == [
        "M3067-P: ARTPEC-7 without a TPU",
        "  target  none",
        "  source  AxisCommunications/acap-native-sdk-examples#319",
        "  next    camera M3067-P has no DLPU (ARTPEC-7 without a TPU); models run with",
        "          --target cpu",
    ]


def test_an_unknown_camera_is_an_error() -> None:
    with pytest.raises(UsageError, match="unknown camera 'toaster'"):
        camera_text("toaster")

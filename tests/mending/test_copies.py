"""Mended copies among the models of a run."""

import shutil
from pathlib import Path

import pytest

import dlpulint
from dlpulint.mending.copies import copies_among
from tests.mending.files import DETECTOR, given

STEM = "ssd_postprocess_int8.artpec8"


@pytest.fixture
def files(tmp_path: Path, without_litert: None) -> list[str]:
    """A detector, its mended copy and the tail."""
    model = given(tmp_path, DETECTOR)
    mended, tail, _ = dlpulint.fix(model, "artpec8").write()
    return [str(model), str(mended), str(tail)]


def test_copies_and_tails_are_found_beside_their_originals(files: list[str]) -> None:
    assert copies_among(files) == set(files[1:])


def test_a_copy_without_its_original_is_a_model(files: list[str]) -> None:
    assert copies_among(files[1:]) == set()


def test_a_model_of_such_a_name_without_certificate_is_a_model(files: list[str]) -> None:
    Path(files[1]).with_name(f"{STEM}.fix.json").write_text("{}")
    assert copies_among(files) == set()


def test_a_certificate_of_other_files_says_nothing(files: list[str], tmp_path: Path) -> None:
    other = tmp_path / "other.tflite"
    shutil.copyfile(files[1], other)
    shutil.copyfile(tmp_path / f"{STEM}.fix.json", tmp_path / "other.fix.json")
    assert copies_among([files[0], str(other)]) == set()

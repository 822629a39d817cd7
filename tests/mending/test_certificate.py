"""Certificates written and read."""

from pathlib import Path

import pytest

import dlpulint
from dlpulint.mending.certificate import (
    Certificate,
    certificate_text,
    certified,
    read_certificate,
)
from tests.mending.files import DETECTOR
from tests.places import FIXTURES


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    made = dlpulint.fix(FIXTURES / DETECTOR, "artpec8", prove=False)
    assert made.certificate is not None
    return made.certificate


def test_what_is_written_is_read(certificate: Certificate, tmp_path: Path) -> None:
    path = tmp_path / "m.fix.json"
    path.write_bytes(certificate_text(certificate))
    assert read_certificate(path) == certificate


def test_its_files_get_their_names(certificate: Certificate) -> None:
    named = certificate.named("../o", "m", "t", "d")
    assert named.tail is not None
    assert named.decode is not None
    files = (named.original, named.mended, named.tail, named.decode)
    assert [file.name for file in files] == ["../o", "m", "t", "d"]
    assert [file.name for file in named.written_files] == ["m", "t", "d"]
    assert named.original.sha256 == certificate.original.sha256


def test_files_that_are_not_there_get_none() -> None:
    made = dlpulint.fix(FIXTURES / "nchw_born_int8.tflite", "artpec8", prove=False)
    assert made.certificate is not None
    named = made.certificate.named("o", "m", "t", "d")
    assert (named.tail, named.decode) == (None, None)
    assert [file.name for file in named.written_files] == ["m"]


def test_a_file_is_known_by_checksum_and_size() -> None:
    file = certified("a", b"")
    assert file.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (file.name, file.bytes) == ("a", 0)

"""Versions as people write and state them."""

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.basics.version import UNSTATED, Version, Versions, stated_versions


def reaches(one: str, other: str) -> bool:
    return Version.parse(one).reaches(Version.parse(other))


@pytest.mark.parametrize("text", ["0", "16", "2.3.1", "12.11.72", "16.0.384591198"])
def test_a_version_is_shown_as_it_was_written(text: str) -> None:
    assert str(Version.parse(text)) == text


@pytest.mark.parametrize("text", ["", "2.", ".3", "v2.3", "2.3-rc1", "2,3", "-1", "1" * 10, "٣.١"])
def test_other_text_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="expected a version such as"):
        Version.parse(text)


def test_a_version_reaches_itself_and_earlier_ones() -> None:
    assert reaches("2.3.1", "2.3.1")
    assert reaches("2.3.1", "2.3.0")
    assert reaches("2.10.0", "2.9.0")
    assert reaches("13", "12")


def test_a_version_does_not_reach_later_ones() -> None:
    assert not reaches("2.3.1", "2.3.2")
    assert not reaches("2.9.0", "2.10.0")
    assert not reaches("13", "14")


def test_what_is_not_written_of_a_version_does_not_decide() -> None:
    assert reaches("2.14", "2.14.4")
    assert not reaches("2.14.0", "2.14.4")
    assert reaches("2.14.4", "2.14")
    assert not reaches("2.14.4", "2.15")


def test_versions_are_told_with_what_they_are_of() -> None:
    assert str(UNSTATED) == ""
    assert str(stated_versions(axis_os="12.11.72")) == "AXIS OS 12.11.72"
    every = stated_versions(axis_os="12.11", runtime="2.13", edgetpu_runtime="13", compiler="16")
    assert str(every) == (
        "AXIS OS 12.11 and TFLite runtime 2.13 and Edge TPU runtime 13 and Edge TPU compiler 16"
    )


def test_a_stated_version_is_found_by_its_name() -> None:
    stated = stated_versions(edgetpu_runtime="13")
    assert stated == Versions(edgetpu_runtime=Version((13,)))
    assert stated.of("edgetpu_runtime") == Version((13,))
    assert stated.of("compiler") is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"axis_os": "12"}, "--axis-os 12: expected a version such as 12.11.72"),
        ({"axis_os": "LTS"}, "--axis-os LTS: expected a version such as 12.11.72"),
        ({"runtime": "2"}, "--runtime 2: expected a version such as 2.3.1"),
        ({"edgetpu_runtime": "x"}, "--edgetpu-runtime x: expected a version such as 13"),
        ({"compiler": ""}, "--compiler : expected a version such as 16"),
    ],
)
def test_what_is_stated_has_to_be_a_version(given: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        stated_versions(**given)
    assert str(raised.value) == message

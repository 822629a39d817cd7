"""The versions that rows, limits and rules hold for."""

import pytest

from dlpulint.basics.version import UNSTATED, Version, Versions, stated_versions
from dlpulint.packs.validity import ALWAYS, Validity

BUG = Validity(
    since=Versions(axis_os=Version((12, 10))), until=Versions(axis_os=Version((12, 11, 77)))
)


def on(axis_os: str) -> Versions:
    return stated_versions(axis_os=axis_os)


@pytest.mark.parametrize("release", ["12.10", "12.10.0", "12.11", "12.11.72", "12.11.77"])
def test_it_holds_from_the_first_to_the_last_version(release: str) -> None:
    assert BUG.holds(on(release))


@pytest.mark.parametrize("release", ["12.9.81", "11.11", "12.11.78", "12.12", "13.0"])
def test_it_does_not_hold_outside(release: str) -> None:
    assert not BUG.holds(on(release))


def test_a_version_that_is_not_stated_excludes_nothing() -> None:
    assert ALWAYS.holds(UNSTATED)
    assert BUG.holds(UNSTATED)
    assert BUG.holds(stated_versions(runtime="2.3.1"))


def test_a_version_that_has_to_be_stated_excludes_until_it_is() -> None:
    needed = Validity(if_stated="runtime")
    assert not needed.holds(UNSTATED)
    assert not needed.holds(on("12.11"))
    assert needed.holds(stated_versions(runtime="2.3.1"))


def test_a_version_that_may_not_be_stated_excludes_once_it_is() -> None:
    guess = Validity(unless_stated="runtime")
    assert guess.holds(UNSTATED)
    assert guess.holds(on("12.11"))
    assert not guess.holds(stated_versions(runtime="2.3.1"))


def test_every_kind_of_version_is_compared() -> None:
    old = Validity(until=Versions(edgetpu_runtime=Version((12,)), compiler=Version((15,))))
    assert old.holds(stated_versions(edgetpu_runtime="12", compiler="15.0"))
    assert not old.holds(stated_versions(edgetpu_runtime="12", compiler="16"))
    assert not old.holds(stated_versions(edgetpu_runtime="13", compiler="15"))


def test_it_is_told_in_words() -> None:
    assert str(ALWAYS) == ""
    assert str(BUG) == "From AXIS OS 12.10, up to AXIS OS 12.11.77"
    assert str(Validity(if_stated="runtime")) == "Where the TFLite runtime is stated"
    assert str(Validity(unless_stated="compiler")) == "Where the Edge TPU compiler is not stated"

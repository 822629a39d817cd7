"""Targets in any case, by alias and by larod device."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.target_names import asks_for_all, targets_named


@pytest.mark.parametrize(
    ("name", "targets"),
    [
        ("artpec8", ("artpec8",)),
        ("ARTPEC-8", ("artpec8",)),
        ("artpec 8", ("artpec8",)),
        ("Artpec_9", ("artpec9",)),
        ("a7", ("artpec7",)),
        ("A9", ("artpec9",)),
        ("edgetpu", ("artpec7",)),
        ("Edge TPU", ("artpec7",)),
        ("CV-25", ("cv25",)),
        ("cvflow", ("cv25", "cv75")),
        ("ARTPEC9-CPU", ("artpec9-cpu",)),
        ("CPU", ("cpu",)),
    ],
)
def test_a_target_has_many_names(name: str, targets: tuple[str, ...]) -> None:
    assert targets_named([name], Folders()) == targets


def test_the_larod_device_of_each_target_is_a_name_of_it() -> None:
    for target in Folders().targets():
        device = load_pack(target, Folders()).device
        assert target in targets_named([device], Folders())


def test_all_is_every_target_in_any_case() -> None:
    assert targets_named(["ALL"], Folders()) == Folders().targets()
    assert asks_for_all(["cpu", "All"])
    assert not asks_for_all(["cpu"])


def test_names_of_one_target_are_one() -> None:
    assert targets_named(["a8", "artpec8", "cv25"], Folders()) == ("artpec8", "cv25")


def test_a_pack_of_ones_own_wins_over_an_alias(tmp_path: Path) -> None:
    (tmp_path / "a8.toml").write_text('target = "a8"\n', "utf-8")
    assert targets_named(["a8"], Folders((tmp_path,))) == ("a8",)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("artpec6", "; did you mean 'artpec9'?"),
        ("tegra", "; known: artpec7, artpec8, artpec9, artpec9-cpu, cpu, cv25, cv75"),
        ("artpec", "; did you mean 'artpec7'?"),
    ],
)
def test_another_name_is_an_error_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        targets_named([name], Folders())
    assert str(raised.value) == f"no target {name!r}{hint}"


def test_a_pack_that_is_no_target_is_none() -> None:
    with pytest.raises(UsageError):
        targets_named(["common"], Folders())

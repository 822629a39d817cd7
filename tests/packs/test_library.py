"""Where packs come from."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import PackError
from dlpulint.packs.library import Folders, read_text
from dlpulint.packs.load import load_pack
from tests.pack_files import header, load

ABSTRACT = ("artpec", "common", "cvflow", "tflite")
TARGETS = ("artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu", "cv25", "cv75")
SHIPPED = tuple(sorted((*ABSTRACT, *TARGETS)))


def test_dlpulint_ships_a_pack_for_each_target() -> None:
    assert Folders().names() == SHIPPED
    assert Folders().targets() == TARGETS


def test_a_shipped_pack_is_named_by_its_file_alone() -> None:
    found = Folders().text("artpec8")
    assert found is not None
    assert found[0] == "artpec8.toml"
    assert 'target = "artpec8"' in found[1]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_packs_target_is_its_file_name(name: str) -> None:
    assert load_pack(name, Folders()).target == name


@pytest.mark.parametrize("name", ABSTRACT)
def test_a_pack_for_others_to_extend_is_no_target(name: str) -> None:
    assert load_pack(name, Folders()).abstract


def test_packs_of_further_folders_are_found_beside_the_shipped_ones(tmp_path: Path) -> None:
    load(tmp_path, header())
    load(tmp_path, header("abstract = true"), name="zbase")
    (tmp_path / "mine.examples.toml").write_text("", "utf-8")
    (tmp_path / "notes.txt").write_text("", "utf-8")
    folders = Folders((tmp_path,))
    assert folders.names() == tuple(sorted((*SHIPPED, "mine", "zbase")))
    assert folders.targets() == (*TARGETS, "mine")
    found = folders.text("mine")
    assert found is not None
    assert found[0] == str(tmp_path / "mine.toml")


def test_a_further_folder_comes_before_the_shipped_packs_and_the_first_wins(
    tmp_path: Path,
) -> None:
    for place, name in enumerate(("one", "two")):
        (tmp_path / name).mkdir()
        load(tmp_path / name, header().replace("My chip", name), name="cv25")
        folders = Folders((tmp_path / "two", tmp_path / "one") if place else (tmp_path / name,))
        assert load_pack("cv25", folders).title == name


def test_a_pack_that_is_nowhere_has_no_text(tmp_path: Path) -> None:
    assert Folders((tmp_path,)).text("nothing") is None


def test_a_file_that_is_no_text_is_a_mistake_of_the_pack(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(PackError) as raised:
        Folders((tmp_path,)).text("mine")
    (mistake,) = raised.value.mistakes
    assert mistake == f"{path}: not UTF-8 text; save the file as UTF-8"
    with pytest.raises(PackError, match="a folder, not a file"):
        read_text(tmp_path)


def test_only_a_line_of_its_own_makes_a_pack_abstract(tmp_path: Path) -> None:
    load(tmp_path, header(), "# abstract = true\n", name="one")
    load(tmp_path, header("abstract=true"), name="two")
    assert Folders((tmp_path,)).targets() == (*TARGETS, "one")

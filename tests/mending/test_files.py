"""Names of the files of `--fix`, and writing all of them or none."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.mending.files import Names, make_folders, names_for, refuse_conflicts, write_all
from tests.mending.files import files_in


@pytest.mark.parametrize(
    ("path", "folder", "base"),
    [
        ("m.tflite", None, "m.artpec8"),
        ("a/b.c/m.x.tflite", None, "a/b.c/m.x.artpec8"),
        ("a/m.tflite", "out/", "out/m.artpec8"),
        ("a.b/m", None, "a.b/m.artpec8"),
        (".tflite", None, ".tflite.artpec8"),
    ],
)
def test_names_are_those_of_model_and_target(path: str, folder: str | None, base: str) -> None:
    assert names_for(path, "artpec8", folder) == Names(
        Path(f"{base}.tflite"),
        Path(f"{base}.tail.tflite"),
        Path(f"{base}.fix.json"),
        Path(f"{base}_decode.py"),
    )


def test_models_and_targets_of_different_names_do_not_conflict() -> None:
    names = [names_for("m.tflite", target) for target in ("artpec8", "artpec9")]
    refuse_conflicts([*names, names_for("n.tflite", "artpec8")], ["m.tflite", "n.tflite"])


def test_one_file_by_two_ways_is_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    names = [names_for(f"{folder}/m.tflite", "artpec8") for folder in (tmp_path, tmp_path / "link")]
    with pytest.raises(UsageError, match="the copies of two models would be written there"):
        refuse_conflicts(names, [])


@pytest.mark.parametrize("name", ["m.artpec8.tflite", "m.artpec8.tail.tflite"])
def test_a_model_of_the_run_is_no_place_for_a_copy(name: str) -> None:
    with pytest.raises(UsageError, match="a model of this run, which a mended copy would replace"):
        refuse_conflicts([names_for("./m.tflite", "artpec8")], ["m.tflite", name])


def test_folders_are_made_once_and_may_be_there(tmp_path: Path) -> None:
    make_folders([tmp_path / "a" / "b" / "m", tmp_path / "a" / "b" / "n", tmp_path / "c"])
    assert (tmp_path / "a" / "b").is_dir()


def test_all_contents_are_written(tmp_path: Path) -> None:
    contents = {tmp_path / "a": b"1", tmp_path / "b": b"2"}
    write_all(contents)
    write_all(contents)
    assert files_in(tmp_path) == {"a": b"1", "b": b"2"}


def test_none_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"before")
    with pytest.raises(UsageError, match="cannot be written"):
        write_all({tmp_path / "a": b"1", tmp_path / "absent" / "b": b"2"})
    assert files_in(tmp_path) == {"a": b"before"}

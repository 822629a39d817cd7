"""The baseline's file: what it says, and what is said where it cannot be read."""

import json
import os
from pathlib import Path

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.project.baseline import Baseline, Entry, baseline_text, read_baseline

ENTRIES = (
    Entry("models/b.tflite", "artpec8", "artpec8/x", "0123456789abcdef", 2),
    Entry("models/a.tflite", "artpec8", "artpec8/x", "0123456789abcdef", 1),
)


def test_what_is_written_is_read_back_sorted(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(baseline_text(ENTRIES), "utf-8")
    assert read_baseline(file).entries == (ENTRIES[1], ENTRIES[0])
    assert baseline_text(reversed(ENTRIES)) == baseline_text(ENTRIES)


def test_an_entry_is_a_line() -> None:
    assert baseline_text(ENTRIES[:1]) == (
        "{\n"
        ' "schema_version": 1,\n'
        ' "entries": [\n'
        '  {"path": "models/b.tflite", "target": "artpec8", "rule": "artpec8/x", '
        '"fingerprint": "0123456789abcdef", "locations": 2}\n'
        " ]\n"
        "}\n"
    )
    assert json.loads(baseline_text(())) == {"schema_version": 1, "entries": []}


def test_one_that_is_to_be_written_may_be_missing(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "none.json", missing_is_empty=True).entries == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"schema_version": 2}', "a baseline of schema version 2; this dlpulint reads version 1"),
        (
            "[]",
            "a damaged baseline: Expected `object`, got `array`; write it anew with "
            "`--write-baseline`",
        ),
        (
            '{"schema_version": 1, "entries": [{"path": 1}]}',
            "a damaged baseline: Expected `str`, got `int` - at `$.entries[0].path`; write it anew "
            "with `--write-baseline`",
        ),
    ],
)
def test_another_file_is_told_in_a_line(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        read_baseline(file)
    assert str(caught.value) == f"{file}: {complaint}"


def test_one_that_is_not_there_says_how_to_write_it(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    with pytest.raises(UsageError) as caught:
        read_baseline(file)
    assert str(caught.value) == (
        f"{file}: there is no such baseline; write it with `--write-baseline {file}`"
    )


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a folder, not a file"):
        read_baseline(tmp_path)


def test_paths_are_the_same_from_every_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    monkeypatch.chdir(tmp_path)
    assert Baseline(Path("baseline.json"), ()).path_of("models/a.tflite") == "models/a.tflite"
    monkeypatch.chdir(tmp_path / "models")
    assert Baseline(Path("../baseline.json"), ()).path_of("a.tflite") == "models/a.tflite"
    assert Baseline(Path("baseline.json"), ()).path_of(f"{tmp_path}/b.tflite") == "../b.tflite"


def test_a_linked_folder_is_followed_and_a_linked_file_is_not(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.tflite").touch()
    os.symlink(tmp_path / "real", tmp_path / "link")
    os.symlink(tmp_path / "real" / "a.tflite", tmp_path / "named.tflite")
    baseline = Baseline(tmp_path / "link" / "baseline.json", ())
    assert baseline.path_of(f"{tmp_path}/link/a.tflite") == "a.tflite"
    assert baseline.path_of(f"{tmp_path}/named.tflite") == "../named.tflite"
    assert baseline.holds_file("a.tflite")
    assert not baseline.holds_file("b.tflite")


def test_an_address_is_the_same_from_any_folder_and_may_be_there(tmp_path: Path) -> None:
    baseline = Baseline(tmp_path / "baseline.json", ())
    assert baseline.path_of("s3://bucket/a.tflite") == "s3://bucket/a.tflite"
    assert baseline.holds_file("s3://bucket/a.tflite")

"""`dlpulint.fix`: a mended file in Python, and the files it writes."""

from pathlib import Path

import pytest

import dlpulint
from dlpulint import DlpulintError, stated_versions
from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Verdict
from tests.mending.files import DETECTOR, PLANAR, files_in, given
from tests.places import FIXTURES, ROOT

pytestmark = pytest.mark.usefixtures("without_litert")

CLEAN = FIXTURES / "mobilenet_int8_per_tensor.tflite"


def test_a_mended_file_has_both_reports_and_its_certificate() -> None:
    made = dlpulint.fix(FIXTURES / PLANAR, "artpec8")
    assert made.after is not None
    assert made.certificate is not None
    assert (made.before.verdict, made.after.verdict) == (Verdict.WRONG, Verdict.CLEAN)
    assert [edit.edit for edit in made.certificate.edits] == ["first-transpose"]
    (end,) = made.certificate.inputs
    assert (end.shape, end.code) == ((1, 64, 64, 3), ("x.transpose(0, 2, 3, 1)",))
    assert (made.tail, made.decode, made.reason) == (None, None, "")
    assert made.decode_reason == "nothing was cut off"


def test_its_files_are_written_beside_the_original_or_in_a_folder(tmp_path: Path) -> None:
    model = given(tmp_path, DETECTOR)
    made = dlpulint.fix(str(model), "artpec8")
    assert set(files_in(tmp_path)) == {DETECTOR}
    stem = "ssd_postprocess_int8.artpec8"
    names = [f"{stem}.tflite", f"{stem}.tail.tflite", f"{stem}.fix.json"]
    assert made.write() == tuple(tmp_path / name for name in names)
    folder = tmp_path / "new" / "folder"
    decode = folder / f"{stem}_decode.py"
    assert made.write(folder, decode=True) == (
        *(folder / n for n in names[:2]),
        decode,
        folder / names[2],
    )
    assert made.write(folder)[2] == decode
    assert decode.read_text("utf-8") == made.decode
    assert (folder / names[0]).read_bytes() == made.data
    assert (folder / names[1]).read_bytes() == made.tail


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    model = given(tmp_path, DETECTOR)
    dlpulint.fix(model, "artpec8").write(tmp_path / "a")
    dlpulint.fix(model, "artpec8").write(tmp_path / "b")
    assert files_in(tmp_path / "a") == files_in(tmp_path / "b")


def test_without_a_mended_file_there_is_a_reason_and_nothing_to_write(tmp_path: Path) -> None:
    made = dlpulint.fix(CLEAN, "artpec8")
    assert (made.data, made.after, made.certificate) == (None, None, None)
    assert made.reason == "It is clean as it is: there is nothing to mend"
    assert made.write(tmp_path / "absent") == ()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_model_has_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.tflite").write_bytes(b"no model")
    made = dlpulint.fix(tmp_path / "a.tflite", "artpec8")
    assert made.reason.startswith("It cannot be read: ")
    assert made.before.error is not None


def test_a_comparison_that_was_not_wanted_is_not_blamed_on_litert() -> None:
    made = dlpulint.fix(FIXTURES / PLANAR, "artpec8", prove=False)
    assert made.proof == (
        "Not compared: no comparison was wanted. The edits are exact by construction"
    )


def test_edits_are_chosen_by_name() -> None:
    model = FIXTURES / "mobilenet_int8_float_io.tflite"
    made = dlpulint.fix(model, "artpec8", only=["quantized-outputs"])
    assert made.certificate is not None
    assert [edit.edit for edit in made.certificate.edits] == ["quantized-outputs"]


def test_packs_of_ones_own_and_versions_are_taken_into_account() -> None:
    made = dlpulint.fix(
        FIXTURES / "mobilenet_int8_float_io.tflite",
        "lobby",
        rules=ROOT / "docs" / "samples",
        versions=stated_versions(axis_os="12.11.72"),
    )
    assert made.after is not None
    assert (made.target, made.after.target, made.after.pack_version) == ("lobby", "lobby", "1")


@pytest.mark.parametrize(
    ("model", "target", "options", "message"),
    [
        ("absent.tflite", "artpec8", {}, "absent.tflite: cannot be read: No such file"),
        (".", "artpec8", {}, "a folder, not a model file"),
        (CLEAN, "artpec6", {}, "artpec6"),
        (CLEAN, "all", {}, "all: mend a file for one target at a time"),
        (CLEAN, "artpec8", {"only": ["cut-tial"]}, "did you mean 'cut-tail'"),
        (CLEAN, "artpec8", {"only": ["per-tensor"]}, "it needs --lossy"),
    ],
)
def test_what_does_not_fit_is_an_error_of_ours(
    model: Path | str, target: str, options: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(DlpulintError) as error:
        dlpulint.fix(model, target, only=options.get("only", ()))
    assert message in str(error.value)


def test_a_file_in_the_way_is_an_error_and_stays(tmp_path: Path) -> None:
    made = dlpulint.fix(given(tmp_path, PLANAR), "artpec8")
    (tmp_path / "nchw_born_int8.artpec8.fix.json").write_text("mine")
    before = files_in(tmp_path)
    with pytest.raises(UsageError, match="exists and is not as --fix wrote it"):
        made.write()
    assert files_in(tmp_path) == before

"""`--fix` on the command line: the files that are written, and those that are left alone.

All without LiteRT; tests/outside/test_fix_proof.py has the comparisons.
"""

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dlpulint.project import run as main
from tests.mending.files import DETECTOR, PLANAR, certificate_of, files_in, given
from tests.mending.samples import mean
from tests.places import FIXTURES
from tests.running import run, run_json

pytestmark = pytest.mark.usefixtures("without_litert")

CLEAN = "mobilenet_int8_per_tensor.tflite"
NOT_BETTER = "mobilenet_int8_per_channel.tflite"
ONNX = "resnet_opset13.onnx"


def fix(*arguments: str | Path, cwd: Path) -> tuple[int, str, str]:
    """Exit code and output of a run that mends."""
    done = run(*arguments, "--fix", "--isolated", cwd=cwd)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def mending(*arguments: str | Path, cwd: Path) -> list[dict[str, Any]]:
    """The entries `mending` of the JSON report, which the published schema describes."""
    document = run_json(*arguments, "--fix", "--isolated", cwd=cwd)
    return [report["mending"] for report in document["reports"]]


def refused(*arguments: str | Path, cwd: Path) -> str:
    """The one line of a run that ends before anything is written."""
    before = files_in(cwd)
    code, out, err = fix(*arguments, cwd=cwd)
    assert (code, out) == (2, "")
    assert files_in(cwd) == before
    (line,) = err.splitlines()
    return line.removeprefix("dlpulint: ")


def test_copies_are_written_beside_the_model_which_stays_as_it_is(tmp_path: Path) -> None:
    model = given(tmp_path, PLANAR)
    before = (model.read_bytes(), model.stat().st_mtime_ns)
    code, out, err = fix(PLANAR, "-t", "artpec8", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert "  Fixed   nchw_born_int8.artpec8.tflite: wrong → clean\n" in out
    assert (model.read_bytes(), model.stat().st_mtime_ns) == before
    assert set(files_in(tmp_path)) == {
        PLANAR,
        "nchw_born_int8.artpec8.tflite",
        "nchw_born_int8.artpec8.fix.json",
    }


def test_a_copy_passes_where_its_original_fails(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    alone = run(PLANAR, "-t", "artpec8", "--isolated", cwd=tmp_path)
    assert alone.returncode == 1
    assert fix(PLANAR, "-t", "artpec8", cwd=tmp_path)[0] == 0


def test_a_copy_that_fails_fails_the_run(tmp_path: Path) -> None:
    given(tmp_path, "pixel_boxes_int8.tflite")
    arguments = ("pixel_boxes_int8.tflite", "-t", "artpec8")
    assert fix(*arguments, cwd=tmp_path)[0] == 0
    assert fix(*arguments, "--fail-on", "warning", cwd=tmp_path)[0] == 1


def test_the_tail_has_a_command_with_an_input_for_each_of_its_own(tmp_path: Path) -> None:
    given(tmp_path, "silu_detector_int8.tflite", DETECTOR)
    _, out, _ = fix("silu_detector_int8.tflite", "-t", "artpec9", cwd=tmp_path)
    command = r"""larod-client -g (\S+).tail.tflite -c cpu-tflite -R 100 -w 5 -i '' -i ''"""
    assert re.search(command, re.sub(r" \\\n +", " ", out)), out
    # Its time depends on the scores, and the tail reads no picture.
    _, out, _ = fix(DETECTOR, "-t", "artpec8", cwd=tmp_path)
    assert "ssd_postprocess_int8.artpec8.tail.tflite" in out
    assert "-c cpu-tflite" not in out


def test_a_folder_for_the_copies_is_made(tmp_path: Path) -> None:
    given(tmp_path, DETECTOR)
    fix(DETECTOR, "-t", "artpec8", "--fix-to", "new/copies", "--fix-tail-python", cwd=tmp_path)
    assert set(files_in(tmp_path)) == {
        DETECTOR,
        "new/copies/ssd_postprocess_int8.artpec8.tflite",
        "new/copies/ssd_postprocess_int8.artpec8.tail.tflite",
        "new/copies/ssd_postprocess_int8.artpec8.fix.json",
        "new/copies/ssd_postprocess_int8.artpec8_decode.py",
    }
    certificate = certificate_of(tmp_path / "new/copies/ssd_postprocess_int8.artpec8.fix.json")
    assert certificate["original"]["name"] == "../../ssd_postprocess_int8.tflite"


def test_a_certificate_finds_the_original_from_a_linked_folder(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "er")
    fix(PLANAR, "-t", "artpec8", "--fix-to", "link", cwd=tmp_path)
    folder = tmp_path / "link"
    certificate = certificate_of(folder / "nchw_born_int8.artpec8.fix.json")
    assert (folder / certificate["original"]["name"]).read_bytes() == _fixture(PLANAR)


def test_the_certificate_has_the_checksums_of_all_files(tmp_path: Path) -> None:
    given(tmp_path, DETECTOR)
    fix(DETECTOR, "-t", "artpec8", "--fix-tail-python", cwd=tmp_path)
    certificate = certificate_of(tmp_path / "ssd_postprocess_int8.artpec8.fix.json")
    for key in ("original", "mended", "tail", "decode"):
        data = (tmp_path / certificate[key]["name"]).read_bytes()
        assert certificate[key]["sha256"] == hashlib.sha256(data).hexdigest()
        assert certificate[key]["bytes"] == len(data)
    assert (certificate["verdict_before"], certificate["verdict_after"]) == ("fallback", "clean")
    assert [edit["edit"] for edit in certificate["edits"]] == ["cut-tail"]
    assert certificate["proof"]["status"] == "not-run"


@pytest.mark.parametrize(
    ("model", "target", "reason"),
    [
        (CLEAN, "artpec8", "It is clean as it is: there is nothing to mend"),
        (
            NOT_BETTER,
            "artpec8",
            "The edits that apply do not make it better for Axis ARTPEC-8 DLPU",
        ),
        ("unknown_custom_op.tflite", "artpec8", "No edit of --fix applies to it"),
        (ONNX, "artpec8", "--fix mends .tflite files; change an ONNX model where it is exported"),
        (PLANAR, "cv75", "Ambarella CV75 does not load .tflite files"),
        (
            "edgetpu_compiled.tflite",
            "artpec7",
            "It is a compiled file; mend the .tflite file that it was compiled from",
        ),
    ],
)
def test_nothing_is_written_where_nothing_gets_better(
    model: str, target: str, reason: str, tmp_path: Path
) -> None:
    given(tmp_path, model)
    before = files_in(tmp_path)
    plain = run(model, "-t", target, "--isolated", cwd=tmp_path)
    code, out, err = fix(model, "-t", target, cwd=tmp_path)
    assert (code, err) == (plain.returncode, plain.stderr.decode())
    assert f"Fix Nothing was written. {reason}." in " ".join(out.split())
    (entry,) = mending(model, "-t", target, cwd=tmp_path)
    assert entry == {"file": None, "reason": reason, "not_made": []}
    assert files_in(tmp_path) == before


def test_an_unreadable_file_is_an_error_as_ever(tmp_path: Path) -> None:
    (tmp_path / "a.tflite").write_bytes(b"no model")
    given(tmp_path, PLANAR)
    code, _, err = fix(".", "-t", "artpec8", cwd=tmp_path)
    assert code == 2
    assert err.startswith("dlpulint: a.tflite: ")
    assert len(err.splitlines()) == 1
    # The other model is mended all the same.
    assert "nchw_born_int8.artpec8.tflite" in files_in(tmp_path)


@pytest.mark.parametrize("change", ["overwritten", "gone"])
def test_a_file_that_changes_before_it_is_mended_does_not_hide_the_others(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = given(tmp_path, PLANAR), given(tmp_path, CLEAN)
    linted = main.run

    def changing(*arguments: Any, **named: Any) -> Any:
        result = linted(*arguments, **named)
        if change == "gone":
            model.unlink()
        else:
            shutil.copy(FIXTURES / NOT_BETTER, model)
        return result

    monkeypatch.setattr(main, "run", changing)
    code, out, err = fix(PLANAR, CLEAN, "-t", "artpec8", cwd=tmp_path)
    reason = {
        "gone": "cannot be read: No such file or directory",
        "overwritten": "the file changed while it was read",
    }
    assert (code, err) == (2, f"dlpulint: {PLANAR}: {reason[change]}\n")
    assert f"CANNOT READ  {PLANAR}" in out
    assert CLEAN in out
    assert not list(tmp_path.glob("*.fix.json"))


def test_standard_input_cannot_be_mended(tmp_path: Path) -> None:
    line = refused("-", "-t", "artpec8", cwd=tmp_path)
    assert line == "--fix writes a file beside the model; it cannot mend standard input"


# Files that are in the way.


@pytest.mark.parametrize(
    "name",
    [
        "nchw_born_int8.artpec8.tflite",
        "nchw_born_int8.artpec8.tail.tflite",
        "nchw_born_int8.artpec8.fix.json",
        "nchw_born_int8.artpec8_decode.py",
    ],
)
@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling"])
def test_what_another_has_written_is_never_replaced(name: str, kind: str, tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    path = tmp_path / name
    if kind == "file":
        path.write_bytes(b"a stranger's")
    elif kind == "folder":
        path.mkdir()
    else:
        (tmp_path / "other").write_bytes(b"a stranger's")
        path.symlink_to("other" if kind == "link" else "absent")
    line = refused(PLANAR, "-t", "artpec8", cwd=tmp_path)
    assert line == f"{name}: exists and is not as --fix wrote it; move it, or use --fix-to"
    assert path.is_symlink() is (kind in ("link", "dangling"))


def test_a_file_in_the_way_is_not_read_whatever_its_size(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    with (tmp_path / "nchw_born_int8.artpec8.tflite").open("wb") as file:
        file.truncate(50 * 10**9)
    code, out, err = fix(PLANAR, "-t", "artpec8", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert "exists and is not as --fix wrote it" in err


def test_what_fix_has_written_is_replaced(tmp_path: Path) -> None:
    given(tmp_path, DETECTOR)
    fix(DETECTOR, "-t", "artpec8", "--fix-tail-python", cwd=tmp_path)
    first = files_in(tmp_path)
    assert fix(DETECTOR, "-t", "artpec8", cwd=tmp_path)[0] == 0
    assert files_in(tmp_path) == first
    # A tail of a copy that no longer has one would belong to nothing.
    shutil.copyfile(FIXTURES / PLANAR, tmp_path / DETECTOR)
    assert fix(DETECTOR, "-t", "artpec8", cwd=tmp_path)[0] == 0
    assert set(files_in(tmp_path)) == {
        DETECTOR,
        "ssd_postprocess_int8.artpec8.tflite",
        "ssd_postprocess_int8.artpec8.fix.json",
    }


def test_a_copy_that_a_person_has_changed_is_not_replaced(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    fix(PLANAR, "-t", "artpec8", cwd=tmp_path)
    copy = tmp_path / "nchw_born_int8.artpec8.tflite"
    copy.write_bytes(copy.read_bytes() + b"mine")
    assert refused(PLANAR, "-t", "artpec8", cwd=tmp_path).startswith(f"{copy.name}: exists and is")


def test_two_models_of_one_name_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        given(tmp_path / folder, PLANAR)
    line = refused("a", "b", "c", "-t", "artpec8", "--fix-to", "out", cwd=tmp_path)
    assert line == (
        "out/nchw_born_int8.artpec8.tflite: the copies of two models would be written there; "
        "mend them one by one, or to different folders"
    )


def test_two_suffixes_of_one_name_are_refused_as_well(tmp_path: Path) -> None:
    for name in ("m.tflite", "m.lite"):
        shutil.copyfile(FIXTURES / PLANAR, tmp_path / name)
    line = refused("m.tflite", "m.lite", "-t", "artpec8", cwd=tmp_path)
    assert line.startswith("m.artpec8.tflite: the copies of two models would be written there;")


def test_an_onnx_file_of_the_same_name_is_not_in_the_way(tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / PLANAR, tmp_path / "m.tflite")
    shutil.copyfile(FIXTURES / ONNX, tmp_path / "m.onnx")
    _, out, err = fix(".", "-t", "artpec8", cwd=tmp_path)
    assert err == ""
    assert "  Fixed   m.artpec8.tflite: wrong → clean\n" in out


def test_a_model_of_the_run_is_never_replaced(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    shutil.copyfile(FIXTURES / CLEAN, tmp_path / "nchw_born_int8.artpec8.tflite")
    line = refused(".", "-t", "artpec8", cwd=tmp_path)
    assert line == (
        "nchw_born_int8.artpec8.tflite: a model of this run, which a mended copy would replace"
    )


def test_a_folder_is_mended_again_and_again(tmp_path: Path) -> None:
    given(tmp_path, PLANAR, DETECTOR)
    assert fix(".", "-t", "artpec8", cwd=tmp_path)[0] == 0
    first = files_in(tmp_path)
    code, out, err = fix(".", "-t", "artpec8,artpec9", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert "nchw_born_int8.artpec8.tflite: a mended copy of a model of this run," in out
    assert "ssd_postprocess_int8.artpec8.tail.tflite: a mended copy of a model of this" in out
    later = files_in(tmp_path)
    assert {name: later[name] for name in first} == first
    assert set(later) - set(first) == {
        "nchw_born_int8.artpec9.tflite",
        "nchw_born_int8.artpec9.fix.json",
    }


def test_a_copy_alone_is_a_model_like_any_other(tmp_path: Path) -> None:
    given(tmp_path, "pixel_boxes_int8.tflite")
    fix("pixel_boxes_int8.tflite", "-t", "artpec8", cwd=tmp_path)
    fix("pixel_boxes_int8.artpec8.tflite", "-t", "artpec9", cwd=tmp_path)
    assert "pixel_boxes_int8.artpec8.artpec9.tflite" in files_in(tmp_path)


# Disks and folders that refuse.


@pytest.mark.parametrize("place", ["/dev/null/x", "/proc/x"])
def test_a_folder_that_cannot_be_made_is_one_line(place: str, tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    line = refused(PLANAR, "-t", "artpec8", "--fix-to", place, cwd=tmp_path)
    assert line.startswith(f"{place}: cannot be made a folder: ")


def test_a_folder_without_permission_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(tmp_path, PLANAR)

    opened = Path.open

    def denied(path: Path, mode: str = "r", **named: Any) -> Any:
        if mode == "xb":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode, **named)

    monkeypatch.setattr(Path, "open", denied)
    line = refused(PLANAR, "-t", "artpec8", cwd=tmp_path)
    assert line == "nchw_born_int8.artpec8.tflite: cannot be written: Permission denied"


@pytest.mark.parametrize("room", [0, 1, 2])
def test_on_a_full_disk_all_files_are_written_or_none(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(tmp_path, DETECTOR)
    opened = Path.open
    left = [room]

    def writing(path: Path, mode: str = "r", **named: Any) -> Any:
        file = opened(path, mode, **named)
        left[0] -= mode == "xb"
        if mode == "xb" and left[0] < 0:
            file.close()
            raise OSError(28, "No space left on device")
        return file

    monkeypatch.setattr(Path, "open", writing)
    line = refused(DETECTOR, "-t", "artpec8", cwd=tmp_path)
    assert line.endswith(": cannot be written: No space left on device")


@pytest.mark.parametrize("again", [False, True], ids=["new", "again"])
@pytest.mark.parametrize("moved", [0, 1, 2])
def test_files_that_cannot_take_their_places_leave_all_as_it_was(
    moved: int, again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(tmp_path, DETECTOR)
    if again:
        fix(DETECTOR, "-t", "artpec8", "--fix-only", "cut-tail", cwd=tmp_path)
        # The earlier copies differ from those that are made now.
        certificate = tmp_path / "ssd_postprocess_int8.artpec8.fix.json"
        certificate.write_text(certificate.read_text().replace('"2026', '"2025'))
    replaced = os.replace
    left = [moved]

    def replacing(source: Path, place: Path) -> None:
        left[0] -= 1
        if left[0] == -1:
            raise PermissionError(1, "Operation not permitted")
        replaced(source, place)

    monkeypatch.setattr("dlpulint.basics.files.os.replace", replacing)
    line = refused(DETECTOR, "-t", "artpec8", cwd=tmp_path)
    assert line.endswith(": cannot be written: Operation not permitted")


def test_a_name_that_is_too_long_is_one_line(tmp_path: Path) -> None:
    name = "n" * 245 + ".tflite"
    shutil.copyfile(FIXTURES / PLANAR, tmp_path / name)
    line = refused(name, "-t", "artpec8", cwd=tmp_path)
    assert line.endswith(": cannot be written: File name too long")


# Names.


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("two words.tflite", "two words"),
        ("model", "model"),
        ("model.lite", "model"),
        ("a.b.tflite", "a.b"),
        ("-t.tflite", "-t"),
        ("{0}%s.tflite", "{0}%s"),
        ("zwölf.tflite", "zwölf"),
        ("\u202eetilft.b.tflite", "\u202eetilft.b"),
        ("line\nbreak\x1b[31m.tflite", "line\nbreak\x1b[31m"),
    ],
)
def test_names_of_all_kinds_are_kept(name: str, stem: str, tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / PLANAR, tmp_path / name)
    code, out, err = fix(f"./{name}", "-t", "artpec8", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert set(files_in(tmp_path)) == {name, f"{stem}.artpec8.tflite", f"{stem}.artpec8.fix.json"}
    assert out.replace("\n", "").isprintable()
    certificate = tmp_path / f"{stem}.artpec8.fix.json"
    assert certificate_of(certificate)["original"]["name"] == name


def test_a_name_that_no_certificate_can_state_is_refused(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xfe.tflite")
    shutil.copyfile(FIXTURES / PLANAR, tmp_path / name)
    before = files_in(tmp_path)
    (entry,) = mending(".", "-t", "artpec8", cwd=tmp_path)
    assert entry["reason"] == (
        "The name of the file is not UTF-8, so that no certificate can state it; rename it"
    )
    assert files_in(tmp_path) == before


def test_a_message_shows_no_unprintable_name(tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / PLANAR, tmp_path / "a\x1b[31m\nb.tflite")
    (tmp_path / "a\x1b[31m\nb.artpec8.tflite").write_bytes(b"a stranger's")
    line = refused("a\x1b[31m\nb.tflite", "-t", "artpec8", cwd=tmp_path)
    assert line.startswith("a\\x1b[31m\\x0ab.artpec8")
    assert line.isprintable()


def test_a_linked_model_is_mended_beside_the_link(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    model = given(tmp_path / "store", PLANAR)
    (tmp_path / "linked.tflite").symlink_to(model)
    fix("linked.tflite", "-t", "artpec8", cwd=tmp_path)
    assert {"linked.artpec8.tflite", "linked.artpec8.fix.json"} <= set(files_in(tmp_path))
    assert model.read_bytes() == _fixture(PLANAR)
    assert set(files_in(tmp_path / "store")) == {PLANAR}


# Targets, projects, options.


def test_every_model_is_mended_for_every_target(tmp_path: Path) -> None:
    given(tmp_path, PLANAR, DETECTOR)
    entries = mending(PLANAR, DETECTOR, "-t", "artpec8,artpec9", cwd=tmp_path)
    assert [entry["file"] and entry["file"]["path"] for entry in entries] == [
        "nchw_born_int8.artpec8.tflite",
        "nchw_born_int8.artpec9.tflite",
        "ssd_postprocess_int8.artpec8.tflite",
        None,
    ]


def test_all_targets_are_those_that_load_the_file(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    document = run_json(PLANAR, "-t", "all", "--fix", "--isolated", cwd=tmp_path)
    made = {r["target"]: r["mending"] for r in document["reports"]}
    assert {target for target, entry in made.items() if entry is None} == {"cv75"}
    assert {target for target, entry in made.items() if entry and entry["file"]} == {
        "artpec7",
        "artpec8",
        "artpec9",
        "artpec9-cpu",
        "cpu",
    }


def test_a_target_is_needed(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    assert refused(PLANAR, cwd=tmp_path) == "--fix mends a file for one chip: name it with --target"


def test_a_project_names_the_target(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    (tmp_path / "dlpulint.toml").write_text('targets = ["artpec8"]\n')
    done = run("--fix", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "nchw_born_int8.artpec8.tflite" in files_in(tmp_path)
    # Its copies are no models that it has forgotten.
    assert run("--fix", cwd=tmp_path).returncode == 0


def test_what_a_project_ignores_in_a_model_it_ignores_in_the_copy(tmp_path: Path) -> None:
    given(tmp_path, "pixel_boxes_int8.tflite")
    (tmp_path / "dlpulint.toml").write_text(
        'fail-on = ["warning"]\n'
        "[[models]]\n"
        'files = ["pixel_boxes_int8.tflite"]\n'
        'targets = ["artpec8"]\n'
        "[[ignore]]\n"
        'rule = "artpec8/*"\n'
        'files = ["pixel_boxes_int8.tflite"]\n'
        'reason = "Measured on the camera."\n'
        "[[ignore]]\n"
        'rule = "common/*"\n'
        'files = ["pixel_boxes_int8.tflite"]\n'
        'reason = "Measured on the camera."\n'
    )
    done = run("--fix", "--fix-to", "out", cwd=tmp_path)
    (line,) = copies_named(done.stdout.decode())
    assert done.returncode == 0, done.stderr
    assert line.startswith("  Fixed   out/pixel_boxes_int8.artpec8.tflite: ")


def copies_named(text: str) -> list[str]:
    """Lines of a text report that name copies."""
    return [line for line in text.splitlines() if line.startswith("  Fixed ")]


def test_what_a_baseline_accepts_of_a_model_it_accepts_of_the_copy(tmp_path: Path) -> None:
    model = "pixel_boxes_int8.tflite"
    given(tmp_path, model)
    arguments = (model, "-t", "artpec8", "--fail-on", "warning", "--fix-to", "out")
    assert fix(*arguments, cwd=tmp_path)[0] == 1
    assert fix(*arguments, "--write-baseline", "known.json", cwd=tmp_path)[0] == 0
    listed = (tmp_path / "known.json").read_text()
    assert fix(*arguments, "--baseline", "known.json", cwd=tmp_path)[0] == 0
    assert (tmp_path / "known.json").read_text() == listed
    assert ".artpec8.tflite" not in listed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fix-only", "cut-tail"], "--fix-only goes with --fix"),
        (["--fix-to", "out"], "--fix-to goes with --fix"),
        (["--lossy"], "--lossy goes with --fix"),
        (["--fix-tail-python"], "--fix-tail-python goes with --fix"),
    ],
)
def test_options_of_fix_go_with_fix(arguments: list[str], message: str, tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    done = run(PLANAR, "-t", "artpec8", "--isolated", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (2, f"dlpulint: {message}\n")


def test_a_comparison_does_not_go_with_fix(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    line = refused("--diff", PLANAR, PLANAR, "-t", "artpec8", cwd=tmp_path)
    assert line == "--fix and --diff do not go together: mend first, then compare"


def test_an_unknown_edit_is_named_with_the_nearest(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    line = refused(PLANAR, "-t", "artpec8", "--fix-only", "cut-tial", cwd=tmp_path)
    assert line == "cut-tial: no such edit; did you mean 'cut-tail'?"


def test_a_lossy_edit_needs_consent(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    line = refused(PLANAR, "-t", "artpec8", "--fix-only", "per-tensor", cwd=tmp_path)
    assert line == "per-tensor changes the results of the model: it needs --lossy"


def test_only_the_named_edits_are_made(tmp_path: Path) -> None:
    model = "mobilenet_int8_float_io.tflite"
    given(tmp_path, model)
    (entry,) = mending(model, "-t", "artpec8", "--fix-only", "quantized-outputs", cwd=tmp_path)
    assert [edit["edit"] for edit in entry["file"]["edits"]] == ["quantized-outputs"]
    (entry,) = mending(model, "-t", "artpec8", cwd=tmp_path)
    assert [edit["edit"] for edit in entry["file"]["edits"]] == [
        "quantized-inputs",
        "quantized-outputs",
    ]


def test_a_quiet_run_writes_and_prints_nothing(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    assert fix(PLANAR, "-t", "artpec8", "--quiet", cwd=tmp_path) == (0, "", "")
    assert "nchw_born_int8.artpec8.tflite" in files_in(tmp_path)


# Without LiteRT.


def test_exact_edits_are_made_without_litert_and_said_not_to_have_run(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    (entry,) = mending(PLANAR, "-t", "artpec8", cwd=tmp_path)
    assert entry["file"]["compared"] is False
    assert entry["file"]["proof"] == (
        "Not compared: LiteRT is not installed (pip install ai-edge-litert). The edits are exact "
        "by construction"
    )


@pytest.mark.parametrize(
    ("edit", "target"), [("mean-to-pool", "artpec9"), ("per-tensor", "artpec8")]
)
def test_edits_that_are_not_exact_need_litert(edit: str, target: str, tmp_path: Path) -> None:
    model = NOT_BETTER
    given(tmp_path, model)
    if edit == "mean-to-pool":
        (tmp_path / model).write_bytes(mean())
    (entry,) = mending(model, "-t", target, "--fix-only", edit, "--lossy", cwd=tmp_path)
    assert entry["file"] is None
    assert entry["not_made"] == [
        {
            "edit": edit,
            "reason": "it needs a comparison of the results in LiteRT (pip install ai-edge-litert)",
        }
    ]


def test_the_json_report_has_the_report_on_the_copy(tmp_path: Path) -> None:
    given(tmp_path, DETECTOR)
    document = run_json(DETECTOR, "-t", "artpec8", "--fix", "--isolated", cwd=tmp_path)
    (report,) = document["reports"]
    file = report["mending"]["file"]
    assert (report["verdict"], file["report"]["verdict"]) == ("fallback", "clean")
    assert file["report"]["path"] == file["path"] == "ssd_postprocess_int8.artpec8.tflite"
    assert file["report"]["mending"] is None
    assert file["certificate"] == "ssd_postprocess_int8.artpec8.fix.json"
    assert file["tail"] == "ssd_postprocess_int8.artpec8.tail.tflite"
    assert [end["name"] for end in file["outputs"]] == ["Conv2D_32"]
    assert file["decoding"]


def test_a_json_report_of_a_run_that_mended_is_compared_with_its_copy(tmp_path: Path) -> None:
    given(tmp_path, PLANAR)
    fix(PLANAR, "-t", "artpec8", "-q", "-f", "json=before.json", cwd=tmp_path)
    copy = "nchw_born_int8.artpec8.tflite"
    done = run("--diff", "before.json", copy, "-t", "artpec8", "-f", "json", cwd=tmp_path)
    (change,) = json.loads(done.stdout)["difference"]["changes"]
    assert change["verdict"] == {"before": "wrong", "after": "clean"}


def test_a_written_certificate_keeps_the_published_schema(tmp_path: Path) -> None:
    schema = json.loads((FIXTURES.parent / "docs" / "fix.schema.json").read_text("utf-8"))
    given(tmp_path, PLANAR, DETECTOR, "mobilenet_int8_float_io.tflite")
    fix(".", "-t", "artpec8", cwd=tmp_path)
    certificates = list(tmp_path.glob("*.fix.json"))
    assert len(certificates) == 3
    for path in certificates:
        jsonschema.validate(json.loads(path.read_text("utf-8")), schema)


def _fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()

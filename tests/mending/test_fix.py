"""The best that the edits make of a file."""

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.basics.version import UNSTATED
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.change import Change
from dlpulint.mending.fix import Attempt, attempt
from dlpulint.mending.mended import broken_promise
from dlpulint.mending.proof.result import OutputError, ProofResult
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import load_packs
from tests.mending.models import Builder
from tests.mending.samples import SAMPLES, mean, quantized_ends
from tests.places import FIXTURES


def pack(target: str) -> Pack:
    (found,) = load_packs([target], Folders())
    return pack_for(found, UNSTATED)


def tried(data: bytes | str, target: str, *only: str) -> Attempt:
    if isinstance(data, str):
        data = (FIXTURES / data).read_bytes()
    return attempt(data, pack(target), only=only, prove=False)


def edits(found: Attempt) -> list[str]:
    return [] if found.mended is None else [change.edit for change in found.mended.changes]


@pytest.mark.parametrize(
    ("edit", "target", "before"),
    [("first-transpose", "artpec8", "wrong"), ("lower-versions", "artpec7", "fallback"),
     ("zero-bias", "artpec9", "cpu-only"), ("cut-tail", "artpec8", "fallback"),
     ("split-concat", "artpec7", "wrong"), ("constant-reshape", "artpec7", "rejected")],
)  # fmt: skip
def test_one_edit_makes_a_sample_clean(edit: str, target: str, before: str) -> None:
    found = tried(SAMPLES[edit](), target)
    assert edits(found) == [edit]
    assert found.after is not None
    assert (found.before.verdict, found.after.verdict) == (before, Verdict.CLEAN)
    assert found.mended is not None
    load_bytes(memoryview(found.mended.data))
    assert found.reason == ""


def test_a_clean_file_stays_as_it_is() -> None:
    found = tried(quantized_ends(), "artpec8")
    assert found.mended is None
    assert found.reason == "It is clean as it is: there is nothing to mend"


def test_edits_that_bring_nothing_make_no_file() -> None:
    found = tried("attention_float32.tflite", "artpec8")
    assert found.mended is None
    assert found.reason == (
        "The edits that apply do not make it better for Axis ARTPEC-8 DLPU, where it stays "
        "cpu-only: None of the 1,179,968 MACs run on the DLPU"
    )


def test_a_file_to_which_nothing_applies_has_that_as_its_reason() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3)
    output = b.operator("ROUND", [image], b.tensor(1, 8, 8, 3))
    found = tried(b.file([image], [output]), "artpec8")
    assert found.before.verdict != Verdict.CLEAN
    assert (found.mended, found.reason) == (None, "No edit of --fix applies to it")


def test_edits_that_the_result_does_not_need_are_dropped() -> None:
    found = tried("pixel_boxes_int8.tflite", "artpec8")
    # The cut goes further back than what quantizes the outputs.
    assert edits(found) == ["cut-tail"]


def test_an_edit_may_make_room_for_another() -> None:
    found = tried("flatten_open_batch_int8.tflite", "artpec9")
    assert edits(found)[0] == "constant-reshape"
    assert len(edits(found)) > 1
    assert found.mended is not None
    assert found.mended.tail is not None


def test_only_the_named_edits_are_tried() -> None:
    assert edits(tried("mobilenet_int8_float_io.tflite", "artpec8")) == [
        "quantized-inputs", "quantized-outputs"
    ]  # fmt: skip
    found = tried("mobilenet_int8_float_io.tflite", "artpec8", "quantized-inputs")
    assert edits(found) == ["quantized-inputs"]
    assert tried("mobilenet_int8_float_io.tflite", "artpec8", "zero-bias").reason == (
        "No edit of --fix applies to it"
    )


def test_what_was_refused_is_listed_with_its_reason() -> None:
    found = tried("while_loop_float32.tflite", "artpec8", "cut-tail")
    assert [(refused.edit, refused.reason) for refused in found.not_made] == [
        ("cut-tail", "WHILE would go, which keeps a state")
    ]


def test_an_edit_that_is_not_exact_needs_a_run() -> None:
    found = attempt(mean(), pack("artpec8"), prove=False)
    assert "mean-to-pool" in [refused.edit for refused in found.not_made]
    assert "mean-to-pool" not in edits(found)


def test_a_lossy_edit_is_made_only_when_asked_for() -> None:
    data = (FIXTURES / "mobilenet_int8_per_channel.tflite").read_bytes()
    assert "per-tensor" not in edits(attempt(data, pack("artpec8"), prove=False))


@pytest.mark.parametrize(
    ("name", "target", "reason"),
    [("mobilenet_opset13.onnx", "artpec8", "--fix mends .tflite files"),
     ("mobilenet_int8_io.tflite", "cv75", "does not load .tflite files"),
     ("edgetpu_compiled.tflite", "artpec7", "It is a compiled file"),
     ("damaged/no_identifier.tflite", "artpec8", "It cannot be read: not an ONNX model")],
)  # fmt: skip
def test_files_that_cannot_be_mended_say_why(name: str, target: str, reason: str) -> None:
    found = tried(name, target)
    assert found.mended is None
    assert reason in found.reason


def proof(*outputs: OutputError, tail: bool | None = None) -> ProofResult:
    return ProofResult(status="compared", outputs=outputs, tail_exact=tail)


def output(steps: float, *, integers: bool = True) -> OutputError:
    return OutputError(name="y", exact=steps == 0, steps=steps, integers=integers)


EXACT, ONE, MEASURED = (
    Change(edit="e", description="", promise=promise)  # type: ignore[arg-type]  # One of three
    for promise in ("exact", "one-step", "measured")
)


@pytest.mark.parametrize(
    ("change", "found", "kept"),
    [(EXACT, output(0), True), (EXACT, output(1), False),
     (EXACT, output(1e-9, integers=False), False),
     (ONE, output(1), True), (ONE, output(2), False), (ONE, output(1e-5, integers=False), True),
     (ONE, output(2e-5, integers=False), False), (MEASURED, output(9), True)],
)  # fmt: skip
def test_a_promise_is_kept_or_broken(change: Change, found: OutputError, kept: bool) -> None:
    reason = broken_promise(proof(found), [change])
    assert (reason == "") is kept
    assert kept or reason.startswith("The mended file gives other results than the original ('y'")


def test_the_weakest_promise_counts() -> None:
    assert broken_promise(proof(output(1)), [EXACT, ONE]) == ""
    assert broken_promise(proof(output(5)), [MEASURED, EXACT]) == ""


def test_head_and_tail_have_to_give_the_same_bytes() -> None:
    assert "together give other results" in broken_promise(proof(output(0), tail=False), [EXACT])
    assert broken_promise(proof(output(0), tail=True), [EXACT]) == ""


@pytest.mark.parametrize(("error", "kept"), [(None, True), (1.0, True), (1.5, False)])
def test_the_code_for_the_application_has_to_be_right(error: float | None, kept: bool) -> None:
    reason = broken_promise(replace(proof(output(0)), application_error=error), [EXACT])
    assert (reason == "") is kept
    assert kept or reason == (
        "The code stated for the application gives other numbers than the original (by 1.5)"
    )


@pytest.mark.parametrize(
    ("status", "written"),
    [("mended-fails", False), ("neither-loads", False), ("original-fails", True),
     ("not-run", True)],
)  # fmt: skip
def test_a_file_that_does_not_run_is_not_written(status: str, written: bool) -> None:
    result = replace(proof(), status=status, reason="why")
    assert (broken_promise(result, [EXACT]) == "") is written

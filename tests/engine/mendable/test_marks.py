"""Which findings are marked: only where a file can be mended, and gets better by it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from dlpulint.api import lint
from dlpulint.basics.terms import Answer, Severity
from dlpulint.loader.sketch.read import model_from_sketch
from tests.engine.mendable.marking import against, edits, marks
from tests.engine.mendable.test_cuts import CUT_TAIL, TAIL
from tests.pack_files import row
from tests.places import FIXTURES

ON_CPU = row("softmax", status="cpu")


def test_advice_about_operators_on_the_dlpu_is_not_worth_an_edit(tmp_path: Path) -> None:
    model, advice = model_from_sketch(TAIL), against("softmax", effect="advice")
    conv = against("conv", name="conv")
    assert edits(tmp_path, model, advice, conv) == {"mine/x": None, "mine/conv": None}
    assert edits(tmp_path, model, advice, conv, ON_CPU) == {
        "mine/x": "cut-tail",
        "mine/softmax": "cut-tail",
        "mine/conv": None,
    }


def test_an_effect_of_another_finding_in_the_tail_is_worth_it(tmp_path: Path) -> None:
    advice = against("softmax", effect="advice")
    slow = against("relu", effect="slow", name="other")
    assert edits(tmp_path, model_from_sketch(TAIL), advice, slow) == {
        "mine/x": "cut-tail",
        "mine/other": "cut-tail",
    }


def test_a_clean_file_is_not_mended(tmp_path: Path) -> None:
    advice = row("softmax", status="cpu", effect="advice")
    assert edits(tmp_path, model_from_sketch(TAIL), advice) == {"mine/softmax": None}
    slow = against("conv", name="conv")
    assert edits(tmp_path, model_from_sketch(TAIL), advice, slow) == {
        "mine/softmax": "cut-tail",
        "mine/conv": None,
    }


def test_where_the_cpu_runs_the_rest_too_a_cut_gains_nothing(tmp_path: Path) -> None:
    everything = row("softmax", "relu", "conv", status="cpu")
    found = edits(tmp_path, model_from_sketch(TAIL), everything)
    assert set(found.values()) == {None}


@pytest.mark.parametrize("effect", ["rejected", "wrong"])
def test_a_finding_that_decides_the_verdict_is_worth_a_cut_even_there(
    tmp_path: Path, effect: str
) -> None:
    everything = row("softmax", "relu", "conv", status="cpu")
    fatal = against("softmax", effect=effect, name="fatal")
    found = edits(tmp_path, model_from_sketch(TAIL), everything, fatal)
    assert found["mine/fatal"] == "cut-tail"
    another = against("conv", effect=effect, name="another")
    found = edits(tmp_path, model_from_sketch(TAIL), everything, fatal, another)
    assert found["mine/fatal"] is None


def test_an_open_question_is_not_mended(tmp_path: Path) -> None:
    doubted = row("softmax", status="unknown", note="Nobody knows")
    found = edits(tmp_path, model_from_sketch(TAIL), against("relu"), doubted)
    assert found == {"mine/x": "cut-tail", "mine/softmax": None}


def test_standard_input_is_not_mended(tmp_path: Path) -> None:
    model = model_from_sketch(TAIL)
    assert marks(tmp_path, model, against("softmax"), path="-") == {"mine/x": None}
    assert marks(tmp_path, model, against("softmax")) == {"mine/x": CUT_TAIL}


def test_an_onnx_file_is_not_mended(tmp_path: Path) -> None:
    text = "format onnx" + TAIL.replace("weights: int8[4,1,1,8]", "weights: int8[4,8,1,1]")
    assert edits(tmp_path, model_from_sketch(text), against("softmax")) == {"mine/x": None}


def test_a_preview_is_not_mended(tmp_path: Path) -> None:
    model = model_from_sketch(TAIL)
    preview = replace(model, metadata=replace(model.metadata, origin="preview"))
    assert edits(tmp_path, preview, against("softmax")) == {"mine/x": None}


@pytest.mark.parametrize(
    ("kind", "edit"),
    [("edgetpu-custom-op", None), ("ethos-u", None), ("vsi-npu", None), ("other", "cut-tail")],
)
def test_a_compiled_file_is_not_mended(tmp_path: Path, kind: str, edit: str | None) -> None:
    text = TAIL.replace("conv a", f"custom:{kind} c: int8[1,3,3,8] <- x\nconv a")
    assert edits(tmp_path, model_from_sketch(text), against("softmax")) == {"mine/x": edit}


def test_files_are_marked_on_targets_that_load_them() -> None:
    model = FIXTURES / "silu_detector_int8.tflite"
    reports = {r.target: r for r in lint(model, ["artpec7", "artpec8", "cv75"]).reports}
    found = {f.rule: f.fixable.edit for f in reports["artpec8"].findings if f.fixable}
    assert found == {"artpec8/logistic": "cut-tail", "artpec/box-decoding": "cut-tail"}
    # All of it runs on ARTPEC-7's DLPU; CV75 takes ONNX.
    for target in ("artpec7", "cv75"):
        assert reports[target].findings
        assert all(finding.fixable is None for finding in reports[target].findings)


def test_a_supposed_model_is_not_mended() -> None:
    model = FIXTURES / "two_signatures_float32.tflite"
    (supposed,) = lint(model, ["artpec9"], as_if="int8-per-tensor").reports
    assert "artpec9/final-softmax" in {finding.rule for finding in supposed.findings}
    assert not any(finding.fixable for finding in supposed.findings)


def test_onnx_and_its_preview_are_not_mended() -> None:
    (linted,) = lint(FIXTURES / "vit_opset17.onnx", ["artpec9"]).reports
    assert any(finding.preview for finding in linted.findings)
    assert not any(finding.fixable for finding in linted.findings)


def test_bytes_without_a_file_are_not_mended() -> None:
    data = (FIXTURES / "silu_detector_int8.tflite").read_bytes()
    (linted,) = lint(data, "artpec8").reports
    certain = [f for f in linted.findings if f.answer is Answer.BAD and f.level != Severity.NOTE]
    assert certain
    assert not any(finding.fixable for finding in linted.findings)

"""One model on all targets in one screen, and how to go on."""

import pytest

from dlpulint.basics.terms import Effect, Severity, Verdict
from dlpulint.reporters.overview import text as overview_text
from dlpulint.reporters.text.column_width import columns
from dlpulint.reporters.text.style import Style
from tests.places import FIXTURES
from tests.reporters.samples import finding, model_report, placed, placement, report
from tests.running import run

WHERE = placement((placed(0), placed(1, "ABS")))


def screen(*reports: object) -> list[str]:
    return overview_text.write(report(*reports), Style()).splitlines()  # type: ignore[arg-type]


def test_each_target_has_a_line_and_its_first_step() -> None:
    lines = screen(
        model_report("a b.tflite", findings=[finding(fix="Train.")], where=WHERE),
        model_report("a b.tflite", target="cv25", verdict=Verdict.CLEAN, where=WHERE),
    )
    assert lines[0] == "a b.tflite"
    body = lines[lines.index("") + 1 :]
    assert [line.split()[:2] for line in body[:6]] == [
        ["target", "verdict"],
        ["artpec8", "slow"],
        ["Why", "The"],
        ["First", "Train."],
        ["cv25", "clean"],
        ["First", "Nothing"],
    ]
    assert body[7:] == [
        "Tensors and commands dlpulint 'a b.tflite' --target artpec8",
        "Chip of a camera     dlpulint --camera Q1656-LE, or --list-cameras",
        "Meaning of a word    dlpulint --explain fallback",
    ]


def test_a_step_that_an_earlier_target_has_is_named_by_it() -> None:
    lines = screen(
        *(
            model_report("a.tflite", target=name, findings=[finding(fix="Train.")], where=WHERE)
            for name in ("artpec7", "artpec8", "artpec9")
        )
    )
    assert lines.count("  First  Train.") == 1
    assert lines.count("  First  First step as for artpec7.") == 2


@pytest.mark.parametrize(
    "model",
    [
        "silu_detector_int8.tflite",
        "mobilenet_float32.tflite",
        "resnet_opset17.onnx",
        "vit_opset17.onnx",
        "attention_int8.tflite",
    ],
)
def test_a_model_without_a_target_is_one_screen_of_80_columns(model: str) -> None:
    done = run(FIXTURES / model)
    lines = done.stdout.decode("utf-8").splitlines()
    assert done.stderr == b""
    assert len(lines) <= 40
    assert max(columns(line) for line in lines if "dlpulint" not in line) <= 80
    for target in ("artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu", "cv25", "cv75"):
        assert sum(line.startswith(f"{target} ") for line in lines) == 1


def test_suppositions_are_stated_first() -> None:
    done = run(FIXTURES / "mobilenet_float32.tflite", "--as-if", "int8-per-tensor")
    assert done.stdout.startswith(b"Checked as if int8-per-tensor.\n\n")


def test_several_models_without_a_target_are_a_table() -> None:
    done = run(FIXTURES / "resnet_opset17.onnx", FIXTURES / "mobilenet_float32.tflite")
    assert done.stdout.startswith(b"2 models, 7 targets: ")
    assert b"\nFirst step, by its number above\n" in done.stdout


def test_a_model_that_does_not_load_has_its_reason_and_no_share() -> None:
    bad = finding(level=Severity.ERROR, effect=Effect.REJECTED, title="Custom operator")
    lines = screen(
        model_report("a.tflite", verdict=Verdict.REJECTED, findings=[bad], where=WHERE),
        model_report("a.tflite", target="cv25", verdict=Verdict.CLEAN, where=WHERE),
    )
    start = next(n for n, line in enumerate(lines) if line.startswith("artpec8 "))
    assert "%" not in lines[start]
    assert lines[start + 1] == "  Why    Custom operator."


def test_a_file_to_convert_has_the_verdict_after_it() -> None:
    done = run(FIXTURES / "resnet_opset17.onnx").stdout.decode("utf-8")
    assert "artpec8      convert, then clean  (100 % on the DLPU)" in done
    assert "Figures in brackets: the model after conversion (a preview)." in done

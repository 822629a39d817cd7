"""A log of the .tflite file that was made of an ONNX model is compared with the preview."""

from pathlib import Path

import pytest

from dlpulint import lint
from dlpulint.basics.terms import Verdict
from dlpulint.confrontation.confront import confronted
from dlpulint.logs.read import read_log
from dlpulint.reporters.logged_lines import logged_lines
from tests.confrontation.test_confront import CAMERA, LOADED, after, found, predicted, table
from tests.places import FIXTURES
from tests.running import run

ONNX = "resnet_opset17.onnx"
CONVERTED = "resnet_opset17_full_integer_quant.tflite"
LOAD = f"larod-client -g {CONVERTED} -c axis-a8-dlpu-tflite -R 1 -i ''\n"
MANY = (
    "Could not load model: Model contains too many graph partitions (33 > 16) and 16 of the graph "
    "partitions can't be run on the device.\n"
)
REFUSED = "Could not load model: Could not allocate tensors\n"


def test_a_converted_file_that_loads_agrees() -> None:
    report = after(CAMERA + LOADED.format(CONVERTED, CONVERTED), ONNX)
    shown = found(report)
    assert (shown.answer, shown.preview, shown.predicted) == ("agrees", True, Verdict.CLEAN)
    assert shown.sentence.startswith("The log agrees with the preview of the conversion: P3267-LVE")
    assert (report.verdict, report.after_conversion) == (Verdict.CONVERT, Verdict.CLEAN)
    assert shown.latency_ms == 5.6


@pytest.mark.parametrize(
    ("line", "subject", "logged"),
    [(MANY, "partitions", "33"), (REFUSED, "load", "it is rejected")],
)
def test_a_converted_file_that_does_not_load_contradicts(
    line: str, subject: str, logged: str
) -> None:
    report = after(LOAD + line, ONNX)
    shown = found(report)
    assert shown.answer == "contradicts"
    assert (subject, logged) in [(point.subject, point.logged) for point in shown.disagreements]
    assert "may differ from the preview: check it with the log" in shown.sentence
    assert (report.verdict, report.after_conversion) == (Verdict.CONVERT, Verdict.REJECTED)
    assert report.findings == predicted(ONNX, "artpec8").findings
    texts = [line.text for line in logged_lines(report)]
    assert "Predicted: clean; the log decides: rejected." in texts


def test_a_log_of_the_onnx_file_itself_is_not_compared() -> None:
    shown = found(after(LOAD.replace(CONVERTED, ONNX) + REFUSED, ONNX))
    assert (shown.answer, shown.preview, shown.predicted) == ("silent", False, Verdict.CONVERT)
    assert "names no .tflite file" in shown.sentence


def test_a_compilers_table_is_of_the_conversion_if_it_has_its_operators() -> None:
    report = predicted(ONNX, "artpec7")
    log = table(report).replace("model.tflite", CONVERTED)
    assert found(after(log, ONNX, "artpec7")).answer == "agrees"
    log = table(report, CONV_2D=3).replace("model.tflite", CONVERTED)
    shown = found(after(log, ONNX, "artpec7"))
    assert [point.subject for point in shown.disagreements] == ["CONV_2D"]
    more = f"{log}{'PAD':<31}{7:<11}Mapped to Edge TPU\n"
    shown = found(after(more, ONNX, "artpec7"))
    assert shown.answer == "silent"
    assert "other operators than the preview of the conversion" in shown.sentence


def test_of_several_files_in_a_log_the_name_of_the_converter_counts(tmp_path: Path) -> None:
    file = tmp_path / "a.log"
    other = LOAD.replace(CONVERTED, "other.tflite")
    for order, answer in ((LOAD + MANY + other, "contradicts"), (LOAD + other + MANY, "silent")):
        file.write_text(order)
        with file.open("rb") as stream:
            log = read_log(stream, "a.log")
        (report,) = lint(FIXTURES / ONNX, "artpec8").reports
        assert found(confronted(report, [log], ["other.tflite"])).answer == answer


def test_numbers_in_a_log_of_the_conversion_are_none_of_the_onnx_nodes() -> None:
    line = "Node number 3 (CONV_2D) failed to prepare.\n"
    report = after(LOAD + line + REFUSED, ONNX)
    (load,) = (point for point in found(report).disagreements if point.subject == "load")
    assert load.operators == ()
    assert report.placement is not None
    convs = tuple((0, o.index) for o in report.placement.operators if o.op == "CONV_2D")
    assert len(convs) > 1
    (explained,) = (each for each in found(report).lines if each.known == "failed-to-prepare")
    assert explained.operators == convs


def test_no_issue_and_no_confirmation_is_written_of_a_conversion(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(LOAD + MANY)
    arguments = (FIXTURES / ONNX, "--target", "artpec8", "--no-cache", "--log", log)
    text = run(*arguments, cwd=tmp_path).stdout.decode()
    assert "the log decides: rejected" in " ".join(text.split())
    assert "Wrong verdict" not in text
    log.write_text(CAMERA + LOADED.format(CONVERTED, CONVERTED))
    result = run(*arguments, "--write-confirmation", "me", cwd=tmp_path)
    assert result.returncode == 2
    assert b"the log is of the converted file: confirm that one" in result.stderr

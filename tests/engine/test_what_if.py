"""What a report says of an ONNX file on a target that takes TFLite."""

import json
from pathlib import Path

import pytest
from onnx import NodeProto

from dlpulint.api import lint
from dlpulint.basics.terms import Answer, Device, Severity, Verdict
from dlpulint.findings.finding import PREVIEW, fingerprint
from dlpulint.report import contract as json_reporter
from dlpulint.report.gates import fails
from dlpulint.report.report import ModelReport
from dlpulint.reporters.html import page as html
from dlpulint.reporters.sarif import log as sarif
from dlpulint.reporters.text import report as text
from dlpulint.reporters.text.style import Style
from tests.loader.onnx_files import INT64, UINT8, file, graph, node, numbers, value
from tests.places import FIXTURES

VIT = FIXTURES / "vit_opset17.onnx"
RESNET = FIXTURES / "resnet_opset17.onnx"
ARTPEC = ("artpec7", "artpec8", "artpec9")


def reported(path: Path, target: str) -> ModelReport:
    (report,) = lint([path], [target]).reports
    return report


@pytest.mark.parametrize("target", ARTPEC)
def test_the_file_is_to_be_converted_and_all_else_is_a_preview(target: str) -> None:
    report = reported(VIT, target)
    assert (report.verdict, report.foreign, report.preview) == (Verdict.CONVERT, True, True)
    about_file = [finding.rule for finding in report.findings if not finding.preview]
    assert about_file == ["tflite/wrong-file", "common/attention"]
    assert len(report.findings) > len(about_file)


def test_what_is_said_of_the_file_is_not_said_again_of_its_conversion() -> None:
    findings = reported(VIT, "artpec9").findings
    (attention,) = [finding for finding in findings if finding.rule == "common/attention"]
    assert {"MatMul", "Softmax"} <= {place.op for place in attention.locations}
    assert not attention.preview


@pytest.mark.parametrize("target", ARTPEC)
def test_a_preview_is_never_an_error_and_says_in_words_that_it_is_one(target: str) -> None:
    previews = [finding for finding in reported(VIT, target).findings if finding.preview]
    assert all(finding.level is not Severity.ERROR for finding in previews)
    assert all(finding.message.startswith(PREVIEW) for finding in previews)
    assert not any(finding.bare_message.startswith(PREVIEW) for finding in previews)


def test_no_gate_counts_a_preview() -> None:
    report = lint([RESNET], ["artpec8"])
    previewed = report.reports[0]
    counts = [previewed.count(level) for level in Severity]
    assert counts == [1, 0, 0]
    assert {finding.answer for finding in previewed.findings if finding.preview} == set(Answer)
    for gate in ("fallback", "slow", "unknown"):
        assert not fails(report, [gate])
    assert fails(report, ["error"])


def test_to_accept_a_preview_is_not_to_accept_what_comes_of_it() -> None:
    preview = next(f for f in reported(RESNET, "artpec9").findings if f.preview)
    own = fingerprint(preview.rule, "artpec9", preview.kind, preview.cause, preview.answer)
    assert preview.fingerprint != own


def test_the_verdict_after_conversion_is_that_of_the_preview() -> None:
    assert reported(RESNET, "artpec7").after_conversion is Verdict.CLEAN
    assert reported(VIT, "artpec7").after_conversion is Verdict.REJECTED
    assert reported(RESNET, "cv25").after_conversion is None


def test_a_resnet_will_run_on_the_dlpu() -> None:
    placement = reported(RESNET, "artpec9").placement
    assert placement is not None
    assert placement.preview
    assert len(placement.operators) == placement.count(Device.DLPU) == 17
    assert placement.operators[0].op == "PAD"


def test_what_depends_on_calibration_is_named_as_left_open() -> None:
    notices = reported(RESNET, "artpec9").notices
    assert "lint the .tflite to be sure" in notices[0]
    assert "artpec9/mean/quantization" in notices[1]


def test_an_operator_that_tflite_lacks_has_no_device_for_certain() -> None:
    report = reported(FIXTURES / "deformconv_opset19.onnx", "artpec8")
    assert report.placement is not None
    devices = {operator.op: operator.device for operator in report.placement.operators}
    assert devices["DeformConv"] is Device.UNKNOWN
    (lacking,) = [f for f in report.findings if f.rule == "tflite/no-counterpart"]
    assert (lacking.level, lacking.answer) == (Severity.WARNING, Answer.BAD)
    assert lacking.locations[0].index == 3


def test_an_onnx_that_is_quantized_already_is_told_to_be_exported_anew() -> None:
    report = reported(FIXTURES / "resnet_qdq_per_tensor.onnx", "artpec8")
    (quantized,) = [f for f in report.findings if f.rule == "tflite/quantized-onnx"]
    assert not quantized.preview
    assert "QuantizeLinear" in quantized.message


def test_what_if_is_left_out_and_the_preview_stands() -> None:
    (report,) = lint([RESNET], ["artpec8"], as_if="int8-per-tensor").reports
    assert report.preview
    assert report.notices[0] == "--as-if int8-per-tensor is left out: it is for .tflite files."


@pytest.mark.parametrize("target", ["cv25", "cv75"])
def test_a_target_that_takes_onnx_has_no_preview(target: str) -> None:
    report = reported(RESNET, target)
    assert not report.preview
    assert not any(finding.preview for finding in report.findings)


def test_a_tflite_file_has_no_preview() -> None:
    report = reported(FIXTURES / "mobilenet_int8_per_tensor.tflite", "artpec8")
    assert not report.preview


def test_json_marks_report_placement_and_findings() -> None:
    (report,) = json.loads(json_reporter.write(lint([VIT], ["artpec9"])))["reports"]
    assert (report["preview"], report["placement"]["preview"]) == (True, True)
    marks = {finding["rule"]: finding["preview"] for finding in report["findings"]}
    assert [marks.pop(rule) for rule in ("tflite/wrong-file", "common/attention")] == [False, False]
    assert set(marks.values()) == {True}


def test_sarif_shows_no_more_than_notes_of_it() -> None:
    (run,) = json.loads(sarif.write(lint([VIT], ["artpec9"])))["runs"]
    levels: dict[bool, set[str]] = {False: set(), True: set()}
    for result in run["results"]:
        levels["preview" in result["properties"]].add(result["level"])
        is_preview = result["message"]["text"].removeprefix("[artpec9] ").startswith(PREVIEW)
        assert is_preview == ("preview" in result["properties"])
    assert levels == {False: {"error", "warning"}, True: {"note"}}


@pytest.mark.parametrize("full", [False, True])
def test_text_has_a_heading_once_and_no_prefixes(full: bool) -> None:
    written = text.write(lint([VIT], ["artpec9"]), Style(full=full))
    assert written.count("After conversion to TFLite (preview):") == 1
    assert PREVIEW not in written
    assert written.index("common/attention") < written.index("After conversion")
    assert "\n  Preview " in written


def test_html_has_a_heading_once_for_all_targets() -> None:
    page = html.write(lint([VIT], ["artpec8", "artpec9"]))
    assert page.count("After conversion to TFLite (preview)") == 1
    assert PREVIEW not in page


def test_html_says_of_every_figure_that_it_is_a_preview() -> None:
    page = html.write(lint([VIT], ["artpec8", "cv25"]))
    for figure in ("Partitions", "Operators", "MACs"):
        assert page.count(f"<dt>{figure} after conversion (preview)</dt>") == 1


def saved(path: Path, *nodes: NodeProto) -> Path:
    declared = value("a", [1, 2, 3], dtype=INT64)
    whole = graph(nodes, [value("x", [])], [value("y", [])], declared=[declared])
    path.write_bytes(file(whole).SerializeToString())
    return path


def test_a_node_that_does_not_fit_its_shapes_has_no_preview_and_that_is_said(
    tmp_path: Path,
) -> None:
    # An Identity of a scalar is said to have three dimensions.
    nodes = node("Identity", "x", "a"), node("ReduceMean", "a", "y", axes=[0])
    path = saved(tmp_path / "a.onnx", *nodes)
    for target in ("artpec7", "cpu"):
        report = reported(path, target)
        assert (report.verdict, report.preview, report.error) == (Verdict.REJECTED, False, None)
        assert report.notices == (
            "There is no preview: ReduceMean #1 does not fit the shapes that it is given.",
        )
    assert reported(path, "cv25").error is None


def test_an_output_with_another_number_of_dimensions_than_its_node_gives_has_no_preview(
    tmp_path: Path,
) -> None:
    axes = numbers("axes", [0, 0, 0, 0], dtype=UINT8)
    ends = [value("x", [5, 3, 4, 64])], [value("y", [None])]
    whole = file(graph([node("Unsqueeze", "x axes", "y")], *ends, [axes]))
    path = tmp_path / "a.onnx"
    path.write_bytes(whole.SerializeToString())
    report = reported(path, "artpec8")
    assert report.error is None
    assert report.notices == (
        "There is no preview: Unsqueeze #0 does not fit the shapes that it is given.",
    )


def test_a_node_that_writes_nothing_is_left_out_of_the_preview(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.onnx", node("Neg", "x", "y"), node("Relu", "x", "-"))
    report = reported(path, "artpec8")
    assert report.error is None
    assert report.placement is not None
    assert [operator.op for operator in report.placement.operators] == [
        "DEQUANTIZE",
        "NEG",
        "QUANTIZE",
    ]


def open_batch(folder: Path, *nodes: NodeProto) -> list[str]:
    """What a report says of a batch that is open."""
    model = graph(nodes, [value("x", ["n", 3, 32, 32])], [value("y", ["n", 3072])])
    path = folder / "open.onnx"
    path.write_bytes(file(model).SerializeToString())
    return [notice for notice in reported(path, "artpec9").notices if "`-b 1`" in notice]


def test_a_preview_of_an_open_batch_states_what_is_converted_without_a_batch(
    tmp_path: Path,
) -> None:
    (notice,) = open_batch(tmp_path, node("Flatten", "x", "y"))
    assert notice == (
        "The batch size of x is not fixed. Convert with `-b 1`: without it the .tflite has an open "
        "batch too, and delegates for fixed sizes (Edge TPU, Arm NN) refuse a graph that computes "
        "a size from it."
    )


def test_a_preview_names_the_operator_that_computes_a_size_from_an_open_batch(
    tmp_path: Path,
) -> None:
    (notice,) = open_batch(tmp_path, node("Shape", "x", "s"), node("Flatten", "x", "y"))
    assert notice.endswith("refuse this graph, because Shape #0 computes a size from it.")


def test_what_only_the_converted_file_shows_is_named_where_a_model_is_judged_as_if() -> None:
    path = FIXTURES / "mobilenet_float32.tflite"
    (report,) = lint([path], ["artpec9"], as_if="int8-per-channel").reports
    assert report.notices[0].startswith("The file itself is not quantized this way")
    assert "could not be checked" in report.notices[1]
    assert "artpec9/mean/quantization" in report.notices[1]

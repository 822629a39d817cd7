"""A prediction confronted with logs: what they confirm, settle and contradict."""

import csv
import io

import pytest
from msgspec.structs import replace

from dlpulint import lint
from dlpulint.basics.terms import Device, Evidence, Verdict
from dlpulint.confrontation.confront import confronted
from dlpulint.facts.families.family import Family
from dlpulint.logs.read import read_log
from dlpulint.report.confrontation import Confrontation
from dlpulint.report.latency import Latency
from dlpulint.report.report import ModelReport
from dlpulint.reporters.logged_lines import logged_lines
from tests.places import FIXTURES, ROOT

SILU = "silu_detector_int8.tflite"
PLAIN = "mobilenet_int8_per_tensor.tflite"
MEASUREMENTS = ROOT / "rules" / "measurements.csv"
MAPPED = "Mapped to Edge TPU"
REJECTED = "ERR Could not load model: Could not allocate tensors\n"
CAMERA = "root.Brand.ProdNbr=P3267-LVE\nroot.Properties.Firmware.Version=11.6.94\n"
LOADED = (
    "larod-client -g {} -c axis-a8-dlpu-tflite -R 100 -i ''\n"
    "2024-01-11T15:47:57.308 Model {} loaded\n"
    "2024-01-11T15:47:57.882 Mean execution time for job: 5.60 ms\n"
)


def after(log: str, model: str = SILU, target: str = "artpec8") -> ModelReport:
    (report,) = lint(FIXTURES / model, target).reports
    return confronted(report, [read_log(io.BytesIO(log.encode()), "a.log")])


def found(report: ModelReport) -> Confrontation:
    assert report.confrontation is not None
    return report.confrontation


def table(report: ModelReport, **on_cpu: int) -> str:
    """A compiler's table of the model, with so many operators of each name on the CPU."""
    assert report.placement is not None
    counts: dict[str, int] = {}
    for operator in report.placement.operators:
        counts[operator.op] = counts.get(operator.op, 0) + 1
    lines = ["Edge TPU Compiler version 16.0.384591198", "Input: model.tflite", ""]
    lines += ["Operator                       Count      Status", ""]
    for op, count in counts.items():
        off = on_cpu.get(op, 0)
        if count > off:
            lines.append(f"{op:<31}{count - off:<11}{MAPPED}")
        if off:
            lines.append(f"{op:<31}{off:<11}More than one subgraph is not supported")
    return "\n".join(lines) + "\n"


def predicted(model: str, target: str) -> ModelReport:
    (report,) = lint(FIXTURES / model, target).reports
    return report


def test_a_fallback_line_confirms_the_operators_on_the_cpu() -> None:
    report = after(CAMERA + "2024-01-11T10:00:02 larod: Fallback unsupported op 14 to TfLite\n")
    shown = found(report)
    assert (shown.answer, shown.disagreements) == ("agrees", ())
    assert shown.measured_on == "P3267-LVE, AXIS OS 11.6.94, 2024-01-11, a.log"
    (line,) = shown.lines
    assert len(line.operators) == 8
    silu = next(f for f in report.findings if f.rule == "artpec8/silu-activation")
    assert (silu.evidence, silu.confirmed) == (Evidence.MEASURED, shown.measured_on)
    assert line.rules == ("artpec8/silu-activation",)


def test_a_fallback_line_about_an_operator_on_the_dlpu_contradicts() -> None:
    report = after("larod: Fallback unsupported op 3 to TfLite\n")
    (point,) = found(report).disagreements
    assert (point.subject, point.logged) == ("CONV_2D", "on the CPU")
    assert report.verdict is Verdict.CPU_ONLY
    assert report.findings[0].rule == "artpec8/silu-activation" or any(
        f.rule == "artpec8/contradicted-by-log" for f in report.findings
    )


def test_a_model_that_does_not_load_is_rejected_whatever_was_predicted() -> None:
    report = after(REJECTED, PLAIN)
    assert found(report).predicted is Verdict.CLEAN
    assert report.verdict is Verdict.REJECTED
    first = report.findings[0]
    assert (first.rule, first.level, first.evidence) == (
        "artpec8/contradicted-by-log", "error", "measured"
    )  # fmt: skip
    assert "Correct the operator" in first.fix


def test_another_chips_line_states_nothing_about_a_model() -> None:
    log = f"larod-client -g {PLAIN} -c a9-dlpu-tflite\n{REJECTED}"
    report = after(log, PLAIN)
    assert found(report).answer == "silent"
    assert report.verdict is Verdict.CLEAN


def test_another_models_line_states_nothing_about_it() -> None:
    log = LOADED.format(PLAIN, PLAIN) + LOADED.format("b.tflite", "b.tflite") + REJECTED
    shown = found(after(log, PLAIN))
    assert (shown.answer, shown.loads, shown.latency_ms) == ("agrees", True, 5.6)


def test_a_model_that_loads_is_as_predicted() -> None:
    shown = found(after(LOADED.format(PLAIN, PLAIN), PLAIN))
    assert (shown.answer, shown.loads) == ("agrees", True)


def test_a_model_that_loads_is_not_rejected() -> None:
    model = "unknown_custom_op.tflite"
    assert predicted(model, "artpec8").verdict is Verdict.REJECTED
    report = after(LOADED.format(model, model), model)
    assert found(report).answer == "contradicts"
    assert report.verdict is not Verdict.REJECTED
    reasons = [f.suppressed for f in report.findings if f.effect == "rejected"]
    assert reasons
    assert all(reason and reason.startswith("refuted by the log") for reason in reasons)


@pytest.mark.parametrize(("partitions", "answer"), [(15, "agrees"), (29, "contradicts")])
def test_partitions_are_compared(partitions: int, answer: str) -> None:
    assert predicted(SILU, "artpec8").verdict is not Verdict.REJECTED
    report = after(f"Model contains too many graph partitions ({partitions} > 3)\n")
    subjects = {point.subject for point in found(report).disagreements}
    assert ("partitions" in subjects) == (answer == "contradicts")
    assert report.verdict is Verdict.REJECTED


def test_a_table_as_predicted_confirms_all_operators() -> None:
    report = predicted(PLAIN, "artpec7")
    confirmed = after(table(report), PLAIN, "artpec7")
    shown = found(confirmed)
    assert shown.answer == "agrees"
    assert shown.sentence == (
        "The log agrees with the prediction of all 22 operators: Edge TPU compiler 16.0, a.log."
    )
    assert confirmed.verdict is report.verdict


def test_a_table_with_more_on_the_cpu_contradicts_and_the_verdict_follows() -> None:
    report = predicted(PLAIN, "artpec7")
    contradicted = after(table(report, ADD=2), PLAIN, "artpec7")
    (point,) = found(contradicted).disagreements
    assert (point.subject, point.predicted, point.logged, len(point.operators)) == (
        "ADD", "2 on the DLPU", "0 on the DLPU, 2 on the CPU", 2
    )  # fmt: skip
    assert contradicted.verdict is Verdict.FALLBACK
    assert contradicted.placement is not None
    off = [o.op for o in contradicted.placement.operators if o.device is Device.CPU]
    assert off == ["ADD", "ADD"]
    (line,) = found(contradicted).lines
    assert line.text == "ADD (2×): More than one subgraph is not supported"


def test_a_table_of_another_model_states_nothing() -> None:
    other = table(predicted(SILU, "artpec7"))
    shown = found(after(other, PLAIN, "artpec7"))
    assert shown.answer == "silent"
    assert "it is about another file" in shown.sentence


def test_arm_nns_refusal_is_about_its_operators() -> None:
    report = after(
        "ERROR: Operator LOGISTIC [14] is not supported by armnn_delegate.\n", SILU, "artpec9"
    )
    (point,) = found(report).disagreements
    assert (point.subject, len(point.operators)) == ("LOGISTIC", 8)


@pytest.mark.parametrize(
    ("words", "answer"),
    [("completely executed by the delegate", "contradicts"), ("not be executed", "silent")],
)
def test_what_benchmark_model_states_of_the_whole_graph_is_compared(
    words: str, answer: str
) -> None:
    log = f"Explicitly applied EXTERNAL delegate, and the model graph will be {words}.\n"
    assert found(after(log)).answer == answer


def test_a_converted_files_log_is_not_about_the_onnx_file() -> None:
    shown = found(after(REJECTED, "mobilenet_opset13.onnx"))
    assert shown.answer == "silent"
    assert "check the converted file" in shown.sentence


def test_bytes_of_an_input_are_explained_only() -> None:
    shown = found(after("Could only read 196608 out of 786432 bytes from file descriptor\n"))
    assert (shown.answer, shown.lines[0].known) == ("silent", "short-input")


@pytest.mark.parametrize(
    ("milliseconds", "beside"), [(1.0, "faster"), (5.6, "inside"), (80.0, "slower")]
)
def test_a_measured_time_is_compared_with_the_estimate(milliseconds: float, beside: str) -> None:
    report = replace(predicted(PLAIN, "artpec8"), latency=Latency(low=4.0, likely=6.0, high=9.0))
    log = LOADED.format(PLAIN, PLAIN).replace("5.60", f"{milliseconds}")
    after_log = confronted(report, [read_log(io.BytesIO(log.encode()), "a.log")])
    assert found(after_log).estimate == beside
    (line,) = (one.text for one in logged_lines(after_log) if one.text.startswith("Measured"))
    assert line.endswith("the estimate of 4 to 9 ms.")


def test_a_measured_time_is_a_row_of_the_measurements() -> None:
    report = predicted(PLAIN, "artpec8")
    assert report.model is not None
    family = Family("MobileNetV2", "classifier")
    report = replace(report, model=replace(report.model, family=family, macs=309_400_000))
    log = read_log(io.BytesIO((CAMERA + LOADED.format(PLAIN, PLAIN)).encode()), "a.log")
    row = found(confronted(report, [log])).measurement_row
    header = next(line for line in MEASUREMENTS.read_text().splitlines() if line[:1] != "#")
    (values,) = csv.DictReader([header, row])
    assert list(values.values()) == [
        "artpec8", "MobileNetV2 with classifier head", "MobileNetV2", "classifier", "64x64",
        "309", "P3267-LVE", "11.6.94", "5.6", "1", "log of larod-client", "",
    ]  # fmt: skip


def test_without_a_camera_there_is_no_row() -> None:
    assert found(after(LOADED.format(PLAIN, PLAIN), PLAIN)).measurement_row == ""

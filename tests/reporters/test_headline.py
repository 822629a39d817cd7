"""The sentence below a verdict never contradicts the figures beside it."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Partitioning, Severity, Verdict
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, PlacedOperator
from dlpulint.reporters.headline import MEANINGS, summary_line
from tests.reporters.samples import finding, model_report, place, placed, placement

ON = placed(0)
OFF = placed(1, "SOFTMAX", Device.CPU)
OFF_WITHOUT_MACS = placed(2, "RESHAPE", Device.CPU, macs=0)
OPEN = placed(3, "ABS", Device.UNKNOWN)


def judged(
    verdict: Verdict,
    operators: Sequence[PlacedOperator] = (ON,),
    findings: Sequence[Finding] = (),
    partitioning: Partitioning = Partitioning.GREEDY,
) -> ModelReport:
    where = placement(operators, partitioning=partitioning)
    return model_report(verdict=verdict, findings=findings, where=where)


def test_every_verdict_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Verdict)


@pytest.mark.parametrize(
    ("operators", "line"),
    [
        ([OFF], "The model runs, but all of it on the CPU and nothing on the DLPU."),
        (
            [OFF, placed(2, "RESHAPE", macs=0)],
            "The model runs; the operator with MACs falls back to the CPU: 0 % of the compute "
            "runs on the DLPU.",
        ),
        (
            [OFF, replace(OFF, index=4), placed(2, "RESHAPE", macs=0)],
            "The model runs; all 2 operators with MACs fall back to the CPU: 0 % of the compute "
            "runs on the DLPU.",
        ),
    ],
)
def test_cpu_only_says_whether_all_operators_are_off_the_dlpu(
    operators: list[PlacedOperator], line: str
) -> None:
    assert summary_line(judged(Verdict.CPU_ONLY, operators)) == line


@pytest.mark.parametrize(
    ("operators", "line"),
    [
        (
            [ON, OFF],
            "The model runs; 1 of 2 operators falls back to the CPU; 50 % of the MACs run on "
            "the DLPU.",
        ),
        (
            [ON, OFF_WITHOUT_MACS, OPEN],
            "The model runs; 1 of 3 operators falls back to the CPU, 1 could not be checked; "
            "50 to 100 % of the MACs run on the DLPU.",
        ),
        (
            [ON, OFF_WITHOUT_MACS, replace(OFF_WITHOUT_MACS, index=4)],
            "The model runs; 2 of 3 operators fall back to the CPU; 100 % of the MACs run on "
            "the DLPU.",
        ),
        (
            [ON, OPEN],
            "The model runs; 1 of 2 operators could not be checked and may fall back to the CPU; "
            "50 to 100 % of the MACs run on the DLPU.",
        ),
        (
            [placed(0, macs=0), OFF_WITHOUT_MACS],
            "The model runs; 1 of 2 operators falls back to the CPU.",
        ),
        (
            [ON],
            "The model may fall back to the CPU, though every operator is accepted.",
        ),
    ],
)
def test_fallback_counts_the_operators_that_fall_back(
    operators: list[PlacedOperator], line: str
) -> None:
    assert summary_line(judged(Verdict.FALLBACK, operators)) == line


def test_on_a_target_that_is_a_cpu_operators_run_outside_its_backend() -> None:
    linted = replace(judged(Verdict.FALLBACK, [ON, OFF]), backend="Arm NN delegate")
    assert summary_line(linted) == (
        "The model runs; 1 of 2 operators runs outside the Arm NN delegate; "
        "50 % of the MACs run on the Arm NN delegate."
    )
    linted = replace(judged(Verdict.CLEAN, [OFF]), backend="Arm NN delegate")
    assert summary_line(linted) == "No problem found; no MACs run on the Arm NN delegate."


@pytest.mark.parametrize(
    ("operators", "line"),
    [
        ([ON], "The model runs on the DLPU, slower than it could (1 warning)."),
        (
            [ON, OFF_WITHOUT_MACS],
            "The model runs slower than it could; 1 of 2 operators on the CPU (1 warning).",
        ),
        (
            [ON, OPEN],
            "The model runs on the DLPU, slower than it could; 1 operator could not be checked "
            "(1 warning).",
        ),
    ],
)
def test_slow_names_what_is_not_on_the_dlpu(operators: list[PlacedOperator], line: str) -> None:
    assert summary_line(judged(Verdict.SLOW, operators, [finding()])) == line


def test_a_graph_that_is_compiled_as_a_whole_may_still_be_refused() -> None:
    whole = Partitioning.WHOLE
    assert summary_line(judged(Verdict.REJECTED, [OFF], partitioning=whole)) == (
        "This model will not run on the DLPU."
    )
    assert summary_line(judged(Verdict.SLOW, [ON, OPEN], partitioning=whole)) == (
        "If the toolchain accepts this model, it runs slower than it could."
    )


def test_a_wrong_model_on_the_cpu_says_so() -> None:
    assert summary_line(judged(Verdict.WRONG)) == "The model runs, but gives wrong results."
    assert summary_line(judged(Verdict.WRONG, [OFF])) == (
        "The model runs, but gives wrong results; nothing runs on the DLPU."
    )


def test_unknown_counts_operators_once_and_questions_about_the_file() -> None:
    open_operators = finding(answer=Answer.UNKNOWN, locations=[place(3), place(5)])
    question = finding("a/b", answer=Answer.UNKNOWN, locations=())
    advice = finding("a/c", answer=Answer.UNKNOWN, effect=Effect.ADVICE, locations=[place(9)])
    accepted = finding("a/d", answer=Answer.UNKNOWN, locations=[place(8)], suppressed="tested")

    def line(*findings: Finding) -> str:
        return summary_line(judged(Verdict.UNKNOWN, [ON, OPEN], [*findings, advice, accepted]))

    assert line(open_operators) == "No known problem; 2 operators could not be checked."
    assert line(open_operators, question) == (
        "No known problem; 2 operators could not be checked, and 1 question about the file is open."
    )
    alone = judged(Verdict.UNKNOWN, [ON], [question, replace(question, rule="a/e")])
    assert summary_line(alone) == (
        "No known problem; 2 questions about the file could not be answered."
    )


def test_clean_reads_plainly() -> None:
    assert summary_line(judged(Verdict.CLEAN)) == "No problem found."
    assert summary_line(judged(Verdict.CLEAN, [ON, OPEN])) == (
        "No problem found; 1 operator could not be checked, which changes little."
    )


@pytest.mark.parametrize(
    ("after", "operators", "line"),
    [
        (Verdict.CLEAN, [ON], "Convert first; then clean, 100 % on the DLPU."),
        (
            Verdict.FALLBACK,
            [ON, OFF, OPEN],
            "Convert first; then fallback, 33.3 to 66.7 % on the DLPU.",
        ),
        (Verdict.CPU_ONLY, [OFF], "Convert first; then cpu-only, 0 % on the DLPU."),
        (
            Verdict.CLEAN,
            [placed(0, macs=0)],
            "Convert first; then clean, 1 of 1 operator on the DLPU.",
        ),
        (
            Verdict.REJECTED,
            [OFF],
            "The camera would reject this model even after a conversion: flex operator.",
        ),
        (None, [], "Convert first; the result could not be previewed."),
    ],
)
def test_a_file_to_convert_says_what_comes_after(
    after: Verdict | None, operators: list[PlacedOperator], line: str
) -> None:
    wrong_file = finding(
        "tflite/wrong-file", level=Severity.ERROR, effect=Effect.REJECTED, locations=()
    )
    refused = replace(
        finding("common/flex-operator", title="Flex operator", effect=Effect.REJECTED), preview=True
    )
    linted = judged(Verdict.CONVERT, operators, [wrong_file, refused])
    assert summary_line(replace(linted, format="onnx", after_conversion=after)) == line


def test_a_tflite_file_has_to_be_exported_anew() -> None:
    assert summary_line(replace(judged(Verdict.CONVERT, []), format="tflite")) == (
        "This target needs ONNX: export the model from the training framework."
    )


def test_a_report_read_back_without_its_reason_has_a_headline() -> None:
    linted = judged(Verdict.CONVERT, [OFF], [])
    assert summary_line(replace(linted, format="onnx", after_conversion=Verdict.REJECTED)) == (
        "The camera would reject this model even after a conversion."
    )

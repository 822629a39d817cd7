"""What to do first about a model: which cure, which change, which command."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Partitioning, Severity, Verdict
from dlpulint.findings.finding import Cut, Finding
from dlpulint.placement.result import DeviceMacs, PartitionCount, PlacementFigures
from dlpulint.report.commands import NextStep
from dlpulint.report.per_tensor_risk import PerTensorRisk
from dlpulint.report.report import PlacementSummary, StepSummary
from dlpulint.reporters.cures import KEEPS_WEIGHTS, first_sentence
from dlpulint.reporters.first_step import (
    ON_CAMERA,
    WITH_PICTURE,
    FirstStep,
    comment_on,
    first_step,
)
from dlpulint.reporters.step_cures import saved_by_step
from dlpulint.reporters.text.figures import changes
from dlpulint.reporters.text.pen import Pen
from dlpulint.reporters.text.style import Style
from tests.reporters.samples import (
    CUT_TAIL,
    PER_TENSOR,
    finding,
    model_report,
    place,
    placed,
    placement,
    unreadable,
)
from tests.reporters.test_latency_line import SAVED, WHOLE

SLOW = finding(fix="Convert per tensor. Check the accuracy.")
ACCURACY = ("Check the accuracy.",)
FATAL = finding(
    "tflite/wrong-file",
    level=Severity.ERROR,
    effect=Effect.REJECTED,
    fix="Convert it.",
    locations=(),
)
NOTE = finding("artpec/x", level=Severity.NOTE, effect=Effect.ADVICE, fix="Mind it.")
SOFTMAX = finding(
    "artpec8/softmax/beta", effect=Effect.FALLBACK, fix="Take it out.", locations=(place(1),)
)


def stepped(
    *causes: str, limit: int | None = 16, partitions: int = 3, where: Sequence[int] = (1,)
) -> PlacementSummary:
    macs = DeviceMacs(2, 0, 0)
    before = PlacementFigures(1, macs, PartitionCount(partitions, 0), PartitionCount(partitions, 0))
    after = PlacementFigures(3, macs, PartitionCount(1, 0), PartitionCount(1, 0))
    operators = tuple(placed(index, "SOFTMAX", Device.CPU) for index in where)
    return replace(
        placement(best=PartitionCount(partitions, 0), limit=limit),
        steps=(StepSummary(operators, causes, before, after),),
    )


GAIN = "With SOFTMAX #1 changed, the graph runs in 1 partition (now 3)."


def test_of_an_unreadable_file_there_is_nothing_to_say() -> None:
    assert first_step(unreadable()) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [("nets/unet.onnx", "unet.onnx"), ("net.tflite", "model.onnx"), ('a"b.onnx', "model.onnx")],
)
def test_a_cure_of_an_onnx_file_names_it(path: str, name: str) -> None:
    one = finding(
        fix='Save it: `onnx.save(net, "model.onnx")`. Lint `model.onnx`, not my_model.onnx.'
    )
    step = first_step(replace(model_report(findings=[one]), path=path))
    assert step is not None
    assert step.how == f'Save it: `onnx.save(net, "{name}")`.'
    assert step.more == (f"Lint `{name}`, not my_model.onnx.",)
    quiet = finding(
        level=Severity.NOTE, effect=Effect.ADVICE, fix='Better: `onnx.load("model.onnx")`.'
    )
    advised = first_step(replace(model_report(verdict=Verdict.CLEAN, findings=[quiet]), path=path))
    assert advised is not None
    assert advised.optional == f'Optional: Better: `onnx.load("{name}")`.'


def test_commands_for_a_suppressed_finding_are_not_due() -> None:
    step = NextStep(("convert a",), (), (SLOW.rule,))
    linted = replace(model_report(findings=[SLOW]), next_step=step)
    assert linted.due_step == step
    accepted = replace(linted, findings=(replace(SLOW, suppressed="ignored: known"),))
    assert accepted.due_step is None
    assert replace(accepted, next_step=NextStep(("compile a",), ())).due_step is not None


def test_operators_that_another_finding_cures_are_named() -> None:
    silu = finding("artpec8/silu-activation", fix="Retrain.", locations=(place(1),))
    last = finding("artpec8/logistic", fix="End before it.", locations=(place(2),))
    step = first_step(model_report(findings=[silu, last], where=stepped("x", where=(1, 2))))
    assert step is not None
    assert (step.how, step.rest) == ("Retrain.", "For SOFTMAX #2: End before it.")
    many = first_step(model_report(findings=[silu, last], where=stepped("x", where=(1, 2, 3))))
    assert many is not None
    assert many.rest == "For SOFTMAX #2: End before it."
    again = finding("artpec8/logistic", fix="Retrain. Or not.", locations=(place(2),))
    one = first_step(model_report(findings=[silu, again], where=stepped("x", where=(1, 2))))
    assert one is not None
    assert one.rest == ""
    alone = first_step(model_report(findings=[silu], where=stepped("x", where=(1, 2))))
    assert alone is not None
    assert alone.rest == ""


def test_what_fix_does_comes_before_the_cure_by_hand() -> None:
    where = (place(2),)
    tail = finding("artpec8/logistic", fix="End it. Decode.", fixable=CUT_TAIL, locations=where)
    step = first_step(model_report(findings=[tail]))
    assert step is not None
    assert step.how == "With `--fix`: cut off 3 operators after the last layers."
    assert step.more == ("Or by hand: End it.", "Decode.")


def test_what_fix_does_with_a_loss_leaves_the_cure_first() -> None:
    step = first_step(model_report(findings=[replace(SLOW, fixable=PER_TENSOR)]))
    assert step is not None
    assert step.how == "Convert per tensor."


def test_operators_that_fix_mends_as_well_are_not_named() -> None:
    pad = finding("artpec8/pad", fix="Fold it.", fixable=CUT_TAIL, locations=(place(1),))
    last = finding("artpec8/logistic", fix="End it.", fixable=CUT_TAIL, locations=(place(2),))
    for findings, rest in (
        ([pad, last], ""),
        ([pad, replace(last, fixable=None)], "For SOFTMAX #2: End it."),
    ):
        step = first_step(model_report(findings=findings, where=stepped("x", where=(1, 2))))
        assert step is not None
        assert step.rest == rest


def test_what_keeps_it_from_loading_comes_first() -> None:
    linted = model_report(findings=[SLOW, FATAL], where=stepped("artpec8/softmax/beta"))
    assert first_step(linted) == FirstStep("Convert it.", finding=FATAL)


def test_a_warning_that_it_may_not_load_comes_first_as_well() -> None:
    warned = replace(FATAL, level=Severity.WARNING)
    linted = model_report(findings=[SLOW, warned], where=stepped("artpec8/softmax/beta"))
    assert first_step(linted) == FirstStep("Convert it.", finding=warned)


def test_then_comes_what_wins_most_with_the_cure_of_its_cause() -> None:
    linted = model_report(findings=[SLOW, SOFTMAX], where=stepped("artpec8/softmax/beta"))
    assert first_step(linted) == FirstStep("Take it out.", GAIN, finding=SOFTMAX)


def test_a_cause_without_a_finding_has_the_cure_of_the_same_operators() -> None:
    rule = replace(SOFTMAX, rule="artpec/not-integer")
    linted = model_report(findings=[SLOW, rule], where=stepped("artpec8/softmax/beta"))
    assert first_step(linted) == FirstStep("Take it out.", GAIN, finding=rule)


def test_the_cure_of_most_of_the_operators_comes_before_that_of_the_rest() -> None:
    silu = replace(SOFTMAX, rule="artpec8/silu", fix="Retrain.", locations=(place(2), place(3)))
    where = stepped("artpec8/softmax/beta", where=(1, 2, 3))
    first = first_step(model_report(findings=[SOFTMAX, silu], where=where))
    assert first is not None
    assert first.finding == silu


def test_or_that_of_an_input() -> None:
    batch = finding("artpec/batch", fix="Export with a batch of 1.", locations=(place(None),))
    linted = model_report(findings=[SLOW, batch], where=stepped("artpec8/softmax/beta"))
    assert first_step(linted) == FirstStep("Export with a batch of 1.", GAIN, finding=batch)


def test_without_any_the_operators_are_named() -> None:
    linted = model_report(findings=[SLOW], where=stepped("artpec8/softmax/beta"))
    assert first_step(linted) == FirstStep("Replace or remove SOFTMAX #1.", GAIN)


@pytest.mark.parametrize(("partitions", "how"), [(16, "Convert it."), (17, "Take it out.")])
def test_too_many_partitions_are_cured_by_what_joins_them(partitions: int, how: str) -> None:
    where = stepped("artpec8/softmax/beta", partitions=partitions)
    first = first_step(model_report(findings=[FATAL, SOFTMAX], where=where))
    assert first is not None
    assert first.how == how


def test_the_file_of_a_preview_is_converted_first() -> None:
    where = replace(stepped("artpec8/softmax/beta", partitions=17), preview=True)
    linted = model_report(findings=[FATAL, replace(SOFTMAX, preview=True)], where=where)
    gain = GAIN.replace("(now 3)", "(now 17; larod accepts at most 16)")
    then = f"Take it out. {gain}"
    assert first_step(linted) == FirstStep("Convert it.", finding=FATAL, then=then)


def test_a_converted_model_without_steps_needs_the_cure_of_its_first_finding() -> None:
    advice = replace(NOTE, preview=True)
    where = replace(placement(), preview=True)
    assert first_step(model_report(findings=[FATAL, advice], where=where)) == FirstStep(
        "Convert it.", finding=FATAL
    )
    slow = replace(SLOW, preview=True)
    assert first_step(model_report(findings=[FATAL, advice, slow], where=where)) == FirstStep(
        "Convert it.", finding=FATAL, then="Convert per tensor."
    )


def test_a_conversion_that_would_ruin_the_accuracy_is_followed_by_ways_out() -> None:
    risk = PerTensorRisk(
        grade="likely-ruined", decibels=9, weak_channels=0.8, layers=9, worst=(), sentence="Ruined."
    )
    cure = replace(FATAL, fix=f"Convert it{KEEPS_WEIGHTS}.")
    linted = model_report(findings=[cure], where=replace(placement(), preview=True))
    for grade, as_if, how, ways in (
        ("likely-ruined", None, "Convert it.", True),
        ("unknown", None, "Convert it; no retraining is needed.", False),
        ("likely-ruined", "int8-per-tensor", "Convert it; no retraining is needed.", False),
    ):
        stated = replace(risk, grade=grade)
        step = first_step(replace(linted, per_tensor_risk=stated, as_if=as_if))
        assert step is not None
        assert step.how == how
        assert ("`-qt per-channel`" in step.then) is ways


def test_a_graph_that_is_taken_whole_has_no_change_to_tell() -> None:
    where = replace(stepped("x"), partitioning=Partitioning.WHOLE)
    first = first_step(model_report(findings=[SLOW], where=where))
    assert first == FirstStep("Convert per tensor.", more=ACCURACY, finding=SLOW)


def test_what_is_about_operators_comes_before_what_is_about_the_file() -> None:
    general = finding("artpec/no-macs", fix="See the other findings.", locations=())
    first = first_step(model_report(findings=[general, SLOW]))
    assert first == FirstStep("Convert per tensor.", more=ACCURACY, finding=SLOW)


@pytest.mark.parametrize(
    "findings",
    [
        [],
        [replace(NOTE, fix="No change is needed.")],
        [replace(SLOW, suppressed="measured")],
        [replace(SLOW, answer=Answer.UNKNOWN, level=Severity.NOTE)],
    ],
    ids=["nothing", "a note without a cure", "suppressed", "cannot tell"],
)
def test_with_nothing_to_change_it_is_tried(findings: list[Finding]) -> None:
    linted = model_report(verdict=Verdict.CLEAN, findings=findings)
    assert first_step(linted) == FirstStep("Nothing to change.")
    tried = replace(linted, try_on_camera="larod-client")
    assert first_step(tried) == FirstStep(
        "Nothing to change. Try it on a camera.", commands=("larod-client", ON_CAMERA)
    )


def test_a_toolchain_comes_before_the_camera() -> None:
    linted = model_report(verdict=Verdict.CLEAN)
    linted = replace(
        linted, next_step=NextStep(("compile a",), ("Mind it.",)), try_on_camera="larod"
    )
    assert first_step(linted) == FirstStep(
        "Nothing to change. Compile it, then try it on a camera.",
        commands=("compile a", "larod", ON_CAMERA),
        notes=("Mind it.",),
    )


def test_why_there_is_no_command_is_told() -> None:
    linted = replace(model_report(verdict=Verdict.CLEAN), next_step=NextStep((), ("Rename it.",)))
    assert first_step(linted) == FirstStep("Nothing to change.", notes=("Rename it.",))


def test_the_cure_of_a_note_is_optional() -> None:
    linted = replace(model_report(verdict=Verdict.CLEAN, findings=[NOTE]), try_on_camera="larod")
    assert first_step(linted) == FirstStep(
        "Try it on a camera.", commands=("larod", ON_CAMERA), optional="Optional: Mind it."
    )
    about_input = finding(
        "artpec/input-range",
        level=Severity.NOTE,
        effect=Effect.ADVICE,
        fix="Calibrate it.",
        locations=(place(None),),
    )
    first = first_step(model_report(verdict=Verdict.CLEAN, findings=[NOTE, about_input]))
    assert first == FirstStep("", optional="Optional: Calibrate it.")


def test_a_note_about_an_effect_is_a_change_to_make() -> None:
    quieter = replace(SLOW, level=Severity.NOTE)
    first = first_step(model_report(findings=[NOTE, quieter]))
    assert first == FirstStep("Convert per tensor.", more=ACCURACY, finding=quieter)


def test_a_finding_without_a_cure_gives_way_to_one_that_has_it() -> None:
    general = replace(SOFTMAX, level=Severity.ERROR, fix="")
    assert first_step(model_report(findings=[general, SLOW])) == FirstStep(
        "Convert per tensor.", more=ACCURACY, finding=SLOW
    )


def test_open_questions_are_settled_on_a_camera() -> None:
    linted = model_report(verdict=Verdict.UNKNOWN)
    assert first_step(linted) == FirstStep("No change needed so far.")
    unsure = replace(SLOW, answer=Answer.UNKNOWN, level=Severity.NOTE)
    advice = replace(NOTE, answer=Answer.UNKNOWN)
    linted = replace(
        linted,
        findings=(unsure, unsure, replace(unsure, rule="a/b"), advice),
        try_on_camera="larod",
    )
    assert first_step(linted) == FirstStep(
        "No change needed so far. Try it on a camera to settle 2 open questions.",
        commands=("larod", ON_CAMERA),
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Convert it. Then check.", "Convert it."),
        ("Use TF 1.15 (`a.b = True`). Check it.", "Use TF 1.15 (`a.b = True`)."),
        ("Use TF 1.15). `b` too.", "Use TF 1.15)."),
        ("One\n  line", "One line"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_another_begins(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_the_comment_explains_the_input_of_the_command() -> None:
    assert comment_on("larod-client -g a.tflite -i ''") == ON_CAMERA
    assert comment_on("larod-client -g a.tflite -i picture1.bin") == WITH_PICTURE


def test_a_later_step_tells_the_time_after_it_too() -> None:
    cut = replace(SOFTMAX, cut=Cut(("boxes",), ()))
    where = stepped("artpec8/softmax/beta")
    found = replace(model_report(findings=[cut], where=where), latency=WHOLE)
    (step,) = where.steps
    assert saved_by_step(step, found) == SAVED
    assert saved_by_step(step, replace(found, latency=None)) == ""
    assert saved_by_step(step, replace(found, findings=(SOFTMAX,))) == ""
    (fact,) = changes(found, Pen(Style(width=300)), "First another change.")
    assert fact.lines[0].startswith("  Then    Take it out. With SOFTMAX #1 changed")
    assert fact.lines[0].endswith(SAVED)

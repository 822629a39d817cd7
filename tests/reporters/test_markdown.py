"""Markdown as GitHub renders it."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Severity, Verdict
from dlpulint.basics.version import stated_versions
from dlpulint.model.input_shapes import InputShape
from dlpulint.report.commands import NextStep
from dlpulint.report.report import ModelReport
from dlpulint.reporters import markdown
from dlpulint.reporters.untrusted_text import visible
from tests.reporters.reading import markdown_rows, read_markdown, rendered_markdown
from tests.reporters.samples import (
    HOSTILE,
    finding,
    model_report,
    place,
    placed,
    placement,
    report,
    unmeant,
    unreadable,
)

ERROR = finding("artpec8/kernel", level=Severity.ERROR, effect=Effect.WRONG, message="a 9x9 kernel")


def words(*reports: ModelReport) -> str:
    """Everything that is shown, in its order."""
    return "".join(rendered_markdown(markdown.write(report(*reports))).visible())


def summaries(*reports: ModelReport) -> list[str]:
    lines = markdown.write(report(*reports)).splitlines()
    return [line for line in lines if line.startswith("<details")]


def in_order(text: str, parts: Sequence[str]) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_the_matrix_comes_first_with_verdict_and_share_of_macs() -> None:
    cut = placement((placed(0), placed(1, device=Device.CPU)))
    written = markdown.write(
        report(
            model_report("a.tflite", verdict=Verdict.FALLBACK, where=cut),
            model_report("a.tflite", target="cv25", verdict=Verdict.CONVERT, foreign=True),
            model_report("b|c.tflite", target="cv25", where=placement((placed(0, macs=None),))),
            unreadable("d.tflite"),
        )
    )
    assert written.startswith(
        "## dlpulint\n\n"
        "| model | artpec8 | cv25 |\n"
        "|---|---|---|\n"
        "| a.tflite | **fallback** 50 % | **convert** |\n"
        "| b\\|c.tflite |  | **slow** |\n"
        "| d.tflite | **unreadable** |  |\n"
    )
    assert rendered_markdown(written).tags >= {"table", "th", "td", "details", "summary"}


@pytest.mark.usefixtures("published")
def test_a_finding_is_folded_with_message_place_reason_cure_and_source() -> None:
    written = markdown.write(report(model_report(findings=[finding()])))
    assert (
        "<details><summary><b>warning</b> CONV_2D at 12 has 16 weight scales; the DLPU is at its "
        "best with one</summary>\n\n"
        "**Where:** CONV\\_2D \\#\u200b12\n\n"
        "**Why:** The DLPU computes each channel apart.\n\nLatency rises.\n\n"
        "**Cure:** Convert with `_experimental_disable_per_channel = True`.\n\n"
        "[artpec8/per-channel-weights](https://docs.example/dlpulint/rules/artpec8/per-channel-weights/"
        "), documented: [ARTPEC-8 supported operators]"
        "(https://example.org/ops?chip=artpec-8&part=%281%29), read 2026-11-20\n\n"
        "</details>\n"
    ) in written


def test_the_only_model_is_unfolded_and_of_several_those_that_cannot_be_read() -> None:
    assert summaries(model_report())[0].startswith("<details open><summary><b>slow</b>")
    several = summaries(model_report("a"), model_report("b"), unreadable("c"))
    assert [line.startswith("<details open>") for line in several] == [True, False, False]


def test_what_to_do_first_stands_above_the_findings() -> None:
    shown = words(model_report(findings=[ERROR]))
    parts = ("slow", "First: Convert with", "Placed: 1 of 3 operators", "a 9x9 kernel", "Why:")
    assert in_order(shown, parts)


def test_commands_are_a_block_to_copy_from() -> None:
    step = NextStep(("compile 'a```b' -m x", "pack it"), ("Run them in the container.",))
    linted = replace(model_report(), next_step=step, try_on_camera="larod-client -g x")
    assert (
        "````sh\ncompile 'a```b' -m x\npack it\nlarod-client -g x\n````\n\n"
        "Run them in the container.\n"
    ) in markdown.write(report(linted))


def test_models_and_findings_stand_worst_first() -> None:
    findings = [
        finding("a/open", message="open question", answer=Answer.UNKNOWN, level=Severity.NOTE),
        finding("a/note", message="small advice", level=Severity.NOTE, effect=Effect.ADVICE),
        finding("a/quiet", message="known error", level=Severity.ERROR, suppressed="known"),
        finding("a/warning", message="slow weights"),
        finding("a/error", message="wrong kernel", level=Severity.ERROR),
    ]
    shown = words(
        model_report("clean.tflite", verdict=Verdict.CLEAN),
        model_report("other.onnx", verdict=Verdict.REJECTED, foreign=True),
        model_report("slow.tflite", findings=findings),
        model_report("rejected.tflite", verdict=Verdict.REJECTED),
        unreadable("broken.tflite"),
    )
    text = shown[shown.index("In percent") :]
    models = ("broken.tflite", "rejected.tflite", "slow.tflite", "clean.tflite", "other.onnx")
    messages = ("wrong kernel", "slow weights", "small advice", "open question", "known error")
    assert in_order(text, (*models[:3], *messages, *models[3:]))
    assert "error, suppressed" in text
    assert "Suppressed: known" in text


def test_findings_that_say_the_same_of_several_operators_are_one_fold() -> None:
    alike = [finding(message=f"CONV_2D ×{number}", cause=f"{number}") for number in (1, 2, 3)]
    shown = words(model_report(findings=alike))
    assert "warning CONV_2D ×1 (and 2 more)" in shown
    assert "CONV_2D ×3" in shown
    assert shown.count("Why:") == 1


def test_a_file_that_cannot_be_read_is_told_once() -> None:
    first, second = unreadable(error="empty file"), unreadable(target="cv25", error="empty file")
    assert len(summaries(first, second)) == 1
    assert len(summaries(first, replace(second, error="another reason"))) == 2


def test_a_file_that_is_not_meant_for_a_target_is_in_the_matrix_only() -> None:
    foreign = model_report("a.onnx", verdict=Verdict.CONVERT, foreign=True)
    fitting = model_report("a.onnx", target="cv25")
    text = markdown.write(unmeant(report(foreign, fitting)))
    assert "| a.onnx | **convert** | **slow** 50 % |\n" in text
    assert text.count("<summary>") == 1


def test_a_what_if_and_stated_versions_are_said_at_the_top() -> None:
    shaped = replace(
        model_report(), input_shapes=(InputShape("x", (1, 3)),), as_if="int8-per-tensor"
    )
    versions = stated_versions(axis_os="12.11.72")
    shown = markdown.write(replace(report(shaped), stated=versions))
    assert "For AXIS OS 12.11.72.\n" in shown
    assert "Assumed: models are linted as if int8-per-tensor, with x=1x3.\n" in shown


def test_a_report_beyond_a_step_summary_keeps_the_worst() -> None:
    long = "why " * 400
    findings = [
        finding(f"a/{level}-{number}", level=level, message=f"{level} {number}", why=long)
        for number in range(400)
        for level in (Severity.NOTE, Severity.WARNING, Severity.ERROR)
    ]
    whole = report(model_report(findings=findings), model_report("b.tflite", findings=findings[:3]))
    text = markdown.write(whole)
    assert 800_000 < len(text.encode("utf-8")) < 900_000
    assert text.count("<b>error</b>") == 401
    assert 0 < text.count("<b>warning</b>") < 200
    assert text.count("<b>note</b>") == 0
    left_out = 1203 - text.count("**Cure:**")
    assert sum(int(line.split()[0]) for line in text.splitlines() if "left out" in line) == left_out
    read_markdown(text)


@pytest.mark.slow
def test_very_many_models_stay_within_a_step_summary() -> None:
    models = [model_report(f"models/{number}.tflite", findings=[ERROR]) for number in range(9_000)]
    text = markdown.write(report(*models))
    assert len(text.encode("utf-8")) < 900_000
    assert "more models |" in text
    assert text.endswith("more pairs of model and target.\n")
    assert text.count("a 9x9 kernel") > 100
    read_markdown(text)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_inert_everywhere(name: str) -> None:
    found = finding(message=name, title=name, why=name, fix=name, locations=[place(tensor=name)])
    linted = replace(
        model_report(name, findings=[found, replace(found, suppressed=name)]),
        input_shapes=(InputShape(name, (1, 3)),),
        notices=(name,),
        next_step=NextStep((f"run {name}",), (name,)),
        try_on_camera=name,
    )
    text = markdown.write(report(linted, unreadable(name, error=name)))
    read_markdown(text)
    assert text.count("\n</details>\n") == len(summaries(linted, unreadable(name, error=name)))
    assert len(text) < 100_000


@pytest.mark.parametrize("name", [*HOSTILE[:5], "a|b", "`|`", "- 1. #2 @c", "\\|", " a\nb "])
def test_the_matrix_shows_a_name_as_it_is(name: str) -> None:
    head, row = markdown_rows(markdown.write(report(model_report(name))))
    shown = " ".join(visible(name).replace("`", "'").split())
    assert head == ["model", "artpec8"]
    assert [cell.replace("\N{ZERO WIDTH SPACE}", "") for cell in row] == [shown, "slow 50 %"]

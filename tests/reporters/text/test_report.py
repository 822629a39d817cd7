"""The text report as a whole: order, bounds, and no repetition."""

import re
from pathlib import PurePosixPath

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Severity, Verdict
from dlpulint.findings.finding import Cut, Finding
from dlpulint.report.commands import NextStep
from dlpulint.report.report import ModelReport, PatternCount
from dlpulint.reporters.text.column_width import columns
from dlpulint.reporters.text.report import MANY, write
from dlpulint.reporters.text.screen import SCREEN
from dlpulint.reporters.text.style import Style
from tests.reporters.samples import (
    HOSTILE,
    REFERENCE,
    finding,
    model,
    model_report,
    place,
    placed,
    placement,
    report,
    target,
    unmeant,
    unreadable,
)
from tests.reporters.test_latency_line import PER_CHANNEL

LONG = "word " * 400


def crowded() -> ModelReport:
    """More of everything than a screen holds."""
    places = [place(index, f"tensor_{index}") for index in range(2_000)]
    rules = [
        finding(f"artpec8/rule-{number}", message=LONG, fix=LONG, locations=places, cause=f"{kind}")
        for number in range(30)
        for kind in range(5)
    ]
    notes = [
        finding(f"artpec8/note-{number}", level=Severity.NOTE, effect=Effect.ADVICE, message=LONG)
        for number in range(30)
    ]
    open_questions = [
        finding(f"artpec8/open-{number}", answer=Answer.UNKNOWN, message=LONG)
        for number in range(30)
    ]
    many = [f"a_long_name_of_an_end_{number}" for number in range(50)]
    summary = replace(
        model(inputs=many, outputs=many),
        made_by=LONG,
        patterns=tuple(PatternCount(f"pattern {number}", 9) for number in range(50)),
    )
    linted = model_report(
        "models/" + "folder/" * 60 + "net.tflite",
        findings=[*rules, *notes, *open_questions],
        summary=summary,
        where=placement([placed(index, device=Device.CPU) for index in range(2_000)]),
        reference=REFERENCE,
    )
    return replace(
        linted,
        notices=(LONG,) * 9,
        next_step=NextStep(tuple(f"compile {'name' * 120}" for _ in range(9)), (LONG,) * 9),
        try_on_camera=f"larod-client -g {'name' * 120} " + "-i '' " * 50,
    )


def lines_of(*reports: ModelReport, style: Style | None = None) -> list[str]:
    return write(report(*reports), style).splitlines()


def at(lines: list[str], start: str) -> int:
    return next(number for number, line in enumerate(lines) if line.startswith(start))


def test_a_model_with_thousands_of_places_stays_on_one_screen() -> None:
    lines = lines_of(crowded())
    assert len(lines) <= SCREEN
    assert max(map(columns, lines)) <= 80


@pytest.mark.parametrize("verdict", [Verdict.CLEAN, Verdict.UNKNOWN])
def test_a_model_with_nothing_to_change_stays_on_one_screen(verdict: Verdict) -> None:
    linted = crowded()
    quiet = [found for found in linted.findings if found.level is Severity.NOTE]
    assert len(lines_of(replace(linted, verdict=verdict, findings=tuple(quiet)))) <= SCREEN


def test_the_time_stays_where_there_is_no_room() -> None:
    lines = lines_of(replace(crowded(), latency=PER_CHANNEL))
    assert len(lines) <= SCREEN
    start = at(
        lines, "  Time    about 15 to 24 ms on a Q1656 with per-tensor weights; per channel 88"
    )
    assert lines[start + 1].startswith("          to 178 ms (5.8 to 7.4 times that, as")


def test_full_tells_everything() -> None:
    text = write(report(crowded()), Style(full=True))
    assert all(f"artpec8/rule-{number} " in text for number in range(30))
    assert re.search(r"#1997,\s+#1998,\s+#1999", text)
    assert "a_long_name_of_an_end_49" in text
    assert "--full" not in text


def test_what_to_do_first_stands_between_the_verdict_and_the_findings() -> None:
    lines = lines_of(model_report(findings=[finding()]))
    assert lines[0] == "SLOW  models/mobilenet.tflite"
    assert lines[3:8] == [
        "",
        "  First   Convert with `_experimental_disable_per_channel = True`.",
        "          Then lint the new file.",
        "",
        "warning  artpec8/per-channel-weights    documented: ARTPEC-8 supported operators",
    ]


def test_a_cure_that_is_told_first_is_not_told_again() -> None:
    text = write(report(model_report(findings=[finding()])))
    assert text.count("Convert with `_experimental_disable_per_channel = True`.") == 1
    assert "  Cure " not in text
    both = write(report(model_report(findings=[finding(), finding("artpec8/x", fix="Do it.")])))
    assert "  Cure Do it.\n" in both


def test_the_finding_whose_cure_is_first_stands_before_errors_that_sum_up() -> None:
    general = finding("artpec8/general", locations=())
    error = finding("artpec8/no-macs", level=Severity.ERROR, effect=Effect.FALLBACK, locations=())
    lines = lines_of(model_report(findings=[general, error, finding()]))
    assert [line.split()[1] for line in lines if re.match("error|warning", line)] == [
        "artpec8/per-channel-weights",
        "artpec8/no-macs",
        "artpec8/general",
    ]


def test_findings_that_do_not_fit_are_told_in_a_line_each() -> None:
    findings = [finding(f"artpec8/{number}", message=LONG, fix=LONG) for number in range(20)]
    lines = lines_of(model_report(findings=findings))
    assert sum(line.startswith("  also artpec8/") for line in lines) == 6
    assert len(lines) <= SCREEN


def test_a_preview_has_a_heading_before_its_first_finding() -> None:
    own = finding("tflite/wrong-file", level=Severity.ERROR, effect=Effect.REJECTED, locations=())
    later = [
        replace(finding(f"artpec8/{number}", message=LONG, fix="Try."), preview=True)
        for number in range(20)
    ]
    where = replace(placement(), preview=True)
    lines = lines_of(model_report(findings=[own, *later], where=where))
    heading = lines.index("After conversion to TFLite (preview):")
    assert at(lines, "error  tflite/wrong-file") < heading < at(lines, "warning  artpec8/0")
    assert len(lines) <= SCREEN


def test_commands_are_told_first_where_nothing_has_to_be_changed() -> None:
    step = NextStep(("compile -m 'a b.onnx'", "pack -f a.bin"), ("Run them in its container.",))
    linted = model_report(verdict=Verdict.CLEAN)
    lines = lines_of(replace(linted, next_step=step, try_on_camera="larod-client -g a.bin"))
    start = at(lines, "  First ")
    assert lines[start : start + 6] == [
        "  First   Nothing to change. Compile it, then try it on a camera.",
        "          compile -m 'a b.onnx'",
        "          pack -f a.bin",
        "          larod-client -g a.bin",
        "          # on the camera, in the folder of the copied file; -i '': random input",
        "          Run them in its container.",
    ]
    assert sum("larod-client" in line for line in lines) == 1


def test_commands_end_the_facts_where_something_has_to_be() -> None:
    step = NextStep(("compile -m 'a b.onnx'", "pack -f a.bin"), ("Run them in its container.",))
    linted = model_report(findings=[finding()])
    lines = lines_of(replace(linted, next_step=step, try_on_camera="larod-client -g a.bin"))
    start = at(lines, "  Next ")
    assert lines[start : start + 4] == [
        "  Next    compile -m 'a b.onnx'",
        "          pack -f a.bin",
        "          Run them in its container.",
        "  Try     larod-client -g a.bin",
    ]


@pytest.mark.parametrize("findings", [(), (finding(),)], ids=["first", "try"])
def test_a_full_report_names_the_try_over_ssh_where_larod_loads_the_file(
    findings: tuple[Finding, ...],
) -> None:
    line = "          # dlpulint models/mobilenet.tflite -t artpec8 --try USER@CAMERA"
    verdict = Verdict.SLOW if findings else Verdict.CLEAN
    linted = replace(
        model_report(findings=findings, verdict=verdict), try_on_camera="larod-client -g a"
    )
    full = Style(full=True)
    assert write(report(linted), full).splitlines().count(line) == 1
    assert line not in write(report(linted)).splitlines()
    compiled = replace(linted, next_step=NextStep(("compile a",), ()))
    assert line not in write(report(compiled), full).splitlines()
    assert line not in write(report(replace(linted, path="-")), full).splitlines()


def test_why_there_is_nothing_to_run_is_told() -> None:
    step = NextStep((), ("Rename x|y.", "Rename it."))
    lines = lines_of(replace(model_report(findings=[finding()]), next_step=step))
    start = at(lines, "  Next ")
    assert lines[start : start + 2] == ["  Next    Rename x|y.", "          Rename it."]
    clean = lines_of(replace(model_report(verdict=Verdict.CLEAN), next_step=step))
    assert sum("Rename it." in line for line in clean) == 1


def test_a_long_command_is_cut_where_a_shell_takes_it() -> None:
    command = "larod-client -g net_int8.tflite -c axis-a8-dlpu-tflite -R 100 -w 5 -i ''"
    lines = lines_of(replace(model_report(findings=[finding()]), try_on_camera=command))
    start = at(lines, "  Try ")
    assert lines[start : start + 2] == [
        "  Try     larod-client -g net_int8.tflite -c axis-a8-dlpu-tflite -R 100 -w 5 \\",
        "            -i ''",
    ]


def test_a_command_is_told_whole_or_not_at_all() -> None:
    step = NextStep(tuple(f"compile {'name' * 120}" for _ in range(9)), ())
    linted = replace(model_report(findings=[finding()]), next_step=step)
    assert "  Next    9 commands with long names: --full\n" in write(report(linted))
    assert write(report(linted), Style(full=True)).count("name" * 120) == 9


def test_of_several_inputs_each_line_has_its_quantization_whatever_its_name() -> None:
    names = ("model/" + "layer/" * 20, "model/" + "conv/" * 20)
    lines = lines_of(model_report(summary=model(inputs=names)))
    start = at(lines, "  Input ")
    ends = "uint8 1x224x224x3 NHWC, scale 0.0078125, zero point 128"
    assert lines[start : start + 2] == [
        f"  Input   model/layer/…: {ends}",
        f"          model/conv/c…: {ends}",
    ]
    # The size per frame needs more room.
    wide = write(report(model_report(summary=model(inputs=names))), Style(width=140)).splitlines()
    assert wide[at(wide, "  Input ")].endswith(f"…: {ends}, 150,528 bytes per frame")


def test_a_model_is_described_once_for_all_its_targets() -> None:
    lines = lines_of(model_report(), model_report(target="artpec9"))
    for label in ("Input", "Output", "Family", "File"):
        assert sum(line.startswith(f"  {label} ") for line in lines) == 1
    assert sum(line.startswith("  Placed ") for line in lines) == 2


def test_another_file_of_the_same_name_is_described_for_itself() -> None:
    other = replace(model(), sha256="f" * 64)
    lines = lines_of(model_report(), model_report(target="artpec9", summary=other))
    assert sum(line.startswith("  File ") for line in lines) == 2


def test_what_is_suppressed_is_told_only_when_everything_is() -> None:
    linted = model_report(findings=[finding(suppressed="ignored: measured")])
    assert "per-channel" not in write(report(linted))
    assert "  --full adds 1 suppressed finding and the reasons.\n" in write(report(linted))
    full = write(report(linted), Style(full=True))
    assert "per-channel" in full
    assert "\n  Not counted, ignored: measured\n" in full


def test_an_unreadable_file_is_told_once() -> None:
    lines = lines_of(unreadable(), unreadable(target="artpec9"))
    assert lines == [
        f"{'model':55} artpec8     artpec9",
        f"{'models/broken.tflite':55} unreadable  unreadable",
        "",
        "CANNOT READ  models/broken.tflite",
        "  empty file",
    ]


def test_up_to_eight_pairs_have_a_matrix() -> None:
    targets = ("artpec8", "artpec9")
    reports = [
        model_report(f"models/{number}.tflite", target=name)
        for number in range(4)
        for name in targets
    ]
    assert len(reports) == MANY
    lines = lines_of(*reports)
    assert lines[0].split() == ["model", *targets]
    assert lines[4].split() == ["models/3.tflite", "slow", "slow"]


def test_more_have_an_overview_and_the_failing_models_below_it() -> None:
    bad = finding(level=Severity.ERROR, effect=Effect.REJECTED)
    reports = [model_report(f"models/{number}.tflite", findings=[finding()]) for number in range(9)]
    reports[4] = model_report("models/4.tflite", verdict=Verdict.REJECTED, findings=[bad])
    reports[5] = model_report(
        "models/5.tflite", verdict=Verdict.CONVERT, foreign=True, findings=[bad]
    )
    reports[6] = unreadable("models/6.tflite")
    lines = write(unmeant(report(*reports))).splitlines()
    assert lines[0] == "9 models, 1 target: 1 rejected, 6 slow, 1 convert; 1 file unreadable."
    assert [line for line in lines if re.match("[A-Z ]+  models", line)] == [
        "REJECTED  models/4.tflite",
        "CANNOT READ  models/6.tflite",
    ]
    assert (
        lines[-1] == "7 more do not fail. `dlpulint MODEL` shows one in detail, --full shows all."
    )
    assert "CONVERT  models/5.tflite" in lines_of(*reports)


def test_many_that_fail_are_told_by_what_they_fail_for() -> None:
    bad = finding(level=Severity.ERROR, effect=Effect.REJECTED)
    other = finding("artpec8/odd", level=Severity.ERROR, effect=Effect.WRONG, title="Odd")
    ignored = finding("artpec8/known", level=Severity.ERROR, suppressed="baseline")
    reports = [
        model_report(f"{n}.tflite", verdict=Verdict.REJECTED, findings=[bad, bad, ignored])
        for n in range(9)
    ]
    reports[3] = model_report("3.tflite", verdict=Verdict.WRONG, findings=[other, bad])
    reports.append(model_report("9.tflite", findings=[finding()]))
    lines = lines_of(*reports)
    start = lines.index("Most frequent errors")
    assert lines[start + 1 : start + 4] == [
        "  error  artpec8/per-channel-weights: Weights quantized per channel (9 models on",
        "         artpec8)",
        "  error  artpec8/odd: Odd (1 model on artpec8)",
    ]
    assert lines[-1] == "9 of 10 fail. `dlpulint MODEL` shows one in detail, --full shows all."
    assert not any(line.startswith("REJECTED") for line in lines)
    full = write(report(*reports), Style(full=True)).splitlines()
    assert "Most frequent errors" not in full
    assert sum(line.startswith("REJECTED") for line in full) == 8


def test_where_none_of_many_fails_that_is_said() -> None:
    lines = lines_of(*(model_report(f"{n}.tflite") for n in range(9)))
    assert lines[-1] == "None of 9 fails. `dlpulint MODEL` shows one in detail, --full shows all."


def test_many_targets_have_an_overview_as_their_matrix_would_be_too_wide() -> None:
    names = ["artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu", "cv25", "cv75"]
    reports = [model_report(target=name) for name in names]
    lines = write(report(*reports, targets=[target(name) for name in names])).splitlines()
    assert lines[0] == "models/mobilenet.tflite"
    assert sum(line.startswith(tuple(names)) for line in lines) == 7
    assert max(map(columns, lines)) <= 80


@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    reports = [
        model_report("検出器/" * 20 + "net.tflite", target=name, findings=[finding()])
        for name in ("artpec8", "artpec9")
    ]
    assert max(map(columns, lines_of(*reports, style=Style(width=width)))) <= width


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_breaks_neither_lines_nor_terminal(name: str) -> None:
    linted = model_report(
        name,
        findings=[finding(message=name, locations=[place(3, name)])],
        summary=model(inputs=[name], outputs=[name]),
        where=placement([placed(0, name, tensor=name)]),
    )
    plain = lines_of(linted)
    assert all(line.isprintable() for line in plain)
    assert len(plain) <= SCREEN
    rich = write(report(linted), Style(colour=True, links=True))
    assert rich.count("\x1b]8;;https://example.org/") == 1
    assert rich.count("\x1b]8;;https://docs.example/dlpulint/") == 1
    assert rich.count("\x1b]8;;") == 4


def test_a_source_is_a_link_where_the_terminal_can() -> None:
    text = write(report(model_report(findings=[finding()])), Style(links=True))
    assert "\x1b]8;;https://example.org/ops?chip=artpec-8&part=%281%29\x1b\\documented" in text
    assert "\x1b" not in write(report(model_report(findings=[finding()])))


def test_a_path_is_never_cut_in_a_full_report() -> None:
    path = PurePosixPath("models", *["folder"] * 40, "net.tflite")
    text = write(report(model_report(f"{path}")), Style(full=True))
    assert f"{path}" in text.replace("\n  ", "")


def test_a_full_report_lists_tensors_to_cut_at_and_the_cure_of_first_once() -> None:
    cure = "Retrain it. " + "Then convert it with these words. " * 10
    here, there = Cut(("a", "b"), ()), Cut(("c",), ())
    findings = [
        replace(finding("artpec8/one", fix=cure), cut=here),
        replace(finding("artpec8/two"), cut=here),
        replace(finding("artpec8/three"), cut=there),
    ]
    lines = write(report(model_report(findings=findings)), Style(full=True)).splitlines()
    assert [line for line in lines if line.startswith(("  Cut ", "  Cure "))] == [
        "  Cure As under First.",
        "  Cut End the graph at a, b",
        "  Cure Convert with `_experimental_disable_per_channel = True`.",
        "  Cut As for artpec8/one, above.",
        "  Cure Convert with `_experimental_disable_per_channel = True`.",
        "  Cut End the graph at c",
    ]
    assert "".join(lines).count("Retrain it.") == 1

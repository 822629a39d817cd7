"""What every format says of findings that `--fix` mends."""

import csv
import io
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from dlpulint.api import lint
from dlpulint.basics.terms import Effect, Severity
from dlpulint.findings.finding import Finding
from dlpulint.report.ledger import WITH_LEDGER
from dlpulint.report.report import Report
from dlpulint.reporters.fixable import (
    FixCount,
    fix_command,
    fixable_findings,
    fixable_line,
    fixable_mark,
    fixable_rules,
    fixable_sentence,
)
from dlpulint.reporters.formats import FORMATS, Output, rendered
from dlpulint.reporters.text.style import Style
from tests.places import FIXTURES
from tests.reporters.reading import commands, rendered_markdown
from tests.reporters.samples import (
    CUT_TAIL,
    HOSTILE,
    PER_TENSOR,
    finding,
    model_report,
    report,
    unreadable,
)

MENDED = finding("artpec8/a", fixable=CUT_TAIL)
LOSSY = finding("artpec8/b", fixable=PER_TENSOR)
PLAIN = finding("artpec8/c")


def sample(*findings: Finding, path: str = "a/net.tflite", target: str = "artpec8") -> Report:
    return report(model_report(path, target=target, findings=findings))


def shown(whole: Report, format: str, *, full: bool = False, file: str | None = None) -> str:
    output = Output(format, None if file is None else Path(file))
    return rendered(whole, output, Style(full=full))


def test_findings_are_counted_and_rules_once() -> None:
    again = replace(MENDED, fingerprint="0" * 16)
    linted = model_report(findings=[MENDED, again, LOSSY, PLAIN])
    assert fixable_findings(linted) == FixCount(2, 1)
    assert fixable_rules([linted]) == FixCount(1, 1)
    elsewhere = replace(linted, target="artpec9")
    assert fixable_rules([linted, elsewhere]) == FixCount(2, 2)


def test_a_rule_with_an_exact_edit_is_counted_as_exact() -> None:
    both = [MENDED, finding("artpec8/a", fixable=PER_TENSOR)]
    assert fixable_rules([model_report(findings=both)]) == FixCount(1, 0)


@pytest.mark.parametrize(
    ("findings", "line"),
    [
        ([], ""),
        ([PLAIN], ""),
        ([MENDED, PLAIN], "1 finding fixable with --fix"),
        ([MENDED, finding("artpec8/d", fixable=CUT_TAIL)], "2 findings fixable with --fix"),
        ([MENDED, LOSSY], "1 finding fixable with --fix, 1 more with --fix --lossy"),
        ([LOSSY], "1 finding fixable with --fix --lossy"),
    ],
)
def test_the_line_has_the_numbers(findings: list[Finding], line: str) -> None:
    assert fixable_line(model_report(findings=findings)) == line


@pytest.mark.parametrize(
    ("findings", "command"),
    [
        ([PLAIN], ""),
        ([MENDED], "dlpulint 'a b/net.tflite' --target artpec8 --fix"),
        ([MENDED, LOSSY], "dlpulint 'a b/net.tflite' --target artpec8 --fix"),
        ([LOSSY], "dlpulint 'a b/net.tflite' --target artpec8 --fix --lossy"),
    ],
)
def test_the_command_can_be_pasted(findings: list[Finding], command: str) -> None:
    assert fix_command(model_report("a b/net.tflite", findings=findings)) == command


def test_a_file_whose_name_cannot_be_typed_has_no_command() -> None:
    linted = model_report(findings=[MENDED])
    assert fix_command(replace(linted, raw_path="\udcff.tflite")) == ""
    assert fix_command(replace(linted, path="a\nb.tflite")) == ""
    assert fix_command(model_report("a\u202eb.tflite", findings=[MENDED])) == ""


def test_a_finding_has_a_mark_and_a_sentence() -> None:
    assert [fixable_mark(one) for one in (MENDED, LOSSY, PLAIN)] == [
        "[fixable] ",
        "[fixable, lossy] ",
        "",
    ]
    assert [fixable_sentence(one) for one in (MENDED, LOSSY, PLAIN)] == [
        "Fixable with --fix: Cut off 3 operators after the last layers.",
        "Fixable with --fix --lossy: Write one scale per tensor.",
        "",
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_says_that_a_real_model_can_be_mended(format: str) -> None:
    model = FIXTURES / "silu_detector_int8.tflite"
    text = shown(lint(model, "artpec8", outlined=WITH_LEDGER), format)
    words = {
        "csv": ",cut-tail",
        "ledger": ",cut-tail",
        "json": '"edit": "cut-tail"',
        "sarif": '"edit": "cut-tail"',
        "github": "Fixable with --fix: Cut off 28 operators",
    }
    assert words.get(format, "2 findings fixable with --fix") in text


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_says_so_of_a_model_without_such_findings(format: str) -> None:
    model = FIXTURES / "resnet_int8_per_tensor.tflite"
    text = shown(lint(model, "artpec8", outlined=WITH_LEDGER), format)
    assert "--fix" not in text
    assert "[fixable" not in text


def test_the_text_marks_findings_and_closes_with_the_command() -> None:
    note = finding(
        "artpec8/d", level=Severity.NOTE, effect=Effect.ADVICE, message="A note", fixable=CUT_TAIL
    )
    other = finding("artpec8/e", level=Severity.ERROR, effect=Effect.REJECTED, fix="Retrain.")
    lines = shown(sample(other, MENDED, note), "text").splitlines()
    assert (
        "  [fixable] CONV_2D at 12 has 16 weight scales; the DLPU is at its best with one" in lines
    )
    assert "  --fix Cut off 3 operators after the last layers" in lines
    assert "  note [fixable] A note" in lines
    assert lines[-2:] == [
        "  --full adds the reasons.",
        "  2 findings fixable with --fix: dlpulint a/net.tflite --target artpec8 --fix",
    ]


def test_the_first_step_is_the_command_where_it_mends_its_finding() -> None:
    lines = shown(sample(MENDED), "text").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("  First"))
    assert lines[start].startswith("  First   With `--fix`: ")
    command = next(line for line in lines[start:] if "# writes" in line)
    assert command == (
        "          dlpulint a/net.tflite --target artpec8 --fix  # writes a mended copy"
    )
    assert lines[-1] == "  1 finding fixable with --fix."


def test_a_command_without_room_stands_below_the_line() -> None:
    other = finding("artpec8/e", level=Severity.ERROR, effect=Effect.REJECTED, fix="Retrain.")
    path = f"{'folder/' * 7}net.tflite"
    lines = shown(sample(other, MENDED, path=path), "text").splitlines()
    assert lines[-3:] == [
        "  1 finding fixable with --fix:",
        f"    dlpulint {path} \\",
        "      --target artpec8 --fix",
    ]


def test_a_path_without_room_is_whole_with_full_only() -> None:
    path = f"{'folder/' * 30}net.tflite"
    brief = shown(sample(PLAIN, MENDED, path=path), "text").splitlines()
    assert brief[-2:] == [
        "  1 finding fixable with --fix:",
        "    dlpulint MODEL --target artpec8 --fix",
    ]
    full = shown(sample(PLAIN, MENDED, path=path), "text", full=True)
    assert f"    dlpulint {path} \\\n" in full


def test_full_has_the_edit_before_the_source() -> None:
    lines = shown(sample(LOSSY), "text", full=True).splitlines()
    edit = lines.index("  --fix --lossy Write one scale per tensor")
    assert lines[edit - 1].startswith("  Cure ")
    assert lines[edit + 1].startswith("  See ")


def test_a_finding_in_one_line_is_marked() -> None:
    long = "word " * 60
    others = [finding(f"artpec8/x{n}", message=long, fix=long) for n in range(4)]
    mended = finding("artpec8/z", message="Short", fixable=CUT_TAIL)
    text = shown(sample(*others, mended), "text")
    assert "  also artpec8/z: [fixable] Short\n" in text


def test_a_run_over_many_models_closes_with_the_number() -> None:
    models = [model_report(f"{number}.tflite", findings=[MENDED]) for number in range(9)]
    whole = report(*models, unreadable())
    assert "\n9 findings fixable with --fix.\n" in shown(whole, "text")
    assert shown(whole, "summary").endswith("\n9 findings fixable with --fix.\n")


def test_a_model_on_several_targets_has_the_number_below_each_first_step() -> None:
    whole = report(
        model_report("a.tflite", findings=[MENDED]),
        model_report("a.tflite", target="artpec9", findings=[PLAIN]),
    )
    assert shown(whole, "summary").count("\n         1 finding fixable with --fix.\n") == 1


def test_sarif_has_the_edit_as_a_property_and_its_sentence_in_the_message() -> None:
    log = json.loads(shown(sample(LOSSY, PLAIN), "sarif"))
    mended, plain = sorted(log["runs"][0]["results"], key=lambda result: result["ruleId"])
    assert mended["properties"]["fixable"] == {
        "edit": "per-tensor",
        "lossy": True,
        "description": "Write one scale per tensor.",
    }
    text = mended["message"]["text"]
    assert text.endswith(". Fixable with --fix --lossy: Write one scale per tensor.")
    assert "fixable" not in plain["properties"]


@pytest.mark.usefixtures("published")
def test_annotations_end_with_the_edit_and_the_page() -> None:
    (command,) = commands(shown(sample(MENDED), "github"))
    assert command.data.splitlines()[-2:] == [
        "Fixable with --fix: Cut off 3 operators after the last layers.",
        f"{MENDED.help}",
    ]


def test_junit_has_the_edit_and_the_command() -> None:
    text = shown(sample(MENDED), "junit")
    assert "Fixable with --fix: Cut off 3 operators after the last layers.\n" in text
    assert "\n1 finding fixable with --fix: dlpulint a/net.tflite --target artpec8 --fix\n" in text


def test_markdown_has_the_mark_the_edit_and_the_command_to_copy() -> None:
    text = shown(sample(MENDED), "markdown")
    assert "**1 finding fixable with --fix**\n\n```sh\ndlpulint a/net.tflite" in text
    page = rendered_markdown(text)
    visible = " ".join(page.visible())
    assert "[fixable] CONV_2D at 12" in visible
    assert "Fixable with --fix: Cut off 3 operators after the last layers." in visible


def test_the_page_has_a_badge_the_edit_and_the_command() -> None:
    page = shown(sample(MENDED, LOSSY), "html")
    assert '<span class="chip fixable" title="Fixable with --fix: Cut off 3' in page
    assert ">fixable, lossy</span>" in page
    assert '<p class="fixes">Fixable with --fix: Cut off 3 operators after the last layers.' in page
    assert (
        '<p class="fixes">1 finding fixable with --fix, 1 more with --fix --lossy: '
        "<code>dlpulint a/net.tflite --target artpec8 --fix</code></p>" in page
    )


def test_an_edit_stands_on_the_page_without_a_cure_by_hand() -> None:
    page = shown(sample(finding(fix="", fixable=CUT_TAIL)), "html")
    assert '<p class="fixes">Fixable with --fix: Cut off 3 operators' in page


def test_the_summary_as_a_page_has_the_number() -> None:
    text = shown(sample(MENDED), "summary", file="summary.html")
    assert '<span class="fix">1 finding fixable with --fix</span>' in text


def test_the_summary_as_a_table_has_both_numbers() -> None:
    text = shown(sample(MENDED, LOSSY), "summary", file="summary.csv")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["fixable"], row["fixable_lossy"]) == ("1", "1")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_path_begins_no_line_and_no_command(name: str) -> None:
    text = shown(sample(MENDED, path=name), "text")
    assert not any(line.startswith("::") for line in text.splitlines())
    assert "\x1b" not in text

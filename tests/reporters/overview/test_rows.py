"""A row a model and target, as text, CSV and HTML."""

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Effect, Partitioning, Severity, Verdict
from dlpulint.placement.result import PartitionCount
from dlpulint.report.latency import Latency
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.overview import csv as overview_csv
from dlpulint.reporters.overview import html as overview_html
from dlpulint.reporters.overview import text as overview_text
from dlpulint.reporters.overview.rows import tally
from dlpulint.reporters.text.column_width import columns
from dlpulint.reporters.text.style import Style
from tests.reporters.samples import (
    CUT_TAIL,
    HOSTILE,
    PER_TENSOR,
    finding,
    model_report,
    placed,
    placement,
    report,
    unreadable,
)

OPERATORS = (placed(0), placed(1, "ABS", Device.UNKNOWN), placed(2, "TANH", Device.CPU))
OPEN = placement(OPERATORS, best=PartitionCount(1, 1), worst=PartitionCount(2, 2))
WHOLE = placement(OPERATORS, partitioning=Partitioning.WHOLE, limit=None)
FOREIGN = finding(
    "tflite/wrong-file",
    level=Severity.ERROR,
    effect=Effect.REJECTED,
    fix="Convert it.",
    locations=(),
)


def run() -> Report:
    return report(
        model_report("models/a.tflite", findings=[finding()], where=OPEN),
        model_report("models/a.tflite", target="cv25", verdict=Verdict.CLEAN, where=WHOLE),
        model_report(
            "models/b.onnx",
            verdict=Verdict.CONVERT,
            foreign=True,
            findings=[FOREIGN],
            where=replace(OPEN, preview=True),
        ),
        model_report(
            "models/b.onnx", target="cv25", verdict=Verdict.CONVERT, foreign=True, where=OPEN
        ),
        unreadable("models/c.tflite"),
        unreadable("models/c.tflite", target="cv25"),
    )


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_text_has_a_line_per_target_the_worst_models_first_and_numbered_steps() -> None:
    assert overview_text.write(run(), Style()).splitlines() == [
        "3 models, 2 targets: 1 slow, 2 convert, 1 clean; 1 file unreadable.",
        "",
        "Models in models",
        "",
        "model     target   verdict  step  MACs           parts",
        "c.tflite  unreadable  empty file",
        "a.tflite  artpec8  slow     1     33.3–66.7 %    2–4/16",
        "          cv25     clean          33.3–66.7 %",
        "b.onnx    artpec8  convert  2     (33.3–66.7 %)  (2–4/16)",
        "          cv25     convert",
        "",
        "First step, by its number above",
        "  1  Convert with `_experimental_disable_per_channel = True`. (1 model on",
        "     artpec8)",
        "  2  Convert it. (1 model on artpec8)",
        "",
        "Figures in brackets: the model after conversion (a preview).",
        "",
        "3 of 6 have an error. `dlpulint MODEL --target NAME` shows one in detail.",
    ]


def test_a_crash_on_one_target_is_in_its_line() -> None:
    both = (model_report(), unreadable("models/mobilenet.tflite", target="cv25"))
    alone = overview_text.write(report(*both), Style()).splitlines()
    assert alone[alone.index("cv25     unreadable") + 1] == "  empty file"
    text = overview_text.write(report(*both, model_report("b.tflite")), Style())
    assert re.search("cv25 +unreadable +empty file\n", text)


def test_only_unreadable_files_are_a_table_without_a_head() -> None:
    assert overview_text.write(report(unreadable()), Style()).splitlines() == [
        "1 model, 1 target: 1 file unreadable.",
        "",
        "models/broken.tflite  unreadable  empty file",
    ]


def test_a_run_of_nothing_says_so() -> None:
    assert tally(report()) == "0 models, 1 target: no results"


def test_a_fleet_fits_80_columns_and_no_name_is_ambiguous() -> None:
    names = ("artpec7", "artpec8", "artpec9-cpu", "cv25")
    folder = "folder/" * 20
    fleet = report(
        *(
            model_report(f"models/{folder}{kind}_{number:02}_int8.tflite", target=name, where=OPEN)
            for number in range(25)
            for kind in ("a_long_name_of_people", "another_long_name_of_cars")
            for name in names
        )
    )
    lines = overview_text.write(fleet, Style()).splitlines()
    assert max(map(columns, lines)) <= 80
    shown = [line.split("  ")[0] for line in lines if " artpec7 " in line]
    assert len(set(shown)) == len(shown) == 50


def test_a_fleet_of_models_for_one_target_each_has_a_line_per_model_and_all_steps() -> None:
    fleet = report(
        *(
            model_report(
                f"models/people_{n:02}.tflite", findings=[finding(fix=f"Do {n}.")], where=OPEN
            )
            for n in range(30)
        ),
        unreadable("models/torn.tflite"),
    )
    lines = overview_text.write(fleet, Style()).splitlines()
    assert lines[0] == "31 models, 1 target: 30 slow; 1 file unreadable."
    assert lines[5] == "torn.tflite       unreadable  empty file"
    assert lines[6].split() == (
        ["people_00.tflite", "artpec8", "slow", "1", "33.3–66.7", "%", "2–4/16"]
    )
    assert " 30  Do 29. (1 model)" in lines
    assert max(map(columns, lines)) <= 80


def test_a_step_of_several_models_has_one_number_and_the_worst_comes_first() -> None:
    bad = finding(level=Severity.ERROR, effect=Effect.REJECTED, fix="Export anew.")
    fleet = report(
        *(model_report(f"{n}.tflite", findings=[finding(fix="Train.")], where=OPEN) for n in "ab"),
        model_report("c.tflite", verdict=Verdict.REJECTED, findings=[bad], where=OPEN),
        model_report("d.tflite", verdict=Verdict.CLEAN, where=OPEN),
    )
    lines = overview_text.write(fleet, Style()).splitlines()
    assert [line.split()[:4] for line in lines[3:7]] == [
        ["c.tflite", "artpec8", "rejected", "1"],
        ["a.tflite", "artpec8", "slow", "2"],
        ["b.tflite", "artpec8", "slow", "2"],
        ["d.tflite", "artpec8", "clean", "33.3–66.7"],
    ]
    assert lines[8:] == [
        "First step, by its number above",
        "  1  Export anew. (1 model)",
        "  2  Train. (2 models)",
        "",
        "1 of 4 has an error. `dlpulint MODEL --target NAME` shows one in detail.",
    ]


def test_a_command_that_has_no_room_is_left_out_whole() -> None:
    long = f"Convert it: `convert {'--option value ' * 20}`, then compile."
    text = overview_text.write(
        report(
            model_report("a.tflite", findings=[finding(fix=long)], where=OPEN),
            model_report("b.tflite", verdict=Verdict.CLEAN, where=OPEN),
        ),
        Style(),
    )
    assert "\n  1  Convert it. (1 model)\n" in text
    assert "--option" not in text


def test_a_colour_marks_verdicts_and_takes_no_room() -> None:
    plain = overview_text.write(run(), Style())
    coloured = overview_text.write(run(), Style(colour=True))
    assert "\x1b[33mslow\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d*m", "", coloured) == plain


def test_the_csv_has_a_line_a_pair_and_plain_numbers() -> None:
    rows = read(overview_csv.write(run()))
    assert [(row["path"], row["target"], row["verdict"]) for row in rows] == [
        ("models/a.tflite", "artpec8", "slow"),
        ("models/a.tflite", "cv25", "clean"),
        ("models/b.onnx", "artpec8", "convert"),
        ("models/b.onnx", "cv25", "convert"),
        ("models/c.tflite", "artpec8", "unknown"),
        ("models/c.tflite", "cv25", "unknown"),
    ]
    assert rows[0] == {
        "path": "models/a.tflite",
        "target": "artpec8",
        "verdict": "slow",
        "error": "",
        "other_format": "0",
        "preview": "0",
        "dlpu_macs_percent_least": "33.3",
        "dlpu_macs_percent_most": "66.7",
        "partitions_best": "2",
        "partitions_worst": "4",
        "partition_limit": "16",
        "errors": "0",
        "warnings": "1",
        "notes": "0",
        "first": "Convert with `_experimental_disable_per_channel = True`.",
        "gain": "",
        "fixable": "0",
        "fixable_lossy": "0",
        "latency_low_ms": "",
        "latency_high_ms": "",
    }
    assert (rows[2]["other_format"], rows[2]["preview"]) == ("1", "1")
    assert (rows[4]["error"], rows[4]["first"]) == ("empty file", "")


def test_the_csv_counts_findings_that_edits_mend() -> None:
    findings = [
        finding("artpec8/a", cause="1", fixable=CUT_TAIL),
        finding("artpec8/a", cause="2", fixable=CUT_TAIL),
        finding("artpec8/b", fixable=PER_TENSOR),
    ]
    (row,) = read(overview_csv.write(report(model_report(findings=findings))))
    assert (row["fixable"], row["fixable_lossy"]) == ("2", "1")


def test_figures_of_a_file_that_a_target_does_not_take_are_left_out() -> None:
    foreign = read(overview_csv.write(run()))[3]
    assert (foreign["dlpu_macs_percent_least"], foreign["partitions_best"]) == ("", "")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_path_is_one_cell_and_one_line(name: str) -> None:
    single = report(model_report(name))
    assert len(read(overview_csv.write(single))) == 1
    lines = overview_text.write(single, Style()).splitlines()
    assert len(lines) == 4
    assert all(line.isprintable() and columns(line) <= 80 for line in lines)


def test_a_path_that_is_a_formula_is_none_in_a_spreadsheet() -> None:
    single = report(model_report('=HYPERLINK("https://example.org")'))
    assert read(overview_csv.write(single))[0]["path"].startswith("'=")


class _Page(HTMLParser):
    """Counts tags and gathers text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [f"{value}" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_has_a_row_a_pair_and_needs_nothing_else() -> None:
    page = _Page(overview_html.write(run()))
    assert page.addresses == []
    assert "script" not in page.tags
    # A head, a heading a model, four pairs, and one line for the file that cannot be read.
    assert page.tags.count("tr") == 1 + 3 + 4 + 1
    assert "33.3–66.7 %" in page.text
    assert "Convert it." in page.text


def _one(name: str) -> ModelReport:
    hostile = finding(fix=name)
    return model_report(name, findings=[hostile])


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_text_in_the_page(name: str) -> None:
    plain = _Page(overview_html.write(report(_one("net.tflite"))))
    written = overview_html.write(report(_one(name)))
    written.encode("utf-8")
    page = _Page(written)
    assert page.tags == plain.tags
    assert page.addresses == []
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert len(written) < 10_000


def test_the_csv_and_the_table_have_the_estimated_time() -> None:
    timed = replace(model_report(), latency=Latency(camera="Q1656", low=44.474, high=69.49))
    [row] = csv.DictReader(io.StringIO(overview_csv.write(report(timed)), newline=""))
    assert (row["latency_low_ms"], row["latency_high_ms"]) == ("44.474", "69.49")
    other = model_report("models/b.tflite")
    lines = overview_text.write(report(timed, other), Style()).splitlines()
    assert any(line.endswith("44–70") for line in lines)
    assert any(line.endswith("  ms") for line in lines)
    untimed = overview_text.write(report(model_report(), other), Style()).splitlines()
    assert not any(line.endswith("  ms") for line in untimed)

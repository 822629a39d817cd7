"""A row a model and target, as text, CSV and HTML."""

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Effect, Partitioning, Severity, Verdict
from dlpulint.placement.result import PartitionCount
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.overview import csv as overview_csv
from dlpulint.reporters.overview import html as overview_html
from dlpulint.reporters.overview import text as overview_text
from dlpulint.reporters.overview.rows import tally
from dlpulint.reporters.text.column_width import columns
from dlpulint.reporters.text.style import Style
from tests.reporters.samples import (
    HOSTILE,
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


def test_the_text_has_models_as_headings_and_a_line_a_target() -> None:
    assert overview_text.write(run(), Style()).splitlines() == [
        "3 models, 2 targets: 1 slow, 2 convert, 1 clean; 1 file unreadable.",
        "",
        "  target   verdict  MACs           parts     what to do first",
        "models/a.tflite",
        "  artpec8  slow     33.3–66.7 %    2–4/16    Convert with `_experimental_disabl…",
        "  cv25     clean    33.3–66.7 %              Nothing to change.",
        "models/b.onnx",
        "  artpec8  convert  (33.3–66.7 %)  (2–4/16)  Convert it.",
        "  cv25     convert                           Convert the model for this target.",
        "models/c.tflite",
        "  unreadable  empty file",
        "",
        "In brackets: a preview, of what conversion to TFLite will give.",
    ]


def test_a_crash_on_one_target_is_told_in_its_line() -> None:
    text = overview_text.write(
        report(model_report(), unreadable("models/mobilenet.tflite")), Style()
    )
    assert "  artpec8  unreadable               empty file" in text


def test_only_unreadable_files_are_a_table_without_a_head() -> None:
    assert overview_text.write(report(unreadable()), Style()).splitlines() == [
        "1 model, 1 target: 1 file unreadable.",
        "models/broken.tflite",
        "  unreadable  empty file",
    ]


def test_a_run_of_nothing_says_so() -> None:
    assert tally(report()) == "0 models, 1 target: nothing to tell"


def test_a_fleet_fits_80_columns() -> None:
    names = ("artpec7", "artpec8", "artpec9-cpu", "cv25")
    fleet = report(
        *(
            model_report(f"models/{'folder/' * 20}{number}.tflite", target=name, where=OPEN)
            for number in range(50)
            for name in names
        )
    )
    lines = overview_text.write(fleet, Style()).splitlines()
    assert len(lines) == 3 + 50 * 5
    assert max(map(columns, lines)) <= 80
    assert lines[3].endswith("folder/0.tflite")


def test_a_fleet_of_models_for_one_target_each_has_a_line_a_model() -> None:
    fleet = report(
        *(model_report(f"models/people_and_cars_{n:02}.tflite", where=OPEN) for n in range(49)),
        unreadable("models/torn.tflite"),
    )
    lines = overview_text.write(fleet, Style()).splitlines()
    assert lines[0] == "50 models, 1 target: 49 slow; 1 file unreadable."
    head, first, last = lines[2], lines[3], lines[52]
    assert head.split() == ["model", "in", "models", "target", "verdict", "MACs", "parts"]
    assert first.split() == (
        ["people_and_cars_00.tflite", "artpec8", "slow", "33.3–66.7", "%", "2–4/16"]
    )
    assert last.split()[:3] == ["torn.tflite", "artpec8", "unreadable"]
    assert last.endswith("empty file")
    assert len(lines) == 53
    assert max(map(columns, lines)) <= 80


def fleet_with(*fixes: str) -> Report:
    return report(
        *(
            model_report(f"{number}.tflite", findings=[finding(fix=fix)], where=OPEN)
            for number, fix in enumerate(fixes)
        )
    )


def test_where_lines_have_room_they_tell_what_to_do_first() -> None:
    lines = overview_text.write(fleet_with(*["Convert."] * 13), Style(width=80)).splitlines()
    assert lines[3] == "0.tflite   artpec8  slow     33.3–66.7 %  2–4/16  Convert."
    assert "What to do first" not in lines


def test_where_they_have_none_they_have_its_number_in_a_list_below() -> None:
    long, longer = f"Convert {'per tensor ' * 8}", f"Train {'with ReLU6 ' * 9}"
    fleet = fleet_with(*[long] * 3, *[longer] * 10)
    bad = finding(level=Severity.ERROR, effect=Effect.REJECTED, fix="Export anew.")
    worst = model_report("13.tflite", verdict=Verdict.REJECTED, findings=[bad], where=OPEN)
    settled = model_report("14.tflite", verdict=Verdict.CLEAN, where=OPEN)
    fleet = replace(fleet, reports=(*fleet.reports, worst, settled))
    lines = overview_text.write(fleet, Style()).splitlines()
    assert lines[2].split()[-1] == "first"
    assert [line.split()[-1] for line in lines[3:18]] == [*"333", *["2"] * 10, "1", "2–4/16"]
    assert lines[19] == "What to do first"
    assert lines[20] == "   1  1 model on artpec8: Export anew."
    assert lines[21].startswith("   2  10 models on artpec8: Train with ReLU6")
    assert lines[22].startswith("      ReLU6 ") or lines[22].startswith("      with ")
    assert lines[23].startswith("   3  3 models on artpec8: Convert per tensor")
    assert max(map(columns, lines)) <= 80


def test_of_many_things_to_do_the_first_twelve_are_told() -> None:
    fleet = fleet_with(*(f"Change {'it ' * 30}in way {number}." for number in range(20)))
    lines = overview_text.write(fleet, Style()).splitlines()
    assert sum(" 1 model on artpec8: " in line for line in lines) == 12
    assert lines[-1] == "     … and 8 more; --format summary=FILE.html has all of them."


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
    }
    assert (rows[2]["other_format"], rows[2]["preview"]) == ("1", "1")
    assert (rows[4]["error"], rows[4]["first"]) == ("empty file", "")


def test_figures_of_a_file_that_a_target_does_not_take_are_left_out() -> None:
    foreign = read(overview_csv.write(run()))[3]
    assert (foreign["dlpu_macs_percent_least"], foreign["partitions_best"]) == ("", "")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_path_is_one_cell_and_one_line(name: str) -> None:
    single = report(model_report(name))
    assert len(read(overview_csv.write(single))) == 1
    lines = overview_text.write(single, Style()).splitlines()
    assert len(lines) == 5
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

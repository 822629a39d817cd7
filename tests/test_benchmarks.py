"""What benchmarks say of what they measured."""

import importlib
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.earlier import at_once
from benchmarks.graphs import layers_of, write
from benchmarks.growth import of_graphs, side_by_side
from benchmarks.measuring import Cost, costs
from benchmarks.risk import Row, page, sections
from benchmarks.tables import Line, Table, compared, markdown
from tests.places import ROOT

BENCHMARKS = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_needs_nothing_that_has_moved(name: str) -> None:
    assert importlib.import_module(f"benchmarks.{name}").__doc__


def test_a_line_is_compared_with_the_processors_time_of_its_yardstick() -> None:
    found = {"yard": Cost(1.0, 0.5, 10.0), "long": Cost(9.0, 1.5, 20.0)}
    assert compared(found, {"long": "yard"}) == (
        Line("yard", 1.0, 0.5, 10.0),
        Line("long", 9.0, 1.5, 20.0, 3.0, "yard"),
    )


def test_a_table_leaves_empty_what_was_not_measured() -> None:
    lines = (Line("a", 1.5), Line("b", 0.25, 0.2, 2_887.4, 0.5, "a"))
    assert list(markdown(Table("Title", "Note.", lines, "After."))) == [
        "## Title",
        "",
        "Note.",
        "",
        "| | seconds | processor | peak MiB | ratio | to |",
        "|---|--:|--:|--:|--:|---|",
        "| a | 1.500 |  |  |  |  |",
        "| b | 0.250 | 0.200 | 2,887 | 0.50 x | a |",
        "",
        "After.",
        "",
    ]


def test_the_memory_of_a_command_is_its_own() -> None:
    held = bytearray(b"x" * 100_000_000)
    (cost,) = costs({"small": [sys.executable, "-c", "pass"]}, 1).values()
    assert len(held) == 100_000_000
    assert 0 < cost.mebibytes < 60


def test_sizes_that_are_measured_at_once_are_told_a_graph(tmp_path: Path) -> None:
    paths = {size: tmp_path / f"{size}.tflite" for size in (10, 1000)}
    for size, path in paths.items():
        write(path, layers_of("chain", size))
    seconds = side_by_side(paths, ["cv25"])
    assert list(seconds) == [10, 1000]
    assert 0 < seconds[10] < seconds[1000]


def test_two_commits_are_measured_at_once(tmp_path: Path) -> None:
    small, large = tmp_path / "small.tflite", tmp_path / "large.tflite"
    write(small, layers_of("chain", 10))
    write(large, layers_of("chain", 1000))
    seconds = at_once({"before": ROOT, "now": ROOT}, large, small, ["cv25"])
    assert list(seconds) == ["before", "now"]
    assert all(0 < each < 60 for each in seconds.values())


@pytest.mark.slow
def test_a_measurement_that_fails_ends_the_others(tmp_path: Path) -> None:
    write(tmp_path / "1000.tflite", layers_of("chain", 1000))
    paths = {1000: tmp_path / "1000.tflite", 2000: tmp_path / "none.tflite"}
    with pytest.raises(EOFError):
        side_by_side(paths, ["cv25"])


@pytest.mark.slow
def test_growth_is_told_of_every_shape_and_format(tmp_path: Path) -> None:
    table = of_graphs(tmp_path, ["chain"], 1000, ["cv25"])
    assert [line.name for line in table.lines] == ["chain, tflite, 1,000", "chain, onnx, 1,000"]
    assert all(line.seconds > 0 and line.ratio is None for line in table.lines)


def test_models_are_ruined_below_six_decibels() -> None:
    figures = {"layers": 5, "ratio": 9.0, "weak": 0.1, "seconds": 0.02, "megabytes": 2.0}
    rows = [
        Row(file="fine", decibels=30.0, grade="likely-fine", damage=6.0, **figures),
        Row(file="found", decibels=9.0, grade="likely-ruined", damage=5.9, **figures),
        Row(file="missed", decibels=12.0, grade="unknown", damage=1.0, **figures),
        Row(file="alarm", decibels=9.0, grade="likely-ruined", damage=12.0, **figures),
    ]
    lines = page(rows, date(2026, 11, 29), "2.3.0").splitlines()
    assert [line.split()[-2] for line in lines[-4:]] == ["(ruined)", "(ruined)", "6.0", "12.0"]
    assert [line.split("`")[1] for line in lines[-4:]] == ["missed", "found", "fine", "alarm"]
    text = " ".join(line.strip() for line in lines)
    assert "4 models, 2 of them ruined; 1 of these are graded likely ruined." in text
    assert "False alarms: 1 of the 2 others." in text
    assert "1 are graded likely fine. Ruined of these: 0; the most damaged has 6.0 dB." in text
    assert "The estimate needs 10.0 ms per MB." in text


def test_sections_after_the_generated_table_are_kept() -> None:
    kept = "\n## What helps\n\n## What else\n"
    assert sections("# Risk\n\ntable\n" + kept) == kept
    assert sections("# Risk\n\ntable\n") == ""

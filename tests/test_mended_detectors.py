"""The table of mended detectors: what it finds, and what its page states."""

import pytest

from benchmarks.mended_detectors import PAGE, head_of, rows_of
from tests.corpus import MARKS
from tests.places import CORPUS, FIXTURES

YOLO = "axis/axis-model-zoo__yolov5n.tflite"

pytestmark = pytest.mark.usefixtures("without_litert")


def table() -> list[list[str]]:
    lines = PAGE.read_text("utf-8").splitlines()
    return [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]


def test_detectors_are_found_by_their_structure() -> None:
    names = (
        "silu_detector_int8",
        "pixel_boxes_int8",
        "ssd_postprocess_int8",
        "resnet_int8_per_tensor",
    )
    heads = [head_of((FIXTURES / f"{name}.tflite").read_bytes()) for name in names]
    assert [head is not None for head in heads] == [True, True, True, False]


def test_a_row_has_both_sides() -> None:
    rows = list(rows_of(FIXTURES / "silu_detector_int8.tflite", "detector"))
    assert [row.cells[:-1] for row in rows] == [
        ("artpec7", "clean", "0", "all 1.61 M", "1", ""),
        ("artpec8", "fallback", "8 → 6", "all 1.61 M", "15 → 13", "cut-tail"),
        (
            "artpec9",
            "fallback → clean",
            "15 → 0",
            "0.729 of 1.61 M → all 1.93 M",
            "7 → 1",
            "odd-kernel, cut-tail",
        ),
    ]


def test_axis_yolov5n_is_clean_on_every_chip() -> None:
    rows = [row for row in table() if row[0] == f"`{YOLO}`"]
    assert [row[2] for row in rows] == ["artpec7", "artpec8", "artpec9"]
    for row in rows:
        assert row[3].endswith("→ clean")
        assert row[4].endswith("→ 0")
        assert row[-1] == "same bytes, tail too"


def test_no_copy_on_the_page_gave_other_results() -> None:
    results = {row[8].partition(" (")[0] for row in table() if row[7]}
    assert results <= {"same bytes", "same bytes, tail too", "not compared"}


@MARKS[0]
@MARKS[1]
@MARKS[2]
def test_the_page_is_what_is_found_today() -> None:
    assert CORPUS is not None
    found = [list(row.cells[:-1]) for row in rows_of(CORPUS / YOLO, YOLO)]
    assert found == [row[2:8] for row in table() if row[0] == f"`{YOLO}`"]

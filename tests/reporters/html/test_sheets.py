"""Which reports share a graph, and how many operators a page has room for."""

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.reporters.drawing.room import MOST_CONNECTIONS
from dlpulint.reporters.html import sheets
from dlpulint.reporters.html.sheets import (
    MOST_DRAWN,
    MOST_LISTED,
    MOST_OPERANDS,
    Sheet,
    sheets_of,
    with_room,
)
from tests.reporters.html.reading import NETWORK, drawn, outline, section, words
from tests.reporters.samples import model_report, placed, placement, report, unreadable


def sheet(number: int = 1) -> Sheet:
    """A sheet of two operators."""
    return sheets_of(f"m{number}", [drawn()])[0]


def test_targets_that_judge_one_graph_share_it() -> None:
    graph = outline()
    (sheet,) = sheets_of("m1", [drawn(graph), drawn(graph, target="artpec9")])
    assert (sheet.anchor, sheet.title, sheet.drawable) == ("m1g1", "The graph", True)
    assert [report.target for report in sheet.reports] == ["artpec8", "artpec9"]


def test_a_preview_and_a_supposed_model_have_graphs_of_their_own() -> None:
    file = drawn()
    converted = drawn(outline(NETWORK.replace("scale=0.25", "scale=0.5")))
    assert converted.placement is not None
    preview = replace(converted, placement=replace(converted.placement, preview=True))
    supposed = drawn(outline(NETWORK.replace("zp=3", "zp=4")), as_if="int8-per-tensor")
    found = sheets_of("m1", [file, preview, supposed])
    assert [sheet.title for sheet in found] == [
        "The graph of the file",
        "The graph after conversion to TFLite (preview)",
        "The graph as if int8-per-tensor",
    ]
    assert [sheet.anchor for sheet in found] == ["m1g1", "m1g2", "m1g3"]


def test_a_report_without_an_outline_is_listed_and_not_drawn() -> None:
    (sheet,) = section(model_report()).sheets
    assert [operator.op for operator in sheet.outline.operators] == [
        "CONV_2D",
        "SOFTMAX",
        "RESHAPE",
    ]
    assert (sheet.drawable, sheet.drawn, sheet.listed) == (False, False, True)


def test_a_file_that_cannot_be_read_has_no_graph() -> None:
    assert sheets_of("m1", [unreadable()]) == ()


def test_a_place_means_the_operator_of_its_name_among_those_of_an_index() -> None:
    where = placement([placed(8, "TRANSPOSE"), placed(8, "RESHAPE"), placed(8, "ADD", subgraph=1)])
    (sheet,) = section(model_report(where=where)).sheets
    assert sheet.at(0, 8, "RESHAPE") == (1,)
    assert sheet.at(0, 8, "Reshape") == (0, 1)
    assert sheet.at(1, 8, "ADD") == (2,)
    assert sheet.at(0, None, None) == sheet.at(0, 9, "ADD") == ()
    assert sheet.entry_of(0, 8, "RESHAPE") == "m1g1o1"
    assert sheet.entry_of(0, 9, "RESHAPE") is None
    assert replace(sheet, listed=False).entry_of(0, 8, "RESHAPE") is None


def test_a_placement_of_other_operators_than_the_graph_has_is_left_out() -> None:
    odd = replace(drawn(), placement=placement([placed(0)]))
    odd_section = section(odd)
    assert odd_section.judged[0].placed == ()
    assert odd_section.judging(odd_section.sheets[0]) == ()


def test_the_worst_verdicts_are_drawn_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_DRAWN", 5)
    monkeypatch.setattr(sheets, "MOST_LISTED", 7)
    verdicts = (Verdict.SLOW, Verdict.CLEAN, Verdict.REJECTED, Verdict.SLOW)
    marked = with_room(
        (list(Verdict).index(verdict), sheet(number))
        for number, verdict in enumerate(verdicts, start=1)
    )
    assert {anchor for anchor, sheet in marked.items() if sheet.drawn} == {"m1g1", "m3g1"}
    assert {anchor for anchor, sheet in marked.items() if sheet.listed} == {"m1g1", "m3g1", "m4g1"}


def test_what_is_left_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_DRAWN", 3)
    monkeypatch.setattr(sheets, "MOST_LISTED", 3)
    shown = words(report(drawn(), drawn(path="b.tflite")))
    assert (
        f"It is not drawn: this page has room for {MOST_DRAWN:,} operators, of the models with the "
        "worst verdicts first. A report on this model alone draws it. Its operators are not "
        f"listed: a page lists up to {MOST_LISTED:,}, with {MOST_OPERANDS:,} inputs and outputs, "
        "of the models with the worst verdicts first."
    ) in shown


def test_a_graph_of_too_many_connections_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CONNECTIONS", 1)
    marked = with_room([(0, sheet(1))])
    assert not marked["m1g1"].drawn
    assert marked["m1g1"].listed
    said = f"It is not drawn: a page draws up to {MOST_DRAWN:,} operators and {MOST_CONNECTIONS:,} "
    assert said + "connections." in words(report(drawn()))


def test_operators_of_too_many_operands_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_OPERANDS", 7)
    marked = with_room([(0, sheet(1)), (1, sheet(2))])
    assert (marked["m1g1"].listed, marked["m2g1"].listed) == (True, False)
    assert marked["m2g1"].drawn

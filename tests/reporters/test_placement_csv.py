"""The placement as a table."""

import csv
import io

import pytest
from msgspec.structs import replace

from dlpulint.api import lint
from dlpulint.basics.terms import Device, Verdict
from dlpulint.report.report import Report
from dlpulint.reporters import placement_csv
from dlpulint.reporters.placement_csv import HEADER
from tests.places import FIXTURES
from tests.reporters.samples import (
    CUT_TAIL,
    HOSTILE,
    PER_TENSOR,
    finding,
    model_report,
    place,
    placed,
    placement,
    report,
    unreadable,
)


def rows(whole: Report) -> list[dict[str, str]]:
    text = placement_csv.write(whole)
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_columns_are_a_contract() -> None:
    assert placement_csv.write(report()) == (
        "path,target,verdict,preview,subgraph,index,operator,builtin,outputs,device,direct,"
        "because,macs,fixable\r\n"
    )


def test_a_row_an_operator() -> None:
    blocked = placed(
        4, "SOFTMAX", Device.CPU, tensor="a", direct=True, because=("x/beta", "x/dtype"), subgraph=1
    )
    operators = (placed(3), replace(blocked, outputs=("a", "b"), macs=None))
    whole = report(model_report("a.tflite", verdict=Verdict.FALLBACK, where=placement(operators)))
    assert placement_csv.write(whole).splitlines()[1:] == [
        "a.tflite,artpec8,fallback,0,0,3,CONV_2D,,out,dlpu,,,1000000,",
        "a.tflite,artpec8,fallback,0,1,4,SOFTMAX,,a b,cpu,1,x/beta x/dtype,,",
    ]


def test_operators_have_the_edits_that_mend_their_findings() -> None:
    findings = [
        finding("artpec8/a", locations=[place(0), place(1)], fixable=CUT_TAIL),
        finding("artpec8/b", locations=[place(0)], fixable=CUT_TAIL),
        finding("artpec8/c", locations=[place(0)], fixable=PER_TENSOR),
        finding("artpec8/d", locations=[place(2)]),
    ]
    found = rows(report(model_report(findings=findings)))
    assert [row["fixable"] for row in found] == ["cut-tail per-tensor", "cut-tail", ""]


def test_a_file_that_cannot_be_read_has_no_rows() -> None:
    assert rows(report(unreadable())) == []


def test_builtin_numbers_come_from_the_outline() -> None:
    model = str(FIXTURES / "mobilenet_int8_per_channel.tflite")
    found = rows(lint([model], ["artpec8"], outlined=True))
    assert [(row["operator"], row["builtin"]) for row in found[:3]] == [
        ("QUANTIZE", "114"),
        ("CONV_2D", "3"),
        ("DEPTHWISE_CONV_2D", "4"),
    ]
    assert {row["builtin"] for row in rows(lint([model], ["artpec8"]))} == {""}


def test_a_preview_is_told_as_one() -> None:
    whole = lint([str(FIXTURES / "resnet_opset17.onnx")], ["artpec8", "cv25"], outlined=True)
    found = {(row["target"], row["preview"]) for row in rows(whole)}
    assert found == {("artpec8", "1"), ("cv25", "0")}


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_stays_in_its_cell(name: str) -> None:
    where = placement((placed(0, name, tensor=name, because=(name,)),))
    (row,) = rows(report(model_report(name, where=where)))
    assert set(row) == set(HEADER.split(","))
    assert (row["target"], row["device"], row["macs"]) == ("artpec8", "dlpu", "1000000")


def test_a_target_that_does_not_take_the_file_has_no_rows() -> None:
    # Nothing is placed there, but the file has an outline.
    whole = lint([str(FIXTURES / "rank5_int8.tflite")], ["cv75", "cpu"], outlined=True)
    assert whole.reports[0].outline is not None
    assert {row["target"] for row in rows(whole)} == {"cpu"}


def test_each_of_very_many_operators_has_its_row() -> None:
    where = placement(tuple(placed(index) for index in range(20_000)))
    assert placement_csv.write(report(model_report(where=where))).count("\r\n") == 20_001

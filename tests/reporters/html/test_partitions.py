"""Partitions of a graph: their rows, causes, labels, and the drawing of one box for each."""

import re

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device
from dlpulint.report.report import PlacedOperator
from dlpulint.reporters.html import partitions
from dlpulint.reporters.html.page import write
from dlpulint.reporters.html.partitions import (
    _contracted,
    boundary_text,
    partition_graph,
    partition_rows,
)
from dlpulint.reporters.html.sections import Judged
from tests.reporters.html.reading import Page, drawn, outline, section, words
from tests.reporters.samples import HOSTILE, finding, model_report, placed, placement, report

FOUR = """
input x: int8[1,8,8,4]
conv a: int8[1,8,8,4] <- x, weights: int8[4,3,3,4]
softmax b: int8[1,8,8,4] <- a
relu c: int8[1,8,8,4] <- b
add d: int8[1,8,8,4] <- c, a
output d
"""


def on_cpu(index: int, op: str, partition: int | None, *because: str) -> PlacedOperator:
    return placed(
        index, op, Device.CPU, direct=bool(because), because=because, macs=0, partition=partition
    )


OPERATORS = (
    placed(0, partition=0),
    on_cpu(1, "SOFTMAX", 1, "artpec8/softmax"),
    on_cpu(2, "RELU", 1),
    placed(3, "ADD", macs=None, partition=2),
)
SOFTMAX = finding("artpec8/softmax", title="Softmax operator")


def judged(*operators: PlacedOperator, sketch: str | None = None, backend: str = "DLPU") -> Judged:
    linted = model_report(where=placement(operators), findings=[SOFTMAX])
    graph = None if sketch is None else outline(sketch)
    return section(replace(linted, outline=graph, backend=backend)).judged[0]


def test_partitions_are_told_in_the_order_in_which_they_run() -> None:
    rows = partition_rows(judged(*OPERATORS))
    assert [(row.id, row.number, row.positions, row.word) for row in rows] == [
        ("m1-1p1", 1, (0,), "DLPU"),
        ("m1-1p2", 2, (1, 2), "CPU"),
        ("m1-1p3", 3, (3,), "DLPU"),
    ]
    assert [row.macs for row in rows] == [1_000_000, 0, 0]
    assert [row.operators for row in rows] == [
        "1 operator: CONV_2D", "2 operators: SOFTMAX, RELU", "1 operator: ADD",
    ]  # fmt: skip


def test_the_number_decides_not_the_place_in_the_file() -> None:
    late, early = placed(0, "LATE", partition=1), on_cpu(1, "EARLY", 0)
    assert [row.positions for row in partition_rows(judged(late, early))] == [(1,), (0,)]


def test_the_commonest_cause_that_decides_is_named_and_linked() -> None:
    operators = (
        placed(0, partition=0),
        on_cpu(1, "TANH", 1, "x/tanh"),
        on_cpu(2, "SOFTMAX", 1, "artpec8/softmax", "x/tanh"),
        on_cpu(3, "SOFTMAX", 1, "artpec8/softmax"),
    )
    row = partition_rows(judged(*operators))[1]
    assert (row.cause, row.cause_id) == ("Softmax operator", "m1f1")
    assert boundary_text(row) == "2 · CPU: Softmax operator"


def test_a_cause_without_a_finding_is_its_rule_s_id() -> None:
    row = partition_rows(judged(placed(0, partition=0), on_cpu(1, "TANH", 1, "x/tanh")))[1]
    assert (row.cause, row.cause_id) == ("x/tanh", None)


def test_what_runs_on_the_dlpu_or_follows_others_has_no_cause() -> None:
    rows = partition_rows(judged(placed(0, because=("x/y",), partition=0), on_cpu(1, "RELU", 1)))
    assert [(row.cause, row.cause_id) for row in rows] == [("", None), ("", None)]
    assert [boundary_text(row) for row in rows] == ["1 · DLPU", "2 · CPU"]


def test_operators_that_follow_others_decide_no_cause() -> None:
    follower = replace(on_cpu(1, "RELU", 1, "x/lost"), direct=False)
    softmax = on_cpu(3, "SOFTMAX", 1, "artpec8/softmax")
    operators = (placed(0, partition=0), follower, replace(follower, index=2), softmax)
    assert partition_rows(judged(*operators))[1].cause == "Softmax operator"


def test_an_unknown_operator_makes_its_partition_unknown() -> None:
    unsure = placed(1, "ABS", Device.UNKNOWN, direct=True, because=("x/abs",), partition=0)
    rows = partition_rows(judged(placed(0, partition=0), unsure, on_cpu(2, "RELU", 1)))
    assert (rows[0].word, rows[0].cause) == ("unknown", "x/abs")


def test_a_backend_is_called_by_its_name() -> None:
    rows = partition_rows(judged(*OPERATORS, backend="CPU"))
    assert [row.word for row in rows] == ["CPU", "not on the CPU", "CPU"]


def test_of_many_names_the_commonest_are_told() -> None:
    names = ["ADD", "MUL", "ADD", "SUB", "ADD", "MUL", "DIV"]
    many = [placed(index, name, partition=0) for index, name in enumerate(names)]
    row = partition_rows(judged(*many, on_cpu(7, "RELU", 1)))[0]
    assert row.operators == "7 operators: 3 × ADD, 2 × MUL, SUB, …"


def test_one_partition_or_none_is_no_list() -> None:
    assert partition_rows(judged(placed(0, partition=0), placed(1, partition=0))) == ()
    assert partition_rows(judged(placed(0), placed(1))) == ()


def test_operators_of_bodies_are_in_no_partition() -> None:
    rows = partition_rows(judged(*OPERATORS, on_cpu(0, "TANH", None)))
    assert [position for row in rows for position in row.positions] == [0, 1, 2, 3]


@pytest.mark.parametrize(("count", "shown"), [(5, 5), (6, 0)])
def test_too_many_partitions_are_not_listed(
    monkeypatch: pytest.MonkeyPatch, count: int, shown: int
) -> None:
    monkeypatch.setattr(partitions, "MOST_PARTITIONS", 5)
    operators = [placed(number, partition=number) for number in range(count)]
    assert len(partition_rows(judged(*operators))) == shown


def test_the_drawing_has_a_box_for_each_partition_and_a_line_for_each_tensor_between() -> None:
    shown = judged(*OPERATORS, sketch=FOUR)
    page = Page(partition_graph(shown, partition_rows(shown)))
    boxes = {box["href"]: box["class"] for box in page.all("a")}
    assert boxes == {"#m1-1p1": "other", "#m1-1p2": "other c1 x1", "#m1-1p3": "other"}
    lines = {(path["data-s"], path["data-r"]) for path in page.all("path") if "data-s" in path}
    # A stretch that two readers share has none.
    assert lines == {("i", "0"), ("0", "o"), ("0", "1"), ("1", "2"), ("0", "2"), ("2", "o")}
    for text in ("1 DLPU · 1 M MACs", "2 CPU Softmax operator 2 operators", "3 DLPU 1 operator"):
        assert text in page.words


def test_what_stays_within_a_partition_has_no_line() -> None:
    shown = judged(*OPERATORS, sketch=FOUR)
    page = Page(partition_graph(shown, partition_rows(shown)))
    names = [tensor.name for tensor in outline(FOUR).tensors]
    flowing = {names[int(path["data-t"] or "")] for path in page.all("path") if "data-t" in path}
    assert flowing == {"x", "a", "c", "d"}
    assert shown.sheet is not None
    contracted = _contracted(shown.sheet.outline, partition_rows(shown))
    assert [
        ([names[at] for at in box.inputs if at is not None], [names[at] for at in box.outputs])
        for box in contracted.operators
    ] == [(["x"], ["a"]), (["a"], ["c"]), (["a", "c"], ["d"])]


def test_the_page_lists_and_draws_partitions_and_links_to_them() -> None:
    linted = model_report(where=placement(OPERATORS), findings=[SOFTMAX])
    page = write(report(replace(linted, outline=outline(FOUR))))
    read = Page(page)
    assert {"m1-1p", "m1-1p1", "m1-1p2", "m1-1p3"} <= set(read.ids)
    (listed,) = re.findall(r'<details class="parts">(.*?)</details>', page, re.DOTALL)
    assert words(listed) == (
        "3 partitions, in the order in which they run "
        "1 DLPU 1 M MACs 1 operator: CONV_2D "
        "2 CPU 2 operators: SOFTMAX, RELU Cause: Softmax operator "
        "3 DLPU 1 operator: ADD"
    )
    assert 'Cause: <a href="#m1f1">Softmax operator</a>' in listed
    assert "The 3 partitions on artpec8" in read.words


def test_a_page_without_partitions_draws_none() -> None:
    page = write(report(drawn()))
    assert 'class="parts"' not in page
    assert "graph parted" not in page


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_markup(name: str) -> None:
    operators = tuple(replace(operator, op=name) for operator in OPERATORS)
    page = Page(
        write(report(replace(model_report(where=placement(operators)), outline=outline(FOUR))))
    )
    assert page.all("article") == page.all("img") == []
    assert len(page.all("script")) == 2

"""Pairs of models: which stand together, in which order, and what they have in common."""

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Severity, Verdict
from dlpulint.reporters.html import sheets
from dlpulint.reporters.html.bench_data import common_runs
from dlpulint.reporters.html.pairs import Pages, compared_pages, pages_of
from tests.reporters.html.comparing import compared
from tests.reporters.html.reading import NETWORK, drawn, outline
from tests.reporters.samples import finding, model_report, placed, placement, report, unreadable

LARGER = outline(NETWORK.replace("int8[4,3,3,3]", "int8[8,3,3,3]"))
"""Another network: its one layer has weights of another shape."""

MENDED = outline(NETWORK.replace("softmax b", "relu r: uint8[1,8,8,4] <- a\nsoftmax b"))
"""The same layer, and an operator that came between."""


def names(pages: Pages) -> list[str]:
    return [f"{section.anchor} {section.path}" for section in pages.sections]


def test_two_models_with_the_same_weights_are_a_pair() -> None:
    pages = pages_of(report(drawn(path="b.tflite"), drawn(MENDED, path="a.tflite")))
    (pair,) = pages.pairs
    assert pair.old is not None
    assert pair.new is not None
    assert (pair.old.path, pair.new.path) == ("b.tflite", "a.tflite")
    assert pair.matches == {"artpec8": ((0, 0), (1, 2))}
    assert not pair.compared
    assert pages.pair(pages.sections[0]) is None


def test_the_file_named_first_is_before_though_the_other_is_worse() -> None:
    fine, bad = drawn(path="a", verdict=Verdict.CLEAN), drawn(path="b", verdict=Verdict.REJECTED)
    pages = pages_of(report(fine, bad))
    (pair,) = pages.pairs
    assert names(pages) == ["m1 b", "m2 a"]
    assert pages.first is pages.sections[0]
    assert pair.old is pages.sections[1]


@pytest.mark.parametrize(
    "others",
    [
        [drawn(LARGER, path="b")],
        [drawn(path="b"), drawn(path="c")],
        [model_report("b")],
        [unreadable("b")],
        [],
    ],
    ids=["other weights", "three models", "no graph", "unreadable", "alone"],
)
def test_other_models_are_no_pair(others: list[object]) -> None:
    assert pages_of(report(drawn(path="a"), *others)).pairs == ()  # type: ignore[arg-type]


def test_models_with_equal_weights_and_other_operators_are_no_pair() -> None:
    renamed = replace(
        outline(), operators=tuple(replace(one, op=one.op + "_2") for one in outline().operators)
    )
    assert pages_of(report(drawn(path="a"), drawn(renamed, path="b"))).pairs == ()


def test_both_sides_of_a_comparison_stand_together() -> None:
    pages = compared_pages(compared([drawn(path="v1/a")], [drawn(path="v2/a")]))
    (pair,) = pages.pairs
    old, new = pages.sections
    assert names(pages) == ["m1 v1/a", "m2 v2/a"]
    assert (pair.when(old), pair.when(new)) == ("Before", "After")
    assert (pair.other(old), pair.other(new)) == (new, old)
    assert pages.first is new
    assert pages.pair(old) is pages.pair(new) is pair


def test_the_two_models_of_one_pair_need_no_list() -> None:
    one = compared_pages(compared([drawn(path="a")], [drawn(path="a")]))
    two = compared_pages(compared([drawn(path="a")], [drawn(path="a"), drawn(path="b")]))
    assert (one.several, two.several) == (False, True)
    assert pages_of(report(drawn(path="a"), drawn(path="b"))).several
    assert not pages_of(report(drawn())).several


def test_the_same_path_on_both_sides_is_two_models() -> None:
    pages = compared_pages(compared([drawn(path="a")], [drawn(path="a")]))
    assert names(pages) == ["m1 a", "m2 a"]
    assert [sheet.anchor for one in pages.sections for sheet in one.sheets] == ["m1g1", "m2g1"]


def test_the_worst_change_comes_first() -> None:
    error = finding("artpec8/x", level=Severity.ERROR)
    old = [drawn(path=path, verdict=Verdict.SLOW) for path in "abcd"]
    new = [
        drawn(path="a", verdict=Verdict.SLOW),
        drawn(path="b", verdict=Verdict.CLEAN),
        drawn(path="c", verdict=Verdict.FALLBACK),
        replace(drawn(path="d", verdict=Verdict.SLOW), findings=(error,)),
    ]
    pages = compared_pages(compared(old, new))
    order = [pair.new.path for pair in pages.pairs if pair.new is not None]
    assert order == ["d", "c", "b", "a"]
    assert pages.first is pages.pairs[0].new


def test_a_model_that_cannot_be_read_comes_first() -> None:
    pages = compared_pages(compared([drawn(path="a")], [drawn(path="a"), unreadable("z")]))
    assert names(pages) == ["m1 z", "m2 a", "m3 a"]


def test_a_model_that_one_side_lacks_stands_alone() -> None:
    pages = compared_pages(compared([drawn(path="a"), drawn(path="b")], [drawn(path="b")]))
    alone = next(pair for pair in pages.pairs if pair.new is None)
    assert alone.old is not None
    assert alone.old.path == "a"
    assert (alone.shown, alone.matches, len(names(pages))) == (alone.old, {}, 3)


def test_a_target_that_one_side_lacks_parts_no_pair() -> None:
    old = [drawn(path="v1"), drawn(path="v1", target="cv25")]
    new = [drawn(path="v2"), drawn(path="v2", target="artpec9")]
    pages = compared_pages(compared(old, new))
    (pair,) = pages.pairs
    assert list(pair.matches) == ["artpec8"]
    assert set(pair.changes) == {"artpec8", "artpec9", "cv25"}
    assert [target.target for target in pages.report.targets] == ["artpec8", "artpec9", "cv25"]


def test_a_side_without_graphs_is_matched_all_the_same() -> None:
    bare = replace(drawn(path="a"), outline=None)
    pages = compared_pages(compared([bare], [drawn(MENDED, path="a")], earlier=True))
    (pair,) = pages.pairs
    assert pair.matches == {"artpec8": ((0, 0), (1, 2))}
    assert [sheet.drawn for one in pages.sections for sheet in one.sheets] == [False, True]
    sides = [pages.side(one) for one in pages.sections]
    assert [side.earlier for side in sides if side is not None] == [True, False]


def test_where_there_is_room_for_one_the_model_after_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MOST_DRAWN", 3)
    pages = compared_pages(compared([drawn(path="a")], [drawn(path="a")]))
    assert [one.sheets[0].drawn for one in pages.sections] == [False, True]


def test_remarks_of_both_sides_stand_once() -> None:
    old = replace(report(drawn()), remarks=("one", "both"))
    new = replace(report(drawn()), remarks=("both", "two"))
    assert compared_pages(compared(old, new)).report.remarks == ("one", "both", "two")


def test_operators_that_both_have_are_runs() -> None:
    assert common_runs([]) == []
    assert common_runs([(0, 0), (1, 1), (2, 2)]) == [0, 0, 3]
    assert common_runs([(0, 0), (1, 2), (2, 3), (5, 4)]) == [0, 0, 1, 1, 2, 2, 5, 4, 1]


def test_operators_are_matched_once_for_all_targets_of_a_graph() -> None:
    where = placement([placed(0), placed(1, "SOFTMAX", Device.CPU)])
    graph = outline()
    old = [replace(model_report(target=t, where=where), outline=graph) for t in ("a8", "a9")]
    pair = compared_pages(compared(old, old)).pairs[0]
    assert pair.matches["a8"] is pair.matches["a9"]

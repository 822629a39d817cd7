"""Rows of locations: what they tell, in words a person knows."""

import pytest
from msgspec.structs import replace

from dlpulint.findings.finding import Location
from dlpulint.reporters.html.location_rows import further_links, location_rows
from dlpulint.reporters.html.sheets import Sheet
from tests.reporters.html.reading import Page, drawn, section, words
from tests.reporters.samples import HOSTILE, place


def sheet() -> Sheet:
    return section(drawn()).sheets[0]


def row(location: Location, of: Sheet | None = None) -> str:
    return words(location_rows([location], of))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"scales": 16}, "weight scales 16"),
        ({"shape": "1x8x8x4", "other_shape": "1x4"}, "shape 1x8x8x4 · other shape 1x4"),
        ({"rank": 5, "leading": 2}, "dimensions 5 · leading dimensions 2"),
        ({"size": 4_096, "ratio": 0.123456789}, "size 4096 · ratio 0.123457"),
        ({"attribute": "stride_width", "value": 3}, "stride width 3"),
        ({"kernel": "3x5", "range": "0 to 0.7", "native": "X"}, "range 0 to 0.7 · kernel 3x5"),
    ],
)
def test_measured_values_are_told_in_words(values: dict[str, int | str], text: str) -> None:
    assert row(place(12, **values)) == f"12 CONV_2D Conv2D_1 {text}"


@pytest.mark.parametrize(
    "values",
    [
        {"native": "CONCATENATION"},
        {"perm": "0, 3, 1, 2"},
        {"op": "Conv", "kind": "conv", "dtype": "int8", "anything": "new"},
        {"shape": "1x?x?x4"},
        {"kernel": "?x3", "size": "?"},
        {"attribute": "stride_width"},
        {"value": 3},
    ],
)
def test_parameters_of_a_rule_and_what_is_unknown_do_not_show(values: dict[str, str]) -> None:
    assert row(place(12, **values)) == "12 CONV_2D Conv2D_1"


def test_the_builtin_code_does_not_show() -> None:
    assert "builtin" not in row(place(12))


def test_an_input_of_the_graph_has_dashes() -> None:
    assert row(place(None, "image")) == "– – image"


def test_an_operator_in_a_body_has_the_number_of_its_graph() -> None:
    assert row(replace(place(3), subgraph=2)) == "2:3 CONV_2D Conv2D_1"


def test_a_row_links_to_the_entry_of_its_operator_where_there_is_one() -> None:
    known, unknown = place(0), place(99)
    page = Page(location_rows([known, unknown], sheet()))
    assert page.links == ["#m1g1o0"]
    assert Page(location_rows([known], None)).links == []
    assert Page(location_rows([known], replace(sheet(), listed=False))).links == []


def test_a_long_name_is_cut_where_the_entry_has_all_of_it() -> None:
    name = "n" * 80
    with_entry = location_rows([place(0, name)], sheet())
    assert f"{'n' * 31}…{'n' * 32}" in with_entry
    assert "title=" not in with_entry
    assert name in location_rows([place(0, name)], None)


def test_further_locations_are_links_in_a_line() -> None:
    line = further_links([place(0), place(99), place(None)], sheet())
    assert line == "<a href=#m1g1o0>0 CONV_2D</a>, 99 CONV_2D, –"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_markup(name: str) -> None:
    hostile = replace(place(0, name, attribute=name, value=name, shape=name), op=name)
    for page in (
        Page(location_rows([hostile], sheet())),
        Page(location_rows([hostile], None)),
        Page(further_links([hostile], sheet())),
    ):
        assert {tag for tag, _ in page.elements} <= {"tr", "td", "div", "code", "a", "wbr"}

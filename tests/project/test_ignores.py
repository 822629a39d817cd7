"""Ignores cover findings whole, or places of them."""

from msgspec.structs import replace

from dlpulint.project.config.config import Ignore
from dlpulint.project.ignores import covers, ignoring
from tests.reporters.samples import CUT_TAIL, finding, place

CONVOLUTIONS = replace(
    finding(
        message="CONV_2D (3×) has a 7x7 kernel",
        locations=[place(1, "block/a"), place(4, "block/b"), place(9, "head/c")],
    ),
    count=3,
)


def entry(rule: str = "artpec8/*", reason: str = "known", **more: str | int) -> Ignore:
    return Ignore(where="dlpulint.toml: ignore[0]", rule=rule, reason=reason, **more)  # type: ignore[arg-type]  # what a test says


def test_an_ignore_of_a_rule_suppresses_its_findings_with_the_reason() -> None:
    assert ignoring(CONVOLUTIONS, [entry()]) == replace(CONVOLUTIONS, suppressed="ignored: known")
    assert ignoring(CONVOLUTIONS, [entry("artpec9/*")]) == CONVOLUTIONS


def test_an_ignored_finding_is_not_called_fixable() -> None:
    found = replace(CONVOLUTIONS, fixable=CUT_TAIL)
    assert ignoring(found, [entry()]).fixable is None
    places = [entry(operator=1), entry(operator=4), entry(operator=9)]
    assert ignoring(found, places).fixable is None
    assert ignoring(found, places[:2]).fixable == CUT_TAIL


def test_places_that_are_not_covered_are_still_told() -> None:
    assert ignoring(CONVOLUTIONS, [entry(tensor="block/*")]) == replace(
        CONVOLUTIONS,
        message="CONV_2D (3×) has a 7x7 kernel; 2 of 3 are ignored: known",
        locations=CONVOLUTIONS.locations[2:],
        count=1,
    )


def test_ignores_of_all_places_suppress_the_finding_with_each_reason() -> None:
    entries = [entry(tensor="block/*"), entry(operator=9, reason="too small to matter")]
    found = ignoring(CONVOLUTIONS, entries)
    assert found.suppressed == "ignored: known; too small to matter"
    assert found.locations == CONVOLUTIONS.locations


def test_an_operator_is_named_by_name_or_index() -> None:
    def left(operator: str | int) -> list[int | None]:
        found = ignoring(CONVOLUTIONS, [entry(operator=operator)])
        return [] if found.suppressed else [one.index for one in found.locations]

    assert left("CONV_2D") == []
    assert left("ADD") == left(2) == left("1:4") == [1, 4, 9]
    assert left(4) == left("0:4") == [1, 9]


def test_operator_and_tensor_narrow_each_other() -> None:
    found = ignoring(CONVOLUTIONS, [entry(operator="CONV_2D", tensor="head/*")])
    assert [one.index for one in found.locations] == [1, 4]


def test_of_a_pattern_the_count_is_not_that_of_its_places() -> None:
    pattern = replace(CONVOLUTIONS, count=1)
    assert ignoring(pattern, [entry(operator=1)]).count == 1


def test_a_finding_about_the_file_has_no_place_to_narrow_to() -> None:
    whole = finding(locations=[])
    assert ignoring(whole, [entry(operator=1)]) == whole
    assert ignoring(whole, [entry(tensor="*")]) == whole
    assert ignoring(whole, [entry()]).suppressed == "ignored: known"


def test_what_is_suppressed_already_keeps_its_reason() -> None:
    known = replace(CONVOLUTIONS, suppressed="baseline")
    assert ignoring(known, [entry()]) == known


def test_an_ignore_covers_what_it_has_a_place_of() -> None:
    assert covers(entry(operator=9), CONVOLUTIONS)
    assert not covers(entry(operator=8), CONVOLUTIONS)
    assert not covers(entry("artpec9/*"), CONVOLUTIONS)
    assert covers(entry(), finding(locations=[]))

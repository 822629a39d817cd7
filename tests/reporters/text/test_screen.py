"""How the lines of a screen are shared out."""

import pytest

from dlpulint.reporters.text.screen import Fact, Screen, screen


def lines(*counts: int) -> list[list[str]]:
    return [["x"] * count for count in counts]


def fact(height: int, spare: int = 0) -> Fact:
    return Fact(("x",) * height, spare)


PLACED = fact(2)


def height(shown: Screen, blocks: list[list[str]], notes: list[list[str]]) -> int:
    asides = sum(map(len, notes[: shown.notes]))
    lines = sum(len(block) + 1 for block in blocks[: shown.blocks])
    lines += shown.brief + bool(shown.brief)
    return lines + 1 + sum(len(fact.lines) for fact in shown.facts) + asides + bool(asides)


def test_what_fits_is_all_told() -> None:
    shown = screen(30, lines(4, 5), [PLACED, fact(2, 3)], lines(2), lines(2))
    assert shown == Screen(2, 0, (PLACED, fact(2, 3)), 1, 1)


@pytest.mark.parametrize(("room", "count"), [(14, 2), (13, 1)])
def test_a_finding_is_told_whole_or_not_at_all(room: int, count: int) -> None:
    blocks = lines(4, 5)
    shown = screen(room, blocks, [PLACED], [], [])
    assert shown.blocks == count
    assert height(shown, blocks, []) <= room


def test_findings_that_do_not_fit_are_told_in_a_line_each() -> None:
    blocks = lines(4, 9, 9, 9)
    shown = screen(12, blocks, [PLACED], [], [])
    assert (shown.blocks, shown.brief) == (1, 3)
    assert height(shown, blocks, []) == 12
    assert screen(11, blocks, [PLACED], [], []).brief == 2
    assert screen(30, lines(*[14] * 20), [PLACED], [], []).brief == 6


def test_the_first_finding_is_always_told() -> None:
    assert screen(3, lines(9, 1), [PLACED], [], []).blocks == 1


def test_facts_make_room_for_findings_the_most_spare_first() -> None:
    facts = [PLACED, fact(2, 5), fact(2, 3)]
    assert screen(19, lines(13), facts, [], []).facts == (PLACED, fact(2, 3))
    assert screen(17, lines(13), facts, [], []).facts == (PLACED,)
    assert screen(21, lines(13), facts, [], []).facts == tuple(facts)


def test_of_facts_that_are_alike_the_last_is_left_out() -> None:
    alike = [Fact(("first", "x"), 2), Fact(("then", "x"), 2)]
    assert screen(10, lines(4), [PLACED, *alike], [], []).facts == (PLACED, alike[0])


def test_facts_stay_where_the_findings_are_few() -> None:
    facts = (PLACED, fact(2, 5))
    assert screen(10, lines(4), facts, [], []).facts == facts


def test_notes_are_kept_some_room_beside_many_findings() -> None:
    blocks, notes = lines(*[4] * 20), lines(2, 2)
    shown = screen(30, blocks, [PLACED], notes, [])
    assert (shown.blocks, shown.brief, shown.notes) == (3, 6, 2)
    assert height(shown, blocks, notes) <= 30


def test_open_questions_and_notes_take_turns() -> None:
    shown = screen(11, [], [PLACED], lines(2, 2, 2), lines(2, 2, 2))
    assert (shown.questions, shown.notes) == (2, 1)


def test_of_each_four_are_told_at_most() -> None:
    shown = screen(99, [], [PLACED], lines(*[1] * 9), lines(*[1] * 9))
    assert (shown.questions, shown.notes) == (4, 4)

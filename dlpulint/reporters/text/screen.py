"""What of a report goes on one screen: what weighs most, and as much else as there is room for."""

from collections.abc import Sequence

from msgspec import Struct

SCREEN = 40
"""Lines that a model on a target may take in 80 columns unless everything is asked for."""

ASIDES = 4
"""Notes, and open questions, that are told at most."""

_BRIEF = 6
"""Findings that are told in a line each at most, after those told in full."""

_KEPT_FOR_BLOCKS = 14
"""Lines kept for findings before facts are left out for want of room."""

_KEPT_FOR_ASIDES = 4
"""Lines kept for notes and open questions, the blank one before them included."""


class Fact(Struct, frozen=True):
    """Some lines below one label."""

    lines: tuple[str, ...]
    spare: int = 0
    """How soon it is left out where there is no room: the greater, the sooner; 0 is never."""


class Screen(Struct, frozen=True):
    """What is shown."""

    blocks: int
    """How many findings in full, from the first; one at least if there is any."""
    brief: int
    """How many further ones in a line each."""
    facts: tuple[Fact, ...]
    notes: int
    questions: int


def screen(
    room: int,
    blocks: Sequence[Sequence[str]],
    facts: Sequence[Fact],
    notes: Sequence[Sequence[str]],
    questions: Sequence[Sequence[str]],
) -> Screen:
    """Share out `room` lines among findings, facts, notes and open questions.

    A blank line stands before each finding, before those in a line each, before the facts and
    before the notes.
    """
    least = min(_KEPT_FOR_BLOCKS, sum(len(block) + 1 for block in blocks))
    kept = min(_KEPT_FOR_ASIDES, 1 + sum(len(lines) for lines in (*notes, *questions)))
    room -= 1 + (kept if notes or questions else 0)
    left = room - _height(_fitting(facts, room - least))
    count, used = 0, 0
    for block in blocks:
        # To know of four findings is worth more than to know all of two.
        after = min(_BRIEF, len(blocks) - count - 1)
        if count and used + len(block) + 1 + (after + 1 if after else 0) > left:
            break
        count, used = count + 1, used + len(block) + 1
    others = min(_BRIEF, len(blocks) - count, max(0, left - used - 1))
    used += others + 1 if others else 0
    # Not every finding that there was room kept for is as long as that.
    shown = _fitting(facts, room - used)
    left = room - used - _height(shown)
    told = _asides(left + kept - 1, notes[:ASIDES], questions[:ASIDES])
    return Screen(count, others, shown, *told)


def _fitting(facts: Sequence[Fact], room: int) -> tuple[Fact, ...]:
    kept = list(enumerate(facts))
    # Of those that are alike the last goes first: it may go on from those before it.
    for place, fact in sorted(kept, key=lambda one: (-one[1].spare, -one[0])):
        if not fact.spare or _height([one for _, one in kept]) <= room:
            break
        kept.remove((place, fact))
    return tuple(fact for _, fact in kept)


def _height(facts: Sequence[Fact]) -> int:
    return sum(len(fact.lines) for fact in facts)


def _asides(
    room: int, notes: Sequence[Sequence[str]], questions: Sequence[Sequence[str]]
) -> tuple[int, int]:
    """How many notes and questions fit, by turns; questions first, as they may decide."""
    told = [0, 0]
    full = [False, False]
    while not all(full):
        for turn, lines in enumerate((questions, notes)):
            needed = len(lines[told[turn]]) if told[turn] < len(lines) else room + 1
            full[turn] = full[turn] or needed > room
            if not full[turn]:
                told[turn], room = told[turn] + 1, room - needed
    return told[1], told[0]

"""Selection of a report for one screen: the weightiest findings first, then as much as fits."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

SCREEN = 40
"""Lines that a model on a target may take in 80 columns unless everything is asked for."""

ASIDES = 4
"""Most notes, and most open questions."""

_BRIEF = 6
"""Most findings of one line each, after those in full."""

_KEPT_FOR_BLOCKS = 14
"""Lines kept for findings when facts compete for the room."""

_KEPT_FOR_ASIDES = 4
"""Lines kept for notes and open questions, the blank one before them included."""


class Fact(Struct, frozen=True):
    """Some lines below one label."""

    lines: tuple[str, ...]
    spare: int = 0
    """Order of removal where there is no room: the greatest goes first, 0 never."""
    placed: bool = False
    """Whether it is about the placement: in a preview, about the converted model."""


class Screen(Struct, frozen=True):
    """The selection."""

    blocks: int
    """Number of findings in full, from the first; at least one if there is any."""
    brief: int
    """Number of further findings in one line each."""
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
    """Divide `room` lines among findings, facts, notes and open questions.

    A blank line comes before each finding in full, the findings in one line each, the facts and
    the notes.
    """
    least = min(_KEPT_FOR_BLOCKS, sum(len(block) + 1 for block in blocks))
    kept = min(_KEPT_FOR_ASIDES, 1 + sum(len(lines) for lines in (*notes, *questions)))
    room -= 1 + (kept if notes or questions else 0)
    left = room - _height(_fitting(facts, room - least))
    count, used = 0, 0
    for block in blocks:
        # The gist of four findings is worth more than all details of two.
        after = min(_BRIEF, len(blocks) - count - 1)
        if count and used + len(block) + 1 + (after + 1 if after else 0) > left:
            break
        count, used = count + 1, used + len(block) + 1
    others = min(_BRIEF, len(blocks) - count, max(0, left - used - 1))
    used += others + 1 if others else 0
    # The findings may be shorter than the room kept for them.
    shown = _fitting(facts, room - used)
    left = room - used - _height(shown)
    return Screen(
        count, others, shown, *_asides(left + kept - 1, notes[:ASIDES], questions[:ASIDES])
    )


def _fitting(facts: Sequence[Fact], room: int) -> tuple[Fact, ...]:
    kept = dict(enumerate(facts))
    # Of equal facts the last goes first: it may continue those before it.
    for index, fact in sorted(kept.items(), key=lambda item: (-item[1].spare, -item[0])):
        if not fact.spare or _height(kept.values()) <= room:
            break
        del kept[index]
    return tuple(kept.values())


def _height(facts: Iterable[Fact]) -> int:
    return sum(len(fact.lines) for fact in facts)


def _asides(
    room: int, notes: Sequence[Sequence[str]], questions: Sequence[Sequence[str]]
) -> tuple[int, int]:
    """Number of notes and questions that fit, in turns; questions first, as they may decide."""
    counts = [0, 0]
    full = [False, False]
    while not all(full):
        for turn, lines in enumerate((questions, notes)):
            needed = len(lines[counts[turn]]) if counts[turn] < len(lines) else room + 1
            full[turn] = full[turn] or needed > room
            if not full[turn]:
                counts[turn], room = counts[turn] + 1, room - needed
    return counts[1], counts[0]

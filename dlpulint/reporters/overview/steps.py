"""First things to do about the models of a run, numbered, the worst verdicts first."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlpulint.basics.terms import Verdict
from dlpulint.reporters.grouping import grouped
from dlpulint.reporters.lines import counted
from dlpulint.reporters.overview.rows import Row
from dlpulint.reporters.text.pen import Pen

_VERDICTS = tuple(Verdict)


class Step(Struct, frozen=True):
    """A thing to do first, and the models that it is for."""

    number: int
    first: str
    rows: list[Row]

    def lines(self, pen: Pen, *, targets: bool) -> list[str]:
        """`2  Retrain with ReLU6 … (6 models on artpec8)`, in at most three lines."""
        where = counted(len({row.report.path for row in self.rows}), "model")
        if targets:
            where += f" on {', '.join(dict.fromkeys(row.report.target for row in self.rows))}"
        return brief(self.first, pen, f"{self.number:>3}  ", most=3, after=f" ({where})")


def brief(text: str, pen: Pen, label: str, *, most: int, after: str = "") -> list[str]:
    """A first step in at most `most` lines, without a command that they have no room for.

    Half a command does harm: `--target` shows the whole one.
    """
    lines = pen.wrap(text + after, label)
    if len(lines) > most and ": `" in text:
        text = f"{text.partition(': `')[0]}."
        lines = pen.wrap(text + after, label)
    words = text.split()
    while len(lines) > most and len(words) > 1:
        words.pop()
        lines = pen.wrap(f"{' '.join(words)} …{after}", label)
    return lines


def rank(row: Row) -> int:
    """Place of a row's verdict, worst first; an unreadable file comes before all."""
    return -1 if row.report.error is not None else _VERDICTS.index(row.report.verdict)


def steps_of(rows: Sequence[Row]) -> tuple[Step, ...]:
    """Things to do about models, the worst verdicts first, then those for most models."""
    open_rows = [row for row in rows if row.report.error is None and not row.settled]

    def order(step: tuple[str, list[Row]]) -> tuple[int, int]:
        return min(map(rank, step[1])), -len(step[1])

    ranked = sorted(grouped(open_rows, lambda row: row.first).items(), key=order)
    return tuple(Step(number, *step) for number, step in enumerate(ranked, start=1))


def step_lines(steps: Sequence[Step], pen: Pen, *, targets: bool) -> Iterator[str]:
    """The heading and every step; nothing without steps."""
    if steps:
        yield from ("", "First step, by its number above")
        for step in steps:
            yield from step.lines(pen, targets=targets)

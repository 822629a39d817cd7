"""Figures of two readers over many files: how many both accept, and what they read otherwise."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from benchmarks.ledger import commit
from benchmarks.robustness_page import write_section
from dlpulint.basics.version import __version__

PUBLISHED = 5_000
"""A run of fewer inputs leaves the page as it is."""


class Figures(Struct, frozen=True):
    """What came of a comparison."""

    inputs: int
    accepted: int
    """Files that both accept."""
    differences: tuple[str, ...]

    def text(self, other: str) -> str:
        """The figures and all differences, a line each."""
        first = f"{self.inputs:,} files; dlpulint and {other} accept {self.accepted:,}"
        last = f"{len(self.differences):,} of them are read otherwise"
        return "\n".join([first, last, *self.differences])


def figures(numbers: Iterable[int], differences: Callable[[int], list[str] | None]) -> Figures:
    """The figures of inputs by number.

    `differences` gives those of an input, or `None` for one that is not accepted by both.
    """
    inputs = accepted = 0
    found: list[str] = []
    for number in numbers:
        inputs += 1
        unlike = differences(number)
        accepted += unlike is not None
        if unlike:
            found.append(f"input {number:,}: {'; '.join(unlike)}")
    return Figures(inputs, accepted, tuple(found))


def publish(found: Figures, name: str, other: str) -> None:
    """Write the section of docs/robustness.md for the files that `other` reads too."""
    if found.inputs < PUBLISHED:
        return
    write_section(
        f"readings of {name}",
        f"""### Beside {other}

Written by `python -m benchmarks.readings_{name}`.

| | |
|---|--:|
| dlpulint | {__version__}, commit {commit()} |
| files: made from the grammar, and mutants, by turns | {found.inputs:,} |
| accepted by both | {found.accepted:,} |
| read otherwise | {len(found.differences):,} |
""",
    )

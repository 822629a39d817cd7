"""Figures of judged mutants: shares with their intervals, and the survivors with their reasons."""

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, convert

from benchmarks.code_mutants import ROOT, Mutant
from benchmarks.mutant_tests import REWRITTEN

Found: TypeAlias = Sequence[tuple[str, Mutant, str]]
"""Group, mutant, and what noticed it."""

LISTED = ROOT / "benchmarks" / "mutants_survivors.toml"
"""Survivors that were looked at, each with the reason why no test notices it."""


class Survivor(Struct, frozen=True):
    """A mutant that no test notices, by the text of its line."""

    path: str
    line: str
    """The line without the space around it; lines move."""
    before: str
    after: str
    reason: str
    equivalent: bool = True
    """Whether no input can distinguish the mutant from the original."""


def listed() -> list[Survivor]:
    """The survivors of the list."""
    return convert(tomllib.loads(LISTED.read_text("utf-8")).get("survivor", []), list[Survivor])


def source_line(mutant: Mutant) -> str:
    """The line that a mutant changes, without the space around it."""
    return (ROOT / mutant.path).read_text("utf-8").splitlines()[mutant.line - 1].strip()


def reason_for(mutant: Mutant, known: Sequence[Survivor]) -> Survivor | None:
    """The entry of the list for a mutant."""
    address = (mutant.path, source_line(mutant), mutant.before, mutant.after)
    return next((s for s in known if (s.path, s.line, s.before, s.after) == address), None)


def interval(hits: int, of: int) -> tuple[float, float]:
    """The interval that a share lies in with 95 % certainty (Wilson), in percent."""
    if not of:
        return 0.0, 100.0
    z, share = 1.96, hits / of
    middle = share + z * z / (2 * of)
    width = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    below = 1 + z * z / of
    return 100 * (middle - width) / below, 100 * (middle + width) / below


def survivors(found: Found) -> Iterator[str]:
    """A line per survivor, with its reason if it is listed."""
    known = listed()
    for _, mutant, by in sorted(found, key=lambda entry: str(entry[1])):
        if not by:
            entry = reason_for(mutant, known)
            yield f"survived: {mutant} [{entry.reason if entry else 'NOT LISTED'}]"


_HEAD = """\
## Our own tests

Written by `python -m benchmarks.mutants --seed {seed} --write`. One comparison, number, word or
statement of the code, or one number or word of a pack, is changed at a time; a test has to fail.

| mutants of | all | sample | noticed | 95 % interval | survivors | without effect |
|---|--:|--:|--:|--:|--:|--:|"""

_PACKS = """
Of {all} mutants of packs, `--check-pack` notices {proof}, tests of behaviour notice {tests} more,
and only outputs that a command writes anew notice {rewritten}. Generated pages and the frozen table
of numbers (`tests/data/pack_numbers.csv`), which notice all of them, do not count here."""

_END = """
`benchmarks/mutants_survivors.toml` lists survivors, each with the reason; those without effect
are changes that no input can distinguish from the original."""


def page(found: Found, every: Mapping[str, int], seed: int) -> str:
    """The section of docs/robustness.md."""
    lines = [_HEAD.format(seed=seed)]
    for group, size in every.items():
        own = [(mutant, by) for name, mutant, by in found if name == group]
        if own:
            lines.append(_row(group, size, own))
    packs = [by for _, mutant, by in found if mutant.entry]
    if packs:
        proof = packs.count("--check-pack")
        rewritten = sum(by.startswith(REWRITTEN) for by in packs)
        tests = sum(map(bool, packs)) - proof - rewritten
        lines.append(_PACKS.format(all=len(packs), proof=proof, tests=tests, rewritten=rewritten))
    return "\n".join([*lines, _END])


def _row(group: str, size: int, own: Sequence[tuple[Mutant, str]]) -> str:
    """The row of a group, which has mutants in the sample."""
    known = listed()
    hits = sum(1 for _, by in own if by)
    low, high = interval(hits, len(own))
    entries = [reason_for(mutant, known) for mutant, by in own if not by]
    without = sum(entry is not None and entry.equivalent for entry in entries)
    return (
        f"| {group} | {size:,} | {len(own)} | {100 * hits / len(own):.1f} % | "
        f"{low:.0f} to {high:.0f} % | {len(entries)} | {without} |"
    )

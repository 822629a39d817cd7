"""What a change of dlpulint moves: all models on all targets, by two builds.

    python -m benchmarks.ecosystem [COMMIT] [--check-changelog] [--full]

Lints fixtures/, and the folder that DLPULINT_MODELS names, with the package of COMMIT and with
that of the working tree, each in a process of its own, and prints what moved (verdicts,
placements, findings), grouped by rule, with the reason. Without COMMIT it is the newest commit on
origin's main, or the first parent. With `--check-changelog` it ends with 1 for a changed verdict
that CHANGELOG.md does not name (`benchmarks/changed_verdicts.py` says how it does).
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.builds import ROOT, Running, base, revision, stage
from benchmarks.changed_verdicts import HEADING, Row, rows, rules_of, states
from dlpulint.compare.data import Change, Difference, Side
from dlpulint.compare.difference import difference
from dlpulint.report.contract import WrittenRun
from dlpulint.reporters.difference.cause_sentences import because_words

CHANGELOG = ROOT / "CHANGELOG.md"
NO_RULE = "no rule: figures only"
_NAMES = 3
"""Most models that a line names."""
_MOVES = 6
"""Most kinds of operators that a rule is said to have moved."""


def compared(commit: str, models: Path | None) -> Difference:
    """All changes from a commit to the working tree."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        where = folder / "files"
        where.mkdir()
        (where / "fixtures").symlink_to(ROOT / "fixtures")
        if models is not None:
            (where / "models").symlink_to(models.resolve())
        folders = sorted(path.name for path in where.iterdir())
        builds = {"before": commit, "after": None}
        running = [
            Running(stage(folder / name, build), where, folders) for name, build in builds.items()
        ]
        old, new = (build.read() for build in running)
    sides = (_side(commit[:12], old), _side("the working tree", new))
    return difference(old, new, sides, ())


def _side(name: str, run: WrittenRun) -> Side:
    return Side(name, True, run.tool.version, run.stated_texts, run.tool.build)


def verdicts(found: Difference) -> tuple[Change, ...]:
    """The models that have another verdict than before."""
    return tuple(
        change for change in found.changed if change.compared and len(set(states(change))) > 1
    )


def unnamed(found: Difference, named: Sequence[Row]) -> tuple[Change, ...]:
    """The changed verdicts that no row of the changelog names."""
    changed = verdicts(found)
    return tuple(change for change in changed if not any(row.names(change) for row in named))


def lines(found: Difference, *, full: bool = False) -> Iterator[str]:
    """What moved, a paragraph for each rule."""
    changed = [change for change in found.changed if change.compared]
    both = sum(change.compared for change in found.changes)
    moved = sum(change.placed for change in changed)
    yield (
        f"{len(changed)} of {both} reports changed from {found.old.name} to {found.new.name}: "
        f"{len(verdicts(found))} verdicts, {moved} placements"
    )
    groups: dict[str, list[Change]] = {}
    for change in changed:
        for rule in rules_of(change) or (NO_RULE,):
            groups.setdefault(rule, []).append(change)
    for rule, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        yield ""
        yield from _group(rule, group, found, len(group) if full else _NAMES)


def _group(rule: str, group: Sequence[Change], found: Difference, most: int) -> Iterator[str]:
    yield f"{rule}: {len(group)} reports"
    reasons = Counter(because_words(change, found) for change in group)
    yield from (f"  because  {reason} ({count})" for reason, count in reasons.most_common())
    apart = Counter(states(change) for change in group if len(set(states(change))) > 1)
    for (before, after), count in apart.most_common():
        chosen = [change for change in group if states(change) == (before, after)]
        yield f"  verdict  {before} → {after} ({count}): {_listed(chosen, most)}"
    kinds = Counter(f.what for change in group for f in change.findings if f.rule == rule)
    if kinds:
        yield "  finding  " + ", ".join(f"{what} ({count})" for what, count in kinds.most_common())
    moves = Counter(
        (move.op, move.device.before.value, move.device.after.value)
        for change in group
        for move in change.moved
        if rule in move.because
    )
    for (op, before, after), count in moves.most_common(_MOVES):
        yield f"  moved    {op} from {before} to {after} ({count})"
    if len(moves) > _MOVES:
        yield f"  moved    {len(moves) - _MOVES} more kinds"
    quiet = [change for change in group if not apart[states(change)]]
    if quiet:
        yield f"  same verdict: {_listed(quiet, most)}"


def _listed(changes: Iterable[Change], most: int) -> str:
    by_name: dict[str, list[str]] = {}
    for change in changes:
        by_name.setdefault(change.name, []).append(change.target)
    shown = [f"{name} on {', '.join(targets)}" for name, targets in list(by_name.items())[:most]]
    more = len(by_name) - len(shown)
    return "; ".join(shown) + (f"; {more} more models" if more else "")


def missing_rows(changes: Iterable[Change]) -> Iterator[str]:
    """A row for each kind of changed verdict, to be copied and given its source."""
    groups: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        rule = next(iter(rules_of(change)), change.target)
        groups.setdefault((rule, *states(change)), []).append(change)
    for (rule, before, after), group in groups.items():
        yield f"| {rule} | {before} | {after} | … |   {_listed(group, _NAMES)}"


def main() -> None:
    """Compare, print, and check the changelog if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("commit", nargs="?", metavar="COMMIT")
    parser.add_argument("--check-changelog", action="store_true")
    parser.add_argument("--full", action="store_true", help="name every model")
    asked = parser.parse_args()
    commit = base() if asked.commit is None else revision(asked.commit)
    if commit is None and asked.commit is not None:
        sys.exit(f"git knows no commit {asked.commit}")
    if commit is None:
        print("nothing to compare with: no origin/main but HEAD itself, and no parent of HEAD")
        return
    folder = os.environ.get("DLPULINT_MODELS")
    found = compared(commit, Path(folder) if folder else None)
    print("\n".join(lines(found, full=asked.full)))
    if asked.check_changelog:
        left = unnamed(found, rows(CHANGELOG.read_text("utf-8")))
        if left:
            print(f"\n{len(left)} changed verdicts that CHANGELOG.md does not name:")
            sys.exit("\n".join(["Rows to add under " + HEADING + ":", *missing_rows(left)]))
        print(f"\nCHANGELOG.md names all {len(verdicts(found))} changed verdicts")


if __name__ == "__main__":
    main()

"""The changed verdicts that CHANGELOG.md names, and the changes that it should name.

Under the newest release's `### Changed verdicts` stands a table with a row per change:

    | rule | before | after | source |

`rule` holds ids, separated by commas: `tflite/bias-scale`, `artpec8/*`, or `*` for whatever it was;
`artpec8` by itself is the same as `artpec8/*`, and stands for any change on that target. `before`
and `after` hold verdicts, in a sentence or not: `clean`, `clean or slow`, `any`; a file that cannot
be read is `unreadable`. `source` says where we know it from, and may not be empty.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from dlpulint.basics.terms import Verdict
from dlpulint.compare.data import Change

HEADING = "### Changed verdicts"
UNREADABLE = "unreadable"
_STATES = (*(str(verdict.value) for verdict in Verdict), UNREADABLE)
_COLUMNS = 4


class Row(Struct, frozen=True):
    """A changed verdict that the changelog names."""

    rules: tuple[str, ...]
    before: frozenset[str]
    after: frozenset[str]

    def names(self, change: Change) -> bool:
        """Whether it is about this change."""
        before, after = states(change)
        if before not in self.before or after not in self.after:
            return False
        ids = (*rules_of(change), f"{change.target}/*")
        return any(fnmatchcase(id, rule) for rule in self.rules for id in ids)


def states(change: Change) -> tuple[str, str]:
    """The verdicts of a change."""
    pairs = (
        (change.error.before, change.verdict.before),
        (change.error.after, change.verdict.after),
    )
    before, after = (
        UNREADABLE if error is not None else "none" if verdict is None else verdict.value
        for error, verdict in pairs
    )
    return before, after


def rules_of(change: Change) -> tuple[str, ...]:
    """The rules that a change is about: first the findings', the worst first, then the moves'."""
    rules = [finding.rule for finding in change.findings]
    rules += [rule for move in change.moved for rule in move.because]
    return tuple(dict.fromkeys(rules))


def rows(changelog: str) -> tuple[Row, ...]:
    """The rows of the newest release. Raises ValueError for one that cannot be read."""
    _, found, section = changelog.partition(HEADING)
    section = re.split(r"^#", section, maxsplit=1, flags=re.MULTILINE)[0] if found else ""
    return tuple(_rows(section))


def _rows(section: str) -> Iterator[Row]:
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or cells[0] == "rule" or set(cells[0]) <= set("-: "):
            continue
        if len(cells) != _COLUMNS or not all(cells):
            raise ValueError(f"expected `| rule | before | after | source |`, found: {line}")
        rules = (rule.strip(" `") for rule in cells[0].split(","))
        yield Row(
            tuple(rule if "/" in rule or rule == "*" else f"{rule}/*" for rule in rules),
            _states_in(cells[1], line),
            _states_in(cells[2], line),
        )


def _states_in(cell: str, line: str) -> frozenset[str]:
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", cell.lower())
    found = _STATES if "any" in words else [word for word in words if word in _STATES]
    if not found:
        raise ValueError(f"no verdict in {cell!r}; expected `any` or {_STATES}: {line}")
    return frozenset(found)

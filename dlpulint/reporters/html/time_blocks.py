"""Where the estimated time goes: a bar per block, and the operators that take most."""

from collections.abc import Sequence

from msgspec import Struct

from dlpulint.report.ledger import LedgerRow
from dlpulint.reporters.html.sections import Judged
from dlpulint.reporters.latency_line import milliseconds
from dlpulint.reporters.ledger import middle_of, time_of

MOST_BLOCKS = 40
"""Most blocks that have a bar; the others share one."""

MOST_LEDGER_ROWS = 100
"""Most operators of the table; `--format ledger` has all."""


class TimeBlock(Struct, frozen=True):
    """A block of the network, and its share of the time."""

    name: str
    operators: int
    percent: float
    time: str
    """`2.1 to 3.3 ms`"""


def time_blocks(judged: Judged) -> tuple[TimeBlock, ...]:
    """The blocks in the order of the network; empty without an estimate or a drawn graph.

    Operators outside of named parts are one block between two parts.
    """
    ledger, sheet = judged.report.ledger, judged.sheet
    whole = time_of(ledger)
    if not whole or sheet is None or len(ledger) != len(sheet.outline.operators):
        return ()
    part_of = {
        position: number
        for number, part in enumerate(sheet.outline.parts)
        for position in part.operators
    }
    names = [part.name for part in sheet.outline.parts]
    rows: dict[int | None, list[LedgerRow]] = {}
    for position, row in enumerate(ledger):
        if middle_of(row):
            rows.setdefault(part_of.get(position), []).append(row)
    groups = list(rows.values())
    blocks = [
        _block("Other operators" if number is None else names[number], group, whole)
        for number, group in rows.items()
    ]
    if len(blocks) <= MOST_BLOCKS:
        return tuple(blocks)
    largest = sorted(range(len(blocks)), key=lambda number: -blocks[number].percent)
    kept = sorted(largest[: MOST_BLOCKS - 1])
    left = [row for number in largest[MOST_BLOCKS - 1 :] for row in groups[number]]
    smaller = _block(f"{len(blocks) - len(kept)} smaller blocks", left, whole)
    return (*(blocks[number] for number in kept), smaller)


def ledger_rows(judged: Judged) -> tuple[LedgerRow, ...]:
    """The operators that take the most time, the slowest first; empty without an estimate."""
    timed = [row for row in judged.report.ledger if middle_of(row)]
    return tuple(sorted(timed, key=lambda row: -(middle_of(row) or 0.0))[:MOST_LEDGER_ROWS])


def ledger_time(row: LedgerRow) -> str:
    """`0.53 ms`, or the ends where only they are known."""
    if row.low_ms is None or row.high_ms is None:
        return ""
    return _time([row])


def _block(name: str, rows: Sequence[LedgerRow], whole: float) -> TimeBlock:
    share = 100 * sum(middle_of(row) or 0.0 for row in rows) / whole
    return TimeBlock(name, len(rows), round(share, 1), _time(rows))


def _time(rows: Sequence[LedgerRow]) -> str:
    low, high = (
        milliseconds(sum(getattr(row, end) or 0.0 for row in rows)) for end in ("low_ms", "high_ms")
    )
    return f"{low} to {high} ms"

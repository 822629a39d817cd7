"""The rows and limits of a pack that a camera has to settle: unknown ones and inferred ones."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.basics.terms import Evidence
from dlpulint.packs.pack import Limit, Pack, Row


class Entry(Struct, frozen=True):
    """A row, or a limit with the row that it is tried on."""

    id: str
    rows: tuple[Row, ...]
    limit: Limit | None
    position: int = 0
    """Of a row, its position among those of its kind."""

    @property
    def name(self) -> str:
        """Its id without the pack."""
        return self.id.partition("/")[2]

    @property
    def expected(self) -> str:
        """The device that the pack states: dlpu, cpu or unknown."""
        if self.limit is not None:
            return "unknown" if self.limit.on_fail == "unknown" else "cpu"
        return self.rows[0].status


def open_entries(pack: Pack) -> Iterator[Entry]:
    """Entries in the order of the pack: rows, their limits, and limits of all operators."""
    rows = tuple(pack.every_row())
    for row in rows:
        if row.status == "unknown" or row.evidence is Evidence.INFERRED:
            same = pack.rows_for(row.kind)
            yield Entry(row.id, (row,), None, next(n for n, r in enumerate(same) if r is row))
    for row in rows:
        for limit in row.limits:
            if limit.evidence is Evidence.INFERRED:
                yield Entry(limit.id, (row,), limit)
    for limit in pack.limits:
        if limit.evidence is Evidence.INFERRED:
            on = tuple(r for r in rows if not limit.kinds or r.kind in limit.kinds)
            yield Entry(limit.id, tuple(r for r in on if r.kind not in limit.exempt), limit)

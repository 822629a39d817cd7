"""A target's operator table for people: rows with the same contents are grouped."""

from msgspec import Struct

from dlpulint.basics.terms import Evidence
from dlpulint.findings.source import Source
from dlpulint.manual.words import limit_in_words
from dlpulint.model.kinds import REFINED, natives_of
from dlpulint.packs.pack import Limit, Pack, Row
from dlpulint.packs.tables import FixFor


class LimitLine(Struct, frozen=True):
    """A limit in words."""

    label: str
    """The last part of its id."""
    words: str
    evidence: Evidence
    source: Source
    fix: str
    doubtful: bool
    """Whether an operator that fails it is unknown, not excluded."""
    holds: str
    """The versions that it holds for; empty for all."""

    @property
    def statement(self) -> str:
        """The limit in words, with its doubt and its versions."""
        doubt = "; otherwise unknown" if self.doubtful else ""
        return f"{self.words}{doubt}{f' ({self.holds})' if self.holds else ''}"


class Group(Struct, frozen=True):
    """Rows that differ in their kind only."""

    status: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    """Names of the kinds in viewers, in the same order."""
    ways: tuple[str, ...]
    """` (1 of 2 ways)` after a kind that has several rows, else empty."""
    limits: tuple[LimitLine, ...]
    note: str
    fix: str
    fix_for: tuple[FixFor, ...]
    evidence: Evidence
    source: Source
    holds: str
    """The versions that the rows hold for; empty for all."""


def groups_of(pack: Pack, status: str) -> list[Group]:
    """Groups of the rows of a status; those with limits first."""
    together: dict[tuple[object, ...], list[Row]] = {}
    for row in pack.every_row():
        if row.status == status:
            lines = tuple(line_of(limit) for limit in row.limits)
            key = (lines, row.note, row.fix, row.fix_for, row.evidence, row.source, row.validity)
            together.setdefault(key, []).append(row)
    groups = [_group(rows, pack) for rows in together.values()]
    return sorted(groups, key=lambda group: not group.limits)


def _group(rows: list[Row], pack: Pack) -> Group:
    first = rows[0]
    return Group(
        status=first.status,
        kinds=tuple(row.kind for row in rows),
        names=tuple(native_text(row.kind, pack) for row in rows),
        ways=tuple(_way(row, pack) for row in rows),
        limits=tuple(line_of(limit) for limit in first.limits),
        note=first.note,
        fix=first.fix,
        fix_for=first.fix_for,
        evidence=first.evidence,
        source=first.source,
        holds=str(first.validity),
    )


def _way(row: Row, pack: Pack) -> str:
    same = pack.rows[row.kind]
    number = next(number for number, other in enumerate(same, 1) if other is row)
    return f" ({number} of {len(same)} ways)" if len(same) > 1 else ""


def line_of(limit: Limit) -> LimitLine:
    """A limit of a row, or of every operator, in words."""
    words = limit_in_words(limit)
    if limit.kinds:
        words += f"; applies to {', '.join(limit.kinds)}"
    if limit.exempt:
        words += f"; not for {', '.join(limit.exempt)}"
    return LimitLine(
        label=limit.id.rsplit("/", 1)[-1],
        words=words,
        evidence=limit.evidence,
        source=limit.source,
        fix=limit.fix,
        doubtful=limit.on_fail == "unknown",
        holds=str(limit.validity),
    )


def native_text(kind: str, pack: Pack) -> str:
    """Name of a kind in viewers, in the first of the pack's formats that has it."""
    prefix, _, native = kind.partition(":")
    if native:
        origin = {"custom": "custom", "flex": "Flex"}.get(prefix)
        if native == "*":
            return f"all other {origin or prefix} operators"
        return native if origin is None else f"{native} ({origin})"
    for format in pack.formats:
        found = natives_of(kind, format)
        if found:
            refined = kind in REFINED and format == "onnx"
            return f"{found[0]} ({kind})" if refined else found[0]
    return kind

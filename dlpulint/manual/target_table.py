"""A target's operator table on the command line."""

from collections.abc import Iterator, Mapping

from dlpulint.basics.terms import Partitioning
from dlpulint.findings.source import Source
from dlpulint.manual.cures import headed_cures
from dlpulint.manual.groups import Group, LimitLine, groups_of, line_of
from dlpulint.manual.paragraphs import wrapped
from dlpulint.manual.sources import Sources
from dlpulint.packs.pack import Pack, Row

DIVISION: Mapping[Partitioning, str] = {
    Partitioning.GREEDY: "TFLite's delegates partition the graph: all supported operators that are "
    "ready, then all unsupported ones that are ready, and so on.",
    Partitioning.FIRST_CUT: "One partition is accelerated: every operator that depends on the "
    "first unsupported one runs on the CPU.",
    Partitioning.WHOLE: "The toolchain compiles the whole graph or refuses it.",
}
"""Sentence about the way a graph is partitioned."""

STATUSES: Mapping[str, str] = {
    "dlpu": "On the {backend}",
    "cpu": "On the CPU",
    "unknown": "Unknown",
}
"""Heading of the rows of each status."""

UNLISTED: Mapping[str, str] = {
    "dlpu": "The table lists exceptions only: every other operator runs on the DLPU",
    "cpu": "An operator outside the table runs on the CPU",
    "unknown": "Whether an operator outside the table runs on the DLPU is unknown",
}
"""Sentence about operators outside the table."""


def table_text(pack: Pack) -> str:
    """The operator table of a target's pack, in lines of 80 characters."""
    sources = Sources()
    lines = [*_header(pack, sources), ""]
    if pack.limits:
        lines.append("Every operator of the table")
        for limit in pack.limits:
            lines += limit_lines(line_of(limit), None, sources)
        lines.append("")
    for status, head in STATUSES.items():
        groups = groups_of(pack, status)
        if groups:
            lines.append(head.format(backend=pack.backend))
            for group in groups:
                lines += _group(group, sources)
            lines.append("")
    lines += [*source_lines(sources), "", f"More: dlpulint --explain {pack.target}/KIND/LIMIT"]
    return "\n".join(lines)


def _mark(source: Source, sources: Sources) -> str:
    return f"[{sources.number(source)}]"


def source_lines(sources: Sources) -> Iterator[str]:
    """The list of sources that numbers in brackets refer to."""
    yield "Sources"
    for number, source in sources.every():
        first = f"{f'[{number}]':>6} "
        yield from wrapped(f"{source.title}, read {source.read}", " " * 7, first)
        yield f"       {source.url}"


def _header(pack: Pack, sources: Sources) -> Iterator[str]:
    formats = " or ".join("." + format for format in pack.formats)
    yield f"{pack.target}: {pack.title}"
    device = f"; larod device {pack.device}" if pack.device else ""
    yield f"rules {pack.version}; accepts {formats}{device}"
    yield ""
    for sentence in pack.about:
        yield from wrapped(sentence, "  ")
    yield from wrapped(DIVISION[pack.partitioning], "  ")
    if pack.partition_limit is not None:
        yield f"  At most {pack.partition_limit} partitions, including those on the CPU."
    yield from wrapped(f"{UNLISTED[pack.unlisted]} {_mark(pack.unlisted_source, sources)}.", "  ")


def _group(group: Group, sources: Sources) -> Iterator[str]:
    evidence = f"{group.evidence.value} {_mark(group.source, sources)}"
    named = [
        (f"{name} ({kind})" if group.limits and not name.endswith(")") else name) + way
        for name, kind, way in zip(group.names, group.kinds, group.ways, strict=True)
    ]
    yield from wrapped(f"{', '.join(named)} — {evidence}", "    ", "  ")
    if group.holds:
        yield from wrapped(group.holds, "      ", "    ")
    for limit in group.limits:
        yield from limit_lines(limit, group, sources)
    yield from note_lines(group)


def note_lines(row: Group | Row) -> Iterator[str]:
    """The note and the fix of a row, where it has them."""
    for head, text in (("Note", row.note), *headed_cures("Cure", row.fix, row.fix_for)):
        if text:
            yield from wrapped(f"{head}: {text}", "      ", "    ")


def limit_lines(limit: LimitLine, row: Group | Row | None, sources: Sources) -> Iterator[str]:
    """A limit; with its evidence and source if they differ from those of its row."""
    evidence = ""
    if row is None or (limit.evidence, limit.source) != (row.evidence, row.source):
        evidence = f" — {limit.evidence.value} {_mark(limit.source, sources)}"
    yield from wrapped(f"{limit.label}: {limit.statement}{evidence}", "      ", "    ")

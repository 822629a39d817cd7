"""A target's table on the command line: what is always true of it, and its operators."""

from collections.abc import Iterator, Mapping

from dlpulint.basics.terms import Partitioning
from dlpulint.findings.source import Source
from dlpulint.manual.groups import Group, LimitLine, groups_of, line_of
from dlpulint.manual.paragraphs import wrapped
from dlpulint.manual.sources import Sources
from dlpulint.packs.pack import Pack, Row

DIVISION: Mapping[Partitioning, str] = {
    Partitioning.GREEDY: "The graph is divided as TFLite's delegates do it: all operators that are "
    "ready and supported, then all that are ready and not, and so on.",
    Partitioning.FIRST_CUT: "One partition is accelerated: what depends on the first operator "
    "left out stays on the CPU, whatever it is.",
    Partitioning.WHOLE: "The graph is taken as a whole or not at all.",
}
"""How a graph is divided, in a sentence."""

STATUSES: Mapping[str, str] = {
    "dlpu": "On the {backend}",
    "cpu": "On the CPU",
    "unknown": "Not known",
}
"""What stands above the rows of a status."""

UNLISTED: Mapping[str, str] = {
    "dlpu": "The table names exceptions only: an operator that it does not name runs",
    "cpu": "An operator that the table does not name runs on the CPU",
    "unknown": "An operator that the table does not name may run or not: nobody says",
}
"""What becomes of an operator outside the table."""


def table_text(pack: Pack) -> str:
    """All that a target's pack says of operators, in lines of 80 characters."""
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
    """The sources that numbers in brackets stand for."""
    yield "Sources"
    for number, source in sources.every():
        first = f"{f'[{number}]':>6} "
        yield from wrapped(f"{source.title}, read {source.read}", " " * 7, first)
        yield f"       {source.url}"


def _header(pack: Pack, sources: Sources) -> Iterator[str]:
    formats = " or ".join("." + format for format in pack.formats)
    yield f"{pack.target}: {pack.title}"
    device = f"; larod device {pack.device}" if pack.device else ""
    yield f"rules {pack.version}; takes {formats}{device}"
    yield ""
    for sentence in pack.about:
        yield from wrapped(sentence, "  ")
    yield from wrapped(DIVISION[pack.partitioning], "  ")
    if pack.partition_limit is not None:
        yield f"  At most {pack.partition_limit} partitions, those on the CPU counted."
    yield from wrapped(f"{UNLISTED[pack.unlisted]} {_mark(pack.unlisted_source, sources)}.", "  ")


def _group(group: Group, sources: Sources) -> Iterator[str]:
    grounds = f"{group.evidence.value} {_mark(group.source, sources)}"
    named = [
        (f"{name} ({kind})" if group.limits and not name.endswith(")") else name) + way
        for name, kind, way in zip(group.names, group.kinds, group.ways, strict=True)
    ]
    yield from wrapped(f"{', '.join(named)} — {grounds}", "    ", "  ")
    if group.holds:
        yield from wrapped(group.holds, "      ", "    ")
    for limit in group.limits:
        yield from limit_lines(limit, group, sources)
    if group.note:
        yield from wrapped(f"Note: {group.note}", "      ", "    ")
    if group.fix:
        yield from wrapped(f"Do: {group.fix}", "      ", "    ")


def limit_lines(limit: LimitLine, row: Group | Row | None, sources: Sources) -> Iterator[str]:
    """A limit, with its evidence and source where those of its row are others."""
    grounds = ""
    if row is None or (limit.evidence, limit.source) != (row.evidence, row.source):
        grounds = f" — {limit.evidence.value} {_mark(limit.source, sources)}"
    doubt = "; else it is not known" if limit.doubtful else ""
    holds = f" ({limit.holds})" if limit.holds else ""
    yield from wrapped(f"{limit.label}: {limit.words}{doubt}{holds}{grounds}", "      ", "    ")

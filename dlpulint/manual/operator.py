"""All that the tables of targets say of one operator."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from dlpulint.checks.base import matches
from dlpulint.checks.operators import ForbiddenOperators
from dlpulint.manual.groups import line_of, native_text
from dlpulint.manual.operator_names import kinds_meant
from dlpulint.manual.paragraphs import wrapped
from dlpulint.manual.sources import Sources
from dlpulint.manual.target_table import STATUSES, UNLISTED, limit_lines, source_lines
from dlpulint.model.kinds import natives_of
from dlpulint.packs.pack import Limit, Pack, Row, Rule


def operator_text(word: str, packs: Sequence[Pack]) -> str:
    """What becomes of an operator on each target: rows, limits in words, rules, sources.

    Raises UsageError for a word that names no operator.
    """
    kinds = kinds_meant(word, (row.kind for pack in packs for row in pack.every_row()))
    sources = Sources()
    lines = [line for pack in packs for kind in kinds for line in (*_rows(kind, pack, sources), "")]
    limits = (limit for pack in packs for kind in kinds for limit in _limits(kind, pack))
    first = next(limits, None)
    more = [] if first is None else ["", f"More: dlpulint --explain {first.id}"]
    grounds = source_lines(sources) if sources.every() else ()
    return "\n".join([*lines, *grounds, *more]).rstrip("\n")


def _rows(kind: str, pack: Pack, sources: Sources) -> Iterator[str]:
    yield from wrapped(f"{_name(kind, pack)} on {pack.target}, {pack.title}", "  ", "")
    rows = pack.rows_for(kind)
    foreign = ":" not in kind and not any(natives_of(kind, f) for f in pack.formats)
    if not rows and foreign:
        yield from wrapped(
            f"No {' or '.join('.' + format for format in pack.formats)} file has such an "
            "operator: what the converter makes of it decides.",
            "  ",
        )
        return
    for place, row in enumerate(rows, 1):
        way = f", {place} of {len(rows)} ways: one that fits suffices" if len(rows) > 1 else ""
        yield from _row(row, way, pack, sources)
    if not rows:
        mark = sources.number(pack.unlisted_source)
        yield from wrapped(f"Not in the table. {UNLISTED[pack.unlisted]} [{mark}].", "  ")
        if pack.unlisted_fix and pack.unlisted != "dlpu":
            yield from wrapped(f"Do: {pack.unlisted_fix}", "    ", "  ")
    elif any(row.status != "cpu" for row in rows):
        yield from _wide_limits(kind, pack, sources)
    if rules := [rule for rule in pack.rules if _asks(rule, kind)]:
        yield "  Rules that ask about it"
        for rule in rules:
            yield f"    {rule.level.value:8} {rule.id}"
            yield from wrapped(rule.title, " " * 13)


def _wide_limits(kind: str, pack: Pack, sources: Sources) -> Iterator[str]:
    applying = [limit for limit in pack.limits if _applies(limit, kind)]
    if applying:
        yield "  Limits of every operator that hold for it too"
    for limit in applying:
        # Which other kinds they are about is of no interest here.
        yield from limit_lines(line_of(replace(limit, kinds=(), exempt=())), None, sources)


def _row(row: Row, way: str, pack: Pack, sources: Sources) -> Iterator[str]:
    status = STATUSES[row.status].format(backend=pack.backend)
    within = " within these limits" if row.status == "dlpu" and row.limits else ""
    holds = f" ({row.validity})" if str(row.validity) else ""
    grounds = f"{row.evidence.value} [{sources.number(row.source)}]"
    yield from wrapped(f"{status}{within}{way}{holds} — {grounds}", "    ", "  ")
    for limit in row.limits:
        yield from limit_lines(line_of(limit), row, sources)
        if limit.fix:
            yield from wrapped(f"Do: {limit.fix}", " " * 8, " " * 6)
    if row.note:
        yield from wrapped(f"Note: {row.note}", "      ", "    ")
    if row.fix:
        yield from wrapped(f"Do: {row.fix}", "      ", "    ")


def _name(kind: str, pack: Pack) -> str:
    """What viewers call it, our word for it, and what the other format calls it."""
    native = native_text(kind, pack).removesuffix(f" ({kind})")
    behind = [kind] if ":" not in kind and native != kind else []
    for format, title in (("tflite", "TFLite"), ("onnx", "ONNX")):
        if format not in pack.formats and (found := natives_of(kind, format)):
            behind.append(f"{found[0]} in {title}")
    return f"{native} ({'; '.join(behind)})" if behind else native


def _applies(limit: Limit, kind: str) -> bool:
    return kind not in limit.exempt and (not limit.kinds or kind in limit.kinds)


def _asks(rule: Rule, kind: str) -> bool:
    """Whether a rule asks about operators of this kind and not of all."""
    if isinstance(rule.params, ForbiddenOperators) and matches(kind, rule.params.allow):
        return False
    return matches(kind, rule.operators)


def _limits(kind: str, pack: Pack) -> Iterator[Limit]:
    for row in pack.rows_for(kind):
        yield from row.limits

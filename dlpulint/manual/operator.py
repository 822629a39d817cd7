"""One operator in the tables and rules of all targets."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from dlpulint.checks.base import matches
from dlpulint.checks.operators import ForbiddenOperators
from dlpulint.manual.cures import headed_cures
from dlpulint.manual.groups import line_of, native_text
from dlpulint.manual.operator_names import kinds_named
from dlpulint.manual.paragraphs import wrapped
from dlpulint.manual.sources import Sources
from dlpulint.manual.target_table import STATUSES, UNLISTED, limit_lines, note_lines, source_lines
from dlpulint.model.kinds import natives_of
from dlpulint.packs.pack import Limit, Pack, Row, Rule


def operator_text(word: str, packs: Sequence[Pack]) -> str:
    """An operator's rows, limits in words, rules and sources on each target.

    Raises UsageError for a word that names no operator.
    """
    kinds = kinds_named(word, (row.kind for pack in packs for row in pack.every_row()))
    sources = Sources()
    pairs = [(kind, pack) for pack in packs for kind in kinds]
    lines = [line for kind, pack in pairs for line in (*_on_target(kind, pack, sources), "")]
    rows = (row for kind, pack in pairs for row in pack.rows_for(kind))
    first = next((limit for row in rows for limit in row.limits), None)
    more = [] if first is None else ["", f"More: dlpulint --explain {first.id}"]
    listed = source_lines(sources) if sources.every() else ()
    return "\n".join([*lines, *listed, *more]).rstrip("\n")


def _on_target(kind: str, pack: Pack, sources: Sources) -> Iterator[str]:
    yield from wrapped(f"{_name(kind, pack)} on {pack.target}, {pack.title}", "  ", "")
    rows = pack.rows_for(kind)
    foreign = ":" not in kind and not any(natives_of(kind, f) for f in pack.formats)
    if not rows and foreign:
        yield from wrapped(
            f"{' and '.join('.' + format for format in pack.formats)} files have no such operator: "
            "it depends on the operators that the converter writes instead.",
            "  ",
        )
        return
    for number, row in enumerate(rows, 1):
        way = f", case {number} of {len(rows)}; one is enough" if len(rows) > 1 else ""
        yield from _row(row, way, pack, sources)
    if not rows:
        mark = sources.number(pack.unlisted_source)
        yield from wrapped(f"Not listed. {UNLISTED[pack.unlisted]} [{mark}].", "  ")
        if pack.unlisted_fix and pack.unlisted != "dlpu":
            yield from wrapped(f"Cure: {pack.unlisted_fix}", "    ", "  ")
    elif any(row.status != "cpu" for row in rows):
        yield from _wide_limits(kind, pack, sources)
    if rules := [rule for rule in pack.rules if _asks(rule, kind)]:
        yield "  Rules about it"
        for rule in rules:
            yield f"    {rule.level.value:8} {rule.id}"
            yield from wrapped(rule.title, " " * 13)


def _wide_limits(kind: str, pack: Pack, sources: Sources) -> Iterator[str]:
    applying = [limit for limit in pack.limits if _applies(limit, kind)]
    if applying:
        yield "  Limits of every operator"
    for limit in applying:
        # The other kinds that a limit is about are left out here.
        yield from limit_lines(line_of(replace(limit, kinds=(), exempt=())), None, sources)


def _row(row: Row, way: str, pack: Pack, sources: Sources) -> Iterator[str]:
    status = STATUSES[row.status].format(backend=pack.backend)
    within = " within these limits" if row.status == "dlpu" and row.limits else ""
    holds = f" ({row.validity})" if str(row.validity) else ""
    evidence = f"{row.evidence.value} [{sources.number(row.source)}]"
    yield from wrapped(f"{status}{within}{way}{holds} — {evidence}", "    ", "  ")
    for limit in row.limits:
        yield from limit_lines(line_of(limit), row, sources)
        for head, text in headed_cures("Cure", limit.fix, limit.fix_for):
            yield from wrapped(f"{head}: {text}", " " * 8, " " * 6)
    yield from note_lines(row)


def _name(kind: str, pack: Pack) -> str:
    """The name in viewers, our word for the kind, and the name in the other format."""
    native = native_text(kind, pack).removesuffix(f" ({kind})")
    others = [kind] if ":" not in kind and native != kind else []
    for format, title in (("tflite", "TFLite"), ("onnx", "ONNX")):
        if format not in pack.formats and (found := natives_of(kind, format)):
            others.append(f"{found[0]} in {title}")
    return f"{native} ({'; '.join(others)})" if others else native


def _applies(limit: Limit, kind: str) -> bool:
    return kind not in limit.exempt and (not limit.kinds or kind in limit.kinds)


def _asks(rule: Rule, kind: str) -> bool:
    """Whether a rule asks about operators of this kind, but not of every kind."""
    if isinstance(rule.params, ForbiddenOperators) and matches(kind, rule.params.allow):
        return False
    return matches(kind, rule.operators)

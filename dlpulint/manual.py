"""The manual on the command line: targets, rules, and what one rule says in full."""

import textwrap
from collections.abc import Iterable, Iterator

from dlpulint.decode import nearest
from dlpulint.errors import UsageError
from dlpulint.packs import Folders, Limit, Pack, Row, Rule, load_pack
from dlpulint.packs.pack import level_of


def targets_text(packs: Iterable[Pack]) -> str:
    """A line a target: name, title, version and what it takes."""
    lines = []
    for pack in packs:
        formats = " or ".join("." + format for format in pack.formats)
        lines.append(f"{pack.target:12} {pack.title} (rules {pack.version}; takes {formats})")
        lines += textwrap.wrap(
            " ".join(pack.about), 80, initial_indent=" " * 13, subsequent_indent=" " * 13
        )
    lines += ["", "The GPU devices of ARTPEC-7 and ARTPEC-9 are out of scope: nothing public says"]
    lines += ["what they take."]
    return "\n".join(lines)


def rules_text(packs: Iterable[Pack]) -> str:
    """A line a rule, pack by pack; rules that packs share come once."""
    seen: set[str] = set()
    lines: list[str] = []
    for pack in packs:
        for id, level, title in _entries(pack):
            if id not in seen:
                seen.add(id)
                lines.append(f"{level:8} {id:40} {title}")
    return "\n".join(lines)


def _entries(pack: Pack) -> Iterator[tuple[str, str, str]]:
    for rule in pack.rules:
        yield rule.id, rule.level.value, rule.title
    for limit in pack.every_limit():
        yield (
            limit.id,
            level_of(limit.effect, limit.evidence).value,
            f"Limit on {limit.id.split('/', 1)[1]}",
        )
    yield pack.unlisted_id, pack.fallback.severity.value, "Operator outside the list"


def explanation(id: str, library: Folders) -> str:
    """All about one rule, limit or row. Raises UsageError for an id that nobody knows."""
    known: list[str] = []
    for target in library.targets():
        pack = load_pack(target, library, examples=True)
        found = pack.find(id)
        if found is not None:
            return "\n".join(_explain(found, pack))
        if id == pack.unlisted_id:
            return "\n".join(_explain_unlisted(pack))
        known += [entry for entry, _, _ in _entries(pack)]
    raise UsageError(f"no rule {id!r}{nearest(id, known) or '; see --list-rules'}")


def _explain(one: Rule | Limit | Row, pack: Pack) -> Iterator[str]:
    if isinstance(one, Rule | Limit):
        if isinstance(one, Rule):
            yield f"{one.id}: {one.title}"
            yield f"{one.level.value}, effect {one.effect.value}, {one.evidence.value}"
        else:
            yield f"{one.id}: a limit of the operator table of {pack.title}"
            level = level_of(one.effect, one.evidence)
            yield f"{level.value}, effect {one.effect.value}, {one.evidence.value}"
        yield from _paragraph("What is asked", one.check.statement)
        yield from _paragraph("What is said", one.message)
        yield from _paragraph("Why", one.why)
    else:
        yield f"{one.id}: a row of the operator table of {pack.title}"
        yield f"{one.status}, {one.evidence.value}"
        yield from _paragraph("Note", one.note)
    yield from _paragraph("What to do", one.fix)
    yield from _paragraph("When it holds", str(one.validity))
    source = one.source
    yield from _paragraph("Source", f"{source.title}, read {source.read}: {source.url}")
    examples = None if isinstance(one, Row) else one.examples
    if examples is not None:
        for name, text in (("Bad", examples.bad), ("Good", examples.good)):
            yield ""
            yield f"{name}:"
            yield from (f"    {line}" for line in text.strip().splitlines())


def _explain_unlisted(pack: Pack) -> Iterator[str]:
    yield f"{pack.unlisted_id}: Operator outside the list"
    yield f"{pack.fallback.severity.value}, effect {pack.fallback.value}"
    reading = {
        "dlpu": "The table names exceptions only; what it does not name runs.",
        "cpu": "What the table does not name runs on the CPU.",
        "unknown": "The published table is not complete: what it does not name may run or not.",
    }
    yield from _paragraph("What it means", reading[pack.unlisted])
    source = pack.unlisted_source
    yield from _paragraph("Source", f"{source.title}, read {source.read}: {source.url}")


def _paragraph(head: str, text: str) -> Iterator[str]:
    if text:
        yield ""
        yield f"{head}:"
        yield from textwrap.wrap(
            " ".join(text.split()),
            80,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )

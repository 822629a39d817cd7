"""The second part of docs/checks.md: each rule, limit and row that a report may lead to."""

from collections.abc import Iterator, Sequence

from dlpulint.findings.help_page import anchor
from dlpulint.manual.cures import headed_cures
from dlpulint.manual.generated.escaped_markdown import escaped
from dlpulint.manual.sources import Sources
from dlpulint.packs.pack import Limit, Pack, Row, Rule, level_of
from dlpulint.packs.titles import limit_title, row_title

_INTRODUCTION = (
    "Reports lead here: each rule, limit and operator row of the packs with its cure and source.",
    "`dlpulint --explain ID` prints the same text, with example models.",
)


def findings_part(packs: Sequence[Pack]) -> Iterator[str]:
    """Lines of the part; what several targets share stands there once."""
    yield "# Findings"
    yield ""
    yield from _INTRODUCTION
    sources = Sources()
    targets: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for pack in packs:
        for id, lines in _entries(pack, sources):
            targets.setdefault(id, []).append(pack.target)
            texts.setdefault(id, lines)
    part = ""
    for id in sorted(texts):
        name = id.partition("/")[0]
        if name != part:
            part = name
            yield from ("", f"## Pack {part}")
        title, *lines = texts[id]
        yield from ("", f'<a id="{anchor(id)}"></a>', "", f"### {title}", "")
        yield f"`{id}`, for {', '.join(dict.fromkeys(targets[id]))}: {lines[0]}"
        for line in lines[1:]:
            yield from ("", line)
    yield from ("", "## Sources", "")
    for number, source in sources.every():
        yield f"{number}. [{escaped(source.title)}]({source.url}), read {source.read}"
    yield ""
    for number, source in sources.every():
        yield f"[{number}]: {source.url}"


def _entries(pack: Pack, sources: Sources) -> Iterator[tuple[str, list[str]]]:
    """Each id with its title, its level and its paragraphs."""
    for rule in pack.rules:
        level = f"{rule.level.value}, {rule.effect.value}, {rule.evidence.value}"
        yield (
            rule.id,
            [escaped(rule.title), level, *_paragraphs(rule, rule.message, rule.why, sources)],
        )
    for limit in pack.every_limit():
        level = f"{level_of(limit.effect, limit.evidence).value}, {limit.effect.value}"
        head = [escaped(limit_title(limit, pack)), f"{level}, {limit.evidence.value}"]
        yield limit.id, [*head, *_paragraphs(limit, limit.message, limit.why, sources)]
    for row in pack.every_row():
        if row.status == "dlpu":
            continue  # No finding is about an operator that runs there.
        level = f"{level_of(row.effect, row.evidence).value}, {row.effect.value}"
        level = level if row.status == "cpu" else "unknown"
        head = [escaped(row_title(row, pack)), f"{level}, {row.evidence.value}"]
        yield row.id, [*head, *_paragraphs(row, "", row.note, sources)]
    yield pack.unlisted_id, _unlisted(pack, sources)


def _unlisted(pack: Pack, sources: Sources) -> list[str]:
    level = level_of(pack.fallback, pack.unlisted_evidence).value
    texts = (("Why", pack.unlisted_why), ("Fix", pack.unlisted_fix))
    return [
        "Unlisted operator",
        f"{level}, {pack.fallback.value}, {pack.unlisted_evidence.value}",
        *(f"{head}: {escaped(text)}" for head, text in texts if text),
        _source_line(sources.number(pack.unlisted_source)),
    ]


def _paragraphs(
    entry: Rule | Limit | Row, message: str, why: str, sources: Sources
) -> Iterator[str]:
    for head, text in (
        ("Message", message),
        ("Why", why),
        *headed_cures("Fix", entry.fix, entry.fix_for),
        ("Versions", str(entry.validity)),
    ):
        if text:
            yield f"{head}: {escaped(text)}"
    yield _source_line(sources.number(entry.source))


def _source_line(number: int) -> str:
    return f"Source: [\\[{number}\\]][{number}]"

"""A difference as Markdown for a pull request comment or a step summary: folded, and bounded."""

from collections.abc import Iterator

from dlpulint.compare.data import Change, Difference
from dlpulint.reporters.difference import cause_sentences as causes
from dlpulint.reporters.difference import change_sentences as sentences
from dlpulint.reporters.untrusted_text import cut, inert_html, inert_markdown

_BOUND = 60_000
"""Characters; GitHub accepts 65,536 in a comment."""

_ROWS = 100
_CAUSES = 12
"""Most rows and causes in the head of a comment."""

_CELL = 80
_NAME = 200
_TEXT = 800
_FINDINGS = 50
_FACTS = 30


def write(difference: Difference) -> str:
    """All changes; models that do not fit into a pull request comment are only counted."""
    head = "\n".join(_head(difference)) + "\n"
    parts, room, left = [head], _BOUND - len(head), 0
    for change in difference.changed:
        section = "\n".join(_change(change, difference)) + "\n"
        if len(section) > room:
            left += 1
            continue
        room -= len(section)
        parts.append(section)
    if left:
        parts.append(f"{left} more that changed {'is' if left == 1 else 'are'} left out.\n")
    return "\n".join(parts)


def _head(difference: Difference) -> Iterator[str]:
    yield "## What changed for the DLPU"
    yield ""
    yield f"- OLD: {_literal(cut(sentences.side_line(difference.old), _NAME))}"
    yield f"- NEW: {_literal(cut(sentences.side_line(difference.new), _NAME))}"
    yield ""
    versions = _literal(cut(causes.versions_line(difference), _TEXT))
    yield f"**{_literal(sentences.tally(difference))}** {versions}".rstrip()
    changed = difference.changed
    if len(difference.changes) < 2 or not changed:
        return
    yield ""
    yield "| model | target | verdict | new or more | gone or less | operators moved | also |"
    yield "|---|---|---|---|---|---|---|"
    for change in changed[:_ROWS]:
        cells = (
            _literal(cut(change.name, _CELL)),
            _literal(change.target),
            _literal(sentences.verdict_words(change)),
            f"{change.count('new', 'more', 'louder', 'counted')}",
            f"{change.count('gone', 'fewer', 'quieter', 'ignored')}",
            f"{len(change.moved)}",
            ", ".join(sentences.labels(change)),
        )
        yield f"| {' | '.join(cells)} |"
    if len(changed) > _ROWS:
        yield ""
        yield f"… and {len(changed) - _ROWS} more."
    if difference.causes:
        yield ""
    for cause in difference.causes[:_CAUSES]:
        yield f"- {_literal(cut(causes.cause_line(cause, difference), _TEXT))}"


def _change(change: Change, difference: Difference) -> Iterator[str]:
    name = inert_html(cut(change.name, _NAME))
    opened = " open" if change.fails else ""
    words = f"{inert_html(sentences.verdict_words(change))}</b> on {inert_html(change.target)}"
    yield f"<details{opened}><summary><code>{name}</code>: <b>{words}</summary>"
    yield ""
    for sentence in (sentences.where_line, causes.because_line):
        if line := sentence(change, difference):
            yield _literal(cut(line, _TEXT))
            yield ""
    for finding in change.findings[:_FINDINGS]:
        head = f"**{sentences.WORDS[finding.what]}** {_literal(sentences.level_word(finding))}"
        rule = _literal(cut(finding.rule, _NAME))
        yield f"- {head} {rule}: {_literal(cut(sentences.finding_text(finding), _TEXT))}"
    if len(change.findings) > _FINDINGS:
        yield f"- … and {len(change.findings) - _FINDINGS} more"
    facts = list(sentences.facts(change))
    for label, text in facts[:_FACTS]:
        yield f"- {label}: {_literal(cut(text, _TEXT))}"
    if len(facts) > _FACTS:
        yield f"- … and {len(facts) - _FACTS} more"
    yield ""
    yield "</details>"


def _literal(text: str) -> str:
    """Foreign text within a line or a cell of a table."""
    return inert_markdown(" ".join(text.split()))

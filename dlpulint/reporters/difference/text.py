"""A difference as text: all changes and their causes, a table if many, and each changed model."""

from collections.abc import Iterator

from dlpulint.compare.data import Change, Difference, FindingChange
from dlpulint.reporters.difference import cause_sentences as causes
from dlpulint.reporters.difference import change_sentences as sentences
from dlpulint.reporters.lines import short_name
from dlpulint.reporters.text.column_width import cut_in_the_middle, padded
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.style import Style

_MANY = 6
"""Most models that are listed in detail; more are shown in the table only."""

_TARGET = 14
"""Most columns for a target's name."""

_ROWS = 60
_FINDINGS = 8
_FACTS = 8
_LABEL = 9


def write(difference: Difference, style: Style | None = None) -> str:
    """All changes, in lines of at most the style's width."""
    return "\n".join(_lines(difference, Pen(style or Style()))) + "\n"


def _lines(difference: Difference, pen: Pen) -> Iterator[str]:
    yield from pen.wrap(sentences.side_line(difference.old), "OLD  ")
    yield from pen.wrap(sentences.side_line(difference.new), "NEW  ")
    yield ""
    yield from pen.wrap(f"{sentences.tally(difference)} {causes.versions_line(difference)}")
    changed = difference.changed
    if len(difference.changes) > 1 and changed:
        yield ""
        yield from _table(changed, pen)
        if difference.causes:
            yield ""
        for cause in difference.causes:
            yield from pen.wrap(causes.cause_line(cause, difference), hang=2)
    detailed = changed if pen.style.full or len(changed) <= _MANY else ()
    for change in detailed:
        yield ""
        yield from _change(change, difference, pen)
    if len(detailed) < len(changed):
        yield ""
        yield from pen.wrap("See each model's findings and operators with --full.")


def _table(changes: tuple[Change, ...], pen: Pen) -> Iterator[str]:
    """One row per model and target; the name gets the width that the other columns leave."""
    targets = max(len("target"), *(len(clean(change.target)) for change in changes))
    verdicts = max(len("verdict"), *(len(sentences.verdict_words(change)) for change in changes))
    shown = changes if pen.style.full else changes[:_ROWS]
    also = max(len(_also(change)) for change in shown)
    columns = (min(targets, _TARGET), verdicts, 4, 4, 5, *([max(also, 4)] if also else ()))
    room = pen.width - sum(columns) - len(columns)
    head = ("target", "verdict", "new", "gone", "moved", "also")[: len(columns)]
    yield " ".join((padded("model", room), *map(padded, head, columns))).rstrip()
    for change in shown:
        cells = (
            clean(change.target),
            sentences.verdict_words(change),
            f"{change.count('new', 'more', 'louder', 'counted') or ''}",
            f"{change.count('gone', 'fewer', 'quieter', 'ignored') or ''}",
            f"{len(change.moved) or ''}",
            _also(change),
        )[: len(columns)]
        name = padded(cut_in_the_middle(clean(change.name), room), room)
        yield " ".join((name, *map(padded, cells, columns))).rstrip()
    if len(changes) > len(shown):
        yield f"… and {len(changes) - len(shown)} more; see them with --full."


def _also(change: Change) -> str:
    """`Graph +2`: what changed beside verdict, findings and devices, to be read in the details."""
    labels = sentences.labels(change)
    more = f" +{len(labels) - 1}" if len(labels) > 1 else ""
    return f"{labels[0]}{more}" if labels else ""


def _change(change: Change, difference: Difference, pen: Pen) -> Iterator[str]:
    verdict = change.verdict.after or change.verdict.before or ""
    words = sentences.verdict_words(change)
    yield from pen.wrap(
        f"{change.name} on {change.target}", f"{words}  ", hang=2, of=verdict, bold=True
    )
    yield from pen.wrap(sentences.where_line(change, difference), "  ")
    yield from pen.wrap(causes.because_line(change, difference), "  ")
    shown = change.findings if pen.style.full else change.findings[:_FINDINGS]
    if shown:
        yield ""
    for finding in shown:
        yield from _finding(finding, pen)
    if len(shown) < len(change.findings):
        yield f"  … and {len(change.findings) - len(shown)} more; see them with --full."
    facts = list(sentences.facts(change, called=str if pen.style.full else short_name))
    if facts:
        yield ""
    for label, text in facts if pen.style.full else facts[:_FACTS]:
        yield from pen.wrap(text, f"  {label:{_LABEL - 2}} ")
    if not pen.style.full and len(facts) > _FACTS:
        yield f"  … and {len(facts) - _FACTS} more; see them with --full."


def _finding(finding: FindingChange, pen: Pen) -> Iterator[str]:
    level = sentences.level_word(finding)
    colour = finding.level.after or "" if level != "unknown" else level
    label = f"  {sentences.WORDS[finding.what]:{_LABEL - 2}} "
    yield from pen.wrap(f"{level}  {finding.rule}", label, of=colour, bold=finding.fails)
    if finding.what != "gone" or pen.style.full:
        yield from pen.wrap(
            sentences.finding_text(finding), " " * (_LABEL + 1), most=0 if finding.fails else 3
        )

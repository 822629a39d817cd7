"""One model on one target as text: what to do first, then why, all on one screen."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlpulint.basics.terms import Answer, Severity
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport
from dlpulint.reporters.first_step import FirstStep, first_step
from dlpulint.reporters.lines import summary_line
from dlpulint.reporters.text.figures import changes, facts, labelled, told_commands, told_notes
from dlpulint.reporters.text.findings import block, by_rule, in_a_line, note
from dlpulint.reporters.text.pen import Pen
from dlpulint.reporters.text.screen import SCREEN, Fact, screen

_CLOSING = 2
"""Lines that say what is not shown."""

_HEADING = 3
"""Lines that say from where on it is a preview, the blank ones included."""

_KINDS, _KINDS_OF_ONE = 2, 3
"""Kinds of operators told of a rule, and of one that is the only rule to be told."""

_FIRST = "First"


class _Findings(Struct, frozen=True):
    """The findings of a report, sorted by how loudly they are told."""

    loud: list[list[Finding]]
    quiet: list[list[Finding]]
    unsure: list[list[Finding]]


def model_lines(one: ModelReport, pen: Pen, *, again: bool = False) -> list[str]:
    """A model on a target. `again`: the lines before are about the same model elsewhere."""
    if one.error is not None:
        return [*_title("CANNOT READ", one, pen), *pen.wrap(one.error, "  ")]
    first = first_step(one)
    full = pen.style.full
    cure = None if first is None else first.finding
    findings = _sorted([f for f in one.findings if full or f.suppressed is None], cure)
    head = [*_head(one, pen), *_first(one, first, pen)]
    commands_told = first is not None and bool(first.commands or first.notes)
    told = list(facts(one, pen, again=again, commands_told=commands_told))
    if first is not None and not first.gain:
        told[2:2] = changes(one, pen, "")
    if full:
        return [*head, *_everything(one, findings, told, pen)]
    room = SCREEN - len(head)
    body: list[str] = []
    for kinds in (_KINDS_OF_ONE if len(findings.loud) == 1 else _KINDS, 1):
        blocks = [block(same, pen, cure, kinds) for same in findings.loud]
        body = list(_one_screen(one, findings, blocks, told, pen, room))
        if len(body) <= room:
            break
    return [*head, *body]


def _title(verdict: str, one: ModelReport, pen: Pen) -> list[str]:
    return pen.wrap(
        one.path, f"{verdict}  ", of=one.verdict, bold=True, hang=2, most=0 if pen.style.full else 2
    )


def _head(one: ModelReport, pen: Pen) -> Iterator[str]:
    full = pen.style.full
    yield from _title(one.verdict.upper(), one, pen)
    where = f"on {one.target}, {one.target_title}"
    where += "".join(f", {words}" for words in one.supposed)
    yield from pen.wrap(f"{where}: {summary_line(one)}", "  ", most=0 if full else 3)
    for notice in one.notices if full else one.notices[:2]:
        yield from pen.wrap(notice, "  ", most=0 if full else 3)


def _first(one: ModelReport, first: FirstStep | None, pen: Pen) -> Iterator[str]:
    if first is None:
        return
    full = pen.style.full
    yield ""
    label = labelled(_FIRST)
    for text in (first.how, first.gain):
        lines = pen.wrap(text, label, bold=label.strip() == _FIRST, most=0 if full else 4)
        label = labelled("") if lines else label
        yield from lines
    yield from told_commands("", first.commands, pen)
    yield from told_notes("", first.notes if full else first.notes[:2], pen, 0 if full else 4)
    if first.gain:
        for fact in list(changes(one, pen, first.gain))[: None if full else 1]:
            yield from fact.lines


def _sorted(findings: Sequence[Finding], cure: Finding | None) -> _Findings:
    """Errors first, and then the finding whose cure is told at the top."""
    bad = [finding for finding in findings if finding.answer is Answer.BAD]
    loud = by_rule([finding for finding in bad if finding.level is not Severity.NOTE])

    def place(same: list[Finding]) -> tuple[bool, bool, bool]:
        first = same[0]
        told = cure is not None and cure.rule == first.rule
        return first.preview, first.level is not Severity.ERROR, not told

    return _Findings(
        sorted(loud, key=place),
        by_rule([finding for finding in bad if finding.level is Severity.NOTE]),
        by_rule([finding for finding in findings if finding.answer is Answer.UNKNOWN]),
    )


def _everything(
    one: ModelReport, findings: _Findings, told: Sequence[Fact], pen: Pen
) -> Iterator[str]:
    heading = one.preview
    for same in findings.loud:
        if heading and same[0].preview:
            yield from _preview(pen)
            heading = False
        yield from ("", *block(same, pen))
    if heading:
        yield from _preview(pen)
    yield ""
    for fact in told:
        yield from fact.lines
    for same in (*findings.quiet, *findings.unsure):
        yield from ("", *block(same, pen))


def _preview(pen: Pen) -> tuple[str, str]:
    return ("", pen.ink("After conversion to TFLite (preview):", bold=True))


def _one_screen(
    one: ModelReport,
    findings: _Findings,
    blocks: Sequence[list[str]],
    told: Sequence[Fact],
    pen: Pen,
    room: int,
) -> Iterator[str]:
    notes = [note(same, pen) for same in findings.quiet]
    questions = [note(same, pen) for same in findings.unsure]
    room -= _CLOSING + (_HEADING if one.preview else 0)
    shown = screen(room, blocks, told, notes, questions)
    heading = one.preview
    for place, same in enumerate(findings.loud[: shown.blocks + shown.brief]):
        if heading and same[0].preview:
            yield from _preview(pen)
            heading = False
        brief = place - shown.blocks
        if brief <= 0:
            yield ""
        yield from blocks[place] if brief < 0 else in_a_line(same, pen)
    if heading:
        yield from _preview(pen)
    yield ""
    for fact in shown.facts:
        yield from fact.lines
    if shown.notes or shown.questions:
        yield ""
    for lines in (*notes[: shown.notes], *questions[: shown.questions]):
        yield from lines
    counts = (
        (len(blocks) - shown.blocks - shown.brief, "finding"),
        (len(notes) - shown.notes, "note"),
        (len(questions) - shown.questions, "open question"),
        (sum(finding.suppressed is not None for finding in one.findings), "suppressed finding"),
    )
    parts = [f"{count} {what}{'s' if count != 1 else ''}" for count, what in counts if count > 0]
    figures = ["figures"] if len(shown.facts) < len(told) else []
    more = " and ".join(filter(None, [", ".join([*parts, *figures]), "the reasons"]))
    yield from ("", *pen.wrap(f"--full adds {more}.", "  ", most=1))

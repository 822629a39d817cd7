"""One model on one target as text: the first thing to do, then why, all on one screen."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.findings.finding import Cut, Finding
from dlpulint.report.report import ModelReport
from dlpulint.reporters.cures import KEEPS_WEIGHTS, is_about_an_input
from dlpulint.reporters.first_step import FirstStep, first_step
from dlpulint.reporters.fixable import fix_command, fixable_line
from dlpulint.reporters.headline import summary_line
from dlpulint.reporters.lines import command_lines, counted
from dlpulint.reporters.text.column_width import columns, short_path
from dlpulint.reporters.text.figures import (
    changes,
    facts,
    is_script,
    labelled,
    labelled_commands,
    labelled_notes,
    lint_command,
    over_ssh,
)
from dlpulint.reporters.text.findings import Above, block, by_rule, in_a_line, note
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.screen import SCREEN, Fact, screen

_CLOSING = 2
"""Lines that count the findings left out."""

_HEADING = 4
"""Lines of the heading of a preview, and the blank ones there and before the file's facts."""

_KINDS, _KINDS_OF_ONE = 2, 3
"""Kinds of operators shown of a rule, and of the only rule."""

_FIRST = "First"

_LATER = "# --full has all commands, with the calibration script"
"""After the command that is shown in place of those to run only after another change."""

_AGAIN = "# then, on the new file"
"""After the command for the result of a change."""

_STEP = 4
"""Columns before a command below the sentence that it belongs to."""

_MENDS = "# writes a mended copy"
"""After the command that makes the change."""

_CURE = 5
"""Lines of the cure at the top, unless everything is asked for or its first sentence is longer."""

_EFFECTS = tuple(Effect)


class _Findings(Struct, frozen=True):
    """The findings of a report by how prominent they are."""

    loud: list[list[Finding]]
    quiet: list[list[Finding]]
    unsure: list[list[Finding]]


def model_lines(report: ModelReport, pen: Pen, *, again: bool = False) -> list[str]:
    """A model on a target. `again`: the lines before are about the same model elsewhere."""
    if report.error is not None:
        return [*_title("CANNOT READ", report, pen), *pen.wrap(report.error, "  ")]
    step = first_step(report)
    full = pen.style.full
    cured = None if step is None else step.finding
    findings = _sorted(report, cured, suppressed=full)
    head = [*_head(report, pen), *_first(report, step, pen)]
    mended = report.mending is not None and report.mending.file is not None
    with_commands = not mended and (step is None or not (step.commands or step.notes))
    shown = list(facts(report, pen, again=again, with_commands=with_commands))
    if step is not None and not step.gain:
        shown[2:2] = changes(report, pen, "")
    fixes = list(_fixes(report, head, pen))
    if full:
        closing = ["", *fixes] if fixes else []
        return [*head, *_everything(report, step, findings, shown, pen), *closing]
    room = SCREEN - len(head) - len(fixes)
    body: list[str] = []
    for kinds in (_KINDS_OF_ONE if len(findings.loud) == 1 else _KINDS, 1):
        blocks = [block(same, pen, cured, kinds) for same in findings.loud]
        body = list(_one_screen(report, findings, blocks, shown, pen, room))
        if len(body) <= room:
            break
    return [*head, *body, *fixes]


def _title(verdict: str, report: ModelReport, pen: Pen) -> list[str]:
    path, label = clean(report.path), pen.ink(verdict, report.verdict, bold=True)
    if columns(f"{verdict}  {path}") <= pen.width:
        return [f"{label}  {path}"]
    if pen.style.full:
        return [label, f"  {path}"]
    return [label, f"  {short_path(path, pen.width - 2)}"]


def _head(report: ModelReport, pen: Pen) -> Iterator[str]:
    full = pen.style.full
    yield from _title(report.verdict.upper(), report, pen)
    where = ", ".join((f"on {report.target}", report.target_title, *report.supposed))
    yield from pen.wrap(where, "  ", most=0 if full else 2)
    yield from pen.wrap(summary_line(report), "  ", most=0 if full else 3)
    # A preview states its suppositions first.
    for notice in report.notices if full else report.notices[: 1 if report.preview else 2]:
        yield from pen.wrap(notice, "  ", most=0 if full else 3)


def _first(report: ModelReport, step: FirstStep | None, pen: Pen) -> Iterator[str]:
    if step is None:
        return
    full = pen.style.full
    yield ""
    label = labelled(_FIRST)
    if step.before:
        yield from pen.wrap(step.before, label, bold=True, most=0 if full else _CURE + 2)
        label = labelled("Then")
    for text in (_cure(step, pen), " ".join(filter(None, (step.gain, step.rest, step.saves)))):
        lines = pen.wrap(text, label, bold=label.strip() == _FIRST, most=0 if full else _CURE)
        label = labelled("") if lines else label
        yield from lines
    if step.before and not full:
        if step.commands:
            yield from labelled_commands("", (*_conversion(step), _LATER), pen, report)
        return
    tries = report.try_on_camera in step.commands
    ssh = over_ssh(report, pen) if tries else ()
    yield from labelled_commands("", (*step.commands, *ssh), pen, report)
    # A conversion leaves room for what is found after it.
    count, most = (2, 4) if step.finding is None else (1, 3)
    notes = labelled_notes("", step.notes if full else step.notes[:count], pen, 0 if full else most)
    optional = pen.wrap(step.optional, label, bold=label.strip() == _FIRST, most=0 if full else 3)
    # Notes are about the commands, before which something is said.
    yield from (*notes, *optional) if step.how or step.gain else (*optional, *notes)
    if step.finding is not None and not step.commands and not report.foreign:
        yield from _afterwards(step.finding, report, pen)
    yield from pen.wrap(step.then, labelled("Then"), most=0 if full else 5)
    if step.gain:
        for fact in list(changes(report, pen, step.gain))[: None if full else 1]:
            yield from fact.lines


def _afterwards(finding: Finding, report: ModelReport, pen: Pen) -> list[str]:
    """The command that mends the finding; else the one to run after the change."""
    mending = "" if finding.fixable is None else fix_command(report)
    command = f"{mending}  {_MENDS}" if mending else f"{lint_command(report)}  {_AGAIN}"
    if columns(labelled("") + command) <= pen.width:
        return [labelled("") + command]
    return [] if mending else pen.wrap("Then lint the new file.", labelled(""))


def _fixes(report: ModelReport, shown: Sequence[str], pen: Pen) -> Iterator[str]:
    """The number of findings that `--fix` mends, and the command, unless it is among the lines.

    A path that has no room is `MODEL`, except with --full.
    """
    line = fixable_line(report)
    if not line:
        return
    command = fix_command(report)
    if not command or any(command in text for text in shown):
        yield from pen.wrap(f"{line}.", "  ")
    elif columns(f"  {line}: {command}") <= pen.width:
        yield f"  {line}: {command}"
    else:
        yield from pen.wrap(f"{line}:", "  ")
        parts = command_lines(command, pen.width - _STEP)
        if not pen.style.full and max(map(columns, parts)) > pen.width - _STEP:
            short = fix_command(replace(report, path="MODEL"))
            parts = command_lines(short, pen.width - _STEP)
        yield from (f"{'':{_STEP}}{part}" for part in parts)


def _conversion(step: FirstStep) -> tuple[str, ...]:
    """The command that converts: the last but one, before that which lints the result."""
    return step.commands[-2:-1]


def _cure(step: FirstStep, pen: Pen) -> str:
    """The cure with as many of its sentences as its lines have room for; commands replace them."""
    text = step.how.replace(KEEPS_WEIGHTS, "") if step.before else step.how
    if step.commands and ": `" in text:
        return f"{text.partition(': `')[0]}."
    for sentence in () if step.commands else step.more:
        longer = f"{text} {sentence}"
        if not pen.style.full and len(pen.wrap(longer, labelled(_FIRST))) > _CURE:
            break
        text = longer
    return text


def _sorted(report: ModelReport, cured: Finding | None, *, suppressed: bool) -> _Findings:
    """Errors first, then the finding whose cure is at the top of the report, then by cost.

    The cost is the effect, and then the MACs that the cause keeps off the DLPU. Of the notes those
    about inputs come first: with wrong frames nothing else matters.
    """
    findings = [f for f in report.findings if suppressed or f.suppressed is None]
    blockers = () if report.placement is None else report.placement.blockers
    moved = {blocker.cause: blocker.macs_won for blocker in blockers}

    def cost(same: list[Finding]) -> tuple[bool, bool, bool, int, int]:
        first = same[0]
        other = cured is None or cured.rule != first.rule
        gravity = _EFFECTS.index(first.effect), -moved.get(first.rule, 0)
        # What sums up the others, as a model without MACs on the DLPU, comes after them.
        sums_up = not first.locations and first.effect is Effect.FALLBACK
        return first.preview, first.level is not Severity.ERROR or sums_up, other, *gravity

    bad = [finding for finding in findings if finding.answer is Answer.BAD]
    loud = by_rule([finding for finding in bad if finding.level is not Severity.NOTE])
    quiet = by_rule([finding for finding in bad if finding.level is Severity.NOTE])
    return _Findings(
        sorted(loud, key=cost),
        sorted(quiet, key=lambda same: not is_about_an_input(same[0])),
        by_rule([finding for finding in findings if finding.answer is Answer.UNKNOWN]),
    )


def _with_heading(
    report: ModelReport,
    loud: Sequence[list[Finding]],
    blocks: Iterable[list[str]],
    facts: Sequence[Fact],
    pen: Pen,
) -> Iterator[str]:
    """Lines of findings and facts; those of a converted model come after a heading."""
    of_file = [line for fact in facts if not fact.placed for line in fact.lines]
    heading = [*([""] if of_file else []), *of_file, ""]
    heading.append(pen.ink("After conversion to TFLite (preview):", bold=True))
    pending = report.preview
    for same, lines in zip(loud, blocks, strict=False):
        if pending and same[0].preview:
            yield from heading
            pending = False
        yield from lines
    if pending:
        yield from heading
    yield ""
    for fact in facts:
        if fact.placed or not report.preview:
            yield from fact.lines


def _everything(
    report: ModelReport,
    step: FirstStep | None,
    findings: _Findings,
    shown: Sequence[Fact],
    pen: Pen,
) -> Iterator[str]:
    cure = "" if step is None else " ".join(_cure(step, pen).split())
    cuts: dict[Cut, str] = {}
    blocks = []
    for same in (*findings.loud, *findings.quiet, *findings.unsure):
        blocks.append(["", *block(same, pen, above=Above(cure, cuts))])
        if same[0].cut is not None:
            cuts.setdefault(same[0].cut, same[0].rule)
    loud = len(findings.loud)
    yield from _with_heading(report, findings.loud, blocks[:loud], shown, pen)
    for lines in blocks[loud:]:
        yield from lines


def _one_screen(
    report: ModelReport,
    findings: _Findings,
    blocks: Sequence[list[str]],
    available: Sequence[Fact],
    pen: Pen,
    room: int,
) -> Iterator[str]:
    notes = [note(same, pen) for same in findings.quiet]
    questions = [note(same, pen) for same in findings.unsure]
    room -= _CLOSING + (_HEADING if report.preview else 0)
    shown = screen(room, blocks, available, notes, questions)
    brief = [in_a_line(same, pen) for same in findings.loud[shown.blocks :][: shown.brief]]
    spaced = [["", *lines] for lines in (*blocks[: shown.blocks], *brief[:1])]
    yield from _with_heading(report, findings.loud, (*spaced, *brief[1:]), shown.facts, pen)
    if shown.notes or shown.questions:
        yield ""
    for lines in (*notes[: shown.notes], *questions[: shown.questions]):
        yield from lines
    counts = (
        (len(blocks) - shown.blocks - shown.brief, "finding"),
        (len(notes) - shown.notes, "note"),
        (len(questions) - shown.questions, "open question"),
        (sum(finding.suppressed is not None for finding in report.findings), "suppressed finding"),
    )
    parts = [counted(count, noun) for count, noun in counts if count > 0]
    figures = ["figures"] if len(shown.facts) < len(available) else []
    step = report.due_step
    scripts = ["the script"] if step and any(map(is_script, step.commands)) else []
    more = " and ".join(filter(None, [", ".join([*scripts, *parts, *figures]), "the reasons"]))
    yield from ("", *pen.wrap(f"--full adds {more}.", "  ", most=1))

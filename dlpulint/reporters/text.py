"""The report that a person reads in a terminal of 80 columns: the verdict first, then why."""

import textwrap
from collections.abc import Callable, Iterator, Sequence

from dlpulint.finding import Finding, Place
from dlpulint.report import ModelReport, Report
from dlpulint.reporters.lines import (
    command_lines,
    endpoint_line,
    family_line,
    pattern_line,
    placement_line,
    reference_line,
    short_name,
    summary_line,
)
from dlpulint.reporters.sentences import change_sentences, cut_sentence
from dlpulint.reporters.style import Style
from dlpulint.reporters.wording import size
from dlpulint.terms import Answer, Severity, Verdict

MANY = 8
"""Pairs of model and target above which only the matrix and what fails is told."""

_FINDINGS = 6
"""Rules with errors or warnings that are told unless everything is asked for."""

_KINDS = 3
"""Kinds of operators told for one rule unless everything is asked for."""

_NOTES = 4
"""Notes and open questions told unless everything is asked for."""

_PLACES = 6

_PREVIEW = "After conversion to TFLite (preview):"

_COLOURS: dict[str, str] = {
    Verdict.REJECTED: "red",
    Verdict.WRONG: "red",
    Verdict.FALLBACK: "yellow",
    Verdict.SLOW: "yellow",
    Verdict.CLEAN: "green",
    Verdict.UNKNOWN: "cyan",
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "blue",
}


def write(report: Report, style: Style | None = None) -> str:
    """The whole report as lines of text."""
    return "\n".join(_Writer(style or Style()).lines(report)) + "\n"


class _Writer:
    """Sets one report in one style."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.colour: Callable[..., str] = _styled if style.colour else _plain

    def lines(self, report: Report) -> Iterator[str]:
        reports = report.reports
        if str(report.stated):
            yield from self._wrap(f"For {report.stated}:", "")
        schemes = sorted({one.as_if for one in reports if one.as_if is not None})
        if schemes:
            said = f"What if: float models are taken for quantized ({', '.join(schemes)})."
            yield from self._wrap(said, "")
        shapes = sorted({str(shape) for one in reports for shape in one.input_shapes})
        if shapes:
            said = f"What if: open inputs are given a shape ({', '.join(shapes)})."
            yield from self._wrap(said, "")
        if schemes or shapes or str(report.stated):
            yield ""
        if len(reports) > 1:
            yield from self._matrix(report)
            yield ""
        shown = [
            one
            for one in reports
            if self.style.full
            or len(reports) <= MANY
            or (one.count(Severity.ERROR) and not one.foreign)
        ]
        previous = None
        for one in shown:
            if one.error is not None and one.path == previous:
                continue  # It cannot be read for any target; once is enough.
            if previous is not None:
                yield ""
            previous = one.path
            yield from self._model(one)
        hidden = len(reports) - len(shown)
        if hidden:
            yield ""
            yield f"{hidden} more pairs of model and target without errors; see them with --full."

    def _matrix(self, report: Report) -> Iterator[str]:
        targets = [target.target for target in report.targets]
        paths = list(dict.fromkeys(one.path for one in report.reports))
        verdicts = {(one.path, one.target): one for one in report.reports}
        column = 11
        room = max(20, self.style.width - column * len(targets) - 1)
        yield f"{'':{room}} " + "".join(f"{target:{column}}" for target in targets).rstrip()
        for path in paths:
            cells = []
            for target in targets:
                one = verdicts.get((path, target))
                word = "" if one is None else _word(one)
                cells.append(self.colour(f"{word:{column}}", one.verdict if one else ""))
            yield f"{_tail(path, room):{room}} " + "".join(cells).rstrip()

    def _model(self, one: ModelReport) -> Iterator[str]:
        verdict = "CANNOT READ" if one.error is not None else one.verdict.upper()
        yield f"{self.colour(verdict, one.verdict, bold=True)}  {self.colour(one.path, bold=True)}"
        if one.error is not None:
            yield from self._wrap(one.error, "  ")
            return
        where = f"on {one.target}, {one.target_title}"
        where += "".join(f", {words}" for words in one.supposed)
        yield from self._wrap(f"{where}: {summary_line(one)}", "  ")
        for notice in one.notices:
            yield from self._wrap(notice, "  ")
        loud = [f for f in one.findings if f.level is not Severity.NOTE]
        quiet = [f for f in one.findings if f.level is Severity.NOTE and f.answer is Answer.BAD]
        unsure = [f for f in one.findings if f.answer is Answer.UNKNOWN]
        everything = self.style.full
        blocks = _by_rule(loud)
        told = False
        for block in blocks if everything else blocks[:_FINDINGS]:
            yield ""
            if block[0].preview and not told:
                told = True
                yield self.colour(_PREVIEW, bold=True)
                yield ""
            yield from self._block(block)
        if one.preview and not told:
            yield ""
            yield self.colour(_PREVIEW, bold=True)
        yield ""
        yield from self._facts(one)
        if everything:
            for block in _by_rule((*quiet, *unsure)):
                yield ""
                yield from self._block(block)
            return
        if quiet:
            yield ""
        for finding in quiet[:_NOTES]:
            yield from self._wrap(finding.bare_message, f"  {self._tag('note')} ", "       ")
        if unsure:
            yield ""
        questions = _by_rule(unsure)
        for block in questions[:_NOTES]:
            text = block[0].bare_message + _others(block[1:])
            yield from self._wrap(text, f"  {self._tag('open')} ", "       ")
        yield from self._hidden(
            len(blocks) - _FINDINGS, len(quiet) - _NOTES, len(questions) - _NOTES
        )

    def _tag(self, word: str) -> str:
        return self.colour(word, Severity.NOTE if word == "note" else Verdict.UNKNOWN)

    def _hidden(self, loud: int, quiet: int, unsure: int) -> Iterator[str]:
        parts = [
            f"{count} more {what if count != 1 else what.removesuffix('s')}"
            for count, what in ((loud, "rules"), (quiet, "notes"), (unsure, "open questions"))
            if count > 0
        ]
        yield ""
        told = f"Not shown: {', '.join(parts)}, reasons" if parts else "Not shown: reasons"
        yield from self._wrap(f"{told} and sources; see them with --full.", "  ")

    def _block(self, findings: Sequence[Finding]) -> Iterator[str]:
        """Findings of one rule: one message a kind of operator, and what they share once."""
        first = findings[0]
        level = "open" if first.answer is Answer.UNKNOWN else first.level.value
        right = first.evidence.value
        gap = self.style.width - len(level) - 2 - len(first.rule) - len(right)
        colour = Verdict.UNKNOWN if level == "open" else first.level
        head = self.colour(level, colour, bold=True)
        yield f"{head}  {first.rule}{' ' * max(2, gap)}{right}"
        shown = findings if self.style.full else findings[:_KINDS]
        for finding in shown:
            yield from self._wrap(finding.bare_message, "  ")
            yield from self._wrap(self._where(finding), "  At  ", "      ")
        if len(findings) > len(shown):
            yield from self._wrap(_others(findings[len(shown) :]).removeprefix("; "), "  ")
        if self.style.full:
            yield from self._wrap(first.why, "  Why ", "      ")
        yield from self._wrap(first.fix, "  Do  ", "      ")
        if self.style.full:
            source = first.source
            text = f"{source.title}, read {source.read.isoformat()}: {source.url}"
            yield from self._wrap(text, "  See ", "      ", break_words=False)

    def _where(self, finding: Finding) -> str:
        places = [place for place in finding.places if place.index is not None]
        if not places:
            return ""
        shown = places if self.style.full else places[:_PLACES]
        if len(places) == 1:
            return _place(places[0])
        natives = list(dict.fromkeys((place.op, place.builtin) for place in places))
        head = ", ".join(_native(op, builtin) for op, builtin in natives[:_PLACES])
        indices = ", ".join(_index(place) for place in shown)
        more = "" if len(shown) == len(places) else f" … ({len(places)} places)"
        return f"{head}: {indices}{more}"

    def _facts(self, one: ModelReport) -> Iterator[str]:
        model = one.model
        if model is None:
            return
        facts: list[tuple[str, str]] = []
        for name, endpoints in (("Input", model.inputs), ("Output", model.outputs)):
            shown = endpoints if self.style.full else endpoints[:3]
            facts += [(name, endpoint_line(endpoint)) for endpoint in shown]
            if len(endpoints) > len(shown):
                facts.append(("", f"… and {len(endpoints) - len(shown)} more"))
        placed = "Preview" if one.preview else "Placed"
        if one.placement is not None and one.placement.operators:
            facts.append((placed, placement_line(one.placement, one.backend)))
            if one.placement.cut is not None:
                facts.append(("Cut", cut_sentence(one.placement, one.backend)))
            for sentence in change_sentences(one.placement, one.backend):
                facts.append(("Change", sentence.removeprefix("Change ")))
        facts.append(("Family", family_line(model)))
        if model.patterns:
            facts.append(("Pattern", pattern_line(model)))
        if one.reference is not None:
            facts.append(("Compare", reference_line(one.reference)))
        if one.device and not one.foreign:
            facts.append(("Device", one.device))
        made_by = f"{model.made_by}, " if model.made_by else ""
        digest = model.sha256 if self.style.full else model.sha256[:12]
        facts.append(("File", f"{made_by}{size(model.bytes, 'B')}, sha256 {digest}"))
        for name, text in facts:
            yield from self._wrap(text, f"  {name:7} ", " " * 10)
        if one.next_step is not None:
            yield from self._commands("Next", one.next_step.commands)
            for number, note in enumerate(one.next_step.notes):
                bare = number or one.next_step.commands
                yield from self._wrap(note, f"  {'' if bare else 'Next':7} ", " " * 10)
        if one.try_on_camera is not None:
            yield from self._commands("Try", (one.try_on_camera,))

    def _commands(self, name: str, commands: Sequence[str]) -> Iterator[str]:
        lines = [line for one in commands for line in command_lines(one, self.style.width - 10)]
        yield from (f"  {'' if number else name:7} {line}" for number, line in enumerate(lines))

    def _wrap(
        self, text: str, first: str, further: str | None = None, *, break_words: bool = True
    ) -> Iterator[str]:
        # A colour code takes no room on the screen: the tag is put in front after wrapping.
        bare = first if "\x1b" not in first else " " * (len(further or "") or 2)
        lines = textwrap.wrap(
            " ".join(text.split()).replace(" %", "\N{NO-BREAK SPACE}%"),
            self.style.width,
            initial_indent=bare,
            subsequent_indent=bare if further is None else further,
            break_on_hyphens=False,
            break_long_words=break_words,
        )
        if bare is not first and lines:
            lines[0] = first + lines[0][len(bare) :]
        for line in lines:
            yield line.replace("\N{NO-BREAK SPACE}", " ")


def _by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one rule and answer side by side, in the order of the first of each."""
    blocks: dict[tuple[str, Answer], list[Finding]] = {}
    for finding in findings:
        blocks.setdefault((finding.rule, finding.answer), []).append(finding)
    return list(blocks.values())


def _others(findings: Sequence[Finding]) -> str:
    """Further operators of which the same is said."""
    natives = dict.fromkeys(p.op for one in findings for p in one.places if p.op is not None)
    return f"; the same of {', '.join(natives)}" if natives else ""


def _styled(text: str, of: str = "", *, bold: bool = False) -> str:
    import click

    return click.style(text, fg=_COLOURS.get(of), bold=bold or None)


def _plain(text: str, of: str = "", *, bold: bool = False) -> str:  # noqa: ARG001 - as _styled
    return text


def _word(one: ModelReport) -> str:
    if one.error is not None:
        return "unreadable"
    return "other file" if one.foreign else one.verdict.value


def _tail(path: str, room: int) -> str:
    return path if len(path) <= room else "…" + path[len(path) - room + 1 :]


def _native(op: str | None, builtin: int | None) -> str:
    return f"{op} ({builtin})" if builtin is not None else str(op)


def _index(place: Place) -> str:
    return f"{place.index}" if place.subgraph == 0 else f"{place.subgraph}:{place.index}"


def _place(place: Place) -> str:
    tensor = f", writes {short_name(place.tensors[0])}" if place.tensors else ""
    return f"{_native(place.op, place.builtin)}: {_index(place)}{tensor}"

"""Writes a report as Markdown for a step summary, a comment or a merge request: folded, bounded."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlpulint.basics.terms import Answer, Severity, Verdict
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, Report
from dlpulint.report.wording import share
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.fixable import fix_command, fixable_line, fixable_mark, fixable_sentence
from dlpulint.reporters.grouping import alike, by_path, errors_once
from dlpulint.reporters.headline import summary_line
from dlpulint.reporters.latency_line import has_range, latency_line
from dlpulint.reporters.lines import placement_line, reference_line
from dlpulint.reporters.locations import locations_text
from dlpulint.reporters.overview.rows import word
from dlpulint.reporters.step_cures import joined_steps
from dlpulint.reporters.untrusted_text import cut, inert_html, inert_markdown, visible, web_address

_BOUND = 900_000
"""Bytes; GitHub refuses a step summary of more than 1 MiB, and one step may write several."""

_ROWS = 300_000
"""Bytes of the matrix."""

_ENDS = 100
"""Bytes at the end of a model's findings: a line that counts those left out, and a tag."""

_PATH = 200
_MESSAGE = 1_000
_TEXT = 4_000
"""Characters that are kept of a path, a message and an explanation."""

_REMARKS = 20
"""Remarks on the run that are shown."""

_LEVELS = tuple(Severity)
_VERDICTS = tuple(Verdict)


class _Fold(Struct, frozen=True):
    """Findings of one rule that differ only in their operators, as Markdown."""

    section: int
    rank: tuple[int, bool]
    text: str
    findings: int


def write(report: Report) -> str:
    """The verdicts of all models on all targets, then the findings of each model, worst first.

    It stays below 900 kB of UTF-8: the least severe findings are left out first, and counted.
    """
    # Files that do not count for their target have no section, unless there is a preview.
    readable = (r for r in errors_once(report.reports) if r.counts or r.preview)
    sections = sorted(readable, key=_worst)
    head = _head(report)
    room = _BOUND - _bytes(head)
    openings = list(_openings(sections, room // 2))
    room -= sum(map(_bytes, openings)) + _ENDS * (len(openings) + 1)
    shown = sections[: len(openings)]
    folds = [fold for index, linted in enumerate(shown) for fold in _folds(index, linted)]
    kept: list[list[str]] = [[] for _ in shown]
    left_out = [0] * len(shown)
    for fold in sorted(folds, key=lambda fold: fold.rank):
        room -= _bytes(fold.text)
        if room < 0:
            left_out[fold.section] += fold.findings
        else:
            kept[fold.section].append(fold.text)
    parts = [head]
    for opening, findings, missing in zip(openings, kept, left_out, strict=True):
        more = f"{missing:,} more findings are left out.\n\n" if missing else ""
        parts += [opening, *findings, more, "</details>\n\n"]
    if len(shown) < len(sections):
        parts.append(f"{len(sections) - len(shown):,} more pairs of model and target.\n")
    return "".join(parts).rstrip("\n") + "\n"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8"))


def _openings(sections: Sequence[ModelReport], room: int) -> Iterator[str]:
    for report in sections:
        opening = _opening(report, unfolded=len(sections) == 1)
        room -= _bytes(opening)
        if room < 0:
            return
        yield opening


def _worst(report: ModelReport) -> tuple[bool, bool, int]:
    return report.error is None, report.foreign, _VERDICTS.index(report.verdict)


def _head(report: Report) -> str:
    parts = ["## dlpulint\n\n"]
    supposed = dict.fromkeys(words for linted in report.reports for words in linted.supposed)
    if str(report.stated):
        parts.append(f"For {inert_markdown(str(report.stated))}.\n\n")
    if supposed:
        words = cut(", ".join(supposed), _MESSAGE)
        parts.append(f"Assumed: models are linted {inert_markdown(words)}.\n\n")
    targets = [target.target for target in report.targets]
    parts.append(_row(["model", *targets]) + "|" + "---|" * (len(targets) + 1) + "\n")
    models = by_path(report.reports)
    room = _ROWS
    for number, (path, reports) in enumerate(models.items()):
        cells = {linted.target: _cell(linted) for linted in reports}
        row = _row([_path(path), *(cells.get(target, "") for target in targets)])
        room -= _bytes(row)
        if room < 0:
            parts.append(_row([f"{len(models) - number:,} more models", *("" for _ in targets)]))
            break
        parts.append(row)
    parts.append("\nIn percent: the share of the MACs that certainly runs on the DLPU.\n\n")
    parts += [f"- {_inline(cut(remark, _MESSAGE))}\n" for remark in report.remarks[:_REMARKS]]
    if len(report.remarks) > _REMARKS:
        parts.append(f"- {len(report.remarks) - _REMARKS:,} more remarks\n")
    return "".join(parts) + ("\n" if report.remarks else "")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _path(path: str) -> str:
    return _inline(path if len(path) <= _PATH else f"…{path[1 - _PATH :]}")


def _inline(text: str) -> str:
    """One line of Markdown without code, for a cell of a table."""
    # A backtick of the name would begin code, in which a bar still ends the cell.
    return inert_markdown(" ".join(text.replace("`", "'").split()))


def _cell(report: ModelReport) -> str:
    verdict = f"**{word(report)}**"
    if report.foreign or report.placement is None or not report.placement.macs.total:
        return verdict
    macs = report.placement.macs
    return f"{verdict} {share(macs.dlpu, macs.total)} %"


def _opening(report: ModelReport, *, unfolded: bool) -> str:
    """Paragraphs before a model's findings: the verdict, the first thing to do, the placement."""
    title = f"<b>{word(report)}</b> <code>{inert_html(cut(report.path, _PATH))}</code>"
    if report.error is not None:
        error = inert_markdown(cut(report.error, _MESSAGE))
        return f"<details open><summary>{title}</summary>\n\n{error}\n\n"
    where = inert_html(f"on {report.target}. {summary_line(report)}")
    paragraphs = [f"<details{' open' * unfolded}><summary>{title} {where}</summary>"]
    if report.supposed:
        paragraphs.append(_inline(cut(", ".join(report.supposed), _MESSAGE)))
    paragraphs += [_inline(cut(notice, _MESSAGE)) for notice in report.notices]
    if (first := first_step(report)) is not None:
        text = " ".join(
            filter(
                None,
                (
                    *(first.before, first.how, first.gain, first.rest, first.saves),
                    *(first.optional, first.then),
                ),
            )
        )
        paragraphs.append(f"**First:** {inert_markdown(cut(text, _TEXT))}")
    if line := fixable_line(report):
        paragraphs.append(f"**{inert_markdown(line)}**")
        paragraphs += _block(list(filter(None, (fix_command(report),))))
    paragraphs += _commands(report)
    placement = report.placement
    if placement is not None and placement.operators:
        placed = "After conversion (preview)" if report.preview else "Placed"
        paragraphs.append(f"**{placed}:** {_inline(placement_line(placement, report.backend))}.")
        sentences = ["" if placement.cut is None else placement.cut.sentence]
        sentences += [step.sentence for step in joined_steps(report)]
        shown = ("", "" if first is None else first.gain)
        paragraphs += [_inline(cut(text, _MESSAGE)) for text in sentences if text not in shown]
    if report.latency is not None and has_range(report.latency):
        paragraphs.append(f"**Time:** {_inline(latency_line(report.latency))}.")
    if report.reference is not None:
        paragraphs.append(f"{_inline(reference_line(report.reference, report.verdict))}.")
    if report.per_tensor_risk is not None:
        paragraphs.append(f"**Risk:** {_inline(report.per_tensor_risk.sentence)}")
    paragraphs += _mended(report)
    return "\n\n".join(paragraphs) + "\n\n"


def _commands(report: ModelReport) -> Iterator[str]:
    """Commands of the toolchain and to try the model, as a block to copy from."""
    commands = [] if report.due_step is None else list(report.due_step.commands)
    if report.try_on_camera is not None:
        commands.append(report.try_on_camera)
    yield from _block(commands)
    if report.due_step is not None:
        yield from (inert_markdown(cut(note, _TEXT)) for note in report.due_step.notes)


def _mended(report: ModelReport) -> Iterator[str]:
    """What `--fix` made of the file, or logs state: a list, and the command that compares."""
    if report.mending is None and report.confrontation is None:
        return
    from dlpulint.reporters.logged_lines import logged_lines
    from dlpulint.reporters.mended_lines import mended_lines

    items = []
    commands = []
    configs = []
    label = ""
    for line in (*mended_lines(report), *logged_lines(report)):
        if line.config:
            configs.append(line.text)
            continue
        if line.code:
            commands.append(line.text)
            continue
        label = line.label or label
        items.append(f"- **{label}:** {_inline(cut(line.text, _MESSAGE))}")
    if items:
        yield "\n".join(items)
    yield from _block(configs, "toml")
    yield from _block(commands)


def _block(commands: Sequence[str], language: str = "sh") -> Iterator[str]:
    """Commands or lines of a config as a block to copy from; nothing without any."""
    if commands:
        text = visible("\n".join(cut(command, _TEXT) for command in commands))
        fence = "```"
        while fence in text:
            fence += "`"
        yield f"{fence}{language}\n{text}\n{fence}"


def _folds(section: int, report: ModelReport) -> Iterator[_Fold]:
    for findings in alike(report.findings):
        first = findings[0]
        quiet = first.suppressed is not None or first.answer is Answer.UNKNOWN
        rank = (_LEVELS.index(first.level) + len(_LEVELS) * (first.suppressed is not None), quiet)
        yield _Fold(section, rank, _fold(findings), len(findings))


def _fold(findings: Sequence[Finding]) -> str:
    first = findings[0]
    level = "unknown" if first.answer is Answer.UNKNOWN else first.level.value
    if first.suppressed is not None:
        level = f"{level}, suppressed"
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    message = fixable_mark(first) + inert_html(cut(first.message, _MESSAGE)) + more
    paragraphs = [f"<details><summary><b>{level}</b> {message}</summary>"]
    if first.suppressed is not None:
        paragraphs.append(f"**Suppressed:** {inert_markdown(cut(first.suppressed, _MESSAGE))}")
    paragraphs += [inert_markdown(cut(finding.message, _MESSAGE)) for finding in findings[1:]]
    where = [text for finding in findings if (text := locations_text(finding))]
    if where:
        paragraphs.append(f"**Where:** {_inline(cut('; '.join(where), _MESSAGE))}")
    for name, text in (("Why", first.why), ("Cure", first.fix)):
        if text.strip():
            paragraphs.append(f"**{name}:** {inert_markdown(cut(text.strip(), _TEXT))}")
    if text := fixable_sentence(first):
        paragraphs.append(inert_markdown(text))
    if first.cut is not None:
        names = ", ".join(_inline(cut(tensor, _MESSAGE)) for tensor in first.cut.tensors)
        paragraphs.append(f"**End the graph at:** {names}")
        paragraphs += _block(first.cut.commands)
    source = _inline(first.source.title)
    if address := web_address(first.source.url):
        source = f"[{source}]({address})"
    read = f"read {first.source.read.isoformat()}"
    rule = _inline(first.rule) if first.help is None else f"[{_inline(first.rule)}]({first.help})"
    paragraphs.append(f"{rule}, {first.evidence.value}: {source}, {read}")
    return "\n\n".join(paragraphs) + "\n\n</details>\n\n"

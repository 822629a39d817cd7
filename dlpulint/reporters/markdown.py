"""Writes a report as Markdown for a step summary, a comment or a merge request: folded, bounded."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlpulint.basics.terms import Answer, Severity, Verdict
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, Report
from dlpulint.report.sentences import change_sentences, cut_sentence
from dlpulint.report.wording import share
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.lines import placement_line, reference_line, summary_line
from dlpulint.reporters.locations import places_text
from dlpulint.reporters.overview.rows import word
from dlpulint.reporters.untrusted_text import cut, inert_html, inert_markdown, visible, web_address

_BOUND = 900_000
"""Bytes; GitHub refuses a step summary of more than 1 MiB, and one step may write several."""

_ROWS = 300_000
"""Bytes of the matrix."""

_ENDS = 100
"""Bytes at the end of a model's findings: a line that counts what is left out, and a tag."""

_PATH = 200
_MESSAGE = 1_000
_TEXT = 4_000
"""Characters that are kept of a path, a message and an explanation."""

_LEVELS = tuple(Severity)
_VERDICTS = tuple(Verdict)


_REMARKS = 20
"""Remarks on the run that are told."""


class _Fold(Struct, frozen=True):
    """Findings of one rule that say the same but for what they object to, as Markdown."""

    section: int
    rank: tuple[int, bool]
    text: str
    findings: int


def write(report: Report) -> str:
    """The verdicts of all models on all targets, then what each model is told, worst first.

    It stays below 900 kB of UTF-8: the least severe findings are left out first, and counted.
    """
    sections = sorted(_sections(report), key=_worst)
    head = _head(report)
    room = _BOUND - _bytes(head)
    openings = list(_openings(sections, room // 2))
    room -= sum(map(_bytes, openings)) + _ENDS * (len(openings) + 1)
    shown = sections[: len(openings)]
    folds = [fold for place, one in enumerate(shown) for fold in _folds(place, one)]
    kept: list[list[str]] = [[] for _ in shown]
    left_out = [0] * len(shown)
    for fold in sorted(folds, key=lambda fold: fold.rank):
        room -= _bytes(fold.text)
        if room < 0:
            left_out[fold.section] += fold.findings
        else:
            kept[fold.section].append(fold.text)
    parts = [head]
    for opening, told, missing in zip(openings, kept, left_out, strict=True):
        more = f"{missing:,} more findings are left out.\n\n" if missing else ""
        parts += [opening, *told, more, "</details>\n\n"]
    if len(shown) < len(sections):
        parts.append(f"{len(sections) - len(shown):,} more pairs of model and target.\n")
    return "".join(parts).rstrip("\n") + "\n"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8"))


def _sections(report: Report) -> Iterator[ModelReport]:
    """What is told: of a file that cannot be read once, of one that is not meant nothing."""
    unreadable: set[tuple[str, str]] = set()
    for one in report.reports:
        if one.error is not None:
            if (one.path, one.error) in unreadable:
                continue
            unreadable.add((one.path, one.error))
        if one.counts or one.preview:
            yield one


def _openings(sections: Sequence[ModelReport], room: int) -> Iterator[str]:
    for one in sections:
        opening = _opening(one, unfolded=len(sections) == 1)
        room -= _bytes(opening)
        if room < 0:
            return
        yield opening


def _worst(one: ModelReport) -> tuple[bool, bool, int]:
    return one.error is None, one.foreign, _VERDICTS.index(one.verdict)


def _head(report: Report) -> str:
    parts = ["## dlpulint\n\n"]
    supposed = dict.fromkeys(words for one in report.reports for words in one.supposed)
    if str(report.stated):
        parts.append(f"For {inert_markdown(str(report.stated))}.\n\n")
    if supposed:
        words = cut(", ".join(supposed), _MESSAGE)
        parts.append(f"What if: models are taken {inert_markdown(words)}.\n\n")
    targets = [target.target for target in report.targets]
    parts.append(_row(["model", *targets]) + "|" + "---|" * (len(targets) + 1) + "\n")
    by_path: dict[str, dict[str, ModelReport]] = {}
    for one in report.reports:
        by_path.setdefault(one.path, {})[one.target] = one
    room = _ROWS
    for number, (path, linted) in enumerate(by_path.items()):
        row = _row([_path(path), *(_cell(linted.get(target)) for target in targets)])
        room -= _bytes(row)
        if room < 0:
            parts.append(_row([f"{len(by_path) - number:,} more models", *("" for _ in targets)]))
            break
        parts.append(row)
    parts.append("\nIn percent: the share of the MACs that the target is sure to take.\n\n")
    parts += [f"- {_inline(cut(remark, _MESSAGE))}\n" for remark in report.remarks[:_REMARKS]]
    if len(report.remarks) > _REMARKS:
        parts.append(f"- {len(report.remarks) - _REMARKS:,} more remarks\n")
    return "".join(parts) + ("\n" if report.remarks else "")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _path(path: str) -> str:
    return _inline(path if len(path) <= _PATH else f"…{path[1 - _PATH :]}")


def _inline(text: str) -> str:
    """One line of Markdown in which nothing is code, fit for a cell of a table."""
    # A backtick of the name would begin code, in which a bar ends the cell all the same.
    return inert_markdown(" ".join(text.replace("`", "'").split()))


def _cell(one: ModelReport | None) -> str:
    if one is None:
        return ""
    verdict = f"**{word(one)}**"
    if one.foreign or one.placement is None or not one.placement.macs.total:
        return verdict
    macs = one.placement.macs
    return f"{verdict} {share(macs.dlpu, macs.total)} %"


def _opening(one: ModelReport, *, unfolded: bool) -> str:
    """What stands above a model's findings: the verdict, what to do first, where it runs."""
    title = f"<b>{word(one)}</b> <code>{inert_html(cut(one.path, _PATH))}</code>"
    if one.error is not None:
        told = inert_markdown(cut(one.error, _MESSAGE))
        return f"<details open><summary>{title}</summary>\n\n{told}\n\n"
    where = inert_html(f"on {one.target}: {summary_line(one)}")
    paragraphs = [f"<details{' open' * unfolded}><summary>{title} {where}</summary>"]
    if one.supposed:
        paragraphs.append(_inline(cut(", ".join(one.supposed), _MESSAGE)))
    paragraphs += [_inline(cut(notice, _MESSAGE)) for notice in one.notices]
    if (first := first_step(one)) is not None:
        told = " ".join(text for text in (first.how, first.gain) if text)
        paragraphs.append(f"**First:** {inert_markdown(cut(told, _TEXT))}")
    paragraphs += _commands(one)
    placement = one.placement
    if placement is not None and placement.operators:
        placed = "After conversion (preview)" if one.preview else "Placed"
        paragraphs.append(f"**{placed}:** {_inline(placement_line(placement, one.backend))}.")
        sentences = [cut_sentence(placement, one.backend)]
        sentences += change_sentences(placement, one.backend)
        further = [
            sentence
            for sentence in sentences
            if sentence and (first is None or sentence != first.gain)
        ]
        paragraphs += [_inline(cut(sentence, _MESSAGE)) for sentence in further]
    if one.reference is not None:
        paragraphs.append(f"{_inline(reference_line(one.reference))}.")
    return "\n\n".join(paragraphs) + "\n\n"


def _commands(one: ModelReport) -> Iterator[str]:
    """The toolchain's commands and that which tries the model, as a block to copy from."""
    commands = [] if one.next_step is None else list(one.next_step.commands)
    if one.try_on_camera is not None:
        commands.append(one.try_on_camera)
    if commands:
        text = visible("\n".join(cut(command, _TEXT) for command in commands))
        fence = "```"
        while fence in text:
            fence += "`"
        yield f"{fence}sh\n{text}\n{fence}"
    if one.next_step is not None:
        yield from (inert_markdown(cut(note, _TEXT)) for note in one.next_step.notes)


def _folds(section: int, one: ModelReport) -> Iterator[_Fold]:
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in one.findings:
        key = (finding.rule, finding.level, finding.answer, finding.why, finding.fix)
        groups.setdefault((*key, f"{finding.suppressed}"), []).append(finding)
    for alike in groups.values():
        first = alike[0]
        quiet = first.suppressed is not None or first.answer is Answer.UNKNOWN
        rank = (_LEVELS.index(first.level) + len(_LEVELS) * (first.suppressed is not None), quiet)
        yield _Fold(section, rank, _fold(alike), len(alike))


def _fold(alike: Sequence[Finding]) -> str:
    first = alike[0]
    level = "open" if first.answer is Answer.UNKNOWN else first.level.value
    if first.suppressed is not None:
        level = f"{level}, suppressed"
    more = f" (and {len(alike) - 1} more)" if len(alike) > 1 else ""
    message = inert_html(cut(first.message, _MESSAGE)) + more
    paragraphs = [f"<details><summary><b>{level}</b> {message}</summary>"]
    if first.suppressed is not None:
        paragraphs.append(f"**Suppressed:** {inert_markdown(cut(first.suppressed, _MESSAGE))}")
    paragraphs += [inert_markdown(cut(finding.message, _MESSAGE)) for finding in alike[1:]]
    where = [text for finding in alike if (text := places_text(finding))]
    if where:
        paragraphs.append(f"**Where:** {_inline(cut('; '.join(where), _MESSAGE))}")
    for name, text in (("Why", first.why), ("What to do", first.fix)):
        if text.strip():
            paragraphs.append(f"**{name}:** {inert_markdown(cut(text.strip(), _TEXT))}")
    source = _inline(first.source.title)
    if address := web_address(first.source.url):
        source = f"[{source}]({address})"
    known = f"{first.evidence.value}: {source}, read {first.source.read.isoformat()}"
    paragraphs.append(f"{_inline(first.rule)}, {known}")
    return "\n\n".join(paragraphs) + "\n\n</details>\n\n"

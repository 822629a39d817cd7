"""Sentences about a difference, shared by text and Markdown; foreign names are not escaped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import get_args

from dlpulint.basics.terms import Answer, Device, Verdict
from dlpulint.basics.version import TITLES, VersionTexts
from dlpulint.compare.data import (
    Change,
    Difference,
    FieldChange,
    FindingChange,
    Move,
    Pair,
    Side,
    What,
)
from dlpulint.packs.latency import Span
from dlpulint.placement.result import DeviceMacs
from dlpulint.report.contract import WrittenPartitions
from dlpulint.report.latency import LatencyPart
from dlpulint.report.sentences import partitions_text
from dlpulint.report.wording import shape_text, share, size
from dlpulint.reporters.latency_line import range_text, tail_text

_INDICES = 6
_KINDS = 6

_DEVICES = {Device.DLPU: "the DLPU", Device.CPU: "the CPU", Device.UNKNOWN: "not known"}

WORDS: dict[What, str] = {what: what for what in get_args(What)} | {"counted": "counts"}
"""One word for each change of a finding."""


def side_line(side: Side) -> str:
    """One side in words: `old.json, a report of dlpulint 0.1.0, for AXIS OS 12.11`."""
    origin = "a report of" if side.earlier else "linted by"
    stated = f", for {versions}" if (versions := stated_words(side.stated)) else ""
    return f"{side.name}, {origin} dlpulint {side.tool_version}{stated}"


def stated_words(versions: VersionTexts) -> str:
    """`AXIS OS 12.11 and TFLite runtime 2.13`; empty where none was stated."""
    titled = ((TITLES[name], getattr(versions, name)) for name in versions.__struct_fields__)
    return " and ".join(f"{title} {version}" for title, version in titled if version is not None)


def tally(difference: Difference) -> str:
    """Numbers of reports that changed, that fail the run, and that only one side has."""
    compared = [change for change in difference.changes if change.compared]
    changed = [change for change in compared if change.changed]
    if len(compared) == 1:
        sentence = "The report has changed" if changed else "The report is the same"
    else:
        sentence = f"{len(changed)} of {_count(len(compared), 'report')} changed"
    failing = sum(change.fails for change in difference.changes)
    if failing and len(difference.changes) > 1:
        sentence += f"; {failing} {'has' if failing == 1 else 'have'} news that fails the run"
    elif failing:
        sentence += ", with news that fails the run"
    quiet = sum("model" in change.because and not change.changed for change in compared)
    if quiet and len(compared) > 1:
        sentence += f"; {_count(quiet, 'other file')} with the same report"
    elif quiet:
        sentence += ", though the file is another one"
    paths = [change.path for change in difference.changes if not change.compared]
    if added := sum(path.before is None for path in paths):
        sentence += f"; {added} only in NEW"
    if removed := sum(path.after is None for path in paths):
        sentence += f"; {removed} only in OLD"
    return f"{sentence}."


def _count(number: int, noun: str) -> str:
    """`1 report`, `2 reports`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def verdict_words(change: Change) -> str:
    """`slow → fallback`, or one word if the verdict is the same or only one side has the model."""
    before = verdict_word(change.path.before, change.error.before, change.verdict.before)
    after = verdict_word(change.path.after, change.error.after, change.verdict.after)
    return before if before == after else f"{before} → {after}"


def verdict_word(path: str | None, error: str | None, verdict: Verdict | None) -> str:
    """A verdict; `none` for a side without the model, `unreadable` for a file with an error."""
    if path is None or verdict is None:
        return "none"
    return "unreadable" if error is not None else verdict.value


def listed(words: Sequence[str], most: int, noun: str) -> str:
    """The first `most` words with commas, and the number of the others."""
    text = ", ".join(words[:most])
    return f"{text} and {_count(len(words) - most, noun)}" if len(words) > most else text


def where_line(change: Change, difference: Difference) -> str:
    """The model's path in OLD, or the only side that has it; empty if the path is the same."""
    if not change.compared:
        return f"Only in {'NEW' if change.path.before is None else 'OLD'}."
    if not change.path.differs or change.path.before == difference.old.name:
        return ""
    return f"In OLD it is {change.path.before}."


def level_word(finding: FindingChange) -> str:
    """The level; `unknown` for an open question; both levels, or both effects, if they changed."""
    if finding.answer is Answer.UNKNOWN:
        return "unknown"
    before, after = finding.level.before, finding.level.after
    if finding.what in ("louder", "quieter") and before is not None and after is not None:
        if before is after and finding.effect.before and finding.effect.after:
            effects = f"{finding.effect.before.value} → {finding.effect.after.value}"
            return f"{after.value}, {effects}"
        return f"{before.value} → {after.value}"
    level = after or before
    return "" if level is None else level.value


def finding_text(finding: FindingChange) -> str:
    """The message, with its number of times on both sides, or the reason why it fails nothing."""
    if finding.what in ("more", "fewer"):
        return f"{finding.message} ({finding.count.before} → {finding.count.after} times)"
    if finding.suppressed is not None:
        return f"{finding.message} ({finding.suppressed})"
    return finding.message


def facts(
    change: Change,
    cause: Callable[[str], str] = lambda rule: rule,
    called: Callable[[str], str] = str,
) -> Iterator[tuple[str, str]]:
    """All other changes, each as a label and a text.

    Args:
        change: a model on a target.
        cause: words of a rule, by its id.
        called: how a tensor's name is shown.
    """
    for name, error in (("OLD", change.error.before), ("NEW", change.error.after)):
        if error is not None:
            yield name, f"cannot be read: {error}"
    for sentence in change.beyond:
        yield "Bound", sentence
    if change.compared and (change.preview.differs or (change.preview.after and change.placed)):
        yield "Preview", _preview(change.preview)
    for group in _grouped(change.moved):
        yield "Moved", _move(group, cause)
    if change.unmatched:
        yield "Moved", "perhaps others: the graphs are too different to match all operators"
    if change.kinds:
        kinds = [f"{kind.op} {kind.count.before} → {kind.count.after}" for kind in change.kinds]
        head = f"{change.operators.before} → {change.operators.after}: "
        yield "Graph", head + listed(kinds, _KINDS, "more kind")
    if change.macs.differs and change.compared:
        yield "MACs", _macs(change.macs)
    if change.partitions.differs and change.compared:
        yield "Pieces", _partitions(change.partitions)
    if change.timed_anew:
        yield "Time", _time(change.latency, change.tail)
    for endpoint in change.endpoints:
        label = "Input" if endpoint.side == "input" else "Output"
        before, after = endpoint.name.before, endpoint.name.after
        if before is None or after is None:
            name = called(after or before or "")
            yield label, f"{name} is new" if before is None else f"{name} is gone"
        else:
            fields = (_field(field, called) for field in endpoint.fields)
            yield label, f"{called(after)}: {'; '.join(fields)}"


def labels(change: Change) -> tuple[str, ...]:
    """The labels of all changes but verdict, findings and moved operators."""
    named = dict.fromkeys(label for label, _ in facts(change))
    return tuple(label for label in named if label != "Moved")


def _preview(preview: Pair[bool | None]) -> str:
    states = {None: "no placement", False: "the file's own operators"}
    before, after = (
        states.get(side, "a preview of the conversion") for side in (preview.before, preview.after)
    )
    if before == after:
        return "the operators below are those of the conversion"
    return f"{before} → {after}"


def _grouped(moved: Iterable[Move]) -> Iterator[list[Move]]:
    """Groups of moves of one kind between the same devices for the same reasons."""
    groups: dict[tuple[object, ...], list[Move]] = {}
    for move in moved:
        key = (move.op, move.device.before, move.device.after, move.because)
        groups.setdefault(key, []).append(move)
    yield from sorted(groups.values(), key=lambda group: -len(group))


def _move(group: Sequence[Move], cause: Callable[[str], str]) -> str:
    """`12 LOGISTIC (3, 7, 9 …) from the DLPU to the CPU: artpec8/logistic/beta`."""
    first = group[0]
    indices = ", ".join(map(_index, group[:_INDICES]))
    more = " …" if len(group) > _INDICES else ""
    before, after = _DEVICES[first.device.before], _DEVICES[first.device.after]
    number = f"{len(group)} " if len(group) > 1 else ""
    because = f": {', '.join(map(cause, first.because))}" if first.because else ""
    return f"{number}{first.op} ({indices}{more}) from {before} to {after}{because}"


def _index(move: Move) -> str:
    index, subgraph = move.index.after, move.subgraph.after
    return f"{index}" if subgraph == 0 else f"{subgraph}:{index}"


def _macs(macs: Pair[DeviceMacs | None]) -> str:
    if macs.before is None or macs.after is None:
        return "known on one side only"
    before, after = macs.before, macs.after
    total = f"{size(before.total)} → {size(after.total)}"
    if before.total == after.total:
        total = size(after.total)
    return f"{total}; {_on_dlpu(before)} → {_on_dlpu(after)} on the DLPU"


def _on_dlpu(macs: DeviceMacs) -> str:
    least, most = share(macs.dlpu, macs.total), share(macs.dlpu + macs.unknown, macs.total)
    return f"{least} %" if least == most else f"{least} to {most} %"


def _partitions(partitions: Pair[WrittenPartitions | None]) -> str:
    texts = [
        "not told" if side is None else partitions_text(side.best, side.worst)
        for side in (partitions.before, partitions.after)
    ]
    after = partitions.after
    limit = f" (at most {after.limit})" if after is not None and after.limit is not None else ""
    return f"{' → '.join(texts)}{limit}"


def _time(latency: Pair[Span | None], tail: Pair[LatencyPart | None]) -> str:
    """`44 to 70 ms → 15 to 24 ms (estimated)`, and a tail that one side lacks."""
    texts = (
        range_text(span.low, span.high)
        for span in (latency.before, latency.after)
        if span is not None
    )
    text = f"{' → '.join(texts)} (estimated)"
    for one, other, part, missing in (
        ("OLD", "NEW", tail.before, tail.after),
        ("NEW", "OLD", tail.after, tail.before),
    ):
        if part is not None and missing is None:
            text += f"; {one}: {tail_text(part)}; {other} lacks it: add what the application "
            text += "computes instead"
    return text


def _field(field: FieldChange, called: Callable[[str], str]) -> str:
    title = field.field.replace("_", " ")
    before, after = (
        called(value) if field.field == "name" and isinstance(value, str) else _value(value)
        for value in (field.before, field.after)
    )
    return f"{title} {before} → {after}"


def _value(value: int | float | str | tuple[int | None, ...] | None) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return shape_text(value, "x")
    return f"{value:.6g}" if isinstance(value, float) else f"{value}"

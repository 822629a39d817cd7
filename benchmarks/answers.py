"""What dlpulint answers about a file, in a form that can be compared before and after an edit."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from benchmarks.same import Edit, Key
from dlpulint.engine.many_files import lint_with
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import load_packs
from dlpulint.packs.target_names import ALL
from dlpulint.report.report import ModelReport
from dlpulint.reporters.first_step import first_step

Placed: TypeAlias = tuple[str, str]
"""Native name and device."""


class Answer(Struct, frozen=True):
    """One file on one target."""

    unreadable: bool
    verdict: str
    first: tuple[str, ...]
    """Rule, cure and commands of the first advice."""
    devices: Mapping[Key, tuple[Placed, ...]]
    """What runs where, by the operator of the file that it stems from."""
    preview: bool
    figures: tuple[object, ...]
    """Partitions and MACs."""
    findings: Counter[tuple[str, str]]
    """How many times each rule holds, or cannot be told."""


Answers: TypeAlias = Mapping[str, Answer]
"""By target."""


class Deviation(Struct, frozen=True):
    """Something that is not as it was before an edit."""

    text: str
    excuse: str = ""
    """Why the edit may have changed it; empty for a violation."""


def answers(paths: Sequence[Path]) -> list[Answers]:
    """The answers about files, on all targets."""
    if not paths:
        return []
    found: dict[str, dict[str, Answer]] = {f"{path}": {} for path in paths}
    for report in lint_with([*found], _packs()).reports:
        found[report.path][report.target] = _answer(report)
    return [found[f"{path}"] for path in paths]


@cache
def _packs() -> list[Pack]:
    return load_packs([ALL], Folders())


def _answer(report: ModelReport) -> Answer:
    placement = report.placement
    devices: dict[Key, list[Placed]] = {}
    for operator in () if placement is None else placement.operators:
        key = (operator.subgraph, operator.index)
        devices.setdefault(key, []).append((operator.op, operator.device.value))
    findings: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        findings[finding.rule, finding.answer.value] += finding.count
    step = first_step(report)
    first: tuple[str, ...] = ()
    if step is not None:
        rule = "" if step.finding is None else step.finding.rule
        commands = (command.replace(report.path, "FILE") for command in step.commands)
        first = (rule, step.how, *commands)
    return Answer(
        unreadable=report.error is not None,
        verdict=report.verdict.value,
        first=first,
        devices={key: tuple(sorted(placed)) for key, placed in devices.items()},
        preview=report.preview,
        figures=() if placement is None else (placement.best, placement.worst, placement.macs),
        findings=findings,
    )


def differences(before: Answer, after: Answer, edit: Edit) -> Iterator[Deviation]:
    """What an edit changed that it should not, or that it may."""
    added = _added_elsewhere(after, edit)
    for deviation in _differences(before, after, edit):
        yield deviation if added is None else Deviation(deviation.text, f"{added} runs elsewhere")


def _differences(before: Answer, after: Answer, edit: Edit) -> Iterator[Deviation]:
    if after.unreadable:
        yield Deviation("it cannot be read")
        return
    if before.verdict != after.verdict:
        yield Deviation(f"verdict {before.verdict} → {after.verdict}")
    # A cure fits the program that made the file, and a cut names tensors.
    kept = 1 if edit.renames else None
    if before.first[:kept] != after.first[:kept]:
        yield Deviation(f"first advice {before.first} → {after.first}")
    moved = list(_moved(before, after, edit))
    if moved:
        more = f" and {len(moved) - 3} more" if len(moved) > 3 else ""
        yield Deviation(f"placement {'; '.join(moved[:3])}{more}")
    if not edit.adds and not edit.rewrites:
        if before.figures != after.figures:
            yield Deviation(f"figures {before.figures} → {after.figures}")
        if before.findings != after.findings:
            gone, new = before.findings - after.findings, after.findings - before.findings
            yield Deviation(f"findings {dict(gone)} → {dict(new)}")


def _added_elsewhere(after: Answer, edit: Edit) -> str | None:
    """An operator that an edit added, and that does not run where the one before it does.

    It divides the graph anew, so that all else may move. A conversion leaves an Identity out.
    """
    stayed = {*(edit.now or {}).values()}
    for key in after.devices.keys() - stayed if edit.adds and not after.preview else ():
        if key[0]:
            continue  # Edits add to the main graph only.
        (native, device), *_ = after.devices[key]
        written = after.devices.get((key[0], key[1] - 1), ())
        if device not in {other for _, other in written} and written:
            return native
    return None


def _moved(before: Answer, after: Answer, edit: Edit) -> Iterator[str]:
    """Operators that run elsewhere."""
    if edit.rewrites:
        return
    if before.preview and (edit.moves or edit.adds):
        # A conversion writes a map's TRANSPOSE for the first of its readers, be it an Identity.
        was, now = (
            Counter(one for placed in answer.devices.values() for one in placed)
            for answer in (before, after)
        )
        if was != now:
            yield f"{dict(was - now)} → {dict(now - was)}"
        return
    for key, placed in before.devices.items():
        there = after.devices.get(key if edit.now is None else edit.now.get(key, key), ())
        if placed != there:
            yield f"{key} {placed} → {there}"

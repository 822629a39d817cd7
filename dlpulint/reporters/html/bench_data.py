"""What the script of the page has to know beside what stands on it: devices, partitions, places."""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec
from markupsafe import Markup
from msgspec import Struct

from dlpulint.reporters.html.device_marks import device_class
from dlpulint.reporters.html.entries import positions_of
from dlpulint.reporters.html.foreign_text import short, shown
from dlpulint.reporters.html.pairs import Pages, Pair
from dlpulint.reporters.html.partitions import boundary_text, partition_rows
from dlpulint.reporters.html.sections import Judged, Section


class TargetData(Struct, frozen=True):
    """A model on a target."""

    id: str
    name: str
    backend: str
    sheet: str | None
    """Id of its graph; null where none is drawn."""
    mark: int
    """Number of the target among those that judge its graph, from 1, as in the boxes' classes."""
    devices: str
    """Letter of the device of each operator."""
    own: str
    """`1` for each operator that has reasons of its own not to be on the DLPU."""
    partitions: list[int]
    """Runs of operators: number of a partition from 0 (-1: none), length of the run, and on."""
    labels: list[str]
    """Label of each partition."""


class ModelData(Struct, frozen=True):
    """A model."""

    id: str
    name: str
    targets: list[TargetData]
    findings: dict[str, list[int]]
    """Operators that each finding is about, in its graph."""


class PairData(Struct, frozen=True):
    """A model before and after a change."""

    old: str
    new: str
    """Ids of the two models."""
    shown: bool
    """Whether both are shown at first."""
    targets: dict[str, list[int]]
    """Runs of operators that both models have, by target: the position of the first before and
    after, length of the run, and on."""


def bench_data(pages: Pages) -> Markup:
    """The data as JSON for a `<script>` element, in which no text can end the element."""
    data = {
        "models": [_model(section) for section in pages.sections],
        "pairs": [
            _pair(pair, pair.old, pair.new)
            for pair in pages.pairs
            if pair.old is not None and pair.new is not None
        ],
        "first": None if pages.first is None else pages.first.anchor,
    }
    text = json.dumps(msgspec.to_builtins(data), separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _pair(pair: Pair, old: Section, new: Section) -> PairData:
    return PairData(
        old=old.anchor,
        new=new.anchor,
        shown=pair.compared,
        targets={target: common_runs(matches) for target, matches in pair.matches.items()},
    )


def common_runs(matches: Iterable[tuple[int, int]]) -> list[int]:
    """Pairs of positions as runs in which both rise by one: before, after, length, and on."""
    runs: list[int] = []
    for before, after in matches:
        if runs and (before, after) == (runs[-3] + runs[-1], runs[-2] + runs[-1]):
            runs[-1] += 1
        else:
            runs += [before, after, 1]
    return runs


def _model(section: Section) -> ModelData:
    return ModelData(
        id=section.anchor,
        name=_printable(section.path),
        targets=[_target(section, judged) for judged in section.judged],
        findings={
            id: list(positions_of(shared, shared.sheet))
            for id, shared in section.findings.items()
            if shared.sheet is not None
        },
    )


def _target(section: Section, judged: Judged) -> TargetData:
    placed = judged.placed
    sheet = judged.sheet
    drawn = sheet is not None and sheet.drawn
    judging = [] if sheet is None else section.judging(sheet)
    return TargetData(
        id=judged.anchor,
        name=judged.report.target,
        backend=judged.report.backend,
        sheet=sheet.anchor if sheet is not None and drawn else None,
        mark=next((n for n, other in enumerate(judging, start=1) if other is judged), 0),
        devices="".join(device_class(operator.device) for operator in placed),
        own="".join("1" if operator.direct else "0" for operator in placed),
        partitions=_runs([-1 if o.partition is None else o.partition for o in placed]),
        labels=[_printable(boundary_text(row)) for row in partition_rows(judged)],
    )


def _runs(numbers: Sequence[int]) -> list[int]:
    return [value for number, run in groupby(numbers) for value in (number, len(list(run)))]


def _printable(text: str) -> str:
    return str(shown(short(text)))

"""The whole run at a glance: a row a model and target, for every format that shows one."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.basics.terms import Partitioning, Severity, Verdict
from dlpulint.report.report import ModelReport, PlacementSummary, Report
from dlpulint.report.wording import share
from dlpulint.reporters.first_step import first_step

OTHER_FILE = "other file"
"""What stands for the verdict on a file of a format that the target does not take."""

UNREADABLE = "unreadable"


class Row(Struct, frozen=True):
    """One model on one target."""

    path: str
    target: str
    verdict: Verdict
    word: str
    """The verdict in words, or why there is none."""
    error: str | None
    foreign: bool
    preview: bool
    """Its figures are those of the model that conversion will give."""
    macs: tuple[float, float] | None
    """Percent of the MACs on the DLPU, from what is sure to what may be."""
    partitions: tuple[int, int] | None
    """At best and at worst; `None` where a graph is not divided."""
    limit: int | None
    """How many partitions the target takes."""
    errors: int
    warnings: int
    notes: int
    first: str
    """What to do first."""
    gain: str
    """What that wins; empty where it was not worked out."""
    settled: bool
    """There is nothing to change, or nothing certain."""

    @property
    def macs_text(self) -> str:
        """`75.6–77.2 %`: from what is sure to what may be; empty where there is no figure."""
        return "" if self.macs is None else f"{_span(*self.macs)} %"

    @property
    def partitions_text(self) -> str:
        """`97–99/16`: how many there are at best and at worst, of how many the target takes."""
        if self.partitions is None:
            return ""
        told = _span(*self.partitions)
        return told if self.limit is None else f"{told}/{self.limit}"


class Section(Struct, frozen=True):
    """All rows of one model."""

    path: str
    rows: tuple[Row, ...]

    @property
    def error(self) -> str | None:
        """Why the file could not be read, if that is so for every target."""
        errors = {row.error for row in self.rows}
        return errors.pop() if len(errors) == 1 else None


def sections(report: Report) -> Iterator[Section]:
    """The rows of each model, in the order of the run."""
    by_path: dict[str, list[ModelReport]] = {}
    for one in report.reports:
        by_path.setdefault(one.path, []).append(one)
    for path, reports in by_path.items():
        yield Section(path, tuple(map(_row, reports)))


def tally(report: Report) -> str:
    """`4 models, 2 targets: 3 rejected, 2 slow; 1 file unreadable`."""
    models = len({one.path for one in report.reports})
    targets = len(report.targets)
    words = [word(one) for one in report.reports]
    counts = [f"{words.count(one)} {one}" for one in (*Verdict, OTHER_FILE) if one in words]
    files = len({one.path for one in report.reports if one.error is not None})
    unreadable = [f"{files} file{'s' if files != 1 else ''} {UNREADABLE}"] if files else []
    return (
        f"{models} model{'s' if models != 1 else ''}, {targets} target"
        f"{'s' if targets != 1 else ''}: "
        f"{'; '.join([*([', '.join(counts)] if counts else []), *unreadable]) or 'nothing to tell'}"
    )


def word(one: ModelReport) -> str:
    """The verdict in a word or two, or what stands in place of one."""
    if one.error is not None:
        return UNREADABLE
    return OTHER_FILE if one.foreign else one.verdict.value


def _row(one: ModelReport) -> Row:
    where = one.placement if not one.foreign or one.preview else None
    first = first_step(one)
    return Row(
        path=one.path,
        target=one.target,
        verdict=one.verdict,
        word=word(one),
        error=one.error,
        foreign=one.foreign,
        preview=one.preview,
        macs=_macs(where),
        partitions=_partitions(where),
        limit=None if where is None else where.limit,
        errors=one.count(Severity.ERROR),
        warnings=one.count(Severity.WARNING),
        notes=one.count(Severity.NOTE),
        first="" if first is None else first.how or first.gain,
        gain="" if first is None else first.gain,
        settled=first is not None and first.finding is None and not first.gain,
    )


def _macs(where: PlacementSummary | None) -> tuple[float, float] | None:
    if where is None or not where.macs.total:
        return None
    macs = where.macs
    least, most = share(macs.dlpu, macs.total), share(macs.dlpu + macs.unknown, macs.total)
    return float(least), float(most)


def _partitions(where: PlacementSummary | None) -> tuple[int, int] | None:
    if where is None or not where.operators or where.partitioning is Partitioning.WHOLE:
        return None
    least, most = sorted((where.best.total, where.worst.total))
    return least, most


def _span(least: float, most: float) -> str:
    return f"{least:g}" if least == most else f"{least:g}–{most:g}"

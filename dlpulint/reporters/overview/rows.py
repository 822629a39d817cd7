"""The whole run at a glance: one row per model and target, for every format that shows one."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from dlpulint.basics.terms import Answer, Device, Effect, Partitioning, Verdict
from dlpulint.report.report import ModelReport, Report
from dlpulint.report.wording import share
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.grouping import by_path
from dlpulint.reporters.headline import meaning
from dlpulint.reporters.latency_line import short_range
from dlpulint.reporters.lines import counted

UNREADABLE = "unreadable"

_KINDS = 2
"""Kinds of operators on the CPU that are named."""


class Row(Struct, frozen=True):
    """One model on one target."""

    report: ModelReport
    """With a preview, the figures are those of the converted model."""
    macs: tuple[float, float] | None
    """Percent of the MACs on the DLPU, without and with the unknown operators."""
    partitions: tuple[int, int] | None
    """At best and at worst; `None` where a graph is not divided."""
    limit: int | None
    """Largest number of partitions that the target accepts."""
    first: str
    """First thing to do."""
    gain: str
    """Gain of the first thing to do; empty where it was not worked out."""
    settled: bool
    """No change is needed so far."""

    @property
    def outcome(self) -> Verdict:
        """The verdict; of a file to convert that of the converted model, where it is known."""
        after = self.report.after_conversion
        return self.report.verdict if after is None else after

    @property
    def macs_text(self) -> str:
        """`75.6–77.2 %`, without and with the unknown operators; empty without a figure.

        Of a model that does not load nothing runs anywhere, so it has none.
        """
        if self.macs is None or self.outcome is Verdict.REJECTED:
            return ""
        return f"{_span(*self.macs)} %"

    @property
    def reason(self) -> str:
        """Cause of a rejected or wrong model, what a slower or unsure one does; else empty."""
        placement = self.report.placement
        if self.report.error is not None:
            return ""
        if self.outcome is Verdict.FALLBACK and placement is not None:
            fallen, total = placement.count(Device.CPU), len(placement.operators)
            direct = Counter(o.op for o in placement.operators if o.direct)
            if fallen:
                why = (
                    f": the {self.report.backend} does not accept {_listed(direct)}"
                    if direct
                    else ""
                )
                return f"Runs, {fallen} of {total} operators on the CPU{why}"
        if self.outcome not in (Verdict.REJECTED, Verdict.WRONG, Verdict.CONVERT, Verdict.CLEAN):
            return meaning(self.report, self.outcome)
        if self.outcome not in (Verdict.REJECTED, Verdict.WRONG):
            return ""
        effect = Effect.REJECTED if self.outcome is Verdict.REJECTED else Effect.WRONG
        converted = self.report.after_conversion is not None
        return next(
            (
                finding.title
                for finding in self.report.findings
                if finding.effect is effect
                and finding.answer is Answer.BAD
                and finding.suppressed is None
                and (finding.preview or bool(finding.locations) or not converted)
            ),
            "",
        )

    @property
    def time_text(self) -> str:
        """`44–70`, in milliseconds; empty without an estimate."""
        return short_range(self.report.latency)

    @property
    def partitions_text(self) -> str:
        """`97–99/16`: partitions at best and at worst, and how many the target accepts."""
        limit = "" if self.limit is None else f"/{self.limit}"
        return "" if self.partitions is None else f"{_span(*self.partitions)}{limit}"


class Section(Struct, frozen=True):
    """All rows of one model."""

    path: str
    rows: tuple[Row, ...]

    @property
    def error(self) -> str | None:
        """Why the file could not be read, if that is so for every target."""
        errors = {row.report.error for row in self.rows}
        return errors.pop() if len(errors) == 1 else None


def sections(report: Report) -> Iterator[Section]:
    """The rows of each model, in the order of the run."""
    for path, reports in by_path(report.reports).items():
        yield Section(path, tuple(map(_row, reports)))


def tally(report: Report) -> str:
    """`4 models, 2 targets: 3 rejected, 2 slow; 1 file unreadable`."""
    models = {linted.path for linted in report.reports}
    files = {linted.path for linted in report.reports if linted.error is not None}
    words = list(map(word, report.reports))
    counts = ", ".join(f"{words.count(w)} {w}" for w in Verdict if w in words)
    unreadable = f"{counted(len(files), 'file')} {UNREADABLE}" if files else ""
    text = "; ".join(filter(None, (counts, unreadable))) or "no results"
    return f"{counted(len(models), 'model')}, {counted(len(report.targets), 'target')}: {text}"


def word(report: ModelReport) -> str:
    """The verdict, or `unreadable` in its place."""
    return report.verdict.value if report.error is None else UNREADABLE


def _row(report: ModelReport) -> Row:
    placement = report.placement if not report.foreign or report.preview else None
    macs = partitions = limit = None
    if placement is not None:
        limit, total = placement.limit, placement.macs.total
        if total:
            dlpu, unknown = placement.macs.dlpu, placement.macs.unknown
            macs = float(share(dlpu, total)), float(share(dlpu + unknown, total))
        if placement.operators and placement.partitioning is not Partitioning.WHOLE:
            totals = placement.best.total, placement.worst.total
            partitions = min(totals), max(totals)
    step = first_step(report)
    if step is None:
        return Row(report, macs, partitions, limit, "", "", settled=False)
    settled = step.finding is None and not step.gain
    return Row(
        report,
        macs,
        partitions,
        limit,
        step.before or step.how or step.gain or step.optional,
        " ".join(filter(None, (step.gain, step.saves))),
        settled,
    )


def _listed(kinds: Counter[str]) -> str:
    """`MUL (3×), POW and others`: the most frequent kinds of operators."""
    shown = [op if count == 1 else f"{op} ({count}×)" for op, count in kinds.most_common(_KINDS)]
    return ", ".join(shown) + (" and others" if len(kinds) > _KINDS else "")


def _span(least: float, most: float) -> str:
    return f"{least:g}" if least == most else f"{least:g}–{most:g}"

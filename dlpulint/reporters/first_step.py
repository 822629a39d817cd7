"""First thing to do about a model on a target, with which every summary begins."""

import re
from collections.abc import Sequence

from msgspec import Struct

from dlpulint.basics.terms import Answer, Effect, Partitioning, Severity, Verdict
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, StepSummary

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")


class FirstStep(Struct, frozen=True):
    """First thing to do: a change, a command or nothing."""

    how: str
    """A sentence: the cure of the weightiest finding, or that there is nothing to change."""
    gain: str = ""
    """A sentence: the change and its gain; empty where it was not worked out."""
    commands: tuple[str, ...] = ()
    """Commands to run; only where nothing has to be changed before."""
    notes: tuple[str, ...] = ()
    """Conditions of the commands."""
    finding: Finding | None = None
    """The finding whose cure `how` gives."""


def first_step(report: ModelReport) -> FirstStep | None:
    """First thing to do; `None` for a file that could not be read.

    Findings that keep a model from loading or answering right come first; then those that keep
    it off the DLPU, the largest gain first; then those that cost time or are advice.
    """
    placement = report.placement
    if report.error is not None:
        return None
    bad = [
        finding
        for finding in report.findings
        if finding.answer is Answer.BAD and finding.suppressed is None and not finding.preview
    ]
    fatal = [finding for finding in bad if finding.effect in (Effect.REJECTED, Effect.WRONG)]
    loud = [finding for finding in bad if finding.level is not Severity.NOTE]
    if placement is not None and (placement.preview or not placement.steps):
        placement = None
    limit = None if placement is None else placement.limit
    # Too many partitions are refused too, but the steps join them.
    joined = placement is not None and limit is not None and placement.best.total > limit
    if fatal and not joined:
        # What is wrong in the graph is wrong after a conversion too.
        within = fatal if not report.foreign else [f for f in fatal if f.locations]
        return _cure((within or fatal)[0])
    if placement is not None and placement.partitioning is not Partitioning.WHOLE:
        about = _about(placement.steps[0], loud)
        gain = placement.steps[0].sentence
        return FirstStep(first_sentence(about.fix) if about else "", gain, finding=about)
    if fatal or loud:
        return _cure(next((f for f in fatal or loud if f.locations), (fatal or loud)[0]))
    placed = report.placement
    whole = placed is not None and placed.partitioning is Partitioning.WHOLE
    doubted = _doubted_file(report.findings) if whole else None
    return _nothing_to_change(report) if doubted is None else _cure(doubted)


def first_sentence(text: str) -> str:
    """First sentence of a cure, without the conditions that follow."""
    return _SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0]


def _cure(finding: Finding) -> FirstStep:
    return FirstStep(first_sentence(finding.fix), finding=finding)


def _doubted_file(findings: Sequence[Finding]) -> Finding | None:
    """An open question about the file as a whole: whether it loads, which a cure settles."""
    return next(
        (
            finding
            for finding in findings
            if finding.answer is Answer.UNKNOWN
            and finding.effect is Effect.REJECTED
            and finding.suppressed is None
            and not finding.preview
            and not finding.locations
        ),
        None,
    )


def _about(step: StepSummary, loud: Sequence[Finding]) -> Finding | None:
    """The finding whose cure changes most of the operators of a step.

    A limit that a rule reports has no finding of its own: then it is the rule's, about the same
    operators or about an input.
    """
    named = [finding for finding in loud if finding.rule in step.causes]
    changed = {(operator.subgraph, operator.index) for operator in step.operators}
    shares = [
        (sum((place.subgraph, place.index) in changed for place in finding.locations), finding)
        for finding in (*named, *loud)
    ]
    share, about = max(shares, key=lambda pair: pair[0], default=(0, None))
    if share:
        return about
    of_inputs = [f for f in loud if f.locations and all(p.index is None for p in f.locations)]
    return next(iter(of_inputs), None)


def _nothing_to_change(report: ModelReport) -> FirstStep:
    text = "Nothing to change" if report.verdict is Verdict.CLEAN else "Nothing certain to change"
    step = report.next_step
    notes = () if step is None else step.notes
    compiling = () if step is None else step.commands
    trying = () if report.try_on_camera is None else (report.try_on_camera,)
    if step is not None and not compiling:
        return FirstStep(f"{text}.", notes=notes)
    if compiling:
        text += "; compile it, then try it on a camera" if trying else "; compile it"
    elif trying:
        text += "; try it on a camera"
    return FirstStep(f"{text}.", commands=(*compiling, *trying), notes=notes)

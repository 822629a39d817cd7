"""What to do first about a model on a target: what every summary begins with."""

import re
from collections.abc import Sequence

from msgspec import Struct

from dlpulint.basics.terms import Answer, Effect, Partitioning, Severity, Verdict
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, PlacementSummary, StepSummary
from dlpulint.report.sentences import change_sentences

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")


class FirstStep(Struct, frozen=True):
    """What to do before anything else."""

    how: str
    """A sentence: the cure of what weighs most, or that there is nothing to change."""
    gain: str = ""
    """A sentence: what to change and what that wins; empty where it was not worked out."""
    commands: tuple[str, ...] = ()
    """What to run; only where nothing has to be changed before."""
    notes: tuple[str, ...] = ()
    """What has to be known to run it."""
    finding: Finding | None = None
    """The finding whose cure is told."""


def first_step(one: ModelReport) -> FirstStep | None:
    """What to do first; `None` of a file that could not be read.

    What keeps a model from loading or answering right comes before what keeps it off the DLPU,
    which comes in the order of what it wins, and that before what costs time or is advice.
    """
    where = one.placement
    if one.error is not None:
        return None
    bad = [
        finding
        for finding in one.findings
        if finding.answer is Answer.BAD and finding.suppressed is None and not finding.preview
    ]
    fatal = [finding for finding in bad if finding.effect in (Effect.REJECTED, Effect.WRONG)]
    loud = [finding for finding in bad if finding.level is not Severity.NOTE]
    if fatal and not _cut_too_often(where):
        return _cure(fatal[0])
    if (
        where is not None
        and where.steps
        and not where.preview
        and where.partitioning is not Partitioning.WHOLE
    ):
        about = _about(where.steps[0], loud)
        gain = next(change_sentences(where, one.backend))
        return FirstStep(first_sentence(about.fix) if about else "", gain, finding=about)
    if fatal or loud:
        return _cure(next((f for f in fatal or loud if f.locations), (fatal or loud)[0]))
    return _nothing_to_change(one)


def first_sentence(text: str) -> str:
    """The first sentence of a cure: what to do, without what to mind."""
    return _SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0]


def _cure(finding: Finding) -> FirstStep:
    return FirstStep(first_sentence(finding.fix), finding=finding)


def _about(step: StepSummary, loud: Sequence[Finding]) -> Finding | None:
    """The finding whose cure changes the operators of a step.

    A limit that a rule speaks for has no finding: then it is the rule's, about the same operators
    or about an input.
    """
    named = [finding for finding in loud if finding.rule in step.causes]
    here = {(operator.subgraph, operator.index) for operator in step.operators}
    touching = [finding for finding in (*named, *loud) if _touches(finding, here)]
    of_inputs = [f for f in loud if f.locations and all(p.index is None for p in f.locations)]
    return next(iter((*touching, *of_inputs)), None)


def _touches(finding: Finding, here: set[tuple[int, int]]) -> bool:
    return any((p.subgraph, p.index) in here for p in finding.locations if p.index is not None)


def _cut_too_often(where: PlacementSummary | None) -> bool:
    """Whether too many partitions is what the camera refuses, and it is known what joins them."""
    return (
        where is not None
        and not where.preview
        and where.limit is not None
        and bool(where.steps)
        and where.best.total > where.limit
    )


def _nothing_to_change(one: ModelReport) -> FirstStep:
    said = "Nothing to change" if one.verdict is Verdict.CLEAN else "Nothing certain to change"
    tried = () if one.try_on_camera is None else (one.try_on_camera,)
    step = one.next_step
    if step is not None and not step.commands:
        return FirstStep(f"{said}.", notes=step.notes)
    compiled = () if step is None else step.commands
    then = " then ".join(
        [*(["compile it,"] if compiled else []), *(["try it on a camera"] if tried else [])]
    ).rstrip(",")
    return FirstStep(
        f"{said}; {then}." if then else f"{said}.",
        commands=(*compiled, *tried),
        notes=() if step is None else step.notes,
    )

"""The cures of a placement's steps, and the steps that one edit of `--fix` makes together."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from dlpulint.basics.terms import Answer
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, PlacementSummary, StepSummary
from dlpulint.report.sentences import change_sentence
from dlpulint.reporters.cures import has_cure, is_optional, order_of, with_fix
from dlpulint.reporters.latency_line import saved_by


def joined_steps(report: ModelReport) -> tuple[StepSummary, ...]:
    """The steps of a placement; those in a row that the same edit makes are one."""
    placement = report.placement
    return () if placement is None else tuple(_joined(placement, report))


def _joined(placement: PlacementSummary, report: ModelReport) -> Iterator[StepSummary]:
    loud = costly(report)

    def edit_of(numbered: tuple[int, StepSummary]) -> str:
        number, step = numbered
        about = finding_about(step, loud)
        return (with_fix(about) if about is not None else "") or str(number)

    for _, group in groupby(enumerate(placement.steps), key=edit_of):
        (number, first), *others = group
        if not others:
            yield first
            continue
        steps = (first, *(step for _, step in others))
        together = replace(
            first,
            operators=tuple(operator for step in steps for operator in step.operators),
            causes=tuple(dict.fromkeys(cause for step in steps for cause in step.causes)),
            after=steps[-1].after,
        )
        sentence = change_sentence(together, placement, report.backend, also=number > 0)
        yield replace(together, sentence=sentence)


def cure_of(step: StepSummary, report: ModelReport) -> str:
    """First sentence of the cure of a step's operators; empty where no finding has one."""
    about = finding_about(step, costly(report))
    return "" if about is None else order_of(about)


def saved_by_step(step: StepSummary, report: ModelReport) -> str:
    """A sentence on the time after a step's cure; empty where nothing is known of it."""
    return saved_by(finding_about(step, costly(report)), report.latency)


def costly(report: ModelReport) -> list[Finding]:
    """Findings with a cure and an effect, of the converted model where there is a preview."""
    return [
        finding
        for finding in report.findings
        if finding.preview is report.preview
        and finding.answer is Answer.BAD
        and finding.suppressed is None
        and not is_optional(finding)
        and has_cure(finding)
    ]


def finding_about(step: StepSummary, loud: Sequence[Finding]) -> Finding | None:
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

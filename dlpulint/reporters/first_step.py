"""First thing to do about a model on a target, with which every summary begins."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Partitioning, Verdict
from dlpulint.findings.finding import Finding
from dlpulint.report.commands import PICTURE
from dlpulint.report.report import ModelReport, StepSummary
from dlpulint.report.sentences import operators_text
from dlpulint.reporters.cures import (
    KEEPS_WEIGHTS,
    first_sentence,
    has_cure,
    is_about_an_input,
    is_optional,
    order_of,
    sentences,
    with_fix,
)
from dlpulint.reporters.latency_line import saved_by
from dlpulint.reporters.lines import counted
from dlpulint.reporters.step_cures import costly, finding_about, joined_steps

_EXAMPLE = re.compile(r"\bmodel\.onnx\b")
"""The file that cures speak of: an ONNX model that is edited, or written by an exporter."""


ON_CAMERA = "# on the camera, in the folder of the copied file; -i '': random input"
WITH_PICTURE = (
    "# on the camera, in the folder of the copied files; picture1.bin: the input's bytes of a "
    "picture, because random input makes the post-processing slow"
)
"""A comment below the command that tries a model."""


_COMPARE = (
    "Compare the accuracy with that of the float model: per-tensor weights would likely ruin it "
    "(Risk). If they do, convert with `-qt per-channel`, which ARTPEC-8 runs slower, or use "
    "ARTPEC-9 or CV25."
)
"""What comes after a conversion to per-tensor weights whose risk is high."""


class FirstStep(Struct, frozen=True):
    """First thing to do: a change, a command or nothing."""

    how: str
    """Sentences: the cure of the weightiest finding; without any, what to try."""
    gain: str = ""
    """A sentence: the change and its gain; empty where it was not worked out."""
    commands: tuple[str, ...] = ()
    """Commands to run: those of the cure, or where nothing has to be changed before."""
    notes: tuple[str, ...] = ()
    """Conditions of the commands."""
    finding: Finding | None = None
    """The finding whose cure `how` gives."""
    optional: str = ""
    """A sentence: a cure that the model does without, where no other is left."""
    more: tuple[str, ...] = ()
    """Further sentences of the cure."""
    before: str = ""
    """Sentences: a change to make before the conversion that `how` names."""
    then: str = ""
    """Sentences: the first change after the conversion; empty where it needs none."""
    saves: str = ""
    """A sentence: the time after the change, where it can be estimated."""
    rest: str = ""
    """A sentence: operators whose change the gain includes, though another finding cures them."""


def first_step(report: ModelReport) -> FirstStep | None:
    """First thing to do; `None` for a file that could not be read.

    It has the commands of a conversion or a cut that cures its finding.
    """
    first = _first_step(report)
    if first is None:
        return None
    saves = saved_by(first.finding, report.latency)
    return _of_this_file(replace(first, saves=saves) if saves else first, report)


def _first_step(report: ModelReport) -> FirstStep | None:
    first, step = _first_change(report), report.due_step
    if first is None or (finding := first.finding) is None:
        return first
    if report.preview and (change := _after_conversion(report)):
        # It is vain to convert first what the camera would reject then.
        vain = report.after_conversion in (Verdict.REJECTED, Verdict.WRONG)
        first = replace(first, before=change) if vain else replace(first, then=change)
    if report.preview and _is_likely_ruined(report):
        then = " ".join(filter(None, (_COMPARE, first.then)))
        first = replace(first, how=first.how.replace(KEEPS_WEIGHTS, ""), then=then)
    if step is not None and finding.rule in step.cures:
        return _with_commands(first, finding, step.commands, step.notes)
    if finding.cut is not None:
        return _with_commands(first, finding, finding.cut.commands)
    return first


def _with_commands(
    first: FirstStep, finding: Finding, commands: tuple[str, ...], notes: tuple[str, ...] = ()
) -> FirstStep:
    """The step with the commands of the finding's cure, which is then the one by hand."""
    if not commands:
        return replace(first, notes=notes)
    how, *more = (first.how, *first.more) if finding.fixable is None else sentences(finding.fix)
    return replace(first, how=how, more=tuple(more), commands=commands, notes=notes)


def _is_likely_ruined(report: ModelReport) -> bool:
    """Whether the conversion that the target wants would likely ruin the accuracy."""
    risk = report.per_tensor_risk
    return report.as_if is None and risk is not None and risk.grade == "likely-ruined"


def _of_this_file(step: FirstStep, report: ModelReport) -> FirstStep:
    """The step with the name of the file in place of `model.onnx`, if it is ONNX."""
    name = PurePosixPath(report.path).name
    if not re.fullmatch(r"[\w.+-]+\.onnx", name):
        return step

    def named(text: str) -> str:
        return _EXAMPLE.sub(name, text)

    return replace(
        step,
        how=named(step.how),
        more=tuple(map(named, step.more)),
        optional=named(step.optional),
        before=named(step.before),
        then=named(step.then),
    )


def _first_change(report: ModelReport) -> FirstStep | None:
    """First change or nothing to change; `None` for a file that could not be read.

    Findings that keep a model from loading or answering right come first; then those that keep
    it off the DLPU, the largest gain first; then those that cost time. Advice is optional.
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
    loud = [finding for finding in bad if not is_optional(finding)]
    if placement is not None and (placement.preview or not placement.steps):
        placement = None
    limit = None if placement is None else placement.limit
    # Too many partitions are refused too, but the steps join them.
    joined = placement is not None and limit is not None and placement.best.total > limit
    if fatal and not joined:
        # What is wrong in the graph is wrong after a conversion too.
        within = fatal if not report.foreign else [f for f in fatal if f.locations]
        return _cure(_with_cure(within or fatal))
    if placement is not None and placement.partitioning is not Partitioning.WHOLE:
        step = joined_steps(report)[0]
        about = finding_about(step, [finding for finding in loud if has_cure(finding)])
        if about is None:
            how = f"Replace or remove {operators_text(step.operators)}."
            return FirstStep(how, step.sentence)
        return replace(_cure(about), gain=step.sentence, rest=_rest(step, about, loud))
    urgent = [finding for finding in fatal or loud if has_cure(finding)]
    if urgent:
        return _cure(_with_cure([f for f in urgent if f.locations] or urgent))
    placed = report.placement
    whole = placed is not None and placed.partitioning is Partitioning.WHOLE
    doubted = _doubted_file(report.findings) if whole else None
    optional = [finding for finding in bad if is_optional(finding) and has_cure(finding)]
    return _trial(report, optional) if doubted is None else _cure(doubted)


def _after_conversion(report: ModelReport) -> str:
    """The first change that the converted model needs, with its gain; empty where it needs none."""
    placement, loud = report.placement, costly(report)
    fatal = [finding for finding in loud if finding.effect in (Effect.REJECTED, Effect.WRONG)]
    limit = None if placement is None else placement.limit
    joined = placement is not None and limit is not None and placement.best.total > limit
    if placement is not None and placement.steps and (joined or not fatal):
        step = joined_steps(report)[0]
        if about := finding_about(step, loud):
            texts = order_of(about), step.sentence, _rest(step, about, loud)
            return " ".join(filter(None, texts))
    return order_of((fatal or loud)[0]) if loud else ""


def _with_cure(findings: Sequence[Finding]) -> Finding:
    """The first finding that has a cure; without any, the first."""
    return next(filter(has_cure, findings), findings[0])


def _cure(finding: Finding) -> FirstStep:
    how, *more = sentences(finding.fix)
    if order := with_fix(finding):
        by_hand = (f"Or by hand: {how}", *more) if how else ()
        return FirstStep(order, more=by_hand, finding=finding)
    return FirstStep(how, more=tuple(more), finding=finding)


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


def _rest(step: StepSummary, about: Finding, loud: Sequence[Finding]) -> str:
    """A sentence on the operators of a step that another cure than that of `about` is for."""
    if not about.locations:
        return ""
    same = [f for f in loud if f is about or first_sentence(f.fix) == first_sentence(about.fix)]
    cured = set().union(*map(_places, same))
    left = [o for o in step.operators if (o.subgraph, o.index) not in cured]
    for finding in loud:
        places = _places(finding)
        if with_fix(about) and with_fix(finding):
            continue
        if also := [o for o in left if (o.subgraph, o.index) in places]:
            cure = first_sentence(finding.fix).replace(KEEPS_WEIGHTS, "")
            return f"For {operators_text(also)}: {cure}"
    return ""


def _places(finding: Finding) -> set[tuple[int, int | None]]:
    return {(place.subgraph, place.index) for place in finding.locations}


def _trial(report: ModelReport, optional: Sequence[Finding]) -> FirstStep:
    """What to do about a model without urgent cures: try it, and perhaps follow some advice."""
    step = report.due_step
    notes = () if step is None else step.notes
    compiling = () if step is None else step.commands
    blocked = step is not None and not compiling
    trying = () if report.try_on_camera is None or blocked else (report.try_on_camera,)
    sentences = [] if optional else [_unchanged(report)]
    if doing := _doing(report, compiling=bool(compiling), trying=bool(trying)):
        sentences.append(doing)
    advice = ""
    if optional:
        first = min(optional, key=lambda finding: not is_about_an_input(finding))
        when = ", before that" if compiling else ""
        advice = f"Optional{when}: {first_sentence(first.fix)}"
    commands = (*compiling, *trying, *map(comment_on, trying))
    return FirstStep(" ".join(sentences), commands=commands, notes=notes, optional=advice)


def comment_on(command: str) -> str:
    """The comment below a command that tries a model on a camera."""
    return WITH_PICTURE if f"-i {PICTURE}" in command else ON_CAMERA


def _unchanged(report: ModelReport) -> str:
    if report.foreign:
        return "Convert the model for this target."
    return "No change needed so far." if report.verdict is Verdict.UNKNOWN else "Nothing to change."


def _doing(report: ModelReport, *, compiling: bool, trying: bool) -> str:
    """`Try it on a camera to settle 2 open questions.`; empty where there are no commands."""
    if not compiling and not trying:
        return ""
    open_rules = {
        finding.rule
        for finding in report.findings
        if finding.answer is Answer.UNKNOWN
        and finding.suppressed is None
        and finding.effect is not Effect.ADVICE
    }
    settling = report.verdict is Verdict.UNKNOWN and bool(open_rules)
    purpose = f" to settle {counted(len(open_rules), 'open question')}" if settling else ""
    if not trying:
        return f"Compile it{purpose}."
    first = "Compile it, then try" if compiling else "Try"
    return f"{first} it on a camera{purpose}."

"""The sentence below a verdict: its meaning for one model on one target, with the figures."""

from dlpulint.basics.terms import Answer, Device, Effect, Partitioning, Severity, Verdict
from dlpulint.report.report import ModelReport, PlacementSummary
from dlpulint.report.wording import share, span
from dlpulint.reporters.lines import counted

MEANINGS: dict[Verdict, str] = {
    Verdict.REJECTED: "The camera cannot load this model",
    Verdict.WRONG: "The model runs, but gives wrong results",
    Verdict.CPU_ONLY: "The model runs, but all of it on the CPU and nothing on the DLPU",
    Verdict.FALLBACK: "Some operators fall back to the CPU",
    Verdict.SLOW: "The model runs, slower than it could",
    Verdict.CONVERT: "The target accepts this model only after a conversion",
    Verdict.UNKNOWN: "No known problem, but something that decides could not be checked",
    Verdict.CLEAN: "No problem found",
}
"""Meaning of each verdict, without the figures of a model."""


def summary_line(report: ModelReport) -> str:
    """Meaning of the verdict, and how many findings of each level there are."""
    sentence = meaning(report, report.verdict)
    levels = [(level, len(report.rules(level))) for level in Severity]
    counts = ", ".join(counted(number, level.value) for level, number in levels if number)
    # The error of a file to convert is its format, which the sentence already states.
    shown = f" ({counts})" if counts and report.verdict is not Verdict.CONVERT else ""
    return f"{sentence}{shown}."


def meaning(report: ModelReport, verdict: Verdict) -> str:
    """Meaning of a verdict about a model, with its figures, and without the full stop."""
    return _SENTENCES[verdict](report)


def _rejected(report: ModelReport) -> str:
    if report.placement is not None and report.placement.partitioning is Partitioning.WHOLE:
        return f"This model will not run on the {report.backend}"
    return MEANINGS[Verdict.REJECTED]


def _wrong(report: ModelReport) -> str:
    placement = report.placement
    nothing = placement is not None and placement.nothing_on_dlpu and report.backend == "DLPU"
    return MEANINGS[Verdict.WRONG] + ("; nothing runs on the DLPU" if nothing else "")


def _cpu_only(report: ModelReport) -> str:
    placement = report.placement
    off_macs = 0 if placement is None else len(placement.operators) - placement.count(Device.CPU)
    if placement is None or not off_macs:
        return MEANINGS[Verdict.CPU_ONLY]
    fallen = sum(bool(operator.macs) for operator in placement.operators)
    which = (
        "the operator with MACs falls" if fallen == 1 else f"all {fallen} operators with MACs fall"
    )
    return f"The model runs; {which} back to the CPU: 0 % of the compute runs on the DLPU"


def _fallback(report: ModelReport) -> str:
    placement = report.placement
    if placement is None or not placement.operators:
        return MEANINGS[Verdict.FALLBACK]
    fallen, unknown = placement.count(Device.CPU), placement.count(Device.UNKNOWN)
    of = f"of {counted(len(placement.operators), 'operator')}"
    if fallen:
        runs = "runs" if fallen == 1 else "run"
        where = (
            f"{runs.replace('run', 'fall')} back to the CPU"
            if report.backend == "DLPU"
            else f"{runs} outside the {report.backend}"
        )
        more = f", {unknown} could not be checked" if unknown else ""
        sentence = f"The model runs; {fallen} {of} {where}{more}"
    elif unknown:
        sentence = (
            f"The model runs; {unknown} {of} could not be checked and may fall back to the CPU"
        )
    else:
        return "The model may fall back to the CPU, though every operator is accepted"
    figures = _share_of_macs(placement)
    return f"{sentence}; {figures} run on the {report.backend}" if figures else sentence


def _slow(report: ModelReport) -> str:
    placement = report.placement
    if placement is None or not placement.operators:
        return MEANINGS[Verdict.SLOW]
    fallen, unknown = placement.count(Device.CPU), placement.count(Device.UNKNOWN)
    whole = placement.partitioning is Partitioning.WHOLE
    if whole and report.backend == "DLPU" and (unknown or fallen or _unchecked(report)):
        return "If the toolchain accepts this model, it runs slower than it could"
    sentence = f"The model runs on the {report.backend}, slower than it could"
    if fallen and report.backend == "DLPU":
        of = f"of {counted(len(placement.operators), 'operator')}"
        sentence = f"The model runs slower than it could; {fallen} {of} on the CPU"
    elif fallen:
        sentence = "The model runs slower than it could"
    return f"{sentence}; {_unchecked(report)}" if _unchecked(report) else sentence


def _convert(report: ModelReport) -> str:
    after = report.after_conversion
    if after is None and report.format == "tflite":
        return "This target needs ONNX: export the model from the training framework"
    if after is None:
        return "Convert first; the result could not be previewed"
    if after is Verdict.REJECTED:
        return f"The camera would reject this model even after a conversion{_reason(report)}"
    placement = report.placement
    figures = "" if placement is None else _share_on_backend(placement, report.backend)
    return f"Convert first; then {after.value}{figures}"


def _unknown(report: ModelReport) -> str:
    open_points = _unchecked(report)
    return f"No known problem; {open_points}" if open_points else MEANINGS[Verdict.UNKNOWN]


def _clean(report: ModelReport) -> str:
    placement = report.placement
    sentence = MEANINGS[Verdict.CLEAN]
    if (
        placement is not None
        and placement.nothing_on_dlpu
        and report.backend not in ("DLPU", "CPU")
    ):
        return f"{sentence}; no MACs run on the {report.backend}"
    open_points = _unchecked(report)
    if report.due_step is not None and report.due_step.commands:
        sentence += ", but the camera needs the compiled model"
    return f"{sentence}; {open_points}, which changes little" if open_points else sentence


_SENTENCES = {
    Verdict.REJECTED: _rejected,
    Verdict.WRONG: _wrong,
    Verdict.CPU_ONLY: _cpu_only,
    Verdict.FALLBACK: _fallback,
    Verdict.SLOW: _slow,
    Verdict.CONVERT: _convert,
    Verdict.UNKNOWN: _unknown,
    Verdict.CLEAN: _clean,
}


def _unchecked(report: ModelReport) -> str:
    """`3 operators could not be checked`, or the number of questions that are about the file."""
    operators: set[tuple[int, int | None]] = set()
    questions = 0
    if report.placement is not None:
        operators |= {
            (placed.subgraph, placed.index)
            for placed in report.placement.operators
            if placed.device is Device.UNKNOWN
        }
    for finding in report.findings:
        if finding.answer is Answer.BAD or finding.suppressed is not None:
            continue
        if finding.effect is Effect.ADVICE:
            continue
        at = {
            (place.subgraph, place.index) for place in finding.locations if place.index is not None
        }
        operators |= at
        questions += not at
    if operators and questions:
        return (
            f"{counted(len(operators), 'operator')} could not be checked, and "
            f"{counted(questions, 'question')} about the file {'is' if questions == 1 else 'are'} "
            "open"
        )
    if questions:
        return f"{counted(questions, 'question')} about the file could not be answered"
    return f"{counted(len(operators), 'operator')} could not be checked" if operators else ""


def _reason(report: ModelReport) -> str:
    """`: flex operator`, the finding that rejects the converted model.

    Empty where a report that was read back has none.
    """
    titles = (
        finding.title
        for finding in report.findings
        if finding.effect is Effect.REJECTED
        and finding.answer is Answer.BAD
        and (finding.preview or finding.locations)
    )
    title = next(titles, "")
    within = title[:1].lower() + title[1:] if title[1:2].islower() else title
    return f": {within}" if within else ""


def _share_of_macs(placement: PlacementSummary) -> str:
    """`75.6 to 77.2 % of the MACs`; empty for a model without any."""
    macs = placement.macs
    if not macs.total:
        return ""
    least, most = share(macs.dlpu, macs.total), share(macs.dlpu + macs.unknown, macs.total)
    return f"{least if least == most else f'{least} to {most}'} % of the MACs"


def _share_on_backend(placement: PlacementSummary, backend: str) -> str:
    """`, 100 % on the DLPU`: of the MACs, or of the operators of a model without any."""
    if not placement.operators:
        return ""
    if placement.macs.total:
        return f", {_share_of_macs(placement).removesuffix(' of the MACs')} on the {backend}"
    sure = placement.count(Device.DLPU)
    most = sure + placement.count(Device.UNKNOWN)
    return (
        f", {span(sure, most)} of {counted(len(placement.operators), 'operator')} on the {backend}"
    )

"""A report confronted with logs: what they explain, confirm and contradict."""

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from dlpulint.confrontation import converted
from dlpulint.confrontation.about import Subject
from dlpulint.confrontation.compared import disagreements, main_operators
from dlpulint.confrontation.explained import explained
from dlpulint.confrontation.facts import LoggedFacts, logged_facts
from dlpulint.confrontation.ruling import (
    finding_of,
    in_order,
    placed_as_logged,
    ruled,
    verdict_as_logged,
)
from dlpulint.confrontation.timing import beside_estimate, measurement_row
from dlpulint.logs.records import Log
from dlpulint.report.confrontation import Confrontation, Disagreement, LogAnswer
from dlpulint.report.report import ModelReport

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def confronted(
    report: ModelReport,
    logs: Sequence[Log],
    others: Iterable[str] = (),
    camera: str = "",
    axis_os: str = "",
) -> ModelReport:
    """The report with what logs state about it; findings and verdict follow them.

    Args:
        report: a model on a target.
        logs: logs of any kind.
        others: paths of the run's other models, whose lines are not this model's.
        camera: the camera, where the user names it.
        axis_os: its AXIS OS, likewise.
    """
    subject = Subject(report, logs, others)
    facts = logged_facts(subject)
    camera = camera or next((log.camera.product for log in logs if log.camera.product), "")
    axis_os = axis_os or next((log.camera.axis_os for log in logs if log.camera.axis_os), "")
    times = [statement.line.time for statement in facts.statements if statement.line.time]
    times += [log.camera.time for log in logs if log.camera.time]
    day = next((iso[0] for time in times if (iso := _ISO.match(time))), "")
    where = _where(facts, logs, camera, axis_os, day)
    lines = tuple(explained(report, facts))
    reason = _why_silent(report, facts, subject)
    compared = converted.as_converted(report) if report.preview else report
    found = () if reason else tuple(disagreements(compared, facts))
    answer: LogAnswer = "silent" if reason else "contradicts" if found else "agrees"
    shown = Confrontation(
        answer=answer,
        sentence=reason or _sentence(report, facts, found, where),
        predicted=report.verdict if reason else compared.verdict,
        preview=report.preview and not reason,
        logs=tuple(log.name for log in logs),
        measured_on=where,
        latency_ms=facts.latency_ms,
        estimate=beside_estimate(report, facts.latency_ms),
        measurement_row=measurement_row(report, facts.latency_ms, camera, axis_os),
        lines=lines,
        disagreements=found,
        camera=camera,
        axis_os=axis_os,
        date=day,
        loads=facts.loads,
    )
    if reason:
        return replace(report, confrontation=shown)
    if report.preview:
        return replace(converted.after_log(report, facts), confrontation=shown)
    placement = placed_as_logged(report, facts)
    findings = list(ruled(report, placement, facts, where))
    verdict = verdict_as_logged(report, findings, placement, facts, found)
    worse = finding_of(found, verdict, where, report, lines)
    if worse is not None:
        findings.append(worse)
    return replace(
        report,
        confrontation=shown,
        findings=in_order(findings),
        placement=placement,
        verdict=verdict,
    )


def _why_silent(report: ModelReport, facts: LoggedFacts, subject: Subject) -> str:
    """Why logs state nothing about a prediction; empty where they do."""
    if report.error is not None:
        return "The file could not be read, so there is no prediction to compare."
    if report.supposed or report.placement is None:
        return (
            "The prediction is not about this file as it is: check the converted file with the log."
        )
    if report.preview and facts.states_something and not converted.is_named(facts):
        return converted.UNNAMED
    if facts.states_something:
        return ""
    if report.target == "artpec7" and subject.strangers():
        if report.preview:
            return (
                "The compiler's table has other operators than the preview of the conversion: "
                "check the converted file with the log."
            )
        return "The compiler's table has other operators than this model: it is about another file."
    return "The log states nothing about where this model runs, or whether it loads."


def _sentence(
    report: ModelReport, facts: LoggedFacts, found: Sequence[Disagreement], where: str
) -> str:
    if report.preview:
        return converted.sentence_of(found, where)
    if found:
        subjects = [disagreement.subject for disagreement in found]
        more = f" and {len(subjects) - 4} more" if len(subjects) > 4 else ""
        return f"The log contradicts the prediction ({', '.join(subjects[:4])}{more}): {where}."
    operators = len(main_operators(report))
    if facts.counts or facts.totals:
        return f"The log agrees with the prediction of all {operators} operators: {where}."
    return f"The log agrees with the prediction: {where}."


def _where(facts: LoggedFacts, logs: Sequence[Log], camera: str, axis_os: str, day: str) -> str:
    """`Edge TPU compiler 16.0, model.log` or `P3267-LVE, AXIS OS 11.6.94, 2024-01-11`."""
    parts = []
    if facts.run is not None and facts.run.version:
        version = ".".join(facts.run.version.split(".")[:2])
        parts.append(f"Edge TPU compiler {version}")
    if camera:
        parts.append(camera)
    if axis_os:
        parts.append(f"AXIS OS {axis_os}")
    if day:
        parts.append(day)
    names = dict.fromkeys(log.name for log in logs)
    return ", ".join((*parts, *("standard input" if n == "-" else n for n in names)))

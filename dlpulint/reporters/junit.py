"""Writes a report as JUnit XML, which CI services show as passed and failed tests."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dlpulint.basics.terms import Answer
from dlpulint.findings.finding import Finding
from dlpulint.report.gates import ERRORS, Gates, exceeded, tripping
from dlpulint.report.report import ModelReport, Report, TargetSummary
from dlpulint.reporters.lines import placement_line, summary_line
from dlpulint.reporters.locations import places_text
from dlpulint.reporters.untrusted_text import cut, visible

_MESSAGE = 1_000
"""Characters of a message; a service shows it in a line."""

_TEXT = 20_000
"""Characters of what a test prints."""


def write(report: Report, gates: Gates = ERRORS) -> str:
    """A suite a target, a case a model.

    A case fails for what the run fails for, so that it agrees with the exit code; a file that
    cannot be read is an error, and one that is not meant for its target is skipped. There are no
    times, which would differ from run to run.
    """
    root = Element("testsuites", name="dlpulint")
    for target in report.targets:
        linted = [one for one in report.reports if one.target == target.target]
        root.append(_suite(target, [_case(one, gates) for one in linted]))
    for count in ("tests", "failures", "errors"):
        root.set(count, f"{sum(int(suite.get(count, '0')) for suite in root)}")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(target: TargetSummary, cases: Sequence[Element]) -> Element:
    suite = Element("testsuite", name=_text(target.target))
    properties = SubElement(suite, "properties")
    for name, value in (("title", target.title), ("pack_version", target.pack_version)):
        SubElement(properties, "property", name=name, value=_text(value))
    suite.extend(cases)
    suite.set("tests", f"{len(cases)}")
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, f"{sum(case.find(tag) is not None for case in cases)}")
    return suite


def _case(one: ModelReport, gates: Gates) -> Element:
    case = Element("testcase", classname=_text(one.target), name=_text(_name(one)))
    if one.error is not None:
        message = _text(cut(one.error, _MESSAGE))
        SubElement(case, "error", type="unreadable", message=message)
        return case
    if not one.counts:
        message = f"{one.target} takes files of another format"
        SubElement(case, "skipped", message=_text(message))
        return case
    failing, beyond = tripping(one, gates), exceeded(one, gates)
    if failing or beyond:
        rule = failing[0].rule if failing else "bound"
        message = failing[0].message if failing else beyond[0]
        more = len(failing) + len(beyond) - 1
        if more:
            message = f"{cut(message, _MESSAGE)} (and {more} more)"
        failure = SubElement(case, "failure", type=_text(rule), message=_text(message))
        failure.text = "\n\n".join((*map(_text, beyond), _told(failing))).strip()
    told = [summary_line(one), *one.notices]
    if one.placement is not None and one.placement.operators:
        told.append(f"{placement_line(one.placement, one.backend)}.")
    told_already = set(map(id, failing))
    others = [finding for finding in one.findings if id(finding) not in told_already]
    text = "\n".join(told) + ("\n\n" + _told(others) if others else "")
    SubElement(case, "system-out").text = _text(cut(text, _TEXT)) + "\n"
    return case


def _name(one: ModelReport) -> str:
    return " ".join((one.path, *one.supposed))


def _told(findings: Sequence[Finding]) -> str:
    return _text(cut("\n\n".join(map(_paragraph, findings)), _TEXT))


def _paragraph(finding: Finding) -> str:
    level = "open" if finding.answer is Answer.UNKNOWN else finding.level.value
    where = places_text(finding)
    lines = [
        f"{level} {finding.rule}: {finding.message}",
        f"Where: {where}" if where else "",
        f"Do: {finding.fix.strip()}" if finding.fix.strip() else "",
        f"See: {finding.source.title}, {finding.source.url}",
        "" if finding.suppressed is None else f"Suppressed: {finding.suppressed}",
    ]
    return "\n".join(line for line in lines if line)


def _text(text: str) -> str:
    """What XML 1.0 can hold: it has no way to write most control characters."""
    return visible(text)

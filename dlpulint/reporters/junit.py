"""Writes a report as JUnit XML, which CI services show as passed and failed tests."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dlpulint.basics.terms import Answer
from dlpulint.findings.finding import Finding
from dlpulint.report.gates import ERRORS, Gates, exceeded, tripping
from dlpulint.report.report import ModelReport, Report, TargetSummary
from dlpulint.reporters.fixable import fix_command, fixable_line, fixable_sentence
from dlpulint.reporters.headline import summary_line
from dlpulint.reporters.lines import placement_line
from dlpulint.reporters.locations import locations_text
from dlpulint.reporters.untrusted_text import cut, visible

_MESSAGE = 1_000
"""Characters of a message; a service shows it in a line."""

_TEXT = 20_000
"""Characters that a test prints."""


def write(report: Report, gates: Gates = ERRORS) -> str:
    """One suite per target, one case per model.

    A case fails for the run's gates, so that it agrees with the exit code. A file that cannot be
    read is an error; one of another format than its target's is skipped, unless the target was
    asked for. There are no times, which would differ from run to run.
    """
    root = Element("testsuites", name="dlpulint")
    for target in report.targets:
        of_target = [linted for linted in report.reports if linted.target == target.target]
        root.append(_suite(target, [_case(linted, gates) for linted in of_target]))
    for count in ("tests", "failures", "errors"):
        root.set(count, f"{sum(int(suite.get(count, '0')) for suite in root)}")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(target: TargetSummary, cases: Sequence[Element]) -> Element:
    # XML 1.0 cannot hold most control characters: `visible` replaces them.
    suite = Element("testsuite", name=visible(target.target))
    properties = SubElement(suite, "properties")
    for name, value in (("title", target.title), ("pack_version", target.pack_version)):
        SubElement(properties, "property", name=name, value=visible(value))
    suite.extend(cases)
    suite.set("tests", f"{len(cases)}")
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, f"{sum(case.find(tag) is not None for case in cases)}")
    return suite


def _case(linted: ModelReport, gates: Gates) -> Element:
    name = " ".join((linted.path, *linted.supposed))
    case = Element("testcase", classname=visible(linted.target), name=visible(name))
    if linted.error is not None:
        message = visible(cut(linted.error, _MESSAGE))
        SubElement(case, "error", type="unreadable", message=message)
        return case
    if not linted.counts:
        message = visible(f"{linted.target} accepts files of another format")
        SubElement(case, "skipped", message=message)
        return case
    failing, beyond = tripping(linted, gates), exceeded(linted, gates)
    if failing or beyond:
        rule = failing[0].rule if failing else "bound"
        message = failing[0].message if failing else beyond[0]
        more = len(failing) + len(beyond) - 1
        if more:
            message = f"{cut(message, _MESSAGE)} (and {more} more)"
        failure = SubElement(case, "failure", type=visible(rule), message=visible(message))
        failure.text = "\n\n".join((*map(visible, beyond), _paragraphs(failing))).strip()
    lines = [summary_line(linted), *linted.notices]
    if linted.placement is not None and linted.placement.operators:
        lines.append(f"{placement_line(linted.placement, linted.backend)}.")
    if line := fixable_line(linted):
        lines.append(f"{': '.join(filter(None, (line, fix_command(linted))))}")
    listed = set(map(id, failing))
    others = [finding for finding in linted.findings if id(finding) not in listed]
    text = "\n".join(lines) + ("\n\n" + _paragraphs(others) if others else "")
    SubElement(case, "system-out").text = visible(cut(text, _TEXT)) + "\n"
    return case


def _paragraphs(findings: Sequence[Finding]) -> str:
    return visible(cut("\n\n".join(map(_paragraph, findings)), _TEXT))


def _paragraph(finding: Finding) -> str:
    level = "unknown" if finding.answer is Answer.UNKNOWN else finding.level.value
    where, fix = locations_text(finding), finding.fix.strip()
    lines = [
        f"{level} {finding.rule}: {finding.message}",
        f"Where: {where}" if where else "",
        f"Cure: {fix}" if fix else "",
        fixable_sentence(finding),
        f"See: {finding.help}" if finding.help else "",
        f"Source: {finding.source.title}, {finding.source.url}",
        "" if finding.suppressed is None else f"Suppressed: {finding.suppressed}",
    ]
    return "\n".join(filter(None, lines))

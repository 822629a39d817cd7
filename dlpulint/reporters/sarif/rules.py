"""The rules of a run: the texts of each that concern no single file."""

import re
from collections.abc import Mapping, Sequence

from dlpulint.basics.terms import Evidence, Severity
from dlpulint.findings.finding import Finding
from dlpulint.findings.help_page import is_shipped
from dlpulint.report.report import TargetSummary
from dlpulint.reporters.grouping import grouped
from dlpulint.reporters.sarif.github_limits import NAME
from dlpulint.reporters.sarif.linted_files import Result
from dlpulint.reporters.sarif.objects import Object, message
from dlpulint.reporters.untrusted_text import literal_markdown, web_address

_PRECISION = {
    Evidence.DOCUMENTED: "very-high",
    Evidence.SHOWN: "high",
    Evidence.MEASURED: "high",
    Evidence.INFERRED: "medium",
}

# `security-severity` would turn it into a security alert with a score.
_PROBLEM_SEVERITY = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}

_BETWEEN_SENTENCES = re.compile(r"(?<=\.)\s+")


def by_rule(results: Sequence[Result]) -> Mapping[str, Sequence[Result]]:
    """The results of each rule, the rules in the order of their ids."""
    return dict(sorted(grouped(results, lambda result: result.finding.rule).items()))


def rule_of(results: Sequence[Result], target: TargetSummary) -> Object:
    """A rule, described by the first of its results, which is the worst.

    Results have their own level, which overrides the rule's.
    """
    worst = results[0]
    finding = worst.finding
    why = _shared([result.finding.why for result in results]) or finding.title
    fix = _shared([result.finding.fix for result in results])
    descriptor: Object = {
        "id": finding.rule,
        "name": _pascal_case(finding.rule),
        "shortDescription": message(finding.title),
        "fullDescription": message(why),
        "help": {"text": _help(finding, why, fix), "markdown": _markdown_help(finding, why, fix)},
        "defaultConfiguration": {"level": worst.level.value},
        "properties": {
            "tags": ["dlpu", finding.effect.value, target.target],
            "precision": _PRECISION[finding.evidence],
            "problem.severity": _PROBLEM_SEVERITY[worst.level],
        },
    }
    own = None if is_shipped(finding.rule) else web_address(finding.source.url)
    if address := finding.help or own:
        descriptor["helpUri"] = address
    return descriptor


def _pascal_case(rule: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in rule).split()
    return "".join(word[0].upper() + word[1:] for word in words)[:NAME]


def _shared(texts: Sequence[str]) -> str:
    """Sentences with which all texts begin; those that follow concern one model."""
    first, *others = dict.fromkeys(text.strip() for text in texts)
    if not others:
        return first
    sentences = zip(*(_BETWEEN_SENTENCES.split(text) for text in (first, *others)), strict=False)
    shared: list[str] = []
    for same in sentences:
        if len(set(same)) > 1:
            break
        shared.append(same[0])
    return " ".join(shared)


def _help(finding: Finding, why: str, fix: str) -> str:
    source = f"{finding.source.title}, {finding.source.url}, read {finding.source.read}"
    evidence = f"How we know: {finding.evidence}. Source: {source}."
    return "\n\n".join(filter(None, (why, fix, evidence)))


def _markdown_help(finding: Finding, why: str, fix: str) -> str:
    source = literal_markdown(finding.source.title)
    if address := web_address(finding.source.url):
        source = f"[{source}]({address})"
    evidence = f"How we know: {finding.evidence}. Source: {source}, read {finding.source.read}."
    cure = f"**What to do**\n\n{literal_markdown(fix)}" if fix else ""
    return "\n\n".join(filter(None, (literal_markdown(why), cure, evidence)))

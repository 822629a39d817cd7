"""Writes a report as SARIF 2.1.0, in the form that GitHub code scanning takes and shows."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from dlpulint.finding import Finding, Place
from dlpulint.report import ModelReport, Report, TargetSummary
from dlpulint.reporters.foreign import cut, literal_markdown, web_address
from dlpulint.reporters.repository import top_of_repository, uri_within
from dlpulint.terms import Answer, Effect, Evidence, Severity

_Object: TypeAlias = dict[str, object]
_Told: TypeAlias = tuple[ModelReport, Finding]

_HOME = "https://github.com/dlpulint/dlpulint"
"""Validators ask for a page about the tool; this is where its name leads."""

_RESULTS = 5_000
"""Results of a run that GitHub shows; which ones it leaves out above that is not said."""

_PLACES = 100
"""Operators that a result names."""

_DESCRIPTION = 1_024
"""Characters of a description that GitHub shows."""

_NAME = 255
"""Characters of a name that GitHub shows."""

_PRECISION = {
    Evidence.DOCUMENTED: "very-high",
    Evidence.SHOWN: "high",
    Evidence.MEASURED: "high",
    Evidence.INFERRED: "medium",
}

_PROBLEM_SEVERITY = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}

_LEVELS = tuple(Severity)
_EFFECTS = tuple(Effect)


def write(report: Report, root: Path | None = None) -> str:
    """The whole log, one run a target.

    Paths are told relative to `root`, the top of the repository: the nearest folder above the
    working directory that holds `.git`, or else the working directory itself.
    """
    top = root or top_of_repository()
    uris = {one.path: uri_within(top, one.path) for one in report.reports}
    # A target without a result keeps its run: the empty list closes the alerts of the last one.
    log: _Object = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(report, target, uris) for target in report.targets],
    }
    text = json.dumps(log, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _run(report: Report, target: TargetSummary, uris: Mapping[str, str]) -> _Object:
    linted = [one for one in report.reports if one.target == target.target]
    told = sorted(((one, f) for one in linted for f in one.findings), key=_worst_first)
    shown = told[:_RESULTS]
    by_rule: dict[str, Finding] = {}
    for _, finding in shown:
        by_rule.setdefault(finding.rule, finding)
    rules = sorted(by_rule)
    # Findings of a what-if are alerts of their own: they must not close those of the files.
    schemes = sorted({one.as_if for one in linted if one.as_if is not None})
    category = "".join(f"as-if-{scheme}/" for scheme in schemes)
    shapes = sorted({str(shape) for one in linted for shape in one.input_shapes})
    category += "input-shape/" if shapes else ""
    return {
        "tool": {
            "driver": {
                "name": "dlpulint",
                "organization": "dlpulint",
                "fullName": f"dlpulint {report.tool_version}",
                "informationUri": _HOME,
                "version": report.tool_version,
                "semanticVersion": report.tool_version,
                "rules": [_rule(by_rule[rule], target) for rule in rules],
            }
        },
        "automationDetails": {"id": f"dlpulint/{target.target}/{category}"},
        "invocations": [_invocation(linted, uris, left_out=len(told) - len(shown))],
        "columnKind": "unicodeCodePoints",
        "artifacts": _artifacts(linted, uris),
        "results": _results(shown, uris, rules),
        "properties": {
            "title": target.title,
            "packVersion": target.pack_version,
            **({"asIf": schemes[0]} if schemes else {}),
            **({"inputShapes": shapes} if shapes else {}),
        },
    }


def _worst_first(told: _Told) -> tuple[bool, int, bool, int]:
    finding = told[1]
    return (
        finding.suppressed is not None,
        _LEVELS.index(_level(finding)),
        finding.answer is Answer.UNKNOWN,
        _EFFECTS.index(finding.effect),
    )


def _level(finding: Finding) -> Severity:
    """A preview is no alert about the file: no more than a note."""
    return Severity.NOTE if finding.preview else finding.level


def _rule(finding: Finding, target: TargetSummary) -> _Object:
    """A rule, told by its worst finding."""
    why = finding.why.strip() or finding.title
    descriptor: _Object = {
        "id": finding.rule,
        "name": _pascal_case(finding.rule),
        "shortDescription": {"text": _sentence(finding.title, _DESCRIPTION)},
        "fullDescription": {"text": _sentence(why, _DESCRIPTION)},
        "help": {"text": _help(finding, why), "markdown": _markdown_help(finding, why)},
        "defaultConfiguration": {"level": _level(finding).value},
        "properties": {
            "tags": ["dlpu", finding.effect.value, target.target],
            "precision": _PRECISION[finding.evidence],
            "problem.severity": _PROBLEM_SEVERITY[_level(finding)],
        },
    }
    if address := web_address(finding.source.url):
        descriptor["helpUri"] = address
    return descriptor


def _pascal_case(rule: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in rule).split()
    return "".join(word[0].upper() + word[1:] for word in words)[:_NAME]


def _help(finding: Finding, why: str) -> str:
    source = f"{finding.source.title}, {finding.source.url}, read {finding.source.read}"
    known = f"How we know: {finding.evidence}. Source: {source}."
    return "\n\n".join(part for part in (why, finding.fix.strip(), known) if part)


def _markdown_help(finding: Finding, why: str) -> str:
    source = literal_markdown(finding.source.title)
    if address := web_address(finding.source.url):
        source = f"[{source}]({address})"
    known = f"How we know: {finding.evidence}. Source: {source}, read {finding.source.read}."
    fix = finding.fix.strip()
    cure = f"**What to do**\n\n{literal_markdown(fix)}" if fix else ""
    return "\n\n".join(part for part in (literal_markdown(why), cure, known) if part)


def _sentence(text: str, longest: int) -> str:
    """`text` on one line with a full stop.

    A message may hold links, `[text](target)`; what a name from a model would make one is
    taken apart, since readers do not agree on how to escape it.
    """
    line = cut(" ".join(text.split()).replace("](", "] ("), longest - 1)
    return line if line.endswith(".") else f"{line}."


def _results(
    shown: Sequence[_Told], uris: Mapping[str, str], rules: Sequence[str]
) -> list[_Object]:
    places = {rule: place for place, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = []
    for one, finding in shown:
        uri = uris[one.path]
        # GitHub takes results of one fingerprint for one alert, whatever their files. The number
        # tells apart what comes to the same URI, as CodeQL does for equal lines.
        what = "\0".join((finding.fingerprint, uri, *_supposed(one)))
        identity = hashlib.sha256(what.encode()).hexdigest()[:16]
        seen[identity] += 1
        fingerprint = f"{identity}:{seen[identity]}"
        results.append(_result(finding, uri, places[finding.rule], fingerprint, one.supposed))
    return results


def _supposed(one: ModelReport) -> tuple[str, ...]:
    """What makes a finding of a what-if another one than that of the file."""
    return (*((one.as_if,) if one.as_if else ()), *(str(shape) for shape in one.input_shapes))


def _result(
    finding: Finding, uri: str, rule: int, fingerprint: str, supposed: tuple[str, ...]
) -> _Object:
    words = ", ".join(supposed)
    prefix = f"{words[:1].upper()}{words[1:]}: " if words else ""
    message = _sentence(prefix + finding.message, _DESCRIPTION)
    if finding.fix.strip():
        message += " " + _sentence(finding.fix, _DESCRIPTION)
    location = _location(uri)
    if operators := _operators(finding.places):
        location["logicalLocations"] = operators
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        # "Cannot tell" would be of the kind `review` or `open`, but these must have the level
        # `none`, which GitHub does not list among its levels. A note is shown.
        "kind": "fail",
        "level": _level(finding).value,
        "message": {"text": message},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
        "suppressions": _suppressions(finding),
        "properties": {
            "answer": finding.answer.value,
            "effect": finding.effect.value,
            "evidence": finding.evidence.value,
            "count": finding.count,
            **({"preview": True} if finding.preview else {}),
        },
    }


def _suppressions(finding: Finding) -> list[_Object]:
    """Written even when empty: in a run, all results say whether they are suppressed, or none."""
    if finding.suppressed is None:
        return []
    justification = finding.suppressed or "ignored"
    return [{"kind": "external", "status": "accepted", "justification": justification}]


def _location(uri: str) -> _Object:
    """A model as a whole. GitHub shows a message on a binary file only if it has a line."""
    region = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _operators(places: Iterable[Place]) -> list[_Object]:
    """The first operators or tensors of a finding, each once."""
    named: dict[str, _Object] = {}
    for place in places:
        if len(named) == _PLACES:
            break
        scope = "main" if place.subgraph == 0 else f"subgraph{place.subgraph}"
        tensor = next((name for name in place.tensors if name), place.op or "unnamed")
        within = tensor if place.index is None else f"{place.index}:{place.op}"
        full = cut(f"{scope}/{within}", _NAME)
        named[full] = {"name": cut(tensor, _NAME), "fullyQualifiedName": full, "kind": "element"}
    return list(named.values())


def _artifacts(linted: Iterable[ModelReport], uris: Mapping[str, str]) -> list[_Object]:
    artifacts: dict[tuple[str, str | None], _Object] = {}
    for one in linted:
        artifact: _Object = {
            "location": {"uri": uris[one.path]},
            "roles": ["analysisTarget"],
            "mimeType": "application/octet-stream",
        }
        if one.model is not None:
            artifact["length"] = one.model.bytes
            artifact["hashes"] = {"sha-256": one.model.sha256}
        artifacts[uris[one.path], one.model.sha256 if one.model else None] = artifact
    return list(artifacts.values())


def _invocation(
    linted: Sequence[ModelReport], uris: Mapping[str, str], *, left_out: int
) -> _Object:
    notifications: list[_Object] = []
    unreadable = [one for one in linted if one.error is not None]
    for one in unreadable:
        text = _sentence(f"{uris[one.path]} was not linted: {one.error}", _DESCRIPTION)
        notifications.append(
            {
                "level": "error",
                "message": {"text": text},
                "locations": [_location(uris[one.path])],
            }
        )
    for one in linted:
        for notice in one.notices:
            text = _sentence(f"{uris[one.path]}: {notice}", _DESCRIPTION)
            told = {"level": "note", "message": {"text": text}}
            notifications.append({**told, "locations": [_location(uris[one.path])]})
    if left_out:
        text = f"{left_out} findings are left out; the first {_RESULTS} are the worst."
        notifications.append({"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": not unreadable,
        "toolExecutionNotifications": notifications,
    }

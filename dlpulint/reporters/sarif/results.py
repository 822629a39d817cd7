"""The results of a run: findings with their file, operators and fingerprint."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.findings.finding import Finding, Fixable, Location
from dlpulint.reporters.fixable import fixable_sentence
from dlpulint.reporters.sarif.github_limits import NAME
from dlpulint.reporters.sarif.linted_files import Linted, Result
from dlpulint.reporters.sarif.objects import Object, location, sentence
from dlpulint.reporters.untrusted_text import cut

_LEVELS = tuple(Severity)
_EFFECTS = tuple(Effect)


def worst_first(files: Iterable[Linted]) -> list[Result]:
    """All findings that are alerts; ignored ones last."""
    results = (Result(file, finding) for file in files for finding in file.findings)
    return sorted(results, key=_rank)


def _rank(result: Result) -> tuple[bool, int, bool, int]:
    finding = result.finding
    return (
        finding.suppressed is not None,
        _LEVELS.index(result.level),
        finding.answer is Answer.UNKNOWN,
        _EFFECTS.index(finding.effect),
    )


def results_of(results: Iterable[Result], rules: Sequence[str], operators: int) -> Iterator[Object]:
    """The results, naming so many operators each; `rules` are the ids of the run's rules."""
    indices = {rule: index for index, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    for result in results:
        identity = _identity(result)
        seen[identity] += 1
        # The number distinguishes results of the same URI, as CodeQL does for equal lines.
        fingerprint = f"{identity}:{seen[identity]}"
        yield _result(result, indices[result.finding.rule], fingerprint, operators)


def _identity(result: Result) -> str:
    """Digits by which an alert stays the same after the model was trained or exported anew.

    For GitHub results of one fingerprint are one alert, whatever their files. A what-if has
    alerts of its own.
    """
    report = result.file.report
    supposed = (*filter(None, (report.as_if,)), *map(str, report.input_shapes))
    text = "\0".join((result.finding.fingerprint, result.file.uri, *supposed))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _result(result: Result, rule: int, fingerprint: str, operators: int) -> Object:
    finding = result.finding
    where = location(result.file.uri)
    if named := _operators(finding.locations, operators):
        where["logicalLocations"] = named
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        # "Cannot tell" would be of the kind `review` or `open`, but these must have the level
        # `none`, which GitHub does not list among its levels. It shows a note.
        "kind": "fail",
        "level": result.level.value,
        "message": {"text": _message(result)},
        "locations": [where],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
        "suppressions": _suppressions(finding),
        "properties": {
            "answer": finding.answer.value,
            "effect": finding.effect.value,
            "evidence": finding.evidence.value,
            "count": finding.count,
            **({"preview": True} if finding.preview else {}),
            **_fixable(finding.fixable),
        },
    }


def _fixable(fixable: Fixable | None) -> Object:
    """The edit that mends a finding; `fixes` of a result would be edits of a text file."""
    if fixable is None:
        return {}
    edit = {"edit": fixable.edit, "lossy": fixable.lossy}
    return {"fixable": edit | {"description": sentence(fixable.description)}}


def _message(result: Result) -> str:
    """Target, message and cure; where GitHub has little room it shows the first sentence only."""
    report = result.file.report
    prefix = f"[{', '.join((report.target, *report.supposed))}] "
    message = sentence(prefix + result.finding.message)
    fix = result.finding.fix.strip()
    mended = fixable_sentence(result.finding)
    return " ".join((message, *(sentence(text) for text in (fix, mended) if text)))


def _suppressions(finding: Finding) -> list[Object]:
    """Suppressions, written even when empty: in a run, all results have the list, or none."""
    if finding.suppressed is None:
        return []
    justification = finding.suppressed or "ignored"
    return [{"kind": "external", "status": "accepted", "justification": justification}]


def _operators(locations: Iterable[Location], most: int) -> list[Object]:
    """The first operators or tensors of a finding, each once."""
    named: dict[str, Object] = {}
    for at in locations:
        if len(named) == most:
            break
        scope = "main" if at.subgraph == 0 else f"subgraph{at.subgraph}"
        tensor = next((name for name in at.tensors if name), at.op or "unnamed")
        within = tensor if at.index is None else f"{at.index}:{at.op}"
        full = cut(f"{scope}/{within}", NAME)
        named[full] = {"name": cut(tensor, NAME), "fullyQualifiedName": full, "kind": "element"}
    return list(named.values())

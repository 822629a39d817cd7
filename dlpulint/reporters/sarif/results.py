"""The results of a run: findings with their file, operators and fingerprint."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.findings.finding import Finding, Location
from dlpulint.report.report import ModelReport
from dlpulint.reporters.sarif.github_limits import NAME
from dlpulint.reporters.sarif.linted_files import Linted, Told
from dlpulint.reporters.sarif.objects import Object, location, sentence
from dlpulint.reporters.untrusted_text import cut

_LEVELS = tuple(Severity)
_EFFECTS = tuple(Effect)


def worst_first(files: Iterable[Linted]) -> list[Told]:
    """All findings that are alerts; ignored ones last."""
    return sorted((Told(file, one) for file in files for one in file.findings), key=_rank)


def _rank(told: Told) -> tuple[bool, int, bool, int]:
    finding = told.finding
    return (
        finding.suppressed is not None,
        _LEVELS.index(told.level),
        finding.answer is Answer.UNKNOWN,
        _EFFECTS.index(finding.effect),
    )


def results_of(told: Iterable[Told], rules: Sequence[str], operators: int) -> list[Object]:
    """The results, naming so many operators each; `rules` are the ids of the run's rules."""
    places = {rule: place for place, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = []
    for one in told:
        identity = _identity(one)
        seen[identity] += 1
        # The number tells apart what comes to the same URI, as CodeQL does for equal lines.
        fingerprint = f"{identity}:{seen[identity]}"
        results.append(_result(one, places[one.finding.rule], fingerprint, operators))
    return results


def _identity(told: Told) -> str:
    """What makes an alert the same one after the model was trained or exported anew.

    GitHub takes results of one fingerprint for one alert, whatever their files.
    """
    what = (told.finding.fingerprint, told.file.uri, *_supposed(told.file.one))
    return hashlib.sha256("\0".join(what).encode("utf-8", "replace")).hexdigest()[:16]


def _supposed(one: ModelReport) -> tuple[str, ...]:
    """What makes a finding of a what-if another one than that of the file."""
    return (*((one.as_if,) if one.as_if else ()), *(str(shape) for shape in one.input_shapes))


def _result(told: Told, rule: int, fingerprint: str, operators: int) -> Object:
    finding = told.finding
    where = location(told.file.uri)
    if named := _operators(finding.locations, operators):
        where["logicalLocations"] = named
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        # "Cannot tell" would be of the kind `review` or `open`, but these must have the level
        # `none`, which GitHub does not list among its levels. A note is shown.
        "kind": "fail",
        "level": told.level.value,
        "message": {"text": _message(told)},
        "locations": [where],
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


def _message(told: Told) -> str:
    """What is wrong and what to change; in narrow places GitHub shows the first sentence only."""
    words = ", ".join(told.file.one.supposed)
    prefix = f"{words[:1].upper()}{words[1:]}: " if words else ""
    message = sentence(prefix + told.finding.message)
    fix = told.finding.fix.strip()
    return f"{message} {sentence(fix)}" if fix else message


def _suppressions(finding: Finding) -> list[Object]:
    """Written even when empty: in a run, all results say whether they are suppressed, or none."""
    if finding.suppressed is None:
        return []
    justification = finding.suppressed or "ignored"
    return [{"kind": "external", "status": "accepted", "justification": justification}]


def _operators(places: Iterable[Location], most: int) -> list[Object]:
    """The first operators or tensors of a finding, each once."""
    named: dict[str, Object] = {}
    for place in places:
        if len(named) == most:
            break
        scope = "main" if place.subgraph == 0 else f"subgraph{place.subgraph}"
        tensor = next((name for name in place.tensors if name), place.op or "unnamed")
        within = tensor if place.index is None else f"{place.index}:{place.op}"
        full = cut(f"{scope}/{within}", NAME)
        named[full] = {"name": cut(tensor, NAME), "fullyQualifiedName": full, "kind": "element"}
    return list(named.values())

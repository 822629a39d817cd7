"""The cure of a finding: its sentences, whether it has one, and what `--fix` does instead."""

import re

from dlpulint.basics.terms import Effect, Severity
from dlpulint.findings.finding import Finding

_NO_CHANGE = "No change is needed"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")

KEEPS_WEIGHTS = "; no retraining is needed"
"""True of a conversion; left out where a change before it needs training."""


def has_cure(finding: Finding) -> bool:
    """Whether something can be changed about a finding."""
    return bool(finding.fix.strip()) and not finding.fix.startswith(_NO_CHANGE)


def is_optional(finding: Finding) -> bool:
    """Whether a model does without the cure: a note that is about no effect of its own."""
    return finding.level is Severity.NOTE and finding.effect is Effect.ADVICE


def first_sentence(text: str) -> str:
    """First sentence of a cure, without the conditions that follow."""
    return sentences(text)[0]


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order."""
    return _SENTENCE_END.split(" ".join(text.split()))


def order_of(finding: Finding) -> str:
    """What `--fix` does, where it cures the finding; else the first sentence of its cure."""
    return with_fix(finding) or first_sentence(finding.fix)


def with_fix(finding: Finding) -> str:
    """`With `--fix`: cut off …`; empty where it would change the results, or does nothing."""
    fixable = finding.fixable
    if fixable is None or fixable.lossy:
        return ""
    return f"With `--fix`: {fixable.description[:1].lower()}{fixable.description[1:]}."


def is_about_an_input(finding: Finding) -> bool:
    """Whether a finding is about an input or output: the frames of the camera have to fit it."""
    return bool(finding.locations) and all(place.index is None for place in finding.locations)

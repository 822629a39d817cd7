"""What many models fail for, where there is no room to tell of each: a line a rule."""

from collections import Counter
from collections.abc import Iterator, Sequence

from dlpulint.basics.terms import Severity
from dlpulint.report.report import ModelReport
from dlpulint.reporters.text.pen import Pen

_SHOWN = 10
"""Rules that are told."""


def cause_lines(failing: Sequence[ModelReport], pen: Pen) -> Iterator[str]:
    """The rules of errors with how many models they are about, the most frequent first."""
    counts = Counter(cause for one in failing for cause in _causes(one))
    if not counts:
        return
    yield "What they fail for"
    for (rule, title, target), count in counts.most_common(_SHOWN):
        models = f"{count} model{'s' if count != 1 else ''} on {target}"
        yield from pen.wrap(f"{rule}: {title} ({models})", "  error  ", of=Severity.ERROR, most=2)
    if len(counts) > _SHOWN:
        yield f"         … and {len(counts) - _SHOWN} more rules"
    yield ""


def _causes(one: ModelReport) -> tuple[tuple[str, str, str], ...]:
    """Rule, title and target of each rule with an error, once."""
    errors = (
        (finding.rule, finding.title, one.target)
        for finding in one.findings
        if finding.level is Severity.ERROR and finding.suppressed is None
    )
    return tuple(dict.fromkeys(errors))

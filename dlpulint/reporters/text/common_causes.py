"""Common errors of many models, where there is no room for each model: one line per rule."""

from collections import Counter
from collections.abc import Iterator, Sequence

from dlpulint.basics.terms import Severity
from dlpulint.report.report import ModelReport
from dlpulint.reporters.lines import counted
from dlpulint.reporters.text.pen import Pen

_SHOWN = 10
"""Rules that are listed."""


def cause_lines(failing: Sequence[ModelReport], pen: Pen) -> Iterator[str]:
    """Rules of errors with the number of models, the most frequent first."""
    counts = Counter(cause for report in failing for cause in _causes(report))
    if not counts:
        return
    yield "Most frequent errors"
    for (rule, title, target), count in counts.most_common(_SHOWN):
        models = f"{counted(count, 'model')} on {target}"
        yield from pen.wrap(f"{rule}: {title} ({models})", "  error  ", of=Severity.ERROR, most=2)
    if len(counts) > _SHOWN:
        yield f"         … and {len(counts) - _SHOWN} more rules"
    yield ""


def _causes(report: ModelReport) -> tuple[tuple[str, str, str], ...]:
    """Rule, title and target of each rule with an error, once."""
    errors = (
        (finding.rule, finding.title, report.target)
        for finding in report.findings
        if finding.level is Severity.ERROR and finding.suppressed is None
    )
    return tuple(dict.fromkeys(errors))

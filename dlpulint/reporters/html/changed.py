"""The block `What changed` of a model on a target: findings, figures and reasons."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Answer
from dlpulint.compare.data import Change, Difference, FindingChange, What
from dlpulint.reporters.difference.cause_sentences import because_line
from dlpulint.reporters.difference.change_sentences import facts, verdict_word
from dlpulint.reporters.html.pairs import Pages, Pair
from dlpulint.reporters.html.sections import Judged, Section

MOST_CHANGES = 8
"""Most findings of the block that are not folded."""

_WORDS: dict[What, str] = {
    "new": "New",
    "more": "More operators",
    "louder": "Worse",
    "counted": "No longer ignored",
    "fewer": "Fewer operators",
    "quieter": "Milder",
    "ignored": "Now ignored",
    "gone": "Gone",
}
_LABELS = {"Graph": "Operators", "Pieces": "Partitions"}


class ChangeRow(Struct, frozen=True):
    """A finding that has changed."""

    word: str
    tone: str
    """Its level, `unknown` or `ignored`, as the page colours findings."""
    title: str
    id: str | None
    """The id of the finding on the page; `None` where it is not listed."""
    count: str
    """How many times it holds, `3 → 5`, or how many such findings changed, `×3`; else empty."""


class Changed(Struct, frozen=True):
    """All that has changed of a model on a target."""

    verdicts: tuple[str, str]
    findings: tuple[ChangeRow, ...]
    facts: tuple[tuple[str, str], ...]
    because: str
    only: str
    """A sentence where one side lacks the model or the target; empty where both have it."""


def changed(pages: Pages, section: Section, judged: Judged) -> Changed | None:
    """What has changed of a model; `None` in an ordinary report.

    It is told once, with the model after the change.
    """
    pair = pages.pair(section)
    change = None if pair is None else pair.changes.get(judged.report.target)
    if pair is None or change is None or pages.comparison is None:
        return None

    def cause(rule: str) -> str:
        """The title of a rule's finding, which stands with the side that it keeps off the DLPU."""
        for side in (pair.new, pair.old):
            there = None if side is None else side.on(change.target)
            if there is not None and (id := there.by_rule.get(rule)):
                return there.findings[id].first.title
        return rule

    lacking = "OLD" if change.path.before is None else "NEW"
    return Changed(
        verdicts=_verdicts(change),
        findings=tuple(_rows(pair, change)),
        facts=tuple((_LABELS.get(label, label), text) for label, text in facts(change, cause)),
        because=_because(change, pages.comparison.difference),
        only="" if change.compared else f"{lacking} has no result for this model and target.",
    )


def _because(change: Change, difference: Difference) -> str:
    """The reasons; empty for another model, which is what most users compare."""
    return "" if change.because == ("model",) else because_line(change, difference)


def _verdicts(change: Change) -> tuple[str, str]:
    return (
        verdict_word(change.path.before, change.error.before, change.verdict.before),
        verdict_word(change.path.after, change.error.after, change.verdict.after),
    )


def _rows(pair: Pair, change: Change) -> Iterator[ChangeRow]:
    """A row per change; those that read the same are one, with their number."""
    rows = Counter(_each(pair, change)) if change.compared else Counter()
    for row, times in rows.items():
        yield row if times == 1 or row.count else replace(row, count=f"×{times}")


def _each(pair: Pair, change: Change) -> Iterator[ChangeRow]:
    sides = [
        None if section is None else section.on(change.target) for section in (pair.new, pair.old)
    ]
    for finding in change.findings:
        # A finding that is gone stands with the model before the change.
        now, was = sides
        judged = was if finding.what == "gone" else now
        count = finding.count
        yield ChangeRow(
            word=_WORDS[finding.what],
            tone=_tone(finding),
            title=_title(finding, judged),
            id=None if judged is None else judged.by_rule.get(finding.rule),
            count=f"{count.before} → {count.after}" if finding.what in ("more", "fewer") else "",
        )


def _tone(finding: FindingChange) -> str:
    level = finding.level.after or finding.level.before
    if finding.suppressed is not None:
        return "ignored"
    return "unknown" if finding.answer is Answer.UNKNOWN or level is None else level.value


def _title(finding: FindingChange, judged: Judged | None) -> str:
    """The finding's title; its rule's id where the report is not at hand."""
    findings = () if judged is None else judged.report.findings
    same = (one.title for one in findings if one.fingerprint == finding.fingerprint)
    return next(same, finding.rule)

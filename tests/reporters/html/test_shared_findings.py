"""Findings that several targets share: which are the same, and in which order they stand."""

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Evidence, Severity
from dlpulint.findings.finding import Cut, Finding, rank
from dlpulint.reporters.html.shared_findings import SharedFinding, shared
from dlpulint.reporters.html.sheets import Sheet, sheets_of
from tests.reporters.html.reading import drawn, section
from tests.reporters.samples import CUT_TAIL, SOURCE, finding, model_report, place


def both(first: Finding, second: Finding) -> tuple[SharedFinding, ...]:
    """The findings of a file with one finding on each of two targets."""
    return shared([([[first]], None), ([[second]], None)])


def graph(anchor: str) -> Sheet:
    return sheets_of(anchor, [drawn()])[0]


def test_the_same_words_on_two_targets_stand_once() -> None:
    (one,) = both(finding(), finding(target="artpec9"))
    assert one.targets == (0, 1)
    assert one.rules == ("artpec8/per-channel-weights",)
    assert one.count == 1


def test_a_rule_of_another_target_in_the_same_words_is_named_too() -> None:
    (one,) = both(finding("artpec8/x"), finding("artpec9/x", target="artpec9"))
    assert one.rules == ("artpec8/x", "artpec9/x")
    assert one.first.rule == "artpec8/x"


OTHERS = {
    "title": finding(title="Other"),
    "level": finding(level=Severity.ERROR),
    "answer": finding(answer=Answer.UNKNOWN),
    "evidence": finding(evidence=Evidence.SHOWN),
    "message": finding(message="CONV_2D at 12 has 17"),
    "why": finding(why="Another reason."),
    "fix": finding(fix="Another cure."),
    "fixable": finding(fixable=CUT_TAIL),
    "source": finding(source=replace(SOURCE, title="Another page")),
    "cut": replace(finding(), cut=Cut(("a",), ())),
    "locations": finding(locations=[place(13)]),
    "values": finding(locations=[place(scales=3)]),
    "count": replace(finding(), count=2),
    "suppressed": finding(suppressed="known"),
    "preview": replace(finding(), preview=True),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_a_reader_sees_differently_stands_twice(what: str) -> None:
    found = both(finding(), OTHERS[what])
    assert sorted(one.targets for one in found) == [(0,), (1,)]


def test_locations_of_another_graph_are_another_finding() -> None:
    first, second = graph("m1"), graph("m2")
    found = shared([([[finding()]], first), ([[finding()]], second)])
    assert [one.sheet for one in found] == [first, second]
    (same,) = shared([([[finding()]], first), ([[finding()]], first)])
    assert same.targets == (0, 1)


def test_a_finding_about_the_whole_file_is_the_same_on_every_graph() -> None:
    whole = finding(locations=())
    (one,) = shared([([[whole]], graph("m1")), ([[whole]], graph("m2"))])
    assert one.targets == (0, 1)


def test_a_group_is_shared_as_a_whole() -> None:
    first, second = finding(message="one"), finding(message="two")
    found = shared([([[first, second]], None), ([[first]], None)])
    assert [(one.targets, one.count) for one in found] == [((0,), 2), ((1,), 1)]


def test_a_third_target_joins_the_words_that_it_shares() -> None:
    other = finding(fix="Another cure.")
    found = shared([([[finding()]], None), ([[other]], None), ([[other]], None)])
    assert [one.targets for one in found] == [(0,), (1, 2)]


@pytest.mark.parametrize(
    ("of", "tone"),
    [
        (finding(level=Severity.ERROR), "error"),
        (finding(level=Severity.NOTE, answer=Answer.UNKNOWN), "unknown"),
        (finding(level=Severity.ERROR, answer=Answer.UNKNOWN, suppressed="known"), "ignored"),
    ],
)
def test_a_finding_has_a_tone(of: Finding, tone: str) -> None:
    (one,) = shared([([[of]], None)])
    assert one.tone == tone


NOTE, WARNING, ERROR = (
    finding(f"x/{level}", title=f"{level}", level=level)
    for level in (Severity.NOTE, Severity.WARNING, Severity.ERROR)
)
UNSURE = finding("x/unsure", title="unsure", level=Severity.NOTE, answer=Answer.UNKNOWN)


def test_the_worst_comes_first_and_what_is_ignored_or_of_a_preview_last() -> None:
    ignored = finding("x/i", title="ignored", level=Severity.ERROR, suppressed="known")
    preview = replace(ERROR, title="preview", preview=True)
    quiet = replace(preview, title="ignored preview", suppressed="known")
    findings = [quiet, preview, ignored, UNSURE, NOTE, WARNING, ERROR]
    found = shared([([[one] for one in findings], None)])
    assert [one.first.title for one in found] == [
        "error", "warning", "note", "unsure", "ignored", "preview", "ignored preview",
    ]  # fmt: skip


def test_each_target_keeps_its_order_from_worst_to_least() -> None:
    """Weights decide among findings of a level, so the first target's order stays as it is."""
    other = finding("x/other", title="other", level=Severity.WARNING)
    first = [ERROR, other, WARNING, NOTE]
    second = [replace(NOTE, title="only here"), WARNING, other, UNSURE]
    linted = section(model_report(findings=first), model_report(target="cv25", findings=second))
    here, there = linted.judged
    assert [one.first for one in here.findings.values()] == first
    ranks = [rank(one.first) for one in there.findings.values()]
    assert ranks == sorted(ranks)
    assert len(there.findings) == 4


def test_ids_count_over_all_targets_and_reasons_lead_to_the_target_s_own() -> None:
    here = finding("x/rule", fix="Here.")
    there = finding("x/rule", fix="There.")
    linted = section(
        model_report(findings=[WARNING, here]), model_report(target="cv25", findings=[there, ERROR])
    )
    assert list(linted.findings) == ["m1f1", "m1f2", "m1f3", "m1f4"]
    first, second = linted.judged
    assert linted.findings[first.by_rule["x/rule"]].first.fix == "Here."
    assert linted.findings[second.by_rule["x/rule"]].first.fix == "There."
    assert "x/error" in second.by_rule
    assert "x/error" not in first.by_rule

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.compare.data import FindingChange
from dlpulint.compare.finding_changes import bounds_passed, finding_changes
from dlpulint.findings.finding import Fixable
from dlpulint.report.contract import WrittenFinding
from dlpulint.report.latency import Latency
from tests.compare.samples import finding, placement, report

ONE, THREE = finding(), finding(count=3)
WARNING = finding(level=Severity.WARNING)
REJECTED = replace(ONE, effect=Effect.REJECTED)
IGNORED = finding(suppressed="baseline")
MENDED = replace(ONE, fixable=Fixable("cut-tail", "Cut off 3 operators"))


def changes(
    was: WrittenFinding | None, now: WrittenFinding | None, *gates: str
) -> tuple[FindingChange, ...]:
    before = report("a", *(() if was is None else (was,)))
    after = report("a", *(() if now is None else (now,)))
    return finding_changes(before, after, gates or ("error",))


@pytest.mark.parametrize(
    ("was", "now", "what", "fails"),
    [
        (None, ONE, "new", True),
        (ONE, None, "gone", False),
        (ONE, THREE, "more", True),
        (THREE, ONE, "fewer", False),
        (WARNING, ONE, "louder", True),
        (ONE, WARNING, "quieter", False),
        (ONE, REJECTED, "louder", True),
        (REJECTED, ONE, "quieter", False),
        (IGNORED, ONE, "counted", True),
        (ONE, IGNORED, "ignored", False),
        (None, IGNORED, "ignored", False),
        (None, WARNING, "new", False),
        (None, finding(preview=True), "new", False),
    ],
)
def test_what_became_of_a_finding(
    was: WrittenFinding | None, now: WrittenFinding | None, what: str, fails: bool
) -> None:
    assert [(change.what, change.fails) for change in changes(was, now)] == [(what, fails)]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (ONE, ONE),
        (None, None),
        (IGNORED, None),
        (IGNORED, IGNORED),
        (ONE, MENDED),
        (MENDED, ONE),
    ],
)
def test_what_is_the_same_on_both_sides_is_not_told(
    was: WrittenFinding | None, now: WrittenFinding | None
) -> None:
    assert changes(was, now) == ()


def test_gates_decide_what_fails() -> None:
    assert [change.fails for change in changes(None, WARNING, "warning")] == [True]
    assert [change.fails for change in changes(None, WARNING, "slow")] == [True]
    assert [change.fails for change in changes(None, ONE, "never")] == [False]
    open_question = finding(answer=Answer.UNKNOWN, level=Severity.NOTE)
    assert [change.fails for change in changes(None, open_question, "note")] == [False]
    assert [change.fails for change in changes(None, open_question, "unknown")] == [True]


def test_what_is_not_meant_for_its_target_fails_nothing() -> None:
    found = finding_changes(report("a"), report("a", ONE, counts=False), ("error",))
    assert [(change.what, change.fails) for change in found] == [("new", False)]


def test_findings_of_one_fingerprint_are_one() -> None:
    found = finding_changes(report("a", ONE), report("a", ONE, ONE), ("error",))
    assert [(change.what, change.count.before, change.count.after) for change in found] == [
        ("more", 1, 2)
    ]


def test_what_fails_comes_first() -> None:
    quiet = finding("artpec8/note", level=Severity.NOTE)
    loud = finding("artpec8/loud")
    found = finding_changes(report("a"), report("a", quiet, loud), ("error",))
    assert [change.rule for change in found] == ["artpec8/loud", "artpec8/note"]


def test_a_bound_counts_where_it_is_passed_anew() -> None:
    gates = ("partitions>4", "cpu-macs>5%")
    few, many = (
        report("a", where=placement(partitions=4)),
        report("a", where=placement(partitions=9)),
    )
    slow = report("a", where=placement(partitions=9, dlpu=50, cpu=50))
    assert bounds_passed(few, many, gates) == ("9 partitions (partitions>4)",)
    assert bounds_passed(many, many, gates) == ()
    assert bounds_passed(many, slow, gates) == ("50 % of the MACs on the CPU (cpu-macs>5%)",)
    assert bounds_passed(few, report("a", where=placement(partitions=9, preview=True)), gates) == ()
    assert bounds_passed(None, many, gates) == ("9 partitions (partitions>4)",)


def test_a_bound_on_the_time_counts_where_it_is_passed_anew() -> None:
    gates = ("latency>50ms",)
    fast = replace(report("a"), latency=Latency(camera="Q1656", low=15.0, high=24.0, inside=True))
    slow = replace(report("a"), latency=Latency(camera="Q1656", low=44.0, high=70.0, inside=True))
    assert bounds_passed(fast, slow, gates) == ("Up to 70 ms on a Q1656, estimated (latency>50ms)",)
    assert bounds_passed(slow, slow, gates) == ()
    assert bounds_passed(slow, fast, gates) == ()

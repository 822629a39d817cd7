"""Confirmations, rules that are left out, levels."""

from datetime import date

from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Severity, Verdict
from dlpulint.basics.version import Version
from dlpulint.project.config.config import Confirmed, Override
from dlpulint.project.rulings import confirmed, levelled, selected, stale
from dlpulint.report.report import ModelReport
from tests.reporters.samples import finding, model, model_report, placement, unreadable

ASKED = finding("artpec8/mean", answer=Answer.UNKNOWN, level=Severity.NOTE)
SLOW = finding("artpec8/per-channel-weights")
TEST = Confirmed(
    where="dlpulint.toml: confirmed[0]",
    sha256=model().sha256,
    target="artpec8",
    camera="Q1656-LE",
    axis_os=Version((12, 11, 72)),
    date=date(2026, 11, 20),
    by="N. N.",
)
REASON = "onfirmed on Q1656-LE with AXIS OS 12.11.72, 2026-11-20, by N. N."


def unknown() -> ModelReport:
    return model_report(verdict=Verdict.UNKNOWN, findings=[ASKED])


def test_a_test_on_a_camera_answers_what_could_not_be_told() -> None:
    one = confirmed(unknown(), [TEST])
    assert one.verdict is Verdict.CLEAN
    assert [found.suppressed for found in one.findings] == [f"c{REASON}"]
    assert one.notices == (f"C{REASON}.",)


def test_what_is_bad_for_certain_is_not_confirmed_away() -> None:
    slow = model_report(verdict=Verdict.SLOW, findings=[SLOW, ASKED])
    one = confirmed(slow, [TEST])
    assert one.verdict is Verdict.SLOW
    assert [found.suppressed for found in one.findings] == [None, f"c{REASON}"]


def test_another_file_target_or_supposition_is_not_confirmed() -> None:
    for other in (
        replace(TEST, sha256="f" * 64),
        replace(TEST, target="artpec9"),
    ):
        assert confirmed(unknown(), [other]) == unknown()
    supposed = replace(unknown(), as_if="int8-per-tensor")
    assert confirmed(supposed, [TEST]) == supposed
    preview = replace(unknown(), placement=replace(placement(), preview=True))
    assert confirmed(preview, [TEST]) == preview


def test_rules_are_selected_and_left_out_by_globs() -> None:
    one = model_report(findings=[SLOW, ASKED])

    def left(select: list[str], ignore: list[str]) -> list[str]:
        return [found.rule for found in selected(one, select, ignore).findings]

    assert left([], []) == ["artpec8/per-channel-weights", "artpec8/mean"]
    assert left(["artpec8/m*"], []) == ["artpec8/mean"]
    assert left([], ["artpec8/mean"]) == ["artpec8/per-channel-weights"]
    assert left(["artpec8/*"], ["artpec8/*"]) == []


def test_what_is_left_out_is_named_and_the_verdict_stays() -> None:
    one = selected(model_report(findings=[SLOW, ASKED]), [], ["artpec8/*"])
    assert one.verdict is Verdict.SLOW
    assert one.notices == (
        "Left out by select and ignore: artpec8/mean, artpec8/per-channel-weights.",
    )
    many = model_report(findings=[finding(f"artpec8/r{number}") for number in range(10)])
    assert selected(many, ["common/*"], []).notices[0].endswith("artpec8/r7 and 2 more.")


def test_the_last_level_that_fits_a_rule_holds() -> None:
    levels = [
        Override(rule="artpec8/*", level=Severity.NOTE),
        Override(rule="artpec8/per-*", level=Severity.ERROR),
    ]
    other = finding("artpec8/odd")
    one = levelled(model_report(findings=[other, SLOW]), levels)
    assert [(found.rule, found.level) for found in one.findings] == [
        (SLOW.rule, Severity.ERROR),
        (other.rule, Severity.NOTE),
    ]


def test_what_cannot_be_told_stays_a_note_and_a_preview_at_most_a_warning() -> None:
    loud = [Override(rule="*", level=Severity.ERROR)]
    preview = replace(SLOW, preview=True)
    one = levelled(model_report(findings=[preview, ASKED]), loud)
    assert [found.level for found in one.findings] == [Severity.WARNING, Severity.NOTE]


def test_a_test_of_a_file_that_is_gone_is_stale_if_all_files_have_a_checksum() -> None:
    other = model_report(summary=replace(model(), sha256="f" * 64))
    without = model_report(summary=replace(model(), sha256=None))
    assert len(stale([TEST], [other])) == 1
    assert stale([TEST], [other, model_report()]) == []
    assert stale([TEST], [other, without]) == []
    assert stale([TEST], [other, unreadable()]) == []

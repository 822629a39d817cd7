"""Two ends of a range of AXIS OS as one report."""

from msgspec.structs import replace

from dlpulint.basics.terms import Severity, Verdict
from dlpulint.basics.version import stated_versions
from dlpulint.engine.version_range import spanned
from dlpulint.findings.finding import PREVIEW
from tests.reporters.samples import finding, model_report

ENDS = (stated_versions(axis_os="11.11"), stated_versions(axis_os="12.11"))

SHARED = finding("artpec8/shared", message="It is so.")
LOW = finding("artpec8/low", message="It was so.")
HIGH = finding("artpec8/high", message="It will be so.", level=Severity.ERROR)


def messages(*, low: list[str], high: list[str]) -> list[str]:
    known = {"shared": SHARED, "low": LOW, "high": HIGH}
    report = spanned(
        model_report(findings=[known[name] for name in low]),
        model_report(findings=[known[name] for name in high]),
        ENDS,
    )
    return [found.message for found in report.findings]


def test_what_holds_for_both_ends_is_told_as_it_is() -> None:
    assert messages(low=["shared"], high=["shared"]) == ["It is so."]


def test_what_holds_for_one_end_says_for_which() -> None:
    assert messages(low=["low", "shared"], high=["shared"]) == [
        "With AXIS OS 11.11: It was so.",
        "It is so.",
    ]
    assert messages(low=["shared"], high=["shared", "high"]) == [
        "With AXIS OS 12.11: It will be so.",
        "It is so.",
    ]


def test_the_worse_end_gives_verdict_and_placement() -> None:
    low, high = model_report(verdict=Verdict.SLOW), model_report("x", verdict=Verdict.REJECTED)
    assert spanned(low, high, ENDS).path == spanned(high, low, ENDS).path == "x"
    assert spanned(low, replace(low, path="x"), ENDS).path == low.path


def test_of_one_finding_the_louder_end_is_told() -> None:
    loud = replace(SHARED, level=Severity.ERROR, message="It is worse.")
    both = [model_report(findings=[SHARED]), model_report(findings=[loud])]
    for low, high in (both, reversed(both)):
        assert [f.message for f in spanned(low, high, ENDS).findings] == ["It is worse."]


def test_a_preview_is_still_told_as_one() -> None:
    preview = replace(LOW, preview=True, message=f"{PREVIEW}it was so.")
    report = spanned(model_report(findings=[preview]), model_report(), ENDS)
    assert report.findings[0].message == f"{PREVIEW}With AXIS OS 11.11: it was so."

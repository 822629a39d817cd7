"""A baseline applied to reports made by hand: accepted, outgrown, in vain."""

from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.terms import Severity
from dlpulint.findings.finding import Finding
from dlpulint.project.accepted import accepting, listed, pruned
from dlpulint.project.baseline import Baseline, Entry
from dlpulint.report.report import Report
from tests.reporters.samples import (
    CUT_TAIL,
    HOSTILE,
    finding,
    model_report,
    place,
    report,
    unreadable,
)

FILE = Path("baseline.json")
PATH = "models/mobilenet.tflite"
X = finding("artpec8/x", locations=(place(1), place(2)))
Y = finding("artpec8/y", level=Severity.ERROR)


def baseline(*entries: Entry) -> Baseline:
    return Baseline(FILE, entries)


def entry(of: Finding, places: int = 1, path: str = PATH, target: str = "artpec8") -> Entry:
    return Entry(path, target, of.rule, of.fingerprint, places)


def accepted(found: Report, *entries: Entry) -> Report:
    return accepting(found, baseline(*entries), found)


def test_what_is_listed_is_suppressed_and_the_rest_stands() -> None:
    found = accepted(report(model_report(findings=[X, Y])), entry(X, 2))
    assert [(one.rule, one.suppressed) for one in found.reports[0].findings] == [
        ("artpec8/x", "baseline"),
        ("artpec8/y", None),
    ]
    assert found.remarks == ()


def test_an_accepted_finding_is_not_called_fixable() -> None:
    found = finding(fixable=CUT_TAIL)
    (linted,) = accepted(report(model_report(PATH, findings=[found])), entry(found)).reports
    assert [(one.suppressed, one.fixable) for one in linted.findings] == [("baseline", None)]


def test_fewer_places_than_the_entry_are_accepted() -> None:
    found = accepted(report(model_report(findings=[X])), entry(X, 3))
    assert found.reports[0].findings[0].suppressed == "baseline"


def test_more_places_than_the_entry_are_news_and_say_how_many_more() -> None:
    three = replace(X, count=3)
    one, two = (
        accepted(report(model_report(findings=[three])), entry(X, places)).reports[0].findings[0]
        for places in (2, 1)
    )
    assert one.suppressed is None
    assert one.message == f"{X.message}; 1 more place than the baseline"
    assert two.message == f"{X.message}; 2 more places than the baseline"


def test_findings_of_one_fingerprint_are_counted_together() -> None:
    twice = report(model_report(findings=[X, X]))
    assert [one.suppressed for one in accepted(twice, entry(X, 4)).reports[0].findings] == [
        "baseline",
        "baseline",
    ]
    assert [one.suppressed for one in accepted(twice, entry(X, 3)).reports[0].findings] == [
        None,
        None,
    ]


def test_an_entry_is_for_its_path_and_target_only() -> None:
    found = report(model_report(findings=[X]))
    other_path = accepted(found, entry(X, 2, path="models/other.tflite"))
    other_target = accepted(found, entry(X, 2, target="artpec9"))
    for one in (other_path, other_target):
        assert one.reports[0].findings[0].suppressed is None
        assert one.remarks == ()  # Neither was in the run.


def test_what_is_ignored_keeps_its_reason() -> None:
    found = report(model_report(findings=[replace(X, suppressed="ignored: known")]))
    told = accepted(found, entry(X, 2))
    assert told.reports[0].findings[0].suppressed == "ignored: known"
    assert told.remarks == ()


def test_entries_that_match_nothing_are_remarked_once_a_model() -> None:
    found = report(model_report(findings=[]))
    assert accepted(found, entry(X), entry(Y)).remarks == (
        "baseline.json: 2 entries are no longer found in models/mobilenet.tflite on artpec8 "
        "(artpec8/x, artpec8/y); --prune-baseline drops such",
    )


def test_what_select_left_out_is_not_in_vain() -> None:
    whole = report(model_report(findings=[X, Y]))
    left = report(model_report(findings=[Y]))
    assert accepting(left, baseline(entry(X, 2)), whole).remarks == ()


def test_of_a_file_that_cannot_be_read_nothing_is_said() -> None:
    found = report(unreadable(PATH))
    assert accepted(found, entry(X)).remarks == ()
    assert listed(found, baseline(entry(X)), found) == (entry(X),)


def test_all_findings_that_are_not_ignored_are_listed() -> None:
    ignored = replace(Y, suppressed="ignored: known")
    found = report(model_report(findings=[X, ignored]))
    assert listed(found, baseline(), found) == (entry(X, 2),)


def test_what_the_run_left_out_stays_listed() -> None:
    found = report(model_report(findings=[X]))
    other = entry(Y, path="models/other.tflite")
    gone = entry(Y)
    assert listed(found, baseline(other, gone), found) == (entry(X, 2), other)


def test_rules_that_were_not_selected_stay_listed() -> None:
    whole = report(model_report(findings=[X, Y]))
    left = report(model_report(findings=[X]))
    assert listed(left, baseline(entry(Y, 5)), whole) == (entry(X, 2), entry(Y, 5))
    # What was not listed is not accepted by leaving it out.
    assert listed(left, baseline(), whole) == (entry(X, 2),)


def test_a_file_that_is_not_meant_for_its_target_is_not_listed() -> None:
    found = report(replace(model_report(findings=[X], foreign=True), asked_for=False))
    assert listed(found, baseline(), found) == ()


def test_pruning_drops_what_is_gone_and_lowers_what_got_fewer(tmp_path: Path) -> None:
    (tmp_path / "here.tflite").touch()
    found = report(model_report(str(tmp_path / "a.tflite"), findings=[X]))
    known = Baseline(
        tmp_path / "baseline.json",
        (
            entry(X, 5, path="a.tflite"),
            entry(Y, path="a.tflite"),
            entry(Y, path="here.tflite"),
            entry(Y, path="no-more.tflite"),
        ),
    )
    assert pruned(found, known) == (
        entry(X, 2, path="a.tflite"),
        entry(Y, path="here.tflite"),
    )


def test_pruning_keeps_an_entry_that_got_more_places() -> None:
    found = report(model_report(findings=[X]))
    assert pruned(found, baseline(entry(X, 1))) == (entry(X, 1),)


def test_hostile_paths_are_listed_and_found_again() -> None:
    for name in HOSTILE[:-1]:
        found = report(replace(model_report(name, findings=[X]), raw_path=name))
        (listed_entry,) = listed(found, baseline(), found)
        assert listed_entry.path.isprintable()
        assert accepted(found, listed_entry).reports[0].findings[0].suppressed == "baseline"

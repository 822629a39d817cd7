"""Groups of reports and findings, and unreadable files once."""

from dlpulint.reporters.grouping import alike, by_path, errors_once, grouped
from tests.reporters.samples import CUT_TAIL, finding, model_report, unreadable


def test_groups_come_in_the_order_of_their_first_item() -> None:
    assert grouped("bab", str.upper) == {"B": ["b", "b"], "A": ["a"]}
    assert list(grouped("bab", str.upper)) == ["B", "A"]


def test_reports_on_one_file_are_together() -> None:
    reports = [model_report(path) for path in ("a.tflite", "b.tflite", "a.tflite")]
    assert by_path(reports) == {"a.tflite": [reports[0], reports[2]], "b.tflite": [reports[1]]}


def test_findings_that_differ_in_their_message_only_are_alike() -> None:
    first, second, cured = finding(), finding(message="Another."), finding(fix="Another.")
    assert alike([first, cured, second]) == [[first, second], [cured]]


def test_a_finding_that_an_edit_mends_is_apart_from_one_that_none_mends() -> None:
    mended = finding(cause="2", fixable=CUT_TAIL)
    assert alike([finding(cause="1"), mended]) == [[finding(cause="1")], [mended]]


def test_an_error_of_all_targets_comes_once_a_file() -> None:
    first, second = unreadable(error="empty file"), unreadable(target="cv25", error="empty file")
    readable = [model_report(), model_report()]
    assert list(errors_once([first, second, *readable])) == [first, *readable]

"""JUnit XML as CI services read it."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.report.gates import ERRORS, Gates
from dlpulint.report.report import Report
from dlpulint.reporters import junit
from tests.reporters.reading import read_junit
from tests.reporters.samples import (
    HOSTILE,
    finding,
    model_report,
    place,
    report,
    target,
    unmeant,
    unreadable,
)

ERROR = finding("artpec8/kernel", level=Severity.ERROR, effect=Effect.WRONG, message="a 9x9 kernel")


def written(whole: Report, gates: Gates = ERRORS) -> Element:
    text = junit.write(whole, gates)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')
    return ElementTree.fromstring(text)


def case(whole: Report, gates: Gates = ERRORS) -> Element:
    (only,) = written(whole, gates).iter("testcase")
    return only


def outcome(whole: Report, *gates: str) -> str:
    found = [part.tag for part in case(whole, gates)]
    assert found in (["error"], ["skipped"], ["failure", "system-out"], ["system-out"])
    return found[0]


def test_a_suite_a_target_and_a_case_a_model() -> None:
    root = written(
        report(
            model_report("a.tflite"),
            model_report("a.tflite", target="cv25"),
            model_report("b.tflite", findings=[ERROR]),
            unreadable("c.tflite", target="cv25"),
        )
    )
    assert root.attrib == {"name": "dlpulint", "tests": "4", "failures": "1", "errors": "1"}
    assert [dict(suite.attrib) for suite in root] == [
        {"name": "artpec8", "tests": "2", "failures": "1", "errors": "0", "skipped": "0"},
        {"name": "cv25", "tests": "2", "failures": "0", "errors": "1", "skipped": "0"},
    ]
    assert [dict(case.attrib) for case in root.iter("testcase")] == [
        {"classname": "artpec8", "name": "a.tflite"},
        {"classname": "artpec8", "name": "b.tflite"},
        {"classname": "cv25", "name": "a.tflite"},
        {"classname": "cv25", "name": "c.tflite"},
    ]


def test_elements_and_attributes_are_those_that_services_know() -> None:
    # As the schema of Jenkins' xUnit plugin has them.
    known = {
        "testsuites": {"name", "tests", "failures", "errors"},
        "testsuite": {"name", "tests", "failures", "errors", "skipped"},
        "properties": set(),
        "property": {"name", "value"},
        "testcase": {"classname", "name"},
        "failure": {"type", "message"},
        "error": {"type", "message"},
        "skipped": {"message"},
        "system-out": set(),
    }
    whole = report(
        model_report("a.tflite", findings=[ERROR, finding()]),
        model_report("b.onnx", foreign=True),
        unreadable("c.tflite"),
    )
    root = written(unmeant(whole))
    assert {element.tag: set(element.attrib) for element in root.iter()} == known


@pytest.mark.usefixtures("published")
def test_a_failure_says_what_where_and_what_to_do() -> None:
    failure, output = case(report(model_report(findings=[ERROR, finding()])))
    assert failure.attrib == {"type": "artpec8/kernel", "message": "a 9x9 kernel"}
    assert failure.text == (
        "error artpec8/kernel: a 9x9 kernel\n"
        "Where: CONV_2D #12\n"
        "Cure: Convert with `_experimental_disable_per_channel = True`.\n"
        "See: https://docs.example/dlpulint/rules/artpec8/kernel/\n"
        "Source: ARTPEC-8 supported operators, https://example.org/ops?chip=artpec-8&part=(1)"
    )
    assert output.text is not None
    assert "warning artpec8/per-channel-weights: CONV_2D at 12" in output.text
    assert "artpec8/kernel" not in output.text


def test_several_failures_are_counted_in_the_message_and_told_below() -> None:
    failure = case(report(model_report(findings=[ERROR, finding()])), ("warning",))[0]
    assert failure.get("message") == "a 9x9 kernel (and 1 more)"
    assert failure.text is not None
    assert failure.text.count("Cure: ") == 2


@pytest.mark.parametrize(
    ("gates", "result"),
    [
        (["error"], "system-out"),
        (["warning"], "failure"),
        (["note"], "failure"),
        (["slow"], "failure"),
        (["fallback"], "system-out"),
        (["unknown"], "system-out"),
        (["fallback", "slow"], "failure"),
        (["never"], "system-out"),
    ],
)
def test_a_case_fails_for_what_the_run_fails_for(gates: list[str], result: str) -> None:
    assert outcome(report(model_report(findings=[finding()])), *gates) == result


def test_an_open_question_fails_where_it_is_asked_to() -> None:
    unsure = report(model_report(findings=[finding(answer=Answer.UNKNOWN, level=Severity.NOTE)]))
    assert outcome(unsure, "note") == "system-out"
    assert outcome(unsure, "unknown") == "failure"


def test_what_is_suppressed_or_a_preview_fails_nothing() -> None:
    assert (
        outcome(report(model_report(findings=[finding(suppressed="known")])), "note") != "failure"
    )
    preview = replace(finding(), preview=True)
    assert outcome(report(model_report(findings=[preview])), "note") == "system-out"


def test_an_unreadable_file_is_an_error_whatever_the_gates() -> None:
    assert outcome(report(unreadable()), "never") == "error"
    error = case(report(unreadable()))[0]
    assert error.attrib == {"type": "unreadable", "message": "empty file"}


def test_a_file_of_another_format_is_skipped_where_it_does_not_count() -> None:
    foreign = report(model_report("a.onnx", foreign=True, findings=[ERROR]))
    assert outcome(foreign, "error") == "failure"
    assert outcome(unmeant(foreign), "error") == "skipped"


def test_a_target_without_models_keeps_its_suite() -> None:
    root = written(report(targets=[target("cv25")]))
    assert [(suite.get("name"), suite.get("tests")) for suite in root] == [("cv25", "0")]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_text_that_xml_can_hold(name: str) -> None:
    found = finding(message=name, fix=name, locations=[place(tensor=name)])
    loud = replace(found, rule=name, level=Severity.ERROR)
    whole = report(model_report(name, findings=[found, loud]), unreadable(name, error=name))
    text = junit.write(whole)
    read_junit(text)
    assert len(text) < 500_000

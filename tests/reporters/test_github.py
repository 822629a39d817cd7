"""Workflow commands as GitHub's runner reads them."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.reporters import github
from tests.reporters.reading import Command, commands
from tests.reporters.samples import (
    HOSTILE,
    finding,
    model_report,
    place,
    placement,
    report,
    unmeant,
    unreadable,
)


@pytest.fixture(autouse=True)
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "project" / "nets").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "nets")
    return tmp_path / "project"


def errors(count: int) -> list[Command]:
    findings = [finding(level=Severity.ERROR, cause=f"{number}") for number in range(count)]
    return list(commands(github.write(report(model_report(findings=findings)))))


@pytest.mark.usefixtures("published")
def test_a_finding_is_a_line_with_file_title_and_cure(top: Path) -> None:
    written = github.write(report(model_report("a.tflite", findings=[finding()])), root=top)
    assert written == (
        "::warning file=nets/a.tflite,line=1,"
        "title=Weights quantized per channel (artpec8/per-channel-weights)::"
        "a.tflite on artpec8: CONV_2D at 12 has 16 weight scales; the DLPU is at its best with one"
        "%0AWhere: CONV_2D #12%0AConvert with `_experimental_disable_per_channel = True`."
        "%0Ahttps://docs.example/dlpulint/rules/artpec8/per-channel-weights/\n"
    )


def test_what_escapes_need_is_escaped_and_comes_back(top: Path) -> None:
    odd = finding(title="100%0A, a:b", message="50 % :: ,\n%25", locations=())
    written = github.write(report(model_report("a,b:c%0A.tflite", findings=[odd])), root=top)
    assert "file=nets/a%2Cb%3Ac%250A.tflite,line=1,title=100%250A%2C a%3Ab (" in written
    (command,) = commands(written)
    assert command.properties["file"] == "nets/a,b:c%0A.tflite"
    assert command.properties["title"] == "100%0A, a:b (artpec8/per-channel-weights)"
    assert command.data.startswith("a,b:c%0A.tflite on artpec8: 50 % :: ,\n%25\n")


@pytest.mark.parametrize(
    ("level", "name"),
    [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "notice")],
)
def test_levels_are_githubs(level: Severity, name: str) -> None:
    (command,) = commands(github.write(report(model_report(findings=[finding(level=level)]))))
    assert command.name == name


def test_a_preview_is_a_notice() -> None:
    preview = replace(finding(), preview=True)
    (command,) = commands(github.write(report(model_report(findings=[preview]))))
    assert command.name == "notice"


def test_what_is_suppressed_is_not_told() -> None:
    assert github.write(report(model_report(findings=[finding(suppressed="known")]))) == ""


def test_nothing_found_is_no_line() -> None:
    assert github.write(report(model_report())) == ""


def test_an_unreadable_file_is_one_error_for_all_targets() -> None:
    written = github.write(report(unreadable(), unreadable(target="cv25")))
    (command,) = commands(written)
    assert (command.name, command.properties["file"]) == ("error", "models/broken.tflite")
    assert command.data == "models/broken.tflite was not linted: empty file"


def test_standard_input_has_no_file() -> None:
    (command,) = commands(github.write(report(model_report("-", findings=[finding()]))))
    assert set(command.properties) == {"title"}


def test_a_file_of_another_format_is_told_only_where_it_counts() -> None:
    foreign = report(model_report(foreign=True, findings=[finding(level=Severity.ERROR)]))
    assert len(list(commands(github.write(foreign)))) == 1
    assert github.write(unmeant(foreign)) == ""


def test_ten_of_a_level_are_all_told() -> None:
    assert [command.name for command in errors(10)] == ["error"] * 10


def test_of_eleven_nine_are_told_and_the_last_says_how_many_more() -> None:
    written = errors(11)
    assert len(written) == 10
    assert written[-1].properties == {"title": "2 more findings"}
    assert written[-1].data.startswith(
        "2 more of this level are not shown here: GitHub shows 10 per"
    )


def test_the_worst_are_told_first() -> None:
    findings = [
        finding("a/advice", level=Severity.NOTE, effect=Effect.ADVICE),
        finding("a/slow"),
        finding("a/open", level=Severity.WARNING, effect=Effect.REJECTED, answer=Answer.UNKNOWN),
        finding("a/wrong", level=Severity.ERROR, effect=Effect.WRONG),
        finding("a/fallback", effect=Effect.FALLBACK),
        finding("a/rejected", level=Severity.ERROR, effect=Effect.REJECTED),
    ]
    titles = [
        command.properties["title"].rpartition("(")[2].rstrip(")")
        for command in commands(github.write(report(model_report(findings=findings))))
    ]
    assert titles == ["a/rejected", "a/wrong", "a/fallback", "a/slow", "a/open", "a/advice"]


def test_remarks_share_a_notice_that_comes_before_other_notices() -> None:
    notes = [finding(level=Severity.NOTE, cause=f"{number}") for number in range(12)]
    remarks = ("dlpulint.toml: a/x matches nothing", "b.tflite\n::error::no")
    noted = replace(report(model_report(findings=notes)), remarks=remarks)
    written = list(commands(github.write(noted)))
    assert len(written) == 10
    assert written[0].name == "notice"
    assert written[0].properties == {"title": "About this run"}
    assert written[0].data.splitlines() == [*remarks[:1], "b.tflite", "::error::no"]


def test_what_fails_a_strict_run_is_an_error() -> None:
    remarks = ("a.tflite: no [[models]] names it", "b.tflite: a Git LFS pointer, skipped")
    failed = replace(report(model_report()), remarks=remarks, faults=remarks[:1])
    error, notice = commands(github.write(failed))
    assert (error.name, error.properties) == ("error", {"title": "The run fails (strict)"})
    assert (error.data, notice.name, notice.data) == (remarks[0], "notice", remarks[1])


def test_a_model_that_fails_by_another_gate_than_error_has_an_error(top: Path) -> None:
    slow = report(model_report("a.tflite", findings=[finding()]))
    error, warning = commands(github.write(slow, root=top, gates=("error", "slow")))
    assert (error.name, warning.name) == ("error", "warning")
    assert error.properties["title"] == "The model fails the run (fail-on)"
    assert error.data == "a.tflite on artpec8: Fails by artpec8/per-channel-weights (slow)"
    assert len(list(commands(github.write(slow, root=top)))) == 1
    # The finding is an error itself.
    wrong = report(model_report("a.tflite", findings=[finding(level=Severity.ERROR)]))
    assert len(list(commands(github.write(wrong, root=top, gates=("error", "fallback"))))) == 1


def test_a_verdict_or_bound_beyond_which_the_run_fails_is_an_error(top: Path) -> None:
    placed = report(model_report("a.tflite", where=placement()))
    (error,) = commands(github.write(placed, root=top, gates=("error", "partitions>=1")))
    assert error.name == "error"
    assert error.data == "a.tflite on artpec8: 2 partitions (partitions>=1)"


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_begins_no_command_of_its_own(name: str) -> None:
    found = finding(title=name, message=name, fix=name, locations=[place(tensor=name)])
    noted = model_report(name, findings=[replace(found, rule=name)])
    broken = unreadable("x", error=f"{name}\n::set-output name=a::b")
    written = list(commands(github.write(report(noted, broken))))
    assert [command.name for command in written] == ["error", "warning"]
    assert set(written[1].properties) == {"file", "line", "title"}
    assert sum(len(command.data) for command in written) < 10_000


def test_a_long_cure_stands_in_the_first_annotation_of_its_rule() -> None:
    cure = "Retrain it. " + "Then convert it with these words. " * 10
    findings = [
        finding("artpec8/one", fix=cure, cause="a"),
        finding("artpec8/one", fix=cure, cause="b"),
        finding("artpec8/two", fix=cure),
        finding("artpec8/three", cause="a"),
        finding("artpec8/three", cause="b"),
    ]
    texts = [c.data for c in commands(github.write(report(model_report(findings=findings))))]
    short = "Convert with `_experimental_disable_per_channel = True`."
    referring = "Retrain it. More in the first annotation of artpec8/one."
    assert [text.splitlines()[2] for text in texts] == [
        cure.strip(), referring, cure.strip(), short, short,
    ]  # fmt: skip

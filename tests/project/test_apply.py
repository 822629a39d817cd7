"""All that a project says of a report, and what is to be said of the project."""

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from dlpulint.project.apply import applied
from dlpulint.project.config.config import Config, Ignore
from dlpulint.project.config.settings import DEFAULT
from dlpulint.report.report import Report
from tests.reporters.samples import finding, model_report, report, unreadable

IDS = {"artpec8": frozenset({"artpec8/per-channel-weights", "artpec8/mean"}), "cv25": frozenset()}
TODAY = date(2026, 11, 21)
KNOWN = Ignore(where="x.toml: ignore[0]", rule="artpec8/per-channel-weights", reason="known")


def run(whole: Report, *ignores: Ignore, select: tuple[str, ...] = ()) -> Report:
    config = Config(name="x.toml", folder=Path.cwd(), settings=DEFAULT, ignores=ignores)
    return applied(whole, config, select=select, ids=IDS, today=TODAY)


def suppressed(whole: Report) -> list[str | None]:
    return [found.suppressed for one in whole.reports for found in one.findings]


def test_without_a_config_only_select_and_ignore_count() -> None:
    whole = report(model_report(findings=[finding()]))
    assert applied(whole, None, ids={}, today=TODAY) == whole
    assert applied(whole, None, ignore=["*"], ids={}, today=TODAY).reports[0].findings == ()


def test_an_ignore_that_is_used_is_not_remarked_on() -> None:
    whole = run(report(model_report(findings=[finding()])), KNOWN)
    assert (suppressed(whole), whole.remarks) == (["ignored: known"], ())


def test_an_ignore_holds_through_its_last_day() -> None:
    whole = report(model_report(findings=[finding()]))
    assert suppressed(run(whole, replace(KNOWN, until=TODAY))) == ["ignored: known"]
    late = run(whole, replace(KNOWN, until=date(2026, 11, 20)))
    assert suppressed(late) == [None]
    assert late.remarks == (
        "x.toml: ignore[0]: artpec8/per-channel-weights counts again: it was ignored until "
        "2026-11-20",
    )


def test_an_ignore_is_for_its_files() -> None:
    both = report(
        model_report("a/x.tflite", findings=[finding()]),
        model_report("b/x.tflite", findings=[finding()]),
    )
    assert suppressed(run(both, replace(KNOWN, files=("a/*",)))) == ["ignored: known", None]


def test_an_ignore_of_nothing_is_remarked_on_if_its_files_were_there() -> None:
    remark = (
        "x.toml: ignore[0]: artpec8/per-channel-weights matches nothing, though its files were in "
        "the run"
    )
    assert run(report(model_report()), KNOWN).remarks == (remark,)
    assert run(report(model_report("a.tflite")), replace(KNOWN, files=("b/*",))).remarks == ()
    assert run(report(model_report(target="cv25")), KNOWN).remarks == ()
    assert run(report(unreadable()), KNOWN).remarks == ()
    assert run(report(model_report(foreign=True)), KNOWN).remarks == ()


def test_a_rule_that_is_left_out_is_no_ignore_of_nothing() -> None:
    whole = report(model_report(findings=[finding()]))
    assert run(whole, KNOWN, select=("artpec8/mean",)).remarks == ()


def test_remarks_that_were_there_come_first() -> None:
    whole = replace(report(model_report()), remarks=("earlier",))
    assert run(whole, KNOWN).remarks[0] == "earlier"

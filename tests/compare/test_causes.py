from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.compare.data import Cause, Pair, RuleCount, VerdictCount
from tests.compare.samples import compare, finding, model, placement, report, run


def test_an_upgrade_that_reddens_many_models_has_one_cause() -> None:
    old = run(*(report(f"m/{n}.tflite") for n in range(50)))
    new = run(
        *(
            report(f"m/{n}.tflite", finding(), verdict=Verdict.WRONG, pack_version="2026.2")
            if n < 41
            else report(f"m/{n}.tflite", pack_version="2026.2")
            for n in range(50)
        )
    )
    found = compare(old, new)
    assert found.causes == (
        Cause(
            target="artpec8",
            because=("rules",),
            pack_version=Pair("2026.1", "2026.2"),
            pack_build=Pair(None, None),
            models=41,
            of=50,
            verdicts=(VerdictCount(Pair(Verdict.SLOW, Verdict.WRONG), 41),),
            new=(RuleCount("artpec8/x", 41),),
            gone=(),
        ),
    )
    assert found.fails
    assert len(found.changed) == 41


def test_a_retrained_model_changed_and_the_rules_did_not() -> None:
    found = compare(run(report()), run(report("models/a.tflite", finding(), of=model("b" * 64))))
    assert [change.because for change in found.changes] == [("model",)]


def test_a_file_that_reads_as_before_is_no_change() -> None:
    found = compare(run(report()), run(report(of=model("b" * 64))))
    assert [change.because for change in found.changes] == [("model",)]
    assert (found.changed, found.causes, found.fails) == ((), (), False)


def test_dlpulint_and_what_was_stated_are_told() -> None:
    old = run(report(), tool="0.1.0", axis_os="12.10")
    new = run(report("models/a.tflite", finding()), tool="0.2.0", axis_os="12.11")
    assert [change.because for change in compare(old, new).changes] == [("tool", "stated")]


def test_a_change_without_any_of_these_is_that_of_a_config() -> None:
    new = run(report("models/a.tflite", finding(suppressed="ignored: known")))
    old = run(report("models/a.tflite", finding()))
    assert [change.because for change in compare(old, new).changes] == [("settings",)]


def test_code_that_changed_within_a_version_is_the_cause() -> None:
    old = run(report(), build="a" * 16)
    new = run(report("models/a.tflite", finding()), build="b" * 16)
    assert [change.because for change in compare(old, new).changes] == [("tool",)]


def test_a_pack_that_changed_within_its_version_is_the_cause() -> None:
    old = run(report(pack_build="a" * 16), build="c" * 16)
    new = run(report("models/a.tflite", finding(), pack_build="b" * 16), build="c" * 16)
    assert [change.because for change in compare(old, new).changes] == [("rules",)]


def test_a_report_without_builds_is_of_another_dlpulint_than_one_with_them() -> None:
    new = run(report("models/a.tflite", finding(), pack_build="b" * 16), build="b" * 16)
    assert [change.because for change in compare(run(report()), new).changes] == [("tool",)]


def test_a_placement_that_became_a_preview_is_a_change() -> None:
    found = compare(run(report()), run(report(where=placement(preview=True))))
    assert [change.preview for change in found.changed] == [Pair(False, True)]


def test_a_model_of_one_side_only_has_no_cause_and_its_findings_are_new() -> None:
    found = compare(run(report("m/a.tflite")), run(report("m/a.tflite"), report("m/b", finding())))
    assert found.causes == ()
    assert [(c.name, c.compared, c.fails) for c in found.changed] == [("m/b", False, True)]


def test_a_target_that_only_one_side_has_is_not_compared() -> None:
    new = run(report(), report(target="artpec9"))
    assert [(c.target, c.compared) for c in compare(run(report()), new).changes] == [
        ("artpec8", True),
        ("artpec9", False),
    ]


def test_a_file_that_cannot_be_read_any_more_is_told_and_one_of_the_earlier_report_is_not() -> None:
    good, bad = run(report()), run(report(error="empty file"))
    assert compare(good, bad).unreadable
    assert not compare(bad, good).unreadable
    assert compare(bad, good, earlier=False).unreadable
    (change,) = compare(bad, good).changed
    assert change.error == Pair("empty file", None)


def test_a_bound_that_is_passed_fails_the_run() -> None:
    new = run(report(where=placement(partitions=9)))
    assert compare(run(report()), new, gates=("partitions>4",)).fails
    assert not compare(run(report()), new).fails


def test_without_a_checksum_all_else_tells_whether_the_model_changed() -> None:
    old = run(report(of=model(None)))
    assert [change.because for change in compare(old, run(report(of=model(None)))).changes] == [()]
    assert [change.because for change in compare(old, run(report())).changes] == [()]
    other = replace(model(None), operators=7)
    assert [change.because for change in compare(old, run(report(of=other))).changes] == [
        ("model",)
    ]

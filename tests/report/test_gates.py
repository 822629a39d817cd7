"""A run fails for findings, and for figures that are beyond their bounds for certain."""

from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Severity, Verdict
from dlpulint.packs.latency import Span
from dlpulint.placement.result import DeviceMacs, PartitionCount
from dlpulint.report.gates import exceeded, fails, tripped, tripping, unchecked
from dlpulint.report.latency import Latency, LatencyPart
from dlpulint.report.report import ModelReport
from tests.reporters.samples import finding, model_report, placement, report, unmeant, unreadable


def placed(macs: DeviceMacs, best: int = 1, worst: int = 1) -> ModelReport:
    where = replace(
        placement(), macs=macs, best=PartitionCount(best, 0), worst=PartitionCount(0, worst)
    )
    return model_report(where=where)


def beyond(one: ModelReport, *gates: str) -> tuple[str, ...]:
    return exceeded(one, gates)


def test_the_share_of_the_cpu_is_of_all_macs() -> None:
    one = placed(DeviceMacs(dlpu=870, cpu=120, unknown=10))
    assert beyond(one, "cpu-macs>5%") == ("12 % of the MACs on the CPU (cpu-macs>5%)",)
    assert beyond(one, "cpu-macs>12%") == ()
    assert beyond(one, "cpu-macs>=12%") == ("12 % of the MACs on the CPU (cpu-macs>=12%)",)
    assert fails(report(one), ("cpu-macs>5%",))
    assert not fails(report(one), ("cpu-macs>12%",))


def test_macs_that_may_run_anywhere_do_not_count() -> None:
    assert beyond(placed(DeviceMacs(dlpu=10, cpu=0, unknown=990)), "cpu-macs>5%") == ()


def test_a_model_without_macs_has_no_share() -> None:
    assert beyond(placed(DeviceMacs(0, 0, 0)), "cpu-macs>=0%") == ()


def test_partitions_are_those_that_are_certain() -> None:
    assert beyond(placed(DeviceMacs(1, 0, 0), best=3, worst=17), "partitions>3") == ()
    assert beyond(placed(DeviceMacs(1, 0, 0), best=4, worst=17), "partitions>3") == (
        "4 partitions (partitions>3)",
    )


def test_a_preview_and_a_file_that_cannot_be_read_are_beyond_nothing() -> None:
    one = model_report(where=replace(placement(), preview=True))
    assert beyond(one, "partitions>=0", "cpu-macs>=0%") == ()
    assert beyond(unreadable(), "partitions>=0") == ()


def test_a_file_that_is_not_meant_for_its_target_fails_nothing() -> None:
    foreign = report(model_report(foreign=True, findings=[finding(level=Severity.ERROR)]))
    assert fails(foreign, ("error", "partitions>0"))
    assert not fails(unmeant(foreign), ("error", "partitions>0"))


def test_fallback_includes_cpu_only_even_where_no_finding_has_that_effect() -> None:
    one = model_report(verdict=Verdict.CPU_ONLY)
    assert beyond(one, "cpu-only") == ("No MACs run on the DLPU (cpu-only)",)
    assert beyond(one, "fallback") == ("No MACs run on the DLPU (fallback)",)
    assert beyond(one, "slow", "convert") == ()
    with_finding = replace(one, findings=(finding(effect=Effect.FALLBACK),))
    assert beyond(with_finding, "fallback") == ()
    assert fails(report(with_finding), ("fallback",))
    accepted = replace(one, findings=(finding(effect=Effect.FALLBACK, suppressed="known"),))
    assert not fails(report(accepted), ("fallback",))


def test_a_file_to_convert_fails_for_its_gate_if_it_was_meant_for_the_target() -> None:
    one = report(model_report(verdict=Verdict.CONVERT, foreign=True))
    assert fails(one, ("convert",))
    assert not fails(one, ("cpu-only", "fallback"))
    assert not fails(unmeant(one), ("convert",))


def test_what_is_suppressed_trips_nothing() -> None:
    loud = finding(level=Severity.ERROR)
    one = model_report(findings=[loud, replace(loud, suppressed="ignored: known")])
    assert tripping(one, ("error", "partitions>99")) == (loud,)


def test_effects_and_open_questions_trip_their_own_gates() -> None:
    slow = finding(effect=Effect.SLOW)
    asked = finding("artpec8/mean", answer=Answer.UNKNOWN, level=Severity.NOTE)
    one = model_report(findings=[slow, asked])
    assert tripping(one, ("slow",)) == (slow,)
    assert tripping(one, ("unknown",)) == (asked,)
    assert tripping(one, ("fallback", "never", "error")) == ()
    assert tripping(one, ("note",)) == (slow,)


FAST = Latency(camera="Q1656", low=30.0, likely=38.0, high=47.5, inside=True)


def test_each_gate_that_findings_trip_is_named_with_their_rules() -> None:
    found = [
        finding("a/wrong", level=Severity.ERROR, effect=Effect.WRONG),
        *(finding(f"a/{name}", effect=Effect.FALLBACK) for name in "abcde"),
        finding("a/a", effect=Effect.FALLBACK, cause="again"),
        finding("a/slow", effect=Effect.SLOW),
        finding("a/known", effect=Effect.FALLBACK, suppressed="known"),
    ]
    one = model_report(findings=found)
    assert tripped(one, ("fallback", "error")) == (
        "Fails by a/a, a/b, a/c and 2 more (fallback)",
        "Fails by a/wrong (error)",
    )
    three = model_report(findings=[f for f in found if f.rule in ("a/a", "a/b", "a/c")])
    assert tripped(three, ("fallback",)) == ("Fails by a/a, a/b, a/c (fallback)",)
    # One gate includes the other.
    assert tripped(one, ("error", "warning"))[0] == "Fails by a/wrong (error)"
    assert len(tripped(one, ("warning", "error"))) == 1
    # The report has the level.
    assert tripped(one, ("error",)) == ()
    assert (
        tripped(unmeant(report(replace(one, foreign=True))).reports[0], ("fallback", "error")) == ()
    )


def timed(latency: Latency | None, *, preview: bool = False) -> ModelReport:
    where = replace(placement(), preview=preview)
    return replace(model_report(where=where), latency=latency)


def test_the_time_counts_with_its_upper_end() -> None:
    one = timed(FAST)
    assert beyond(one, "latency>47ms") == ("Up to 47.5 ms on a Q1656, estimated (latency>47ms)",)
    assert beyond(one, "latency>50ms") == ()
    assert fails(report(one), ("latency>=47.5ms",))
    assert not fails(report(one), ("latency>47.5ms",))
    assert unchecked(one, ("latency>47ms",)) == ()


def test_a_time_for_an_unlike_network_fails_nothing_and_says_so() -> None:
    one = timed(replace(FAST, inside=False))
    assert beyond(one, "latency>47ms") == ()
    assert unchecked(one, ("latency>47ms", "cpu-macs>5%")) == (
        "latency>47ms is not checked: none of the networks measured is like it",
    )


def test_without_an_estimate_the_reason_is_that_of_the_refusal() -> None:
    one = timed(Latency(refused_because="No input as large was measured."))
    assert beyond(one, "latency>47ms") == ()
    assert unchecked(one, ("latency>47ms",)) == (
        "latency>47ms is not checked: No input as large was measured",
    )
    assert unchecked(timed(None), ("latency>1ms",)) == (
        "latency>1ms is not checked: nothing is placed",
    )


def test_of_per_channel_weights_the_lower_end_counts() -> None:
    part = LatencyPart(name="network", low=4.0, likely=5.0, high=7.0)
    one = timed(
        Latency(
            camera="Q1656",
            refused_because="Weights are per channel.",
            per_tensor=part,
            per_channel_factor=Span(5.0, 7.0),
        )
    )
    assert beyond(one, "latency>19ms") == (
        "At least 20 ms on a Q1656 with per-channel weights, estimated (latency>19ms)",
    )
    assert beyond(one, "latency>=20ms") != ()
    assert beyond(one, "latency>20ms") == ()
    assert fails(report(one), ("latency>19ms",))
    assert unchecked(one, ("latency>19ms", "latency>20ms")) == (
        "latency>20ms is not checked: Weights are per channel",
    )


def test_the_time_after_a_conversion_fails_nothing() -> None:
    one = timed(FAST, preview=True)
    assert beyond(one, "latency>47ms") == ()
    assert unchecked(one, ("latency>47ms",)) == (
        "latency>47ms is not checked: it is for the converted file",
    )


def test_a_file_for_another_target_or_without_a_model_has_no_time_to_check() -> None:
    other = replace(timed(None), foreign=True, asked_for=False)
    assert unchecked(other, ("latency>1ms",)) == ()
    assert unchecked(unreadable(), ("latency>1ms",)) == ()

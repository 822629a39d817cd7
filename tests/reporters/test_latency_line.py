"""Sentences about the time of one inference."""

from datetime import date

from msgspec.structs import replace

from dlpulint.findings.finding import Cut, Fixable
from dlpulint.findings.source import Source
from dlpulint.packs.latency import Span
from dlpulint.report.latency import Latency, LatencyGround, LatencyPart
from dlpulint.reporters.latency_line import (
    half_input_line,
    has_range,
    latency_line,
    milliseconds,
    range_text,
    saved_by,
    short_range,
)
from tests.reporters.samples import finding

NETWORK = LatencyPart(name="network", low=15.343, likely=19.178, high=23.973)
TAIL = LatencyPart(name="tail", low=29.131, likely=36.414, high=45.517)
GROUND = LatencyGround(
    networks=4,
    median_error=2,
    worst_error=5,
    source=Source(title="Axis", url="https://example.org", read=date(2026, 11, 28)),
)
WHOLE = Latency(
    camera="Q1656",
    low=44.474,
    likely=55.592,
    high=69.49,
    parts=(NETWORK, TAIL),
    inside=True,
    ground=GROUND,
)


def test_a_range_has_its_tail_and_its_ground() -> None:
    assert latency_line(WHOLE) == (
        "about 44 to 70 ms on a Q1656, 36 of it the decode tail; from Axis' measurements of 4 "
        "networks"
    )


def test_a_range_for_an_unlike_network_says_so() -> None:
    line = latency_line(replace(WHOLE, parts=(NETWORK,), inside=False))
    assert line.endswith("measurements of 4 networks, none of them like it")


def test_a_camera_that_was_not_measured_is_stated() -> None:
    line = latency_line(replace(WHOLE, not_measured="P3265-LV"))
    assert "on a Q1656 (a P3265-LV was not measured)," in line


def test_a_tail_without_a_likely_time_is_a_range() -> None:
    tail = LatencyPart(name="tail", low=7.0, likely=None, high=19.0)
    line = latency_line(replace(WHOLE, likely=None, parts=(NETWORK, tail)))
    assert "7.0 to 19 ms of it the postprocessing of detections" in line


REFUSED = Latency(
    camera="Q1656",
    refused_because="The time of MUL after the last layers was not measured.",
    needed="End the graph at its last layers.",
    ground=GROUND,
)


def test_a_refusal_says_why_and_what_is_needed() -> None:
    assert latency_line(REFUSED) == (
        "no estimate: the time of MUL after the last layers was not measured. End the graph at "
        "its last layers"
    )
    assert not has_range(REFUSED)


def test_a_refusal_has_the_part_that_is_known() -> None:
    part = replace(REFUSED, parts=(NETWORK,), inside=True)
    assert has_range(part)
    assert latency_line(part).endswith(
        "was not measured; the layers alone about 15 to 24 ms on a Q1656; from Axis' measurements "
        "of 4 networks"
    )


PER_CHANNEL = replace(
    REFUSED,
    refused_because="Weights are per channel.",
    per_tensor=replace(NETWORK, name="whole"),
    per_channel_factor=Span(5.8, 7.4),
)


def test_per_channel_weights_have_the_range_of_one_scale() -> None:
    assert has_range(PER_CHANNEL)
    assert latency_line(PER_CHANNEL) == (
        "about 15 to 24 ms on a Q1656 with per-tensor weights; per channel 88 to 178 ms (5.8 to "
        "7.4 times that, as on a related chip); from Axis' measurements of 4 networks"
    )


SAVED = (
    "Estimated time then: 15 to 24 ms on a Q1656, plus the decode tail on the CPU (less work if "
    "the application filters boxes by score first). Now: 44 to 70 ms, 36 of it the decode tail."
)


def test_a_cut_moves_the_tail_to_the_cpu() -> None:
    cut = replace(finding(), cut=Cut(("boxes",), ()))
    assert saved_by(cut, WHOLE) == SAVED
    ranged = LatencyPart(name="tail", low=7.0, likely=None, high=19.0)
    assert saved_by(cut, replace(WHOLE, likely=None, parts=(NETWORK, ranged))) == (
        "Estimated time then: 15 to 24 ms on a Q1656, plus the postprocessing on the CPU. Now: 44 "
        "to 70 ms, 7.0 to 19 ms of it the postprocessing of detections."
    )
    # What the tail takes today is unknown.
    assert saved_by(cut, replace(REFUSED, parts=(NETWORK,))) == (
        "Estimated time then: 15 to 24 ms on a Q1656, plus the operators cut off, on the CPU; "
        "their time was not measured."
    )
    without_tail = replace(WHOLE, parts=(NETWORK,))
    assert saved_by(cut, without_tail) == ""
    assert saved_by(finding(), WHOLE) == ""
    assert saved_by(None, WHOLE) == ""
    assert saved_by(cut, None) == ""


def test_one_scale_saves_by_the_measured_factor() -> None:
    fixable = Fixable("per-tensor", "Give weights one scale", lossy=True)
    assert saved_by(replace(finding(), fixable=fixable), PER_CHANNEL) == (
        "Estimated time: about 15 to 24 ms on a Q1656 with per-tensor weights; per channel 88 to "
        "178 ms (5.8 to 7.4 times that, as on a related chip)."
    )
    assert saved_by(finding(), PER_CHANNEL) == ""


def test_the_ends_of_a_range_are_rounded_outwards() -> None:
    assert range_text(4.39, 6.71) == "4.3 to 6.8 ms"
    assert range_text(4.3, 9.96) == "4.3 to 10 ms"
    assert range_text(0.4111, 0.4111) == "0.41 to 0.42 ms"
    assert (milliseconds(36.4), milliseconds(4.32), milliseconds(0.414)) == ("36", "4.3", "0.41")


def test_a_table_has_the_ends_only() -> None:
    assert short_range(WHOLE) == "44–70"
    assert short_range(REFUSED) == ""
    assert short_range(None) == ""


def test_a_smaller_input_has_the_time_with_half_its_sides() -> None:
    half = replace(WHOLE, half_input=LatencyPart(name="whole", low=11.1, likely=13.9, high=17.4))
    sentence = (
        "With half the input's width and height about 11 to 18 ms on a Q1656; the accuracy has to "
        "be compared."
    )
    assert half_input_line(half) == sentence
    assert saved_by(finding(fix="Reshape it, or use a smaller input."), half) == sentence
    assert saved_by(finding(fix="Reshape it."), half) == ""
    assert half_input_line(WHOLE) == ""

"""Sentences about the estimated time of one inference."""

from collections.abc import Callable
from math import ceil, floor

from dlpulint.findings.finding import Finding
from dlpulint.report.latency import Latency, LatencyPart

_SMALLER = "smaller input"
"""Words of cures that name the size of the input."""

_PER_TENSOR = "per-tensor"
"""The edit that gives weights one scale."""


def has_range(latency: Latency) -> bool:
    """Whether there is a range of all or of a part; short reports leave out the refusals."""
    return bool(latency.parts) or latency.per_tensor is not None


def latency_line(latency: Latency) -> str:
    """`about 44 to 70 ms on a Q1656, 36 of it the tail; …`; without a range, the reason."""
    if latency.low is not None and latency.high is not None:
        return f"{_range_line(latency, latency.low, latency.high)}; {_ground(latency)}"
    because = latency.refused_because.rstrip(".")
    text = f"no estimate: {because[:1].lower()}{because[1:]}"
    network, per_tensor = latency.part("network"), latency.per_tensor
    if per_tensor is not None:
        return f"{_per_tensor(latency, per_tensor)}; {_networks(latency)}"
    if network is not None:
        text += f"; the layers alone {_about(network)} {_where(latency)}"
    elif latency.needed:
        return f"{text}. {latency.needed.rstrip('.')}"
    return f"{text}; {_ground(latency)}"


def saved_by(finding: Finding | None, latency: Latency | None) -> str:
    """A sentence on the time after the cure of a finding; empty where nothing is known of it."""
    if finding is None or latency is None:
        return ""
    network, per_tensor = latency.part("network"), latency.per_tensor
    if per_tensor is not None and finding.fixable and finding.fixable.edit == _PER_TENSOR:
        return f"Estimated time: {_per_tensor(latency, per_tensor)}."
    if _SMALLER in finding.fix and latency.half_input is not None:
        return half_input_line(latency)
    if finding.cut is None or network is None or not _has_tail(latency):
        return ""
    then = f"Estimated time then: {range_text(network.low, network.high)} {_where(latency)}, plus "
    tail = latency.part("tail")
    if tail is None or latency.low is None or latency.high is None:
        return f"{then}the operators cut off, on the CPU; their time was not measured."
    now = f"Now: {range_text(latency.low, latency.high)}, {tail_text(tail)}."
    if tail.likely is None:
        return f"{then}the postprocessing on the CPU. {now}"
    return (
        f"{then}the decode tail on the CPU (less work if the application filters boxes by score "
        f"first). {now}"
    )


def half_input_line(latency: Latency) -> str:
    """`With half the input's width and height about …`; empty where that is not known."""
    half = latency.half_input
    if half is None:
        return ""
    text = f"With half the input's width and height {_about(half)} {_where(latency)}"
    return f"{text}; the accuracy has to be compared."


def tail_text(tail: LatencyPart) -> str:
    """`36 of it the decode tail`, or its range where no likely time is known."""
    if tail.likely is not None:
        return f"{milliseconds(tail.likely)} of it the decode tail"
    return f"{range_text(tail.low, tail.high)} of it the postprocessing of detections"


def _has_tail(latency: Latency) -> bool:
    """Whether the layers are only a part of what takes time."""
    return latency.low is None or latency.part("tail") is not None


def _per_tensor(latency: Latency, part: LatencyPart) -> str:
    text = f"{_about(part)} {_where(latency)} with per-tensor weights"
    factor, whole = latency.per_channel_factor, latency.per_channel
    if factor is None or whole is None:
        return text
    times = f"{factor.low:g} to {factor.high:g} times that, as on a related chip"
    return f"{text}; per channel {range_text(whole.low, whole.high)} ({times})"


def range_text(low: float, high: float) -> str:
    """`44 to 70 ms`; the ends are rounded outwards."""
    return f"{_low(low)} to {_high(high)} ms"


def short_range(latency: Latency | None) -> str:
    """`44–70`, in milliseconds; empty without a range."""
    if latency is None or latency.low is None or latency.high is None:
        return ""
    return f"{_low(latency.low)}–{_high(latency.high)}"


def milliseconds(value: float) -> str:
    """`37`, `4.3` or `0.41`: two digits, from 10 on whole ones."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _range_line(latency: Latency, low: float, high: float) -> str:
    text = f"about {range_text(low, high)} {_where(latency)}"
    tail = latency.part("tail")
    return text if tail is None else f"{text}, {tail_text(tail)}"


def _about(part: LatencyPart) -> str:
    return f"about {range_text(part.low, part.high)}"


def _where(latency: Latency) -> str:
    where = f"on a {latency.camera}"
    return f"{where} (a {latency.not_measured} was not measured)" if latency.not_measured else where


def _ground(latency: Latency) -> str:
    networks = _networks(latency)
    return networks if latency.inside else f"{networks}, none of them like it"


def _networks(latency: Latency) -> str:
    networks = 0 if latency.ground is None else latency.ground.networks
    return f"from Axis' measurements of {networks} networks"


def _low(value: float) -> str:
    return milliseconds(_stepped(value, floor))


def _high(value: float) -> str:
    return milliseconds(_stepped(value, ceil))


def _stepped(value: float, rounding: Callable[[float], int]) -> float:
    """The value, rounded at its last digit shown; 9.96 becomes 10 where it is rounded up."""
    step = 1 if value >= 10 else 0.1 if value >= 1 else 0.01
    # The division of 4.3 by 0.1 is a little below 43.
    return rounding(round(value / step, 6)) * step

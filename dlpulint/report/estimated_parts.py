"""Parts of the estimated time, from the figures of a model and a pack's coefficients."""

from collections.abc import Iterable

from dlpulint.packs.latency import Domain, LatencyTable, TailLatency
from dlpulint.report.latency import LatencyFigures, LatencyPart

MB = 1_000_000


def network_part(figures: LatencyFigures, table: LatencyTable, factor: float) -> LatencyPart:
    """Milliseconds of the operators on the DLPU; the range is `factor` wide on either side."""
    likely = (
        table.ms_per_mb * figures.activation_bytes / MB
        + table.ms_per_gmac * figures.macs / 1e9
        + table.ms_per_overflow_mb * figures.overflow_bytes / MB
    )
    return _part("network", likely, factor)


def tail_parts(
    figures: LatencyFigures, tail: TailLatency | None, factor: float
) -> tuple[LatencyPart, ...]:
    """Milliseconds of the operators after the last layers; empty where none was measured."""
    if tail is None:
        return ()
    if tail.ms is not None:
        return (LatencyPart(name="tail", low=tail.ms.low, likely=None, high=tail.ms.high),)
    likely = (tail.ns_per_element or 0.0) * figures.tail_elements / 1e6
    return (_part("tail", likely, factor),) if likely else ()


def whole_of(parts: Iterable[LatencyPart]) -> LatencyPart:
    """The parts together; the likely time is known where that of each is."""
    every = list(parts)
    likely = [part.likely for part in every if part.likely is not None]
    return LatencyPart(
        name="whole",
        low=_rounded(sum(part.low for part in every)),
        likely=_rounded(sum(likely)) if len(likely) == len(every) else None,
        high=_rounded(sum(part.high for part in every)),
    )


def holds(domain: Domain, figures: LatencyFigures) -> bool:
    """Whether a model is like those that a domain is for."""
    mb = figures.activation_bytes / MB
    return domain.activation_mb.holds(mb) and domain.macs_per_byte.holds(figures.macs_per_byte)


def of_half_the_sides(figures: LatencyFigures) -> LatencyFigures:
    """The figures of the same layers with half the input's width and height."""
    return LatencyFigures(
        activation_bytes=figures.activation_bytes // 4,
        macs=figures.macs // 4,
        macs_per_byte=figures.macs_per_byte,
        overflow_bytes=figures.overflow_bytes,
        tail_elements=figures.tail_elements // 4,
    )


def _part(name: str, likely: float, factor: float) -> LatencyPart:
    low, high = _rounded(likely / factor), _rounded(likely * factor)
    return LatencyPart(name=name, low=low, likely=_rounded(likely), high=high)


def _rounded(milliseconds: float) -> float:
    return round(milliseconds, 3)

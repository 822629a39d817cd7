"""The estimates of latency in a pack: coefficients, domain, error and source."""

from collections.abc import Iterator
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from dlpulint.basics.version import UNSTATED, Versions
from dlpulint.findings.source import Source
from dlpulint.packs.cameras import Camera
from dlpulint.packs.validity import ALWAYS, Validity

Amount: TypeAlias = Annotated[float, Meta(ge=0, le=1e9)]
"""A coefficient or a bound: no infinity, and nothing below zero."""

Factor: TypeAlias = Annotated[float, Meta(ge=1, le=100)]
"""How many times longer or shorter than estimated an inference may take."""


class Span(Struct, frozen=True):
    """A range of figures, its ends included."""

    low: Amount
    high: Amount

    def holds(self, value: float) -> bool:
        """Whether a figure lies in the range."""
        return self.low <= value <= self.high


class Domain(Struct, frozen=True, kw_only=True):
    """Networks that an estimate is for, and how far it may be off for them."""

    activation_mb: Span
    """MB of activations that operators on the DLPU read and write."""
    macs_per_byte: Span
    """Multiply-accumulates per byte of these."""
    factor: Factor
    """The range is from the estimate divided by it to the estimate times it."""


class TailLatency(Struct, frozen=True, kw_only=True):
    """Time of the operators after the last layers, which the coefficients do not cover."""

    head: str = ""
    """Head of the recognised family; or `kind`."""
    kind: str = ""
    """Kind of one of these operators."""
    ns_per_element: Amount | None = None
    """Per element of the outputs."""
    ms: Span | None = None
    """Shortest and longest time measured, where it depends on the scores."""


class LatencyTable(Struct, frozen=True, kw_only=True):
    """An estimate of the time of one inference on a camera, as a pack writes it."""

    camera: str
    """The camera measured, without its variant: `Q1656` covers Q1656-LE too."""
    source: str
    networks: Annotated[int, Meta(ge=1, le=10_000)]
    """Networks that it was fitted to."""
    median_error: Amount
    """Percent, of networks that were left out of the fit one by one."""
    worst_error: Amount
    ms_per_mb: Amount
    """Milliseconds per MB of activations that operators on the DLPU read and write."""
    ms_per_gmac: Amount = 0.0
    ms_per_overflow_mb: Amount = 0.0
    """Per MB of parameters beyond `on_chip_mb`."""
    on_chip_mb: Amount = 0.0
    domain: Domain
    beyond: Domain | None = None
    """A wider domain with a wider range, in which related chips were measured."""
    most_pixels: Amount | None = None
    """Height times width of the largest image."""
    most_partitions: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    """Partitions in all."""
    most_dlpu_partitions: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    most_elsewhere: Amount = 0.0
    """Percent of the bytes that operators off the DLPU, or on an unknown device, may have."""
    per_channel: Span | None = None
    """How many times longer per-channel weights take; refused where it is stated."""
    kinds: tuple[str, ...] = ()
    """Kinds of the networks measured; others are refused. Empty: the placement decides."""
    tail: tuple[TailLatency, ...] = ()
    since: Versions = UNSTATED
    until: Versions = UNSTATED


class LatencyFit(Struct, frozen=True, kw_only=True):
    """An estimate with its source looked up."""

    table: LatencyTable
    source: Source
    asked_for: str = ""
    """The camera that the user named, where none of the cameras measured is like it."""

    @property
    def validity(self) -> Validity:
        """The versions that it holds for."""
        if self.table.since == UNSTATED and self.table.until == UNSTATED:
            return ALWAYS
        return Validity(since=self.table.since, until=self.table.until)


class Latencies(Struct, frozen=True, kw_only=True):
    """All estimates of a pack, the first one for users who name no camera."""

    fits: tuple[LatencyFit, ...] = ()
    outdated: tuple[LatencyFit, ...] = ()
    """Those that do not hold for the versions that the user states."""


def mistakes_of(table: LatencyTable) -> Iterator[str]:
    """Mistakes in an estimate, each with its key."""
    spans = [table.domain, *([table.beyond] if table.beyond else [])]
    if any(s.low > s.high for d in spans for s in (d.activation_mb, d.macs_per_byte)):
        yield "domain: a lower end is above the upper end"
    for number, tail in enumerate(table.tail):
        if bool(tail.head) == bool(tail.kind):
            yield f"tail[{number}]: expected either `head` or `kind`"
        if (tail.ns_per_element is None) == (tail.ms is None):
            yield f"tail[{number}]: expected either `ns_per_element` or `ms`"


def for_cameras(latencies: Latencies, names: tuple[str, ...]) -> Latencies:
    """The estimates for cameras that a user names; all of them where none was measured."""
    if not names:
        return latencies
    alike = [f for f in latencies.fits if any(_stands_for(f, name) for name in names)]
    if alike:
        return Latencies(fits=tuple(alike), outdated=latencies.outdated)
    fits = tuple(
        LatencyFit(table=fit.table, source=fit.source, asked_for=names[0]) for fit in latencies.fits
    )
    return Latencies(fits=fits, outdated=latencies.outdated)


def _stands_for(fit: LatencyFit, name: str) -> bool:
    return Camera(fit.table.camera, "", "", "").stands_for(name)

"""The estimated time of one inference, or the reason why there is none: plain data."""

from msgspec import Struct

from dlpulint.basics.terms import Evidence
from dlpulint.findings.source import Source
from dlpulint.packs.latency import Span


class LatencyPart(Struct, frozen=True, kw_only=True):
    """A share of the time: the layers on the DLPU, or the operators after them."""

    name: str
    """`network` or `tail`."""
    low: float
    likely: float | None
    """`None` where only the ends are known."""
    high: float


class LatencyFigures(Struct, frozen=True, kw_only=True):
    """What the estimate is made of."""

    activation_bytes: int
    """Activations that operators on the DLPU read and write, at 8 bits, without the tail."""
    macs: int
    """Multiply-accumulates of these operators."""
    macs_per_byte: float
    overflow_bytes: int
    """Parameters beyond the chip's memory, at 8 bits."""
    tail_elements: int
    """Elements of the outputs, where a measured tail computes them."""


class LatencyDomain(Struct, frozen=True, kw_only=True):
    """Networks that the range is for."""

    activation_mb: Span
    macs_per_byte: Span
    factor: float
    """The range is from the estimate divided by it to the estimate times it."""


class LatencyGround(Struct, frozen=True, kw_only=True):
    """What the estimate was fitted to, and how well it did."""

    networks: int
    median_error: float
    """Percent, of networks that were left out of the fit one by one."""
    worst_error: float
    source: Source
    evidence: Evidence = Evidence.INFERRED


class Latency(Struct, frozen=True, kw_only=True):
    """Milliseconds of one inference: a range with its ground, or the reason why there is none."""

    camera: str | None = None
    """The camera measured; null where none was."""
    not_measured: str = ""
    """The camera that the user named, where nothing is known about one like it."""
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    parts: tuple[LatencyPart, ...] = ()
    """They add up to the range. Without a range: the part that can be estimated."""
    inside: bool = False
    """Whether the model is like those measured on this very chip; else the range is wider."""
    domain: LatencyDomain | None = None
    figures: LatencyFigures | None = None
    ground: LatencyGround | None = None
    refused_because: str = ""
    """A sentence; empty where there is a range."""
    needed: str = ""
    """A sentence on how to get one."""
    per_tensor: LatencyPart | None = None
    """The range with per-tensor weights, where per-channel weights are why there is none."""
    per_channel_factor: Span | None = None
    """How many times longer per-channel weights take, measured on a related chip."""
    half_input: LatencyPart | None = None
    """The range of the same network with half the input's width and height, where it has one."""

    @property
    def per_channel(self) -> Span | None:
        """The range with per-channel weights; it holds if the factor is that of this chip too."""
        part, factor = self.per_tensor, self.per_channel_factor
        if part is None or factor is None:
            return None
        return Span(part.low * factor.low, part.high * factor.high)

    @property
    def range(self) -> Span | None:
        """The two ends; `None` without an estimate."""
        if self.low is None or self.high is None:
            return None
        return Span(self.low, self.high)

    def part(self, name: str) -> LatencyPart | None:
        """The part of a name."""
        return next((part for part in self.parts if part.name == name), None)

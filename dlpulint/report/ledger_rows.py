"""The ledger of a model on a target: its operators with their shares of the estimated time."""

from collections.abc import Sequence
from math import ceil

from msgspec import Struct

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.checks.base import matches
from dlpulint.checks.layer_kinds import ChannelPadding
from dlpulint.facts.facts import Facts
from dlpulint.facts.macs import channels
from dlpulint.facts.traffic import Traffic
from dlpulint.model.graph import Operator
from dlpulint.packs.latency import LatencyTable
from dlpulint.packs.pack import Pack
from dlpulint.report.latency import Latency, LatencyPart
from dlpulint.report.ledger import LedgerRow
from dlpulint.report.report import PlacedOperator, PlacementSummary

_MB = 1_000_000


class _Share(Struct, frozen=True):
    """A part of the time, and how it is divided."""

    part: LatencyPart
    weights: dict[Operator, float]
    total: float

    def of(self, operator: Operator) -> tuple[float, float | None, float]:
        """Low, likely and high milliseconds of an operator."""
        share = self.weights[operator] / self.total if self.total else 0.0
        likely = None if self.part.likely is None else share * self.part.likely
        return share * self.part.low, likely, share * self.part.high


def ledger_of(
    facts: Facts, placement: PlacementSummary, latency: Latency | None, pack: Pack
) -> tuple[LedgerRow, ...]:
    """A row per operator, in the order of the placement; the times add up to the estimate.

    The layers' time is divided by the coefficients of the estimate, the tail's by the bytes that
    its operators move: which of them is slow is unknown.
    """
    operators = facts.model.operators
    if len(operators) != len(placement.operators):
        return ()
    devices = {o: p.device for o, p in zip(operators, placement.operators, strict=True)}
    shares = _shares(facts, devices, latency, pack)
    padding = next((r.params for r in pack.rules if isinstance(r.params, ChannelPadding)), None)
    return tuple(
        _row(operator, placed, facts, devices, shares, padding, placement.partitioning)
        for operator, placed in zip(operators, placement.operators, strict=True)
    )


def _row(
    operator: Operator,
    placed: PlacedOperator,
    facts: Facts,
    devices: dict[Operator, Device],
    shares: Sequence[_Share],
    padding: ChannelPadding | None,
    partitioning: Partitioning,
) -> LedgerRow:
    moved = facts.operator_bytes[operator]
    share = next((share for share in shares if operator in share.weights), None)
    low, likely, high = (None, None, None) if share is None else share.of(operator)
    return LedgerRow(
        subgraph=placed.subgraph,
        index=placed.index,
        op=placed.op,
        device=placed.device,
        could_run_on=_other_device(operator, placed, partitioning),
        because=placed.because,
        macs=placed.macs,
        read_bytes=moved.read,
        written_bytes=moved.written,
        constant_bytes=moved.constant,
        low_ms=low,
        likely_ms=likely,
        high_ms=high,
        switches=sum([devices[p] is not placed.device for p in moved.producers]),
        padded_percent=_padded(operator, facts, padding),
        requantizes=_requantizes(operator),
    )


def _other_device(operator: Operator, placed: PlacedOperator, partitioning: Partitioning) -> str:
    if partitioning is Partitioning.WHOLE:
        return ""
    if placed.device is Device.DLPU:
        # The CPU of a camera has TFLite's own kernels, but none of an unknown library.
        return "" if operator.kind.startswith("custom:") else "cpu"
    return "dlpu" if placed.device is Device.CPU and placed.direct is False else ""


def _padded(operator: Operator, facts: Facts, padding: ChannelPadding | None) -> float | None:
    """Percent of additional work; 0 for operators and chips of which none is known."""
    if padding is None or not matches(operator.kind, padding.operators):
        return 0.0
    if operator in facts.ending.heads:
        return 0.0
    depth = channels(operator.output, facts.model.layout)
    if not depth:
        return None
    filled = ceil(depth / padding.multiple) * padding.multiple
    return round(100 * (filled / depth - 1), 1)


def _requantizes(operator: Operator) -> bool:
    given, output = operator.input, operator.output
    if operator.kind != "quantize" or given is None or output is None:
        return False
    return "int" in given.dtype and "int" in output.dtype


def _shares(
    facts: Facts, devices: dict[Operator, Device], latency: Latency | None, pack: Pack
) -> tuple[_Share, ...]:
    """The parts of the estimate with the operators that each is made of."""
    if latency is None or not latency.parts or not pack.latency.fits:
        return ()
    table = pack.latency.fits[0].table
    layers: dict[Operator, float] = {}
    tail: dict[Operator, float] = {}
    for operator, device in devices.items():
        moved = facts.traffic.get(operator)
        if moved is None:
            return ()
        if operator in facts.tail:
            tail[operator] = moved.both
        elif table.kinds or device is Device.DLPU:
            layers[operator] = _cost(operator, moved, facts, table)
    return tuple(
        _Share(part, weights, sum(weights.values()))
        for part, weights in ((latency.part("network"), layers), (latency.part("tail"), tail))
        if part is not None
    )


def _cost(operator: Operator, moved: Traffic, facts: Facts, table: LatencyTable) -> float:
    """Milliseconds of an operator by the coefficients, but for parameters beyond the memory.

    These are read anew with every inference, so that they cost each layer by its share.
    """
    cost = (
        table.ms_per_mb * moved.both / _MB + table.ms_per_gmac * (facts.macs[operator] or 0) / 1e9
    )
    overflow = facts.parameters - table.on_chip_mb * _MB
    if not table.ms_per_overflow_mb or overflow <= 0:
        return cost
    own = sum(t.elements or 0 for t in operator.inputs if t is not None and t.constant)
    return cost + table.ms_per_overflow_mb * overflow / _MB * own / facts.parameters

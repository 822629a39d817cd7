"""The estimated time of one inference, from facts about a model and a pack's coefficients."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, convert
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Verdict
from dlpulint.facts.cutting import DECODERS
from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Operator
from dlpulint.packs.latency import Domain, LatencyFit, LatencyTable, TailLatency
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import Placed, Placement
from dlpulint.report.latency import (
    Latency,
    LatencyDomain,
    LatencyFigures,
    LatencyGround,
    LatencyPart,
)

MEASURE = "Measure it on a camera."

_ORIGINAL = "Lint the file that it was compiled from, or measure it on a camera."

_MB = 1_000_000
_SMALL_TAIL = 0.02
"""Share of the bytes up to which operators after the last layers are part of the network."""

_DECODING = 6
"""Elements that a decode tail moves per element of the outputs, at least: Axis' YOLOv5 moves 18."""

_NAMED = 3
"""Kinds of operators that a refusal names."""


class _Work(Struct, frozen=True):
    """A model's work on a target, divided as the coefficients need it."""

    figures: LatencyFigures
    tail: TailLatency | None
    """How long the operators after the last layers take, where that was measured."""
    unmeasured: tuple[str, ...]
    """Native names of operators after the last layers whose time was not measured."""
    elsewhere: float
    """Percent of the bytes of other operators that the DLPU does not run for certain."""
    kinds: tuple[str, ...]
    """Native names of operators of which no measured network has one."""


def latency_of(
    facts: Facts, placement: Placement | None, pack: Pack, verdict: Verdict
) -> Latency | None:
    """The estimate for a model, or its refusal; `None` where nothing is placed.

    `verdict` is that of the model that is placed: of a preview, the one after its conversion.
    """
    if placement is None or not placement.operators:
        return None
    fits = pack.latency.fits
    if not fits:
        return _without_fit(pack)
    fit = fits[0]
    blank = Latency(
        camera=fit.table.camera,
        not_measured=fit.asked_for,
        ground=LatencyGround(
            networks=fit.table.networks,
            median_error=fit.table.median_error,
            worst_error=fit.table.worst_error,
            source=fit.source,
        ),
    )
    if verdict is Verdict.REJECTED:
        return _refused(blank, "The model does not load as it is.", "Follow the first step.")
    if pack.compiled in facts.kinds:
        return _refused(blank, "A compiled file does not show its layers.", _ORIGINAL)
    if verdict is Verdict.CPU_ONLY:
        return _refused(
            blank, f"Nothing runs on the {pack.backend}.", "Move it there: follow the first step."
        )
    work = _work(facts, placement, fit.table)
    if work is None:
        return _refused(blank, "Sizes of some tensors are not fixed.", "Fix the input's shape.")
    return _estimated(replace(blank, figures=work.figures), work, facts, placement, fit)


def _without_fit(pack: Pack) -> Latency:
    if pack.latency.outdated:
        since = pack.latency.outdated[0].validity
        reason = f"The measurements are for other versions ({since})."
        return Latency(refused_because=reason, needed=MEASURE)
    reason = f"The published measurements allow no estimate for {pack.title}."
    return Latency(refused_because=reason, needed=MEASURE)


def _refused(latency: Latency, because: str, needed: str) -> Latency:
    return replace(latency, refused_because=because, needed=needed)


def _estimated(
    latency: Latency, work: _Work, facts: Facts, placement: Placement, fit: LatencyFit
) -> Latency:
    table = fit.table
    reason = _why_not(work, facts, placement, table)
    if reason:
        return _refused(latency, *reason)
    inside = _holds(table.domain, work.figures)
    domain = table.domain if inside or table.beyond is None else table.beyond
    network = _network(work.figures, table)
    part = _part("network", network, domain.factor)
    latency = replace(
        latency, inside=inside, domain=convert(domain, LatencyDomain, from_attributes=True)
    )
    if work.unmeasured:
        return replace(
            _refused(
                latency,
                f"The time of {_listed(work.unmeasured)} after the last layers was not measured.",
                "End the graph at its last layers, or measure it on a camera.",
            ),
            parts=(part,),
        )
    parts = (part, *_tail_parts(work, domain.factor))
    whole = _sum(parts)
    if table.per_channel is not None and _has_per_channel(placement):
        reason = (
            "Weights are per channel, which this chip computes many times slower.",
            "Convert with per-tensor weights, or measure it on a camera.",
        )
        wider = replace(_refused(latency, *reason), per_channel_factor=table.per_channel)
        return replace(wider, per_tensor=whole, inside=False)
    return replace(latency, low=whole.low, likely=whole.likely, high=whole.high, parts=parts)


def _network(figures: LatencyFigures, table: LatencyTable) -> float:
    """Milliseconds of the operators on the DLPU."""
    return (
        table.ms_per_mb * figures.activation_bytes / _MB
        + table.ms_per_gmac * figures.macs / 1e9
        + table.ms_per_overflow_mb * figures.overflow_bytes / _MB
    )


def _tail_parts(work: _Work, factor: float) -> tuple[LatencyPart, ...]:
    tail = work.tail
    if tail is None:
        return ()
    if tail.ms is not None:
        return (LatencyPart(name="tail", low=tail.ms.low, likely=None, high=tail.ms.high),)
    likely = (tail.ns_per_element or 0.0) * work.figures.tail_elements / 1e6
    return (_part("tail", likely, factor),) if likely else ()


def _part(name: str, likely: float, factor: float) -> LatencyPart:
    low, high = _rounded(likely / factor), _rounded(likely * factor)
    return LatencyPart(name=name, low=low, likely=_rounded(likely), high=high)


def _sum(parts: Iterable[LatencyPart]) -> LatencyPart:
    """The parts together; the likely time is known where that of each is."""
    every = list(parts)
    likely = [part.likely for part in every if part.likely is not None]
    return LatencyPart(
        name="whole",
        low=_rounded(sum(part.low for part in every)),
        likely=_rounded(sum(likely)) if len(likely) == len(every) else None,
        high=_rounded(sum(part.high for part in every)),
    )


def _rounded(milliseconds: float) -> float:
    return round(milliseconds, 3)


def _why_not(
    work: _Work, facts: Facts, placement: Placement, table: LatencyTable
) -> tuple[str, str] | None:
    """Why no range can be given, and what would be needed; `None` where one can."""
    figures = work.figures
    pixels = max((_pixels(tensor.shape) for tensor in facts.model.inputs), default=0)
    if table.most_pixels is not None and pixels > table.most_pixels:
        return "No input as large was measured.", f"Reduce the input, or measure. {MEASURE}"
    dlpu, total = placement.worst.dlpu, placement.worst.total
    if table.most_partitions is not None and total > table.most_partitions:
        return (
            f"The graph splits into {total} partitions; no such network was measured.",
            "Reduce the partitions.",
        )
    if table.most_dlpu_partitions is not None and dlpu > table.most_dlpu_partitions:
        return (
            f"{dlpu} partitions run on the DLPU; no such network was measured.",
            "Reduce the partitions.",
        )
    if work.kinds:
        return f"No measured network has {_listed(work.kinds)}.", MEASURE
    if work.elsewhere > table.most_elsewhere:
        return (
            f"{work.elsewhere:.2g} % of the bytes belong to operators that are not certain to run "
            "on the DLPU.",
            "Move these operators to the DLPU, or measure it on a camera.",
        )
    domain = table.domain if table.beyond is None else table.beyond
    if not _holds(domain, figures) and not _holds(table.domain, figures):
        mb, per_byte = figures.activation_bytes / _MB, figures.macs_per_byte
        return (
            f"The networks measured are not like it: {mb:.3g} MB of activations and {per_byte:.3g} "
            f"MACs per byte; the estimate is for {_span(domain)}.",
            MEASURE,
        )
    return None


def _span(domain: Domain) -> str:
    mb, per_byte = domain.activation_mb, domain.macs_per_byte
    return f"{mb.low:g} to {mb.high:g} MB and {per_byte.low:g} to {per_byte.high:g} MACs per byte"


def _holds(domain: Domain, figures: LatencyFigures) -> bool:
    mb = figures.activation_bytes / _MB
    return domain.activation_mb.holds(mb) and domain.macs_per_byte.holds(figures.macs_per_byte)


def _pixels(shape: tuple[int | None, ...] | None) -> int:
    """Height times width of an image; 0 for anything else."""
    if shape is None or len(shape) != 4 or None in shape:
        return 0
    sizes = sorted(size for size in shape[1:] if size is not None)
    return sizes[1] * sizes[2]


def _has_per_channel(placement: Placement) -> bool:
    """Whether a layer on the DLPU has more than one weight scale."""
    return any(
        placed.device is Device.DLPU
        and (weights := placed.operator.weights) is not None
        and weights.quantization is not None
        and weights.quantization.per_channel
        for placed in placement.operators
    )


def _work(facts: Facts, placement: Placement, table: LatencyTable) -> _Work | None:
    """The work of a placed model; `None` where sizes are unknown."""
    traffic = facts.traffic
    tail = _tail_of(facts, table)
    on_dlpu: list[Placed] = []
    counted = elsewhere = in_tail = 0
    after: list[Operator] = []
    foreign: list[Operator] = []
    for placed in placement.operators:
        operator = placed.operator
        moved = traffic.get(operator)
        if moved is None:
            return None
        if operator in facts.tail:
            in_tail += moved.both
            after.append(operator)
            continue
        if table.kinds and moved.both and operator.kind not in table.kinds:
            foreign.append(operator)
        if table.kinds or placed.device is Device.DLPU:
            counted += moved.both
            on_dlpu.append(placed)
        else:
            elsewhere += moved.both
    total = counted + elsewhere
    macs = sum(placed.macs or 0 for placed in on_dlpu)
    outputs = sum(tensor.elements or 0 for tensor in facts.model.outputs)
    if tail is not None and tail.ns_per_element is not None and in_tail < _DECODING * outputs:
        tail = None
    # The time of a decoder depends on the scores, not on its bytes.
    decoded = any(operator.kind in DECODERS for operator in after)
    measured = tail is not None or (not decoded and in_tail <= _SMALL_TAIL * total)
    counted_in = tail is not None and tail.ns_per_element is not None
    return _Work(
        LatencyFigures(
            activation_bytes=counted,
            macs=macs,
            macs_per_byte=round(macs / counted, 2) if counted else 0.0,
            overflow_bytes=max(0, facts.parameters - round(table.on_chip_mb * _MB))
            if table.ms_per_overflow_mb
            else 0,
            tail_elements=outputs if counted_in else 0,
        ),
        tail,
        () if measured else _natives(after),
        100 * elsewhere / total if total else 0.0,
        _natives(foreign),
    )


def _tail_of(facts: Facts, table: LatencyTable) -> TailLatency | None:
    """The measured tail that the model has; `None` for another one, or none.

    Regular suppression of boxes takes from half a millisecond to seconds, by the scores.
    """
    if any(operator.attributes.get("regular_nms") is True for operator in facts.tail):
        return None
    kinds = {operator.kind for operator in facts.tail}
    head = None if facts.family is None else facts.family.head
    return next((t for t in table.tail if t.kind in kinds or (t.head and t.head == head)), None)


def _natives(operators: Iterable[Operator]) -> tuple[str, ...]:
    """Native names, the most frequent first."""
    return tuple(name for name, _ in Counter(o.native for o in operators).most_common())


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and others" if len(names) > _NAMED else shown

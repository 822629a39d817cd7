"""The estimated time of one inference, from facts about a model and a pack's coefficients."""

from msgspec import convert
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Verdict
from dlpulint.facts.facts import Facts
from dlpulint.packs.latency import Domain, LatencyFit, LatencyTable
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import Placement
from dlpulint.report.estimated_parts import (
    MB,
    holds,
    network_part,
    of_half_the_sides,
    tail_parts,
    whole_of,
)
from dlpulint.report.latency import (
    Latency,
    LatencyDomain,
    LatencyGround,
    LatencyPart,
)
from dlpulint.report.work import Work, work_of

MEASURE = "Measure it on a camera."

_ORIGINAL = "Lint the file that it was compiled from, or measure it on a camera."

_NOT_BY_AREA = frozenset({"fully-connected", "matmul"})
"""Kinds whose work does not go with the area of the input."""

_LITTLE = 0.05
"""Part of the MACs that such operators may have where the time is scaled with the area."""

_NAMED = 3
"""Kinds of operators that a refusal names."""


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
    work = work_of(facts, placement, fit.table)
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
    latency: Latency, work: Work, facts: Facts, placement: Placement, fit: LatencyFit
) -> Latency:
    table = fit.table
    reason = _why_not(work, facts, placement, table)
    if reason:
        return _refused(latency, *reason)
    inside = holds(table.domain, work.figures)
    domain = table.domain if inside or table.beyond is None else table.beyond
    part = network_part(work.figures, table, domain.factor)
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
    parts = (part, *tail_parts(work.figures, work.tail, domain.factor))
    whole = whole_of(parts)
    if table.per_channel is not None and _has_per_channel(placement):
        reason = (
            "Weights are per channel, which this chip computes many times slower.",
            "Convert with per-tensor weights if the accuracy allows (Risk), or measure it on a "
            "camera.",
        )
        wider = replace(_refused(latency, *reason), per_channel_factor=table.per_channel)
        return replace(wider, per_tensor=whole, inside=False)
    half = _half_input(work, facts, table)
    return replace(
        latency, low=whole.low, likely=whole.likely, high=whole.high, parts=parts, half_input=half
    )


def _half_input(work: Work, facts: Facts, table: LatencyTable) -> LatencyPart | None:
    """The time with half the input's width and height; `None` where that cannot be estimated.

    Convolutions then compute a quarter, dense layers as much as before or something else.
    """
    if len(facts.model.inputs) != 1 or not _pixels(facts.model.inputs[0].shape):
        return None
    dense = sum(
        facts.macs[operator] or 0
        for operator in facts.model.operators
        if operator.kind in _NOT_BY_AREA
    )
    if dense > _LITTLE * work.figures.macs:
        return None
    figures = of_half_the_sides(work.figures)
    domain = table.domain if holds(table.domain, figures) else table.beyond
    if domain is None or not holds(domain, figures):
        return None
    factor = domain.factor
    return whole_of((network_part(figures, table, factor), *tail_parts(figures, work.tail, factor)))


def _why_not(
    work: Work, facts: Facts, placement: Placement, table: LatencyTable
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
            f"{work.elsewhere:.2g} % of the bytes belong to operators that {_devices(work)}.",
            "Move these operators to the DLPU, or measure it on a camera.",
        )
    domain = table.domain if table.beyond is None else table.beyond
    if not holds(domain, figures) and not holds(table.domain, figures):
        mb, per_byte = figures.activation_bytes / MB, figures.macs_per_byte
        return (
            f"The networks measured are not like it: {mb:.3g} MB of activations and {per_byte:.3g} "
            f"MACs per byte; the estimate is for {_span(domain)}.",
            MEASURE,
        )
    return None


def _devices(work: Work) -> str:
    """`run on the CPU (CONV_2D) or may not run on the DLPU (MEAN)`."""
    parts = [f"run on the CPU ({_listed(work.on_cpu)})"] if work.on_cpu else []
    parts += [f"may not run on the DLPU ({_listed(work.unsure)})"] if work.unsure else []
    return " or ".join(parts)


def _span(domain: Domain) -> str:
    mb, per_byte = domain.activation_mb, domain.macs_per_byte
    return f"{mb.low:g} to {mb.high:g} MB and {per_byte.low:g} to {per_byte.high:g} MACs per byte"


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


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and others" if len(names) > _NAMED else shown

"""Single lines about one model on one target: its verdict, its ends, where it runs."""

from dlpulint.report import Endpoint, ModelReport, ModelSummary, PlacementSummary, Reference
from dlpulint.reporters.wording import shape_text, share, size
from dlpulint.terms import Answer, Device, Effect, Severity, Verdict

_NAME = 40
"""Characters of a tensor's name that a line has room for."""

SENTENCES: dict[Verdict, str] = {
    Verdict.REJECTED: "the camera will not load it",
    Verdict.WRONG: "it runs and answers badly",
    Verdict.FALLBACK: "it runs, part of it on the CPU",
    Verdict.SLOW: "it runs on the {backend}, slower than it could",
    Verdict.CLEAN: "nothing speaks against it",
    Verdict.UNKNOWN: "nothing speaks against it for certain; something cannot be told",
}
"""What a verdict means; `{backend}` is what the target's pack calls it, mostly the DLPU."""


def summary_line(one: ModelReport) -> str:
    """What the verdict means, and how many findings of each level there are."""
    counts = [
        f"{number} {level.value}{'s' if number != 1 else ''}"
        for level in Severity
        if (number := one.count(level))
    ]
    counted = f" ({', '.join(counts)})" if counts else ""
    undecided = any(
        finding.answer is Answer.UNKNOWN and finding.effect is not Effect.ADVICE
        for finding in one.findings
    )
    told = one.verdict in (Verdict.REJECTED, Verdict.WRONG, Verdict.UNKNOWN)
    more = "; something else cannot be told" if undecided and not told else ""
    return f"{SENTENCES[one.verdict].format(backend=one.backend)}{more}{counted}."


def short_name(name: str) -> str:
    """A tensor's name, its end cut where it is too long for a line."""
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def endpoint_line(endpoint: Endpoint) -> str:
    """An input or output: what the application feeds or gets."""
    parts = [f"{short_name(endpoint.name)}: {endpoint.dtype} {shape_text(endpoint.shape, 'x')}"]
    if endpoint.layout:
        parts[0] += f" {endpoint.layout.upper()}"
    if endpoint.scale is not None:
        parts.append(f"scale {endpoint.scale:.6g}, zero point {endpoint.zero_point}")
    if endpoint.bytes is not None:
        parts.append(f"{endpoint.bytes:,} bytes a frame")
    return ", ".join(parts)


def family_line(model: ModelSummary) -> str:
    """The published network a model is built as, and how much of it is in simple layers."""
    name = "not recognised" if model.family is None else f"{model.family}"
    simple = model.simple_layers
    if not simple.of_operators:
        return name
    parts = [f"{share(simple.operators, simple.of_operators)} % of operators"]
    if simple.of_macs:
        parts.append(f"{share(simple.macs, simple.of_macs)} % of MACs")
    return f"{name}; {' and '.join(parts)} in simple layers"


def reference_line(reference: Reference) -> str:
    """What was measured of the nearest published network, and that it is no prediction."""
    of = f" ({reference.input})" if reference.input else ""
    return (
        f"Axis measured its int8 {reference.model}{of} at {reference.latency_ms:.2f} ms on a "
        f"{reference.camera} (AXIS OS {reference.axis_os}); a reference, not a prediction"
    )


def placement_line(placement: PlacementSummary, backend: str) -> str:
    """Operators, MACs and partitions by device."""
    total = len(placement.operators)
    macs = placement.macs
    parts = [f"{placement.count(Device.DLPU)} of {total} operators on the {backend}"]
    unknown = placement.count(Device.UNKNOWN)
    if unknown:
        parts[0] += f" ({unknown} unknown)"
    if macs.total:
        unsure = f" ({share(macs.unknown, macs.total)} % unknown)" if macs.unknown else ""
        parts.append(f"{share(macs.dlpu, macs.total)} % of {size(macs.total)} MACs{unsure}")
    best, worst = placement.best.total, placement.worst.total
    if placement.partitioning.value != "whole":
        span = f"{best}" if best == worst else f"{best} to {worst}"
        limit = f" (at most {placement.limit})" if placement.limit is not None else ""
        parts.append(f"{span} partition{'s' if (best, worst) != (1, 1) else ''}{limit}")
    return ", ".join(parts)

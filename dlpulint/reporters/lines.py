"""Single lines about one model on one target: its verdict, its ends, where it runs."""

import shlex

from dlpulint.basics.terms import Answer, Device, Effect, Partitioning, Severity, Verdict
from dlpulint.report.report import Endpoint, ModelReport, ModelSummary, PlacementSummary, Reference
from dlpulint.report.sentences import partitions_text
from dlpulint.report.wording import range_text, shape_text, share, size, span

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
    return f"{_sentence(one, undecided).format(backend=one.backend)}{more}{counted}."


def _sentence(one: ModelReport, undecided: bool) -> str:
    """What the verdict means; a graph that is taken whole or not at all may yet be refused."""
    if one.placement is not None and one.placement.partitioning is Partitioning.WHOLE:
        if one.verdict is Verdict.REJECTED:
            return "it will not run on the {backend}"
        if one.verdict is Verdict.SLOW and undecided:
            return "if it is taken at all, it is slower than it could be"
    return SENTENCES[one.verdict]


def short_name(name: str) -> str:
    """A tensor's name, its end cut where it is too long for a line."""
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def endpoint_line(endpoint: Endpoint) -> str:
    """An input or output: what the application feeds or gets."""
    parts = [f"{short_name(endpoint.name)}: {endpoint.dtype} {shape_text(endpoint.shape, 'x')}"]
    if endpoint.layout:
        parts[0] += f" {endpoint.layout.upper()}"
    if endpoint.scale is not None:
        real = "" if endpoint.range is None else f" ({range_text(endpoint.range)})"
        parts.append(f"scale {endpoint.scale:.6g}, zero point {endpoint.zero_point}{real}")
    if endpoint.bytes is not None:
        parts.append(f"{endpoint.bytes:,} bytes a frame")
    return ", ".join(parts)


def command_lines(command: str, width: int) -> list[str]:
    """A command cut before options where it is too long, so that a shell still takes it."""
    options: list[list[str]] = [[]]
    for word in shlex.split(command):
        if word.startswith("-") and options[-1]:
            options.append([])
        options[-1].append(word)
    first, *further = (shlex.join(words) for words in options)
    lines = [first]
    for option in further:
        if len(lines[-1]) + len(option) + 3 <= width:
            lines[-1] += f" {option}"
        else:
            lines.append(f"  {option}")
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


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


def pattern_line(model: ModelSummary) -> str:
    """What the network is made of beyond single operators; empty where nothing is recognised."""
    return ", ".join(f"{one.name} ({one.count})" for one in model.patterns)


def reference_line(reference: Reference) -> str:
    """What was measured of the nearest published network, and that it is no prediction."""
    of = f" ({reference.input})" if reference.input else ""
    return (
        f"Axis measured its int8 {reference.model}{of} at {reference.latency_ms:.2f} ms on a "
        f"{reference.camera} (AXIS OS {reference.axis_os}); a reference, not a prediction"
    )


def placement_line(placement: PlacementSummary, backend: str) -> str:
    """Operators, MACs and partitions, from what is sure to what the unknown may add."""
    total = len(placement.operators)
    least = placement.count(Device.DLPU)
    most = least + placement.count(Device.UNKNOWN)
    if placement.partitioning is Partitioning.WHOLE and least < total:
        known = f"{least} of {total} operators ({share(least, total)} %)"
        if placement.macs.total:
            part = share(placement.macs.dlpu, placement.macs.total)
            known += f" and {part} % of {size(placement.macs.total)} MACs"
        return f"{known} are known to run on the {backend}; it is all or nothing"
    told = f"{span(least, most)} of {total} operators ({_percent(least, most, total)})"
    macs = placement.macs
    if macs.total:
        part = _percent(macs.dlpu, macs.dlpu + macs.unknown, macs.total)
        told += f" and {part} of {size(macs.total)} MACs"
    told += f" on the {backend}"
    if placement.partitioning is not Partitioning.WHOLE:
        limit = f" (at most {placement.limit})" if placement.limit is not None else ""
        told += f", {partitions_text(placement.best, placement.worst)}{limit}"
    return told


def _percent(least: int, most: int, total: int) -> str:
    low, high = share(least, total), share(most, total)
    return f"{low} %" if low == high else f"{low} to {high} %"

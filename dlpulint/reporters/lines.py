"""Single lines about one model on one target: its inputs and outputs, its devices, its family."""

import shlex

from dlpulint.basics.terms import Device, Partitioning, Verdict
from dlpulint.report.report import Endpoint, ModelSummary, PlacementSummary, Reference
from dlpulint.report.sentences import partitions_text
from dlpulint.report.wording import range_text, shape_text, share, size, span

_NAME = 40
"""Characters of a tensor's name that a line has room for."""


def counted(count: int, noun: str) -> str:
    """`1 model` or `2 models`."""
    return f"{count} {noun}{'s' if count != 1 else ''}"


def short_name(name: str, most: int = _NAME) -> str:
    """A tensor's name; one that is too long for a line loses its end."""
    return name if len(name) <= most else name[: most - 1] + "…"


def endpoint_line(endpoint: Endpoint, most: int = _NAME) -> str:
    """Data type, shape, layout, quantization and size of an input or output.

    `most`: letters of its name.
    """
    parts = [
        f"{short_name(endpoint.name, most)}: {endpoint.dtype} {shape_text(endpoint.shape, 'x')}"
    ]
    if endpoint.layout:
        parts[0] += f" {endpoint.layout.upper()}"
    if endpoint.scale is not None:
        real = "" if endpoint.range is None else f" ({range_text(endpoint.range)})"
        parts.append(f"scale {endpoint.scale:.6g}, zero point {endpoint.zero_point}{real}")
    if endpoint.bytes is not None:
        parts.append(f"{endpoint.bytes:,} bytes per frame")
    return ", ".join(parts)


def command_lines(command: str, width: int) -> list[str]:
    """A command, broken before options where it is too long, so that a shell still accepts it.

    The lines of a script stay as they are.
    """
    if "\n" in command:
        return command.split("\n")
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
    """The published network that a model follows, and its share in simple layers."""
    name = "not recognised" if model.family is None else f"{model.family}"
    simple = model.simple_layers
    if not simple.of_operators:
        return name
    parts = [f"{share(simple.operators, simple.of_operators)} % of operators"]
    if simple.of_macs:
        parts.append(f"{share(simple.macs, simple.of_macs)} % of MACs")
    return f"{name}; {' and '.join(parts)} in simple layers"


def pattern_line(model: ModelSummary) -> str:
    """Constructions of several operators in the network; empty where none is recognised."""
    return ", ".join(f"{pattern.name} ({pattern.count})" for pattern in model.patterns)


def reference_line(reference: Reference, verdict: Verdict) -> str:
    """Latency measured of the nearest published network, marked as no prediction of this one."""
    contained = f"with {reference.contains}" if reference.contains else None
    details = ", ".join(filter(None, (reference.input, contained)))
    of = f" ({details})" if details else ""
    rejected = verdict is Verdict.REJECTED
    mark = "this file does not load" if rejected else "a reference, not a prediction"
    return (
        f"Axis measured {reference.latency_ms:.2f} ms for {reference.model}{of} in int8 on a "
        f"{reference.camera} with AXIS OS {reference.axis_os}; {mark}"
    )


def placement_line(placement: PlacementSummary, backend: str) -> str:
    """Operators, MACs and partitions, from the sure figure to the one with all unknowns added."""
    total, macs = len(placement.operators), placement.macs
    sure = placement.count(Device.DLPU)
    whole = placement.partitioning is Partitioning.WHOLE
    sure_only = whole and sure < total
    most = sure if sure_only else sure + placement.count(Device.UNKNOWN)
    line = f"{span(sure, most)} of {total} operators ({_percent(sure, most, total)})"
    if macs.total:
        part = _percent(macs.dlpu, macs.dlpu + macs.unknown * (not sure_only), macs.total)
        line += f" and {part} of {size(macs.total)} MACs"
    if sure_only:
        return f"{line} are known to run on the {backend}, which accepts the whole graph or nothing"
    line += f" on the {backend}"
    if whole or not most:
        return line
    if sure < total:
        line += ", the rest on the CPU"
    limit = f" (larod accepts at most {placement.limit})" if placement.limit is not None else ""
    return f"{line}, {partitions_text(placement.best, placement.worst)}{limit}"


def _percent(least: int, most: int, total: int) -> str:
    low, high = share(least, total), share(most, total)
    return f"{low} %" if low == high else f"{low} to {high} %"

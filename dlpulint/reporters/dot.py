"""Writes a report as graphs for Graphviz: operators coloured by the device that they run on."""

from collections.abc import Iterator, Sequence

from dlpulint.basics.printable import printable
from dlpulint.basics.terms import Device
from dlpulint.model.outline import Outline
from dlpulint.report.report import ModelReport, PlacedOperator, Report
from dlpulint.report.wording import shape_text
from dlpulint.reporters.devices import FILLS, TEXT, device_text, device_word
from dlpulint.reporters.lines import placement_line, short_name, summary_line

_LONGEST = 1_000
"""Characters of a line; what is longer loses its end."""

_STYLES = {
    Device.DLPU: "filled",
    Device.CPU: "filled,dashed,bold",
    Device.UNKNOWN: "filled,dotted,bold",
}
"""Borders tell devices apart where colours do not."""

_FONT = 'fontname="Helvetica,Arial,sans-serif"'


def write(report: Report) -> str:
    """A `digraph` a model and target; one that cannot be drawn says why in its only node."""
    about = f"// dlpulint {report.tool_version}; `dot -Tsvg -O FILE` draws each graph of it.\n"
    graphs = (_graph(number, one) for number, one in enumerate(report.reports, start=1))
    return about + "\n".join("".join(f"{line}\n" for line in graph) for graph in graphs)


def _graph(number: int, one: ModelReport) -> Iterator[str]:
    yield f"digraph pair{number} {{"
    yield f"  graph [{_FONT} labelloc=t labeljust=l label={_label(*_heading(one), end=_LEFT)}]"
    yield f'  node [{_FONT} fontsize=11 shape=box fontcolor="{TEXT}"]'
    yield '  edge [color="#5c6670" arrowsize=0.6]'
    if one.outline is None or one.placement is None or not one.placement.operators:
        yield f"  nothing [shape=note label={_label('There is no graph to draw.')}]"
    else:
        yield from _nodes(one.outline, one.placement.operators, one)
        yield from (f"  {edge}" for edge in _edges(one.outline))
    yield "}"


def _heading(one: ModelReport) -> Iterator[str]:
    supposed = f", {' '.join(one.supposed)}" if one.supposed else ""
    yield f"{one.path} on {one.target}, {one.target_title}{supposed}"
    yield f"{one.verdict}: {one.error or summary_line(one)}"
    if one.preview:
        yield "Preview: the graph that conversion to TFLite will give."
    if one.placement is not None:
        yield placement_line(one.placement, one.backend)
        words = (device_word(device, one.backend) for device in Device)
        yield "Green: {}; orange, dashed: {}; grey, dotted: {}".format(*words)


def _nodes(outline: Outline, placed: Sequence[PlacedOperator], one: ModelReport) -> Iterator[str]:
    inside: list[list[str]] = [[] for _ in outline.graphs]
    messages = _messages(one)
    for number, (operator, where) in enumerate(zip(outline.operators, placed, strict=True)):
        shapes = [shape_text(outline.tensors[end].shape) for end in operator.outputs]
        at = (where.subgraph, where.index, where.op)
        reasons = [messages[key] for rule in where.because if (key := (rule, *at)) in messages]
        inside[operator.subgraph].append(
            f"operator{number} [label={_label(f'{where.op} {where.index}', *shapes)} "
            f'style="{_STYLES[where.device]}" fillcolor="{FILLS[where.device]}" '
            f"tooltip={_tooltip(*where.outputs, device_text(where, one.backend), *reasons)}]"
        )
    for place, (graph, nodes) in enumerate(zip(outline.graphs, inside, strict=True)):
        # Bodies of While and If stand in frames; the main graph needs none.
        yield f"  subgraph cluster_{place} {{ label={_label(graph.name)}" if place else "  {"
        nodes += [_end(outline, end, f"input{place}_{n}") for n, end in enumerate(graph.inputs)]
        nodes += [_end(outline, end, f"output{place}_{n}") for n, end in enumerate(graph.outputs)]
        yield from (f"    {node}" for node in nodes)
        yield "  }"


def _end(outline: Outline, place: int, id: str) -> str:
    tensor = outline.tensors[place]
    shape = f"{tensor.dtype} {shape_text(tensor.shape)}"
    return (
        f"{id} [shape=ellipse label={_label(short_name(tensor.name), shape)} "
        f"tooltip={_tooltip(tensor.name)}]"
    )


def _messages(one: ModelReport) -> dict[tuple[str, int, int | None, str | None], str]:
    """What findings say of the operators that they are about, by rule and place."""
    return {
        (finding.rule, place.subgraph, place.index, place.op): finding.bare_message
        for finding in reversed(one.findings)
        for place in finding.locations
    }


def _edges(outline: Outline) -> Iterator[str]:
    """An edge a tensor and reader; constants come from nowhere and have none."""
    sources = {
        end: f"input{place}_{position}"
        for place, graph in enumerate(outline.graphs)
        for position, end in enumerate(graph.inputs)
    }
    readers: list[tuple[str, tuple[int | None, ...]]] = [
        (f"output{place}_{position}", (end,))
        for place, graph in enumerate(outline.graphs)
        for position, end in enumerate(graph.outputs)
    ]
    for number, operator in enumerate(outline.operators):
        sources.update(dict.fromkeys(operator.outputs, f"operator{number}"))
        readers.append((f"operator{number}", tuple(dict.fromkeys(operator.inputs))))
    for reader, ends in readers:
        for end in ends:
            if end is not None and end in sources:
                tensor = outline.tensors[end]
                about = f"{tensor.name}: {tensor.dtype} {shape_text(tensor.shape)}"
                yield f"{sources[end]} -> {reader} [tooltip={_tooltip(about)}]"


_LEFT = "\\l"
"""Ends a line of a label that stands at the left edge."""

_IN_LABELS = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})
"""Graphviz expands `\\N` and `&lt;` in labels."""

_IN_TOOLTIPS = str.maketrans({"\\": "\N{SET MINUS}", '"': '\\"', "&": "&amp;"})
"""In tooltips Graphviz 2.43 expands even what is escaped: they show another backslash."""


def _label(*lines: str, end: str = "\\n") -> str:
    """Lines as a quoted string of DOT in which nothing of theirs means anything."""
    text = end.join(printable(line, _LONGEST).translate(_IN_LABELS) for line in lines)
    return f'"{text}{end}"' if end == _LEFT else f'"{text}"'


def _tooltip(*lines: str) -> str:
    """The same for what is shown on demand."""
    text = "\\n".join(printable(line, _LONGEST).translate(_IN_TOOLTIPS) for line in lines)
    return f'"{text}"'

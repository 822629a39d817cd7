"""Writes a report as graphs for Graphviz: operators coloured by the device that they run on."""

from collections.abc import Iterator, Mapping, Sequence

from dlpulint.basics.printable import printable
from dlpulint.basics.terms import Device
from dlpulint.model.outline import Outline, OutlineTensor
from dlpulint.report.report import ModelReport, PlacedOperator, Report
from dlpulint.report.wording import shape_text
from dlpulint.reporters.devices import FILLS, TEXT, device_text, device_word
from dlpulint.reporters.drawing.room import MOST_CONNECTIONS, connections
from dlpulint.reporters.fixable import fixable_line
from dlpulint.reporters.headline import summary_line
from dlpulint.reporters.lines import placement_line, short_name

_LONGEST = 1_000
"""Characters of a line; longer lines lose their end."""

_STYLES = {
    Device.DLPU: "filled",
    Device.CPU: "filled,dashed,bold",
    Device.UNKNOWN: "filled,dotted,bold",
}
"""Borders distinguish devices where colours do not."""

_FONT = 'fontname="Helvetica,Arial,sans-serif"'


def write(report: Report) -> str:
    """One `digraph` per model and target; without a graph, its only node says so."""
    about = f"// dlpulint {report.tool_version}; `dot -Tsvg -O FILE` draws each graph of it.\n"
    edges: dict[int, str] = {}
    graphs = (
        _graph(number, linted, edges) for number, linted in enumerate(report.reports, start=1)
    )
    return about + "\n".join("".join(f"{line}\n" for line in graph) for graph in graphs)


def _graph(number: int, report: ModelReport, edges: dict[int, str]) -> Iterator[str]:
    """The lines of a graph. `edges` has the text of each outline, by identity: targets share it."""
    yield f"digraph pair{number} {{"
    yield f"  graph [{_FONT} labelloc=t labeljust=l label={_label(*_heading(report), end=_LEFT)}]"
    yield f'  node [{_FONT} fontsize=11 shape=box fontcolor="{TEXT}"]'
    yield '  edge [color="#5c6670" arrowsize=0.6]'
    if report.outline is None or report.placement is None or not report.placement.operators:
        yield _note("There is no graph to draw.")
    elif (count := connections(report.outline)) > MOST_CONNECTIONS:
        yield _note(f"Not drawn: {count:,} connections, more than {MOST_CONNECTIONS:,}.")
    else:
        yield from _nodes(report.outline, report.placement.operators, report)
        if id(report.outline) not in edges:
            edges[id(report.outline)] = "\n".join(f"  {edge}" for edge in _edges(report.outline))
        if edges[id(report.outline)]:
            yield edges[id(report.outline)]
    yield "}"


def _note(text: str) -> str:
    return f"  nothing [shape=note label={_label(text)}]"


def _heading(report: ModelReport) -> Iterator[str]:
    supposed = f", {' '.join(report.supposed)}" if report.supposed else ""
    yield f"{report.path} on {report.target}, {report.target_title}{supposed}"
    yield f"{report.verdict}: {report.error or summary_line(report)}"
    if report.preview:
        yield "Preview: the graph that conversion to TFLite will give."
    if report.placement is not None:
        yield placement_line(report.placement, report.backend)
        words = (device_word(device, report.backend) for device in Device)
        yield "Green: {}; orange, dashed: {}; grey, dotted: {}".format(*words)
    if line := fixable_line(report):
        yield line


def _nodes(
    outline: Outline, operators: Sequence[PlacedOperator], report: ModelReport
) -> Iterator[str]:
    nodes: list[list[str]] = [[] for _ in outline.graphs]
    messages = _messages(report)
    for number, (operator, placed) in enumerate(zip(outline.operators, operators, strict=True)):
        shapes = [shape_text(outline.tensors[end].shape) for end in operator.outputs]
        at = (placed.subgraph, placed.index, placed.op)
        reasons = [messages[key] for rule in placed.because if (key := (rule, *at)) in messages]
        nodes[operator.subgraph].append(
            f"operator{number} [label={_label(f'{placed.op} {placed.index}', *shapes)} "
            f'style="{_STYLES[placed.device]}" fillcolor="{FILLS[placed.device]}" '
            f"tooltip={_tooltip(*placed.outputs, device_text(placed, report.backend), *reasons)}]"
        )
    for number, (graph, inside) in enumerate(zip(outline.graphs, nodes, strict=True)):
        # Bodies of While and If stand in frames; the main graph needs none.
        yield f"  subgraph cluster_{number} {{ label={_label(graph.name)}" if number else "  {"
        yield from (f"    {node}" for node in inside)
        for kind, ends in (("input", graph.inputs), ("output", graph.outputs)):
            for position, end in enumerate(ends):
                yield f"    {kind}{number}_{position} {_end(outline.tensors[end])}"
        yield "  }"


def _end(tensor: OutlineTensor) -> str:
    label = _label(short_name(tensor.name), f"{tensor.dtype} {shape_text(tensor.shape)}")
    return f"[shape=ellipse label={label} tooltip={_tooltip(tensor.name)}]"


def _messages(report: ModelReport) -> dict[tuple[str, int, int | None, str | None], str]:
    """Messages of findings by rule and the location of each operator that they are about."""
    return {
        (finding.rule, location.subgraph, location.index, location.op): finding.bare_message
        for finding in reversed(report.findings)
        for location in finding.locations
    }


def _edges(outline: Outline) -> Iterator[str]:
    """One edge per tensor and reader; constants have no writer and no edge."""
    sources = {
        end: f"input{number}_{position}"
        for number, graph in enumerate(outline.graphs)
        for position, end in enumerate(graph.inputs)
    }
    readers: list[tuple[str, tuple[int | None, ...]]] = [
        (f"output{number}_{position}", (end,))
        for number, graph in enumerate(outline.graphs)
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
"""Ends a left-aligned line of a label."""

_IN_LABELS = {"\\": "\\\\", '"': '\\"', "&": "&amp;"}
"""Graphviz expands `\\N` and `&lt;` in labels."""

_IN_TOOLTIPS = {"\\": "\N{SET MINUS}", '"': '\\"', "&": "&amp;"}
"""In tooltips Graphviz 2.43 expands escaped text too: they show another backslash."""


def _label(*lines: str, end: str = "\\n") -> str:
    """Lines as a quoted string of DOT; no character of theirs has a meaning of its own."""
    text = end.join(_escaped(line, _IN_LABELS) for line in lines)
    return f'"{text}{end}"' if end == _LEFT else f'"{text}"'


def _tooltip(*lines: str) -> str:
    """The same for text that is shown on demand."""
    text = "\\n".join(_escaped(line, _IN_TOOLTIPS) for line in lines)
    return f'"{text}"'


def _escaped(line: str, marks: Mapping[str, str]) -> str:
    """A line with its marks replaced, backslashes first: faster than `str.translate`."""
    line = printable(line, _LONGEST)
    for mark, text in marks.items():
        line = line.replace(mark, text)
    return line

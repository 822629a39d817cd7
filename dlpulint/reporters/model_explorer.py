"""Writes one model on one target as node data for Google's Model Explorer.

Loaded over the model there, it colours each operator by its device and shows why. The format is
that of `GraphNodeData` and `ModelNodeData` in Model Explorer's `node_data_builder.py`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, to_builtins

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Device
from dlpulint.model.outline import Outline, OutlineGraph, OutlineOperator
from dlpulint.report.report import ModelReport, PlacedOperator, Report
from dlpulint.reporters.devices import FILLS, TEXT, device_text
from dlpulint.reporters.fixable import fixable_line
from dlpulint.reporters.grouping import grouped

_CUT = 512
"""Length from which names may have been shortened: Model Explorer would not find them."""

_WORST_FIRST = (Device.CPU, Device.UNKNOWN, Device.DLPU)


class NodeDataResult(Struct, frozen=True, rename="camel"):
    """Value and colours of a node."""

    value: str
    bg_color: str
    text_color: str = TEXT


class GraphNodeData(Struct, frozen=True, rename="camel"):
    """Results of a graph by node; values are words, which have no average."""

    name: str
    results: dict[str, NodeDataResult]
    hide_in_aggregated_stats_table: bool = True


def write(report: Report) -> str:
    """Node data of the report's only pair of model and target; without a graph, no results.

    Raises UsageError for a report of several pairs.
    """
    if len(report.reports) > 1:
        raise UsageError(
            "model-explorer holds one model on one target: with --format model-explorer=FILE "
            f"each of these {len(report.reports)} pairs gets a file of its own"
        )
    text = "".join(map(_written, report.reports)) or "{}\n"
    return text.encode("utf-8", "replace").decode("utf-8")


def _written(report: ModelReport) -> str:
    graphs = {name: _graph(report, results) for name, results in _results(report)}
    # Without a graph's name the data holds for the graph on the screen, whatever the adapter
    # calls it; a node called `results` would be mistaken for such a name.
    only = next(iter(graphs.values())) if len(graphs) == 1 else None
    document = graphs if only is None or "results" in only.results else only
    return json.dumps(to_builtins(document), ensure_ascii=False, indent=1) + "\n"


def _graph(report: ModelReport, results: dict[str, NodeDataResult]) -> GraphNodeData:
    words = [f"{report.verdict}" if report.error is None else report.error, *report.supposed]
    if report.preview:
        words.append("devices after conversion to TFLite")
    if line := fixable_line(report):
        words.append(line)
    return GraphNodeData(f"dlpulint: {report.target}: {', '.join(words)}", results)


def _results(report: ModelReport) -> Iterator[tuple[str, dict[str, NodeDataResult]]]:
    """Each graph's name, and the results of its nodes."""
    if report.outline is None or report.placement is None or not report.placement.operators:
        yield "main", {}
        return
    outline, onnx = report.outline, report.format == "onnx"
    pairs = zip(outline.operators, report.placement.operators, strict=True)
    by_graph = grouped(pairs, lambda pair: pair[0].subgraph)
    # Bodies of ONNX's If and Loop have other names there, or are drawn within the main graph.
    for subgraph, graph in enumerate(outline.graphs[:1] if onnx else outline.graphs):
        operators = [operator for operator, _ in by_graph.get(subgraph, [])]
        placed = [placed for _, placed in by_graph.get(subgraph, [])]
        alone = len(outline.graphs) == 1
        keys = _onnx_keys(operators, alone) if onnx else _tflite_keys(outline, graph, operators)
        yield graph.name, _worst(zip(keys, placed, strict=True), report.backend)


def _worst(
    keyed: Iterable[tuple[str | None, PlacedOperator]], backend: str
) -> dict[str, NodeDataResult]:
    """Results by key; of several operators that an ONNX node becomes, the worst device.

    Of nodes that share their name, the first keeps it in Model Explorer.
    """
    worst: dict[str, PlacedOperator] = {}
    for key, placed in keyed:
        if key is None:
            continue
        first = worst.setdefault(key, placed)
        if first.index == placed.index:
            worst[key] = min(
                first, placed, key=lambda operator: _WORST_FIRST.index(operator.device)
            )
    return {
        key: NodeDataResult(device_text(placed, backend), FILLS[placed.device])
        for key, placed in worst.items()
    }


def _onnx_keys(operators: Sequence[OutlineOperator], alone: bool) -> Iterator[str | None]:
    """Ids of the nodes in the ONNX adapter (`model-explorer-onnx`), which are their names.

    Where no node has a name it numbers them. The ids of some unnamed nodes among named ones
    depend on constants, which are unknown here: `None`.
    """
    numbered = alone and not any(operator.name for operator in operators)
    for operator in operators:
        number = f"_{operator.index}" if operator.index else ""
        yield operator.name or (f"node{number}" if numbered else None)


def _tflite_keys(
    outline: Outline, graph: OutlineGraph, operators: Sequence[OutlineOperator]
) -> Iterator[str | None]:
    """Keys of the operators: the name of an output, in every adapter that shows it.

    Where no output has a unique name it is the operator's index, its id in Model Explorer's
    default adapter; `None` where a tensor has that number as its name.
    """
    tensors: set[int | None] = {*graph.inputs, *graph.outputs}
    tensors.update(end for operator in operators for end in (*operator.inputs, *operator.outputs))
    names = Counter(outline.tensors[tensor].name for tensor in tensors if tensor is not None)
    for operator in operators:
        outputs = (outline.tensors[tensor].name for tensor in operator.outputs)
        index = f"{operator.index}"
        yield next(
            (name for name in outputs if _kept(name) and names[name] == 1),
            None if index in names else index,
        )


def _kept(name: str) -> bool:
    """Whether a name is as in the file: neither shortened nor made printable by the loader."""
    return 0 < len(name) < _CUT and "\N{REPLACEMENT CHARACTER}" not in name

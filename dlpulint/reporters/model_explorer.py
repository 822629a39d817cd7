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
from dlpulint.model.outline import Outline, OutlineOperator
from dlpulint.report.report import ModelReport, PlacedOperator, Report
from dlpulint.reporters.devices import FILLS, TEXT, device_text

_CUT = 512
"""Names of this many letters may be cut: Model Explorer would not know them."""

_WORST_FIRST = (Device.CPU, Device.UNKNOWN, Device.DLPU)


class NodeDataResult(Struct, frozen=True, rename="camel"):
    """What is shown of a node."""

    value: str
    bg_color: str
    text_color: str = TEXT


class GraphNodeData(Struct, frozen=True, rename="camel"):
    """What is shown of a graph; values are words, of which there is no average."""

    name: str
    results: dict[str, NodeDataResult]
    hide_in_aggregated_stats_table: bool = True


def write(report: Report) -> str:
    """The node data of the report's only pair; without results where there is no graph.

    Raises UsageError for a report of several.
    """
    if len(report.reports) > 1:
        raise UsageError(
            "model-explorer holds one model on one target: with --format model-explorer=FILE "
            f"each of these {len(report.reports)} pairs gets a file of its own"
        )
    text = "".join(map(_written, report.reports)) or "{}\n"
    return text.encode("utf-8", "replace").decode("utf-8")


def _written(one: ModelReport) -> str:
    graphs = {name: _graph(one, results) for name, results in _results(one)}
    # Without a graph's name the data holds for the graph that is looked at, whatever the adapter
    # calls it; a node that is called `results` would be taken for such a name.
    only = next(iter(graphs.values())) if len(graphs) == 1 else None
    document = graphs if only is None or "results" in only.results else only
    return json.dumps(to_builtins(document), ensure_ascii=False, indent=1) + "\n"


def _graph(one: ModelReport, results: dict[str, NodeDataResult]) -> GraphNodeData:
    told = [f"{one.verdict}" if one.error is None else one.error, *one.supposed]
    if one.preview:
        told.append("devices after conversion to TFLite")
    return GraphNodeData(f"dlpulint: {one.target}: {', '.join(told)}", results)


def _results(one: ModelReport) -> Iterator[tuple[str, dict[str, NodeDataResult]]]:
    """Each graph's name, and what is told of its nodes."""
    if one.outline is None or one.placement is None or not one.placement.operators:
        yield "main", {}
        return
    outlined: list[list[OutlineOperator]] = [[] for _ in one.outline.graphs]
    placed: list[list[PlacedOperator]] = [[] for _ in one.outline.graphs]
    for drawn, where in zip(one.outline.operators, one.placement.operators, strict=True):
        outlined[drawn.subgraph].append(drawn)
        placed[drawn.subgraph].append(where)
    if one.format == "onnx":
        # Bodies of If and Loop have other names there, or are drawn within the main graph.
        keys = _onnx_keys(outlined[0], len(outlined) == 1)
        yield one.outline.graphs[0].name, _worst(zip(keys, placed[0], strict=True), one.backend)
        return
    for subgraph, graph in enumerate(one.outline.graphs):
        keys = _tflite_keys(one.outline, subgraph, outlined[subgraph])
        yield graph.name, _worst(zip(keys, placed[subgraph], strict=True), one.backend)


def _worst(
    keyed: Iterable[tuple[str | None, PlacedOperator]], backend: str
) -> dict[str, NodeDataResult]:
    """What is told by key; of several operators that an ONNX node becomes, the worst device.

    Of nodes that share their name, the first keeps it there.
    """
    worst: dict[str, PlacedOperator] = {}
    for key, placed in keyed:
        if key is None:
            continue
        known = worst.setdefault(key, placed)
        if known.index == placed.index and _rank(placed) < _rank(known):
            worst[key] = placed
    return {
        key: NodeDataResult(device_text(placed, backend), FILLS[placed.device])
        for key, placed in worst.items()
    }


def _rank(placed: PlacedOperator) -> int:
    return _WORST_FIRST.index(placed.device)


def _onnx_keys(operators: Sequence[OutlineOperator], alone: bool) -> Iterator[str | None]:
    """The nodes' ids in the ONNX adapter (`model-explorer-onnx`), which are their names.

    Where none has a name it numbers them; what it calls a few without names among others depends
    on constants, which are not known here: `None`.
    """
    numbered = alone and not any(operator.name for operator in operators)
    for operator in operators:
        number = f"_{operator.index}" if operator.index else ""
        yield operator.name or (f"node{number}" if numbered else None)


def _tflite_keys(
    outline: Outline, subgraph: int, operators: Sequence[OutlineOperator]
) -> Iterator[str | None]:
    """By what each operator is found: an output's name, with every adapter that shows it.

    Where no output has a name of its own it is the operator's index, its id in the adapter that
    Model Explorer chooses unasked; `None` where a tensor is called by that number.
    """
    graph = outline.graphs[subgraph]
    tensors = {*graph.inputs, *graph.outputs}
    for operator in operators:
        tensors.update(place for place in operator.inputs if place is not None)
        tensors.update(operator.outputs)
    names = Counter(outline.tensors[place].name for place in tensors)
    for operator in operators:
        outputs = (outline.tensors[place].name for place in operator.outputs)
        index = f"{operator.index}"
        yield next(
            (name for name in outputs if _kept(name) and names[name] == 1),
            None if index in names else index,
        )


def _kept(name: str) -> bool:
    """Whether a name is as the file has it: neither cut nor made printable when it was read."""
    return 0 < len(name) < _CUT and "\N{REPLACEMENT CHARACTER}" not in name

"""Node data of fixtures, matched with the nodes that Model Explorer's own adapters make of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from model_explorer.builtin_tflite_flatbuffer_adapter import BuiltinTfliteFlatbufferAdapter
from model_explorer.graph_builder import GraphNode
from model_explorer.node_data_builder import GraphNodeData, ModelNodeData, NodeDataResult
from model_explorer_onnx.main import ONNXAdapter

from dlpulint.api import lint
from dlpulint.report.report import Report
from dlpulint.reporters.devices import device_text
from dlpulint.reporters.model_explorer import write
from tests.expected import TARGETS, fixture_files
from tests.places import FIXTURES
from tests.running import run

TFLITE = [
    name for name in fixture_files() if name.endswith(".tflite") and not name.startswith("damaged")
]


def linted(name: str, target: str) -> Report:
    return lint([FIXTURES / name], [target], outlined=True)


def document(of: Report) -> dict[str, Any]:
    return dict(json.loads(write(of)))


def tflite_graphs(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Of each graph its id, and the node that each key finds as the visualizer finds it."""
    for collection in BuiltinTfliteFlatbufferAdapter().convert(str(path), {})["graphCollections"]:
        for graph in collection.graphs:
            found = {node["id"]: node["id"] for node in graph["nodes"]}
            for node in graph["nodes"]:
                for output in node["outputsMetadata"]:
                    for attribute in output["attrs"]:
                        if attribute["key"] == "tensor_name":
                            found[attribute["value"]] = node["id"]
            yield graph["id"], found


@pytest.mark.parametrize("name", TFLITE)
def test_every_operator_of_a_tflite_file_is_found_once(name: str) -> None:
    report = linted(name, "artpec8")
    (one,) = report.reports
    assert one.outline is not None
    assert one.placement is not None
    told = document(report)
    for subgraph, (id, found) in enumerate(tflite_graphs(FIXTURES / name)):
        graph = told if len(one.outline.graphs) == 1 else told[id]
        shown = {found[key]: result["value"] for key, result in graph["results"].items()}
        assert shown == {
            f"{operator.index}": device_text(operator, one.backend)
            for operator in one.placement.operators
            if operator.subgraph == subgraph
        }


@pytest.mark.parametrize("name", ["mobilenet_opset13.onnx", "vit_opset17.onnx", "nms.onnx"])
@pytest.mark.parametrize("target", ["artpec8", "cv25"])
def test_every_operator_of_an_onnx_file_is_found(name: str, target: str) -> None:
    main: list[GraphNode] = ONNXAdapter().convert(str(FIXTURES / name), {})["graphs"][0].nodes
    report = linted(name, target)
    (one,) = report.reports
    assert one.outline is not None
    keys = set(document(report)["results"])
    assert keys
    assert keys <= {node.id for node in main}
    assert len(keys) == len({operator.name for operator in one.outline.operators})


@pytest.mark.parametrize("target", TARGETS)
def test_model_explorer_knows_every_field(target: str, tmp_path: Path) -> None:
    done = run("fixtures", "-t", target, "-f", f"model-explorer={tmp_path / 'nodes.json'}", "-q")
    assert done.returncode == 2  # The damaged fixtures cannot be read.
    files = list(tmp_path.iterdir())
    assert len(files) > len(fixture_files()) / 2
    for file in files:
        told = json.loads(file.read_text("utf-8"))
        single = (
            isinstance(told.get("results", {}).get("results"), type(None)) and "results" in told
        )
        graphs = {"main": told} if single else told
        read = {
            id: GraphNodeData(
                **{
                    **graph,
                    "results": {
                        key: NodeDataResult(**result) for key, result in graph["results"].items()
                    },
                }
            )
            for id, graph in graphs.items()
        }
        again = json.loads(ModelNodeData(read).to_json_string())
        for id, graph in graphs.items():
            assert again[id].items() >= graph.items()

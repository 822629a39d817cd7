import json
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Device, Verdict
from dlpulint.model.outline import Outline, OutlineGraph
from dlpulint.report.report import ModelReport
from dlpulint.reporters.model_explorer import write
from tests.reporters.outlines import chain, drawn, operator, tensor
from tests.reporters.samples import HOSTILE, model_report, placed, placement, report, unreadable

SOFTMAX = placed(1, "SOFTMAX", Device.CPU, direct=True, because=("artpec8/softmax/beta",))


def data(linted: ModelReport) -> dict[str, Any]:
    return dict(json.loads(write(report(linted))))


def values(linted: ModelReport) -> dict[str, str]:
    return {key: result["value"] for key, result in data(linted)["results"].items()}


def test_operators_are_found_by_their_outputs_and_told_with_device_and_reason() -> None:
    dragged = placed(2, "RESHAPE", Device.CPU, direct=False)
    unknown = placed(3, "GELU", Device.UNKNOWN, because=("artpec8/gelu", "artpec8/dtype"))
    linted = drawn(chain("a", "b", "c", "d"), (placed(0), SOFTMAX, dragged, unknown))
    text = "#000000"
    assert data(linted) == {
        "name": "dlpulint: artpec8: slow",
        "results": {
            "a": {"value": "DLPU", "bgColor": "#2b9469", "textColor": text},
            "b": {"value": "CPU: artpec8/softmax/beta", "bgColor": "#db7f2c", "textColor": text},
            "c": {
                "value": "CPU: follows another operator",
                "bgColor": "#db7f2c",
                "textColor": text,
            },
            "d": {
                "value": "unknown: artpec8/gelu, artpec8/dtype",
                "bgColor": "#8793a0",
                "textColor": text,
            },
        },
        "hideInAggregatedStatsTable": True,
    }


@pytest.mark.parametrize(
    "name", ["", "image", "weights 0", "n" * 511 + "…", "a\N{REPLACEMENT CHARACTER}"]
)
def test_a_name_that_finds_no_single_operator_gives_way_to_the_index(name: str) -> None:
    linted = drawn(chain(name, "b"), (placed(0), SOFTMAX))
    assert values(linted) == {"0": "DLPU", "b": "CPU: artpec8/softmax/beta"}


def test_an_index_that_is_a_tensors_name_would_find_another_operator() -> None:
    linted = drawn(chain("", "0"), (placed(0), SOFTMAX))
    assert values(linted) == {"0": "CPU: artpec8/softmax/beta"}


def test_several_graphs_are_told_apart_by_their_names() -> None:
    outline = Outline(
        "tflite",
        (OutlineGraph("main", (0,), (1,)), OutlineGraph("body", (2,), (3,))),
        (operator(0, (0,), (1,)), operator(0, (2,), (3,), subgraph=1)),
        tuple(tensor(name) for name in ("in", "x", "body in", "x")),
    )
    graphs = data(drawn(outline, (placed(0), placed(0, device=Device.CPU, subgraph=1))))
    assert {name: list(graph["results"]) for name, graph in graphs.items()} == {
        "main": ["x"],
        "body": ["x"],
    }
    assert graphs["body"]["results"]["x"]["value"] == "CPU"


def test_an_operator_called_results_is_not_taken_for_a_graph() -> None:
    graphs = data(drawn(chain("results"), (placed(0),)))
    assert list(graphs) == ["main"]
    assert list(graphs["main"]["results"]) == ["results"]


def onnx(*nodes: str, indices: Sequence[int] | None = None) -> ModelReport:
    """A chain of ONNX nodes of these names, or of what is made of nodes at these indices."""
    outline = chain(*(f"out{number}" for number in range(len(nodes))), nodes=nodes, format="onnx")
    devices = (Device.DLPU, Device.CPU, Device.DLPU, Device.UNKNOWN)
    at = range(len(nodes)) if indices is None else indices
    placements = [placed(index, device=device) for index, device in zip(at, devices, strict=False)]
    return replace(drawn(outline, placements), format="onnx")


def test_onnx_nodes_are_found_by_their_own_names() -> None:
    assert values(onnx("/conv", "/act", "/pool")) == {
        "/conv": "DLPU",
        "/act": "CPU",
        "/pool": "DLPU",
    }


def test_onnx_nodes_without_names_are_found_by_number_where_all_are_without() -> None:
    assert values(onnx("", "", "")) == {"node": "DLPU", "node_1": "CPU", "node_2": "DLPU"}
    assert values(onnx("/conv", "", "/pool")) == {"/conv": "DLPU", "/pool": "DLPU"}


def test_of_onnx_nodes_of_one_name_the_first_is_told() -> None:
    assert values(onnx("/conv", "/conv", "/pool")) == {"/conv": "DLPU", "/pool": "DLPU"}


def test_of_what_a_node_is_converted_to_the_worst_device_is_told() -> None:
    linted = onnx("/conv", "/conv", "/conv", "/conv", indices=(7, 7, 7, 7))
    assert values(linted) == {"/conv": "CPU"}
    assert linted.placement is not None
    preview = replace(
        linted,
        verdict=Verdict.REJECTED,
        placement=replace(linted.placement, preview=True),
    )
    assert data(preview)["name"] == (
        "dlpulint: artpec8: rejected, devices after conversion to TFLite"
    )


def test_of_onnx_only_the_main_graph_is_told() -> None:
    outline = Outline(
        "onnx",
        (OutlineGraph("main", (0,), (1,)), OutlineGraph("body", (2,), (3,))),
        (operator(0, (0,), (1,), name="if"), operator(0, (2,), (3,), name="conv", subgraph=1)),
        tuple(map(tensor, "abcd")),
    )
    linted = replace(drawn(outline, (placed(0), placed(0, subgraph=1))), format="onnx")
    assert values(linted) == {"if": "DLPU"}


def test_a_what_if_says_so_in_its_name() -> None:
    linted = replace(drawn(chain("a"), (placed(0),)), as_if="int8-per-tensor")
    assert data(linted)["name"] == "dlpulint: artpec8: slow, as if int8-per-tensor"


def test_without_a_graph_nothing_is_told_but_why() -> None:
    assert values(model_report()) == {}
    assert values(replace(drawn(chain("a"), (placed(0),)), placement=placement(()))) == {}
    assert data(unreadable()) == {
        "name": "dlpulint: artpec8: empty file",
        "results": {},
        "hideInAggregatedStatsTable": True,
    }
    assert json.loads(write(report())) == {}


def test_several_pairs_are_one_too_many() -> None:
    both = report(model_report(), model_report(target="cv25"))
    with pytest.raises(UsageError) as raised:
        write(both)
    assert str(raised.value) == (
        "model-explorer holds one model on one target: with --format model-explorer=FILE "
        "each of these 2 pairs gets a file of its own"
    )


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_any_name_is_a_key_like_others(name: str) -> None:
    linted = drawn(chain(name, "b", nodes=(name, "b")), (placed(0), SOFTMAX))
    for format in ("tflite", "onnx"):
        text = write(report(replace(linted, format=format)))
        text.encode("utf-8")
        assert len(json.loads(text)["results"]) == 2

"""Outlines: what reports draw, without the model."""

from dlpulint.api import lint
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.outline import Outline, outline_of
from tests.places import FIXTURES

SKETCH = """
input x: int8[1,8,8,3] scale=0.5 zp=1
conv y: int8[1,8,8,4] <- x, weights: int8[4,3,3,3] per-channel(0) {stride=1 padding=same}
add z: int8[1,8,8,4] <- y, y
output z
"""


def names(outline: Outline, indices: tuple[int | None, ...]) -> list[str | None]:
    return [None if index is None else outline.tensors[index].name for index in indices]


def test_operators_and_tensors_are_told_in_file_order() -> None:
    outline = outline_of(model_from_sketch(SKETCH))
    conv, add = outline.operators
    assert (conv.index, conv.kind, add.index, add.kind) == (0, "conv", 1, "add")
    assert names(outline, conv.inputs)[0] == "x"
    assert names(outline, conv.outputs) == ["y"]
    assert names(outline, add.inputs) == ["y", "y"]
    assert dict(conv.attributes)["padding"] == "same"
    weights = outline.tensors[conv.inputs[1] or 0]
    assert weights.constant
    assert weights.quantization is not None
    assert weights.quantization.per_channel


def test_a_graph_names_its_ends() -> None:
    outline = outline_of(model_from_sketch(SKETCH))
    (graph,) = outline.graphs
    assert (names(outline, graph.inputs), names(outline, graph.outputs)) == (["x"], ["z"])


def test_a_report_has_an_outline_only_where_one_is_asked_for() -> None:
    model = FIXTURES / "mobilenet_int8_per_channel.tflite"
    (plain,) = lint([model], ["artpec8"]).reports
    assert plain.outline is None
    eight, nine = lint([model], ["artpec8", "artpec9"], outlined=True).reports
    assert eight.outline is not None
    assert eight.outline is nine.outline
    assert eight.placement is not None
    placed = [(row.subgraph, row.index, row.op) for row in eight.placement.operators]
    assert placed == [
        (operator.subgraph, operator.index, operator.op) for operator in eight.outline.operators
    ]


def test_the_outline_of_a_preview_is_that_of_the_converted_model() -> None:
    (preview,) = lint([FIXTURES / "resnet_opset17.onnx"], ["artpec8"], outlined=True).reports
    assert preview.outline is not None
    assert preview.placement is not None
    assert [operator.op for operator in preview.outline.operators] == [
        operator.op for operator in preview.placement.operators
    ]
    assert "CONV_2D" in {operator.op for operator in preview.outline.operators}

"""Checks of quantization answer the same for one layer, however an ONNX file writes it."""

import pytest
from onnx import NodeProto, TensorProto

from dlpulint.checks.base import Check
from dlpulint.checks.quantization import (
    dtype_limits,
    model_arithmetic,
    scale_spread,
    weight_granularity,
)
from dlpulint.checks.scales import scale_ratio
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Model
from tests.loader.onnx_files import FLOAT, INT8, graph, node, numbers, read, value, weights

EVEN, UNEVEN, ONE = [0.25] * 6, [0.25, 0.25, 0.25, 0.25, 0.25, 25.0], [0.25]


def layer(spelling: str, scales: list[float]) -> Model:
    """A convolution of int8 activations and weights, with one scale or one a channel."""
    single = len(scales) == 1
    constants = [
        weights("w", 6, 4, 1, 1, dtype=INT8),
        numbers("s", 0.5, FLOAT),
        numbers("z", 3, INT8),
        numbers("ws", scales[0] if single else scales, FLOAT),
        numbers("wz", 0 if single else [0] * len(scales), INT8),
    ]
    return read(graph(_nodes(spelling), [value("x", [1, 4, 8, 8])], [value("y")], constants))


def _nodes(spelling: str) -> list[NodeProto]:
    quantize, expand = node("QuantizeLinear", "x s z", "q"), node("DequantizeLinear", "r s z", "y")
    if spelling == "q/dq":
        return [
            quantize,
            node("DequantizeLinear", "q s z", "d"),
            node("DequantizeLinear", "w ws wz", "wd", axis=0),
            node("Conv", "d wd", "c"),
            node("QuantizeLinear", "c s z", "r"),
            expand,
        ]
    return [quantize, node("QLinearConv", "q s z w ws wz s z", "r"), expand]


def ask(check: Check, model: Model, **params: object) -> list[Hit]:
    facts = Facts(model)
    if check.scope == "model":
        return list(check.ask(facts, check.params(**params)))
    convolution = next(o for o in model.operators if o.kind == "conv")
    return list(check.ask(convolution, facts, check.params(**params)))


@pytest.mark.parametrize("spelling", ["q/dq", "qlinear"])
def test_scales_of_weights_are_counted(spelling: str) -> None:
    hits = ask(weight_granularity, layer(spelling, EVEN), allow="per-tensor")
    assert [(hit.cause, hit.values["scales"], hit.values["axis"]) for hit in hits] == [
        ("per-channel", 6, 0)
    ]
    assert ask(weight_granularity, layer(spelling, ONE), allow="per-tensor") == []
    hits = ask(weight_granularity, layer(spelling, ONE), allow="only-per-channel")
    assert [(hit.cause, hit.unknown) for hit in hits] == [("per-tensor", None)]


@pytest.mark.parametrize("spelling", ["q/dq", "qlinear"])
def test_channels_of_very_different_size_are_seen(spelling: str) -> None:
    hits = ask(scale_spread, layer(spelling, UNEVEN), max=50.0)
    assert [hit.values["ratio"] for hit in hits] == [100]
    assert ask(scale_spread, layer(spelling, EVEN), max=50.0) == []


@pytest.mark.parametrize("spelling", ["q/dq", "qlinear"])
def test_ratios_of_input_weights_and_output_are_worked_out(spelling: str) -> None:
    of, by = ("input", "weights"), ("output",)
    hits = ask(scale_ratio, layer(spelling, ONE), of=of, by=by, below=0.25)
    assert [(hit.values["ratio"], hit.unknown) for hit in hits] == [(0.25, None)]
    assert ask(scale_ratio, layer(spelling, ONE), of=of, by=by, below=0.26) == []


@pytest.mark.parametrize("spelling", ["q/dq", "qlinear"])
def test_the_arithmetic_is_that_of_integers(spelling: str) -> None:
    assert ask(model_arithmetic, layer(spelling, EVEN), allow=("int8",)) == []
    hits = ask(model_arithmetic, layer(spelling, EVEN), allow=("float32",))
    assert [hit.values["arithmetic"] for hit in hits] == ["int8"]


def test_types_are_those_that_tensors_have_in_the_graph() -> None:
    hits = ask(dtype_limits, layer("q/dq", EVEN), allow=("int8",))
    assert [hit.cause for hit in hits] == ["dtype:float32"]
    assert ask(dtype_limits, layer("qlinear", EVEN), allow=("int8",)) == []


def test_scales_kept_in_another_file_leave_the_spread_open_but_not_the_granularity() -> None:
    scales = TensorProto(name="ws", data_type=FLOAT, dims=[6], data_location=1)
    scales.external_data.add(key="location", value="weights.bin")
    nodes = [node("DequantizeLinear", "w ws", "wd", axis=0), node("Conv", "x wd", "y")]
    constants = [weights("w", 6, 4, 1, 1, dtype=INT8), scales]
    model = read(graph(nodes, [value("x", [1, 4, 8, 8])], [value("y")], constants))
    assert ask(scale_spread, model, max=50.0) == []
    hits = ask(weight_granularity, model, allow="per-tensor")
    assert [(hit.cause, hit.values["scales"]) for hit in hits] == [("per-channel", 6)]


def test_blocks_of_four_bits_are_named() -> None:
    packed = TensorProto(name="w", data_type=22, dims=[4, 8], raw_data=bytes(16))
    scales = TensorProto(name="ws", data_type=FLOAT, dims=[4, 2], float_data=[0.5] * 8)
    nodes = [
        node("DequantizeLinear", "w ws", "wd", axis=1, block_size=4),
        node("MatMul", "x wd", "y"),
    ]
    model = read(graph(nodes, [value("x", [1, 4])], [value("y")], [packed, scales]), opset=21)
    product = next(o for o in model.operators if o.kind == "matmul")
    asked = weight_granularity.params(allow="per-channel")
    hits = list(weight_granularity.ask(product, Facts(model), asked))
    assert [(hit.cause, hit.values["scales"]) for hit in hits] == [("blockwise", 8)]

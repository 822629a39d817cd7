"""How integers stand for real numbers, as QDQ and QLinear graphs tell it."""

import pytest
from onnx import NodeProto, TensorProto, helper

from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Model, Operator, Quantization, Tensor
from tests.loader.onnx_files import (
    FLOAT,
    INT8,
    INT32,
    UINT8,
    graph,
    node,
    numbers,
    read,
    value,
    weights,
)

IMAGE = value("x", [1, 4, 8, 8])
SCALE, ZERO = numbers("s", 0.5, FLOAT), numbers("z", 3, INT8)


def tensor(model: Model, name: str) -> Tensor:
    return next(tensor for tensor in model.tensors if tensor.name == name)


def first(model: Model, kind: str) -> Operator:
    return next(operator for operator in model.operators if operator.kind == kind)


def test_values_with_the_same_scales_share_them_in_memory() -> None:
    nodes = [node("QuantizeLinear", "x s z", f"q{n}", axis=1) for n in range(2)]
    constants = [numbers("s", [0.5] * 4, FLOAT), numbers("z", [3] * 4, INT8)]
    model = read(graph(nodes, [IMAGE], [value("q0"), value("q1")], constants))
    first, second = (tensor(model, name).quantization for name in ("q0", "q1"))
    assert first is not None
    assert second is not None
    assert (first.scales, first.zero_points) == ((0.5,) * 4, (3,) * 4)
    assert first.scales is second.scales
    assert first.zero_points is second.zero_points


def qdq(scales: TensorProto, zeros: TensorProto, **attributes: int) -> Model:
    nodes = [
        node("QuantizeLinear", "x s z", "q"),
        node("DequantizeLinear", "q s z", "d"),
        node("DequantizeLinear", "w ws wz", "wd", **attributes),
        node("Conv", "d wd", "y"),
    ]
    constants = [SCALE, ZERO, weights("w", 6, 4, 1, 1, dtype=INT8), scales, zeros]
    return read(graph(nodes, [IMAGE], [value("y")], constants))


def test_activations_are_quantized_on_both_sides_of_a_dequantize() -> None:
    model = qdq(numbers("ws", 0.25, FLOAT), numbers("wz", 0, INT8))
    assert tensor(model, "q").quantization == Quantization((0.5,), (3,))
    assert tensor(model, "d").quantization == Quantization((0.5,), (3,), dtype="int8")
    assert (tensor(model, "q").dtype, tensor(model, "d").dtype) == ("int8", "float32")
    assert tensor(model, "x").quantization is None


def test_dequantized_weights_are_constant_and_computed_with_as_integers() -> None:
    model = qdq(numbers("ws", [0.25] * 6, FLOAT), numbers("wz", [0] * 6, INT8), axis=0)
    conv = first(model, "conv")
    assert conv.weights is not None
    assert (conv.weights.constant, conv.weights.values) == (True, None)
    expected = Quantization((0.25,) * 6, (0,) * 6, axis=0, dtype="int8")
    assert conv.weights.quantization == expected
    stored = tensor(model, "w")
    assert stored.quantization == Quantization((0.25,) * 6, (0,) * 6, axis=0)
    assert set(Facts(model).arithmetic.values()) == {"int8"}


def test_the_axis_of_a_dequantize_is_the_second_unless_stated() -> None:
    model = qdq(numbers("ws", [0.25] * 4, FLOAT), numbers("wz", [0] * 4, INT8))
    quantization = tensor(model, "wd").quantization
    assert quantization is not None
    assert quantization.axis == 1


def test_a_negative_axis_is_counted_from_the_front() -> None:
    model = qdq(numbers("ws", [0.25] * 4, FLOAT), numbers("wz", [0] * 4, INT8), axis=-3)
    quantization = tensor(model, "wd").quantization
    assert quantization is not None
    assert quantization.axis == 1


def test_one_scale_in_a_vector_is_not_per_channel() -> None:
    model = qdq(numbers("ws", [0.25], FLOAT), numbers("wz", [0], INT8), axis=0)
    assert tensor(model, "w").quantization == Quantization((0.25,), (0,))


def test_a_zero_point_that_is_left_out_is_zero() -> None:
    nodes = [node("DequantizeLinear", "w s", "d", axis=0), node("MatMul", "x d", "y")]
    constants = [weights("w", 8, 2, dtype=INT8), numbers("s", [0.5] * 8, FLOAT)]
    model = read(graph(nodes, [value("x", [1, 8])], [value("y")], constants))
    assert tensor(model, "w").quantization == Quantization((0.5,) * 8, (0,) * 8, axis=0)
    assert set(Facts(model).arithmetic.values()) == {"weights-only"}


def test_the_scales_of_a_wide_layer_are_read() -> None:
    scales = TensorProto(name="ws", data_type=FLOAT, dims=[20_000])
    scales.float_data.extend([0.5] * 20_000)
    nodes = [node("DequantizeLinear", "w ws", "d", axis=1), node("MatMul", "x d", "y")]
    constants = [weights("w", 4, 20_000, dtype=INT8), scales]
    quantization = tensor(
        read(graph(nodes, [value("x", [1, 4])], [value("y")], constants)), "d"
    ).quantization
    assert quantization is not None
    assert len(quantization.scales) == 20_000


def test_scales_may_be_constant_nodes_or_lie_behind_an_identity() -> None:
    nodes = [
        node("Constant", "", "c", value=numbers("", 0.5, FLOAT)),
        node("Identity", "zero", "z"),
        node("QuantizeLinear", "x c z", "q"),
        node("DequantizeLinear", "q c z", "y"),
    ]
    model = read(graph(nodes, [IMAGE], [value("y")], [numbers("zero", 7, UINT8)]))
    assert tensor(model, "q").quantization == Quantization((0.5,), (7,))
    assert tensor(model, "q").dtype == "uint8"


def test_scales_in_half_precision_are_read() -> None:
    scale = helper.make_tensor("s", 10, [], [0.5])
    model = read(
        graph(
            [node("QuantizeLinear", "x s z", "q"), node("DequantizeLinear", "q s z", "y")],
            [value("x", [1, 4], 10)],
            [value("y", None, 10)],
            [scale, ZERO],
        ),
        opset=19,
    )
    assert tensor(model, "q").quantization == Quantization((0.5,), (3,))


def test_scales_that_are_kept_elsewhere_leave_only_the_number_type() -> None:
    scales = TensorProto(name="ws", data_type=FLOAT, dims=[6], data_location=1)
    scales.external_data.add(key="location", value="weights.bin")
    model = qdq(scales, numbers("wz", [0] * 6, INT8), axis=0)
    assert tensor(model, "wd").quantization == Quantization((), (), axis=0, dtype="int8")


def test_computed_scales_are_no_quantization() -> None:
    nodes = [node("DynamicQuantizeLinear", "x", "q s z"), node("DequantizeLinear", "q s z", "y")]
    model = read(graph(nodes, [IMAGE], [value("y")]))
    assert tensor(model, "y").quantization is None


def test_blockwise_weights_say_so() -> None:
    packed = TensorProto(name="w", data_type=22, dims=[4, 8], raw_data=bytes(16))
    scales = helper.make_tensor("s", FLOAT, [4, 2], [0.5] * 8)
    nodes = [
        node("DequantizeLinear", "w s", "d", axis=1, block_size=4),
        node("MatMul", "x d", "y"),
    ]
    model = read(graph(nodes, [value("x", [1, 4])], [value("y")], [packed, scales]), opset=21)
    expected = Quantization((0.5,) * 8, (0,) * 8, axis=1, dtype="int4", block_size=4)
    assert tensor(model, "d").quantization == expected
    assert tensor(model, "w").dtype == "int4"


def test_operators_that_compute_in_integers_quantize_their_operands() -> None:
    nodes = [node("QLinearConv", "x s z w ws wz s z b", "y")]
    constants = [
        SCALE,
        ZERO,
        weights("w", 6, 4, 1, 1, dtype=INT8),
        numbers("ws", [0.25] * 6, FLOAT),
        numbers("wz", [0] * 6, INT8),
        weights("b", 6, dtype=INT32),
    ]
    given, result = value("x", [1, 4, 8, 8], INT8), value("y", None, INT8)
    model = read(graph(nodes, [given], [result], constants))
    conv = model.operators[0]
    assert conv.input is not None
    assert conv.input.quantization == Quantization((0.5,), (3,))
    assert conv.weights is not None
    assert conv.weights.quantization == Quantization((0.25,) * 6, (0,) * 6, axis=0)
    assert model.outputs[0].quantization == Quantization((0.5,), (3,))
    assert set(Facts(model).arithmetic.values()) == {"int8"}


def test_the_axis_of_a_quantized_gemm_follows_its_transposition() -> None:
    for transposed, axis in ((0, 1), (1, 0)):
        nodes = [node("QGemm", "x s z w ws wz", "y", "com.microsoft", transB=transposed)]
        constants = [
            SCALE,
            ZERO,
            weights("w", 4, 4, dtype=INT8),
            numbers("ws", [0.25] * 4, FLOAT),
            numbers("wz", [0] * 4, INT8),
        ]
        given = value("x", [1, 4], INT8)
        model = read(graph(nodes, [given], [value("y")], constants), domains=["com.microsoft"])
        quantization = tensor(model, "w").quantization
        assert quantization is not None
        assert quantization.axis == axis


def running(product: str, scale: TensorProto, *dims: int) -> Model:
    """Integers quantized while running, as onnxruntime's quantize_dynamic writes them."""
    nodes = [
        node("DynamicQuantizeLinear", "x", "q xs xz"),
        node(product, "q w xz wz", "i"),
        node("Cast", "i", "f", to=FLOAT),
        node("Mul", "xs ws", "s"),
        node("Mul", "f s", "y"),
    ]
    given = IMAGE if product == "ConvInteger" else value("x", [1, 4])
    zero = numbers("wz", [0] * (scale.dims[0] if scale.dims else 1), INT8)
    constants = [weights("w", *dims, dtype=INT8), scale, zero]
    return read(graph(nodes, [given], [value("y")], constants))


def test_weights_of_integer_products_have_the_scale_that_the_result_is_multiplied_by() -> None:
    model = running("ConvInteger", numbers("ws", 0.25, FLOAT), 6, 4, 1, 1)
    assert tensor(model, "w").quantization == Quantization((0.25,), (0,))
    assert tensor(model, "q").quantization == Quantization((), ())
    model = running("MatMulInteger", numbers("ws", [0.25] * 6, FLOAT), 4, 6)
    assert tensor(model, "w").quantization == Quantization((0.25,) * 6, (0,) * 6, axis=1)
    assert set(Facts(model).arithmetic.values()) == {"dynamic-range"}


def test_an_integer_product_whose_scales_are_not_found_says_nothing_of_them() -> None:
    scale, zero = numbers("ws", 0.25, FLOAT), numbers("wz", 0, INT8)
    for behind in (
        [node("Cast", "i", "y", to=FLOAT)],
        [node("Cast", "i", "f", to=FLOAT), node("Mul", "f ws", "y")],
        [node("Cast", "i", "f", to=FLOAT), node("Mul", "f f", "y")],
        [node("Neg", "i", "y")],
        [node("Neg", "i", "n"), node("Abs", "i", "y")],
    ):
        nodes = [
            node("DynamicQuantizeLinear", "x", "q xs xz"),
            node("ConvInteger", "q w xz wz", "i"),
            *behind,
        ]
        constants = [weights("w", 6, 4, 1, 1, dtype=INT8), scale, zero]
        model = read(graph(nodes, [IMAGE], [value("y")], constants))
        assert tensor(model, "w").quantization is None
    nodes = [node("ConvInteger", "x w", "y")]
    model = read(graph(nodes, [value("x", [1, 4, 8, 8], UINT8)], [value("y")], constants))
    assert tensor(model, "w").quantization is None


def test_products_of_onnxruntime_state_their_scales() -> None:
    scales, zeros = numbers("ws", [0.25] * 6, FLOAT), numbers("wz", [0] * 6, INT8)
    given, stored = value("x", [1, 4]), weights("w", 4, 6, dtype=INT8)
    constants = [stored, scales, zeros, SCALE, ZERO]
    expected = Quantization((0.25,) * 6, (0,) * 6, axis=1)
    nodes = [node("DynamicQuantizeMatMul", "x w ws wz", "y", "com.microsoft")]
    model = read(graph(nodes, [given], [value("y")], constants), domains=["com.microsoft"])
    assert tensor(model, "w").quantization == expected
    nodes = [node("MatMulIntegerToFloat", "x w s ws z wz", "y", "com.microsoft")]
    given = value("x", [1, 4], INT8)
    model = read(graph(nodes, [given], [value("y")], constants), domains=["com.microsoft"])
    assert tensor(model, "w").quantization == expected
    assert tensor(model, "x").quantization == Quantization((0.5,), (3,))


def test_weights_packed_by_onnxruntime_are_blockwise() -> None:
    nodes = [
        node("MatMulNBits", "x w s", "y", "com.microsoft", K=32, N=6, bits=4, block_size=16),
    ]
    constants = [weights("w", 6, 2, 8, dtype=UINT8), numbers("s", [0.5] * 12, FLOAT)]
    model = read(
        graph(nodes, [value("x", [1, 32])], [value("y")], constants), domains=["com.microsoft"]
    )
    expected = Quantization((0.5,) * 12, (), axis=1, dtype="uint4", block_size=16)
    assert tensor(model, "w").quantization == expected
    assert set(Facts(model).arithmetic.values()) == {"weights-only"}


def behind_conv(*nodes: NodeProto, outputs: str = "y") -> Model:
    """A convolution whose result `c` the nodes read."""
    constants = [weights("w", 6, 4, 1, 1), SCALE, ZERO]
    ends = [value(name) for name in outputs.split()]
    return read(graph([node("Conv", "x w", "c"), *nodes], [IMAGE], ends, constants))


def test_a_result_that_only_a_quantize_reads_is_as_the_integers_behind_it() -> None:
    quantize, expand = node("QuantizeLinear", "c s z", "q"), node("DequantizeLinear", "q s z", "y")
    model = behind_conv(quantize, expand)
    assert tensor(model, "c").quantization == Quantization((0.5,), (3,), dtype="int8")
    assert tensor(model, "x").quantization is None


def test_a_result_that_is_used_in_float_too_is_not() -> None:
    quantize, expand = node("QuantizeLinear", "c s z", "q"), node("DequantizeLinear", "q s z", "y")
    beside = behind_conv(quantize, expand, node("Relu", "c", "r"), outputs="y r")
    assert tensor(beside, "c").quantization is None
    assert tensor(behind_conv(quantize, expand, outputs="y c"), "c").quantization is None


@pytest.mark.parametrize(
    ("number", "name"), [(17, "float8e4m3fn"), (19, "float8e5m2"), (23, "float4e2m1")]
)
def test_small_floats_are_named_for_what_they_are(number: int, name: str) -> None:
    stored = TensorProto(name="w", data_type=number, dims=[4, 8], raw_data=bytes(32))
    nodes = [node("DequantizeLinear", "w s", "d"), node("MatMul", "x d", "y")]
    constants = [stored, SCALE]
    model = read(graph(nodes, [value("x", [1, 4])], [value("y")], constants), opset=23)
    assert tensor(model, "w").dtype == name
    assert tensor(model, "d").quantization == Quantization((0.5,), (0,), dtype=name)
    assert set(Facts(model).arithmetic.values()) == {"weights-only"}

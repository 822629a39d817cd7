"""TFLite files, real ones and odd ones: what is in them, and every way that they can be damaged."""

import random
import struct
from collections import Counter

import pytest
import tflite

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.open_model import load
from dlpulint.loader.tflite import slots
from dlpulint.loader.tflite.file import model_from_tflite
from dlpulint.model.graph import Attribute, Metadata, Model, Operator, Quantization, Tensor
from tests.loader import tflite_files as file
from tests.mutations.flat_file import FlatFile
from tests.places import FIXTURES


@pytest.fixture(scope="module")
def fixture() -> "Fixtures":
    return Fixtures()


class Fixtures(dict[str, Model]):
    """Models of the fixtures, each read once."""

    def __missing__(self, name: str) -> Model:
        self[name] = load(FIXTURES / f"{name}.tflite")
        return self[name]


def kinds(model: Model, subgraph: int = 0) -> list[str]:
    return [operator.kind for operator in model.operators if operator.subgraph == subgraph]


def first(model: Model, kind: str) -> Operator:
    return next(operator for operator in model.operators if operator.kind == kind)


def every(model: Model, kind: str) -> list[Operator]:
    return [operator for operator in model.operators if operator.kind == kind]


# Real files.


def test_a_file_is_told_operator_by_operator(fixture: Fixtures) -> None:
    model = fixture["mobilenet_int8_per_tensor"]
    assert (model.format, model.layout) == ("tflite", "channels-last")
    assert Counter(kinds(model)) == {
        "quantize": 2,
        "conv": 11,
        "depthwise-conv": 5,
        "add": 2,
        "mean": 1,
        "fully-connected": 1,
    }
    assert [operator.index for operator in model.operators] == list(range(22))
    assert {operator.subgraph for operator in model.operators} == {0}
    stem = model.operators[1]
    assert (stem.kind, stem.native, stem.number, stem.version) == ("conv", "CONV_2D", 3, 3)
    assert stem.name == ""


@pytest.mark.parametrize(
    ("name", "kind", "native", "number", "version"),
    [
        ("mobilenet_int8_per_tensor", "quantize", "QUANTIZE", 114, 1),
        ("mobilenet_int8_per_tensor", "depthwise-conv", "DEPTHWISE_CONV_2D", 4, 3),
        ("mobilenet_int8_per_tensor", "fully-connected", "FULLY_CONNECTED", 9, 4),
        ("mobilenet_float32", "conv", "CONV_2D", 3, 1),
        ("attention_float32", "matmul", "BATCH_MATMUL", 126, 1),
        ("attention_float32", "gelu", "GELU", 150, 1),
        ("silu_detector_int8", "resize-nearest", "RESIZE_NEAREST_NEIGHBOR", 97, 3),
        ("silu_detector_int8", "strided-slice", "STRIDED_SLICE", 45, 2),
        ("flex_float32", "flex:CropAndResize", "FlexCropAndResize", 32, 1),
        ("unknown_custom_op", "custom:CropAndResize", "CropAndResize", 32, 1),
        ("edgetpu_compiled", "custom:edgetpu-custom-op", "edgetpu-custom-op", 32, 1),
        (
            "ssd_postprocess_int8",
            "custom:TFLite_Detection_PostProcess",
            "TFLite_Detection_PostProcess",
            32,
            1,
        ),
    ],
)
def test_an_operator_has_our_kind_and_its_own_name_number_and_version(
    fixture: Fixtures, name: str, kind: str, native: str, number: int, version: int
) -> None:
    found = first(fixture[name], kind)
    assert (found.native, found.number, found.version) == (native, number, version)


@pytest.mark.parametrize(
    ("name", "kind", "attributes"),
    [
        (
            "mobilenet_int8_per_tensor",
            "conv",
            {
                "stride_height": 2,
                "stride_width": 2,
                "dilation_height": 1,
                "dilation_width": 1,
                "padding": "same",
                "fused_activation": "relu6",
                "kernel_height": 3,
                "kernel_width": 3,
                "groups": 1,
            },
        ),
        (
            "mobilenet_int8_per_tensor",
            "depthwise-conv",
            {
                "stride_height": 1,
                "stride_width": 1,
                "dilation_height": 1,
                "dilation_width": 1,
                "padding": "same",
                "fused_activation": "relu6",
                "depth_multiplier": 1,
                "kernel_height": 3,
                "kernel_width": 3,
            },
        ),
        ("mobilenet_int8_per_tensor", "mean", {"keep_dims": False, "axes": (1, 2)}),
        (
            "resnet_int8_per_tensor",
            "average-pool",
            {
                "kernel_height": 8,
                "kernel_width": 8,
                "stride_height": 8,
                "stride_width": 8,
                "padding": "valid",
                "fused_activation": "none",
            },
        ),
        ("resnet_int8_per_tensor", "add", {"fused_activation": "relu"}),
        (
            "resnet_int8_per_tensor",
            "fully-connected",
            {
                "fused_activation": "none",
                "weights_format": "default",
                "keep_num_dims": False,
                "asymmetric_quantize_inputs": False,
            },
        ),
        ("nchw_born_int8", "transpose", {"perm": (0, 2, 3, 1)}),
        ("rank5_int8", "transpose", {"perm": (0, 1, 2, 4, 3)}),
        (
            "silu_detector_int8",
            "pad",
            {"pad_top": 1, "pad_bottom": 1, "pad_left": 1, "pad_right": 1},
        ),
        (
            "silu_detector_int8",
            "resize-nearest",
            {"align_corners": False, "half_pixel_centers": True},
        ),
        ("silu_detector_int8", "concatenation", {"axis": -1, "fused_activation": "none"}),
        (
            "silu_detector_int8",
            "strided-slice",
            {
                "begin_mask": 3,
                "end_mask": 3,
                "ellipsis_mask": 0,
                "new_axis_mask": 0,
                "shrink_axis_mask": 0,
                "offset": False,
            },
        ),
        (
            "attention_float32",
            "matmul",
            {
                "transpose_left": False,
                "transpose_right": False,
                "asymmetric_quantize_inputs": False,
            },
        ),
        ("attention_float32", "softmax", {"beta": 1.0}),
        ("attention_float32", "gelu", {"approximate": False}),
        ("attention_float32", "mean", {"keep_dims": True, "axes": (-1,)}),
        ("ssd_postprocess_int8", "reshape", {}),
        ("ssd_postprocess_int8", "custom:TFLite_Detection_PostProcess", {"regular_nms": False}),
    ],
)
def test_options_are_told_under_our_names(
    fixture: Fixtures, name: str, kind: str, attributes: dict[str, Attribute]
) -> None:
    assert first(fixture[name], kind).attributes == attributes


def test_operands_are_told_by_role(fixture: Fixtures) -> None:
    model = fixture["resnet_int8_per_tensor"]
    stem = first(model, "conv")
    assert stem.roles == ("input", "weights", "bias")
    assert stem.input is not None
    assert (stem.input.dtype, stem.input.shape) == ("int8", (1, 64, 64, 3))
    assert stem.weights is not None
    assert (stem.weights.dtype, stem.weights.shape) == ("int8", (16, 3, 3, 3))
    assert stem.bias is not None
    assert (stem.bias.dtype, stem.bias.shape) == ("int32", (16,))
    assert (stem.input.constant, stem.weights.constant, stem.bias.constant) == (False, True, True)
    assert first(model, "add").roles == ("input", "input")
    shape = first(fixture["rank5_int8"], "reshape").first("shape")
    assert shape is not None
    assert (shape.dtype, shape.values) == ("int32", (1, 32, 32, 2, 8))


def test_what_one_operator_writes_another_reads(fixture: Fixtures) -> None:
    model = fixture["mobilenet_int8_per_tensor"]
    for layer, next_layer in zip(model.operators[:4], model.operators[1:5], strict=True):
        assert next_layer.input is layer.output
    assert model.producer(model.outputs[0]) is model.operators[-1]
    assert model.consumers(model.inputs[0]) == (model.operators[0],)


def test_weights_are_quantized_per_channel_along_their_own_axis(fixture: Fixtures) -> None:
    model = fixture["mobilenet_int8_per_channel"]
    found = {}
    for kind in ("conv", "depthwise-conv", "fully-connected"):
        weights = first(model, kind).weights
        assert weights is not None
        assert weights.quantization is not None
        found[kind] = (
            len(weights.quantization.scales),
            weights.quantization.zero_point,
            weights.quantization.axis,
        )
    assert found == {
        "conv": (16, 0, 0),
        "depthwise-conv": (16, 0, 3),
        "fully-connected": (10, 0, 0),
    }


def test_a_dead_channel_has_next_to_no_scale(fixture: Fixtures) -> None:
    scales = [
        scale
        for operator in every(fixture["mobilenet_int8_per_channel"], "depthwise-conv")
        if operator.weights is not None and operator.weights.quantization is not None
        for scale in operator.weights.quantization.scales
    ]
    dead = [scale for scale in scales if scale < 1e-6]
    assert len(dead) == 1
    assert all(scale > 1e-4 for scale in scales if scale not in dead)


def test_one_scale_has_no_axis(fixture: Fixtures) -> None:
    model = fixture["mobilenet_int8_per_tensor"]
    for operator in (*every(model, "conv"), *every(model, "depthwise-conv")):
        assert operator.weights is not None
        assert operator.weights.quantization is not None
        assert len(operator.weights.quantization.scales) == 1
        assert operator.weights.quantization.axis is None
    assert model.inputs[0].quantization == Quantization((pytest.approx(1 / 255),), (0,))


@pytest.mark.parametrize(
    ("name", "given", "result", "weights"),
    [
        ("mobilenet_float32", "float32", "float32", "float32"),
        ("mobilenet_float16", "float32", "float32", "float32"),
        ("mobilenet_dynamic_range", "float32", "float32", "float32"),
        ("mobilenet_int8_per_channel", "uint8", "uint8", "int8"),
        ("mobilenet_int8_float_io", "float32", "float32", "int8"),
        ("mobilenet_int8_io", "int8", "int8", "int8"),
        ("mobilenet_int16x8", "int16", "int16", "int8"),
    ],
)
def test_element_types_are_those_of_the_file(
    fixture: Fixtures, name: str, given: str, result: str, weights: str
) -> None:
    model = fixture[name]
    stem = first(model, "conv").weights
    assert stem is not None
    assert (model.inputs[0].dtype, model.outputs[0].dtype, stem.dtype) == (given, result, weights)


def test_float16_weights_are_constants_behind_a_dequantize(fixture: Fixtures) -> None:
    model = fixture["mobilenet_float16"]
    assert kinds(model).count("dequantize") == 34
    weights = first(model, "conv").weights
    assert weights is not None
    assert (weights.dtype, weights.constant) == ("float32", False)
    source = model.producer(weights)
    assert source is not None
    assert source.kind == "dequantize"
    assert source.input is not None
    assert (source.input.dtype, source.input.constant) == ("float16", True)
    assert source.input.shape == weights.shape == (16, 3, 3, 3)


def test_dynamic_range_quantization_leaves_small_weights_alone(fixture: Fixtures) -> None:
    model = fixture["mobilenet_dynamic_range"]
    weights = [o.weights for o in model.operators if o.weights is not None]
    small = {w.dtype for w in weights if (w.elements or 0) < 1024}
    large = {w.dtype for w in weights if (w.elements or 0) >= 1024}
    assert (small, large) == ({"float32"}, {"int8"})
    assert {o.input.dtype for o in model.operators if o.input is not None} == {"float32"}


def test_a_batch_left_open_is_told_beside_the_size_it_is_allocated_with(
    fixture: Fixtures,
) -> None:
    opened = fixture["mobilenet_dynamic_batch"]
    assert opened.inputs[0].shape == (1, 64, 64, 3)
    assert opened.inputs[0].free_dimensions == ("", None, None, None)
    assert opened.outputs[0].free_dimensions == ("", None)
    closed = fixture["mobilenet_batch2"]
    assert (closed.inputs[0].shape, closed.inputs[0].free_dimensions) == ((2, 64, 64, 3), ())


def test_bodies_of_a_while_are_subgraphs_with_indices_of_their_own(fixture: Fixtures) -> None:
    model = fixture["while_loop_float32"]
    assert [graph.name for graph in model.subgraphs] == ["main", "while_cond", "while_body"]
    assert [kinds(model, number) for number in range(3)] == [
        ["conv", "while", "mean"],
        ["less"],
        ["add", "conv"],
    ]
    assert [(o.subgraph, o.index) for o in model.operators] == [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (2, 0),
        (2, 1),
    ]
    assert [len(graph.inputs) for graph in model.subgraphs] == [1, 2, 2]
    assert [len(graph.outputs) for graph in model.subgraphs] == [1, 1, 2]
    assert model.inputs[0].name == "images"
    assert (model.operators[1].number, model.operators[1].native) == (119, "WHILE")


def test_no_edge_runs_from_one_subgraph_to_another(fixture: Fixtures) -> None:
    for name in ("while_loop_float32", "if_float32"):
        model = fixture[name]
        for tensor in model.tensors:
            producer = model.producer(tensor)
            around = {*model.consumers(tensor), *([producer] if producer else [])}
            assert len({operator.subgraph for operator in around}) <= 1


def test_branches_of_an_if_are_subgraphs(fixture: Fixtures) -> None:
    model = fixture["if_float32"]
    assert [graph.name for graph in model.subgraphs] == ["main", "cond_false_80", "cond_true_70"]
    assert [kinds(model, number) for number in range(3)] == [
        ["mean", "greater", "if", "mean"],
        ["conv"],
        ["conv"],
    ]


def test_outputs_are_in_the_order_of_the_file(fixture: Fixtures) -> None:
    model = fixture["ssd_postprocess_int8"]
    post = model.operators[-1]
    assert [tensor.name for tensor in post.outputs] == [
        f"PartitionedCall:{index}" for index in range(4)
    ]
    assert [post.outputs.index(tensor) for tensor in model.outputs] == [1, 3, 0, 2]


def test_small_constants_of_whole_numbers_keep_their_values(fixture: Fixtures) -> None:
    crop = first(fixture["flex_float32"], "flex:CropAndResize")
    assert [tensor.values for tensor in crop.inputs if tensor] == [None, None, (0, 0), (8, 8)]
    loop = fixture["while_loop_float32"]
    assert [o.inputs[1].values for o in loop.operators if o.kind in ("less", "add")] == [  # type: ignore
        (3,),
        (1,),
    ]


@pytest.mark.parametrize(
    ("name", "made_by", "runtime"),
    [
        ("mobilenet_int8_per_tensor", "TensorFlow 2.21.0", "1.14.0"),
        ("attention_int8", "TensorFlow 2.21.0", "2.9.0"),
        ("edgetpu_compiled", None, None),
    ],
)
def test_a_file_says_who_made_it_and_what_it_needs(
    fixture: Fixtures, name: str, made_by: str | None, runtime: str | None
) -> None:
    found = fixture[name].metadata
    assert (found.made_by, found.min_runtime_version) == (made_by, runtime)
    assert (found.origin, found.unreadable) == ("file", ())


# Odd files, written table by table.

X, Y = file.Tensor("x", shape=[1, 4]), file.Tensor("y", shape=[1, 4])


def read(*graphs: file.Graph, **more: object) -> Model:
    return model_from_tflite(file.write(*(graphs or [file.Graph()]), **more))  # type: ignore[arg-type]


def one(
    operator: file.Operator, *tensors: file.Tensor, code: file.Code | str = "RELU", **more: object
) -> Operator:
    """The only operator of a file; its result is the tensor behind those given."""
    codes = [code if isinstance(code, file.Code) else file.Code(code)]
    graph = file.Graph([*tensors, Y], [operator], [0], [len(tensors)])
    return read(graph, codes=codes, **more).operators[0]


def tensor(given: file.Tensor, **more: object) -> Tensor:
    """A tensor that an operator reads beside the graph's input."""
    found = one(file.Operator([0, 1], [2]), X, given, **more).inputs[1]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("builtin", "old", "native", "kind"),
    [
        (114, 0, "QUANTIZE", "quantize"),  # ai-edge-quantizer writes the new field only
        (0, 3, "CONV_2D", "conv"),  # files of before 2020 have the old field only
        (3, 3, "CONV_2D", "conv"),
        (150, 127, "GELU", "gelu"),
        (47, 47, "EXP", "exp"),
        (137, 127, "HASHTABLE_FIND", "tflite:HASHTABLE_FIND"),
        (208, 127, "STABLEHLO_CBRT", "tflite:STABLEHLO_CBRT"),
        (209, 127, "BUILTIN_209", "tflite:209"),
        (-2, -3, "BUILTIN_-2", "tflite:-2"),  # no code at all, and none counted from the end
    ],
)
def test_a_builtin_is_told_by_the_larger_of_both_fields(
    builtin: int, old: int, native: str, kind: str
) -> None:
    found = one(file.Operator([0], [1]), X, code=file.Code(builtin, old, version=7))
    assert (found.native, found.kind) == (native, kind)
    assert (found.number, found.version) == (max(builtin, old), 7)


@pytest.mark.parametrize(
    ("custom", "native", "kind"),
    [
        ("Mine", "Mine", "custom:Mine"),
        ("FlexErf", "FlexErf", "flex:Erf"),
        ("Flex", "Flex", "custom:Flex"),
        ("Flexible", "Flexible", "flex:ible"),
        ("", "CUSTOM", "custom:"),
        (None, "CUSTOM", "custom:"),
        (
            "evil\x1b[31m",
            "evil\N{REPLACEMENT CHARACTER}[31m",
            "custom:evil\N{REPLACEMENT CHARACTER}[31m",
        ),
    ],
)
def test_a_custom_operator_is_told_by_its_own_name(
    custom: str | None, native: str, kind: str
) -> None:
    found = one(file.Operator([0], [1]), X, code=file.Code("CUSTOM", custom=custom))
    assert (found.native, found.kind, found.number) == (native, kind, 32)


def test_a_composite_is_told_by_the_name_that_it_carries() -> None:
    code = "STABLEHLO_COMPOSITE"
    known = one(
        file.Operator([0], [1], composite="odml.scaled_dot_product_attention"), X, code=code
    )
    assert (known.kind, known.name) == ("attention", "odml.scaled_dot_product_attention")
    other = one(file.Operator([0], [1], composite="my.thing"), X, code=code)
    assert (other.kind, other.name) == ("tflite:STABLEHLO_COMPOSITE", "my.thing")
    bare = one(file.Operator([0], [1]), X, code=code)
    assert (bare.kind, bare.name) == ("tflite:STABLEHLO_COMPOSITE", "")


def test_an_optional_input_may_be_left_out() -> None:
    weights = file.Tensor("w", shape=[4, 4], buffer=1)
    found = one(
        file.Operator([0, 1, -1], [2]), X, weights, code="FULLY_CONNECTED", buffers=[b"", b"w"]
    )
    assert found.inputs[2] is None
    assert found.roles == ("input", "weights", "bias")
    assert found.bias is None


def test_options_that_are_not_in_the_file_are_not_made_up() -> None:
    assert one(file.Operator([0], [1]), X, code="MAX_POOL_2D").attributes == {}
    empty = file.Operator([0], [1], options="Pool2DOptions")
    assert one(empty, X, code="MAX_POOL_2D").attributes == {
        "kernel_height": 0,
        "kernel_width": 0,
        "stride_height": 0,
        "stride_width": 0,
        "padding": "same",
        "fused_activation": "none",
    }


@pytest.mark.parametrize(
    ("code", "options", "values", "attributes"),
    [
        ("ADD", "AddOptions", {"FusedActivationFunction": 2}, {"fused_activation": "relu-n1-to-1"}),
        ("ADD", "AddOptions", {"FusedActivationFunction": 77}, {"fused_activation": 77}),
        ("ADD", "AddOptions", {"FusedActivationFunction": 5}, {"fused_activation": "sign-bit"}),
        ("MIRROR_PAD", "MirrorPadOptions", {"Mode": 0}, {"mode": "reflect"}),
        ("MIRROR_PAD", "MirrorPadOptions", {"Mode": 1}, {"mode": "symmetric"}),
        (
            "FULLY_CONNECTED",
            "FullyConnectedOptions",
            {"WeightsFormat": 1, "KeepNumDims": True, "AsymmetricQuantizeInputs": True},
            {
                "fused_activation": "none",
                "weights_format": "shuffled",
                "keep_num_dims": True,
                "asymmetric_quantize_inputs": True,
            },
        ),
        ("DEPTH_TO_SPACE", "DepthToSpaceOptions", {"BlockSize": 2}, {"block_size": 2}),
        ("SPACE_TO_DEPTH", "SpaceToDepthOptions", {"BlockSize": 4}, {"block_size": 4}),
        ("LEAKY_RELU", "LeakyReluOptions", {"Alpha": 0.5}, {"alpha": 0.5}),
        ("PACK", "PackOptions", {"Axis": 2, "ValuesCount": 3}, {"axis": 2, "count": 3}),
        ("UNPACK", "UnpackOptions", {"Axis": -1, "Num": 3}, {"axis": -1, "num_outputs": 3}),
        ("GATHER", "GatherOptions", {"Axis": 1, "BatchDims": 2}, {"axis": 1, "batch_dims": 2}),
        ("SPLIT", "SplitOptions", {"NumSplits": 3}, {"num_outputs": 3}),
        (
            "RESIZE_BILINEAR",
            "ResizeBilinearOptions",
            {"AlignCorners": True},
            {"align_corners": True, "half_pixel_centers": False},
        ),
        (
            "BATCH_MATMUL",
            "BatchMatMulOptions",
            {"AdjX": False, "AdjY": True},
            {
                "transpose_left": False,
                "transpose_right": True,
                "asymmetric_quantize_inputs": False,
            },
        ),
        (
            "TRANSPOSE_CONV",
            "TransposeConvOptions",
            {"StrideH": 2, "StrideW": 3, "Padding": 1},
            {"stride_height": 2, "stride_width": 3, "padding": "valid", "fused_activation": "none"},
        ),
        (
            "CUMSUM",
            "CumsumOptions",
            {"Exclusive": True, "Reverse": False},
            {"exclusive": True, "reverse": False},
        ),
        ("RELU", "AddOptions", {"FusedActivationFunction": 1}, {}),  # it has none that we know
    ],
)
def test_options_of_each_operator_are_read(
    code: str,
    options: str,
    values: dict[str, int | float | bool],
    attributes: dict[str, Attribute],
) -> None:
    found = one(file.Operator([0], [1], options=options, values=values), X, code=code)
    assert found.attributes == attributes


KERNEL: dict[str, Attribute] = {"kernel_height": 5, "kernel_width": 3}


@pytest.mark.parametrize(
    ("code", "shapes", "attributes"),
    [
        ("CONV_2D", ([1, 8, 8, 6], [4, 5, 3, 6]), KERNEL | {"groups": 1}),
        ("CONV_2D", ([1, 8, 8, 6], [4, 5, 3, 2]), KERNEL | {"groups": 3}),
        ("DEPTHWISE_CONV_2D", ([1, 8, 8, 6], [1, 5, 3, 6]), KERNEL),
        ("CONV_3D", ([1, 4, 8, 8, 6], [2, 5, 3, 6, 4]), KERNEL),
        ("CONV_3D_TRANSPOSE", ([1, 4, 8, 8, 6], [2, 5, 3, 4, 6]), KERNEL),
        ("FULLY_CONNECTED", ([1, 6], [4, 6]), {}),
    ],
)
def test_kernel_and_groups_follow_from_the_weights(
    code: str, shapes: tuple[list[int], list[int]], attributes: dict[str, Attribute]
) -> None:
    given, weights = (file.Tensor(name, shape=s) for name, s in zip("xw", shapes, strict=True))
    found = one(file.Operator([0, 1], [2]), given, weights, code=code).attributes
    assert found == attributes


def test_a_transpose_convolution_has_its_weights_before_its_input() -> None:
    tensors = (file.Tensor("s", "int32", [4]), file.Tensor("w", shape=[8, 2, 3, 4]), X)
    found = one(file.Operator([0, 1, 2], [3]), *tensors, code="TRANSPOSE_CONV")
    assert found.roles == ("shape", "weights", "input")
    assert found.input is not None
    assert found.input.name == "x"
    assert found.attributes == {"kernel_height": 2, "kernel_width": 3}


def test_a_recurrent_layer_has_its_matrices_between_input_and_states() -> None:
    given = list(range(24))
    tensors = [file.Tensor(str(number), shape=[1]) for number in given]
    found = one(file.Operator(given, [24]), *tensors, code="UNIDIRECTIONAL_SEQUENCE_LSTM")
    # As in tensorflow/lite/kernels/lstm_shared.h; layer normalization behind the states.
    assert found.roles[:20] == (
        "input",
        *("weights",) * 8,
        *("parameter",) * 3,
        *("bias",) * 4,
        "weights",
        "bias",
        "state",
        "state",
    )
    assert found.roles[20:] == ("parameter",) * 4


def test_a_recurrent_layer_of_two_directions_has_both_before_the_states() -> None:
    given = list(range(48))
    tensors = [file.Tensor(str(number), shape=[1]) for number in given]
    found = one(file.Operator(given, [48]), *tensors, code="BIDIRECTIONAL_SEQUENCE_LSTM")
    # As in tensorflow/lite/kernels/bidirectional_sequence_lstm.cc; an auxiliary input comes last.
    one_way = (*("weights",) * 8, *("parameter",) * 3, *("bias",) * 4, "weights", "bias")
    states = ("state",) * 4
    assert found.roles == ("input", *one_way, *one_way, *states, "input", *("weights",) * 8)
    simple = one(file.Operator(given[:12], [12]), *tensors[:12], code="BIDIRECTIONAL_SEQUENCE_RNN")
    way = ("weights", "weights", "bias", "state")
    assert simple.roles == ("input", *way, *way, "input", "weights", "weights")


def words(*numbers: int, code: str = "i") -> bytes:
    return struct.pack(f"<{len(numbers)}{code}", *numbers)


@pytest.mark.parametrize(
    ("code", "shape", "numbers", "attributes"),
    [
        ("TRANSPOSE", [4], (0, 3, 1, 2), {"perm": (0, 3, 1, 2)}),
        ("MEAN", [2], (1, 2), {"axes": (1, 2)}),
        ("EXPAND_DIMS", [], (1,), {"axes": (1,)}),
        ("ARG_MAX", [], (-1,), {"axis": -1}),
        ("PAD", [2, 2], (0, 0, 1, 2), {}),  # not of an image
        (
            "PAD",
            [4, 2],
            (0, 0, 1, 2, 3, 4, 0, 0),
            {"pad_top": 1, "pad_bottom": 2, "pad_left": 3, "pad_right": 4},
        ),
        ("RESHAPE", [2], (1, -1), {}),
    ],
)
def test_what_stands_in_a_constant_operand_is_an_option_too(
    code: str, shape: list[int], numbers: tuple[int, ...], attributes: dict[str, Attribute]
) -> None:
    operand = file.Tensor("c", "int32", shape, buffer=1)
    found = one(file.Operator([0, 1], [2]), X, operand, code=code, buffers=[b"", words(*numbers)])
    assert found.attributes == attributes


def test_a_split_has_its_axis_before_its_input() -> None:
    axis = file.Tensor("a", "int32", [], buffer=1)
    found = one(file.Operator([1, 0], [2]), X, axis, code="SPLIT", buffers=[b"", words(3)])
    assert found.roles == ("axes", "input")
    assert found.attributes == {"axis": 3}
    assert found.input is not None
    assert found.input.name == "x"


def test_an_operand_that_is_computed_tells_no_option() -> None:
    operand = file.Tensor("c", "int32", [4])
    assert one(file.Operator([0, 1], [2]), X, operand, code="TRANSPOSE").attributes == {}


@pytest.mark.parametrize(
    ("dtype", "shape", "data", "values"),
    [
        ("int32", [2], words(1, -2), (1, -2)),
        ("int64", [2], words(1, -(2**40), code="q"), (1, -(2**40))),
        ("int32", [], words(7), (7,)),
        ("int32", [64], words(*range(64)), tuple(range(64))),
        ("int32", [65], words(*range(65)), None),
        ("int32", [1, 1, 2], words(1, 2), None),  # no shape, axes or paddings have three dimensions
        ("float32", [2], words(1, 2), None),
        ("int8", [2], b"ab", None),
        ("int32", [2], b"abc", None),
    ],
)
def test_values_of_small_constants_of_whole_numbers_are_kept(
    dtype: str, shape: list[int], data: bytes, values: tuple[int, ...] | None
) -> None:
    found = tensor(file.Tensor("c", dtype, shape, buffer=1), buffers=[b"", data])
    assert (found.constant, found.values) == (True, values)


def test_a_list_of_no_numbers_is_known_without_a_buffer() -> None:
    found = tensor(file.Tensor("c", "int32", [0]))
    assert (found.constant, found.values) == (True, ())
    axes = file.Tensor("axes", "int32", [0])
    assert one(file.Operator([0, 1], [2]), X, axes, code="MEAN").attributes["axes"] == ()


def test_values_of_a_quantized_constant_of_whole_words_are_read() -> None:
    found = tensor(file.Tensor("c", "int32", [1], buffer=1, scales=[0.5]), buffers=[b"", words(9)])
    assert (found.constant, found.values) == (True, (9,))


def test_elements_of_a_quantized_constant_at_a_limit_of_32_bits_are_counted() -> None:
    content = words(*[2**31 - 1] * 2, *range(98))
    bias = file.Tensor("c", "int32", [100], buffer=1, scales=[0.5])
    assert tensor(bias, buffers=[b"", content]).at_limit == 2
    indices = file.Tensor("c", "int32", [100], buffer=1)
    assert tensor(indices, buffers=[b"", content]).at_limit == 0


@pytest.mark.parametrize(
    ("dtype", "shape", "data", "values"),
    [
        ("int8", [], b"\x80", (-128,)),
        ("uint8", [1, 1, 1, 2], b"\x80\x01", (128, 1)),
        ("int8", [65], bytes(65), None),
        ("int16", [1], b"ab", None),
    ],
)
def test_values_of_small_quantized_bytes_are_kept(
    dtype: str, shape: list[int], data: bytes, values: tuple[int, ...] | None
) -> None:
    constant = file.Tensor("c", dtype, shape, buffer=1, scales=[0.5])
    found = tensor(constant, buffers=[b"", data])
    assert (found.constant, found.values) == (True, values)


def test_what_an_operator_writes_or_the_caller_feeds_is_no_constant() -> None:
    data = words(1, 2, 3, 4)
    graph = file.Graph(
        [
            file.Tensor("x", "int32", [4], buffer=1),
            file.Tensor("y", "int32", [4], buffer=1),
            file.Tensor("v", "int32", [4], buffer=1, variable=True),
            file.Tensor("c", "int32", [4], buffer=1),
        ],
        [file.Operator([0, 2, 3], [1])],
        [0],
        [1],
    )
    model = read(graph, buffers=[b"", data])
    found = {tensor.name: (tensor.constant, tensor.values) for tensor in model.tensors}
    assert found == {
        "x": (False, None),
        "y": (False, None),
        "v": (False, None),
        "c": (True, (1, 2, 3, 4)),
    }


def test_a_tensor_without_elements_is_a_constant() -> None:
    assert tensor(file.Tensor("c", "float32", [0])).constant is True
    assert tensor(file.Tensor("c", "float32", [2])).constant is False


def test_weights_may_lie_behind_the_flatbuffer() -> None:
    found = tensor(file.Tensor("c", "int32", [16], buffer=1), buffers=[b"", 100_000])
    assert (found.constant, found.values) == (True, None)
    # An offset of 1 is what a file has while it is written.
    assert tensor(file.Tensor("c", "int32", [16], buffer=1), buffers=[b"", 1]).constant is False


@pytest.mark.parametrize(
    ("shape", "signature", "wanted", "opened"),
    [
        ([1, 8], [], (1, 8), ()),
        ([1, 8], [1, 8], (1, 8), ()),
        ([1, 8], [-1, 8], (1, 8), ("", None)),
        ([1, 8], [-1, -1], (1, 8), ("", "")),
        ([-1, 8], [], (None, 8), ("", None)),
        ([-1, 8], [-1, 8], (None, 8), ("", None)),
        ([1, 8], [-1], (1, 8), (None, None)),  # of another rank
        ([0, 8], [], (0, 8), ()),
        ([0, 8], [0, -1], (0, 8), (None, "")),
        ([], [], (), ()),
    ],
)
def test_negative_sizes_are_open_dimensions(
    shape: list[int],
    signature: list[int],
    wanted: tuple[int | None, ...],
    opened: tuple[str | None, ...],
) -> None:
    found = tensor(file.Tensor("c", shape=shape, signature=signature))
    assert (found.shape, found.free_dimensions) == (wanted, opened)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (file.Tensor(), None),
        (file.Tensor(zero_points=[0]), None),  # calibrated, not quantized
        (file.Tensor(scales=[0.5], zero_points=[3]), Quantization((0.5,), (3,))),
        (file.Tensor(scales=[0.5], zero_points=[3], axis=2), Quantization((0.5,), (3,))),
        (
            file.Tensor(scales=[0.5, 0.25], zero_points=[0, 1], axis=3),
            Quantization((0.5, 0.25), (0, 1), axis=3),
        ),
        (file.Tensor(blockwise=32, axis=1), Quantization((), (), axis=1, block_size=32)),
        (file.Tensor(blockwise=-1), Quantization((), (), axis=0, block_size=0)),
    ],
)
def test_quantization_is_told_as_the_file_has_it(
    given: file.Tensor, wanted: Quantization | None
) -> None:
    assert tensor(given).quantization == wanted


def test_a_type_of_which_we_have_no_name_is_told_by_its_number() -> None:
    assert tensor(file.Tensor(dtype=99)).dtype == "tflite:99"
    assert tensor(file.Tensor(dtype=20)).dtype == "tflite:20"
    assert tensor(file.Tensor(dtype=-1)).dtype == "tflite:-1"
    assert tensor(file.Tensor(dtype=19)).dtype == "int2"
    assert tensor(file.Tensor(dtype=0)).dtype == "float32"


def test_names_are_made_printable_and_a_tensor_without_one_is_numbered() -> None:
    assert tensor(file.Tensor("a\x1b]0;b\u202e")).name == "a�]0;b�"
    assert tensor(file.Tensor(b"\xff\xfe")).name == "��"
    assert tensor(file.Tensor("")).name == "tensor 0:1"
    graph = file.Graph(name="\x07bell")
    assert read(graph).subgraphs[0].name == "�bell"


def test_a_file_without_graphs_is_refused() -> None:
    # Two gigabytes of zeros with an identifier are such a file.
    with pytest.raises(ModelFileError) as raised:
        model_from_tflite(file.write())
    assert str(raised.value) == "damaged TFLite file (it has no graph)"


@pytest.mark.parametrize(
    ("data", "version"),
    [
        (b"1.14.0", "1.14.0"),
        (b"2.3.0\0\0\0\0\0\0\0\0\0\0\0", "2.3.0"),
        (b" 1.5 \n", "1.5"),
        (b"\0\0", None),
        (b"", None),
        (b"\x1b[31m", "�[31m"),
        (b"9" * 9999, "9" * 511 + "…"),
    ],
)
def test_the_runtime_that_a_file_needs_is_read_as_text(data: bytes, version: str | None) -> None:
    found = read(buffers=[b"", data], metadata=[("min_runtime_version", 1)])
    assert found.metadata.min_runtime_version == version


def test_metadata_that_nobody_understands_is_passed_over() -> None:
    entries = [("CONVERSION_METADATA", 1), ("TFLITE_METADATA", 1), ("min_runtime_version", 77)]
    for data in (b"", b"x", b"\xff" * 40, bytes(40), words(8, 0, 0, 0)):
        found = read(buffers=[b"", data], metadata=entries).metadata
        assert found == Metadata(operator_codes=(("RELU", 1),), origin="file")


@pytest.mark.parametrize(
    ("description", "made_by"),
    [
        ("MLIR Converted.", "TensorFlow (MLIR converter)"),
        ("TOCO Converted.", "TensorFlow 1 (TOCO converter)"),
        ("Detects faces.", None),
        ("", None),
    ],
)
def test_older_converters_sign_in_the_description(description: str, made_by: str | None) -> None:
    assert read(description=description).metadata.made_by == made_by


@pytest.mark.parametrize(
    ("description", "made_by"),
    [("MLIR Converted.", "TensorFlow (MLIR converter) (Ultralytics)"), ("", "Ultralytics")],
)
def test_ultralytics_is_the_author_in_its_files_metadata(description: str, made_by: str) -> None:
    data = b"\x0b\x00\x00\x00Ultralytics\x00"
    entries = [("TFLITE_METADATA", 1)]
    found = read(buffers=[b"", data], metadata=entries, description=description)
    assert found.metadata.made_by == made_by


# Damaged files.


def failure(data: memoryview) -> str:
    with pytest.raises(ModelFileError) as raised:
        model_from_tflite(data)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "operator_code_out_of_range",
            "damaged TFLite file (operator 1 has the operator code 1000; the last is 5)",
        ),
        ("tensor_index_out_of_range", "damaged TFLite file (there is no tensor 10000)"),
        ("buffer_index_out_of_range", "damaged TFLite file (tensor 1 points outside the file)"),
        ("truncated", "damaged or truncated TFLite file (a table runs out of it)"),
    ],
)
def test_a_damaged_file_is_told_in_one_line(name: str, message: str) -> None:
    data = (FIXTURES / "damaged" / f"{name}.tflite").read_bytes()
    assert failure(memoryview(data)) == message


def test_a_negative_size_is_read_as_an_open_dimension() -> None:
    model = load(FIXTURES / "damaged" / "negative_dimension.tflite")
    assert model.inputs[0].shape == (1, None, 64, 3)
    assert model.inputs[0].free_dimensions == (None, "", None, None)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (
            file.Graph([X, Y], [file.Operator([0], [5])]),
            "damaged TFLite file (there is no tensor 5; the last is 1)",
        ),
        (
            file.Graph([X, Y], [file.Operator([-2], [1])]),
            "damaged TFLite file (there is no tensor -2)",
        ),
        (file.Graph([X, Y], [], [7]), "damaged TFLite file (there is no tensor 7; the last is 1)"),
        (
            file.Graph([X], [], [], [-1]),
            "damaged TFLite file (there is no tensor -1; the last is 0)",
        ),
        (
            file.Graph([X, Y], [file.Operator([0], [1], code=1)]),
            "damaged TFLite file (operator 0 has the operator code 1; the last is 0)",
        ),
        (
            file.Graph([file.Tensor(buffer=1)]),
            "damaged TFLite file (tensor 0 points outside the file)",
        ),
    ],
)
def test_a_number_that_points_at_nothing_is_told(graph: file.Graph, message: str) -> None:
    assert failure(file.write(graph)) == message


def test_an_operator_with_options_does_not_read_its_own_result() -> None:
    graph = file.Graph([X, Y], [file.Operator([0], [1]), file.Operator([1, 0], [1], code=1)])
    found = failure(file.write(graph, codes=[file.Code(), file.Code("ADD")]))
    assert found == "damaged TFLite file (operator 1, ADD, reads its own result)"


def test_options_of_another_operator_are_not_read() -> None:
    written = file.Operator([0], [1], options="Pool2DOptions", values={"StrideH": 3})
    assert one(written, X, code="MAX_POOL_2D").attributes["stride_height"] == 3
    assert "stride_height" not in one(written, X, code="CONV_2D").attributes
    assert "new_shape" not in one(written, X, code="RESHAPE").attributes


def test_a_file_without_buffers_has_tensors_without_data() -> None:
    assert read(file.Graph([X]), buffers=[]).subgraphs[0].name == "main"
    message = "damaged TFLite file (tensor 0 points outside the file)"
    assert failure(file.write(file.Graph([file.Tensor(buffer=1)]), buffers=[])) == message


def patched(data: memoryview, position: int, number: int) -> memoryview:
    changed = bytearray(data)
    struct.pack_into("<I", changed, position, number)
    return memoryview(bytes(changed))


def position(data: memoryview, needle: bytes) -> int:
    """Where `needle` stands, which is there once."""
    assert bytes(data).count(needle) == 1
    return bytes(data).index(needle)


def test_a_list_longer_than_the_file_is_told() -> None:
    graph = file.Graph([file.Tensor("x", shape=[11, 22, 33])], [], [0])
    data = file.write(graph)
    length = position(data, words(3, 11, 22, 33))
    assert failure(patched(data, length, 2**31)) == (
        "damaged or truncated TFLite file (a list runs out of the file)"
    )
    assert failure(patched(data, length, 0xFFFFFFFF)) == (
        "damaged or truncated TFLite file (a list runs out of the file)"
    )


def test_operators_of_all_graphs_count_towards_the_ceiling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dlpulint.loader.tflite.file.OPERATOR_CEILING", 3)
    two = file.Graph([X, Y], [file.Operator([0], [1]), file.Operator([0], [])], [0], [1])
    three = file.Graph([X, Y], [file.Operator([0], [])] * 3, [0])
    assert len(read(three).operators) == 3
    message = "more than 3 operators, which is what dlpulint reads"
    assert failure(file.write(two, two)) == message
    assert failure(file.write(three, two)) == message


def test_tensors_of_all_graphs_count_towards_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlpulint.loader.bounds.MOST_TENSORS", 4)
    two = file.Graph([X, Y], [file.Operator([0], [1])], [0], [1])
    assert len(read(two, two).subgraphs) == 2
    message = "more than 4 tensors, which is what dlpulint reads"
    assert failure(file.write(two, two, two)) == message


def test_a_graph_has_so_many_inputs_and_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlpulint.loader.bounds.MOST_ENDS", 2)
    chain = [file.Operator([0], [1])]
    assert len(read(file.Graph([X, Y], chain, [0, 0], [1, 1])).subgraphs[0].inputs) == 2
    message = "which is what dlpulint reads"
    many_in = file.write(file.Graph([X, Y], chain, [0] * 3, [1]))
    many_out = file.write(file.Graph([X, Y], chain, [0], [1] * 3))
    assert failure(many_in) == f"more than 2 inputs, {message}"
    assert failure(many_out) == f"more than 2 outputs, {message}"


def test_tables_that_lead_astray_are_told() -> None:
    data = file.write(file.Graph([X, Y], [file.Operator([0], [1])], [0], [1]))
    graph = tflite.Model.GetRootAs(data, 0).Subgraphs(0)._tab.Pos
    assert failure(patched(data, graph, 0x7FFFFFFF)) == (
        "damaged TFLite file (its tables do not fit together)"
    )


def test_weights_longer_than_the_file_are_told() -> None:
    graph = file.Graph([file.Tensor("x", buffer=1)])
    data = file.write(graph, buffers=[b"", b"thirteen byte"])
    length = position(data, b"thirteen byte") - 4
    assert failure(patched(data, length, 10_000)) == (
        "damaged or truncated TFLite file (weights run out of the file)"
    )


def test_lists_that_alias_one_another_may_not_outgrow_the_file() -> None:
    shared = FlatFile()
    shape = shared.numbers([1] * 60)
    tensors = [
        shared.table({slots.TENSOR_SHAPE: shape, slots.TENSOR_SHAPE_SIGNATURE: shape})
        for _ in range(5_000)
    ]
    graph = shared.table({slots.SUB_GRAPH_TENSORS: shared.tables(tensors)})
    data = shared.whole({slots.MODEL_SUBGRAPHS: shared.tables([graph])})
    assert failure(data) == "damaged TFLite file (its lists overlap beyond the file's size)"


def test_operators_may_not_share_lists_of_operands_beyond_the_size_of_the_file() -> None:
    def shared(operators: int) -> bytes:
        flat = FlatFile()
        tensors = flat.tables([flat.table({}) for _ in range(2)])
        code, inputs, outputs = flat.table({}), flat.numbers([0] * 1_000), flat.numbers([1])
        lists = {slots.OPERATOR_INPUTS: inputs, slots.OPERATOR_OUTPUTS: outputs}
        listed = flat.tables([flat.table(lists) for _ in range(operators)])
        graph = {slots.SUB_GRAPH_TENSORS: tensors, slots.SUB_GRAPH_OPERATORS: listed}
        codes, graphs = flat.tables([code]), flat.tables([flat.table(graph)])
        return flat.whole({slots.MODEL_OPERATOR_CODES: codes, slots.MODEL_SUBGRAPHS: graphs})

    assert len(model_from_tflite(memoryview(shared(1))).operators) == 1
    said = "damaged TFLite file (its operators list more tensors than fit into it)"
    assert failure(shared(100)) == said


def test_a_file_lists_a_thousand_tables_again_and_no_more() -> None:
    def listed(times: int) -> bytes:
        flat = FlatFile()
        graph = flat.table({slots.SUB_GRAPH_TENSORS: flat.same(flat.table({}), times)})
        return flat.whole({slots.MODEL_SUBGRAPHS: flat.tables([graph])})

    assert len(model_from_tflite(memoryview(listed(1_001))).subgraphs) == 1
    said = "damaged TFLite file (it lists the same tables again and again)"
    assert failure(listed(1_002)) == said


def read_or_refused(data: bytes | memoryview) -> str:
    """`read` for a model, else the error's message; any other error is a crash."""
    try:
        model_from_tflite(memoryview(data))
    except ModelFileError as error:
        return str(error)
    return "read"


def test_a_file_cut_anywhere_is_told_or_read_but_never_crashes() -> None:
    data = (FIXTURES / "rank5_int8.tflite").read_bytes()
    step = max(1, len(data) // 150)
    messages = [read_or_refused(data[:length]) for length in range(8, len(data), step)]
    assert [line for line in messages if "\n" in line] == []
    assert messages[0] == "damaged or truncated TFLite file (a table runs out of it)"
    assert read_or_refused(data) == "read"


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_bytes_overwritten_is_told_or_read_but_never_crashes(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((FIXTURES / "rank5_int8.tflite").read_bytes())
    for _ in range(30):
        position = 4 * chance.randrange(2, len(data) // 4)
        near, far = chance.randrange(len(data)), chance.randrange(2**32)
        number = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, near, far))
        struct.pack_into("<I", data, position, number)
    assert "\n" not in read_or_refused(data)


def test_codes_in_the_newer_field_alone_are_read_as_those_in_both(fixture: Fixtures) -> None:
    both, newer = fixture["rank5_int8"], fixture["new_codes_int8"]
    assert [(o.native, o.version) for o in newer.operators] == [
        (o.native, o.version) for o in both.operators
    ]


def test_graphs_of_other_entry_points_are_left_out(fixture: Fixtures) -> None:
    model = fixture["two_signatures_float32"]
    assert {number for _, number in model.metadata.signatures} == {0, 1}
    assert {operator.subgraph for operator in model.operators} == {0}
    assert len(model.subgraphs) == 2

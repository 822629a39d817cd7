"""Sketches: the effect of each line on a model, and errors for lines that cannot be read."""

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Attribute, Format, Metadata, Operator, Quantization, Shape, Tensor


def only(text: str, format: Format = "tflite") -> Operator:
    (operator,) = model_from_sketch(text, format).operators
    return operator


def given(text: str) -> Tensor:
    """The input that `text` describes."""
    (tensor,) = model_from_sketch(f"input x: {text}").inputs
    return tensor


def failure(text: str) -> str:
    with pytest.raises(ModelFileError) as raised:
        model_from_sketch(text)
    return str(raised.value)


EXAMPLE = """
format tflite
input x: uint8[1,96,96,3] scale=0.1 zp=3   # a comment
conv y: uint8[1,48,48,16] <- x, weights: int8[16,3,3,3] per-channel(0), bias: int32[16] {stride=2}
relu@2 z: uint8[1,48,48,16] <- y

output z
"""


def test_a_line_is_an_operator() -> None:
    model = model_from_sketch(EXAMPLE)
    assert (model.format, model.layout) == ("tflite", "channels-last")
    conv, relu = model.operators
    assert (conv.kind, conv.native, conv.number, conv.version) == ("conv", "CONV_2D", 3, 1)
    assert (relu.kind, relu.native, relu.number, relu.version) == ("relu", "RELU", 19, 2)
    assert (conv.index, relu.index, relu.subgraph) == (0, 1, 0)
    assert conv.roles == ("input", "weights", "bias")
    assert conv.input is model.inputs[0]
    assert relu.input is conv.output
    assert model.outputs == (relu.output,)
    assert conv.weights is not None
    assert (conv.weights.name, conv.weights.constant) == ("", True)
    assert (conv.weights.dtype, conv.weights.shape) == ("int8", (16, 3, 3, 3))
    assert conv.attributes == {
        "stride_height": 2,
        "stride_width": 2,
        "padding": "same",
        "dilation_height": 1,
        "dilation_width": 1,
        "groups": 1,
        "kernel_height": 3,
        "kernel_width": 3,
    }
    assert relu.attributes == {}


def test_an_empty_sketch_is_a_model_of_nothing() -> None:
    model = model_from_sketch("# nothing\n\n")
    assert (model.operators, model.subgraphs, model.format) == ((), (), "tflite")


def test_a_sketch_may_be_of_another_format() -> None:
    text = "input x: float32[1,3,8,8]\nconv y: float32[1,4,8,8] <- x, weights: float32[4,3,5,7]"
    for model in (model_from_sketch("format onnx\n" + text), model_from_sketch(text, "onnx")):
        assert (model.format, model.layout) == ("onnx", "channels-first")
        conv = model.operators[0]
        assert (conv.native, conv.number) == ("Conv", None)
        assert (conv.integer("kernel_height"), conv.integer("kernel_width")) == (5, 7)
    assert model_from_sketch("format cvflow-cv25").format == "cvflow-cv25"


@pytest.mark.parametrize(
    ("kind", "format", "native", "number"),
    [
        ("depthwise-conv", "tflite", "DEPTHWISE_CONV_2D", 4),
        ("depthwise-conv", "onnx", "Conv", None),
        ("resize-bilinear", "tflite", "RESIZE_BILINEAR", 23),
        ("resize-bilinear", "onnx", "Resize", None),
        ("batch-normalization", "tflite", "BatchNormalization", None),
        ("batch-normalization", "onnx", "BatchNormalization", None),
        ("squared-difference", "onnx", "squared-difference", None),
        ("custom:Mine", "tflite", "Mine", 32),
        ("flex:Erf", "tflite", "FlexErf", 32),
        ("tflite:HASHTABLE_FIND", "tflite", "HASHTABLE_FIND", 137),
        ("onnx:com.microsoft.Rope", "onnx", "com.microsoft.Rope", None),
    ],
)
def test_an_operator_has_the_name_that_its_format_gives_it(
    kind: str, format: Format, native: str, number: int | None
) -> None:
    found = only(f"input x: int8[1]\n{kind} y: int8[1] <- x", format)
    assert (found.kind, found.native, found.number) == (kind, native, number)


@pytest.mark.parametrize(
    ("text", "shape", "opened"),
    [
        ("int8[1,96,96,3]", (1, 96, 96, 3), ()),
        ("int8[]", (), ()),
        ("int8[*]", None, ()),
        ("int8[ 1 , 8 ]", (1, 8), ()),
        ("int8[1,?,8]", (1, None, 8), (None, "", None)),
        ("int8[?batch,?]", (None, None), ("batch", "")),
        ("int8[?batch=1,8]", (1, 8), ("batch", None)),
        ("int8[?=1,8]", (1, 8), ("", None)),
    ],
)
def test_shapes_are_written_with_open_dimensions(
    text: str, shape: Shape | None, opened: tuple[str | None, ...]
) -> None:
    assert (given(text).shape, given(text).free_dimensions) == (shape, opened)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("int8[4]", None),
        ("int8[4] scale=0.5", Quantization((0.5,), ())),
        ("int8[4] scale=0.5 zp=-3", Quantization((0.5,), (-3,))),
        ("int8[2] scale=0.5,0.25 zp=0,1 axis=0", Quantization((0.5, 0.25), (0, 1), 0)),
        ("int8[8,3] per-channel(1)", Quantization((0.01, 0.01, 0.01), (), 1)),
        ("float32[4] scale=0.5 stored=int8", Quantization((0.5,), (), None, "int8")),
        ("int4[8] scale=1,2 axis=0 block=4", Quantization((1.0, 2.0), (), 0, None, 4)),
    ],
)
def test_quantization_is_written_behind_a_shape(text: str, wanted: Quantization | None) -> None:
    assert given(text).quantization == wanted


def test_constants_may_have_values() -> None:
    found = only("input x: int8[4]\nreshape y: int8[2,2] <- x, shape: int32[2] = 2,-1")
    shape = found.first("shape")
    assert shape is not None
    assert (shape.constant, shape.values, shape.shape) == (True, (2, -1), (2,))


@pytest.mark.parametrize(
    ("braces", "attributes"),
    [
        ("{}", {}),
        ("{axis=1}", {"axis": 1}),
        ("{alpha=0.5}", {"alpha": 0.5}),
        ("{keep_dims=true offset=false}", {"keep_dims": True, "offset": False}),
        ("{perm=0,2,1}", {"perm": (0, 2, 1)}),
        ("{axes=2,}", {"axes": (2,)}),
        ("{fused_activation=relu6}", {"fused_activation": "relu6"}),
        ("{kernel=3}", {"kernel_height": 3, "kernel_width": 3}),
        ("{stride=2x1}", {"stride_height": 2, "stride_width": 1}),
        ("{dilation=1x2}", {"dilation_height": 1, "dilation_width": 2}),
        ("{kernel_height=6}", {"kernel_height": 6}),
    ],
)
def test_options_are_written_in_braces(braces: str, attributes: dict[str, Attribute]) -> None:
    found = only(f"input x: int8[4]\nrelu y: int8[4] <- x {braces}").attributes
    assert found == attributes
    assert [type(value) for value in found.values()] == [type(v) for v in attributes.values()]


@pytest.mark.parametrize("kind", ["conv", "depthwise-conv", "transpose-conv", "deformable-conv"])
@pytest.mark.parametrize(
    ("format", "weights"), [("tflite", "int8[4,3,5,8]"), ("onnx", "int8[8,4,3,5]")]
)
def test_a_convolution_is_a_plain_layer_with_the_kernel_of_its_weights(
    kind: str, format: Format, weights: str
) -> None:
    text = f"input x: int8[1,8,8,8]\n{kind} y: int8[1,8,8,4] <- x, weights: {weights}"
    assert only(text, format).attributes == {
        "stride_height": 1,
        "stride_width": 1,
        "dilation_height": 1,
        "dilation_width": 1,
        "groups": 1,
        "padding": "same",
        "kernel_height": 3,
        "kernel_width": 5,
    }


def test_options_that_are_written_win_over_those_of_a_plain_layer() -> None:
    text = "input x: int8[1,8,8,3]\nconv y: int8[1,8,8,4] <- x, weights: int8[4,3,5,3] "
    found = only(text + "{kernel=7 stride=3x1 padding=valid groups=2}").attributes
    assert (found["kernel_height"], found["kernel_width"]) == (7, 7)
    assert (found["stride_height"], found["stride_width"]) == (3, 1)
    assert (found["padding"], found["groups"], found["dilation_width"]) == ("valid", 2, 1)


@pytest.mark.parametrize("kind", ["max-pool", "average-pool"])
def test_a_pool_has_strides_and_no_groups(kind: str) -> None:
    found = only(f"input x: int8[1,8,8,3]\n{kind} y: int8[1,4,4,3] <- x {{kernel=2 stride=2}}")
    assert found.attributes == {
        "kernel_height": 2,
        "kernel_width": 2,
        "stride_height": 2,
        "stride_width": 2,
        "padding": "same",
    }


@pytest.mark.parametrize("weights", ["int8[*]", "int8[4,3]", "int8[4,?,?,3]"])
def test_weights_of_an_unknown_shape_tell_no_kernel(weights: str) -> None:
    found = only(f"input x: int8[1,8,8,3]\nconv y: int8[1,8,8,4] <- x, weights: {weights}")
    assert "kernel_height" not in found.attributes
    assert found.attributes["stride_height"] == 1


def test_several_outputs_and_operands_stand_with_commas() -> None:
    model = model_from_sketch(
        """
        input a: int8[1,4]
        input b: int8[1,4]
        split c: int8[1,2], d: int8[1,2] <- axes: int32[] = 1, a {num_outputs=2}
        concatenation e: int8[1,12] <- a, b, c, d
        output c, e
        """
    )
    split, concatenation = model.operators
    assert [tensor.name for tensor in split.outputs] == ["c", "d"]
    assert split.roles == ("axes", "input")
    assert [tensor.name for tensor in concatenation.inputs if tensor] == ["a", "b", "c", "d"]
    assert [tensor.name for tensor in model.outputs] == ["c", "e"]


def test_a_role_may_be_played_by_a_tensor_of_the_graph() -> None:
    found = only(
        "input x: int8[4]\ninput w: int8[4,4]\nfully-connected y: int8[4] <- x, weights: w"
    )
    assert found.weights is not None
    assert (found.weights.name, found.weights.constant) == ("w", False)


def test_a_tensor_may_be_named_as_a_role_is() -> None:
    found = model_from_sketch(
        "input weights: int8[4]\nrelu scale: int8[4] <- weights\nadd y: int8[4] <- scale, weights"
    ).operators
    assert [operator.roles for operator in found] == [("input",), ("input", "input")]
    assert found[0].input is not None
    assert found[0].input.name == "weights"


def test_an_operator_may_have_no_operands() -> None:
    assert only("range y: int32[4] <- ").inputs == ()


def test_what_follows_a_subgraph_line_is_another_graph() -> None:
    model = model_from_sketch(
        """
        input x: int8[1]
        while y: int8[1] <- x
        output y
        subgraph body
        input x: int8[2]
        relu y: int8[2] <- x
        relu z: int8[2] <- y
        output z
        """
    )
    assert [graph.name for graph in model.subgraphs] == ["main", "body"]
    assert [(o.subgraph, o.index) for o in model.operators] == [(0, 0), (1, 0), (1, 1)]
    assert model.inputs[0].shape == (1,)
    assert model.subgraphs[1].inputs[0].shape == (2,)
    assert [tensor.name for tensor in model.subgraphs[1].outputs] == ["z"]


def test_repeated_lines_are_numbered() -> None:
    model = model_from_sketch(
        """
        input y0: int8[1]
        repeat 3
        relu a{n}: int8[1] <- y{p}
        tanh y{n}: int8[1] <- a{n}
        end
        output y3
        """
    )
    assert [o.kind for o in model.operators] == ["relu", "tanh"] * 3
    assert [o.outputs[0].name for o in model.operators] == ["a1", "y1", "a2", "y2", "a3", "y3"]
    assert model.operators[2].input is model.operators[1].output


def test_a_sketch_tells_what_the_file_says_of_itself() -> None:
    text = "note one thing\nnote another\nmade-by TensorFlow 2.15\nside-file a.bin\nside-file b.bin"
    text += "\nopset 17"
    assert model_from_sketch(text).metadata == Metadata(
        made_by="TensorFlow 2.15",
        opsets=(("", 17),),
        external_data=("a.bin", "b.bin"),
        notes=("one thing", "another"),
    )


X = "input x: int8[1,4]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format onx", "line 1: no format 'onx'; did you mean 'onnx'?"),
        (X + "relu y: int8[1]", "line 2: expected `kind output: dtype[shape] <- operands`"),
        (X + "rleu y: int8[1] <- x", "line 2: no operator kind 'rleu'; did you mean 'relu'?"),
        (X + "relu y <- x", "line 2: expected `name: dtype[shape]`, found 'y'"),
        (X + "relu y: int8 <- x", "line 2: expected `dtype[shape] …`, found 'int8'"),
        (X + "relu y: int9[1] <- x", "line 2: no element type 'int9'; did you mean 'int8'?"),
        (X + "relu x: int8[1] <- x", "line 2: 'x' is defined twice"),
        (X + X, "line 2: 'x' is defined twice"),
        (X + "\n# a comment\nrelu y: int8[1] <- z", "line 4: no tensor 'z'"),
        (
            X + "relu image: int8[1] <- x\nrelu y: int8[1] <- imgae",
            "line 3: no tensor 'imgae'; did you mean 'image'?",
        ),
        (X + "output y", "line 2: no tensor 'y'"),
        ("input x", "line 1: expected `dtype[shape] …`, found ''"),
        ("input x: int8[a]", "line 1: expected a whole number, found 'a'"),
        ("input x: int8[?n=b]", "line 1: expected a whole number, found 'b'"),
        ("input x: int8[4] scale=a", "line 1: expected a number, found 'a'"),
        ("input x: int8[4] zp=1.5", "line 1: expected a whole number, found '1.5'"),
        ("input x: int8[4] sclae=1", "line 1: unknown word 'sclae=1'; did you mean 'scale'?"),
        ("input x: int8[4] axs=1", "line 1: unknown word 'axs=1'; did you mean 'axis'?"),
        ("input x: int8[4] stored=int9", "line 1: no element type 'int9'; did you mean 'int8'?"),
        (
            "input x: int8[4] per-channel(1)",
            "line 1: per-channel(1): there is no dimension 1 of a known size",
        ),
        (
            "input x: int8[?] per-channel(0)",
            "line 1: per-channel(0): there is no dimension 0 of a known size",
        ),
        ("input x: int8[2] = 1,b", "line 1: expected a whole number, found 'b'"),
        (X + "relu y: int8[1] <- x {stride}", "line 2: expected `name=value`, found 'stride'"),
        (X + "relu y: int8[1] <- x {axsi=1}", "line 2: no attribute 'axsi'; did you mean 'axis'?"),
        (X + "relu y: int8[1] <- x {stride=a}", "line 2: expected a whole number, found 'a'"),
        (X + "relu y: int8[1] <- x {perm=1,a}", "line 2: expected a whole number, found 'a'"),
        (X + "relu@new y: int8[1] <- x", "line 2: expected a whole number, found 'new'"),
        ("repeat x\nend", "line 1: expected `repeat N` once, with N > 0"),
        ("repeat 0\nend", "line 1: expected `repeat N` once, with N > 0"),
        ("repeat 2\nrepeat 2\nend\nend", "line 2: expected `repeat N` once, with N > 0"),
        (f"repeat {'9' * 5000}\nend", "line 1: expected `repeat N` once, with N > 0"),
        (X + "end", "line 2: `end` without `repeat`"),
        (X + "relu y: int8[1] <- x\nsubgraph b\nrelu z: int8[1] <- x", "line 4: no tensor 'x'"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(text: str, message: str) -> None:
    assert failure(text) == f"sketch, {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("input x: int8[1000001] per-channel(0)", "line 1: more than 1,000,000 channels"),
        ("input x: int8[2147483647] per-channel(0)", "line 1: more than 1,000,000 channels"),
        ("input x: int8[4294967296,4294967296]", "line 1: more than 64 dimensions or 9,223,"),
        (f"input x: int8[{'1,' * 65}]", "line 1: more than 64 dimensions or 9,223,"),
        ("input x: int8[9223372036854775808]", "line 1: expected a whole number of 64 bits"),
        (f"input x: int8[{'9' * 9999}]", "line 1: expected a whole number, found"),
        (f"{X}repeat 250001\nend", "more than 250,000 lines of a sketch"),
        (f"{X}repeat 99999999999\nrelu y{{n}}: int8[1] <- x\nend", "more than 250,000 lines"),
    ],
)
def test_a_small_sketch_does_not_ask_for_much(text: str, message: str) -> None:
    found = failure(text)
    assert message in found
    assert len(found) < 600


def test_a_million_channels_are_read() -> None:
    (tensor,) = model_from_sketch("input x: int8[1000000] per-channel(0)").inputs
    assert tensor.quantization is not None
    assert len(tensor.quantization.scales) == 1_000_000


def test_a_repeat_without_an_end_is_told() -> None:
    assert failure(X + "repeat 2\nrelu y{n}: int8[1] <- x") == "sketch: `repeat` without `end`"


def test_a_mistake_in_a_repeated_line_has_the_number_of_that_line() -> None:
    assert failure(X + "repeat 2\nrelu y: int8[1] <- x\nend") == (
        "sketch, line 3: 'y' is defined twice"
    )


def test_an_operator_of_a_kind_that_has_several_may_be_named() -> None:
    text = "input x: int8[1]\nrnn{} y: int8[1] <- x"
    assert only(text.format("")).native == "RNN"
    named = only(text.format("=UNIDIRECTIONAL_SEQUENCE_RNN@2"))
    assert (named.native, named.number, named.version) == ("UNIDIRECTIONAL_SEQUENCE_RNN", 35, 2)
    fused = only("input x: int8[1]\nadd=com.microsoft.QLinearAdd y: int8[1] <- x, x", "onnx")
    assert (fused.native, fused.number, fused.domain) == (
        "com.microsoft.QLinearAdd",
        None,
        "com.microsoft",
    )


def test_an_operator_of_another_kind_is_not_taken_for_it() -> None:
    assert failure("input x: int8[1]\nrnn=ADD y: int8[1] <- x") == (
        "sketch, line 2: no operator 'ADD' of kind 'rnn'; known: RNN, UNIDIRECTIONAL_SEQUENCE_RNN"
    )

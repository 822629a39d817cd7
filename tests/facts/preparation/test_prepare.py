"""Preconditions of TFLite's kernels, each with an operator on either side of it."""

import pytest
from msgspec.structs import replace

from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.prepare import preparation_of
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Model, Tensor

CONV = "weights: int8[4,3,3,8] scale=0.01 zp=0, bias: int32[4] scale=0.001 zp=0"
DENSE = "weights: int8[4,8] scale=0.01 zp=0, bias: int32[4] scale=0.001 zp=0"


def problem(text: str) -> str | None:
    """The first refusal of a sketch of a whole file, without its location."""
    refusals = preparation_of(model_from_sketch("complete\n" + text)).refusals
    return refusals[0].problem if refusals else None


def one(line: str, given: str = "int8[1,8,8,8] scale=0.1 zp=0") -> str | None:
    """The same for an operator that reads `x`."""
    return problem(f"input x: {given}\n{line}\noutput y")


PAIRS = [
    (
        "int8[1,8,8,8] scale=0.1 zp=0",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV}",
        f"conv y: uint8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV}",
        "its input and output are int8 and uint8",
    ),
    (
        "int8[1,8,8,8] scale=0.1 zp=0",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV} {{fused_activation=relu6}}",
        f"conv y: int8[1,8,8,4] scale=1e-10 zp=0 <- x, {CONV} {{fused_activation=relu6}}",
        "its output y has scale 1e-10, which leaves no whole number of steps for the bound 6 of "
        "its relu6",
    ),
    (
        "int8[1,8,8,8] scale=0.1 zp=0",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV}",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV.replace('zp=0', 'zp=1', 1)}",
        "its weights have zero point 1; TFLite accepts 0",
    ),
    (
        "int8[1,8,8,8] scale=0.1 zp=0",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV}",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV.replace('[4,3,3,8]', '[4,3,3,5]')}",
        "its input has 8 channels and its weights 5; TFLite accepts a multiple",
    ),
    (
        "int8[1,8,8,8] scale=0.1 zp=0",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV}",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV} {{stride=0}}",
        "its stride height is 0; at least 1 is needed",
    ),
    (
        "int8[1,8,8,8] scale=0.1 zp=0",
        f"conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, {CONV}",
        "conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, weights: int8[4,3,3,8] scale=0.01 zp=0",
        "it has no bias, which CONV_2D needs",
    ),
    (
        "uint8[1,8] scale=0.1 zp=0",
        f"fully-connected y: uint8[1,4] scale=0.2 zp=0 <- x, {DENSE.replace('int8', 'uint8')}",
        "fully-connected y: uint8[1,4] scale=0.2 zp=0 <- x, weights: uint8[4,8] scale=0.01 zp=0, "
        "bias: int32[4] scale=0.01 zp=0",
        "its bias has scale 0.01, input times weights 0.001; they differ by more than 0.02 of the "
        "output's 0.2",
    ),
    (
        "int8[1,8] scale=0.1 zp=0",
        f"fully-connected y: int8[1,4] scale=0.2 zp=0 <- x, {DENSE}",
        f"fully-connected y: int8[1,4] scale=0.2 zp=0 <- x, {DENSE.replace('[4] ', '[5] ')}",
        "its bias has 5 numbers for 4 channels",
    ),
    (
        "int8[1,8] scale=0.1 zp=0",
        "logistic y: int8[1,8] scale=0.00390625 zp=-128 <- x",
        "logistic y: int8[1,8] scale=0.0039062 zp=-128 <- x",
        "its output y has scale 0.0039062; TFLite accepts 0.00390625 only",
    ),
    (
        "int8[1,8] scale=0.1 zp=0",
        "softmax y: int8[1,8] scale=0.00390625 zp=-128 <- x",
        "softmax y: int8[1,8] scale=0.00390625 zp=-127 <- x",
        "its output y has zero point -127; TFLite accepts -128 only",
    ),
    (
        "int8[1,8] scale=0.1 zp=0",
        "add y: int8[1,8] scale=0.2 zp=0 <- x, int8[8] scale=0.1 zp=0",
        "add y: int8[1,8] scale=0.2 zp=0 <- x, int8[7] scale=0.1 zp=0",
        "its operands 1x8 and 7 do not fit",
    ),
    (
        "int8[1,8] scale=0.1 zp=0",
        "add y: int8[1,8] scale=0.2 zp=0 <- x, int8[8] scale=0.1 zp=0",
        "add y: int8[1,8] scale=1e-7 zp=0 <- x, int8[8] scale=0.1 zp=0",
        "the scale of its output y is 1e-07, which does not go with the others (factor 1.90735, "
        "between 0 and 1 is needed)",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "reshape y: int8[1,128] scale=0.1 zp=0 <- x, shape: int32[2] = 1,-1",
        "reshape y: int8[1,127] scale=0.1 zp=0 <- x, shape: int32[2] = 1,127",
        "its input 1x4x4x8 has 128 elements; the new shape 1x127 has room for 127",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "reshape y: int8[1,128] scale=0.1 zp=0 <- x, shape: int32[2] = 1,-1",
        "reshape y: int8[1,128] scale=0.1 zp=0 <- x, shape: int32[2] = -1,-1",
        "its new shape -1x-1 leaves two sizes open",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "transpose y: int8[1,8,4,4] scale=0.1 zp=0 <- x, perm: int32[4] = 0,3,1,2",
        "transpose y: int8[1,8,4,4] scale=0.1 zp=0 <- x, perm: int32[4] = 0,4,1,2",
        "its order 0x4x1x2 is none of 4 dimensions",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "depth-to-space y: int8[1,8,8,2] scale=0.1 zp=0 <- x {block_size=2}",
        "depth-to-space y: int8[1,12,12,1] scale=0.1 zp=0 <- x {block_size=3}",
        "its 8 channels are no multiple of 3x3",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "mean y: int8[1,8] scale=0.1 zp=0 <- x, axes: int32[2] = 1,2 {axes=1,2}",
        "mean y: int8[1,8] scale=0.1 zp=0 <- x, axes: int32[2] = 1,4 {axes=1,4}",
        "its axis 4 is outside 1x4x4x8",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "strided-slice y: int8[1,2,4,8] scale=0.1 zp=0 <- x, begin: int32[4] = 0,0,0,0, "
        "end: int32[4] = 1,4,4,8, strides: int32[4] = 1,2,1,1",
        "strided-slice y: int8[1,2,4,8] scale=0.1 zp=0 <- x, begin: int32[4] = 0,0,0,0, "
        "end: int32[4] = 1,4,4,8, strides: int32[4] = 1,0,1,1",
        "it steps by 0",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "slice y: int8[1,2,4,8] scale=0.1 zp=0 <- x, begin: int32[4] = 0,2,0,0, "
        "size: int32[4] = 1,2,4,-1",
        "slice y: int8[1,2,4,8] scale=0.1 zp=0 <- x, begin: int32[4] = 0,3,0,0, "
        "size: int32[4] = 1,2,4,-1",
        "it slices 2 elements from 3 on, of 4",
    ),
    (
        "float32[1,4]",
        "quantize y: int8[1,4] scale=0.1 zp=0 <- x",
        "quantize y: int8[1,4] <- x",
        "its output y has no scale",
    ),
    (
        "int8[1,4] scale=0.1 zp=0",
        "relu y: int8[1,4] scale=0.1 zp=0 <- x",
        "relu y: int8[1,4] scale=0.1 zp=0 <- x, x",
        "it has 2 inputs; the operator accepts 1",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "resize-bilinear y: int8[1,8,8,8] scale=0.1 zp=0 <- x, size: int32[2] = 8,8",
        "resize-bilinear y: int8[1,8,8,8] scale=0.1 zp=0 <- x, size: int32[2] = 8,0",
        "its size is 8x0",
    ),
    (
        "float32[2,3]",
        "matmul y: float32[2,5] <- x, float32[3,5]",
        "matmul y: float32[2,5] <- x, float32[4,5]",
        "its operands 2x3 and 4x5 meet in 3 and 4",
    ),
    (
        "int8[1,4,4,8] scale=0.1 zp=0",
        "pad y: int8[1,6,6,8] scale=0.1 zp=0 <- x, paddings: int32[4,2] = 0,0,1,1,1,1,0,0",
        "pad y: int8[1,6,6,8] scale=0.1 zp=0 <- x, paddings: int32[3,2] = 0,0,1,1,1,1",
        "its paddings are 3x2; 4x2 are needed",
    ),
    (
        "float32[1,4,8]",
        "slice y: float32[1,2,8] <- x, begin: int32[3] = 0,1,0, size: int32[3] = 1,2,8",
        "slice y: float32[1,3,8] <- x, begin: int32[3] = 0,1,0, size: int32[3] = 1,2,8",
        "its output is 1x3x8 in the file, but it slices 1x2x8",
    ),
    (
        "int8[2,3] scale=0.1 zp=0",
        "transpose y: int8[3,2] scale=0.1 zp=0 <- x, perm: int8[2] = 1,0,0,0,0,0,0,0",
        "transpose y: int8[3,2] scale=0.1 zp=0 <- x, perm: int8[2] = 1,0,0,0,2,0,0,0",
        "its order 1x2 is none of 2 dimensions",
    ),
    (
        "float32[1,4]",
        "arg-max y: int32[1] <- x, axes: int32[1] = 1 {output_type=2}",
        "arg-max y: int32[1] <- x, axes: int32[1] = 2 {output_type=2}",
        "its axis 2 is outside 1x4",
    ),
    (
        "float32[0,4]",
        "arg-max y: int32[0] <- x, axes: int32[1] = 1 {output_type=2}",
        "arg-max y: int32[4] <- x, axes: int32[1] = 0 {output_type=2}",
        "it looks for the largest of 0 elements in 0x4",
    ),
    (
        "float32[1,8,8,2]",
        "conv y: float32[1,8,8,2] <- x, weights: int8[2,3,3,1] scale=0.1,0.1 axis=0 zp=0,0, "
        "bias: float32[2]",
        "conv y: float32[1,8,8,2] <- x, weights: int8[2,3,3,1] scale=0.1 zp=0, bias: float32[2]",
        "its weights have 1 scale for 2 channels in groups; TFLite accepts one per channel",
    ),
    (
        "int16[1,4]",
        "add y: int16[1,4] <- x, x",
        "sub y: int16[1,4] <- x, x",
        "the scale of its operand x is 0, which does not go with the others (factor nan, between "
        "0 and 1 is needed)",
    ),
]


@pytest.mark.parametrize(("given", "good", "bad", "expected"), PAIRS)
def test_a_kernel_refuses_one_side(given: str, good: str, bad: str, expected: str) -> None:
    assert one(good, given) is None
    assert one(bad, given) == expected


def test_sizes_are_worked_out_from_the_inputs_and_not_read_from_results() -> None:
    text = """
    input x: float32[1,9,9,4]
    max-pool a: float32[1,4,4,4] <- x {kernel=2 stride=2 padding=same}
    reshape y: float32[1,64] <- a, shape: int32[2] = 1,64
    output y
    """
    expected = "its input 1x5x5x4 has 100 elements; the new shape 1x64 has room for 64"
    assert problem(text) == expected
    assert problem(text.replace("[1,9,9,4]", "[1,8,8,4]")) is None


def test_what_a_sketch_leaves_out_is_not_judged() -> None:
    text = "input x: float32[1,4]\nquantize y: int8[1,4] <- x\noutput y"
    assert preparation_of(model_from_sketch(text)).refusals == ()


def test_nothing_behind_a_result_without_a_size_is_prepared() -> None:
    text = """
    input x: float32[1,8]
    input size: int32[2]
    reshape a: float32[2,4] <- x, shape: size
    add y: float32[2,4] <- a, float32[3]
    output y
    """
    found = preparation_of(model_from_sketch(text))
    assert found.refusals == ()
    assert found.dynamic is not None
    assert found.dynamic.native == "RESHAPE"


def test_only_a_new_tflite_works_out_shape_arithmetic() -> None:
    text = """
    complete
    input x: float32[1,4,4,8]
    shape s: int32[4] <- x {output_type=2}
    strided-slice n: int32[2] <- s, begin: int32[1] = 1, end: int32[1] = 3, strides: int32[1] = 1
    mul m: int32[2] <- n, int32[2] = 2,2
    resize-nearest y: float32[1,8,8,8] <- x, size: m
    output y
    """
    model = model_from_sketch(text)
    assert preparation_of(model).dynamic is None
    old = preparation_of(model, folding=False).dynamic
    assert old is not None
    assert old.native == "RESIZE_NEAREST_NEIGHBOR"
    assert Facts(model).old_preparation == preparation_of(model, folding=False)


def test_a_model_without_shape_arithmetic_is_prepared_once() -> None:
    facts = Facts(model_from_sketch("input x: float32[1,8]\nrelu y: float32[1,8] <- x\noutput y"))
    assert facts.old_preparation is facts.preparation
    assert not facts.preparation.depends_on_folding


@pytest.mark.parametrize(
    ("made", "sized"),
    [
        ("float32[1,2,8]", True),
        ("float32[?,2,8]", False),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_slice_keeps_a_size_that_the_file_states(made: str, sized: bool, known: bool) -> None:
    begin = "begin: int32[3] = 0,1,0" if known else "begin"
    text = f"""
    complete
    input x: float32[1,4,8]
    input begin: int32[3]
    slice y: {made} <- x, {begin}, size: int32[3] = 1,2,8
    output y
    """
    model = model_from_sketch(text)
    assert (preparation_of(model).dynamic is None) is (sized or known)
    assert (preparation_of(model, folding=False).dynamic is None) is known


@pytest.mark.parametrize(
    ("condition", "body", "expected"),
    [
        ("bool[1]", "float32[1,4]", None),
        ("bool[3]", "float32[1,4]", "its condition is 3, no single value"),
        (
            "bool[1]",
            "int32[1,4]",
            "the input and the output of its body are float32 and int32",
        ),
    ],
)
def test_a_loop_makes_what_it_takes(condition: str, body: str, expected: str | None) -> None:
    text = f"""
    input x: float32[1,4]
    while y: float32[1,4] <- x {{condition_graph=1 body_graph=2}}
    output y
    subgraph condition
    input a: float32[1,4]
    custom:Judge b: {condition} <- a
    output b
    subgraph body
    input c: float32[1,4]
    custom:Step d: {body} <- c
    output d
    """
    assert problem(text) == expected


def test_a_preview_is_no_file_to_prepare() -> None:
    model = model_from_sketch("complete\ninput x: int8[1,4]\nrelu y: int8[1,4] <- x, x\noutput y")
    preview = replace(model, metadata=replace(model.metadata, origin="preview"))
    assert preparation_of(model).refusals
    assert preparation_of(preview).refusals == ()


def test_parts_of_an_lstm_go_together() -> None:
    """Sketches have no operands that are left out, so one is taken out of a file's."""
    gate = "float32[2,2]"
    weights = ", ".join([gate] * 8)
    biases = ", ".join(["float32[2]"] * 4)
    text = f"""
    complete
    input x: float32[1,2,2]
    input h: float32[1,2]
    input c: float32[1,2]
    custom:X y: float32[1,2,2] <- x, {weights}, {biases}, h, c
    output y
    """
    model = model_from_sketch(text)
    (operator,) = model.operators
    x, *rest = operator.inputs
    matrices, vectors = rest[:8], rest[8:12]
    states = [replace(tensor, variable=True) for tensor in rest[12:] if tensor is not None]

    def refused(inputs: list[Tensor | None]) -> str | None:
        lstm = replace(
            operator,
            native="UNIDIRECTIONAL_SEQUENCE_LSTM",
            inputs=tuple(inputs),
            roles=("input",) * len(inputs),
        )
        built = Model.build(
            format="tflite",
            layout="channels-last",
            operators=[lstm],
            subgraphs=model.subgraphs,
            metadata=model.metadata,
        )
        found = preparation_of(built).refusals
        return found[0].problem if found else None

    nothing: list[Tensor | None] = [None] * 3
    whole = [x, *matrices, *nothing, *vectors, None, None, *states]
    assert refused(whole) is None
    coupled = [x, None, *matrices[1:4], None, *matrices[5:], *nothing, None, *vectors[1:], None]
    assert refused([*coupled, None, *states]) is None
    forgetful = [*whole[:-2], *(replace(state, variable=False) for state in states)]
    assert refused(forgetful) == "its state h is no variable"
    halved = list(whole)
    halved[1] = None
    assert refused(halved) == "part of the weights of its input gate is left out"
    biased = list(whole)
    biased[17] = vectors[0]
    assert refused(biased) == "part of the projection is left out"
    peeping = list(whole)
    peeping[10] = vectors[0]
    assert refused(peeping) == "part of the peepholes is left out"

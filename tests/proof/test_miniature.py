"""Changes to a miniature reach all that a file would hold the changed thing in."""

import pytest
from msgspec.structs import replace

from dlpulint.loader.sketch.write import sketch_of
from dlpulint.model.graph import Quantization
from dlpulint.proof.miniature import Miniature, quantized, reshaped, sized
from dlpulint.proof.miniatures import miniature_from
from dlpulint.proof.surroundings import Surroundings, surrounded

CONV = """\
input x: int8[1,8,8,4] scale=0.1
conv y: int8[1,8,8,2] scale=0.1 <- x, weights: int8[2,3,3,4] scale=0.01 {stride=2}
output y
"""
ADD = """\
input x: int8[1,8,8,4]
add y: int8[1,8,8,4] <- x, int8[1,8,8,4]
output y
"""


def conv() -> Miniature:
    return miniature_from(CONV, "conv", "tflite")


def test_the_last_operator_of_a_kind_is_asked_about() -> None:
    text = "input x: int8[1]\nrelu y: int8[1] <- x\nrelu z: int8[1] <- y\ntanh t: int8[1] <- z"
    assert miniature_from(text, "relu", "tflite").operator.index == 1


def test_another_kernel_is_another_shape_of_the_weights() -> None:
    changed = conv().with_options({"kernel_height": 5, "stride_width": 1})
    assert changed.operator.weights is not None
    assert changed.operator.weights.shape == (2, 5, 3, 4)
    assert changed.operator.attributes["kernel_height"] == 5
    assert changed.operator.attributes["stride_width"] == 1
    assert sketch_of(conv().model) == CONV


@pytest.mark.parametrize(
    ("sketch", "option", "role"),
    [
        ("transpose y: int8[1,2] <- x, perm: int32[2] = 0,1 {perm=0,1}", "perm", "perm"),
        ("mean y: int8[1,2] <- x, axes: int32[2] = 0,1 {axes=0,1}", "axes", "axes"),
    ],
)
def test_another_option_is_another_constant_that_holds_it(
    sketch: str, option: str, role: str
) -> None:
    kind = sketch.split()[0]
    changed = miniature_from(f"input x: int8[1,2]\n{sketch}", kind, "tflite")
    operand = changed.with_options({option: (1, 0)}).operator.first(role)
    assert operand is not None
    assert operand.values == (1, 0)


def test_tensors_of_one_shape_are_resized_together() -> None:
    add = miniature_from(ADD, "add", "tflite")
    given = add.operator.inputs[0]
    assert given is not None
    changed = add.resized(given, 3, 16)
    assert [tensor.shape for tensor in changed.activations] == [(1, 8, 8, 16)] * 2
    assert changed.operator.inputs[1] is add.operator.inputs[1]


def test_an_input_may_come_and_go() -> None:
    mini = conv()
    (given,) = mini.model.inputs
    more = replace(given, name="z")
    assert mini.with_input(more).model.inputs == (given, more)
    assert mini.without_input(given).model.inputs == ()


def test_scales_follow_the_channels() -> None:
    (tensor,) = conv().operator.with_role("weights")
    each = quantized(tensor, Quantization((0.1, 0.2), (), 0))
    assert reshaped(each, (4, 3, 3, 4)).quantization == Quantization((0.1,) * 4, (), 0)
    assert sized(each, 3, 8).quantization == each.quantization


def test_an_operator_stands_between_others() -> None:
    inside = Surroundings(before="pad", behind=("relu", "custom:*"), leaves=False)
    changed = surrounded(conv(), inside, {"pad_top": 1})
    assert (
        sketch_of(changed.model)
        == """\
input given0: int8[1,7,8,4] scale=0.1
pad x: int8[1,8,8,4] scale=0.1 <- given0 {pad_top=1}
conv y: int8[1,8,8,2] scale=0.1 <- x, weights: int8[2,3,3,4] scale=0.01 {stride=2}
relu read2: int8[1,8,8,2] scale=0.1 <- y
custom:Example read3: int8[1,8,8,2] scale=0.1 <- y
output read2, read3
"""
    )
    assert changed.operator.kind == "conv"

"""Checks of what a converter leaves behind."""

from dlpulint.checks.conversion import Instead, counterpart, real_numbers, turned_maps
from tests.checks.asking import FlatHit, ask

KNOWN = (Instead(operator="GridSample", written="it is written as many operators"),)
SAMPLE = "input x: int8[1,8,8,4]\nunconverted:{} y: int8[1,8,8,4] <- x\noutput y"


def test_an_operator_without_a_counterpart_is_told_with_what_stands_in_its_place() -> None:
    values = {"native": "GridSample", "written": "it is written as many operators"}
    assert ask(counterpart, SAMPLE.format("GridSample"), instead=KNOWN) == [
        FlatHit("GridSample 0", values, "GridSample")
    ]


def test_of_other_operators_it_is_said_that_nobody_knows() -> None:
    values = {"native": "com.acme.Warp", "written": "nobody knows"}
    assert ask(
        counterpart, SAMPLE.format("com.acme.Warp"), instead=KNOWN, otherwise="nobody knows"
    ) == [FlatHit("com.acme.Warp 0", values, "com.acme.Warp")]


def test_what_is_known_holds_for_an_operator_of_another_domain() -> None:
    (hit,) = ask(counterpart, SAMPLE.format("com.acme.GridSample"), instead=KNOWN)
    assert hit.values["written"] == "it is written as many operators"


def test_an_operator_of_the_onnx_itself_has_no_need_of_a_counterpart() -> None:
    onnx = "format onnx\ninput x: float32[1,8]\nonnx:Shrink y: float32[1,8] <- x\noutput y"
    assert ask(counterpart, onnx, instead=KNOWN) == []
    assert ask(counterpart, "input x: int8[1,8]\nrelu y: int8[1,8] <- x") == []


TURNED = """
input x: int8[1,8,8,4]
relu r: int8[1,8,8,4] <- x
transpose t: int8[1,4,8,8] <- {0}, perm: int32[4] = {1} {{perm={1}}}
reshape y: int8[1,256] <- t
output y
"""


def test_a_map_that_is_turned_between_layers_is_told_with_its_neighbours() -> None:
    values = {
        "native": "RELU",
        "perm": "0, 3, 1, 2",
        "order": "channels first",
        "shape": "1x8x8x4",
        "reader": "RESHAPE",
    }
    assert ask(turned_maps, TURNED.format("r", "0,3,1,2")) == [
        FlatHit("TRANSPOSE 1", values, "channels first")
    ]


def test_another_order_and_an_input_that_is_turned_are_no_business_of_this_check() -> None:
    assert ask(turned_maps, TURNED.format("r", "0,2,1,3")) == []
    assert ask(turned_maps, TURNED.format("x", "0,3,1,2")) == []


def test_an_order_that_is_not_known_is_not_guessed() -> None:
    sketch = "input x: int8[1,8,8,4]\nrelu r: int8[1,8,8,4] <- x\ntranspose t: int8[*] <- r"
    assert ask(turned_maps, f"{sketch}\noutput t") == []


ISLAND = """
input x: {0}[1,8]
dequantize r: float32[1,8] <- x
{1} e: float32[1,8] <- r
quantize y: int8[1,8] <- e
output y
"""


def test_an_operator_left_in_float_is_told() -> None:
    assert ask(real_numbers, ISLAND.format("int8", "elu")) == [
        FlatHit("ELU 1", {"native": "ELU", "dtype": "float32"}, "elu")
    ]


def test_float16_weights_and_operators_of_others_are_not_left_in_float() -> None:
    assert ask(real_numbers, ISLAND.format("float16", "elu")) == []
    assert ask(real_numbers, ISLAND.format("int8", "flex:Erf")) == []
    assert ask(real_numbers, ISLAND.format("int8", "custom:Mine")) == []
    assert ask(real_numbers, "input x: float32[1,8]\nelu y: float32[1,8] <- x") == []

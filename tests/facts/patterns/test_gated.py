"""SiLU and HardSwish, fused or written out."""

import pytest

from dlpulint.facts.patterns.gated import HARD_SWISH, SILU, gated_activations
from dlpulint.loader.sketch.read import model_from_sketch

X = "input x: int8[1,8,8,4]\ninput other: int8[1,8,8,4]\n"


def names(found: str, sketch: str) -> list[tuple[str, tuple[str, ...]]]:
    model = model_from_sketch(X + sketch)
    name = SILU if found == "silu" else HARD_SWISH
    patterns = (pattern for pattern in gated_activations(model) if pattern.name == name)
    return [(p.core.native, tuple(member.native for member in p.members)) for p in patterns]


def test_a_value_times_its_sigmoid_is_a_silu() -> None:
    sketch = "logistic s: int8[1,8,8,4] <- x\nmul y: int8[1,8,8,4] <- x, s"
    assert names("silu", sketch) == [("MUL", ("LOGISTIC", "MUL"))]
    assert names("silu", sketch.replace("x, s", "s, x")) == [("MUL", ("LOGISTIC", "MUL"))]


def test_an_operator_of_its_own_is_a_silu() -> None:
    assert names("silu", "silu y: int8[1,8,8,4] <- x") == [("Swish", ("Swish",))]


def test_conversions_on_the_way_do_not_hide_a_silu() -> None:
    sketch = """
    quantize a: int8[1,8,8,4] <- x
    dequantize b: float32[1,8,8,4] <- a
    logistic s: float32[1,8,8,4] <- b
    quantize c: int8[1,8,8,4] <- s
    mul y: int8[1,8,8,4] <- x, c
    """
    assert names("silu", sketch) == [("MUL", ("LOGISTIC", "MUL"))]


@pytest.mark.parametrize(
    "sketch",
    [
        "logistic s: int8[1,8,8,4] <- x\nmul y: int8[1,8,8,4] <- other, s",
        "tanh s: int8[1,8,8,4] <- x\nmul y: int8[1,8,8,4] <- x, s",
        "logistic s: int8[1,8,8,4] <- x\nadd y: int8[1,8,8,4] <- x, s",
        "logistic s: int8[1,8,8,4] <- x\nmul y: int8[1,8,8,4] <- s, int8[]",
        "mul y: int8[1,8,8,4] <- x, x",
    ],
)
def test_another_gate_or_another_value_is_no_silu(sketch: str) -> None:
    assert names("silu", sketch) == []


@pytest.mark.parametrize(
    ("sketch", "members"),
    [
        ("hard-swish y: int8[1,8,8,4] <- x", ("HARD_SWISH",)),
        (
            "add a: int8[1,8,8,4] <- x, int8[]\nrelu6 r: int8[1,8,8,4] <- a\n"
            "mul y: int8[1,8,8,4] <- x, r",
            ("ADD", "RELU6", "MUL"),
        ),
        (
            "add a: int8[1,8,8,4] <- x, int8[] {fused_activation=relu6}\n"
            "mul y: int8[1,8,8,4] <- x, a",
            ("ADD", "MUL"),
        ),
        (
            "add a: int8[1,8,8,4] <- x, int8[] {fused_activation=relu6}\n"
            "mul m: int8[1,8,8,4] <- a, int8[]\nmul y: int8[1,8,8,4] <- x, m",
            ("ADD", "MUL", "MUL"),
        ),
        (
            # As onnx2tf writes it.
            "mul m: int8[1,8,8,4] <- x, int8[]\nadd a: int8[1,8,8,4] <- m, int8[]\n"
            "relu-0-to-1 r: int8[1,8,8,4] <- a\nmul y: int8[1,8,8,4] <- x, r",
            ("MUL", "ADD", "RELU_0_TO_1", "MUL"),
        ),
        (
            "hard-sigmoid h: int8[1,8,8,4] <- x\nmul y: int8[1,8,8,4] <- x, h",
            ("HardSigmoid", "MUL"),
        ),
    ],
)
def test_a_hard_swish_is_told_in_every_form(sketch: str, members: tuple[str, ...]) -> None:
    assert names("hard-swish", sketch) == [(members[-1], members)]


@pytest.mark.parametrize(
    "sketch",
    [
        # Another value's gate, as in squeeze and excite.
        "hard-sigmoid h: int8[1,8,8,4] <- other\nmul y: int8[1,8,8,4] <- x, h",
        "relu6 r: int8[1,8,8,4] <- x\nmul y: int8[1,8,8,4] <- x, r",
        "add a: int8[1,8,8,4] <- x, other\nrelu6 r: int8[1,8,8,4] <- a\n"
        "mul y: int8[1,8,8,4] <- x, r",
        "add a: int8[1,8,8,4] <- x, int8[]\nmul y: int8[1,8,8,4] <- x, a",
        "mul m: int8[1,8,8,4] <- other, x\nmul y: int8[1,8,8,4] <- x, m",
    ],
)
def test_other_products_are_no_hard_swish(sketch: str) -> None:
    assert names("hard-swish", sketch) == []

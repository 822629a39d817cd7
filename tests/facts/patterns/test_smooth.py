"""GELU, QuickGELU and Mish in the forms that exporters write."""

import pytest

from dlpulint.facts.patterns.smooth import smooth_activations
from dlpulint.loader.sketch.read import model_from_sketch

X = "format onnx\ninput x: float32[1,8,4]\ninput other: float32[1,8,4]\n"


def found(sketch: str) -> list[tuple[str, str, int]]:
    """The name of each activation, its core and the number of its operators."""
    model = model_from_sketch(X + sketch.replace("F ", "float32[1,8,4] "))
    return [
        (pattern.name, pattern.core.native, len(pattern.members))
        for pattern in smooth_activations(model)
    ]


ERF = "erf e: F <- s\nadd a: F <- e, float32[]\n"
HALF_LAST = "mul p: F <- x, a\nmul y: F <- p, float32[]"
CUBE = "mul i: F <- c, float32[]\nadd j: F <- x, i\nmul k: F <- j, float32[]\ntanh t: F <- k\n"
PLUS_ONE = "add a: F <- t, float32[]\n"


@pytest.mark.parametrize(
    ("sketch", "members"),
    [
        # torch, opset 11 to 19.
        (f"div s: F <- x, float32[]\n{ERF}{HALF_LAST}", 5),
        ("mul h: F <- x, float32[]\nmul s: F <- x, float32[]\n" + ERF + "mul y: F <- h, a", 5),
        (f"mul s: F <- x, float32[]\n{ERF}mul g: F <- a, float32[]\nmul y: F <- x, g", 5),
        # tf2onnx, which leaves Erfc and transposes behind.
        (
            "mul h: F <- x, float32[]\nneg n: F <- x\nmul s: F <- n, float32[]\n"
            "transpose ht: F <- h\nonnx:Erfc e: F <- s\ntranspose et: F <- e\n"
            "mul y: F <- ht, et",
            7,
        ),
        # torch with approximate="tanh", from TorchScript and dynamo; tf2onnx.
        (f"mul b: F <- x, x\nmul c: F <- x, b\n{CUBE}{PLUS_ONE}{HALF_LAST}", 9),
        (f"pow c: F <- x, float32[]\n{CUBE}{PLUS_ONE}{HALF_LAST}", 8),
        (
            f"mul h: F <- x, float32[]\npow c: F <- x, float32[]\n{CUBE}{PLUS_ONE}mul y: F <- a, h",
            8,
        ),
    ],
)
def test_a_gelu_is_told_in_every_form(sketch: str, members: int) -> None:
    assert found(sketch) == [("GELU", "Mul", members)]


@pytest.mark.parametrize(
    ("kind", "name"), [("gelu", "GELU"), ("quick-gelu", "QuickGELU"), ("mish", "Mish")]
)
def test_an_operator_of_its_own_is_one(kind: str, name: str) -> None:
    assert [(pattern[0], pattern[2]) for pattern in found(f"{kind} y: F <- x")] == [(name, 1)]


def test_a_value_times_the_sigmoid_of_its_multiple_is_a_quick_gelu() -> None:
    sketch = "mul s: F <- x, float32[]\nlogistic g: F <- s\nmul y: F <- x, g"
    assert found(sketch) == [("QuickGELU", "Mul", 3)]
    assert found(sketch.replace("mul s: F <- x, float32[]", "mul s: F <- other, float32[]")) == []
    assert found("logistic g: F <- x\nmul y: F <- x, g") == []


@pytest.mark.parametrize(
    ("sketch", "members"),
    [
        ("softplus s: F <- x\ntanh t: F <- s\nmul y: F <- x, t", 3),
        (
            "softplus s: F <- x\ngreater g: bool[1,8,4] <- x, float32[]\n"
            "select-v2 w: F <- mask: g, x, s\ntanh t: F <- w\nmul y: F <- x, t",
            5,
        ),
        (
            "exp e: F <- x\nadd a: F <- e, float32[]\nlog l: F <- a\ntanh t: F <- l\n"
            "mul y: F <- x, t",
            5,
        ),
    ],
)
def test_a_mish_is_told_in_every_form(sketch: str, members: int) -> None:
    assert found(sketch) == [("Mish", "Mul", members)]


def test_conversions_on_the_way_hide_nothing() -> None:
    sketch = """
    quantize q: int8[1,8,4] <- x
    exp e: int8[1,8,4] <- q
    dequantize d: F <- e
    add a: F <- d, float32[]
    log l: F <- a
    quantize lq: int8[1,8,4] <- l
    tanh t: int8[1,8,4] <- lq
    mul y: int8[1,8,4] <- q, t
    """
    assert [pattern[0] for pattern in found(sketch)] == ["Mish"]


@pytest.mark.parametrize(
    "sketch",
    [
        # Another value's gate, as in an LSTM cell.
        "tanh t: F <- other\nmul y: F <- x, t",
        "tanh t: F <- x\nmul y: F <- x, t",
        "mul s: F <- x, float32[]\ntanh t: F <- s\nmul y: F <- x, t",
        f"div s: F <- other, float32[]\n{ERF}{HALF_LAST}",
        "erf y: F <- x",
        "exp e: F <- x\ntanh t: F <- e\nmul y: F <- x, t",
        "softplus s: F <- x\ntanh t: F <- s\nadd y: F <- x, t",
        # The gate is used elsewhere too, so it is no part of an activation.
        "softplus s: F <- x\ntanh t: F <- s\nmul y: F <- x, t\nneg z: F <- t",
        "mul b: F <- x, other\nmul c: F <- x, b\n" + CUBE + PLUS_ONE + HALF_LAST,
        "tanh t: F <- \nmul y: F <- x, t",
    ],
)
def test_other_arithmetic_is_none_of_them(sketch: str) -> None:
    assert found(sketch) == []


def test_a_product_behind_a_gelu_by_more_than_one_number_is_no_part_of_it() -> None:
    sketch = f"div s: F <- x, float32[]\n{ERF}mul p: F <- x, a\nmul y: F <- p, float32[4]"
    assert found(sketch) == [("GELU", "Mul", 4)]


def test_a_long_way_to_the_value_is_not_followed() -> None:
    steps = "mul s0: F <- x, float32[]\nrepeat 12\nmul s{n}: F <- s{p}, float32[]\nend\n"
    assert found(f"{steps}erf e: F <- s12\nadd a: F <- e, float32[]\nmul y: F <- x, a") == []

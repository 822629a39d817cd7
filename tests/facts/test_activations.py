"""The activation behind each weighted layer."""

import pytest

from dlpulint.facts.activations import ACTIVATIONS
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.kinds import KINDS

CONV = "input x: int8[1,8,8,4]\nconv y: int8[1,8,8,4] <- x, weights: int8[4,1,1,4]"


def activation(sketch: str) -> str | None:
    facts = Facts(model_from_sketch(sketch))
    (layer,) = facts.layers
    return facts.activations.get(layer)


def test_a_fused_activation_is_that_of_the_layer() -> None:
    assert activation(CONV + " {fused_activation=relu6}") == "relu6"
    assert activation(CONV + " {fused_activation=none}") is None


@pytest.mark.parametrize("kind", ["relu", "leaky-relu", "prelu", "elu", "hard-swish", "logistic"])
def test_an_operator_right_behind_the_layer_is_its_activation(kind: str) -> None:
    assert activation(f"{CONV}\n{kind} z: int8[1,8,8,4] <- y") == kind


def test_silu_is_told_before_the_sigmoid_in_it() -> None:
    sketch = f"{CONV}\nlogistic s: int8[1,8,8,4] <- y\nmul z: int8[1,8,8,4] <- y, s"
    assert activation(sketch) == "silu"


def test_a_written_out_hard_swish_is_one() -> None:
    sketch = f"""{CONV}
    add a: int8[1,8,8,4] <- y, int8[] {{fused_activation=relu6}}
    mul z: int8[1,8,8,4] <- y, a"""
    assert activation(sketch) == "hard-swish"


def test_conversions_and_normalization_stand_between_a_layer_and_its_activation() -> None:
    sketch = f"""{CONV}
    quantize q: int8[1,8,8,4] <- y
    mul m: int8[1,8,8,4] <- q, int8[4]
    add a: int8[1,8,8,4] <- m, int8[4]
    relu z: int8[1,8,8,4] <- a"""
    assert activation(sketch) == "relu"


def test_an_activation_fused_into_the_normalization_counts() -> None:
    sketch = f"""{CONV}
    mul m: int8[1,8,8,4] <- y, int8[4]
    add a: int8[1,8,8,4] <- m, int8[4] {{fused_activation=relu}}"""
    assert activation(sketch) == "relu"


@pytest.mark.parametrize(
    "behind",
    [
        "max-pool z: int8[1,8,8,4] <- y",
        "add z: int8[1,8,8,4] <- y, x\nrelu r: int8[1,8,8,4] <- z",
        "",
    ],
)
def test_behind_a_residual_sum_or_a_pool_the_layer_itself_has_none(behind: str) -> None:
    assert activation(f"{CONV}\n{behind}") is None


def test_every_word_is_a_kind() -> None:
    assert ACTIVATIONS.keys() <= KINDS

"""What kind of layers a model spends its work on."""

import pytest

from dlpulint.checks.layer_kinds import channel_padding, layer_share
from dlpulint.checks.operators import Range
from tests.checks.asking import FlatHit, ask

CONVS = ("conv", "depthwise-conv")
SMALL = {"kernel_height": Range(max=3), "kernel_width": Range(max=3)}

# 8 x 8 x 4 outputs of 5 x 5 x 4 products, then of 3 x 3 x 4: 25,600 and 9,216 MACs.
TWO = """
input x: int8[1,8,8,4]
conv y: int8[1,8,8,4] <- x, weights: int8[4,5,5,4]
conv z: int8[1,8,8,4] <- y, weights: int8[4,3,3,4]
output z
"""


def values(**changed: object) -> dict[str, object]:
    return {
        "share": "74 %",
        "layers": 1,
        "weighted": 2,
        "top": "CONV_2D #0 (kernel 5x5, 74 %)",
        "found": "",
        "allowed": "at most 3",
    } | changed


def test_layers_outside_the_range_are_told_once_with_their_share_of_the_macs() -> None:
    assert ask(layer_share, TWO, operators=CONVS, outside=SMALL, min_percent=50) == [
        FlatHit("CONV_2D 0", values(), "share", pattern="model")
    ]


@pytest.mark.parametrize(("percent", "expected"), [(73, True), (74, False)])
def test_a_smaller_share_than_asked_for_is_good(percent: float, expected: bool) -> None:
    found = ask(layer_share, TWO, operators=CONVS, outside=SMALL, min_percent=percent)
    assert bool(found) is expected


def test_other_kinds_are_not_counted() -> None:
    sketch = TWO.replace("conv y", "transpose-conv y")
    assert ask(layer_share, sketch, operators=CONVS, outside=SMALL, min_percent=1) == []


def test_the_three_layers_with_the_most_macs_are_named() -> None:
    sketch = "input x0: int8[1,8,8,4]\nrepeat 4\n"
    sketch += "conv x{n}: int8[1,8,8,4] <- x{p}, weights: int8[4,{n},{n},4]\nend\noutput x4"
    (hit,) = ask(layer_share, sketch, operators=CONVS, min_percent=1)
    assert hit.values["top"] == "CONV_2D #3 (53 %), CONV_2D #2 (30 %), CONV_2D #1 (13 %) …"
    assert (hit.subject, hit.members) == ("CONV_2D 3", ("CONV_2D 2", "CONV_2D 1", "CONV_2D 0"))


def test_layers_are_chosen_by_the_activation_behind_them() -> None:
    sketch = TWO.replace("output z", "leaky-relu r: int8[1,8,8,4] <- z\noutput r")
    question = {"operators": CONVS, "activations": ("leaky-relu", "elu")}
    assert ask(layer_share, sketch, **question, min_percent=26) == [
        FlatHit(
            "CONV_2D 1",
            values(share="26 %", top="CONV_2D #1 (26 %)", found="LeakyReLU", allowed=""),
            "share",
            pattern="model",
        )
    ]
    assert ask(layer_share, TWO, **question, min_percent=1) == []


def test_a_share_may_be_taken_of_the_number_of_layers() -> None:
    question = {"operators": CONVS, "outside": SMALL, "of": "layers"}
    (hit,) = ask(layer_share, TWO, **question, min_percent=50)
    assert hit.values["share"] == "50 %"
    assert ask(layer_share, TWO, **question, min_percent=51) == []


def test_few_layers_are_good_whatever_their_share() -> None:
    assert ask(layer_share, TWO, operators=CONVS, min_percent=1, min_layers=2) != []
    assert ask(layer_share, TWO, operators=CONVS, min_percent=1, min_layers=3) == []


def test_a_share_of_unknown_macs_cannot_be_told_but_one_of_layers_can() -> None:
    sketch = TWO.replace("z: int8[1,8,8,4]", "z: int8[1,?,8,4]")
    question = {"operators": CONVS, "outside": SMALL, "min_percent": 1}
    assert ask(layer_share, sketch, **question) == [
        FlatHit(
            "CONV_2D 0",
            values(share="?", top="CONV_2D #0 (kernel 5x5, 100 %)"),
            "share",
            unknown="the MACs of some layers are not known",
            pattern="model",
        )
    ]
    assert ask(layer_share, sketch, **question, of="layers")[0].unknown is None


def test_a_model_without_layers_is_good() -> None:
    sketch = "input x: int8[4]\nrelu y: int8[4] <- x"
    assert ask(layer_share, sketch, operators=("relu",), min_percent=0) == []


# Ten channels where groups of four want twelve; then a head of three.
NARROW = """
input x: int8[1,8,8,4]
conv y: int8[1,8,8,10] <- x, weights: int8[10,1,1,4]
conv z: int8[1,8,8,3] <- y, weights: int8[3,1,1,10]
output z
"""
GROUPS = {"operators": CONVS, "multiple": 4}


def test_work_spent_on_filling_groups_is_told_without_the_head() -> None:
    # 2,560 MACs as 3,072, and 1,920 of the head: 512 of 4,992 are for nothing.
    assert ask(channel_padding, NARROW, **GROUPS, min_percent=10.2) == [
        FlatHit(
            "CONV_2D 0",
            {"share": "10 %", "layers": 1, "weighted": 2, "top": "CONV_2D #0 (10 channels)"},
            "channels",
            pattern="model",
        )
    ]


@pytest.mark.parametrize(("percent", "expected"), [(10.25, True), (10.26, False)])
def test_little_filling_is_good(percent: float, expected: bool) -> None:
    assert bool(ask(channel_padding, NARROW, **GROUPS, min_percent=percent)) is expected


@pytest.mark.parametrize("depth", [4, 8, 12])
def test_whole_groups_are_good(depth: int) -> None:
    sketch = NARROW.replace("10", str(depth))
    assert ask(channel_padding, sketch, **GROUPS, min_percent=0) == []


def test_the_layers_with_the_most_filling_come_first() -> None:
    sketch = """
    input x: int8[1,8,8,4]
    conv a: int8[1,8,8,7] <- x, weights: int8[7,1,1,4]
    conv b: int8[1,8,8,5] <- a, weights: int8[5,1,1,7]
    conv c: int8[1,8,8,3] <- b, weights: int8[3,1,1,5]
    output c
    """
    (hit,) = ask(channel_padding, sketch, **GROUPS, min_percent=1)
    assert hit.values["top"] == "CONV_2D #1 (5 channels), CONV_2D #0 (7 channels)"
    assert hit.members == ("CONV_2D 0",)


def test_channels_that_are_not_known_cannot_be_told() -> None:
    sketch = NARROW.replace("y: int8[1,8,8,10]", "y: int8[1,8,8,?]")
    assert ask(channel_padding, sketch, **GROUPS, min_percent=10) == [
        FlatHit(
            "CONV_2D 0",
            {"share": "?", "layers": 0, "weighted": 2, "top": ""},
            "channels",
            unknown="the MACs or channels of some layers are not known",
            pattern="model",
        )
    ]


def test_a_model_of_heads_alone_is_good() -> None:
    sketch = "input x: int8[1,8,8,4]\nconv y: int8[1,8,8,3] <- x, weights: int8[3,1,1,4]\noutput y"
    assert ask(channel_padding, sketch, **GROUPS, min_percent=0) == []


def test_layers_of_unknown_work_are_not_counted_as_filled() -> None:
    sketch = NARROW.replace("y: int8[1,8,8,10]", "y: int8[1,?,8,10]")
    (hit,) = ask(channel_padding, sketch, **GROUPS, min_percent=10)
    assert (hit.values["layers"], hit.values["top"]) == (0, "")

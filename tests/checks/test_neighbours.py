"""A check of what comes before and after an operator."""

import pytest

from dlpulint.checks.neighbours import neighbours
from tests.checks.asking import FlatHit, ask

GRAPH = """
input x: int8[1,8]
relu a: int8[1,8] <- x
pad b: int8[1,10] <- a
tanh c: int8[1,10] <- b
abs d: int8[1,10] <- b
neg e: int8[1,10] <- d, int8[1,10]
output c, e
"""
PLACES = {"relu": "RELU 0", "pad": "PAD 1", "tanh": "TANH 2", "abs": "ABS 3", "neg": "NEG 4"}


def good_for(**params: object) -> set[str]:
    wrong = {hit.subject for hit in ask(neighbours, GRAPH, **params)}
    return {kind for kind, place in PLACES.items() if place not in wrong}


def test_a_neighbour_that_is_not_taken_is_told() -> None:
    (_, hit, *_) = ask(neighbours, GRAPH, before=("tanh",))
    assert hit == FlatHit(
        "PAD 1", {"neighbour": "ABS", "consumers": 2, "allowed": "tanh"}, "before:abs"
    )


@pytest.mark.parametrize(
    ("params", "good"),
    [
        ({"after": ("relu",)}, {"pad"}),
        ({"after": ("relu", "pad")}, {"pad", "tanh", "abs"}),
        ({"not_after": ("pad",)}, {"relu", "pad", "neg"}),
        ({"before": ("pad",)}, {"relu"}),
        ({"before": ("tanh", "abs")}, {"pad"}),
        ({"not_before": ("tanh",)}, {"relu", "tanh", "abs", "neg"}),
        ({"single_consumer": True}, {"relu", "abs"}),
        ({"single_consumer": True, "before": ("pad",)}, {"relu"}),
        ({"graph_input": True}, {"relu"}),
        ({"graph_input": False}, {"pad", "tanh", "abs", "neg"}),
        ({"graph_output": True}, {"tanh", "neg"}),
        ({"graph_output": False}, {"relu", "pad", "abs"}),
        ({}, set(PLACES)),
    ],
)
def test_operators_stand_where_they_have_to(params: dict[str, object], good: set[str]) -> None:
    assert good_for(**params) == good


def test_the_ends_of_the_graph_are_told_as_such() -> None:
    hit, *_ = ask(neighbours, GRAPH, after=("relu",))
    assert (hit.subject, hit.values["neighbour"]) == ("RELU 0", "an input of the graph")
    hit = ask(neighbours, GRAPH, before=("pad",))[-1]
    assert (hit.subject, hit.values["neighbour"]) == ("NEG 4", "an output of the graph")


def test_a_result_that_nobody_reads_has_no_neighbour() -> None:
    sketch = "input x: int8[4]\nrelu y: int8[4] <- x"
    (hit,) = ask(neighbours, sketch, before=("conv",))
    assert (hit.values["neighbour"], hit.cause) == ("nothing", "before:graph")


@pytest.mark.parametrize(
    ("params", "allowed"),
    [
        ({"graph_input": True}, "yes"),
        ({"graph_input": False}, "no"),
        ({"graph_output": True}, "yes"),
        ({"graph_output": False}, "no"),
    ],
)
def test_an_end_that_is_wanted_or_not_is_stated(params: dict[str, bool], allowed: str) -> None:
    (end,) = params
    hit, *_ = ask(neighbours, GRAPH, **params)
    assert (hit.values["allowed"], hit.cause) == (allowed, end.replace("_", "-"))

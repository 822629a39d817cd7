"""What a model takes in memory."""

import pytest

from dlpulint.checks.memory import memory_budget
from tests.checks.asking import FlatHit, ask

# 1 MiB of weights; 1 KiB goes in and 1 KiB comes out.
MODEL = "input x: int8[1,1024]\nfully-connected y: int8[1,1024] <- x, weights: int8[1024,1024]"


PARTS = ("constants", "activations")


@pytest.mark.parametrize(("budget", "objected"), [(0.999, True), (1, False)])
def test_constants_are_held_against_the_budget(budget: float, objected: bool) -> None:
    expected = [FlatHit("the file", {"mib": 1}, "constants")] if objected else []
    assert ask(memory_budget, MODEL, part="constants", max_mib=budget) == expected


@pytest.mark.parametrize(("budget", "objected"), [(2047 / 2**20, True), (2048 / 2**20, False)])
def test_activations_alive_at_once_are_held_against_the_budget(
    budget: float, objected: bool
) -> None:
    expected = [FlatHit("the file", {"mib": 0}, "activations")] if objected else []
    assert ask(memory_budget, MODEL, part="activations", max_mib=budget) == expected


def test_sizes_that_are_not_known_cannot_be_judged() -> None:
    sketch = "input x: int8[1,?]\nfully-connected y: int8[1,4] <- x, weights: int8[4,?]"
    for part in PARTS:
        assert ask(memory_budget, sketch, part=part, max_mib=64) == [
            FlatHit("the file", {"mib": "?"}, part, unknown=f"the size of its {part} is not known")
        ]


def test_activations_name_the_dimensions_that_are_left_open() -> None:
    sketch = "input x: int8[1,?width]\nfully-connected y: int8[1,4] <- x, weights: int8[4,?]"
    left = {part: ask(memory_budget, sketch, part=part, max_mib=64)[0].unknown for part in PARTS}
    assert left == {
        "constants": "the size of its constants is not known",
        "activations": "the size of its activations is not known (width left open)",
    }

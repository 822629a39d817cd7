"""Graphs that are refused, because what the file states does not fit together."""

from pathlib import Path

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.refused import Refused
from tests.mending.models import Builder
from tests.places import FIXTURES


def refused(b: Builder, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        Draft(b.file())


def test_a_tensor_that_is_read_before_it_is_written() -> None:
    b = Builder()
    image, inner, output = (b.tensor(1) for _ in range(3))
    b.operator("RELU", [inner], output)
    b.operator("RELU", [image], inner)
    b.end_graph([image], [output])
    refused(b, "an operator reads a tensor that is written after it")


def test_an_operator_that_reads_its_own_result() -> None:
    b = Builder()
    image, output = b.tensor(1), b.tensor(1)
    b.operator("ADD", [image, output], output)
    b.end_graph([image], [output])
    refused(b, "an operator reads a tensor that is written after it")


def test_a_tensor_that_is_written_twice() -> None:
    b = Builder()
    image, output = b.tensor(1), b.tensor(1)
    b.operator("RELU", [image], output)
    b.operator("TANH", [image], output)
    b.end_graph([image], [output])
    refused(b, "two operators write the same tensor")


@pytest.mark.parametrize("side", ["inputs", "outputs"])
def test_a_signature_of_a_tensor_that_does_not_exist(side: str) -> None:
    b = Builder()
    image = b.tensor(1)
    output = b.operator("RELU", [image], b.tensor(1))
    b.end_graph([image], [output])
    b.signature({"x": 2 if side == "inputs" else 0}, {"y": 2 if side == "outputs" else 1})
    refused(b, "a signature names a tensor that the graph does not have")


def test_a_signature_of_another_graph_has_other_numbers() -> None:
    b = Builder()
    for count in (2, 5):
        ends = [b.tensor(1) for _ in range(count)]
        b.operator("RELU", ends[:1], ends[-1])
        b.end_graph(ends[:1], ends[-1:])
    b.signature({"x": 0}, {"y": 4}, graph=1)
    Draft(b.file())


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.tflite")), ids=lambda path: path.stem)
def test_fixtures_are_sound(path: Path) -> None:
    Draft(path.read_bytes())

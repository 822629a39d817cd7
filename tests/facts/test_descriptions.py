"""Operators described alike have one number, all others have different ones."""

from typing import Any

import pytest
from msgspec.structs import replace

from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Attribute, Model, Operator, Quantization, Subgraph, Tensor

Q = Quantization((0.5,), (3,))


def tensor(name: str, **changed: Any) -> Tensor:
    return replace(Tensor(name, "int8", (1, 8, 8, 4), quantization=Q), **changed)


def operator(index: int, *inputs: Tensor | None, **changed: Any) -> Operator:
    roles = ("input",) * len(inputs)
    made = Operator(index, "add", "ADD", inputs, (tensor(f"made {index}"),), roles)
    return replace(made, **changed)


def alike(*operators: Operator) -> bool:
    model = Model.build(
        format="tflite",
        layout="channels-last",
        operators=operators,
        subgraphs=[Subgraph("main", (), ())],
    )
    numbers = Facts(model).descriptions
    assert set(numbers) == set(operators)
    return len(set(numbers.values())) == 1


def test_names_and_places_make_no_difference() -> None:
    other = operator(7, tensor("c"), tensor("d"), name="second", subgraph=1)
    assert alike(operator(0, tensor("a"), tensor("b")), other)


@pytest.mark.parametrize(
    "changed",
    [
        {"dtype": "int16"},
        {"shape": (1, 8, 8, 5)},
        {"shape": None},
        {"constant": True},
        {"quantization": Quantization((0.25,), (3,))},
        {"quantization": None},
        {"values": (1,)},
        {"free_dimensions": ("batch", None, None, None)},
        {"stored": True},
        {"variable": True},
        {"bounds": (1, 9, 9, 4)},
    ],
    ids=str,
)
def test_an_operand_that_differs_makes_a_difference(changed: dict[str, Any]) -> None:
    a, b = tensor("a"), tensor("b", **changed)
    assert not alike(operator(0, a), operator(1, b))
    assert not alike(operator(0), operator(1, outputs=(b,)))


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "mul"},
        {"native": "SUB"},
        {"roles": ("input", "bias")},
        {"number": 3},
        {"version": 2},
        {"attributes": {"axis": 1}},
    ],
    ids=str,
)
def test_an_operator_that_differs_makes_a_difference(changed: dict[str, Any]) -> None:
    assert not alike(operator(0, tensor("a"), tensor("b")), operator(1, **changed))
    a, b = tensor("a"), tensor("b")
    assert not alike(operator(0, a, b), operator(1, a, b, **changed))


@pytest.mark.parametrize(
    ("first", "second"), [(1, True), (1, 1.0), (0.0, -0.0), ("1", 1), ((1, 2), (2, 1))]
)
def test_equal_values_of_other_types_make_a_difference(first: Attribute, second: Attribute) -> None:
    options = ({"axis": first}, {"axis": second})
    assert not alike(*(operator(n, attributes=each) for n, each in enumerate(options)))
    assert alike(*(operator(n, attributes={"axis": first}) for n in range(2)))


def test_a_tensor_that_is_read_twice_is_not_two_tensors() -> None:
    a, b = tensor("a"), tensor("b")
    assert not alike(operator(0, a, b), operator(1, a, a))
    assert alike(operator(0, a, a), operator(1, b, b))


def test_an_operand_that_is_left_out_is_not_a_tensor() -> None:
    assert not alike(operator(0, tensor("a"), None), operator(1, tensor("a"), tensor("b")))
    assert alike(operator(0, tensor("a"), None), operator(1, tensor("b"), None))

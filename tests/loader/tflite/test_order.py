"""The operators that TFLite runs, and their order."""

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.order import in_file_order, reached
from dlpulint.model.graph import Operator, Tensor


def tensor(name: str) -> Tensor:
    return Tensor(name, "int8", (1, 4))


X, A, B = tensor("x"), tensor("a"), tensor("b")


def operator(index: int, reads: Tensor, writes: Tensor, subgraph: int = 0) -> Operator:
    return Operator(index, "relu", "RELU", (reads,), (writes,), ("input",), subgraph=subgraph)


def test_operators_in_order_stay_as_they_are() -> None:
    operators = [operator(0, X, A), operator(1, A, B)]
    assert in_file_order(operators) == operators


def test_what_is_written_later_has_no_writer() -> None:
    first, second = in_file_order([operator(0, A, B), operator(1, X, A)])
    assert first.inputs[0] is not A
    assert second.outputs == (A,)


def test_an_operator_with_options_does_not_read_its_own_result() -> None:
    mean = Operator(0, "mean", "MEAN", (A,), (A,), ("input",))
    with pytest.raises(ModelFileError, match=r"operator 0, MEAN, reads its own result"):
        in_file_order([mean])


def test_what_an_operator_without_options_reads_of_itself_has_no_writer() -> None:
    (found,) = in_file_order([operator(0, A, A)])
    assert found.outputs == (A,)
    assert found.inputs[0] is not A


def test_graphs_that_the_first_one_runs_are_reached() -> None:
    loop = Operator(0, "while", "WHILE", (X,), (A,), ("input",), {"body_graph": 2})
    operators = [loop, operator(0, X, A, 1), operator(0, X, A, 2)]
    assert [o.subgraph for o in reached(operators)] == [0, 2]

"""Tensors that TFLite does not read."""

import pytest

from dlpulint.loader.tflite.file import model_from_tflite
from tests.loader import tflite_files as file

X = file.Tensor("x", shape=[1, 4])


def faults(tensor: file.Tensor, *buffers: bytes) -> list[str]:
    graph = file.Graph([X, tensor])
    model = model_from_tflite(file.write(graph, buffers=[b"", *buffers]))
    return [problem for _, problem in model.metadata.unreadable]


@pytest.mark.parametrize(
    ("tensor", "problem"),
    [
        (file.Tensor(shape=[1, 4], buffer=1), None),
        (
            file.Tensor(shape=[1, 5], buffer=1),
            "needs 5 bytes (int8 1x5) and holds 4",
        ),
        (file.Tensor(shape=[1, -1]), "has a negative size (1x-1)"),
        (file.Tensor(shape=[1, 4], variable=True), None),
        (
            file.Tensor(shape=[1, 4], buffer=1, variable=True),
            "is a variable and has constant content",
        ),
        (file.Tensor(dtype="string", variable=True), "is a variable of type string"),
        (file.Tensor(shape=[2, 4], scales=[1.0, 2.0], zero_points=[0, 0]), None),
        (file.Tensor(shape=[2, 4], scales=[1.0]), "has 1 scale and 0 zero points"),
        (
            file.Tensor(shape=[2, 4], scales=[1.0, 2.0], zero_points=[0]),
            "has 2 scales and 1 zero point",
        ),
        (
            file.Tensor(shape=[3, 4], scales=[1.0, 2.0], zero_points=[0, 0]),
            "has 2 scales for the 3 slices of its dimension 0",
        ),
        (
            file.Tensor(shape=[2, 4], scales=[1.0], zero_points=[0], axis=2),
            "has scales along dimension 2; it has 2 dimensions, from 0 on",
        ),
    ],
)
def test_a_tensor_that_tflite_does_not_read_has_a_reason(
    tensor: file.Tensor, problem: str | None
) -> None:
    assert faults(tensor, b"\1\2\3\4") == ([] if problem is None else [problem])

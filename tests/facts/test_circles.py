"""Damaged files whose operators read what is computed behind them: every search comes to an end."""

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.loader.tflite.file import model_from_tflite
from tests.loader import tflite_files as file


@pytest.mark.parametrize("kind", ["RESHAPE", "DEQUANTIZE", "QUANTIZE", "MUL"])
@pytest.mark.parametrize("start", ["SOFTMAX", "BATCH_MATMUL"])
def test_the_facts_of_a_circle_are_found(start: str, kind: str) -> None:
    tensors = [file.Tensor(name, "float32", [1, 4]) for name in "xabc"]
    first = file.Operator([0, 2] if start == "BATCH_MATMUL" else [0], [1])
    circle = [file.Operator([1], [2], code=1), file.Operator([2], [3], code=1)]
    back = file.Operator([3], [2], code=1)
    graph = file.Graph(tensors, [first, *circle, back], [0], [3])
    codes = [file.Code(start), file.Code(kind)]
    facts = Facts(model_from_tflite(file.write(graph, codes=codes)))
    assert facts.patterns is not None
    assert facts.family is None or facts.family
    assert len(facts.model.operators) == 4

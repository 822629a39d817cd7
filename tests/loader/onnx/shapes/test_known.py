"""How much of the corpus' ONNX models has shapes that are known."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.open_model import load
from dlpulint.model.graph import Model, Operator
from tests.places import CORPUS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CORPUS is None, reason="DLPULINT_MODELS names no folder of models; .ci/run sets it"
    ),
]

CONTROL_FLOW = frozenset({"If", "Loop", "Scan"})


def _static(model: Model) -> bool:
    """Whether all inputs have sizes, and all operators are ONNX's own and run once."""
    from onnx import defs

    return (
        bool(model.operators)
        and all(tensor.elements is not None for tensor in model.inputs)
        and all(defs.has(operator.native) for operator in model.operators)
        and not any(operator.native in CONTROL_FLOW for operator in model.operators)
    )


def _unknown(operator: Operator) -> bool:
    """Whether an output's shape is not known: a sequence has none, found boxes have a bound."""
    return any(
        tensor.most_elements is None for tensor in operator.outputs if tensor.dtype != "sequence"
    )


def test_hardly_a_shape_of_a_static_model_is_unknown() -> None:
    assert CORPUS is not None
    operators = unknown = 0
    too_many: dict[str, float] = {}
    for path in sorted(Path(CORPUS).rglob("*.onnx")):
        try:
            model = load(path)
        except ModelFileError:
            continue
        if not _static(model):
            continue
        count = sum(map(_unknown, model.operators))
        operators, unknown = operators + len(model.operators), unknown + count
        if count > 0.1 * len(model.operators):
            too_many[path.name] = count / len(model.operators)
    assert operators > 5000
    assert unknown <= 0.02 * operators
    assert too_many == {}

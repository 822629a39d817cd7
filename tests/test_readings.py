"""dlpulint and onnx read the same: `python -m benchmarks.readings_onnx` compares more files."""

import onnx
import pytest
from onnx import ModelProto, helper

from benchmarks import readings_onnx
from benchmarks.readings_onnx import compared, differences
from dlpulint.loader.onnx.slim import slim
from tests.places import FIXTURES


@pytest.mark.parametrize("count", [300, pytest.param(8_000, marks=pytest.mark.slow)])
def test_what_both_accept_is_read_the_same(count: int) -> None:
    found = compared(range(count))
    assert found.differences == ()
    assert count // 3 < found.accepted < count


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.onnx")), ids=lambda path: path.stem)
def test_fixtures_are_read_as_onnx_reads_them(path: object) -> None:
    assert differences(path.read_bytes()) == []  # type: ignore[attr-defined]


def model() -> ModelProto:
    value = helper.make_tensor_value_info("x", 1, [1, 4])
    result = helper.make_tensor_value_info("y", 1, [1, 4])
    return helper.make_model(
        helper.make_graph([helper.make_node("Relu", ["x"], ["y"], "r")], "g", [value], [result]),
        opset_imports=[helper.make_opsetid("", 17)],
    )


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda proto: proto.graph.node.pop(), "model.graph.node: 0, and onnx: 1"),
        (
            lambda proto: setattr(proto.graph.node[0], "op_type", "Abs"),
            "model.graph.node[0].op_type: 'Abs', and onnx: 'Relu'",
        ),
        (
            lambda proto: proto.graph.input[0].type.tensor_type.shape.dim.pop(),
            "model.graph.input[0].type.tensor_type.shape.dim: 1, and onnx: 2",
        ),
    ],
)
def test_a_reader_that_loses_something_is_noticed(
    edit: object, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def losing(data: memoryview) -> bytes:
        kept = onnx.ModelProto.FromString(slim(data))
        edit(kept)  # type: ignore[operator]
        return kept.SerializeToString()

    monkeypatch.setattr(readings_onnx, "slim", losing)
    assert differences(model().SerializeToString()) == [told]


def test_an_operator_that_is_read_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    other = model()
    other.graph.node[0].op_type = "Abs"
    load = readings_onnx.load_bytes
    swapped = memoryview(other.SerializeToString())
    monkeypatch.setattr(readings_onnx, "load_bytes", lambda _: load(swapped))
    assert differences(model().SerializeToString()) == ["operator 0: name: 'Abs', and onnx: 'Relu'"]


def test_what_one_of_them_refuses_is_not_compared() -> None:
    assert differences(b"\x08\x08") is None

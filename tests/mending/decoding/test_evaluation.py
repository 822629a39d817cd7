"""What tails compute, operator by operator, beside NumPy."""

from collections.abc import Callable

import numpy as np
import pytest

from dlpulint.mending.decoding.evaluation import (
    NOTHING,
    UnknownOperatorError,
    results,
    rounded_results,
    sources,
)
from dlpulint.mending.decoding.tail import tail_of
from tests.mending.decoding.tails import Draft, random, sigmoid, softmax

Build = Callable[[Draft, int], int]
VALUES = random(1, 1, 4, 6)


def strided(begin: list[int], end: list[int], *shape: int, **masks: int) -> Build:
    def build(draft: Draft, given: int) -> int:
        bounds = [draft.constant(numbers, "int32") for numbers in (begin, end, [1, 1, 1])]
        return draft.op(
            "STRIDED_SLICE", [given, *bounds], shape, options="StridedSliceOptions", values=masks
        )

    return build


def reduced(native: str, *shape: int) -> Build:
    def build(draft: Draft, given: int) -> int:
        axes = draft.constant([2], "int32")
        values = {"KeepDims": len(shape) == 3}
        return draft.op(native, [given, axes], shape, options="ReducerOptions", values=values)

    return build


def split(draft: Draft, given: int) -> int:
    axis = draft.constant(2, "int32")
    values = {"NumSplits": 3}
    shapes = [(1, 4, 2)] * 3
    return draft.op("SPLIT", [axis, given], *shapes, options="SplitOptions", values=values) + 1


def split_v(draft: Draft, given: int) -> int:
    sizes, axis = draft.constant([1, 5], "int32"), draft.constant(2, "int32")
    inputs = [given, sizes, axis]
    values = {"NumSplits": 2}
    shapes = [(1, 4, 1), (1, 4, 5)]
    return draft.op("SPLIT_V", inputs, *shapes, options="SplitVOptions", values=values) + 1


def unpacked(draft: Draft, given: int) -> int:
    values = {"Axis": 1, "Num": 4}
    return draft.op("UNPACK", [given], *[(1, 6)] * 4, options="UnpackOptions", values=values) + 2


def packed(draft: Draft, given: int) -> int:
    values = {"Axis": 1, "ValuesCount": 2}
    given_twice = [given, given]
    return draft.op("PACK", given_twice, (1, 2, 4, 6), options="PackOptions", values=values)


def gathered(draft: Draft, given: int) -> int:
    index = draft.constant([3, 0], "int32")
    return draft.op(
        "GATHER", [given, index], (1, 4, 2), options="GatherOptions", values={"Axis": 2}
    )


def product(draft: Draft, given: int) -> int:
    weights = draft.constant(np.arange(12).reshape(6, 2))
    return draft.op("BATCH_MATMUL", [given, weights], (1, 4, 2), options="BatchMatMulOptions")


def dense(draft: Draft, given: int) -> int:
    weights, bias = draft.constant(np.arange(12).reshape(2, 6)), draft.constant([1.0, 2.0])
    inputs = [given, weights, bias]
    values = {"FusedActivationFunction": 1, "KeepNumDims": True}
    return draft.op(
        "FULLY_CONNECTED", inputs, (1, 4, 2), options="FullyConnectedOptions", values=values
    )


def added(draft: Draft, given: int) -> int:
    values = {"FusedActivationFunction": 3}
    two = draft.constant([2.0])
    return draft.op("ADD", [given, two], (1, 4, 6), options="AddOptions", values=values)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (strided([0, 1, 2], [1, 3, 4], 1, 2, 2), VALUES[:, 1:3, 2:4]),
        (strided([0, 1, 2], [0, 0, 0], 1, 4, 4, BeginMask=3, EndMask=7), VALUES[:, :, 2:]),
        (strided([0, 2, 0], [1, 3, 6], 1, 6, ShrinkAxisMask=2), VALUES[:, 2]),
        (strided([0, 1, 0], [1, 2, 6], 1, 2, 6, Offset=True), VALUES[:, 1:3]),
        (reduced("SUM", 1, 4), VALUES.sum(2)),
        (reduced("REDUCE_MAX", 1, 4, 1), VALUES.max(2, keepdims=True)),
        (reduced("MEAN", 1, 4), VALUES.mean(2)),
        (split, VALUES[..., 2:4]),
        (split_v, VALUES[..., 1:]),
        (unpacked, VALUES[:, 2]),
        (packed, np.stack([VALUES, VALUES], 1)),
        (gathered, VALUES[..., [3, 0]]),
        (product, VALUES @ np.arange(12).reshape(6, 2)),
        (dense, np.maximum(VALUES @ np.arange(12).reshape(2, 6).T + [1, 2], 0)),
        (added, np.clip(VALUES + 2, 0, 6)),
        (lambda draft, given: draft.apply("LOGISTIC", given), sigmoid(VALUES)),
        (lambda draft, given: draft.softmax(given), softmax(VALUES)),
        (lambda draft, given: draft.apply("RELU", given), np.maximum(VALUES, 0)),
    ],
)
def test_operators(build: Build, expected: np.ndarray) -> None:
    draft = Draft()
    model, data = draft.file(build(draft, draft.given(1, 4, 6)))
    tail = tail_of(model, data, model.inputs)
    (found,) = results(tail, [VALUES.astype(np.float64)], model.outputs)
    assert np.allclose(found, expected)


def test_sources_are_the_first_and_the_last_value() -> None:
    draft = Draft()
    given = draft.given(1, 2, 3)
    constant = draft.constant(np.ones((1, 2, 1)))
    model, data = draft.file(draft.join(draft.softmax(given), given, constant))
    low, high = sources(tail_of(model, data, model.inputs), model.outputs)
    assert low[0].tolist() == [[[0, 0, 0, 0, 1, 2, NOTHING], [3, 3, 3, 3, 4, 5, NOTHING]]]
    assert high[0][0, 1].tolist()[:6] == [5, 5, 5, 3, 4, 5]


def test_an_operator_without_numpy_code() -> None:
    draft = Draft()
    model, data = draft.file(draft.apply("COS", draft.given(1, 4)))
    with pytest.raises(UnknownOperatorError, match="COS"):
        results(tail_of(model, data, model.inputs), [np.zeros((1, 4))], model.outputs)


def test_rounding_to_the_scale_of_a_result() -> None:
    draft = Draft()
    result = draft.tensor((1, 2), dtype="int8", scale=0.5)
    draft.apply("NEG", draft.given(1, 2))
    draft.operators[-1] = type(draft.operators[-1])(draft.operators[-1].inputs, [result])
    model, data = draft.file(result)
    tail = tail_of(model, data, model.inputs)
    values = [np.array([[0.2, 400.3]])]
    assert rounded_results(tail, values, model.outputs)[0].tolist() == [[0.0, -400.5]]

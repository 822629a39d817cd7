"""Layers that got one weight scale each, in LiteRT."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.per_tensor import per_tensor
from dlpulint.mending.edits.rescalable import layers_of
from dlpulint.mending.edits.rescaling import Rescaling
from dlpulint.mending.mended import comparison_of
from dlpulint.mending.proof.result import ProofResult
from dlpulint.mending.proof.run import proof_of
from dlpulint.mending.refused import Refused
from tests.loader.tflite_files import Tensor
from tests.mending.edits.layers import INPUT, Layers
from tests.places import FIXTURES

CORPUS = os.environ.get("DLPULINT_MODELS", "")


def compared(data: bytes, draft: Draft) -> ProofResult:
    mended, ends = draft.written()
    tail, _, request = comparison_of(data, mended, ends)
    return proof_of(request, data, mended, tail)


@pytest.mark.parametrize("name", ["mobilenet_int8_per_channel", "mobilenet_int8_io"])
def test_the_results_of_a_network_change_a_little(name: str) -> None:
    data = (FIXTURES / f"{name}.tflite").read_bytes()
    draft = Draft(data)
    assert per_tensor(draft) is not None
    proof = compared(data, draft)
    assert proof.status == "compared"
    for output in proof.outputs:
        assert output.decibels is None or output.decibels > 20


@pytest.mark.parametrize(
    ("native", "shape", "axis", "options"),
    [
        ("CONV_2D", (2, 1, 1, 2), 0, {"StrideW": 1, "StrideH": 1}),
        ("DEPTHWISE_CONV_2D", (1, 1, 1, 2), 3, {"StrideW": 1, "StrideH": 1, "DepthMultiplier": 1}),
        ("FULLY_CONNECTED", (2, 2), 0, {}),
        ("TRANSPOSE_CONV", (2, 1, 1, 2), 0, {"StrideW": 1, "StrideH": 1}),
    ],
)
@pytest.mark.parametrize("bias", [[1000, -700], [2**29, -(2**30)]])
def test_a_layer_with_exact_scales_computes_the_same(
    native: str, shape: tuple[int, ...], axis: int, options: dict[str, int], bias: list[int]
) -> None:
    # The second channel has half the scale of the first, and even numbers: nothing is rounded.
    size = shape[axis]
    numbers = [127, 50, 120, -60] if len(shape) == 2 or shape[0] == 2 else [127, -60]
    assert size == 2
    file = Layers()
    weights = file.constant(
        "w", file.buffer(numbers, "int8"), shape, scales=(0.5, 0.25), zero_points=(0, 0), axis=axis
    )
    number = file.constant(
        "b", file.buffer(bias, "<i4"), (2,), dtype="int32", scales=(0.25, 0.125),
        zero_points=(0, 0),
    )  # fmt: skip
    inputs = [INPUT, weights, number]
    if native == "TRANSPOSE_CONV":
        sizes = file.constant("s", file.buffer([1, 1, 1, 2], "<i4"), (4,), dtype="int32")
        inputs = [sizes, weights, INPUT, number]
    table = {"CONV_2D": "Conv2D", "DEPTHWISE_CONV_2D": "DepthwiseConv2D"}.get(native)
    table = table or native.title().replace("_", "")
    result = file.operator(native, *inputs, options=f"{table}Options", values=options)
    data = file.written(result)
    draft = Draft(data)
    Rescaling(draft, layers_of(draft)).rewrite()
    proof = compared(data, draft)
    assert (proof.status, proof.reason) == ("compared", "")
    assert proof.exact


def test_a_result_of_one_number_has_no_ratio_to_noise() -> None:
    file = Layers((1, 2))
    numbers = file.buffer([127, 1, 3, 64], "int8")
    weights = file.constant("w", numbers, (2, 2), scales=(0.1, 0.004), zero_points=(0, 0))
    layer = file.operator("FULLY_CONNECTED", INPUT, weights, -1, options="FullyConnectedOptions")
    file.tensors[layer] = Tensor("y", "int8", (1, 2), scales=(0.1,), zero_points=(0,))
    axes = file.constant("a", file.buffer([1], "<i4"), (1,), dtype="int32")
    result = file.operator("SUM", layer, axes, options="ReducerOptions")
    file.tensors[result] = Tensor("z", "int8", (1,), scales=(0.1,), zero_points=(0,))
    data = file.written(result)
    draft = Draft(data)
    Rescaling(draft, layers_of(draft)).rewrite()
    (output,) = compared(data, draft).outputs
    assert output.steps > 0
    assert output.decibels is None


def files() -> Iterator[Path]:
    yield from sorted(FIXTURES.glob("*.tflite"))
    if CORPUS:
        yield from sorted(Path(CORPUS).rglob("*.tflite"))


def test_every_file_that_is_rewritten_runs_where_the_original_does() -> None:
    statuses = []
    for path in files():
        data = path.read_bytes()
        try:
            load_bytes(memoryview(data))
            draft = Draft(data)
            if per_tensor(draft) is None:
                continue
        except (ModelFileError, Refused):
            continue
        proof = compared(data, draft)
        assert proof.status in ("compared", "original-fails"), (path, proof)
        statuses.append(proof.status)
    assert statuses.count("compared") >= (48 if CORPUS else 3)

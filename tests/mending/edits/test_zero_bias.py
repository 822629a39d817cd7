"""A bias of zeros for FULLY_CONNECTED."""

import pytest

from tests.mending.applying import left_alone, mended
from tests.mending.models import FLOAT32, INT8, INT32, Builder
from tests.mending.samples import without_bias


def dense(
    *,
    type: int = INT8,
    weights: int | None = None,
    inputs: int = 2,
    scales: float | tuple[float, ...] = 0.01,
    input_scale: float = 0.1,
    output_scale: float = 0.1,
) -> bytes:
    b = Builder()
    image = b.tensor(1, 8, type=type, scale=input_scale)
    output = b.tensor(1, 4, type=type, scale=output_scale)
    kernel = b.noise(4, 8, type=type if weights is None else weights, scale=scales)
    operands = [image, kernel, -1][:inputs]
    if inputs == 4:
        operands = [image, kernel, b.noise(4, type=INT32, scale=0.001)]
    b.operator("FULLY_CONNECTED", operands, output, "FullyConnectedOptions", version=6)
    return b.file([image], [output])


@pytest.mark.parametrize("inputs", [2, 3])
def test_a_layer_gets_a_bias_of_zeros(inputs: int) -> None:
    change, after = mended("zero-bias", dense(inputs=inputs))
    (layer,) = after.operators
    bias = layer.numbers("inputs")[2]
    assert bytes(after.content(bias)) == bytes(16)
    assert (after.dtype(bias), after.shape(bias)) == (INT32, (4,))
    assert after.scale(bias) == (pytest.approx(0.1 * 0.01), 0)
    assert after.origin(bias) is None
    assert change.description == "Added a bias of zeros to 1 FULLY_CONNECTED layer"
    assert (change.promise, change.application) == ("exact", ())


def test_the_bias_has_a_scale_per_channel_where_the_weights_have() -> None:
    _, after = mended("zero-bias", dense(scales=(0.01, 0.02, 0.03, 0.04)))
    bias = after.tensors[after.operators[0].numbers("inputs")[2]]
    assert bias["quantization"].numbers("scale") == pytest.approx((0.001, 0.002, 0.003, 0.004))
    assert bias["quantization"].numbers("zero_point") == (0,) * 4


def test_the_bias_of_floats_is_of_floats() -> None:
    _, after = mended("zero-bias", dense(type=FLOAT32))
    bias = after.operators[0].numbers("inputs")[2]
    assert after.dtype(bias) == FLOAT32
    assert after.scale(bias) is None


def test_a_layer_with_a_bias_is_left_alone() -> None:
    assert left_alone("zero-bias", dense(inputs=4))


def test_dynamic_range_is_left_alone() -> None:
    assert left_alone("zero-bias", dense(type=FLOAT32, weights=INT8))


@pytest.mark.parametrize("scales", [(0.01, 0.02), (0.01,) * 5, (0.0,), (-0.01,)])
def test_scales_that_do_not_fit_are_left_alone(scales: tuple[float, ...]) -> None:
    assert left_alone("zero-bias", dense(scales=scales))


def test_a_scale_that_a_float32_does_not_hold_is_left_alone() -> None:
    assert left_alone("zero-bias", dense(scales=3e38, input_scale=1e30, output_scale=1e37))
    mended("zero-bias", dense(scales=1e6, input_scale=1e30, output_scale=1e37))


@pytest.mark.parametrize("scale", [float("nan"), 0.0, 1e-30, 3e-9])
def test_an_output_whose_scale_is_out_of_proportion_is_left_alone(scale: float) -> None:
    assert left_alone("zero-bias", dense(output_scale=scale))
    mended("zero-bias", dense(output_scale=4e-9))


def test_every_layer_without_a_bias_gets_one() -> None:
    b = Builder()
    image = b.tensor(1, 4)
    last = image
    for _ in range(3):
        last = b.operator(
            "FULLY_CONNECTED",
            [last, b.noise(4, 4, scale=0.01), -1],
            b.tensor(1, 4),
            "FullyConnectedOptions",
        )
    change, after = mended("zero-bias", b.file([image], [last]))
    assert change.description.endswith("3 FULLY_CONNECTED layers")
    assert len({o.numbers("inputs")[2] for o in after.operators}) == 3


def test_the_sample_has_no_bias() -> None:
    mended("zero-bias", without_bias())

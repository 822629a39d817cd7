"""AVERAGE_POOL_2D in place of MEAN."""

import pytest

from dlpulint.mending.draft import Draft
from tests.mending.applying import left_alone, mended, natives, versions
from tests.mending.models import FLOAT32, INT8, INT64, UINT8, Builder
from tests.mending.samples import mean

POOL = "AVERAGE_POOL_2D"


def test_a_mean_without_its_dimensions_gets_a_reshape() -> None:
    change, after = mended("mean-to-pool", mean())
    assert natives(after) == ["CONV_2D", POOL, "RESHAPE"]
    pool, reshape = after.operators[1:]
    options = pool["builtin_options"]
    sizes = [options.integer(name) for name in ("filter_height", "filter_width", "stride_h")]
    assert sizes == [8, 8, 1]
    assert after.shape(pool.numbers("outputs")[0]) == (1, 1, 1, 4)
    assert reshape["builtin_options"].numbers("new_shape") == (1, 4)
    assert after.shape(after.outputs[0]) == (1, 4)
    assert change.promise == "one-step"
    assert change.description == "Replaced 1 MEAN over the whole map by AVERAGE_POOL_2D"


def test_a_mean_that_keeps_its_dimensions_needs_none() -> None:
    _, after = mended("mean-to-pool", mean(keep=True))
    assert natives(after) == ["CONV_2D", POOL]
    assert "MEAN" not in [after.native(o) for o in after.operators]
    assert len(after.file.root.records("operator_codes")) == 2


@pytest.mark.parametrize(("type", "version"), [(INT8, 2), (FLOAT32, 1)])
def test_the_version_is_that_of_the_type(type: int, version: int) -> None:
    _, after = mended("mean-to-pool", mean(type=type))
    assert versions(after)[1] == version


def test_another_scale_is_left_alone() -> None:
    assert left_alone("mean-to-pool", mean(scale=0.4))


QUANTIZED = "mean-to-pool-and-quantize"


@pytest.mark.parametrize("keep", [False, True])
def test_another_scale_gets_a_quantize_where_results_may_change(keep: bool) -> None:
    before = mean(scale=0.4, keep=keep)
    change, after = mended(QUANTIZED, before)
    shaped = [] if keep else ["RESHAPE"]
    assert natives(after) == ["CONV_2D", POOL, *shaped, "QUANTIZE"]
    pool, quantize = after.operators[1], after.operators[-1]
    given, (pooled,) = pool.numbers("inputs")[0], pool.numbers("outputs")
    assert after.scale(pooled) == after.scale(given) != after.scale(after.outputs[0])
    assert after.scale(after.outputs[0]) == Draft(before).scale(Draft(before).outputs[0])
    assert quantize.numbers("outputs") == after.outputs
    assert change.promise == "measured"


@pytest.mark.parametrize("type", [INT8, FLOAT32])
def test_the_same_scale_needs_no_quantize(type: int) -> None:
    assert left_alone(QUANTIZED, mean(type=type))


def over(
    axes: tuple[int, ...],
    *,
    shape: tuple[int, ...] = (1, 8, 6, 4),
    type: int = 2,
    result: int = INT8,
    signature: tuple[int, ...] = (),
    stated: tuple[int, ...] = (),
) -> bytes:
    """A MEAN of the input over some axes."""
    b = Builder()
    image = b.tensor(*shape, signature=signature)
    source = b.operator("ADD", [image, image], b.tensor(*(stated or shape)), "AddOptions")
    kept = tuple(s for at, s in enumerate(shape) if at not in [a % len(shape) for a in axes])
    pooled = b.tensor(*kept, type=result)
    b.operator("MEAN", [source, b.numbers(*axes, type=type)], pooled, "ReducerOptions")
    return b.file([image], [pooled])


@pytest.mark.parametrize("axes", [(1, 2), (2, 1), (-3, -2), (1, -2)])
def test_height_and_width_in_any_words(axes: tuple[int, ...]) -> None:
    _, after = mended("mean-to-pool", over(axes))
    options = after.operators[1]["builtin_options"]
    assert (options["filter_height"], options["filter_width"]) == (8, 6)


@pytest.mark.parametrize("axes", [(1,), (2,), (3,), (2, 3), (0, 1), (1, 2, 3), (1, 1)])
def test_other_axes_are_left_alone(axes: tuple[int, ...]) -> None:
    assert left_alone("mean-to-pool", over(axes))


def test_other_ranks_and_types_are_left_alone() -> None:
    assert left_alone("mean-to-pool", over((1, 2), shape=(1, 8, 6)))
    assert left_alone("mean-to-pool", over((1, 2), type=INT64))
    assert left_alone("mean-to-pool", over((1, 2), result=UINT8))


def test_the_true_size_counts_where_the_file_states_another() -> None:
    _, after = mended("mean-to-pool", over((1, 2), stated=(1, 1, 1, 4)))
    options = after.operators[1]["builtin_options"]
    assert (options["filter_height"], options["filter_width"]) == (8, 6)


def test_an_open_batch_stays_open_and_an_open_height_is_left_alone() -> None:
    _, after = mended("mean-to-pool", over((1, 2), signature=(-1, 8, 6, 4)))
    assert after.operators[2]["builtin_options"].numbers("new_shape") == (-1, 4)
    assert left_alone("mean-to-pool", over((1, 2), signature=(1, -1, 6, 4)))


def test_the_true_size_counts_before_quantize_as_well() -> None:
    b = Builder()
    image = b.tensor(1, 8, 6, 4)
    pooled = b.tensor(1, scale=0.3)
    b.operator("MEAN", [image, b.numbers(1, 2)], pooled, "ReducerOptions", version=2)
    _, after = mended("mean-to-pool-and-quantize", b.file([image], [pooled]))
    assert natives(after) == [POOL, "RESHAPE", "QUANTIZE"]
    assert after.shape(after.outputs[0]) == (1, 4)


def test_the_dimension_of_scales_is_not_copied_to_a_tensor_without_it() -> None:
    draft = Draft(mean(scale=0.4))
    given = next(o for o in draft.operators if draft.native(o) == "MEAN").numbers("inputs")[0]
    draft.tensors[given]["quantization"]["quantized_dimension"] = 3
    _, after = mended(QUANTIZED, draft.written()[0])
    quantized = after.operators[-1].numbers("inputs")[0]
    assert "quantized_dimension" not in after.tensors[quantized]["quantization"].fields

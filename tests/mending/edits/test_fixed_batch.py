"""A batch of one in place of an open batch."""

import re

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.refused import Refused
from tests.mending.applying import left_alone, mended
from tests.mending.models import INT32, Builder
from tests.mending.samples import open_batch, padded
from tests.places import FIXTURES


@pytest.mark.parametrize("name", ["", "mobilenet_dynamic_batch"])
def test_no_size_is_open_afterwards(name: str) -> None:
    data = (FIXTURES / f"{name}.tflite").read_bytes() if name else open_batch()
    change, after = mended("fixed-batch", data)
    assert all("shape_signature" not in tensor.fields for tensor in after.tensors)
    assert after.shape(after.inputs[0])[0] == 1
    assert not any(tensor.free_dimensions for tensor in after.model.tensors)
    assert change.promise == "exact"
    assert change.application == (
        "Run one image at a time; the file no longer accepts larger batches",
    )


def test_a_fixed_batch_is_left_alone() -> None:
    assert left_alone("fixed-batch", padded())


def test_several_graphs_are_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3, signature=(-1, 8, 8, 3))
    b.end_graph([image], [b.conv(image, 4)])
    other = b.tensor(1)
    b.end_graph([other], [b.operator("ADD", [other, other], b.tensor(1), "AddOptions")])
    assert left_alone("fixed-batch", b.file())


def refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=re.escape(reason)):
        EDITS["fixed-batch"].apply(Draft(data))


@pytest.mark.parametrize("signature", [(-1, -1, 8, 3), (1, -1, 8, 3)])
def test_another_open_dimension_is_refused(signature: tuple[int, ...]) -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3, signature=signature)
    refused(b.file([image], [b.conv(image, 4)]), "an input has another open dimension")


def test_a_stored_batch_of_two_is_refused() -> None:
    b = Builder()
    image = b.tensor(2, 8, 8, 3, signature=(-1, 8, 8, 3))
    refused(b.file([image], [b.conv(image, 4)]), "an input is stored with another batch than 1")


def test_a_size_that_depends_on_data_is_refused() -> None:
    b = Builder()
    image = b.tensor(1, 4, signature=(-1, 4))
    shape = b.tensor(2, type=INT32, scale=None)
    result = b.tensor(1, 4, signature=(-1, -1))
    b.operator("RESHAPE", [image, shape], result, "ReshapeOptions")
    data = b.file([image, shape], [result])
    refused(data, "a tensor keeps a size that is known only while the model runs")


def test_a_shape_that_the_graph_computes_is_refused() -> None:
    data = (FIXTURES / "flatten_open_batch_int8.tflite").read_bytes()
    refused(data, "a tensor keeps a size that is known only while the model runs")

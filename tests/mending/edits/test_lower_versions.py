"""Operator versions lowered to what is used."""

from typing import Any

import pytest

from tests.mending.applying import left_alone, mended, natives, versions
from tests.mending.models import FLOAT32, INT8, INT32, INT64, UINT8, Builder
from tests.mending.samples import old_versions


def test_a_version_is_lowered_to_that_of_the_type() -> None:
    change, after = mended("lower-versions", old_versions())
    assert list(zip(natives(after), versions(after), strict=True)) == [("CONV_2D", 3), ("ADD", 2)]
    assert len(after.file.root.records("operator_codes")) == 2
    assert change.description == "Lowered the version of 1 ADD to the lowest with the same features"
    assert (change.promise, change.application) == ("exact", ())


def test_an_entry_that_int8_and_int64_share_is_split() -> None:
    b = Builder()
    image = b.tensor(1, 4)
    whole = b.tensor(1, 4, type=INT64)
    first = b.operator("ADD", [image, image], b.tensor(1, 4), "AddOptions", version=4)
    second = b.operator("ADD", [whole, whole], b.tensor(1, 4, type=INT64), "AddOptions", version=4)
    _, after = mended("lower-versions", b.file([image, whole], [first, second]))
    assert versions(after) == [2, 4]
    assert len(after.file.root.records("operator_codes")) == 2


def test_an_entry_of_another_graph_keeps_its_version() -> None:
    b = Builder()
    for _ in range(2):
        image = b.tensor(1, 4)
        total = b.operator("ADD", [image, image], b.tensor(1, 4), "AddOptions", version=4)
        b.end_graph([image], [total])
    _, after = mended("lower-versions", b.file())
    assert versions(after) == [2]
    codes = after.file.root.records("operator_codes")
    (other,) = after.file.root.records("subgraphs")[1].records("operators")
    assert codes[other.integer("opcode_index")].integer("version") == 4


def test_the_lowest_version_is_left_alone() -> None:
    assert left_alone("lower-versions", one("ADD", 2, INT8))
    assert left_alone("lower-versions", one("ADD", 1, FLOAT32))


def one(
    native: str,
    version: int,
    type: int,
    options: str = "AddOptions",
    *,
    shape: tuple[int, ...] = (1, 2, 2, 4),
    scales: tuple[float, float, float] = (0.1, 0.1, 0.1),
    **values: Any,
) -> bytes:
    """A graph of one operator with two inputs."""
    b = Builder()
    ends = [b.tensor(*shape, type=type, scale=scale) for scale in scales[:2]]
    output = b.tensor(*shape, type=type, scale=scales[2])
    b.operator(native, ends, output, options, version=version, **values)
    return b.file(ends, [output])


def lowered(data: bytes) -> int:
    return versions(mended("lower-versions", data)[1])[0]


@pytest.mark.parametrize(("type", "needed"), [(FLOAT32, 1), (UINT8, 1), (INT32, 1), (INT8, 2)])
def test_the_version_follows_the_type(type: int, needed: int) -> None:
    assert lowered(one("ADD", 4, type)) == needed


def test_more_than_four_dimensions_are_left_alone() -> None:
    assert left_alone("lower-versions", one("ADD", 4, INT8, shape=(1, 1, 2, 2, 4)))


def test_an_operator_without_a_rule_is_left_alone() -> None:
    assert left_alone("lower-versions", one("GATHER", 4, INT8, "GatherOptions"))


@pytest.mark.parametrize(("output", "needed"), [(0.011, 2), (0.01, 3), (0.009, 3)])
def test_a_mul_with_a_factor_from_1_on_needs_version_3(output: float, needed: int) -> None:
    assert lowered(one("MUL", 5, INT8, "MulOptions", scales=(0.1, 0.1, output))) == needed


@pytest.mark.parametrize(
    ("native", "options", "value", "needed"),
    [
        ("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptions", "half_pixel_centers", 3),
        ("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptions", "align_corners", 3),
        ("RESIZE_BILINEAR", "ResizeBilinearOptions", "half_pixel_centers", 3),
        ("RESIZE_BILINEAR", "ResizeBilinearOptions", "align_corners", 2),
    ],
)
def test_options_of_resizing_need_their_version(
    native: str, options: str, value: str, needed: int
) -> None:
    assert lowered(one(native, 4, INT8, options, **{value: True})) == needed
    assert lowered(one(native, 4, INT8, options, **{value: False})) == 2


def dense(
    *, type: int = INT8, bias: bool = True, weights: int | None = None, **values: Any
) -> bytes:
    b = Builder()
    image, output = b.tensor(1, 8, type=type), b.tensor(1, 4, type=type)
    kernel = b.noise(4, 8, type=type if weights is None else weights, scale=0.01)
    last = b.noise(4, type=FLOAT32 if type == FLOAT32 else INT32, scale=0.001) if bias else -1
    b.operator(
        "FULLY_CONNECTED", [image, kernel, last], output, "FullyConnectedOptions", version=12,
        **values,
    )  # fmt: skip
    return b.file([image], [output])


@pytest.mark.parametrize(
    ("given", "needed"),
    [({}, 4), ({"type": FLOAT32}, 1), ({"bias": False}, 6), ({"keep_num_dims": True}, 5)],
)
def test_a_dense_layer_needs_the_version_of_what_it_uses(
    given: dict[str, Any], needed: int
) -> None:
    assert lowered(dense(**given)) == needed


@pytest.mark.parametrize("given", [{"weights_format": 1}, {"type": FLOAT32, "weights": INT8}])
def test_shuffled_and_dynamic_range_weights_are_left_alone(given: dict[str, Any]) -> None:
    assert left_alone("lower-versions", dense(**given))


@pytest.mark.parametrize(("type", "needed"), [(INT8, 3), (FLOAT32, 1)])
def test_a_convolution_needs_the_version_of_its_type(type: int, needed: int) -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 4, type=type)
    layer = b.conv(image, 4)
    b.codes[0]["version"] = 7
    assert lowered(b.file([image], [layer])) == needed


def test_a_grouped_convolution_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 4)
    layer = b.conv(image, 4)
    b.codes[0]["version"] = 7
    b.tensors[1]["shape"] = (4, 3, 3, 2)
    b.buffers[1]["data"] = bytes(72)
    assert left_alone("lower-versions", b.file([image], [layer]))


def test_several_kinds_are_listed() -> None:
    b = Builder()
    image = b.tensor(1, 4)
    last = image
    for native in ("ADD", "SUB", "ADD"):
        last = b.operator(
            native, [last, image], b.tensor(1, 4), f"{native.title()}Options", version=5
        )
    change, _ = mended("lower-versions", b.file([image], [last]))
    assert (
        change.description
        == "Lowered the version of 2 ADDs and 1 SUB to the lowest with the same features"
    )

"""Checks of the axes that an operator works on."""

import pytest

from dlpulint.checks.axes import axes_limits, permutation_limits
from tests.checks.asking import FlatHit, ask


def mean(axes: str, shape: str = "1,8,8,16", head: str = "") -> str:
    given = f"{{{axes}}}" if axes else ""
    return f"{head}input x: int8[{shape}]\nmean y: int8[1,16] <- x {given}"


def test_an_axis_that_is_not_taken_is_told_by_place_and_name() -> None:
    assert ask(axes_limits, mean("axes=1,3"), allow=("height", "width")) == [
        FlatHit(
            "MEAN 0",
            {"axes": "1, 3", "axis": 3, "shape": "1x8x8x16", "allowed": "height or width"},
            "axis:channels",
        )
    ]


@pytest.mark.parametrize(
    ("axes", "shape", "params", "good"),
    [
        ("axes=1,2", "1,8,8,16", {"allow": ("height", "width")}, True),
        ("axes=-3,-2", "1,8,8,16", {"allow": ("height", "width")}, True),
        ("axes=1,2", "1,8,8,16", {"allow": (1, 2)}, True),
        ("axes=1,2", "1,8,8,16", {"forbid": ("batch", "channels")}, True),
        ("axes=1,2", "1,8,8,16", {"forbid": ("width",)}, False),
        ("axis=-1", "1,8,8,16", {"forbid": (3,)}, False),
        ("axis=-1", "1,8,8,16", {"forbid": (-1,)}, False),
        ("axis=0", "1,8,16", {"forbid": ("batch",)}, False),
        ("axis=2", "1,8,16", {"forbid": ("channels",)}, False),
        ("axis=1", "1,8,16", {"forbid": ("height", "width")}, True),
        ("axes=1,2", "1,8,8,16", {"require": ("height", "width")}, True),
        ("axis=1", "1,8,8,16", {"require": ("height", "width")}, False),
        ("axes=", "1,8,8,16", {"require": ("height", "width")}, False),
    ],
)
def test_axes_are_told_by_name_or_place(
    axes: str, shape: str, params: dict[str, object], good: bool
) -> None:
    assert (ask(axes_limits, mean(axes, shape), **params) == []) is good


def test_an_axis_that_has_to_be_worked_on_is_told_when_it_is_not() -> None:
    (hit,) = ask(axes_limits, mean("axis=1"), require=("height", "width"))
    assert (hit.cause, hit.values["axis"]) == ("not:width", "width")


def test_channels_of_an_onnx_image_stand_second() -> None:
    assert ask(axes_limits, mean("axes=2,3", head="format onnx\n"), allow=("height", "width")) == []
    (hit,) = ask(axes_limits, mean("axis=1", head="format onnx\n"), forbid=("channels",))
    assert hit.cause == "axis:channels"


def test_the_axis_of_a_pack_is_one_of_its_output() -> None:
    sketch = "input x: int8[8,8,16]\npack y: int8[1,8,8,16] <- x {axis=-1}"
    assert ask(axes_limits, sketch, allow=("channels",)) == []


@pytest.mark.parametrize(
    ("axes", "shape", "reason"),
    [
        ("", "1,8,8,16", "its axes are not in the file"),
        ("axis=1", "*", "its rank is not known"),
    ],
)
def test_axes_or_a_rank_that_are_not_there_cannot_be_told(
    axes: str, shape: str, reason: str
) -> None:
    (hit,) = ask(axes_limits, mean(axes, shape), allow=(1,))
    assert (hit.cause, hit.unknown) == ("axes", reason)


def transpose(perm: str) -> str:
    given = f"{{perm={perm}}}" if perm else ""
    return f"input x: int8[1,2,3,4]\ntranspose y: int8[1,2,3,4] <- x {given}"


def test_an_order_that_is_not_taken_is_told_as_digits() -> None:
    assert ask(permutation_limits, transpose("0,3,1,2"), allow=("0123", "0231")) == [
        FlatHit(
            "TRANSPOSE 0",
            {"permutation": "0312", "shape": "1x2x3x4", "allowed": "0123 or 0231"},
            "permutation",
        )
    ]


@pytest.mark.parametrize(
    ("perm", "params", "good"),
    [
        ("0,2,3,1", {"allow": ("0123", "0231")}, True),
        ("0,2,3,1", {"forbid": ("0231",)}, False),
        ("0,2,3,1", {"forbid": ("0312",)}, True),
        ("0,2,3,1", {"keep": (0,)}, True),
        ("1,0,2,3", {"keep": (0,)}, False),
        ("1,0", {"keep": (3,)}, False),
    ],
)
def test_orders_are_told_from_one_another(perm: str, params: dict[str, object], good: bool) -> None:
    assert (ask(permutation_limits, transpose(perm), **params) == []) is good


def test_an_order_that_is_not_in_the_file_cannot_be_told() -> None:
    (hit,) = ask(permutation_limits, transpose(""), keep=(0,))
    assert hit.unknown == "its permutation is not in the file"
    assert hit.values["allowed"] == "another order"


def test_a_dimension_that_the_order_lacks_does_not_keep_its_position() -> None:
    assert ask(permutation_limits, transpose("0,1,2,3"), keep=(3,)) == []
    (hit,) = ask(permutation_limits, transpose("0,1,2,3"), keep=(4,))
    assert hit.unknown is None

"""Checks of the graph's inputs and outputs."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from dlpulint.checks.base import (
    Dtypes,
    Positive,
    Rank,
    Share,
    alternatives,
    model_check,
    shape_text,
)
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import image_layout
from dlpulint.facts.real_range import real_range
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Tensor


class EndDtypes(Struct, frozen=True, kw_only=True):
    """Element types that inputs, or outputs, should not have."""

    end: Literal["input", "output"]
    forbid: Dtypes
    colour: bool = False
    """Whether only colour images are checked, recognized by their channels."""


@model_check("end-dtypes", EndDtypes, "tensor", "dtype", "shape")
def end_dtypes(facts: Facts, params: EndDtypes) -> Iterator[Hit]:
    """The graph's inputs, or outputs, have none of the element types named."""
    model = facts.model
    for tensor in model.inputs if params.end == "input" else model.outputs:
        if params.colour and image_layout(tensor.shape) is None:
            continue
        if tensor.dtype in params.forbid:
            shape = shape_text(tensor.shape)
            values = {"tensor": tensor.name, "dtype": tensor.dtype, "shape": shape}
            yield Hit(tensor, values, cause=f"dtype:{tensor.dtype}")


class EndRanks(Struct, frozen=True, kw_only=True):
    """How many dimensions inputs and outputs may have."""

    max: Rank


@model_check("end-ranks", EndRanks, "end", "tensor", "rank", "shape")
def end_ranks(facts: Facts, params: EndRanks) -> Iterator[Hit]:
    """The graph's inputs and outputs have no more dimensions than are accepted."""
    model = facts.model
    for end, tensors in (("input", model.inputs), ("output", model.outputs)):
        for tensor in tensors:
            values: dict[str, Value] = {"end": end, "tensor": tensor.name}
            values |= {"rank": "?", "shape": shape_text(tensor.shape)}
            if tensor.rank is None:
                yield Hit(tensor, values, cause="rank", unknown="its rank is not stated")
            elif tensor.rank > params.max:
                yield Hit(tensor, values | {"rank": tensor.rank}, cause="rank")


class RealRange(Struct, frozen=True, kw_only=True):
    """The real numbers that the smallest and the largest integer stand for."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.3g} to {self.high:.3g}"

    def near(self, other: "RealRange", tolerance: float) -> bool:
        """Whether both ends are near those of `other`, relative to the width of this range."""
        return all(self._near_ends(other, tolerance))

    def has_part(self, other: "RealRange", tolerance: float) -> bool:
        """Whether `other` is a part that begins or ends where this range does, and is shorter."""
        shorter = other.high - other.low < self.high - self.low
        return shorter and any(self._near_ends(other, tolerance))

    def _near_ends(self, other: "RealRange", tolerance: float) -> tuple[bool, bool]:
        room = tolerance * (self.high - self.low)
        return abs(self.low - other.low) <= room, abs(self.high - other.high) <= room


class InputRange(Struct, frozen=True, kw_only=True):
    """Real numbers that the bytes of a colour image may stand for."""

    ranges: tuple[RealRange, ...]
    tolerance: Share
    """How far off an end may be, as a fraction of the range's width."""
    min_side: Positive = 1
    """An input of fewer rows or columns is no image of a camera."""
    part_of: tuple[RealRange, ...] = ()
    """If given, only a range that is a part of one of these, and shares an end, is objected to."""
    not_part_of: tuple[RealRange, ...] = ()
    """Such a part of one of these is not objected to."""


@model_check("input-range", InputRange, "tensor", "range", "dtype", "expected")
def input_range(facts: Facts, params: InputRange) -> Iterator[Hit]:
    """The integers of a colour image input represent one of the ranges."""
    for tensor in facts.model.inputs:
        if tensor.dtype not in ("int8", "uint8") or not _is_frame(tensor, params.min_side):
            continue
        ends = real_range(tensor)
        found = None if ends is None else RealRange(low=ends[0], high=ends[1])
        values: dict[str, Value] = {
            "tensor": tensor.name,
            "range": "?" if found is None else str(found),
            "dtype": tensor.dtype,
            "expected": alternatives(params.ranges),
        }
        if found is None:
            if not params.part_of:
                yield Hit(tensor, values, cause="range", unknown="its scale is not in the file")
        elif not any(expected.near(found, params.tolerance) for expected in params.ranges):
            part = any(one.has_part(found, params.tolerance) for one in params.part_of)
            other = any(one.has_part(found, params.tolerance) for one in params.not_part_of)
            if not other and (part or not params.part_of):
                yield Hit(tensor, values, cause="range")


def _is_frame(tensor: Tensor, min_side: int) -> bool:
    """Whether a tensor is a colour image with sides of this length at least, or of unknown ones."""
    layout, shape = image_layout(tensor.shape), tensor.shape
    if layout is None or shape is None:
        return False
    sides = shape[1:3] if layout == "nhwc" else shape[2:]
    return all(side is None or side >= min_side for side in sides)

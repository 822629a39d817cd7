"""What an application has to feed and will get: inputs and outputs, before and after."""

from collections.abc import Iterator, Sequence
from typing import Literal

from dlpulint.compare.data import EndpointChange, FieldChange, Pair
from dlpulint.report.contract import WrittenModel
from dlpulint.report.report import Endpoint


def contract_changes(
    old: WrittenModel | None, new: WrittenModel | None
) -> tuple[EndpointChange, ...]:
    """The inputs and outputs that are not as they were; none where a model is not there."""
    if old is None or new is None:
        return ()
    return (
        *_changes("input", old.inputs, new.inputs),
        *_changes("output", old.outputs, new.outputs),
    )


def _changes(
    side: Literal["input", "output"],
    old: Sequence[Endpoint],
    new: Sequence[Endpoint],
) -> Iterator[EndpointChange]:
    """By name, as far as names are the same; the others in their order."""
    names = {endpoint.name: place for place, endpoint in enumerate(old)}
    unique = len(names) == len(old) and len({endpoint.name for endpoint in new}) == len(new)
    pairs = {
        place: names[endpoint.name]
        for place, endpoint in enumerate(new)
        if unique and endpoint.name in names
    }
    taken = set(pairs.values())
    left = [place for place in range(len(old)) if place not in taken]
    for place in range(len(new)):
        if place not in pairs and left:
            pairs[place] = left.pop(0)
    for place, after in enumerate(new):
        if place not in pairs:
            yield EndpointChange(side, Pair(None, after.name), ())
            continue
        before = old[pairs[place]]
        fields = tuple(_fields(before, after, pairs[place], place))
        if fields:
            yield EndpointChange(side, Pair(before.name, after.name), fields)
    for place in left:
        yield EndpointChange(side, Pair(old[place].name, None), ())


def _fields(
    before: Endpoint, after: Endpoint, place_before: int, place_after: int
) -> Iterator[FieldChange]:
    if place_before != place_after:
        yield FieldChange("position", place_before, place_after)
    if before.name != after.name:
        yield FieldChange("name", before.name, after.name)
    if before.dtype != after.dtype:
        yield FieldChange("dtype", before.dtype, after.dtype)
    if before.shape != after.shape:
        yield FieldChange("shape", before.shape, after.shape)
    if before.layout != after.layout:
        yield FieldChange("layout", before.layout, after.layout)
    if before.scale != after.scale:
        yield FieldChange("scale", before.scale, after.scale)
    if before.zero_point != after.zero_point:
        yield FieldChange("zero_point", before.zero_point, after.zero_point)

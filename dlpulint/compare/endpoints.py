"""Changes of inputs and outputs: the contract between a model and its application."""

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias, get_args

from dlpulint.compare.data import EndpointChange, FieldChange, Pair
from dlpulint.report.contract import WrittenModel
from dlpulint.report.report import Endpoint

_Field: TypeAlias = Literal["name", "dtype", "shape", "layout", "scale", "zero_point"]
_FIELDS: tuple[_Field, ...] = get_args(_Field)


def contract_changes(
    old: WrittenModel | None, new: WrittenModel | None
) -> tuple[EndpointChange, ...]:
    """The inputs and outputs that changed; none if one side has no model."""
    if old is None or new is None:
        return ()
    return (
        *_changes("input", old.inputs, new.inputs),
        *_changes("output", old.outputs, new.outputs),
    )


def _changes(
    side: Literal["input", "output"], old: Sequence[Endpoint], new: Sequence[Endpoint]
) -> Iterator[EndpointChange]:
    """The changes of one side's endpoints, matched by name if names are unique, else by order."""
    names = {endpoint.name: index for index, endpoint in enumerate(old)}
    unique = len(names) == len(old) and len({endpoint.name for endpoint in new}) == len(new)
    pairs = {index: names[e.name] for index, e in enumerate(new) if unique and e.name in names}
    left = sorted(set(range(len(old))) - set(pairs.values()))
    for index, after in enumerate(new):
        if index not in pairs and not left:
            yield EndpointChange(side, Pair(None, after.name), ())
            continue
        matched = pairs[index] if index in pairs else left.pop(0)
        before = old[matched]
        fields = tuple(_fields(before, after, Pair(matched, index)))
        if fields:
            yield EndpointChange(side, Pair(before.name, after.name), fields)
    for index in left:
        yield EndpointChange(side, Pair(old[index].name, None), ())


def _fields(before: Endpoint, after: Endpoint, position: Pair[int]) -> Iterator[FieldChange]:
    if position.differs:
        yield FieldChange("position", position.before, position.after)
    for field in _FIELDS:
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            yield FieldChange(field, was, now)

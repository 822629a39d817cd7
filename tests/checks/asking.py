"""Asks a check about a sketch, and gives its hits as data that compares by value."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from dlpulint.checks.base import Check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Operator, Tensor
from dlpulint.model.vocabulary import ATTRIBUTES


class FlatHit(Struct, frozen=True):
    """A hit, with operators as `CONV_2D 0`, tensors by name and the file as `the file`."""

    subject: str
    values: Mapping[str, Value] = field(default_factory=dict)
    cause: str = ""
    unknown: str | None = None
    members: tuple[str, ...] = ()
    pattern: str | None = None


def ask(check: Check, sketch: str, /, **params: Any) -> list[FlatHit]:
    """The hits of a check of operators or models in a sketch."""
    facts = Facts(model_from_sketch(sketch))
    asked = check.params(**params)
    if check.scope == "model":
        return [_flat(hit, check) for hit in check.ask(facts, asked)]
    assert check.scope == "operator"
    return [
        _flat(hit, check)
        for operator in facts.model.operators
        for hit in check.ask(operator, facts, asked)
    ]


def _flat(hit: Hit, check: Check) -> FlatHit:
    # Messages may name these slots and no others, so each hit has to fill them all.
    options = ATTRIBUTES if check.name == "attribute-limits" else frozenset()
    assert hit.values.keys() - options == set(check.slots)
    return FlatHit(
        subject=_name(hit.subject),
        values=dict(hit.values),
        cause=hit.cause,
        unknown=hit.unknown,
        members=tuple(map(_name, hit.members)),
        pattern=hit.pattern,
    )


def _name(subject: Operator | Tensor | None) -> str:
    if subject is None:
        return "the file"
    return f"{subject.native} {subject.index}" if isinstance(subject, Operator) else subject.name

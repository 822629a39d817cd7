"""Asks a check about a sketch, and gives its hits as data that compares by value."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from dlpulint.checks.base import Check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Model, Operator, Tensor
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
    found = [list(check.ask(operator, facts, asked)) for operator in facts.model.operators]
    if not check.looks_around:
        _assert_it_does_not_look_around(check, facts, asked, found)
    return [_flat(hit, check) for hits in found for hit in hits]


def _assert_it_does_not_look_around(
    check: Check, facts: Facts, asked: Struct, found: Sequence[Sequence[Hit]]
) -> None:
    """Its answers are about the operator, and are the same under other names and places."""
    model = _renamed(facts.model)
    known = SimpleNamespace(
        kinds=facts.kinds,
        preparation=facts.preparation,
        old_preparation=facts.old_preparation,
        needed_runtimes=Facts(model).needed_runtimes,
        model=SimpleNamespace(format=model.format, layout=model.layout),
    )
    for operator, hits, other in zip(facts.model.operators, found, model.operators, strict=True):
        again = list(check.ask(other, known, asked))
        assert all(hit.subject is operator for hit in hits)
        assert [replace(hit, subject=None) for hit in hits] == [
            replace(hit, subject=None) for hit in again
        ]


def _renamed(model: Model) -> Model:
    """The model with all names and places changed."""
    names = {t: replace(t, name=f"other {number}") for number, t in enumerate(model.tensors)}
    operators = tuple(
        replace(
            operator,
            index=operator.index + 100,
            name="other",
            subgraph=operator.subgraph + 7,
            inputs=tuple(t if t is None else names[t] for t in operator.inputs),
            outputs=tuple(names[t] for t in operator.outputs),
        )
        for operator in model.operators
    )
    return replace(model, operators=operators, tensors=tuple(names.values()), subgraphs=())


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

"""All parts of a model that have names."""

from collections.abc import Iterator, Sequence

from dlpulint.facts.families.family import Family
from dlpulint.facts.families.skeleton import Skeleton
from dlpulint.facts.parts.heads import head_spans
from dlpulint.facts.parts.members import members
from dlpulint.facts.parts.part import Part, Span
from dlpulint.facts.parts.repeated import (
    branched_spans,
    cross_stage_spans,
    mobile_spans,
    residual_spans,
)
from dlpulint.facts.parts.transformers import partial_attention_spans, transformer_spans
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.model.graph import Model, Operator

_FEWEST = 2


def parts_of(
    model: Model, skeleton: Skeleton, family: Family | None, attention: Sequence[Pattern]
) -> tuple[Part, ...]:
    """The named parts in file order; none overlaps another."""
    taken: set[Operator] = set()
    spans: list[Span] = []
    for span in _spans(skeleton, family, attention):
        if len(span.operators) >= _FEWEST and taken.isdisjoint(span.operators):
            taken |= span.operators
            spans.append(span)
    if not spans:
        return ()
    # Not of all operators: the conversions of all weights may be at the start of the file.
    order = {operator: number for number, operator in enumerate(model.operators)}
    spans.sort(key=lambda span: min(map(order.__getitem__, span.operators)))
    found = members(model, skeleton, [span.operators for span in spans])
    return tuple(Part(span.name, inside) for span, inside in zip(spans, found, strict=True))


def _spans(
    skeleton: Skeleton, family: Family | None, attention: Sequence[Pattern]
) -> Iterator[Span]:
    """Parts that are found, those first that others are only pieces of."""
    yield from head_spans(skeleton, family)
    yield from cross_stage_spans(skeleton, family)
    yield from partial_attention_spans(skeleton, attention, family)
    yield from transformer_spans(skeleton, attention, family)
    yield from branched_spans(skeleton, family)
    yield from mobile_spans(skeleton)
    yield from residual_spans(skeleton, family)

"""Blocks of transformers, and attention in other networks."""

from collections.abc import Iterator, Sequence, Set
from itertools import islice

from dlpulint.facts.families.family import Family
from dlpulint.facts.families.skeleton import Layer, Skeleton
from dlpulint.facts.parts.part import Span, between, span
from dlpulint.facts.patterns.pattern import Pattern

_ATTENTION = 64
_FEED_FORWARD = 24
"""Layers of the two halves of a block at most, with normalizations written out."""
_NEAR = 16
"""Layers after the Softmax among which the residual addition is."""
_AHEAD = 12
"""Additions after that of the attention among which that of the feed-forward layers is."""


def transformer_spans(
    skeleton: Skeleton, attention: Sequence[Pattern], family: Family | None
) -> Iterator[Span]:
    """Attention and feed-forward layers, each with its residual addition."""
    cores = {pattern.core for pattern in attention}
    encoder = family is not None and family.backbone == "ViT"
    name = "Encoder block" if encoder else "Transformer block"
    additions = [layer for layer in skeleton.of_type("add") if len(layer.sources) == 2]
    near = _after(skeleton, cores)
    for place, addition in enumerate(additions):
        first = _attended(addition, cores) if addition in near else ()
        if not first:
            continue
        for later in islice(additions, place + 1, place + 1 + _AHEAD):
            second = between(addition, later, _FEED_FORWARD)
            if _feeds_forward(addition, later, second, cores):
                yield span(name, (*first, *second))
                break
        else:
            yield span("Attention", first)


def partial_attention_spans(
    skeleton: Skeleton, attention: Sequence[Pattern], family: Family | None
) -> Iterator[Span]:
    """Attention for half of the channels, as in YOLOv10 (`PSA`) and YOLO11 (`C2PSA`)."""
    cores = {pattern.core for pattern in attention}
    eleventh = family is not None and (family.backbone or "").startswith("YOLO11")
    for joint in skeleton.of_type("concat") if cores else ():
        readers = skeleton.readers.get(joint, ())
        halves = [flow.layer for flow in joint.sources if flow.layer.type == "slice"]
        if len(joint.sources) == 2 and len(halves) == 1 == len(readers) and readers[0].is_conv(1):
            inside = between(halves[0].source.source, readers[0], _ATTENTION)
            if halves[0].source.is_conv(1) and _has(inside, cores):
                yield span("C2PSA" if eleventh else "PSA", inside)


def _after(skeleton: Skeleton, cores: Set[object]) -> set[Layer]:
    """The next layers after the cores of attention."""
    near: set[Layer] = set()
    for core in skeleton.layers if cores else ():
        if core.operator in cores:
            ahead = [core]
            for layer in ahead:
                if len(ahead) < _NEAR:
                    ahead += (r for r in skeleton.readers.get(layer, ()) if r not in near)
                    near.update(ahead)
    return near


def _attended(addition: Layer, cores: Set[object]) -> tuple[Layer, ...]:
    """The layers of attention up to its residual addition; empty for other additions."""
    for flow in addition.sources:
        inside = between(flow.layer, addition, _ATTENTION)
        if _weighted(inside) >= 2 and _has(inside, cores):
            return inside
    return ()


def _feeds_forward(
    start: Layer, addition: Layer, inside: tuple[Layer, ...], cores: Set[object]
) -> bool:
    """Whether two layers with weights and a shortcut past them are between two additions."""
    if not 2 <= _weighted(inside) <= 3 or _has(inside, cores):
        return False
    shortcuts = (flow.layer for flow in addition.sources)
    return any(
        layer is start or ((past := between(start, layer, _FEED_FORWARD)) and not _weighted(past))
        for layer in shortcuts
    )


def _weighted(layers: Sequence[Layer]) -> int:
    return sum(layer.weighted for layer in layers)


def _has(layers: Sequence[Layer], cores: Set[object]) -> bool:
    return any(layer.operator in cores for layer in layers)

"""Blocks of transformers, and attention in other networks."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice

from msgspec import Struct

from dlpulint.facts.families.family import Family
from dlpulint.facts.families.skeleton import Layer, Skeleton
from dlpulint.facts.parts.part import Span, between, span
from dlpulint.facts.patterns.pattern import Pattern

_ATTENTION = 64
_FEED_FORWARD = 24
"""Layers of the two halves of a block at most, with normalizations written out."""
_NEAR = 16
"""Layers after the Softmax among which the residual addition is."""
_NORMALIZING = frozenset(
    {"mean", "sub", "squared-difference", "pow", "square", "sqrt", "rsqrt", "div", "mul", "add"}
)
_AHEAD = 12
"""Additions after that of the attention among which that of the feed-forward layers is."""


class _Network(Struct, frozen=True):
    """Layers with attention among them."""

    skeleton: Skeleton
    cores: Set[object]
    """The operators that stand for attention."""
    order: Mapping[Layer, int]
    """By layer: its position in the skeleton; a layer comes after those that it reads."""

    def readers(self, layer: Layer) -> tuple[Layer, ...]:
        """The layers that read a layer."""
        return self.skeleton.readers.get(layer, ())


def transformer_spans(
    skeleton: Skeleton, attention: Sequence[Pattern], family: Family | None
) -> Iterator[Span]:
    """Attention and feed-forward layers, each with its residual addition."""
    cores = {pattern.core for pattern in attention}
    if not cores:
        return
    encoder = family is not None and family.backbone == "ViT"
    name = "Encoder block" if encoder else "Transformer block"
    additions = [layer for layer in skeleton.of_type("add") if len(layer.sources) == 2]
    order = {layer: number for number, layer in enumerate(skeleton.layers)}
    network = _Network(skeleton, cores, order)
    near = _after(skeleton, cores)
    for place, addition in enumerate(additions):
        first = _attended(network, addition) if addition in near else ()
        if not first:
            continue
        for later in islice(additions, place + 1, place + 1 + _AHEAD):
            second = between(addition, later, _FEED_FORWARD)
            shortcut = _feeds_forward(addition, later, second, cores)
            if shortcut is not None:
                # Where it is normalized first, so is the result of the block.
                last = () if shortcut is addition else _normalization(network, later)
                yield span(name, (*first, *second, *last))
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
    for core in skeleton.layers:
        if core.operator in cores:
            ahead = [core]
            for layer in ahead:
                if len(ahead) < _NEAR:
                    ahead += (r for r in skeleton.readers.get(layer, ()) if r not in near)
                    near.update(ahead)
    return near


def _attended(network: _Network, addition: Layer) -> tuple[Layer, ...]:
    """The layers of attention up to its residual addition; empty for other additions."""
    for flow in addition.sources:
        inside = _with_mask(network, flow.layer, addition)
        if _weighted(inside) >= 2 and _has(inside, network.cores):
            return inside
    return ()


def _with_mask(network: _Network, start: Layer, end: Layer) -> tuple[Layer, ...]:
    """The layers from `start` to `end`, and those that prepare a mask, an input of the graph."""
    found = {end: None}
    waiting = [end]
    for layer in waiting:
        for source, _ in layer.sources:
            if source is not start and source not in found and source.type != "input":
                if len(found) == _ATTENTION:
                    return ()
                found[source] = None
                waiting.append(source)
    through: set[Layer] = set()
    for layer in sorted(found, key=network.order.__getitem__):
        if any(source is start or source in through for source, _ in layer.sources):
            through.add(layer)
        elif layer.weighted:
            return ()
    if end not in through:
        return ()
    # A mask that several blocks read belongs to none.
    own = (r for r in found if all(reader in found for reader in network.readers(r)))
    return tuple(through.union(own))


def _feeds_forward(
    start: Layer, addition: Layer, inside: tuple[Layer, ...], cores: Set[object]
) -> Layer | None:
    """The shortcut past two layers with weights between two additions, if there is one."""
    if not 2 <= _weighted(inside) <= 3 or _has(inside, cores):
        return None
    for layer, _ in addition.sources:
        past = between(start, layer, _FEED_FORWARD)
        if layer is start or (past and not _weighted(past)):
            return layer
    return None


def _normalization(network: _Network, given: Layer) -> tuple[Layer, ...]:
    """The layers of a normalization that alone reads `given`, written out; else empty."""
    found = {given: None}
    waiting = [given]
    for layer in waiting:
        for reader in network.readers(layer):
            kind = "" if reader.operator is None else reader.operator.kind
            whole = all(source in found for source, _ in reader.sources)
            if kind in _NORMALIZING and whole and reader not in found:
                found[reader] = None
                waiting.append(reader)
        if len(found) > _FEED_FORWARD:
            return ()
    *inside, last = sorted(found, key=network.order.__getitem__)
    closed = all(reader in found for layer in inside for reader in network.readers(layer))
    return (*inside[1:], last) if closed and inside else ()


def _weighted(layers: Sequence[Layer]) -> int:
    return sum(layer.weighted for layer in layers)


def _has(layers: Sequence[Layer], cores: Set[object]) -> bool:
    return any(layer.operator in cores for layer in layers)

"""Backbones of YOLO from version 5 on, recognized by their cross-stage blocks."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from dlpulint.facts.families.heads import anchor_outputs, distribution_outputs
from dlpulint.facts.families.skeleton import Layer, Skeleton
from dlpulint.facts.patterns.pattern import Pattern

_LONGEST = 64
"""Bottlenecks in one cross-stage block that are followed at most, in a hostile file."""

_WIDTHS = {0.25: "n", 0.5: "s", 0.75: "m", 1.0: "l", 1.25: "x"}
"""Sizes of versions 5 and 8, by width; the depth must agree."""

_THIRD = 512
"""Channels of the backbone's third block at width 1."""

_ROUNDING = 0.06
"""Relative tolerance of a width: Axis' YOLOv5 for ARTPEC-8 has multiples of 12 channels."""

_V5_DEPTHS: dict[tuple[int, ...], str] = {
    (1, 2, 3, 1): "ns", (2, 4, 6, 2): "m", (3, 6, 9, 3): "l", (4, 8, 12, 4): "x",
    # Up to release 5.0 the last block of the backbone had no residual additions.
    (1, 3, 3): "ns", (2, 6, 6): "m", (3, 9, 9): "l", (4, 12, 12): "x",
}  # fmt: skip
_V8_DEPTHS: dict[tuple[int, ...], str] = {
    (1, 2, 2, 1): "ns", (2, 4, 4, 2): "m", (3, 6, 6, 3): "lx"
}  # fmt: skip
"""Sizes by the bottlenecks of each block with residual additions in the backbone."""

_V11_WIDTHS = {0.25: "n", 0.5: "s", 1.0: "ml", 1.5: "x"}
"""Sizes of version 11, by width; the depth distinguishes m from l."""


class CrossStage(Struct, frozen=True, eq=False):
    """A block with one part of its input passed through bottlenecks and another past them."""

    kind: Literal["C3", "C2f", "C3k2"]
    """`C3`: two parts joined. `C2f`: every bottleneck's result joined. `C3k2`: the same with
    bottlenecks half as wide, or cross-stage blocks within."""
    bottlenecks: int
    residual: bool
    channels: int | None
    """Channels of its output."""
    input: Layer
    output: Layer | None
    """The convolution after the parts are joined; `None` where there is no single one."""


class Pyramid(Struct, frozen=True, eq=False):
    """A layer joined with its results after poolings of several sizes, between convolutions."""

    kind: Literal["SPP", "SPPF"]
    input: Layer
    output: Layer


def cross_stages(skeleton: Skeleton) -> list[CrossStage]:
    """The cross-stage blocks in file order."""
    joints = skeleton.of_type("concat")
    return [block for joint in joints if (block := _cross_stage(skeleton, joint))]


def pyramids(skeleton: Skeleton) -> Iterator[Pyramid]:
    """The poolings of several sizes, one after the other (SPPF) or side by side (SPP)."""
    for joint in skeleton.of_type("concat"):
        kind: Literal["SPP", "SPPF"] = "SPPF" if _pyramid(joint) else "SPP"
        readers = skeleton.readers.get(joint, ())
        if kind == "SPPF" or _side_by_side(joint):
            first = joint.sources[0].layer
            if first.is_conv(1) and len(readers) == 1 and readers[0].is_conv(1):
                yield Pyramid(kind, first.source, readers[0])


def yolo_backbone(skeleton: Skeleton, attention: Sequence[Pattern]) -> str | None:
    """Name of the backbone (`YOLOv5n`, `YOLO11s`); without a size if width and depth disagree."""
    found = cross_stages(skeleton)
    kinds = {block.kind for block in found}
    if "C3k2" in kinds:
        return _version_11(skeleton, found, attention)
    if "C2f" in kinds:
        return _version_8(found, attention)
    return _version_5(skeleton, found) if kinds else None


def _version_5(skeleton: Skeleton, found: Sequence[CrossStage]) -> str | None:
    backbone = [block for block in found if block.residual]
    sizes = _V5_DEPTHS.get(tuple(block.bottlenecks for block in backbone))
    anchored = bool(anchor_outputs(skeleton))
    # YOLOX has the same blocks; only the head differs.
    if sizes is None or not (anchored or (len(backbone) == 4 and distribution_outputs(skeleton))):
        return None
    size = _size(backbone, _WIDTHS)
    return f"YOLOv5{size}" if size in sizes else "YOLOv5"


def _version_8(found: Sequence[CrossStage], attention: Sequence[Pattern]) -> str | None:
    backbone = [block for block in found if block.kind == "C2f" and block.residual]
    sizes = _V8_DEPTHS.get(tuple(block.bottlenecks for block in backbone))
    # YOLOv10 has the same blocks, plus attention.
    if sizes is None or attention:
        return None
    size = _size(backbone, _WIDTHS)
    return f"YOLOv8{size}" if size in sizes else "YOLOv8"


def _version_11(
    skeleton: Skeleton, found: Sequence[CrossStage], attention: Sequence[Pattern]
) -> str | None:
    """YOLO11; version 12 has no pyramid pooling, and later heads predict no distribution."""
    blocks = [block for block in found if block.kind in ("C3k2", "C2f")]
    pyramid = any(_pyramid(joint) for joint in skeleton.of_type("concat"))
    if len(blocks) < 6 or not (attention and pyramid and distribution_outputs(skeleton)):
        return None
    size = _size(blocks, _V11_WIDTHS)
    if size == "ml":
        size = "m" if blocks[0].bottlenecks == 1 else "l"
    return "YOLO11" if size == "-" else f"YOLO11{size}"


def _size(backbone: Sequence[CrossStage], widths: Mapping[float, str]) -> str:
    """Letter of the size, by the width of the third block; a dash for other widths."""
    width = (backbone[2].channels or 0) / _THIRD
    near = (size for wanted, size in widths.items() if abs(width - wanted) <= _ROUNDING * wanted)
    return next(near, "-")


def _cross_stage(skeleton: Skeleton, joint: Layer) -> CrossStage | None:
    sources = [flow.layer for flow in joint.sources]
    if not 2 <= len(sources) <= _LONGEST:
        return None
    readers = skeleton.readers.get(joint, ())
    output = readers[0] if len(readers) == 1 and readers[0].is_conv(1) else None
    joined_twice = _c3(sources[0], sources[1], output) if len(sources) == 2 else None
    return joined_twice or _c2f(sources, output)


def _c3(first: Layer, second: Layer, output: Layer | None) -> CrossStage | None:
    """C3: bottlenecks of 1x1 and 3x3 after a pointwise convolution, beside another one."""
    for deep, passed in ((first, second), (second, first)):
        count, residual, start = 0, False, deep
        while count < _LONGEST:
            added, before = _bottleneck(start, (3, 1))
            if before is None:
                break
            count, residual, start = count + 1, added, before
        ends = start.is_conv(1) and passed.is_conv(1) and start.source is passed.source
        if count and ends:
            channels = None if output is None else output.channels
            return CrossStage("C3", count, residual, channels, start.source, output)
    return None


def _c2f(sources: Sequence[Layer], output: Layer | None) -> CrossStage | None:
    """C2f, C3k2: halves of a pointwise convolution, and the result of each bottleneck."""
    halves = [layer for layer in sources if layer.type == "slice"]
    rest = sources[len(halves) :]
    if not (1 <= len(halves) <= 2) or not rest or sources[: len(halves)] != halves:
        return None
    if not all(half.source.is_conv(1) and half.source is halves[0].source for half in halves):
        return None
    residual, narrow = False, False
    previous = halves[-1]
    for layer in rest:
        residual, before = _bottleneck(layer, (3, 3))
        if before is previous:
            narrow = narrow or _middle(layer).channels != layer.channels
        elif _holds_c3(layer, previous):
            narrow = True
        else:
            return None
        previous = layer
    channels = None if output is None else output.channels
    kind: Literal["C3k2", "C2f"] = "C3k2" if narrow else "C2f"
    return CrossStage(kind, len(rest), residual, channels, halves[0].source.source, output)


def _bottleneck(last: Layer, kernels: tuple[int, int]) -> tuple[bool, Layer | None]:
    """Whether a bottleneck that ends at `last` is residual, and the layer it starts from."""
    if last.type == "add" and len(last.sources) == 2:
        first, second = (flow.layer for flow in last.sources)
        for conv, shortcut in ((first, second), (second, first)):
            if _two_convs(conv, kernels) and conv.source.source is shortcut:
                return True, shortcut
        return True, None
    return False, last.source.source if _two_convs(last, kernels) else None


def _two_convs(last: Layer, kernels: tuple[int, int]) -> bool:
    return last.is_conv(kernels[0]) and last.source.is_conv(kernels[1]) and last.groups == 1


def _middle(last: Layer) -> Layer:
    """The first convolution of a bottleneck that ends at `last`."""
    if last.type != "add":
        return last.source
    return next(f.layer.source for f in last.sources if f.layer.is_conv(3))


def _holds_c3(last: Layer, given: Layer) -> bool:
    """Whether a cross-stage block of 3x3 bottlenecks is between `given` and `last`."""
    joint = last.source
    if not last.is_conv(1) or joint.type != "concat" or len(joint.sources) != 2:
        return False
    deep, passed = (flow.layer for flow in joint.sources)
    for _ in range(_LONGEST):
        _, before = _bottleneck(deep, (3, 3))
        if before is None:
            break
        deep = before
    return deep.is_conv(1) and passed.is_conv(1) and deep.source is passed.source is given


def _pyramid(joint: Layer) -> bool:
    """Whether a layer is joined with its results after one, two and three poolings (SPPF)."""
    sources = [flow.layer for flow in joint.sources]
    if len(sources) != 4:
        return False
    return all(
        layer.type == "max-pool" and layer.source is before for before, layer in pairwise(sources)
    )


def _side_by_side(joint: Layer) -> bool:
    """Whether a layer is joined with three poolings of itself (SPP)."""
    first, *pooled = (flow.layer for flow in joint.sources)
    return len(pooled) == 3 and all(
        layer.type == "max-pool" and layer.source is first for layer in pooled
    )

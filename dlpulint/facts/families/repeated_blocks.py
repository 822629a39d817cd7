"""Blocks that mobile and residual networks repeat, found in a skeleton."""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.facts.families.skeleton import Layer, Skeleton

BlockKind: TypeAlias = Literal["separable", "inverted", "fused", "basic", "bottleneck"]
"""Construction of a block.

`separable`: depthwise, pointwise, both activated (MobileNetV1). `inverted`: expanded (or not),
depthwise, and a linear pointwise one (MobileNetV2). `fused`: as `inverted`, with one ordinary
convolution that expands. `basic` and `bottleneck`: 3x3 3x3 and 1x1 3x3 1x1 around a residual
addition.
"""


class Block(Struct, frozen=True, eq=False):
    """Layers that a paper draws as one box."""

    kind: BlockKind
    input: Layer
    output: Layer
    kernel: int
    channels: int
    """Of its output."""
    inner: int
    """Channels of the layer in its middle."""
    squeezed: bool = False
    """Whether squeeze-and-excite weighs the channels in its middle."""
    groups: int = 1


def mobile_blocks(skeleton: Skeleton) -> Iterator[Block]:
    """Blocks of mobile networks, in file order of their widest layer."""
    for layer in skeleton.layers:
        if layer.type == "depthwise":
            block = _depthwise_block(skeleton, layer)
        elif layer.type == "conv" and layer.kernel[0] > 1 and layer.groups == 1:
            block = _fused_block(skeleton, layer)
        else:
            block = None
        if block is not None:
            yield block


def _depthwise_block(skeleton: Skeleton, depthwise: Layer) -> Block | None:
    found = _projection(skeleton, depthwise)
    if found is None or depthwise.channels is None:
        return None
    projection, squeezed = found
    given = depthwise.source
    if projection.channels is None:
        return None
    if not skeleton.linear(projection):
        kind: BlockKind = "separable"
    else:
        kind = "inverted"
        if (
            given.is_conv(1)
            and skeleton.activated(given)
            and (given.channels or 0) > (given.source.channels or 0)
            and given.source.type != "input"
        ):
            given = given.source
    return Block(
        kind,
        given,
        _residual(skeleton, projection, given),
        max(depthwise.kernel),
        projection.channels,
        depthwise.channels,
        squeezed,
    )


def _fused_block(skeleton: Skeleton, conv: Layer) -> Block | None:
    found = _projection(skeleton, conv)
    if found is None or conv.channels is None or not skeleton.activated(conv):
        return None
    projection, squeezed = found
    given = conv.source
    if projection.channels is None or given.channels is None or given.type == "input":
        return None
    if conv.channels <= max(given.channels, projection.channels) or skeleton.activated(projection):
        return None
    output = _residual(skeleton, projection, given)
    return Block(
        "fused", given, output, max(conv.kernel), projection.channels, conv.channels, squeezed
    )


def _projection(skeleton: Skeleton, wide: Layer) -> tuple[Layer, bool] | None:
    """The only pointwise convolution after `wide`, and whether squeeze-and-excite comes between."""
    readers = skeleton.readers.get(wide, ())
    gates = [reader for reader in readers if reader.type == "gate"]
    squeezed = len(gates) == 1 and len(readers) == 2
    if squeezed:
        readers = skeleton.readers.get(gates[0], ())
    if len(readers) != 1 or not readers[0].is_conv(1) or readers[0].groups != 1:
        return None
    return readers[0], squeezed


def _residual(skeleton: Skeleton, last: Layer, given: Layer) -> Layer:
    """The addition that joins a block's last layer with its input, else that layer itself."""
    for reader in skeleton.readers.get(last, ()):
        if reader.type == "add" and any(flow.layer is given for flow in reader.sources):
            return reader
    return last


def residual_blocks(skeleton: Skeleton) -> Iterator[Block]:
    """Blocks of ordinary convolutions around a residual addition, in file order."""
    for layer in skeleton.of_type("add"):
        if len(layer.sources) == 2:
            first, second = (flow.layer for flow in layer.sources)
            block = _residual_block(layer, first, second) or _residual_block(layer, second, first)
            if block is not None:
                yield block


def _residual_block(addition: Layer, main: Layer, shortcut: Layer) -> Block | None:
    walked = [main]
    for _ in range(2):
        walked.append(walked[-1].source)
    last, middle, first = walked
    sizes = [max(layer.kernel) if layer.type == "conv" else 0 for layer in walked]
    if sizes == [1, 3, 1]:
        kind: BlockKind = "bottleneck"
        given, widest = first.source, middle
    elif sizes[:2] == [3, 3]:
        kind, given, widest = "basic", middle.source, middle
    else:
        return None
    if not _reaches(shortcut, given) or last.channels is None or widest.channels is None:
        return None
    return Block(kind, given, addition, 3, last.channels, widest.channels, groups=middle.groups)


def _reaches(shortcut: Layer, given: Layer) -> bool:
    """Whether a shortcut starts at `given`: as is, pooled, or through a pointwise convolution."""
    for _ in range(3):
        if shortcut is given:
            return True
        if not (shortcut.is_conv(1) or shortcut.type in ("max-pool", "average-pool")):
            return False
        shortcut = shortcut.source
    return False


def longest_chain(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The longest run of blocks that each read what the one before has written.

    Heads hang blocks of their own on the maps between; the longest run is the backbone.
    """
    ordered = sorted(blocks, key=_position)
    length: dict[Block, int] = {}
    before: dict[Block, Block | None] = {}
    best_at: dict[Layer, Block] = {}
    for block in ordered:
        previous = best_at.get(block.input)
        length[block] = 1 if previous is None else length[previous] + 1
        before[block] = previous
        best = best_at.get(block.output)
        if best is None or length[best] < length[block]:
            best_at[block.output] = block
    if not ordered:
        return ()
    chain: list[Block] = []
    step: Block | None = max(ordered, key=lambda block: length[block])
    while step is not None:
        chain.append(step)
        step = before[step]
    return tuple(reversed(chain))


def _position(block: Block) -> int:
    operator = block.output.operator
    return -1 if operator is None else operator.index

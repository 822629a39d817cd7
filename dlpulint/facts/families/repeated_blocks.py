"""Blocks that mobile and residual networks repeat, found in a skeleton."""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.facts.families.skeleton import Layer, Skeleton

BlockKind: TypeAlias = Literal["separable", "inverted", "fused", "basic", "bottleneck"]
"""Structures of a block.

`separable`: depthwise, pointwise, both activated (MobileNetV1). `inverted`: expanded (or not),
depthwise, and a linear pointwise one (MobileNetV2). `fused`: as `inverted`, with one ordinary
convolution that expands. `basic` and `bottleneck`: 3x3 3x3 and 1x1 3x3 1x1 around a residual
addition.
"""


class Block(Struct, frozen=True, eq=False):
    """A group of layers that papers draw as one box."""

    kind: BlockKind
    input: Layer
    output: Layer
    kernel: int
    channels: int
    """Of its output."""
    inner: int
    """Channels of its middle layer."""
    squeezed: bool = False
    """Whether squeeze-and-excite scales the channels of its middle layer."""
    groups: int = 1


def mobile_blocks(skeleton: Skeleton) -> Iterator[Block]:
    """Blocks of mobile networks, in file order of their widest layer."""
    for layer in skeleton.layers:
        block: Block | None = None
        if layer.type == "depthwise":
            block = _depthwise_block(skeleton, layer)
        elif layer.type == "conv" and layer.kernel[0] > 1 and layer.groups == 1:
            block = _fused_block(skeleton, layer)
        if block is not None:
            yield block


def _depthwise_block(skeleton: Skeleton, depthwise: Layer) -> Block | None:
    projection, squeezed = _projection(skeleton, depthwise)
    if projection is None or projection.channels is None or depthwise.channels is None:
        return None
    kind: BlockKind = "inverted" if skeleton.linear(projection) else "separable"
    given = depthwise.source
    if (
        kind == "inverted"
        and given.is_conv(1)
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
    projection, squeezed = _projection(skeleton, conv)
    if projection is None or conv.channels is None or not skeleton.activated(conv):
        return None
    given = conv.source
    if projection.channels is None or given.channels is None or given.type == "input":
        return None
    if conv.channels <= max(given.channels, projection.channels) or skeleton.activated(projection):
        return None
    output = _residual(skeleton, projection, given)
    return Block(
        "fused", given, output, max(conv.kernel), projection.channels, conv.channels, squeezed
    )


def _projection(skeleton: Skeleton, wide: Layer) -> tuple[Layer | None, bool]:
    """The pointwise convolution after `wide`, if any, and whether squeeze-and-excite is between."""
    readers = skeleton.readers.get(wide, ())
    gates = [reader for reader in readers if reader.type == "gate"]
    squeezed = len(gates) == 1 and len(readers) == 2
    if squeezed:
        readers = skeleton.readers.get(gates[0], ())
    if len(readers) != 1 or not readers[0].is_conv(1) or readers[0].groups != 1:
        return None, squeezed
    return readers[0], squeezed


def _residual(skeleton: Skeleton, last: Layer, given: Layer) -> Layer:
    """The addition of a block's last layer and its input, or else that layer itself."""
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
    last, middle, first = main, main.source, main.source.source
    layers = (last, middle, first)
    sizes = [max(layer.kernel) if layer.type == "conv" else 0 for layer in layers]
    if sizes == [1, 3, 1]:
        kind: BlockKind = "bottleneck"
        given = first.source
    elif sizes[:2] == [3, 3]:
        kind, given = "basic", first
    else:
        return None
    if not _reaches(shortcut, given) or last.channels is None or middle.channels is None:
        return None
    return Block(kind, given, addition, 3, last.channels, middle.channels, groups=middle.groups)


def _reaches(shortcut: Layer, given: Layer) -> bool:
    """Whether a shortcut starts at `given`, with poolings or pointwise convolutions between."""
    for _ in range(3):
        if shortcut is given:
            return True
        if not (shortcut.is_conv(1) or shortcut.type in ("max-pool", "average-pool")):
            return False
        shortcut = shortcut.source
    return False


def longest_chain(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The longest chain of blocks that each read the output of the previous one.

    Heads attach blocks of their own to the maps between; the longest chain is the backbone.
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

"""The blocks that networks repeat, under the names of their papers."""

from collections.abc import Iterator

from dlpulint.facts.families.branches import branched_blocks
from dlpulint.facts.families.family import Family
from dlpulint.facts.families.repeated_blocks import (
    Block,
    longest_chain,
    mobile_blocks,
    residual_blocks,
)
from dlpulint.facts.families.skeleton import Skeleton
from dlpulint.facts.families.yolo import cross_stages, pyramids
from dlpulint.facts.parts.part import Span, between, span

_CHAIN = 3
"""Blocks in a row from which on they are those of a backbone."""

_LAYERS = 24
"""Layers of a mobile or residual block at most."""

_MOBILE = {
    "inverted": "Inverted residual",
    "fused": "Fused inverted residual",
    "separable": "Separable block",
}


def cross_stage_spans(skeleton: Skeleton, family: Family | None) -> Iterator[Span]:
    """The blocks of YOLO's backbone and neck."""
    yolo = family is not None and "YOLO" in str(family)
    for block in cross_stages(skeleton):
        if block.output is not None:
            # Other detectors have C3's structure too, under other names.
            name = block.kind if yolo or block.kind != "C3" else "CSP block"
            yield span(name, between(block.input, block.output))
    for pyramid in pyramids(skeleton):
        yield span(pyramid.kind, between(pyramid.input, pyramid.output))


def mobile_spans(skeleton: Skeleton) -> Iterator[Span]:
    """The blocks of a mobile backbone, and such as prove themselves."""
    blocks = tuple(mobile_blocks(skeleton))
    chain = longest_chain(blocks)
    # Backbones expand all blocks but the first; BlazeFace expands none.
    proven = len(chain) >= _CHAIN and 2 * sum(map(_expanded, chain)) > len(chain)
    backbone = set(chain) if proven else set[Block]()
    for block in blocks:
        if block.kind == "separable":
            named = _separable(skeleton, block) or (block in chain and len(chain) >= _CHAIN)
        else:
            named = block in backbone or (block.output.type == "add" and _expanded(block))
        if named:
            yield span(_MOBILE[block.kind], between(block.input, block.output, _LAYERS))


def _expanded(block: Block) -> bool:
    return block.inner > (block.input.channels or block.inner)


def _separable(skeleton: Skeleton, block: Block) -> bool:
    """Whether both layers of a block have activations of their own."""
    depthwise = block.output.source
    return depthwise.type == "depthwise" and skeleton.activated(depthwise)


def residual_spans(skeleton: Skeleton, family: Family | None) -> Iterator[Span]:
    """Residual blocks of ordinary convolutions, under ResNet's names in a ResNet."""
    backbone = (family and family.backbone) or ""
    basic = "Basic block" if backbone.startswith("ResNet") else "Residual block"
    for block in residual_blocks(skeleton):
        name = "Bottleneck block" if block.kind == "bottleneck" else basic
        yield span(name, between(block.input, block.output, _LAYERS))


def branched_spans(skeleton: Skeleton, family: Family | None) -> Iterator[Span]:
    """The modules of Inception, SqueezeNet and ShuffleNetV2."""
    backbone = (family and family.backbone) or ""
    for name, start, joint in branched_blocks(skeleton, backbone):
        yield span(name, between(start, joint))

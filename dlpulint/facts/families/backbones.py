"""The backbone of a model, which extracts the features that a head works on."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from dlpulint.facts.families.branches import branched
from dlpulint.facts.families.efficientnet import efficientnet, efficientnet_v2
from dlpulint.facts.families.repeated_blocks import longest_chain, mobile_blocks, residual_blocks
from dlpulint.facts.families.skeleton import Layer, Skeleton
from dlpulint.facts.families.templates import TEMPLATES
from dlpulint.facts.families.yolo import yolo_backbone
from dlpulint.facts.patterns.pattern import Pattern

_STEM = 4
"""Layers from the input within which the first residual block of a ResNet starts."""

_VGG: dict[tuple[int, ...], str] = {
    (1, 1, 2, 2, 2): "VGG-11", (2, 2, 2, 2, 2): "VGG-13",
    (2, 2, 3, 3, 3): "VGG-16", (2, 2, 4, 4, 4): "VGG-19",
}  # fmt: skip
"""Numbers of 3x3 convolutions before each pooling."""


def backbone_of(skeleton: Skeleton, attention: Sequence[Pattern]) -> str | None:
    """Name of the backbone, or `None` where the structure proves none."""
    return (
        yolo_backbone(skeleton, attention)
        or _mobile(skeleton)
        or _resnet(skeleton)
        or branched(skeleton)
        or _vgg(skeleton)
        or _vision_transformer(skeleton, attention)
    )


def _mobile(skeleton: Skeleton) -> str | None:
    chain = longest_chain(mobile_blocks(skeleton))
    if scaled := efficientnet(chain):
        return scaled
    if efficientnet_v2(chain):
        return "EfficientNetV2"
    return next((template.name for template in TEMPLATES if template.fits(chain)), None)


def _resnet(skeleton: Skeleton) -> str | None:
    """ResNet by its number of layers (`ResNet-50`): those in blocks, the stem and the last."""
    chain = longest_chain(residual_blocks(skeleton))
    kinds = {block.kind for block in chain}
    if len(chain) < 3 or len(kinds) != 1 or not _near_input(chain[0].input):
        return None
    stages = [(channels, len(list(same))) for channels, same in groupby(b.channels for b in chain)]
    widths, repeats = zip(*stages, strict=True)
    if any(wider != 2 * width for width, wider in pairwise(widths)):
        return None
    if len(stages) not in (3, 4):
        return None
    layers = (2 if kinds == {"basic"} else 3) * sum(repeats) + 2
    if {block.groups for block in chain} != {1}:
        return f"ResNeXt-{layers}" if kinds == {"bottleneck"} else None
    if kinds == {"bottleneck"} and any(b.channels != 4 * b.inner for b in chain):
        return f"Wide ResNet-{layers}" if all(b.channels == 2 * b.inner for b in chain) else None
    return f"ResNet-{layers}"


def _near_input(layer: Layer) -> bool:
    for _ in range(_STEM + 1):
        if layer.type == "input":
            return True
        layer = layer.source
    return False


def _vgg(skeleton: Skeleton) -> str | None:
    """VGG: only 3x3 convolutions and poolings, each stage twice as wide except the last."""
    runs: list[list[int | None]] = [[]]
    for layer in skeleton.layers:
        if layer.is_conv(3) and layer.stride == 1 and len(runs) <= 5:
            runs[-1].append(layer.channels)
        elif layer.type == "max-pool":
            runs.append([])
        elif layer.weighted:
            break
    name = _VGG.get(tuple(len(run) for run in runs[:5]))
    widths = [set(run) for run in runs[:5]]
    if name is None or any(len(width) != 1 for width in widths):
        return None
    first, *rest = (run[0] or 0 for run in runs[:5])
    return name if rest == [2 * first, 4 * first, 8 * first, 8 * first] else None


def _vision_transformer(skeleton: Skeleton, attention: Sequence[Pattern]) -> str | None:
    """ViT: patches of the image and attention among all of them, at a single resolution."""
    convolutions = [layer for layer in skeleton.layers if layer.type in ("conv", "depthwise")]
    spatial = [layer for layer in convolutions if max(layer.kernel) > 1]
    scores = {_score_shape(pattern) for pattern in attention}
    if len(attention) < 4 or len(spatial) != 1 or len(scores) != 1:
        return None
    patches = spatial[0]
    cut_out = patches.kernel == (patches.stride, patches.stride) and patches.stride >= 4
    return "ViT" if cut_out and patches.source.type == "input" else None


def _score_shape(pattern: Pattern) -> tuple[int | None, ...] | None:
    return pattern.core.output.shape if pattern.core.output else None

"""Backbones whose blocks have parallel branches, joined by concatenation."""

from collections.abc import Iterator

from dlpulint.facts.families.skeleton import Layer, Skeleton

_REACH = 8
"""Layers that a branch is traced back; the longest of Inception has six."""


def branched(skeleton: Skeleton) -> str | None:
    """Inception, DenseNet, SqueezeNet or ShuffleNetV2, recognized by how branches are joined."""
    joints = [layer for layer in skeleton.of_type("concat") if len(layer.sources) > 1]
    if sum(_inception(joint) is not None for joint in joints) >= 3:
        return "Inception"
    if _chained(joints) >= 12:
        return "DenseNet"
    if sum(map(_fire, joints)) >= 6:
        return "SqueezeNet"
    if sum(map(_shuffle_unit, joints)) >= 9:
        return "ShuffleNetV2"
    return None


def branched_blocks(skeleton: Skeleton, backbone: str) -> Iterator[tuple[str, Layer, Layer]]:
    """Name, input and last layer of the modules that a backbone of this name repeats."""
    for joint in skeleton.of_type("concat"):
        if len(joint.sources) < 2:
            continue
        if backbone == "Inception" and (start := _inception(joint)):
            yield "Inception module", start, joint
        elif backbone == "SqueezeNet" and _fire(joint):
            yield "Fire module", joint.sources[0].layer.source.source, joint
        elif backbone == "ShuffleNetV2" and _shuffle_unit(joint):
            kept = next(flow.layer for flow in joint.sources if flow.layer.type == "slice")
            yield "Shuffle unit", kept.source, joint
        elif backbone == "ShuffleNetV2" and (start := _halving_unit(joint)):
            yield "Shuffle unit", start, joint


def _before(layer: Layer) -> list[Layer]:
    """A layer and those before it, as long as each reads only one."""
    found = [layer]
    while len(found) < _REACH and len(found[-1].sources) == 1:
        found.append(found[-1].source)
    return found


def _inception(joint: Layer) -> Layer | None:
    """The layer of which four branches are joined: pointwise, two deeper ones, and pooling."""
    if len(joint.sources) != 4:
        return None
    branches = [_before(flow.layer) for flow in joint.sources]
    for start in branches[0][1:]:
        if all(start in branch for branch in branches[1:]):
            inside = [branch[: branch.index(start)] for branch in branches]
            pooled = [b for b in inside if b and b[-1].type in ("max-pool", "average-pool")]
            single = [b for b in inside if len(b) == 1 and b[0].is_conv(1)]
            deep = [b for b in inside if len(b) >= 2 and b[-1].is_conv(1)]
            return start if len(pooled) == 1 == len(single) and len(deep) >= 2 else None
    return None


def _chained(joints: list[Layer]) -> int:
    """Number of joints that append the same number of channels to all channels before."""
    grown: dict[int, int] = {}
    for joint in joints:
        *kept, new = (flow.layer for flow in joint.sources)
        squeezing = new.source
        if not (new.is_conv(3) and squeezing.is_conv(1) and new.channels is not None):
            continue
        read = squeezing.source
        before = [flow.layer for flow in read.sources] if read.type == "concat" else []
        if kept in ([read], before):
            grown[new.channels] = grown.get(new.channels, 0) + 1
    return max(grown.values(), default=0)


def _fire(joint: Layer) -> bool:
    """Whether a 1x1 and a 3x3 convolution of the same squeezed layer are joined."""
    if len(joint.sources) != 2:
        return False
    small, large = sorted((flow.layer for flow in joint.sources), key=lambda layer: layer.kernel)
    squeezed = small.source
    return (
        small.is_conv(1)
        and large.is_conv(3)
        and large.source is squeezed
        and squeezed.is_conv(1)
        and small.channels == large.channels
        and (squeezed.channels or 0) < (small.channels or 0)
    )


def _shuffle_unit(joint: Layer) -> bool:
    """Whether half of the channels bypass 1x1, depthwise and 1x1 convolutions of the rest."""
    if len(joint.sources) != 2:
        return False
    return any(
        kept.layer.type == "slice" and _unit(branch.layer)
        for kept, branch in (joint.sources, joint.sources[::-1])
    )


def _unit(last: Layer) -> bool:
    depthwise = last.source
    first = depthwise.source
    return (
        last.is_conv(1)
        and depthwise.type == "depthwise"
        and first.is_conv(1)
        and first.source.type == "slice"
        and last.channels == depthwise.channels == first.channels
    )


def _halving_unit(joint: Layer) -> Layer | None:
    """The layer that both branches of a ShuffleNetV2 unit with stride 2 start from, if any."""
    first, second, *others = (flow.layer for flow in joint.sources)
    for short, long in ((first, second), (second, first)):
        lasts = (short, long, long.source.source)
        if all(layer.is_conv(1) for layer in lasts) and not others:
            same = short.source.source is long.source.source.source
            depthwise = short.source.type == long.source.type == "depthwise"
            if same and depthwise and short.source.stride > 1:
                return short.source.source
    return None

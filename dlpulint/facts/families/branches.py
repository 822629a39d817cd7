"""Backbones whose blocks have parallel branches, joined by concatenation."""

from dlpulint.facts.families.skeleton import Layer, Skeleton

_REACH = 8
"""Layers that a branch is traced back; the longest of Inception has six."""


def branched(skeleton: Skeleton) -> str | None:
    """Inception, DenseNet, SqueezeNet or ShuffleNetV2, recognized by how branches are joined."""
    joints = [layer for layer in skeleton.of_type("concat") if len(layer.sources) > 1]
    if sum(map(_inception, joints)) >= 3:
        return "Inception"
    if _chained(joints) >= 12:
        return "DenseNet"
    if sum(map(_fire, joints)) >= 6:
        return "SqueezeNet"
    if sum(map(_shuffle_unit, joints)) >= 9:
        return "ShuffleNetV2"
    return None


def _before(layer: Layer) -> list[Layer]:
    """A layer and those before it, as long as each reads only one."""
    found = [layer]
    while len(found) < _REACH and len(found[-1].sources) == 1:
        found.append(found[-1].source)
    return found


def _inception(joint: Layer) -> bool:
    """Whether four branches of one layer are joined: pointwise, two deeper ones, and pooling."""
    if len(joint.sources) != 4:
        return False
    branches = [_before(flow.layer) for flow in joint.sources]
    for start in branches[0][1:]:
        if all(start in branch for branch in branches[1:]):
            inside = [branch[: branch.index(start)] for branch in branches]
            pooled = [b for b in inside if b and b[-1].type in ("max-pool", "average-pool")]
            single = [b for b in inside if len(b) == 1 and b[0].is_conv(1)]
            deep = [b for b in inside if len(b) >= 2 and b[-1].is_conv(1)]
            return len(pooled) == 1 and len(single) == 1 and len(deep) >= 2
    return False


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

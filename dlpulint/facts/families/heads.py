"""The head of a model, which predicts from the features of a backbone."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from dlpulint.facts.families.skeleton import Layer, Skeleton

_BINS = 16
"""Bins of the distribution that YOLOv8 and its successors predict for each side of a box."""

_BODY = (17, 21)
"""Key points of a body (COCO) and of a hand: numbers of heat maps with no other meaning."""

_LEVELS = (3, 4)
"""Resolutions at which YOLO looks for objects."""

_TOWER = 5
"""Layers between a feature map and the convolution that predicts from it."""


def head_of(skeleton: Skeleton, backbone: str | None) -> str | None:
    """Name of the head, or `None` where the structure proves none."""
    return (
        _yolo(skeleton, backbone)
        or _single_shot(skeleton)
        or _keypoints(skeleton)
        or _segmentation(skeleton, backbone)
        or _classifier(skeleton, backbone)
    )


def anchor_outputs(skeleton: Skeleton) -> tuple[Layer, ...]:
    """The layers that predict 5 numbers and the classes for three anchors per position.

    One at each of three or four resolutions, each half of the previous; else none.
    """
    by_size: dict[tuple[int | None, ...], list[Layer]] = {}
    for layer in skeleton.final_layers:
        by_size.setdefault(layer.size, []).append(layer)
    by_channels: dict[int, list[Layer]] = {}
    for layer, *others in by_size.values():
        # Boxes and classes apart are another head.
        if layer.is_conv(1) and layer.channels is not None and not others:
            by_channels.setdefault(layer.channels, []).append(layer)
    for count, layers in by_channels.items():
        if count % 3 == 0 and count // 3 > 5 and len(layers) in _LEVELS and _halving(layers):
            return tuple(layers)
    return ()


def distribution_outputs(skeleton: Skeleton) -> tuple[Layer, ...]:
    """The layers that decode distributions into sides of boxes, or else those that predict them."""
    decoders = tuple(
        layer
        for layer in skeleton.of_type("conv")
        if layer.source.type == "softmax" and layer.channels == 1 and _bins(layer) == _BINS
    )
    if decoders:
        return decoders
    boxes = [c for c in skeleton.of_type("conv") if c.is_conv(1) and c.channels == 4 * _BINS]
    last = [c for c in boxes if _only_joined(skeleton, c) and c.source.is_conv(3)]
    return tuple(last) if len(last) in _LEVELS and _halving(last) else ()


def _bins(layer: Layer) -> int | None:
    weights = None if layer.operator is None else layer.operator.weights
    return None if weights is None else weights.elements


def _only_joined(skeleton: Skeleton, layer: Layer) -> bool:
    """Whether a prediction is only put beside another one, or leaves the graph."""
    readers = skeleton.readers.get(layer, ())
    return skeleton.linear(layer) and all(reader.type == "concat" for reader in readers)


def _halving(layers: Iterable[Layer]) -> bool:
    """Whether each map has half the height of the next larger one."""
    heights = sorted((layer.size[0] or 0 for layer in layers), reverse=True)
    return all(low > 0 and abs(high - 2 * low) <= 1 for high, low in pairwise(heights))


def _yolo(skeleton: Skeleton, backbone: str | None) -> str | None:
    if distribution_outputs(skeleton):
        return "YOLOv8 (DFL)"
    if anchor_outputs(skeleton):
        fifth = backbone is not None and backbone.startswith("YOLOv5")
        return "YOLOv5" if fifth else "YOLO (anchors)"
    return None


def _single_shot(skeleton: Skeleton) -> str | None:
    """SSD and relatives: boxes and classes at several resolutions, or TFLite post-processing."""
    decoded = any(
        layer.operator is not None and layer.operator.kind == "custom:TFLite_Detection_PostProcess"
        for layer in skeleton.of_type("other")
    )
    if not decoded and not _boxes_and_classes(skeleton):
        return None
    merged = [layer for layer in skeleton.of_type("add") if _reads(layer, "resize")]
    if any(_reads(layer, "max-pool") for layer in skeleton.of_type("add")) and len(merged) >= 2:
        return "EfficientDet (BiFPN)"
    return "RetinaNet (FPN)" if len(merged) >= 2 else "SSD"


def _reads(layer: Layer, type: str) -> bool:
    return any(flow.layer.type == type for flow in layer.sources)


def _boxes_and_classes(skeleton: Skeleton) -> bool:
    """Whether each resolution predicts 4 numbers and the classes of every anchor."""
    levels: dict[tuple[int | None, ...], list[int]] = {}
    for layer in skeleton.final_layers:
        if layer.type != "conv" or layer.channels is None or None in layer.size:
            return False
        levels.setdefault(layer.size, []).append(layer.channels)
    if len(levels) < 3 or any(len(pair) != 2 for pair in levels.values()):
        return False
    return bool(set.intersection(*(set(_classes(*pair)) for pair in levels.values())))


def _classes(first: int, second: int) -> Iterator[int]:
    """The numbers of classes for which two predictions are boxes and classes of anchors.

    One box per position means no anchors: FCOS and others predict so, and are no SSD.
    """
    for boxes, classes in ((first, second), (second, first)):
        anchors = boxes // 4
        if boxes % 4 == 0 and anchors >= 2 and classes % anchors == 0:
            yield classes // anchors


def _keypoints(skeleton: Skeleton) -> str | None:
    """Key points: a heat map and two offsets for each point of a body, from one feature map."""
    final = [layer for layer in skeleton.final_layers if layer.type == "conv"]
    if len({layer.size for layer in final}) != 1:
        return None
    by_root: dict[Layer, set[int | None]] = {}
    for layer in final:
        by_root.setdefault(_root(layer), set()).add(layer.channels)
    pairs = (
        points for found in by_root.values() for points in _BODY if {points, 2 * points} <= found
    )
    return "keypoints" if any(pairs) else None


def _root(layer: Layer) -> Layer:
    """The feature map that a prediction is made from, before its own convolutions."""
    for _ in range(_TOWER):
        if not layer.weighted:
            break
        layer = layer.source
    return layer


def _segmentation(skeleton: Skeleton, backbone: str | None) -> str | None:
    joints = [layer for layer in skeleton.of_type("concat") if len(layer.sources) > 1]
    if any(pooled_features(joint) for joint in joints):
        return "DeepLab"
    if not skeleton.inputs or not skeleton.inputs[0].size[0]:
        return None
    whole = skeleton.inputs[0].size[0]
    skips = [joint for joint in joints if _skip(joint)]
    finest = max((joint.size[0] or 0 for joint in skips), default=0)
    if len(skips) >= 2 and 2 * finest >= whole and len(skeleton.final_layers) == 1:
        return "U-Net"
    full = [flow.layer for flow in skeleton.outputs if flow.layer.size[0] == whole]
    enlarged = [layer for layer in full if layer.type == "resize" and layer.source.weighted]
    answer = backbone is not None and len(skeleton.outputs) == 1 == len(enlarged)
    return "segmentation" if answer and enlarged[0].channels != 3 else None


def pooled_features(joint: Layer) -> Layer | None:
    """The map whose resized average is joined with a pointwise convolution of it, if any."""
    pooled = [
        flow.layer.source.source
        for flow in joint.sources
        if flow.layer.type == "resize"
        and flow.layer.source.is_conv(1)
        and flow.layer.source.source.type == "global-pool"
    ]
    if len(pooled) != 1:
        return None
    features = pooled[0].source
    others = [flow.layer for flow in joint.sources if flow.layer.type == "conv"]
    read = any(layer.is_conv(1) and layer.source is features for layer in others)
    return features if read else None


def _skip(joint: Layer) -> bool:
    """Whether an enlarged map is joined with a map of the same size that is not enlarged."""
    if len(joint.sources) != 2:
        return False
    first, second = (flow.layer for flow in joint.sources)
    return any(
        _enlarged(up) and not _enlarged(kept) and up.size == kept.size
        for up, kept in ((first, second), (second, first))
    )


def _enlarged(layer: Layer) -> bool:
    if layer.type in ("resize", "transpose-conv"):
        return True
    return layer.type == "conv" and layer.source.type in ("resize", "transpose-conv")


def _classifier(skeleton: Skeleton, backbone: str | None) -> str | None:
    """Classifier: a Softmax over classes of the whole image, or the end of a known backbone."""
    final = skeleton.final_layers
    if len(skeleton.outputs) != 1 or len(final) != 1 or (final[0].channels or 0) < 2:
        return None
    if final[0].type != "dense" and final[0].size != (1, 1):
        pooled = skeleton.readers.get(final[0], ())
        if [layer.type for layer in pooled] != ["global-pool"]:
            return None
        answer = pooled[0]
    else:
        answer = final[0]
    last = skeleton.outputs[0].layer
    if last.type == "softmax" and last.source is answer:
        return "classifier"
    # Without a Softmax, averages of a map are features, not classes.
    return "classifier" if backbone is not None and last is answer is final[0] else None

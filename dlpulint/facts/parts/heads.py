"""The head of a network as a part, where its kind is proven."""

from collections.abc import Iterable, Iterator

from dlpulint.facts.families.family import Family
from dlpulint.facts.families.heads import pooled_features
from dlpulint.facts.families.skeleton import Layer, Skeleton
from dlpulint.facts.families.yolo import cross_stages
from dlpulint.facts.parts.part import Span, span

_PREDICTING = {
    "SSD": "SSD head",
    "RetinaNet (FPN)": "Detection head",
    "EfficientDet (BiFPN)": "Detection head",
    "keypoints": "Keypoint head",
    "segmentation": "Segmentation head",
}
"""Names of heads that begin with the layers from which a single prediction depends."""
_LEVELS = (3, 4)


def head_spans(skeleton: Skeleton, family: Family | None) -> Iterator[Span]:
    """The head, if its first layers are certain."""
    head = (family and family.head) or ""
    if head.startswith("YOLO"):
        name, layers = "Detect head", _after_neck(skeleton)
    elif head == "DeepLab":
        name, layers = "DeepLab head", _after_features(skeleton)
    elif head == "classifier":
        name, layers = "Classifier", _classifier(skeleton)
    else:
        name = _PREDICTING.get(head, "")
        layers = _predicting(skeleton) if name else []
    if layers:
        yield span(name, layers)


def _after_neck(skeleton: Skeleton) -> list[Layer]:
    """The layers after the last cross-stage blocks, if nothing else feeds them."""
    ends = {block.output for block in cross_stages(skeleton) if block.output is not None}
    neck = _up_to(skeleton, ends)
    head = _outside(skeleton, neck)
    maps = {flow.layer for layer in head for flow in layer.sources} & neck
    whole = maps <= ends and len(maps) in _LEVELS
    # Heads that predict masks as well enlarge a map.
    plain = not any(layer.type in ("resize", "transpose-conv") for layer in head)
    return head if whole and plain and _apart(head, maps) else []


def _apart(head: Iterable[Layer], maps: Iterable[Layer]) -> bool:
    """Whether each level predicts from its own map; a neck joins them."""
    given = {layer: {layer} for layer in maps}
    for layer in head:
        given[layer] = set().union(*(given.get(flow.layer, ()) for flow in layer.sources))
        decoding = layer.source.type == "softmax"
        if layer.type in ("conv", "depthwise") and len(given[layer]) > 1 and not decoding:
            return False
    return True


def _after_features(skeleton: Skeleton) -> list[Layer]:
    features = {pooled_features(joint) for joint in skeleton.of_type("concat")} - {None}
    kept = _up_to(skeleton, {layer for layer in features if layer is not None})
    return _outside(skeleton, kept) if kept else []


def _classifier(skeleton: Skeleton) -> list[Layer]:
    """The pooling and the dense layers behind the last map, with what follows them."""
    (final,) = skeleton.final_layers
    first = final
    while len(skeleton.readers.get(first.source, ())) == 1 and _single(first.source):
        first = first.source
    if first.source.type == "input":
        return []
    found = {first}
    for layer in skeleton.layers:
        if any(flow.layer in found for flow in layer.sources):
            found.add(layer)
    return list(found)


def _single(layer: Layer) -> bool:
    """Whether a layer's result is for the image as a whole."""
    return layer.type in ("dense", "global-pool") or (layer.type == "conv" and layer.size == (1, 1))


def _predicting(skeleton: Skeleton) -> list[Layer]:
    """The layers that a single prediction depends on, and all after the predictions."""
    finals = set(skeleton.final_layers)
    several = object()
    reached: dict[Layer, object] = {}
    for layer in reversed(skeleton.layers):
        if layer in finals:
            reached[layer] = layer
            continue
        ahead = {reached[r] for r in skeleton.readers.get(layer, ()) if r in reached}
        if ahead:
            reached[layer] = ahead.pop() if len(ahead) == 1 else several
    head = {layer for layer, final in reached.items() if final is not several}
    for layer in skeleton.layers:
        if any(flow.layer in finals for flow in layer.sources):
            finals.add(layer)
    head |= finals
    return [layer for layer in head if layer.type != "input"] if len(head) > 1 else []


def _up_to(skeleton: Skeleton, ends: Iterable[Layer]) -> set[Layer]:
    """Some layers and all that they depend on."""
    found = set(ends)
    for layer in reversed(skeleton.layers):
        if layer in found:
            found.update(flow.layer for flow in layer.sources)
    return found


def _outside(skeleton: Skeleton, layers: set[Layer]) -> list[Layer]:
    return [layer for layer in skeleton.layers if layer not in layers and layer.type != "input"]

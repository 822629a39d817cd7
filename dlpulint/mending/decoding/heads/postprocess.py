"""The post-processing of SSD detectors, TFLite_Detection_PostProcess, with its options."""

from math import isfinite
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlpulint.mending.decoding.tail import POSTPROCESS, Tail
from dlpulint.model.graph import Operator, Tensor

if TYPE_CHECKING:
    import numpy as np

_RESULTS = 4
_MOST_BOXES = 100_000
"""Most boxes that the operator may keep."""


class Postprocess(Struct, frozen=True, eq=False):
    """The custom operator that decodes the boxes of an SSD detector and selects some."""

    operator: Operator
    encodings: Tensor
    predictions: Tensor
    anchors: "np.ndarray"
    """Centre (y, x) and size (height, width) of each anchor, in units of the image."""
    errors: "np.ndarray"
    """Largest rounding error of each number of `anchors`."""
    most_boxes: int
    classes_per_box: int
    boxes_per_class: int
    regular: bool
    """Whether boxes are suppressed class by class."""
    score_threshold: float
    overlap_threshold: float
    classes: int
    """Number of classes, without the background."""
    scales: tuple[float, float, float, float]
    order: tuple[int | None, ...]
    """For each of the original's outputs, which of the operator's results it is."""


def postprocess_of(tail: Tail) -> Postprocess | str | None:
    """Post-processing at the end of a tail; `None` without one, a reason if it is not readable."""
    found = [o for o in tail.operators if o.kind == POSTPROCESS]
    if not found:
        return None
    operator = found[0]
    if len(found) > 1 or len(operator.inputs) != 3 or len(operator.outputs) != _RESULTS:
        return "its post-processing is not the usual one"
    boxes, scores, anchors = operator.inputs
    known = None if anchors is None else tail.constants.get(anchors)
    options = _options(tail.options.get(operator, b""))
    order = tuple(
        operator.outputs.index(t) if t in operator.outputs else None for t in tail.results
    )
    others = [t for t in tail.results if t not in operator.outputs and t not in tail.ends]
    if boxes is None or scores is None or known is None or options is None or others:
        return "its post-processing has no readable options or anchors"
    try:
        post = Postprocess(
            operator=operator,
            encodings=boxes,
            predictions=scores,
            anchors=known.values,
            errors=known.step,
            most_boxes=int(options["max_detections"]),
            classes_per_box=int(options["max_classes_per_detection"]),
            # TFLite's defaults, for files that omit these two.
            boxes_per_class=int(options.get("detections_per_class", 100)),
            regular=bool(options.get("use_regular_nms", False)),
            score_threshold=float(options["nms_score_threshold"]),
            overlap_threshold=float(options["nms_iou_threshold"]),
            classes=int(options["num_classes"]),
            scales=(
                float(options["y_scale"]),
                float(options["x_scale"]),
                float(options["h_scale"]),
                float(options["w_scale"]),
            ),
            order=order,
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return "its post-processing lacks an option"
    return post if _possible(post) else "its post-processing has impossible options"


def _possible(post: Postprocess) -> bool:
    """Whether TFLite's kernel accepts the options."""
    background = (post.predictions.shape or (0,))[-1] or 0
    counts = (post.most_boxes, post.classes_per_box, post.boxes_per_class, post.classes)
    return (
        all(0 < count <= _MOST_BOXES for count in counts)
        and 0 <= background - post.classes <= 1
        and 0 < post.overlap_threshold <= 1
        and isfinite(post.score_threshold)
        and all(isfinite(scale) and scale > 0 for scale in post.scales)
        and len(post.anchors.shape) == 2
    )


def _options(raw: bytes) -> dict[str, Any] | None:
    """Options of the operator, which it keeps in a FlexBuffer."""
    from flatbuffers import flexbuffers

    try:
        found = flexbuffers.Loads(raw)
    # The package raises many kinds of errors for damaged bytes.
    except Exception:
        return None
    return found if isinstance(found, dict) else None

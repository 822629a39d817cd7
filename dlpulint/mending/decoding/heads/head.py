"""A detection head: what its results are made of, and how they end."""

from collections.abc import Sequence
from math import inf

from msgspec import Struct

from dlpulint.mending.decoding.evaluation import UnknownOperatorError
from dlpulint.mending.decoding.heads.parts import CentreBoxes, DistanceBoxes, Part, Points, Scores
from dlpulint.mending.decoding.heads.postprocess import Postprocess, postprocess_of
from dlpulint.mending.decoding.heads.probing import Probed, probed
from dlpulint.mending.decoding.heads.recognition import parts_of
from dlpulint.mending.decoding.layout import Layout
from dlpulint.mending.decoding.tail import POSTPROCESS, Tail
from dlpulint.model.graph import Tensor

_TYPES = frozenset({"float32", "float16", "int8", "uint8", "int16", "int32"})
"""Types of outputs that a decode function reads."""

_MOST = 100_000_000
"""Most numbers that a tail may compute; a YOLOv8 for pictures of 1280x1280 has 20 million."""

_ROWS = 64
"""Fewest rows of a head's result: an 8x8 map with an anchor."""


class Result(Struct, frozen=True, eq=False):
    """A tensor that a head computes."""

    tensor: Tensor
    layout: Layout
    parts: tuple[Part, ...]


class Head(Struct, frozen=True, eq=False):
    """A detection head that a cut removes."""

    name: str
    """For a reader: `YOLOv5`, `YOLOv8 or YOLO11`, …"""
    tail: Tail
    results: tuple[Result, ...]
    """The computed results: those of the original, or what the post-processing reads."""
    postprocess: Postprocess | None


class NoHead(Struct, frozen=True):
    """The reason why a tail is no head that is known, as a clause."""

    reason: str


def head_of(tail: Tail) -> Head | NoHead:
    """Head that a tail is."""
    reason = _unsuited(tail)
    if reason is not None:
        return NoHead(reason)
    post = postprocess_of(tail)
    if isinstance(post, str):
        return NoHead(post)
    wanted: Sequence[Tensor] = [t for t in tail.results if t not in tail.ends]
    if post is not None:
        wanted = (post.encodings, post.predictions)
    if not wanted:
        return NoHead("the mended file computes all results")
    try:
        found = probed(tail, wanted)
        parts = [parts_of(found, n) for n in range(len(wanted))] if found else []
    except UnknownOperatorError as error:
        return NoHead(f"there is no NumPy code for its operator {error}")
    if found is None:
        return NoHead("its results are no table with a row for each box")
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return NoHead("its arithmetic is not that of a known detection head")
    rows = [sum(level.rows for level in layout.levels) for layout in found.layouts]
    if min(rows) < _ROWS:
        return NoHead("its results have too few rows for a detection head")
    if post is not None and (rows[0] != rows[1] or post.anchors.shape != (rows[0], 4)):
        return NoHead("its boxes and scores do not match")
    results = tuple(Result(*triple) for triple in zip(wanted, found.layouts, whole, strict=True))
    return Head(_name(found, results, post), tail, results, post)


def _unsuited(tail: Tail) -> str | None:
    """Why a tail cannot be computed, if so."""
    computed = [tensor for operator in tail.operators for tensor in operator.outputs]
    around = [t for t in (*tail.ends, *tail.results, *computed) if t not in _custom(tail)]
    if not tail.ends or any((end.shape or (0,))[0] != 1 for end in tail.ends):
        return "the batch size is not 1"
    if any(tensor.elements is None for tensor in around):
        return "a shape is unknown"
    if sum(tensor.elements or 0 for tensor in around) > _MOST:
        return "it computes too many numbers"
    if any(end.dtype not in _TYPES for end in tail.ends):
        return "an output has a type that is not read"
    if not all(map(_scaled, tail.ends)):
        return "an output has no scale"
    return None


def _custom(tail: Tail) -> frozenset[Tensor]:
    """Results of custom operators, which files often leave without a shape."""
    return frozenset(t for o in tail.operators if o.kind == POSTPROCESS for t in o.outputs)


def _scaled(end: Tensor) -> bool:
    """Whether an output's numbers have a known meaning."""
    if end.dtype.startswith("float"):
        return True
    scale = None if end.quantization is None else end.quantization.scale
    return scale is not None and 0 < scale < inf


def _name(found: Probed, results: Sequence[Result], post: Postprocess | None) -> str:
    if post is not None:
        return "SSD with TFLite_Detection_PostProcess"
    parts = [part for result in results for part in result.parts]
    name = _by_boxes(found, results, parts)
    return f"{name}, key points" if any(isinstance(p, Points) for p in parts) else name


def _by_boxes(found: Probed, results: Sequence[Result], parts: Sequence[Part]) -> str:
    for part in parts:
        if isinstance(part, DistanceBoxes):
            return "YOLOv8 or YOLO11" if _from_distributions(found, part) else "anchor-free"
        if isinstance(part, CentreBoxes):
            return _by_forms(part)
    if all(number in results[0].layout.lists for number in range(len(found.tail.ends))):
        return "detector, results not joined"
    if len(results) == 1 and len(results[0].layout.levels) == 1:
        return "one map of predictions"  # Of a detector, or of segmentation
    joined = len(results) == 1 and len(parts) == 1 and isinstance(parts[0], Scores)
    return "YOLO (anchors), boxes not decoded" if joined else "SSD or RetinaNet, boxes not decoded"


def _from_distributions(found: Probed, part: DistanceBoxes) -> bool:
    """Whether distances come from distributions, in the tail or before the cut."""
    if part.bins > 1:
        return True
    before = found.tail.model.producer(found.tail.ends[part.ends[0]])
    weights = before.weights if before is not None else None
    return weights is not None and (weights.shape or ())[:1] == (1,)


def _by_forms(part: CentreBoxes) -> str:
    centre, size = part.forms[0], part.forms[2]
    grid = any(any(level.steps) for level in part.levels)
    if size == "squared-sigmoid":
        return "YOLOv5 or YOLOv7"
    if size == "exp" and centre == "sigmoid":
        return "YOLOv3 or YOLOv4"
    if size == "exp":
        alone = all(len(level.sizes) == 1 for level in part.levels)
        return "YOLOX" if grid and alone else "SSD"
    return "boxes by centre and size"

"""Resizes, and moves between channels and positions, over channels-last images."""

from dlpulint.conversion.onnx2tf.draft import (
    Draft,
    View,
    channels_last,
    permuted,
    target_shape,
    whole,
)
from dlpulint.conversion.onnx2tf.remaining import unknown
from dlpulint.model.graph import Operator, Tensor

_IMAGE = 4


def image_operator(at: Operator, draft: Draft) -> None:
    """Writes a resize, or a move between channels and positions, over a channels-last image."""
    if at.input is None or not at.outputs or at.input.rank != _IMAGE:
        return unknown(at, draft)
    order = channels_last(_IMAGE)
    given = draft.ordered(at.input, order, at)
    result = draft.result(at, order)
    if at.kind == "resize-cubic":
        draft.emit(at, "flex:ResizeBicubic", (given,), result)
        return draft.finish(at, View(result, order))
    if at.kind == "depth-to-space" and at.text("mode") == "CRD":
        return _pixel_shuffle(at, draft, given, result)
    if given.shape == result.shape and given.shape is not None and None not in given.shape:
        return draft.finish(at, View(given, order))
    inputs: tuple[Tensor, ...] = (given,)
    roles: tuple[str, ...] = ("input",)
    wanted: tuple[str, ...] = ("block_size",)
    if at.kind.startswith("resize"):
        height, width = (result.shape or (None,) * _IMAGE)[1:3]
        unknown_size = height is None or width is None
        size = (height or 0, width or 0)
        inputs += (Tensor("size", "int32", (2,)) if unknown_size else whole("size", size),)
        roles += ("size",)
        wanted = ("align_corners", "half_pixel_centers")
    attributes = {name: at.attributes[name] for name in wanted if name in at.attributes}
    draft.emit(at, at.kind, inputs, result, roles=roles, attributes=attributes)
    return draft.finish(at, View(result, order))


def _pixel_shuffle(at: Operator, draft: Draft, given: Tensor, result: Tensor) -> None:
    """Writes PixelShuffle's order, which DEPTH_TO_SPACE lacks: a transpose of six dimensions."""
    block = at.integer("block_size") or 1
    order = channels_last(_IMAGE)
    batch, height, width, _ = given.shape or (None,) * _IMAGE
    channels = (result.shape or (None,) * _IMAGE)[3]
    apart = draft.reshaped(given, (batch, height, width, channels, block, block), at)
    perm = (0, 1, 4, 2, 5, 3)
    transposed = draft.emit(
        at,
        "transpose",
        (apart, whole(f"{result.name}/perm", perm)),
        draft.step(apart, "turned", permuted(apart.shape, perm)),
        roles=("input", "perm"),
        attributes={"perm": perm},
    )
    inputs = (transposed, target_shape(result.name, result.shape))
    draft.emit(at, "reshape", inputs, result, roles=("input", "shape"))
    return draft.finish(at, View(result, order))

"""Convolutions and pools as onnx2tf writes them: channels-last, paddings but SAME as a PAD."""

from collections.abc import Mapping, Sequence

from dlpulint.conversion.onnx2tf.draft import Draft, View, channels_last, number, permuted, whole
from dlpulint.conversion.onnx2tf.remaining import as_it_is, unknown
from dlpulint.facts.window_padding import Padding, same_padding, written_padding
from dlpulint.model.graph import Attribute, Operator, Shape, Tensor

_WEIGHT_ORDERS = {
    "conv": lambda rank: (0, *range(2, rank), 1),
    "conv-3d": lambda rank: (*range(2, rank), 1, 0),
    "depthwise-conv": lambda rank: (1, *range(2, rank), 0),
    "transpose-conv": lambda rank: (1, *range(2, rank), 0),
    "transpose-conv-3d": lambda rank: (*range(2, rank), 1, 0),
}
"""Dimensions of ONNX weights in TFLite's order."""

_NONE = Padding(0, 0, 0, 0)
_KERNEL = ("kernel_height", "kernel_width", "stride_height", "stride_width")
_DILATION = ("dilation_height", "dilation_width")
_CHANNELS = ("groups", "depth_multiplier")
_LINE = 3
_IMAGE = 4


def convolution(at: Operator, draft: Draft) -> None:
    """Writes a convolution with constant weights; 1-D convolutions become 2-D over one row."""
    if at.input is None or at.weights is None or not at.input.rank or not at.outputs:
        return as_it_is(at, draft)
    rank = at.input.rank
    order = channels_last(rank)
    given = draft.ordered(at.input, order, at)
    shape = _shape_of_weights(at.weights, at.kind)
    result = draft.result(at, order)
    made = result
    if rank == _LINE:
        given = draft.reshaped(given, _as_image(given.shape), at)
        shape = _as_image(shape)
        made = draft.step(result, "image", _as_image(result.shape))
    attributes, given = _padded(at, given, draft, (*_KERNEL, *_DILATION, *_CHANNELS))
    bias = at.bias or number(f"{at.weights.name}/bias", made.shape[-1] if made.shape else None)
    roles = ("input", "weights", "bias")
    weights = draft.weights(at.weights, shape)
    draft.emit(at, at.kind, (given, weights, bias), made, roles=roles, attributes=attributes)
    if made is not result:
        made = draft.reshaped(made, result.shape, at)
    draft.finish(at, View(made, order))
    return None


def _shape_of_weights(tensor: Tensor, kind: str) -> Shape | None:
    if tensor.rank is None or tensor.rank < _LINE:
        return tensor.shape
    return permuted(tensor.shape, _WEIGHT_ORDERS[kind](tensor.rank))


def _as_image(shape: Shape | None) -> Shape | None:
    """The shape of a 1-D tensor or of 1-D weights as an image of one row."""
    return None if shape is None else (shape[0], 1, *shape[1:])


def _padded(
    at: Operator, given: Tensor, draft: Draft, options: Sequence[str]
) -> tuple[dict[str, Attribute], Tensor]:
    """Options of a window, and its input, after a PAD if the padding is not SAME."""
    attributes = _stated(at, options)
    attributes["fused_activation"] = at.text("fused_activation") or "none"
    attributes["padding"] = "valid"
    if at.input is not None and at.input.rank not in (_LINE, _IMAGE):
        if at.text("padding") == "same":
            attributes["padding"] = "same"
        return attributes, given
    written = written_padding(at)
    same = same_padding(at, draft.model.layout)
    if written is None:
        attributes["padding"] = at.text("padding") or "same"
    elif at.attributes.get("ceil_mode") is True and not _step_by_step(at):
        sides = _up_to_the_last(at, given, written)
        given = given if sides == _NONE else draft.padded(given, sides.sides, at)
    elif written == same and (written != _NONE or attributes.get("stride_height") == 1):
        attributes["padding"] = "same"
    elif written != _NONE:
        given = draft.padded(given, written.sides, at)
    return attributes, given


def _stated(at: Operator, options: Sequence[str]) -> dict[str, Attribute]:
    return {name: at.attributes[name] for name in options if name in at.attributes}


def _step_by_step(at: Operator) -> bool:
    """Whether a window moves by one, so that the last one is complete."""
    return at.integer("stride_height") == at.integer("stride_width") == 1


def _up_to_the_last(at: Operator, given: Tensor, written: Padding) -> Padding:
    """Padding of a pool that counts its last, incomplete window."""
    out = at.outputs[0].shape
    if given.shape is None or out is None:
        return written
    more: list[int] = []
    sums = (written.top + written.bottom, written.left + written.right)
    for side, size, count, stated in zip(
        ("height", "width"), given.shape[-3:-1], (1, *out)[-2:], sums, strict=True
    ):
        kernel, stride = at.integer(f"kernel_{side}"), at.integer(f"stride_{side}")
        if size is None or count is None or kernel is None or stride is None:
            return written
        more.append(max(0, (count - 1) * stride + kernel - size - stated))
    return written + Padding(0, more[0], 0, more[1])


def transposed_convolution(at: Operator, draft: Draft) -> None:
    """Writes a transposed convolution without padding; a slice after it removes ONNX's padding."""
    if at.input is None or at.weights is None or at.input.rank != _IMAGE or not at.outputs:
        return as_it_is(at, draft)
    if at.integer("groups") not in (None, 1):
        return as_it_is(at, draft)
    order = channels_last(_IMAGE)
    given = draft.ordered(at.input, order, at)
    weights = draft.weights(at.weights, _shape_of_weights(at.weights, at.kind))
    result = draft.result(at, order)
    sides = written_padding(at) or _NONE
    made = result if sides == _NONE else draft.step(result, "uncut", _uncut(result, sides))
    attributes = _stated(at, (*_KERNEL, *_DILATION))
    attributes |= {"padding": "valid", "fused_activation": "none"}
    bias = at.bias or number(f"{at.weights.name}/bias", made.shape[-1] if made.shape else None)
    shape = whole(f"{made.name}/shape", tuple(size or -1 for size in made.shape or ()))
    roles = ("shape", "weights", "input", "bias")
    inputs = (shape, weights, given, bias)
    draft.emit(at, at.kind, inputs, made, roles=roles, attributes=attributes)
    if made is not result:
        begin = (0, sides.top, sides.left, 0)
        sizes = tuple(-1 if size is None else size for size in result.shape or ())
        end = tuple(first + size for first, size in zip(begin, sizes, strict=False))
        draft.emit(
            at,
            "strided-slice",
            (made, whole("begin", begin), whole("end", end), whole("strides", (1, 1, 1, 1))),
            result,
            roles=("input", "begin", "end", "strides"),
            attributes=dict(UNMASKED),
        )
    draft.finish(at, View(result, order))
    return None


UNMASKED: Mapping[str, Attribute] = dict.fromkeys(
    ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"), 0
)
"""Options of a STRIDED_SLICE that states begin and end for every dimension."""


def _uncut(result: Tensor, sides: Padding) -> Shape | None:
    """The shape before rows and columns are sliced off."""
    if result.shape is None:
        return None
    batch, height, width, channels = result.shape
    return (
        batch,
        None if height is None else height + sides.top + sides.bottom,
        None if width is None else width + sides.left + sides.right,
        channels,
    )


def pool(at: Operator, draft: Draft) -> None:
    """Writes a pool; a padding other than SAME is a PAD of the smallest number, or of zeros."""
    if at.input is None or not at.outputs or at.input.rank not in (_LINE, _IMAGE):
        return unknown(at, draft)
    order = channels_last(at.input.rank)
    given = draft.ordered(at.input, order, at)
    result = draft.result(at, order)
    made = result
    if at.input.rank == _LINE:
        given = draft.reshaped(given, _as_image(given.shape), at)
        made = draft.step(result, "image", _as_image(result.shape))
    attributes, given = _padded(at, given, draft, _KERNEL)
    draft.emit(at, at.kind, (given,), made, attributes=attributes)
    if made is not result:
        made = draft.reshaped(made, result.shape, at)
    return draft.finish(at, View(made, order))


def global_pool(at: Operator, draft: Draft) -> None:
    """Writes a MEAN or a maximum over rows and columns."""
    if at.input is None or not at.outputs or not at.input.rank:
        return as_it_is(at, draft)
    order = channels_last(at.input.rank)
    given = draft.ordered(at.input, order, at)
    if at.kind == "global-max-pool" and given.shape and at.input.rank == _IMAGE:
        height, width = given.shape[1:3]
        if height is not None and width is not None:
            window: dict[str, Attribute] = {"kernel_height": height, "kernel_width": width}
            window |= {"stride_height": height, "stride_width": width, "padding": "valid"}
            window["fused_activation"] = "none"
            return draft.write(at, "max-pool", (given,), order, attributes=window)
    axes = tuple(range(1, at.input.rank - 1))
    return draft.write(
        at,
        "mean" if at.kind == "global-average-pool" else "reduce-max",
        (given, whole("axes", axes)),
        order,
        roles=("input", "axes"),
        attributes={"axes": axes, "keep_dims": True},
    )

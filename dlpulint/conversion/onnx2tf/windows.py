"""Convolutions, pools and resizes as onnx2tf writes them: channels last, odd paddings as a PAD."""

from collections.abc import Mapping

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
"""The dimensions of ONNX weights in the order in which TFLite has them."""

_NONE = Padding(0, 0, 0, 0)
_WINDOW = (
    "kernel_height",
    "kernel_width",
    "stride_height",
    "stride_width",
    "dilation_height",
    "dilation_width",
    "groups",
    "depth_multiplier",
)
_LINE = 3
_IMAGE = 4


def convolution(at: Operator, draft: Draft) -> None:
    """A convolution with constant weights; over a line of values it becomes one over an image."""
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
    attributes, given = _padded(at, given, draft)
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
    """One row of an image in place of a line; weights have their rows in the same place."""
    return None if shape is None else (shape[0], 1, *shape[1:])


def _padded(at: Operator, given: Tensor, draft: Draft) -> tuple[dict[str, Attribute], Tensor]:
    """The options of a window, and its input behind the PAD that it takes where SAME is not it."""
    attributes: dict[str, Attribute] = {
        name: at.attributes[name] for name in _WINDOW if name in at.attributes
    }
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


def _step_by_step(at: Operator) -> bool:
    """Whether a window moves by one, so that no last one is incomplete."""
    return at.integer("stride_height") == at.integer("stride_width") == 1


def _up_to_the_last(at: Operator, given: Tensor, written: Padding) -> Padding:
    """The padding of a pool that counts its last, incomplete window."""
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
    """A transposed convolution without padding; what ONNX pads is cut off behind it."""
    if at.input is None or at.weights is None or not at.input.rank or not at.outputs:
        return as_it_is(at, draft)
    if at.input.rank != _IMAGE or at.integer("groups") not in (None, 1):
        return as_it_is(at, draft)
    order = channels_last(_IMAGE)
    given = draft.ordered(at.input, order, at)
    weights = draft.weights(at.weights, _shape_of_weights(at.weights, at.kind))
    result = draft.result(at, order)
    sides = written_padding(at) or _NONE
    cut = sides != _NONE
    made = draft.step(result, "uncut", _uncut(result, sides)) if cut else result
    attributes: dict[str, Attribute] = {
        name: at.attributes[name]
        for name in _WINDOW
        if name in at.attributes and name not in ("groups", "depth_multiplier")
    }
    attributes |= {"padding": "valid", "fused_activation": "none"}
    bias = at.bias or number(f"{at.weights.name}/bias", made.shape[-1] if made.shape else None)
    shape = whole(f"{made.name}/shape", tuple(size or -1 for size in made.shape or ()))
    roles = ("shape", "weights", "input", "bias")
    inputs = (shape, weights, given, bias)
    draft.emit(at, at.kind, inputs, made, roles=roles, attributes=attributes)
    if cut:
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


UNMASKED: Mapping[str, Attribute] = {
    "begin_mask": 0,
    "end_mask": 0,
    "ellipsis_mask": 0,
    "new_axis_mask": 0,
    "shrink_axis_mask": 0,
}
"""The options of a STRIDED_SLICE that states begin and end for every dimension."""


def _uncut(result: Tensor, sides: Padding) -> Shape | None:
    """The shape before rows and columns are cut off."""
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
    """A pool; a padding that SAME does not give is a PAD of the smallest number, or of zeros."""
    if at.input is None or not at.outputs or at.input.rank not in (_LINE, _IMAGE):
        return unknown(at, draft)
    order = channels_last(at.input.rank)
    given = draft.ordered(at.input, order, at)
    result = draft.result(at, order)
    made = result
    if at.input.rank == _LINE:
        given = draft.reshaped(given, _as_image(given.shape), at)
        made = draft.step(result, "image", _as_image(result.shape))
    attributes, given = _padded(at, given, draft)
    for name in ("groups", "depth_multiplier", "dilation_height", "dilation_width"):
        attributes.pop(name, None)
    draft.emit(at, at.kind, (given,), made, attributes=attributes)
    if made is not result:
        made = draft.reshaped(made, result.shape, at)
    return draft.finish(at, View(made, order))


def global_pool(at: Operator, draft: Draft) -> None:
    """A MEAN or a maximum over rows and columns."""
    if at.input is None or not at.outputs or not at.input.rank:
        return as_it_is(at, draft)
    order = channels_last(at.input.rank)
    given = draft.ordered(at.input, order, at)
    result = draft.result(at, order)
    if at.kind == "global-max-pool" and given.shape and at.input.rank == _IMAGE:
        height, width = given.shape[1:3]
        if height is not None and width is not None:
            window: dict[str, Attribute] = {"kernel_height": height, "kernel_width": width}
            window |= {"stride_height": height, "stride_width": width, "padding": "valid"}
            window["fused_activation"] = "none"
            draft.emit(at, "max-pool", (given,), result, attributes=window)
            return draft.finish(at, View(result, order))
    axes = tuple(range(1, at.input.rank - 1))
    draft.emit(
        at,
        "mean" if at.kind == "global-average-pool" else "reduce-max",
        (given, whole("axes", axes)),
        result,
        roles=("input", "axes"),
        attributes={"axes": axes, "keep_dims": True},
    )
    return draft.finish(at, View(result, order))

"""RESHAPEs and slices that TensorFlow's converter merges or leaves out."""

from msgspec.structs import replace

from dlpulint.conversion.onnx2tf.draft import whole
from dlpulint.conversion.onnx2tf.merger import Merger
from dlpulint.model.graph import Operator, Tensor

_ARITHMETIC = frozenset({"add", "div", "maximum", "minimum", "mul", "sub"})


def reshapes(operator: Operator, merger: Merger) -> Operator | None:
    """Removes a RESHAPE after another one, or before a layer that flattens by itself."""
    given = operator.input
    if operator.kind not in ("reshape", "fully-connected"):
        return operator
    before = merger.alone_before(given)
    if given is not None and operator.kind == "reshape" and _keeps_rows(before, operator):
        assert before is not None  # `_keeps_rows` has checked it.
        attributes = {**before.attributes, "keep_num_dims": True}
        merger.change(given, replace(before, outputs=operator.outputs, attributes=attributes))
        return None
    if given is None or before is None or before.kind != "reshape" or before.input is None:
        return operator
    source = before.input
    if operator.kind == "fully-connected":
        last = (source.shape or (None,))[-1]
        if last is None or operator.weights is None or not operator.weights.shape:
            return operator
        if last != operator.weights.shape[-1]:
            return operator
    merger.change(given, None)
    result = operator.output
    back = operator.kind == "reshape" and result is not None and result.shape == source.shape
    if back and result is not None and result not in merger.outputs:
        merger.forget(result, source)
        return None
    return replace(operator, inputs=(source, *operator.inputs[1:]))


def _keeps_rows(layer: Operator | None, reshape: Operator) -> bool:
    """Whether a RESHAPE restores the leading dimensions of a fully connected layer's input."""
    if layer is None or layer.kind != "fully-connected" or layer.input is None:
        return False
    shape, result = layer.input.shape, reshape.outputs[0].shape
    return shape is not None and result is not None and shape[:-1] == result[:-1]


def reshapes_before_broadcasts(operator: Operator, merger: Merger) -> Operator | None:
    """Removes a RESHAPE that only prepends dimensions of one element, as broadcasting does."""
    if operator.kind not in _ARITHMETIC or len(operator.inputs) != 2:
        return operator
    for index, tensor in enumerate(operator.inputs):
        other = operator.inputs[1 - index]
        before = merger.alone_before(tensor)
        if tensor is None or other is None or before is None or before.kind != "reshape":
            continue
        source = before.input
        if source is None or not _wider(source, tensor) or other.shape != operator.outputs[0].shape:
            continue
        merger.change(tensor, None)
        inputs = (source, other) if index == 0 else (other, source)
        return replace(operator, inputs=inputs)
    return operator


def _wider(tensor: Tensor, widened: Tensor) -> bool:
    if tensor.shape is None or widened.shape is None:
        return False
    more = len(widened.shape) - len(tensor.shape)
    return more > 0 and widened.shape == (*(1,) * more, *tensor.shape)


def slices(operator: Operator, merger: Merger) -> Operator | None:
    """Merges two STRIDED_SLICEs in a row into one."""
    first = merger.before(operator.input) if operator.kind == "strided-slice" else None
    if first is None or first.kind != "strided-slice" or first.input is None:
        return operator
    outer, inner = _bounds(first), _bounds(operator)
    shape = operator.outputs[0].shape
    if outer is None or inner is None or shape is None or None in shape:
        return operator
    if not len(outer[0]) == len(inner[0]) == len(shape):
        return operator
    begin = tuple(o + i * s for o, i, s in zip(outer[0], inner[0], outer[1], strict=True))
    strides = tuple(o * i for o, i in zip(outer[1], inner[1], strict=True))
    sizes = tuple(size or 0 for size in shape)
    end = tuple(b + n * s for b, n, s in zip(begin, sizes, strides, strict=True))
    merger.readers[first.input] = merger.readers.get(first.input, 0) + 1
    bounds = (whole("begin", begin), whole("end", end), whole("strides", strides))
    return replace(operator, inputs=(first.input, *bounds))


def _bounds(operator: Operator) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Begin and strides, where both are known for every dimension.

    An ONNX Slice of a tensor of unknown rank is carried over with those of its axes alone.
    """
    begin, strides = operator.first("begin"), operator.first("strides")
    if begin is None or strides is None or begin.values is None or strides.values is None:
        return None
    rank = None if operator.input is None else operator.input.rank
    if not len(begin.values) == len(strides.values) == rank:
        return None
    return begin.values, strides.values

"""AVERAGE_POOL_2D in place of a MEAN over the whole map."""

import struct

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.wording import counted

_FLOAT32, _INT32, _UINT8, _INT8 = 0, 2, 3, 9
_VALID = 1
_POOL_OPTIONS, _RESHAPE_OPTIONS = 5, 17
"""Numbers of Pool2DOptions and ReshapeOptions in TFLite's union of options."""


def mean_to_pool(draft: Draft) -> Change | None:
    """Global average pooling by the operator for pooling, with the scale that MEAN keeps."""
    means = [o for o in _global_means(draft) if _keeps_scale(draft, o)]
    for operator in means:
        _pool(draft, operator)
    if not means:
        return None
    return Change(
        edit="mean-to-pool",
        description=f"Replaced {counted(len(means), 'MEAN')} over the whole map by AVERAGE_POOL_2D",
        promise="one-step",
    )


def mean_to_pool_and_quantize(draft: Draft) -> Change | None:
    """Global average pooling by the operator for pooling, and QUANTIZE to the scale of the MEAN.

    The result is rounded twice, first to the scale of the map.
    """
    means = [o for o in _global_means(draft) if not _keeps_scale(draft, o)]
    for operator in means:
        _quantize(draft, operator)
        _pool(draft, operator)
    if not means:
        return None
    return Change(
        edit="mean-to-pool-and-quantize",
        description=(
            f"Replaced {counted(len(means), 'MEAN')} over the whole map by AVERAGE_POOL_2D and "
            "QUANTIZE. The results change a little: they are rounded to the scale of the map first"
        ),
        promise="measured",
    )


def _global_means(draft: Draft) -> list[Record]:
    return [o for o in draft.operators if draft.native(o) == "MEAN" and _is_global(draft, o)]


def _keeps_scale(draft: Draft, operator: Record) -> bool:
    return draft.scale(operator.numbers("inputs")[0]) == draft.scale(operator.numbers("outputs")[0])


def _is_global(draft: Draft, operator: Record) -> bool:
    """Whether a MEAN is over height and width of a map."""
    if not draft.has_operands(operator, 2) or draft.open_axes - {0}:
        return False
    inputs, (output,) = operator.numbers("inputs"), operator.numbers("outputs")
    if len(inputs) != 2 or not draft.is_constant(inputs[1]) or draft.dtype(inputs[1]) != _INT32:
        return False
    shape, content = draft.shape(inputs[0]), draft.content(inputs[1])
    if len(shape) != 4 or min(shape) < 1 or len(content) % 4:
        return False
    axes = struct.unpack(f"<{len(content) // 4}i", content)
    types = draft.dtype(inputs[0]), draft.dtype(output)
    quantized = types[0] != _FLOAT32
    return (
        sorted(axis % 4 for axis in axes) == [1, 2]
        and types[0] == types[1]
        and types[0] in (_FLOAT32, _UINT8, _INT8)
        and (not quantized or None not in (draft.scale(inputs[0]), draft.scale(output)))
    )


def _quantize(draft: Draft, operator: Record) -> None:
    """Has a MEAN keep its input's scale, and a QUANTIZE after it change it."""
    given, (output,) = operator.numbers("inputs")[0], operator.numbers("outputs")
    tensor = draft.tensors[output].copy()
    tensor.remove("buffer")
    tensor["shape"] = draft.shape(output)
    scale = draft.scale(given)
    assert scale is not None, "a MEAN that changes its scale has one"
    tensor["quantization"] = Record(
        "QuantizationParameters", scale=(scale[0],), zero_point=(scale[1],)
    )
    tensor["name"] = tensor.get("name", b"") + b"/pooled"
    kept = draft.add_tensor(tensor)
    operator["outputs"] = (kept,)
    position = next(at for at, found in enumerate(draft.operators) if found is operator)
    draft.operators.insert(
        position + 1,
        Record(
            "Operator",
            opcode_index=draft.code_for("QUANTIZE", 1),
            inputs=(kept,),
            outputs=(output,),
        ),
    )


def _pool(draft: Draft, operator: Record) -> None:
    given, (output,) = operator.numbers("inputs")[0], operator.numbers("outputs")
    _, height, width, _ = shape = draft.shape(given)
    pooled = (shape[0], 1, 1, shape[3])
    position = next(at for at, found in enumerate(draft.operators) if found is operator)
    result = output
    if draft.shape(output) != pooled:
        result = draft.add_tensor(_pooled_tensor(draft, output, pooled))
        draft.operators.insert(position + 1, _reshape(draft, result, output))
    version = 2 if draft.dtype(given) == _INT8 else 1
    operator.fields = Record(
        "Operator",
        opcode_index=draft.code_for("AVERAGE_POOL_2D", version),
        inputs=(given,),
        outputs=(result,),
        builtin_options_type=_POOL_OPTIONS,
        builtin_options=Record(
            "Pool2DOptions",
            padding=_VALID,
            stride_w=1,
            stride_h=1,
            filter_width=width,
            filter_height=height,
        ),
    ).fields


def _pooled_tensor(draft: Draft, output: int, shape: tuple[int, ...]) -> Record:
    tensor = draft.tensors[output].copy()
    tensor.remove("shape_signature", "buffer")
    tensor["shape"] = shape
    tensor["name"] = tensor.get("name", b"") + b"/pooled" if tensor.get("name") else b"pooled"
    return tensor


def _reshape(draft: Draft, given: int, output: int) -> Record:
    """A RESHAPE to the shape that the MEAN had, for any batch where that is open."""
    sizes = draft.shape(output)
    if 0 in draft.open_axes:
        sizes = (-1, *sizes[1:])
    shape = draft.add_tensor(
        Record("Tensor", shape=(len(sizes),), type=_INT32, name=b"pooled/shape"),
        struct.pack(f"<{len(sizes)}i", *sizes),
    )
    return Record(
        "Operator",
        opcode_index=draft.code_for("RESHAPE", 1),
        inputs=(given, shape),
        outputs=(output,),
        builtin_options_type=_RESHAPE_OPTIONS,
        builtin_options=Record("ReshapeOptions", new_shape=sizes),
    )

"""A bias of zeros for every FULLY_CONNECTED layer without one."""

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.bias_scale import is_accepted
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.wording import counted

_FLOAT32, _INT32, _INT8 = 0, 2, 9
_LARGEST = 2.0**126
"""Largest scale; no converter writes one near it, and float32 ends at its fourfold."""


def zero_bias(draft: Draft) -> Change | None:
    """Layers that all have a bias, which some chips require."""
    count = 0
    for operator in draft.operators:
        inputs = operator.numbers("inputs")
        if draft.native(operator) != "FULLY_CONNECTED" or not draft.has_operands(operator, 2):
            continue
        if (len(inputs) > 2 and inputs[2] != -1) or len(draft.shape(inputs[1])) != 2:
            continue
        bias = _bias(draft, inputs[0], inputs[1], operator.numbers("outputs")[0])
        if bias is None:
            continue
        size = draft.shape(inputs[1])[0]
        operator["inputs"] = (*inputs[:2], draft.add_tensor(bias, bytes(4 * size)))
        count += 1
    if not count:
        return None
    return Change(
        edit="zero-bias",
        description=f"Added a bias of zeros to {counted(count, 'FULLY_CONNECTED layer')}",
    )


def _bias(draft: Draft, data: int, weights: int, output: int) -> Record | None:
    """The tensor of a bias; `None` for layers of other types than int8 and float32."""
    name = (draft.tensors[output].text("name") + "/zero_bias").encode()
    size = draft.shape(weights)[0]
    types = draft.dtype(data), draft.dtype(weights), draft.dtype(output)
    if size <= 0:
        return None
    if types == (_FLOAT32,) * 3:
        return Record("Tensor", shape=(size,), type=_FLOAT32, name=name)
    scale = draft.scale(data)
    quantization = draft.tensors[weights].record("quantization")
    if types != (_INT8,) * 3 or scale is None or quantization is None:
        return None
    scales = tuple(scale[0] * factor for factor in quantization.numbers("scale"))
    if len(scales) not in (1, size) or not all(0 < scale <= _LARGEST for scale in scales):
        return None
    if not is_accepted(max(scales), draft.scale(output)):
        return None
    return Record(
        "Tensor",
        shape=(size,),
        type=_INT32,
        name=name,
        quantization=Record("QuantizationParameters", scale=scales, zero_point=(0,) * len(scales)),
    )

"""Operators with the lowest version that has what they use."""

from collections.abc import Callable, Mapping

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.wording import counted, listed

_FLOAT32, _INT32, _UINT8, _INT8 = 0, 2, 3, 9
_PLAIN = frozenset({_FLOAT32, _INT32, _UINT8, _INT8})
"""Types whose versions are known here."""


def lower_versions(draft: Draft) -> Change | None:
    """Entries of the operator table that state no later version than their operators need.

    All operators of a kind share an entry, whose version is that of the most demanding one. Each
    version gets an entry of its own.
    """
    changed: dict[str, int] = {}
    codes = draft.file.root.records("operator_codes")
    for operator in draft.operators:
        version = codes[operator.integer("opcode_index")].integer("version", 1)
        native = draft.native(operator)
        needed = _needed(draft, operator, native)
        if needed is not None and needed < version:
            operator["opcode_index"] = draft.code_for(native, needed)
            changed[native] = changed.get(native, 0) + 1
    if not changed:
        return None
    words = [f"{counted(count, native)}" for native, count in sorted(changed.items())]
    return Change(
        edit="lower-versions",
        description=f"Lowered the version of {listed(words)} to the lowest with the same features",
    )


def _needed(draft: Draft, operator: Record, native: str) -> int | None:
    """The version that TensorFlow's converter would write for the operator alone.

    `None` where that is not known here. After tensorflow/lite/tools/versioning/op_version.cc.
    """
    inputs = [t for t in operator.numbers("inputs") if t >= 0]
    tensors = (*inputs, *operator.numbers("outputs"))
    if not inputs or any(draft.dtype(t) not in _PLAIN or len(draft.shape(t)) > 4 for t in tensors):
        return None
    rule = _RULES.get(native)
    return None if rule is None else rule(draft, operator)


def _by_type(draft: Draft, operator: Record) -> int:
    first = next(t for t in operator.numbers("inputs") if t >= 0)
    return 2 if draft.dtype(first) == _INT8 else 1


def _mul(draft: Draft, operator: Record) -> int | None:
    if not draft.has_operands(operator, 2):
        return None
    scales = [draft.scale(t) for t in (*operator.numbers("inputs"), *operator.numbers("outputs"))]
    known = [scale[0] for scale in scales if scale is not None]
    if len(known) == 3 and known[0] * known[1] / known[2] >= 1.0:
        return 3
    return _by_type(draft, operator)


def _resize_nearest(draft: Draft, operator: Record) -> int:
    options = operator.record("builtin_options") or Record("")
    if options.get("half_pixel_centers") or options.get("align_corners"):
        return 3
    return _by_type(draft, operator)


def _resize_bilinear(draft: Draft, operator: Record) -> int:
    options = operator.record("builtin_options") or Record("")
    return 3 if options.get("half_pixel_centers") else _by_type(draft, operator)


def _fully_connected(draft: Draft, operator: Record) -> int | None:
    if not draft.has_operands(operator, 2):
        return None
    inputs = operator.numbers("inputs")
    types = {draft.dtype(t) for t in (*inputs[:2], *operator.numbers("outputs"))}
    options = operator.record("builtin_options") or Record("")
    if len(types) != 1 or options.integer("weights_format"):
        return None
    if draft.tensors[inputs[1]].record("sparsity") is not None:
        return None
    if len(inputs) == 2 or inputs[2] < 0:
        return 6
    if options.get("keep_num_dims"):
        return 5
    return 4 if types == {_INT8} else 1


def _convolution(draft: Draft, operator: Record) -> int | None:
    if not draft.has_operands(operator, 2):
        return None
    inputs, outputs = operator.numbers("inputs"), operator.numbers("outputs")
    types = {draft.dtype(t) for t in (*inputs[:2], *outputs)}
    data, weights = draft.shape(inputs[0]), draft.shape(inputs[1])
    if len(types) != 1 or len(data) != 4 or len(weights) != 4 or data[3] != weights[3]:
        return None  # Hybrid, or grouped
    return 3 if types == {_INT8} else 1


_RULES: Mapping[str, Callable[[Draft, Record], int | None]] = {
    **dict.fromkeys(
        ("ADD", "SUB", "CONCATENATION", "PAD", "PADV2", "MAX_POOL_2D", "AVERAGE_POOL_2D",
         "TRANSPOSE", "LOGISTIC", "TANH", "SOFTMAX", "MEAN", "MAXIMUM", "MINIMUM", "RELU6",
         "SPACE_TO_DEPTH", "DEPTH_TO_SPACE", "SPLIT_V", "SUM", "SQUARED_DIFFERENCE", "SLICE",
         "PACK", "REDUCE_MAX", "RSQRT"),
        _by_type,
    ),
    "MUL": _mul,
    "RESIZE_NEAREST_NEIGHBOR": _resize_nearest,
    "RESIZE_BILINEAR": _resize_bilinear,
    "FULLY_CONNECTED": _fully_connected,
    "CONV_2D": _convolution,
}  # fmt: skip

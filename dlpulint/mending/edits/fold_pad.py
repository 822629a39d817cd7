"""Convolutions that pad by themselves, without a PAD before them."""

import struct

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.same_padding import same_total
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.wording import counted

_SAME, _VALID = 0, 1
_INT32 = 2
_CONVOLUTIONS = ("CONV_2D", "DEPTHWISE_CONV_2D")


def fold_pad(draft: Draft) -> Change | None:
    """Convolutions with SAME padding where that is what PAD adds."""
    folded: list[Record] = []
    writers = draft.writers()
    for operator in list(draft.operators):
        if draft.native(operator) not in _CONVOLUTIONS or not draft.has_operands(operator, 2):
            continue
        padded = operator.numbers("inputs")[0]
        pad = writers.get(padded)
        if pad is None or draft.native(pad) != "PAD" or not _is_same(draft, pad, operator):
            continue
        operator["inputs"] = (pad.numbers("inputs")[0], *operator.numbers("inputs")[1:])
        operator["builtin_options"]["padding"] = _SAME
        folded.append(pad)
    if not folded:
        return None
    needed = {*draft.outputs, *(t for o in draft.operators for t in o.numbers("inputs"))}
    draft.remove([pad for pad in folded if needed.isdisjoint(pad.numbers("outputs"))])
    return Change(
        edit="fold-pad",
        description=f"Folded PAD into {counted(len(folded), 'convolution')} with SAME padding",
    )


def _is_same(draft: Draft, pad: Record, convolution: Record) -> bool:
    """Whether SAME padding adds the very rows and columns that a PAD adds."""
    options = convolution.record("builtin_options")
    inputs = pad.numbers("inputs")
    if options is None or options.integer("padding") != _VALID:
        return False
    if not draft.has_operands(pad, 2) or len(inputs) != 2 or draft.open_axes - {0}:
        return False
    given, padded = inputs[0], pad.numbers("outputs")[0]
    if draft.scale(given) != draft.scale(padded) or draft.dtype(given) != draft.dtype(padded):
        return False
    shape, weights = draft.shape(given), draft.shape(convolution.numbers("inputs")[1])
    added, result = _added(draft, inputs[1]), draft.shape(padded)
    if any(len(sizes) != 4 for sizes in (shape, weights, added, result)) or min(shape) < 1:
        return False
    if added[0] != (0, 0) or added[3] != (0, 0):
        return False
    return all(
        added[axis] == _same(shape[axis], weights[axis], options, side)
        and result[axis] == shape[axis] + sum(added[axis])
        for axis, side in ((1, "h"), (2, "w"))
    )


def _added(draft: Draft, tensor: int) -> list[tuple[int, int]]:
    """What a PAD adds before and after each axis; empty if it is computed."""
    content = draft.content(tensor)
    if not draft.is_constant(tensor) or draft.dtype(tensor) != _INT32 or len(content) % 8:
        return []
    return [(before, after) for before, after in struct.iter_unpack("<ii", content)]


def _same(size: int, kernel: int, options: Record, side: str) -> tuple[int, int] | None:
    """What SAME adds before and after an axis, as TFLite computes it.

    `None` where the result would have another size than with explicit padding.
    """
    total = same_total(size, kernel, options, side)
    if total is None or total < 0:
        return None
    return total // 2, total - total // 2

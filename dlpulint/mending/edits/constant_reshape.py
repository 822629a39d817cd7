"""RESHAPE to a constant shape in place of one that is computed from an open batch."""

import struct

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.wording import counted

_INT32 = 2


def constant_reshape(draft: Draft) -> Change | None:
    """Shapes in the file where all sizes but one are known, as of Keras' Flatten.

    The one that is open stays -1, which RESHAPE works out for any batch.
    """
    count = 0
    writers = draft.writers()
    for operator in draft.operators:
        inputs = operator.numbers("inputs")
        if draft.native(operator) != "RESHAPE" or len(inputs) != 2 or inputs[1] not in writers:
            continue
        output = operator.numbers("outputs")[0]
        tensor = draft.tensors[output]
        sizes = tensor.numbers("shape_signature") or tensor.numbers("shape")
        # A 0 would stand for the size of the input there.
        if not sizes or sizes.count(-1) > 1 or any(size < 1 and size != -1 for size in sizes):
            continue
        shape = draft.add_tensor(
            Record("Tensor", shape=(len(sizes),), type=_INT32, name=_name(tensor)),
            struct.pack(f"<{len(sizes)}i", *sizes),
        )
        operator["inputs"] = (inputs[0], shape)
        options = operator.record("builtin_options")
        if options is not None:
            options["new_shape"] = sizes
        count += 1
    if not count:
        return None
    gone = draft.cut(draft.outputs)
    return Change(
        edit="constant-reshape",
        description=(
            f"Gave {counted(count, 'RESHAPE')} a constant shape, without the "
            f"{counted(gone, 'operator')} that computed it"
        ),
    )


def _name(tensor: Record) -> bytes:
    return f"{tensor.text('name')}/shape".encode()

"""RESHAPE to a constant shape in place of one that is computed from an open batch."""

import struct
from collections.abc import Mapping, Sequence
from math import prod

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
        if draft.native(operator) != "RESHAPE" or not draft.has_operands(operator, 2):
            continue
        if inputs[1] not in writers:
            continue
        output = operator.numbers("outputs")[0]
        tensor = draft.tensors[output]
        sizes = tensor.numbers("shape_signature") or tensor.numbers("shape")
        # A 0 would stand for the size of the input there.
        if not sizes or sizes.count(-1) > 1 or any(size < 1 and size != -1 for size in sizes):
            continue
        if not _holds(sizes, draft.shape(inputs[0])) or not _follows_sizes(
            draft, inputs[1], writers
        ):
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


def _holds(sizes: Sequence[int], given: Sequence[int]) -> bool:
    """Whether a tensor has as many elements as a shape of these sizes."""
    if min(given, default=0) < 1:
        return False
    stated = prod(size for size in sizes if size != -1)
    return prod(given) % stated == 0 if -1 in sizes else prod(given) == stated


def _follows_sizes(draft: Draft, tensor: int, writers: Mapping[int, Record]) -> bool:
    """Whether numbers are computed from constants and sizes of tensors only, not from content."""
    waiting, seen = [tensor], {tensor}
    for number in waiting:
        operator = writers.get(number)
        if operator is None:
            if not draft.is_constant(number):
                return False
        elif draft.native(operator) != "SHAPE":
            found = {t for t in operator.numbers("inputs") if t >= 0} - seen
            seen |= found
            waiting += found
    return True


def _name(tensor: Record) -> bytes:
    return f"{tensor.text('name')}/shape".encode()

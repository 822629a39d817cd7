"""Inputs in the layout of the layers, without the TRANSPOSE that comes first."""

import struct

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.ends import Step

_INT32 = 2


def first_transpose(draft: Draft) -> Change | None:
    """Inputs that the application transposes by itself, or never has transposed."""
    sentences = []
    for position, tensor in enumerate(draft.inputs):
        readers = draft.readers(tensor)
        if len(readers) != 1 or draft.native(readers[0]) != "TRANSPOSE" or tensor in draft.outputs:
            continue
        if not draft.has_operands(readers[0], 2) or readers[0].numbers("inputs")[0] != tensor:
            continue
        axes = _axes(draft, readers[0].numbers("inputs")[1])
        result = readers[0].numbers("outputs")[0]
        shape = draft.shape(tensor)
        if sorted(axes) != list(range(len(shape))) or result in draft.outputs:
            continue
        if draft.scale(tensor) != draft.scale(result) or draft.dtype(tensor) != draft.dtype(result):
            continue
        name = draft.tensors[tensor].text("name")
        draft.remove(readers)
        draft.replace_input(position, result, [Step(kind="transpose", permutation=axes)])
        now = "x".join(map(str, draft.shape(result)))
        before = "x".join(map(str, shape))
        sentences.append(f"Feed '{name}' as {now} instead of {before}: x.transpose{axes}")
    if not sentences:
        return None
    return Change(
        edit="first-transpose",
        description="Removed the TRANSPOSE after the input",
        application=tuple(sentences),
    )


def _axes(draft: Draft, tensor: int) -> tuple[int, ...]:
    """The axes of a TRANSPOSE; empty if they are computed."""
    content = draft.content(tensor)
    if not draft.is_constant(tensor) or draft.dtype(tensor) != _INT32 or len(content) % 4:
        return ()
    return struct.unpack(f"<{len(content) // 4}i", content)

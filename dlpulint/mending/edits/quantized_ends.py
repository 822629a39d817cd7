"""Ends of the graph without QUANTIZE and DEQUANTIZE: the application quantizes by itself."""

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.ends import Step
from dlpulint.mending.tflite.record import Record

_TYPES = {0: "float32", 3: "uint8", 7: "int16", 9: "int8"}
"""NumPy's names of the types that QUANTIZE and DEQUANTIZE convert, by TFLite's numbers."""


def quantized_inputs(draft: Draft) -> Change | None:
    """Inputs in the type that the first layer reads."""
    changed = []
    for position, tensor in enumerate(draft.inputs):
        readers = draft.readers(tensor)
        if len(readers) != 1 or draft.native(readers[0]) != "QUANTIZE":
            continue
        step = _step(draft, readers[0])
        if step is None or tensor in draft.outputs:
            continue
        result = readers[0].numbers("outputs")[0]
        if not _is_inner(draft, result):
            continue
        name = draft.tensors[tensor].text("name")
        draft.remove(readers)
        draft.replace_input(position, result, [step])
        changed.append(f"'{name}': {step.sentence}, where x is what it fed before")
    return _change("quantized-inputs", "QUANTIZE after the input", changed, "Feed")


def quantized_outputs(draft: Draft) -> Change | None:
    """Outputs in the type that the last layer writes."""
    changed = []
    for position, tensor in enumerate(draft.outputs):
        writer = draft.writer(tensor)
        if writer is None or draft.native(writer) not in ("QUANTIZE", "DEQUANTIZE"):
            continue
        step = _step(draft, writer)
        if step is None or draft.readers(tensor) or draft.outputs.count(tensor) > 1:
            continue
        source = writer.numbers("inputs")[0]
        if not _is_inner(draft, source) or draft.writer(source) is None:
            continue
        name = draft.tensors[tensor].text("name")
        draft.remove([writer])
        draft.replace_output(position, source, [step])
        changed.append(f"'{name}': {step.sentence}, where x is what it reads now")
    return _change("quantized-outputs", "conversion before the output", changed, "Compute")


def _is_inner(draft: Draft, tensor: int) -> bool:
    return tensor not in draft.inputs and tensor not in draft.outputs


def _step(draft: Draft, operator: Record) -> Step | None:
    """The conversion of an operator; `None` for one between other types, or per channel."""
    if not draft.has_operands(operator, 1) or len(operator.numbers("inputs")) != 1:
        return None
    (source,), (result,) = operator.numbers("inputs"), operator.numbers("outputs")
    types = _TYPES.get(draft.dtype(source)), _TYPES.get(draft.dtype(result))
    if (
        None in types
        or types == ("float32", "float32")
        or draft.shape(source) != draft.shape(result)
    ):
        return None
    before, after = draft.scale(source), draft.scale(result)
    if types[0] == "float32" and after is not None:
        return Step(kind="quantize", dtype=types[1] or "", scale=after[0], zero_point=after[1])
    if types[1] == "float32" and before is not None:
        return Step(kind="dequantize", dtype="float32", scale=before[0], zero_point=before[1])
    if before is None or after is None:
        return None
    return Step(
        kind="requantize",
        dtype=types[1] or "",
        scale=after[0],
        zero_point=after[1],
        from_scale=before[0],
        from_zero_point=before[1],
    )


def _change(edit: str, what: str, changed: list[str], verb: str) -> Change | None:
    if not changed:
        return None
    plural = "s" if len(changed) > 1 else ""
    return Change(
        edit=edit,
        description=f"Removed the {what}{plural and ' (' + str(len(changed)) + '×)'}",
        application=tuple(f"{verb} {sentence}" for sentence in changed),
    )

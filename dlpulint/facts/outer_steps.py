"""Operators at the ends of the main graph that an application can do without."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from dlpulint.model.graph import Model, Operator, Tensor

_INTEGERS = frozenset({"uint8", "int8", "int16"})


class OuterSteps(Struct, frozen=True):
    """Conversions and transpositions that a graph begins or ends with, by the end's tensor."""

    inputs: Mapping[Tensor, Operator]
    """The QUANTIZE that alone reads an input."""
    outputs: Mapping[Tensor, Operator]
    """The QUANTIZE or DEQUANTIZE that writes an output which nothing reads."""
    transposes: Mapping[Tensor, Operator]
    """The TRANSPOSE by fixed axes that alone reads an input, or its QUANTIZE."""


def outer_steps_of(model: Model) -> OuterSteps:
    """The steps of each input and output that has one."""
    inputs = dict(_first_conversions(model))
    return OuterSteps(
        inputs, dict(_last_conversions(model)), dict(_first_transposes(model, inputs))
    )


def _first_conversions(model: Model) -> Iterator[tuple[Tensor, Operator]]:
    for tensor in model.inputs:
        operator = _only_reader(tensor, model)
        if operator is not None and operator.kind == "quantize" and _converts(operator, model):
            yield tensor, operator


def _last_conversions(model: Model) -> Iterator[tuple[Tensor, Operator]]:
    for tensor in model.outputs:
        operator = model.producer(tensor)
        if operator is None or operator.kind not in ("quantize", "dequantize"):
            continue
        source = operator.input
        if model.consumers(tensor) or model.outputs.count(tensor) > 1 or source is None:
            continue
        if model.producer(source) is not None and _converts(operator, model):
            yield tensor, operator


def _first_transposes(
    model: Model, quantized: Mapping[Tensor, Operator]
) -> Iterator[tuple[Tensor, Operator]]:
    for tensor in model.inputs:
        before = quantized[tensor].output if tensor in quantized else tensor
        operator = None if before is None else _only_reader(before, model)
        if operator is None or operator.kind != "transpose" or before is None:
            continue
        result, axes = operator.output, operator.integers("perm")
        if result is None or axes is None or before.rank is None or result in model.outputs:
            continue
        same = before.dtype == result.dtype and before.quantization == result.quantization
        if same and sorted(axes) == list(range(before.rank)):
            yield tensor, operator


def _only_reader(tensor: Tensor, model: Model) -> Operator | None:
    readers = model.consumers(tensor)
    return readers[0] if len(readers) == 1 and tensor not in model.outputs else None


def _converts(operator: Operator, model: Model) -> bool:
    """Whether an operator maps its input to its output by one scale, and both are known."""
    source, result = operator.input, operator.output
    if source is None or result is None or not source.shape or source.shape != result.shape:
        return False
    ends = {*model.inputs, *model.outputs}
    if source in ends and result in ends:
        return False
    types = (source.dtype, result.dtype)
    integers = [tensor for tensor in (source, result) if tensor.dtype in _INTEGERS]
    known = all(tensor.dtype in (*_INTEGERS, "float32") for tensor in (source, result))
    scaled = all(t.quantization is not None and t.quantization.scale for t in integers)
    return known and types != ("float32", "float32") and scaled

"""What TFLite does not accept in the description of a tensor, whoever uses it."""

from dlpulint.loader.tflite import slots
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table

_BITS = {
    "int2": 2, "int4": 4, "bool": 8, "int8": 8, "uint8": 8, "int16": 16, "uint16": 16,
    "float16": 16, "bfloat16": 16, "float32": 32, "int32": 32, "uint32": 32, "float64": 64,
    "int64": 64, "uint64": 64, "complex64": 64, "complex128": 128,
}  # fmt: skip
"""Bits of an element; a string, a resource or a variant has no fixed size."""
_BLOCKWISE = 2


def fault_of(
    tensor: Table,
    scaled: Table | None,
    bulk: BulkReader,
    dtype: str,
    sizes: tuple[int, ...],
    data: tuple[int, int] | None,
    variable: bool,
) -> str | None:
    """The reason for which TFLite does not read a tensor, as a clause; `None` if there is none.

    Args:
        tensor: The tensor's table.
        scaled: The table of its quantization.
        bulk: The reader of the file.
        dtype: Our name of the element type.
        sizes: The shape in the file.
        data: Position and length of the tensor's bytes; a position of 0 if they are outside the
            FlatBuffer; `None` if the tensor has none.
        variable: Whether the file calls it a variable.

    Source: `InterpreterBuilder::ParseTensors` and `Subgraph::SetTensorParametersReadOnly`.
    """
    bits = _BITS.get(dtype)
    if bits is not None and sizes and min(sizes) < 0:
        return f"has a negative size ({_shape(sizes)})"
    if variable and dtype in ("string", "resource", "variant"):
        return f"is a variable of type {dtype}"
    if variable and data is not None:
        return "is a variable and has constant content"
    if data is not None and bits is not None and not _sparse(tensor, bulk):
        count = 1
        for size in sizes:
            count *= size
        needed = (count * bits + 7) // 8
        if data[0] and data[1] < needed:
            return f"needs {needed:,} bytes ({dtype} {_shape(sizes)}) and holds {data[1]:,}"
    return None if scaled is None else _scales_fault(scaled, bulk, sizes)


def _sparse(tensor: Table, bulk: BulkReader) -> bool:
    """Whether the tensor is stored sparsely, in fewer bytes than its shape has."""
    return bulk.table(tensor, slots.TENSOR_SPARSITY) is not None


def _shape(sizes: tuple[int, ...]) -> str:
    return "x".join(map(str, sizes)) or "scalar"


def _scales_fault(table: Table, bulk: BulkReader, sizes: tuple[int, ...]) -> str | None:
    if bulk.integer(table, slots.QUANTIZATION_PARAMETERS_DETAILS_TYPE, "B") == _BLOCKWISE:
        return None
    scales = bulk.span(table, slots.QUANTIZATION_PARAMETERS_SCALE, 4)
    if scales is None or not scales[1]:
        return None
    points = bulk.span(table, slots.QUANTIZATION_PARAMETERS_ZERO_POINT, 8)
    if points is None:
        return "has a scale and no zero point"
    if points[1] != scales[1]:
        return f"has {_count(scales[1], 'scale')} and {_count(points[1], 'zero point')}"
    axis = bulk.integer(table, slots.QUANTIZATION_PARAMETERS_QUANTIZED_DIMENSION, "i")
    if axis < 0 or (sizes and axis >= len(sizes)):
        return f"has scales along dimension {axis}; it has {len(sizes)} dimensions, from 0 on"
    if scales[1] != 1 and sizes and scales[1] != sizes[axis]:
        return f"has {scales[1]} scales for the {sizes[axis]} slices of its dimension {axis}"
    return None


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"

"""Quantization of a TFLite file's tensors: per tensor, per channel or blockwise."""

from dlpulint.loader.tflite import slots
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table
from dlpulint.model.graph import Quantization

_BLOCKWISE = 2
"""The number of blockwise quantization among the kinds of quantization details."""


def quantization_of(table: Table, bulk: BulkReader) -> Quantization | None:
    """The quantization that a tensor's table of it states, if any."""
    scales = bulk.numbers(table, slots.QUANTIZATION_PARAMETERS_SCALE, "f")
    block_size = None
    kind = bulk.integer(table, slots.QUANTIZATION_PARAMETERS_DETAILS_TYPE, "B")
    if kind == _BLOCKWISE:
        details = bulk.table(table, slots.QUANTIZATION_PARAMETERS_DETAILS)
        block_size = 0
        if details is not None:
            block_size = bulk.integer(details, slots.BLOCKWISE_QUANTIZATION_BLOCK_SIZE, "i")
    if not scales and block_size is None:
        return None
    axis = None
    if len(scales) > 1 or block_size is not None:
        axis = bulk.integer(table, slots.QUANTIZATION_PARAMETERS_QUANTIZED_DIMENSION, "i")
    return Quantization(
        scales=scales,
        zero_points=bulk.integers(table, slots.QUANTIZATION_PARAMETERS_ZERO_POINT, "q"),
        axis=axis,
        block_size=block_size,
    )

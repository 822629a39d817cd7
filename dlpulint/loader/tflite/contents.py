"""Bytes of a TFLite model besides its graph: constants, and options of custom operators."""

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite import slots
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table, table_at
from dlpulint.model.graph import Operator


class Contents:
    """Reader of the main graph's constants, by the operators that read them."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._bulk = BulkReader(len(data))
        file = table_at(data, 0)
        graph = next(iter(self._bulk.tables(file, slots.MODEL_SUBGRAPHS)), None)
        if graph is None:
            raise ModelFileError("damaged TFLite file (it has no graph)")
        self._tensors = tuple(self._bulk.tables(graph, slots.SUB_GRAPH_TENSORS))
        self._operators = tuple(self._bulk.tables(graph, slots.SUB_GRAPH_OPERATORS))
        self._buffers = tuple(self._bulk.tables(file, slots.MODEL_BUFFERS, shared=True))

    def constant(self, operator: Operator, position: int) -> memoryview:
        """Bytes of an operator's input, as the file stores them; empty if it stores none.

        Args:
            operator: An operator of the main graph.
            position: The input's position in `operator.inputs`.
        """
        inputs = self._bulk.integers(self._operators[operator.index], slots.OPERATOR_INPUTS)
        tensor = self._tensors[inputs[position]]
        number = self._bulk.integer(tensor, slots.TENSOR_BUFFER, "I")
        buffer = self._buffers[number]
        offset = self._bulk.integer(buffer, slots.BUFFER_OFFSET, "Q")
        if offset > 1:  # Smaller offsets state nothing.
            size = self._bulk.integer(buffer, slots.BUFFER_SIZE, "Q")
            return self._data[offset : offset + size]
        return self._bytes(buffer, slots.BUFFER_DATA)

    def custom_options(self, operator: Operator) -> memoryview:
        """Bytes of a custom operator's options, which its kernel reads."""
        return self._bytes(self._operators[operator.index], slots.OPERATOR_CUSTOM_OPTIONS)

    def _bytes(self, table: Table, slot: int) -> memoryview:
        start, length = self._bulk.span(table, slot, 1) or (0, 0)
        return self._data[start : start + length]

"""The main graph of a .tflite file, as edits ask about it."""

from collections.abc import Mapping
from functools import cached_property

from dlpulint.facts.preparation.prepare import sizes_of
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.refused import Refused
from dlpulint.mending.soundness import refuse_unsound
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.whole_file import WholeFile, read_file
from dlpulint.model.graph import Model, Tensor
from dlpulint.model.kinds import TFLITE

CUSTOM = tuple(TFLITE).index("CUSTOM")
"""The number of custom operators."""

TFLITE_NAMES = tuple(TFLITE)
"""Builtin names by number."""

_SMALLEST, _LARGEST = 2.0**-126, 2.0**126
"""Scales between these have an inverse that a float32 holds; no converter writes others."""


def main_graph(file: WholeFile) -> Record:
    """The graph that TFLite runs unless asked for another.

    Raises Refused where there is none.
    """
    graphs = file.root.records("subgraphs")
    if not graphs:
        raise Refused("the file has no graph")
    return graphs[0]


def builtin_number(code: Record) -> int:
    """The number of an operator code, which an older and a newer field hold."""
    return max(code.integer("deprecated_builtin_code"), code.integer("builtin_code"))


class MainGraph:
    """Operators and tensors of the main graph, by their numbers in the file."""

    def __init__(self, data: bytes) -> None:
        """Reads a file.

        Raises ModelFileError or Refused where it cannot be edited and written again.
        """
        self.data = data
        self.file = read_file(data)
        self.graph = main_graph(self.file)
        refuse_unsound(self.file.root)
        self.tensors = self.graph.records("tensors")
        self.graph["operators"] = self.operators = self.graph.records("operators")
        self._read = tuple((o.numbers("inputs"), o.numbers("outputs")) for o in self.operators)
        self._read_ends = self.inputs, self.outputs
        self._computed = frozenset(t for _, outputs in self._read for t in outputs)

    @cached_property
    def model(self) -> Model:
        """The model as the file that was read has it."""
        return load_bytes(memoryview(self.data))

    @property
    def inputs(self) -> tuple[int, ...]:
        """Numbers of the tensors that the application writes."""
        return self.graph.numbers("inputs")

    @property
    def outputs(self) -> tuple[int, ...]:
        """Numbers of the tensors that the application reads."""
        return self.graph.numbers("outputs")

    # Operators

    def native(self, operator: Record) -> str:
        """The builtin name of an operator, or the name of a custom one."""
        code = self.file.root.records("operator_codes")[operator.integer("opcode_index")]
        number = builtin_number(code)
        if number == CUSTOM:
            return code.text("custom_code")
        return TFLITE_NAMES[number] if number < len(TFLITE_NAMES) else str(number)

    def has_operands(self, operator: Record, inputs: int, outputs: int = 1) -> bool:
        """Whether an operator has so many inputs or more, none left out, and so many outputs."""
        read, written = operator.numbers("inputs")[:inputs], operator.numbers("outputs")
        return len(read) == inputs and min(read, default=0) >= 0 and len(written) == outputs

    def readers(self, tensor: int) -> list[Record]:
        """The operators that read a tensor."""
        return [o for o in self.operators if tensor in o.numbers("inputs")]

    def writer(self, tensor: int) -> Record | None:
        """The operator that writes a tensor, if any."""
        return self.writers().get(tensor)

    def writers(self) -> dict[int, Record]:
        """The operator that writes each tensor that is computed."""
        return {t: o for o in self.operators for t in o.numbers("outputs")}

    # Tensors

    def dtype(self, tensor: int) -> int:
        """The number of a tensor's type in TFLite's schema."""
        return self.tensors[tensor].integer("type")

    def shape(self, tensor: int) -> tuple[int, ...]:
        """Sizes that TFLite works out for a tensor; empty where that is while the model runs.

        What a file states of a computed tensor need not be true, and TFLite does not mind.
        """
        if tensor in self.sizes:
            return self.sizes[tensor] or ()
        return self.tensors[tensor].numbers("shape")

    @property
    def open_axes(self) -> frozenset[int]:
        """Axes of inputs whose sizes an application may change."""
        signatures = (self.tensors[tensor].numbers("shape_signature") for tensor in self.inputs)
        return frozenset(
            axis for sizes in signatures for axis, size in enumerate(sizes) if size < 0
        )

    def scale(self, tensor: int) -> tuple[float, int] | None:
        """Scale and zero point of a tensor that has one each."""
        quantization = self.tensors[tensor].record("quantization")
        if quantization is None:
            return None
        scales, zeros = quantization.numbers("scale"), quantization.numbers("zero_point")
        if len(scales) != 1 or len(zeros) > 1 or not _SMALLEST <= scales[0] <= _LARGEST:
            return None
        return float(scales[0]), int(zeros[0]) if zeros else 0

    def is_constant(self, tensor: int) -> bool:
        """Whether the file has the tensor's content."""
        return tensor >= 0 and len(self.content(tensor)) > 0 and tensor not in self._computed

    def content(self, tensor: int) -> bytes | memoryview:
        """The bytes of a constant; empty for a computed tensor."""
        buffers = self.file.root.records("buffers")
        number = self.tensors[tensor].integer("buffer")
        found: bytes | memoryview = buffers[number].get("data", b"") if number else b""
        return found

    def numbers_of(self, model: Model) -> Mapping[Tensor, int]:
        """Numbers of the tensors of the model that was read from this file."""
        found: dict[Tensor, int] = {}
        for operator in model.operators:
            if operator.subgraph == 0:
                inputs, outputs = self._read[operator.index]
                pairs = [*zip(operator.inputs, inputs, strict=True)]
                pairs += [*zip(operator.outputs, outputs, strict=True)]
                found.update((tensor, number) for tensor, number in pairs if tensor is not None)
        for tensors, numbers in zip((model.inputs, model.outputs), self._read_ends, strict=True):
            found.update(zip(tensors, numbers, strict=True))
        return found

    @cached_property
    def sizes(self) -> dict[int, tuple[int, ...] | None]:
        """Sizes of computed tensors by number, as the file that was read has them.

        `None` for those that are known only while the model runs.
        """
        numbers = self.numbers_of(self.model)
        return {numbers[tensor]: sizes for tensor, sizes in sizes_of(self.model).items()}

"""A .tflite file that edits change: its main graph, with what its tensors were in the original."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.ends import Route, Step
from dlpulint.mending.refused import Refused
from dlpulint.mending.signatures import update_signatures
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.whole_file import WholeFile, read_file, written_file
from dlpulint.mending.unused import drop_unused, tensors_in_use
from dlpulint.model.graph import Model, Tensor
from dlpulint.model.kinds import TFLITE

_NUMBERS = {native: number for number, native in enumerate(TFLITE)}
CUSTOM = _NUMBERS["CUSTOM"]
_HIGHEST_OLD_CODE = 127
"""The operator code that the older, narrower field holds for all that do not fit into it."""

_STATEFUL = frozenset(
    _NUMBERS[native]
    for native in ("CALL_ONCE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "HASHTABLE",
                   "HASHTABLE_IMPORT", "IF", "WHILE", "STABLEHLO_WHILE")
)  # fmt: skip
"""Operators that may do more than write their outputs."""


class Ends(Struct, frozen=True):
    """Tensors of the main graph by what they were in the original file."""

    origins: tuple[int | None, ...]
    """Per tensor its number in the original; `None` for one that an edit has added."""
    input_steps: tuple[tuple[Step, ...], ...]
    """Per input what the application does to what it fed before."""
    routes: tuple[Route | None, ...]
    """Per output the way to an output of the original; `None` for one that a cut has made."""


def original_ends(file: WholeFile) -> Ends:
    """The ends of a file that no edit has changed."""
    graph = main_graph(file)
    return Ends(
        tuple(range(len(graph.records("tensors")))),
        ((),) * len(graph.numbers("inputs")),
        tuple(Route(position) for position in range(len(graph.numbers("outputs")))),
    )


def main_graph(file: WholeFile) -> Record:
    """The graph that TFLite runs unless asked for another.

    Raises Refused where there is none.
    """
    graphs = file.root.records("subgraphs")
    if not graphs:
        raise Refused("the file has no graph")
    return graphs[0]


class Draft:
    """The tables of a file, to be changed in place."""

    def __init__(self, data: bytes, ends: Ends | None = None) -> None:
        """Reads a file; `ends` is what earlier edits of it have changed.

        Raises ModelFileError or Refused where it cannot be read and written again.
        """
        self.data = data
        self.file = read_file(data)
        self.graph = main_graph(self.file)
        ends = ends or original_ends(self.file)
        self._origins = list(ends.origins)
        self.input_steps = list(ends.input_steps)
        self.routes = list(ends.routes)
        self.tensors = self.graph.records("tensors")
        self.graph["operators"] = self.operators = self.graph.records("operators")
        self._used = tensors_in_use(self.graph)
        self._left_buffers: set[int] = set()
        self._needed = self._needed_operators(self.outputs)

    @cached_property
    def model(self) -> Model:
        """The model that the file held before this draft changed it."""
        return load_bytes(memoryview(self.data))

    @property
    def ends(self) -> Ends:
        """What the edits so far have changed."""
        return Ends(tuple(self._origins), tuple(self.input_steps), tuple(self.routes))

    @property
    def inputs(self) -> tuple[int, ...]:
        """Numbers of the tensors that the application writes."""
        return self.graph.numbers("inputs")

    @property
    def outputs(self) -> tuple[int, ...]:
        """Numbers of the tensors that the application reads."""
        return self.graph.numbers("outputs")

    def origin(self, tensor: int) -> int | None:
        """The tensor's number in the original file."""
        return self._origins[tensor]

    def written(self) -> tuple[bytes, Ends]:
        """Bytes of the file as it is now, without what no operator needs any more.

        Raises DlpulintError for a file that would be too large.
        """
        drop_unused(self.file, self._used, self._origins, self._left_buffers)
        return written_file(self.file), self.ends

    # Operators

    def native(self, operator: Record) -> str:
        """The builtin name of an operator, or the name of a custom one."""
        code = self.file.root.records("operator_codes")[operator.integer("opcode_index")]
        number = _number(code)
        if number == CUSTOM:
            return code.text("custom_code")
        return TFLITE_NAMES[number] if number < len(TFLITE_NAMES) else str(number)

    def readers(self, tensor: int) -> list[Record]:
        """The operators that read a tensor."""
        return [o for o in self.operators if tensor in o.numbers("inputs")]

    def writer(self, tensor: int) -> Record | None:
        """The operator that writes a tensor, if any."""
        return self.writers().get(tensor)

    def writers(self) -> dict[int, Record]:
        """The operator that writes each tensor that is computed."""
        return {t: o for o in self.operators for t in o.numbers("outputs")}

    def code_for(self, native: str, version: int) -> int:
        """Position of a builtin operator of a version in the table of codes, which grows for it."""
        codes = self.file.root.records("operator_codes")
        number = _NUMBERS[native]
        for position, code in enumerate(codes):
            if _number(code) == number and code.integer("version", 1) == version:
                return position
        codes.append(
            Record(
                "OperatorCode",
                deprecated_builtin_code=min(number, _HIGHEST_OLD_CODE),
                version=version,
                builtin_code=number,
            )
        )
        self.file.root["operator_codes"] = codes
        return len(codes) - 1

    def remove(self, operators: Iterable[Record]) -> None:
        """Removes operators whose results nobody needs."""
        gone = {id(operator) for operator in operators}
        self.operators[:] = [o for o in self.operators if id(o) not in gone]

    def cut(self, outputs: Sequence[int]) -> int:
        """Number of operators that go when the graph ends at these tensors.

        Raises Refused where one of them does more than write its outputs.
        """
        if len(set(outputs)) != len(outputs) or set(outputs) & set(self.inputs):
            raise Refused("the graph cannot end at these tensors")
        kept = self._needed_operators(outputs)
        gone: list[Record] = []
        lost: set[int] = set()
        for operator in self.operators:
            depends = not lost.isdisjoint(operator.numbers("inputs"))
            if id(operator) not in kept and (id(operator) in self._needed or depends):
                number = _number(
                    self.file.root.records("operator_codes")[operator.integer("opcode_index")]
                )
                if number in _STATEFUL or not operator.numbers("outputs"):
                    raise Refused(f"{self.native(operator)} would go, which keeps a state")
                gone.append(operator)
                lost.update(operator.numbers("outputs"))
        self.remove(gone)
        known = dict(zip(self.outputs, self.routes, strict=True))
        self._set_outputs(outputs, {}, [known.get(tensor) for tensor in outputs])
        return len(gone)

    def begin_at(self, inputs: Sequence[int], operators: Sequence[Record]) -> None:
        """The graph begins at these tensors and has these operators."""
        self.remove([o for o in self.operators if all(o is not kept for kept in operators)])
        self.graph["inputs"] = tuple(inputs)
        self.input_steps = [()] * len(inputs)
        update_signatures(self.file.root, "inputs", {}, inputs)

    # Tensors

    def dtype(self, tensor: int) -> int:
        """The number of a tensor's type in TFLite's schema."""
        return self.tensors[tensor].integer("type")

    def shape(self, tensor: int) -> tuple[int, ...]:
        """Sizes as the file states them."""
        return self.tensors[tensor].numbers("shape")

    def scale(self, tensor: int) -> tuple[float, int] | None:
        """Scale and zero point of a tensor that has one each."""
        quantization = self.tensors[tensor].record("quantization")
        if quantization is None:
            return None
        scales, zeros = quantization.numbers("scale"), quantization.numbers("zero_point")
        if len(scales) != 1 or len(zeros) > 1 or not scales[0] > 0:
            return None
        return float(scales[0]), int(zeros[0]) if zeros else 0

    def is_constant(self, tensor: int) -> bool:
        """Whether the file has the tensor's content."""
        return tensor >= 0 and len(self.content(tensor)) > 0 and self.writer(tensor) is None

    def content(self, tensor: int) -> bytes | memoryview:
        """The bytes of a constant; empty for a computed tensor."""
        buffers = self.file.root.records("buffers")
        number = self.tensors[tensor].integer("buffer")
        found: bytes | memoryview = buffers[number].get("data", b"") if number else b""
        return found

    def add_tensor(self, tensor: Record, content: bytes = b"") -> int:
        """Number of a new tensor with some content."""
        buffers = self.file.root.records("buffers")
        buffers.append(Record("Buffer", data=content) if content else Record("Buffer"))
        self.file.root["buffers"] = buffers
        tensor["buffer"] = len(buffers) - 1
        self.tensors.append(tensor)
        self._origins.append(None)
        return len(self.tensors) - 1

    def set_content(self, tensor: int, content: bytes) -> None:
        """Gives a constant other bytes, in a buffer of its own."""
        copy = self.tensors[tensor]
        buffers = self.file.root.records("buffers")
        buffers.append(Record("Buffer", data=content))
        self._left_buffers.add(copy.integer("buffer"))
        copy["buffer"] = len(buffers) - 1

    def numbers_of(self, model: Model) -> Mapping[Tensor, int]:
        """Numbers of the tensors of the model that was read from this file."""
        found: dict[Tensor, int] = {}
        for operator in model.operators:
            if operator.subgraph == 0:
                record = self.operators[operator.index]
                pairs = [*zip(operator.inputs, record.numbers("inputs"), strict=True)]
                pairs += [*zip(operator.outputs, record.numbers("outputs"), strict=True)]
                found.update((tensor, number) for tensor, number in pairs if tensor is not None)
        for tensors, numbers in ((model.inputs, self.inputs), (model.outputs, self.outputs)):
            found.update(zip(tensors, numbers, strict=True))
        return found

    # Ends

    def replace_input(self, position: int, tensor: int, steps: Sequence[Step]) -> None:
        """The application writes another tensor at a position, after some steps.

        The tensor takes the name of the one that it replaces.
        """
        inputs = list(self.inputs)
        former, inputs[position] = inputs[position], tensor
        self.graph["inputs"] = tuple(inputs)
        self._rename(former, tensor)
        self.input_steps[position] = (*self.input_steps[position], *steps)
        update_signatures(self.file.root, "inputs", {former: tensor}, inputs)

    def replace_output(self, position: int, tensor: int, steps: Sequence[Step]) -> None:
        """The application reads another tensor at a position; the steps give the former one."""
        outputs = list(self.outputs)
        former, outputs[position] = outputs[position], tensor
        routes, known = list(self.routes), self.routes[position]
        if known is not None:
            routes[position] = Route(known.position, (*steps, *known.steps))
        self._rename(former, tensor)
        self._set_outputs(outputs, {former: tensor}, routes)

    def _set_outputs(
        self, outputs: Sequence[int], renamed: Mapping[int, int], routes: Sequence[Route | None]
    ) -> None:
        """The graph ends at these tensors."""
        self.graph["outputs"] = tuple(outputs)
        self.routes = list(routes)
        update_signatures(self.file.root, "outputs", renamed, outputs)

    def _rename(self, former: int, tensor: int) -> None:
        self.tensors[tensor]["name"] = self.tensors[former].get("name", b"")

    # What is needed

    def _needed_operators(self, outputs: Sequence[int]) -> set[int]:
        writers = self.writers()
        found: set[int] = set()
        waiting = list(outputs)
        while waiting:
            operator = writers.get(waiting.pop())
            if operator is not None and id(operator) not in found:
                found.add(id(operator))
                waiting.extend(operator.numbers("inputs"))
        return found


TFLITE_NAMES = tuple(TFLITE)
"""Builtin names by number."""


def _number(code: Record) -> int:
    return max(code.integer("deprecated_builtin_code"), code.integer("builtin_code"))

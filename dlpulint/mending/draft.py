"""A .tflite file that edits change: its main graph, with what its tensors were in the original."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from dlpulint.facts.cutting import STATEFUL
from dlpulint.mending.ends import Route, Step
from dlpulint.mending.main_graph import TFLITE_NAMES, MainGraph, builtin_number
from dlpulint.mending.refused import Refused
from dlpulint.mending.signatures import update_signatures
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.whole_file import written_file
from dlpulint.mending.unused import codes_in_use, drop_unused, drop_unused_codes, tensors_in_use

_NUMBERS = {native: number for number, native in enumerate(TFLITE_NAMES)}
_HIGHEST_OLD_CODE = 127
"""The operator code that the older, narrower field holds for all that do not fit into it."""


class Ends(Struct, frozen=True):
    """Tensors of the main graph by what they were in the original file."""

    origins: tuple[int | None, ...]
    """Per tensor its number in the original; `None` for one that an edit has added."""
    input_steps: tuple[tuple[Step, ...], ...]
    """Per input what the application does to what it fed before."""
    routes: tuple[Route | None, ...]
    """Per output the way to an output of the original; `None` for one that a cut has made."""


def original_ends(graph: Record) -> Ends:
    """The ends of a graph that no edit has changed."""
    return Ends(
        tuple(range(len(graph.records("tensors")))),
        ((),) * len(graph.numbers("inputs")),
        tuple(Route(position) for position in range(len(graph.numbers("outputs")))),
    )


class Draft(MainGraph):
    """The tables of a file, to be changed in place."""

    def __init__(self, data: bytes, ends: Ends | None = None) -> None:
        """Reads a file; `ends` is what earlier edits of it have changed.

        Raises ModelFileError or Refused where it cannot be read and written again.
        """
        super().__init__(data)
        ends = ends or original_ends(self.graph)
        self._origins = list(ends.origins)
        self.input_steps = list(ends.input_steps)
        self.routes = list(ends.routes)
        self._used = tensors_in_use(self.graph)
        self._used_codes = codes_in_use(self.file.root)
        self._left_buffers: set[int] = set()
        self._needed = self._needed_operators(self.outputs)

    @property
    def ends(self) -> Ends:
        """What the edits so far have changed."""
        return Ends(tuple(self._origins), tuple(self.input_steps), tuple(self.routes))

    def origin(self, tensor: int) -> int | None:
        """The tensor's number in the original file."""
        return self._origins[tensor]

    def written(self) -> tuple[bytes, Ends]:
        """Bytes of the file as it is now, without what no operator needs any more.

        Raises DlpulintError for a file that would be too large.
        """
        drop_unused(self.file, self._used, self._origins, self._left_buffers)
        drop_unused_codes(self.file.root, self._used_codes)
        return written_file(self.file), self.ends

    # Operators

    def code_for(self, native: str, version: int) -> int:
        """Position of a builtin operator of a version in the table of codes, which grows for it."""
        codes = self.file.root.records("operator_codes")
        number = _NUMBERS[native]
        for position, code in enumerate(codes):
            if builtin_number(code) == number and code.integer("version", 1) == version:
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
                if self.native(operator) in STATEFUL or not operator.numbers("outputs"):
                    raise Refused(f"{self.native(operator)} would go, which keeps a state")
                gone.append(operator)
                lost.update(operator.numbers("outputs"))
        self.remove(gone)
        known = dict(zip(self.outputs, self.routes, strict=True))
        self._set_outputs(outputs, {}, [known.get(tensor) for tensor in outputs])
        return len(gone)

    def begin_at(self, inputs: Mapping[int, tuple[int, ...]], operators: Iterable[Record]) -> None:
        """The graph begins at these tensors and has these operators.

        Args:
            inputs: Tensors with their sizes; `()` for the size that this file states or computes.
            operators: Those that are left.

        Raises:
            Refused: The size of a tensor is known only while the model runs.
        """
        for tensor, sizes in inputs.items():
            self._settle(tensor, sizes)
        kept = {id(operator) for operator in operators}
        self.remove([o for o in self.operators if id(o) not in kept])
        self.graph["inputs"] = tuple(inputs)
        self.input_steps = [()] * len(inputs)
        update_signatures(self.file.root, "inputs", {}, tuple(inputs))

    # Tensors

    def add_tensor(self, tensor: Record, content: bytes = b"") -> int:
        """Number of a new tensor with some content."""
        buffers = self.file.root.records("buffers")
        buffers.append(Record("Buffer", data=content) if content else Record("Buffer"))
        self.file.root["buffers"] = buffers
        tensor["buffer"] = len(buffers) - 1
        self.tensors.append(tensor)
        self._origins.append(None)
        return len(self.tensors) - 1

    def replace_constant(
        self, operator: Record, position: int, shape: tuple[int, ...], content: bytes
    ) -> None:
        """Has an operator read a copy of its constant with another shape and content."""
        inputs = list(operator.numbers("inputs"))
        copy = self.tensors[inputs[position]].copy()
        copy.remove("shape_signature")
        copy["shape"] = shape
        inputs[position] = self.add_tensor(copy, content)
        operator["inputs"] = tuple(inputs)

    def set_content(self, tensor: int, content: bytes) -> None:
        """Gives a constant other bytes, in a buffer of its own."""
        copy = self.tensors[tensor]
        buffers = self.file.root.records("buffers")
        buffers.append(Record("Buffer", data=content))
        self._left_buffers.add(copy.integer("buffer"))
        copy["buffer"] = len(buffers) - 1

    # Ends

    def replace_input(self, position: int, tensor: int, steps: Sequence[Step]) -> None:
        """The application writes another tensor at a position, after some steps.

        The tensor takes the name of the one that it replaces.
        """
        self._settle(tensor)
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

    def _settle(self, tensor: int, known: tuple[int, ...] = ()) -> None:
        """Has the file state the size of a tensor, which no operator computes any more."""
        if tensor not in self.sizes:
            return
        sizes = known or self.sizes[tensor]
        if sizes is None:
            raise Refused("a tensor at the new end has a size that is known only while running")
        if sizes != self.tensors[tensor].numbers("shape"):
            self.tensors[tensor]["shape"] = sizes

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

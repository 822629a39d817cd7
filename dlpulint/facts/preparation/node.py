"""An operator with the tensors as they are when TFLite prepares it."""

from collections.abc import Iterable
from typing import Literal, NoReturn, TypeAlias

from dlpulint.facts.preparation.refusal import Cause, Refused, Unsure
from dlpulint.model.graph import Operator, Quantization, Tensor

Sizes: TypeAlias = tuple[int, ...]
Holding: TypeAlias = Literal["constant", "persistent", "planned", "dynamic"]
"""Who decides on a tensor's memory: the file, the preparation, the planner, or the run."""

FLOAT = "float32"
QUANTIZED = frozenset({"int8", "uint8"})
_LARGEST = 2**31 - 1


class State:
    """A tensor during preparation: kernels change its type, its shape and who holds it."""

    __slots__ = ("dtype", "holding", "shape", "tensor", "values")

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor
        self.dtype = tensor.dtype
        sizes = tensor.shape
        known = sizes is not None and None not in sizes
        self.shape: Sizes | None = tuple(s or 0 for s in sizes or ()) if known else None
        kept = tensor.constant or tensor.stored
        self.holding: Holding = "constant" if kept else "planned"
        self.values = tensor.values if kept else None

    @property
    def known(self) -> bool:
        """Whether its content is known before anything runs."""
        return self.holding in ("constant", "persistent")

    @property
    def rank(self) -> int:
        """The number of dimensions; raises Unsure where the shape is not known."""
        return len(self.sizes)

    @property
    def sizes(self) -> Sizes:
        """The shape; raises Unsure where it is not known."""
        if self.shape is None:
            raise Unsure
        return self.shape

    @property
    def elements(self) -> int:
        """The number of elements; raises Unsure where the shape is not known."""
        product = 1
        for size in self.sizes:
            product *= size
        return product

    @property
    def stated(self) -> Sizes | None:
        """The shape so far; `None` if the file leaves a dimension open, or states no shape."""
        return None if self.open_ended else self.shape or None

    @property
    def open_ended(self) -> bool:
        """Whether the file leaves a dimension open."""
        sizes = self.tensor.shape or ()
        return None in sizes or any(name is not None for name in self.tensor.free_dimensions)

    @property
    def numbers(self) -> Sizes:
        """The content of a small constant of whole numbers; raises Unsure where it is not kept."""
        if self.values is None or len(self.values) < self.elements:
            raise Unsure
        return self.values[: self.elements]

    @property
    def quantization(self) -> Quantization | None:
        """Scales and zero points; `None` where the file states none."""
        return self.tensor.quantization

    @property
    def name(self) -> str:
        """The tensor's name."""
        return self.tensor.name

    @property
    def label(self) -> str:
        """The tensor's name after a space; empty if it has none."""
        return f" {self.tensor.name}" if self.tensor.name else ""


class Folding:
    """Whether TFLite works out operators on known numbers beforehand, as it has done since 2023.

    Older ones know the results of SHAPE and RANK only.
    """

    __slots__ = ("decided", "on")

    def __init__(self, on: bool) -> None:
        self.on = on
        self.decided = False
        """Whether anything has depended on it."""


class Node:
    """An operator during preparation.

    Attributes:
        complete: Whether what the model leaves out is absent from the file; in a sketch it is
            merely not stated.
    """

    def __init__(
        self,
        operator: Operator,
        inputs: list[State | None],
        outputs: list[State],
        complete: bool,
        folding: Folding,
    ) -> None:
        self.operator = operator
        self.inputs = inputs
        self.outputs = outputs
        self.complete = complete
        self._folding = folding

    @property
    def folding(self) -> bool:
        """Whether TFLite folds; ask only where the answer makes a difference."""
        self._folding.decided = True
        return self._folding.on

    @property
    def native(self) -> str:
        """The operator's name in the file."""
        return self.operator.native

    def counts(self, inputs: Iterable[int], outputs: Iterable[int] = (1,)) -> None:
        """Refuses another number of inputs or outputs."""
        for have, wanted, what in (
            (len(self.inputs), tuple(inputs), "input"),
            (len(self.outputs), tuple(outputs), "output"),
        ):
            if have not in wanted and (self.complete or have > max(wanted)):
                words = " or ".join(map(str, wanted))
                noun = what if have == 1 else f"{what}s"
                self.refuse("operands", f"it has {have} {noun}; the operator accepts {words}")
            if have not in wanted:
                raise Unsure

    def input(self, index: int) -> State:
        """An input that has to be there."""
        state = self.inputs[index] if index < len(self.inputs) else None
        if state is None:
            self.refuse("operands", f"its input {index} is left out")
        return state

    def optional(self, index: int) -> State | None:
        """An input that may be left out."""
        return self.inputs[index] if index < len(self.inputs) else None

    @property
    def output(self) -> State:
        """The first output."""
        if not self.outputs:
            self.refuse("operands", "it has no output")
        return self.outputs[0]

    def number(self, option: str, absent: int = 0) -> int:
        """An option that is a whole number; raises Unsure if a sketch does not state it."""
        value = self.operator.attributes.get(option)
        if isinstance(value, int):
            return int(value)
        if value is None and self.complete:
            return absent
        raise Unsure

    def flag(self, option: str) -> bool:
        """An option that is on or off; off where it is left out."""
        return self.operator.attributes.get(option) is True

    def word(self, option: str) -> str | None:
        """An option that is a word, if it is stated."""
        return self.operator.text(option)

    def list(self, option: str) -> Sizes | None:
        """An option that is a list of whole numbers, if it is stated."""
        return self.operator.integers(option)

    def refuse(self, cause: Cause, problem: str, state: State | None = None) -> NoReturn:
        """Raises the refusal."""
        raise Refused(cause, problem, None if state is None else state.tensor)

    def same_type(self, *states: State, what: str = "its input and output") -> None:
        """Refuses states of different types."""
        first = states[0]
        for state in states[1:]:
            if state.dtype != first.dtype:
                self.refuse("type", f"{what} are {first.dtype} and {state.dtype}", state)

    def takes(self, state: State, allowed: Iterable[str], what: str) -> None:
        """Refuses a type that is not among those of the kernel."""
        allowed = tuple(allowed)
        if state.dtype not in allowed:
            words = ", ".join(allowed[:-1])
            words = f"{words} or {allowed[-1]}" if words else allowed[-1]
            verb = "are" if _several(what) else "is"
            self.refuse("type", f"its {what} {verb} {state.dtype}; TFLite accepts {words}", state)

    def ranks(self, state: State, allowed: Iterable[int], what: str) -> None:
        """Refuses another number of dimensions."""
        allowed = tuple(allowed)
        if state.rank not in allowed:
            span = str(allowed[0]) if len(allowed) == 1 else f"{allowed[0]} to {allowed[-1]}"
            self.refuse(
                "shape",
                f"its {what} {'have' if _several(what) else 'has'} {state.rank} "
                f"dimension{'' if state.rank == 1 else 's'} ({text(state.sizes)}); "
                f"TFLite accepts {span}",
                state,
            )

    def resize(self, sizes: Iterable[int], output: int = 0) -> None:
        """Gives an output its shape."""
        state, sizes = self.outputs[output], tuple(sizes)
        if any(size < 0 or size > _LARGEST for size in sizes):
            self.refuse("shape", f"its output would have the shape {text(sizes)}", state)
        if state.holding == "constant" and state.shape != sizes:
            self.refuse(
                "shape",
                f"its output{state.label} holds constants of {text(state.shape)}; "
                f"it makes {text(sizes)}",
                state,
            )
        state.shape = sizes

    def fold(self, values: Sizes | None) -> None:
        """Makes the output known before the run; its numbers where they are kept."""
        if self.folding:
            self.output.holding, self.output.values = "persistent", values

    def sized_while_running(self, output: int = 0) -> None:
        """Leaves the size of an output to the run."""
        self.outputs[output].holding = "dynamic"
        self.outputs[output].shape = None


def _several(noun: str) -> bool:
    """Whether a noun is a plural; axis and bias are none."""
    return noun.endswith("s") and not noun.endswith(("is", "as"))


def text(sizes: Sizes | None) -> str:
    """A shape as text."""
    if sizes is None:
        return "unknown shape"
    return "x".join(map(str, sizes)) or "scalar"

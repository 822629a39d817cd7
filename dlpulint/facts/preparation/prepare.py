"""The preparation of a model by TFLite, operator by operator."""

from collections.abc import Mapping

from msgspec import Struct, field

from dlpulint.facts.preparation.kernels.registry import KERNELS
from dlpulint.facts.preparation.node import Folding, Node, Sizes, State, text
from dlpulint.facts.preparation.refusal import Refusal, Refused, Unsure
from dlpulint.model.graph import Model, Operator, Subgraph, Tensor


class Preparation(Struct, frozen=True):
    """What comes of preparing the main graph."""

    refusals: tuple[Refusal, ...] = ()
    """Preconditions that do not hold. Those behind a wrong shape are not looked for."""
    dynamic: Operator | None = None
    """The first operator with a result that is sized while running; nothing behind is prepared."""
    open_body: Operator | None = None
    """The first such operator, or one that is refused, in another graph of the file.

    A delegate is offered every graph.
    """
    sizes: Mapping[Tensor, Sizes | None] = field(default_factory=dict)
    """Shapes of the main graph's computed tensors with an open dimension; `None` if unknown."""
    depends_on_folding: bool = False
    """Whether it may be another without `folding`, or with it."""


def preparation_of(model: Model, *, folding: bool = True) -> Preparation:
    """The preparation of a TFLite model; nothing for other formats and for previews.

    Without `folding` it is that of a TFLite of before 2023, see `Node`.

    It follows the `Prepare` functions of TFLite's kernels, in file order, with the sizes that
    they work out: stored sizes of results do not count.
    """
    if model.format != "tflite" or model.metadata.origin == "preview":
        return Preparation()
    return _Run(model, folding).result()


def sizes_of(model: Model) -> Mapping[Tensor, Sizes | None]:
    """Shapes of all computed tensors of the main graph as TFLite works them out.

    `None` for one that is unknown, or known only while the model runs.
    """
    if model.format != "tflite" or not model.subgraphs:
        return {}
    return _Run(model, folding=True).sizes()


class _Graph(Struct, frozen=True):
    """A prepared graph: its first operator with a dynamic result, and what its outputs are."""

    dynamic: Operator | None
    outputs: tuple[State, ...]


class _Run:
    """One preparation of a whole file."""

    def __init__(self, model: Model, folding: bool) -> None:
        self._model = model
        self._folding = Folding(folding)
        self._refusals: list[Refusal] = []
        self._stopped = False
        self._active: set[int] = set()
        self._states: dict[Tensor, State] = {}
        self._operators: dict[int, list[Operator]] = {}
        for operator in model.operators:
            self._operators.setdefault(operator.subgraph, []).append(operator)

    def result(self) -> Preparation:
        """Prepares the main graph, and the graphs that its operators name."""
        dynamic = self._graph(0, ()).dynamic if self._model.subgraphs else None
        refusals, sizes = tuple(self._refusals), self._sizes()
        body = self._open_body(len(refusals))
        return Preparation(refusals, dynamic, body, sizes, self._folding.decided)

    def _sizes(self) -> dict[Tensor, Sizes | None]:
        computed = (t for operator in self._operators.get(0, ()) for t in operator.outputs)
        opened = [tensor for tensor in computed if tensor.free_dimensions]
        return {t: self._states[t].shape if t in self._states else None for t in opened}

    def sizes(self) -> dict[Tensor, Sizes | None]:
        """Sizes of all computed tensors of the main graph."""
        self._graph(0, ())
        computed = [t for operator in self._operators.get(0, ()) for t in operator.outputs]
        states = {t: self._states.get(t) for t in computed}
        return {
            t: None if state is None or state.holding == "dynamic" else state.shape
            for t, state in states.items()
        }

    def _open_body(self, known: int) -> Operator | None:
        if self._stopped:
            return None
        for number in self._operators:
            found = self._graph(number, ()).dynamic if number else None
            refused = self._refusals[known:]
            if found is not None or refused:
                return found or refused[0].operator
        return None

    def _graph(self, number: int, given: tuple[State, ...]) -> _Graph:
        """Prepares one graph, with inputs of the types and shapes of `given`."""
        graph = self._model.subgraphs[number]
        states: dict[Tensor, State] = {}
        if number == 0:
            self._states = states
        for tensor, source in zip(graph.inputs, given, strict=False):
            state = states.setdefault(tensor, State(tensor))
            state.dtype, state.shape = source.dtype, source.shape
        dynamic = None
        self._active.add(number)
        for operator in self._operators.get(number, ()):
            if self._stopped:
                break
            self._operator(operator, states)
            if any(states[tensor].holding == "dynamic" for tensor in operator.outputs):
                dynamic = operator
                break
        self._active.discard(number)
        outputs = tuple(states.get(tensor) or State(tensor) for tensor in graph.outputs)
        return _Graph(dynamic, outputs)

    def _operator(self, operator: Operator, states: dict[Tensor, State]) -> None:
        def state_of(tensor: Tensor) -> State:
            return states.setdefault(tensor, State(tensor))

        inputs = [None if tensor is None else state_of(tensor) for tensor in operator.inputs]
        outputs = [state_of(tensor) for tensor in operator.outputs]
        complete = self._model.metadata.origin == "file"
        node = Node(operator, inputs, outputs, complete, self._folding)
        kernel = KERNELS.get(operator.native)
        try:
            if operator.native in _CONTROL:
                self._control(node)
            elif kernel is None:
                raise Unsure
            else:
                kernel(node)
        except Refused as refused:
            self._refusals.append(Refusal(operator, refused.cause, refused.problem, refused.tensor))
            # Types and scales do not spread; shapes and operands that do not fit do.
            self._stopped = refused.cause in ("shape", "operands", "option")
            _leave(node)
        except Unsure:
            _leave(node)

    def _control(self, node: Node) -> None:
        """Prepares the graphs that an operator runs, and gives it their outputs."""
        numbers = [node.number(option, -1) for option in _CONTROL[node.native]]
        if any(not 0 <= number < len(self._model.subgraphs) for number in numbers):
            node.refuse("option", f"it runs graph {min(numbers)}, which is not in the file")
        if self._active.intersection(numbers):
            node.refuse("option", "the graph that it runs runs it in turn")
        if node.native == "CALL_ONCE":
            node.counts((0,), (0,))
            graph = self._model.subgraphs[numbers[0]]
            if graph.inputs or graph.outputs:
                node.refuse("operands", "the graph that it runs has inputs or outputs")
            return
        if node.native == "IF":
            self._if(node, numbers)
        elif node.native == "STABLEHLO_COMPOSITE":
            given = tuple(node.input(index) for index in range(len(node.inputs)))
            made = self._body(node, numbers[0], given, len(node.outputs))
            self._results(node, made.outputs, made.dynamic is not None)
        else:
            self._while(node, numbers)

    def _if(self, node: Node, numbers: list[int]) -> None:
        mask = node.input(0)
        node.takes(mask, ("bool",), "condition")
        if mask.elements != 1:
            node.refuse("shape", f"its condition has {mask.elements} elements", mask)
        given = tuple(node.input(index) for index in range(1, len(node.inputs)))
        made = [self._body(node, number, given, len(node.outputs)) for number in numbers]
        shapes = [[state.shape for state in graph.outputs] for graph in made]
        open_ended = any(graph.dynamic is not None for graph in made) or shapes[0] != shapes[1]
        self._results(node, made[0].outputs, open_ended)

    def _while(self, node: Node, numbers: list[int]) -> None:
        node.counts((len(node.inputs),), (len(node.inputs),))
        if numbers[0] == numbers[1]:
            node.refuse("option", "its condition and its body are the same graph")
        given = tuple(node.input(index) for index in range(len(node.inputs)))
        condition = self._body(node, numbers[0], given, 1).outputs
        node.takes(condition[0], ("bool",), "condition")
        if condition[0].shape not in (None, (), (1,)):
            node.refuse(
                "shape",
                f"its condition is {text(condition[0].shape)}, no single value",
                condition[0],
            )
        made = self._body(node, numbers[1], given, len(given))
        for before, after in zip(given, made.outputs, strict=False):
            node.same_type(before, after, what="the input and the output of its body")
        same = all(a.shape == b.shape for a, b in zip(given, made.outputs, strict=False))
        self._results(node, made.outputs, made.dynamic is not None or not same)

    def _body(self, node: Node, number: int, given: tuple[State, ...], outputs: int) -> _Graph:
        graph: Subgraph = self._model.subgraphs[number]
        if len(graph.inputs) != len(given) or len(graph.outputs) != outputs:
            node.refuse(
                "operands",
                f"the graph {graph.name or number} has {len(graph.inputs)} inputs and "
                f"{len(graph.outputs)} outputs; {len(given)} and {outputs} are needed",
            )
        return self._graph(number, given)

    def _results(self, node: Node, made: tuple[State, ...], open_ended: bool) -> None:
        for number, state in enumerate(made[: len(node.outputs)]):
            if open_ended:
                node.sized_while_running(number)
            elif state.shape is not None:
                node.resize(state.shape, number)


def _leave(node: Node) -> None:
    """Takes stored shapes for results, unless the operands are no longer what is stored."""
    if all(state is None or state.known for state in node.inputs) and node.folding:
        for state in node.outputs:
            state.holding, state.values = "persistent", None
    moved = any(
        state is not None and state.shape != State(state.tensor).shape for state in node.inputs
    )
    for state in node.outputs:
        if moved:
            state.shape = None


_CONTROL: dict[str, tuple[str, ...]] = {
    "IF": ("then_graph", "else_graph"),
    "WHILE": ("condition_graph", "body_graph"),
    "CALL_ONCE": ("graph",),
    "STABLEHLO_COMPOSITE": ("graph",),
}
"""Operators that run other graphs of the file, and the options that name them."""

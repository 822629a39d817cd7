"""A model as a graph of typed operators and tensors."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Never, TypeAlias, TypeVar

from msgspec import Struct, field

from dlpulint.basics.errors import ModelFileError
from dlpulint.model.file_fault import FileFault

if TYPE_CHECKING:
    import networkx as nx

Shape: TypeAlias = tuple[int | None, ...]
"""Dimensions in the file's order; `None` for a dimension that is unknown before the model runs."""

Attribute: TypeAlias = int | float | str | bool | tuple[int, ...]
"""A value of an operator's option, under our name for it."""

Format: TypeAlias = Literal["tflite", "onnx", "cvflow-cv25", "cvflow-cv75"]
Layout: TypeAlias = Literal["channels-last", "channels-first"]

Origin: TypeAlias = Literal["file", "sketch", "preview"]
"""A file, a sketch that states what matters, or a supposition of what a converter would write."""

OPERATOR_CEILING = 250_000
"""Largest number of operators in a model; the graph takes some 2 KB per operator."""


class Quantization(Struct, frozen=True):
    """Mapping from integers to real numbers: real = scale * (integer - zero point)."""

    scales: tuple[float, ...]
    """Empty where a tensor is quantized and the file does not state how."""
    zero_points: tuple[int, ...]
    axis: int | None = None
    """The dimension along which scales differ; `None` for a single scale."""
    dtype: str | None = None
    """The stored integer type, where the tensor itself is floating point (ONNX Q/DQ)."""
    block_size: int | None = None
    """Number of elements along `axis` that share a scale (blockwise quantization)."""

    @property
    def per_channel(self) -> bool:
        """Whether there is more than one scale, known or unknown."""
        unread = not self.scales and self.axis is not None and self.block_size is None
        return len(self.scales) > 1 or unread

    @property
    def scale(self) -> float | None:
        """The only scale, or `None` if there are several or none."""
        return self.scales[0] if len(self.scales) == 1 else None

    @property
    def zero_point(self) -> int | None:
        """The zero point that all channels share; `None` if they differ or are unknown."""
        if not self.zero_points:
            return 0 if self.scales else None
        first = self.zero_points[0]
        return first if self.zero_points.count(first) == len(self.zero_points) else None


class Tensor(Struct, frozen=True, eq=False):
    """A tensor between operators, or a constant that an operator reads. Holds no weights."""

    name: str
    dtype: str
    """`int8`, `float32`, …; `<format>:<number>` for a type that we have no name for."""
    shape: Shape | None
    """`None` when not even the rank is known."""
    constant: bool = False
    quantization: Quantization | None = None
    values: tuple[int, ...] | None = None
    """The elements of a small integer constant."""
    at_limit: int = 0
    """Number of the elements of a quantized int32 constant at a limit of 32 bits; 0 elsewhere."""
    free_dimensions: tuple[str | None, ...] = ()
    """Names of open dimensions, in the order of `shape`; empty if none is open.

    `None` for a fixed dimension, `""` for an open one without a name. An open dimension may still
    have a size in `shape` (TFLite: the size it is allocated with).
    """
    stored: bool = False
    """Whether a TFLite file has bytes for it although a graph input or an operator provides it."""
    variable: bool = False
    """Whether it is a TFLite variable, which keeps its content from one run to the next."""
    bounds: Shape = ()
    """Upper bounds of the dimensions, in the order of `shape`; empty if there are none.

    NonMaxSuppression, for example, returns at most as many boxes as its limit states.
    """

    @property
    def rank(self) -> int | None:
        """The number of dimensions."""
        return None if self.shape is None else len(self.shape)

    @property
    def elements(self) -> int | None:
        """The number of elements, or `None` if a dimension is unknown."""
        return _elements(self.shape)

    @property
    def most_elements(self) -> int | None:
        """The number of elements or its upper bound; `None` if unknown."""
        return _elements(self.bounds or self.shape)


def _elements(shape: Shape | None) -> int | None:
    if shape is None:
        return None
    product = 1
    for dimension in shape:
        if dimension is None:
            return None
        product *= dimension
    return product


class Operator(Struct, frozen=True, eq=False):
    """One operator of the file: our words, and the native names that a viewer shows."""

    index: int
    """Position within its subgraph in file order, from 0."""
    kind: str
    """Our name (`conv`), or `<format>:<native name>` where we have none."""
    native: str
    """The name in the file: `CONV_2D`, `com.microsoft.FusedConv` or a custom operator's name."""
    inputs: tuple[Tensor | None, ...]
    """In the file's order; `None` where an optional input is left out."""
    outputs: tuple[Tensor, ...]
    roles: tuple[str | None, ...] = ()
    """The role of each input (`input`, `weights`, `bias`, …), in the order of `inputs`."""
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    subgraph: int = 0
    number: int | None = None
    """The TFLite builtin code, which a camera's log prints."""
    version: int | None = None
    name: str = ""
    """The node's name in ONNX."""

    def with_role(self, role: str) -> tuple[Tensor, ...]:
        """The inputs with this role, in order; the outputs for the role `output`."""
        if role == "output":
            return self.outputs
        # A list takes half the time of a generator here; every check calls this for every operator.
        pairs = zip(self.inputs, self.roles, strict=False)
        return tuple([tensor for tensor, word in pairs if word == role and tensor is not None])

    def first(self, role: str) -> Tensor | None:
        """The first tensor with this role, if there is one."""
        if role == "output":
            return self.output
        if role not in self.roles:
            return None
        for tensor, word in zip(self.inputs, self.roles, strict=False):
            if word == role and tensor is not None:
                return tensor
        return None

    @property
    def domain(self) -> str:
        """The operator's domain: `""` for the format's own, else `com.microsoft` or another."""
        return self.native.rpartition(".")[0]

    @property
    def input(self) -> Tensor | None:
        """The first activation input."""
        inputs, roles = self.inputs, self.roles
        if inputs and roles and roles[0] == "input" and inputs[0] is not None:
            return inputs[0]  # As of most operators, and asked for most often.
        return self.first("input")

    @property
    def weights(self) -> Tensor | None:
        """The weights of a convolution or matrix product."""
        return self.first("weights")

    @property
    def bias(self) -> Tensor | None:
        """The bias of a convolution or matrix product."""
        return self.first("bias")

    @property
    def output(self) -> Tensor | None:
        """The first output."""
        return self.outputs[0] if self.outputs else None

    def integer(self, attribute: str) -> int | None:
        """The value of a whole-number attribute, or `None` if the operator has none."""
        value = self.attributes.get(attribute)
        return value if type(value) is int else None

    def integers(self, attribute: str) -> tuple[int, ...] | None:
        """The value of an attribute that is a list of whole numbers, if any."""
        value = self.attributes.get(attribute)
        return value if isinstance(value, tuple) else None

    def text(self, attribute: str) -> str | None:
        """The value of an attribute that is a word (`padding`, `fused_activation`), if any."""
        value = self.attributes.get(attribute)
        return value if isinstance(value, str) else None


Node: TypeAlias = Operator | Tensor


class Metadata(Struct, frozen=True):
    """Statements of the file about itself."""

    made_by: str | None = None
    """The program that wrote it, with its version."""
    min_runtime_version: str | None = None
    """The TFLite runtime that the file requires."""
    opsets: tuple[tuple[str, int], ...] = ()
    """ONNX opsets by domain; the standard domain is `""`."""
    ir_version: int | None = None
    """The version of the ONNX format itself."""
    invalid_nodes: tuple[tuple[int, int, str], ...] = ()
    """ONNX nodes that are invalid: the numbers of graph and node, and the reason as a clause."""
    file_faults: tuple[FileFault, ...] = ()
    """Faults of an ONNX file outside its nodes."""
    external_data: tuple[str, ...] = ()
    """Names of external data files that hold weights; never opened."""
    notes: tuple[str, ...] = ()
    """Oddities of the file itself that a reader of the report should know."""
    unreadable: tuple[tuple[str, str], ...] = ()
    """Tensors that TFLite does not read, by name, each with the reason."""
    signatures: tuple[tuple[str, int], ...] = ()
    """Entry points of a TFLite file, by name, with the number of the graph that each runs."""
    operator_codes: tuple[tuple[str, int], ...] = ()
    """Builtin operators that a TFLite file names, used or not, each with its version."""
    origin: Origin = "sketch"
    """Where the model is from. Only what a file leaves out is certain to be absent."""


class Subgraph(Struct, frozen=True):
    """One graph of the file: the main one, the body of a While or If, or a local function."""

    name: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


class Model(Struct, frozen=True, dict=True):
    """A whole file: all its subgraphs in one frozen graph, without edges between subgraphs."""

    format: Format
    layout: Layout
    operators: tuple[Operator, ...]
    """In file order, subgraph by subgraph."""
    tensors: tuple[Tensor, ...]
    """Tensors that an operator reads or writes, and the inputs and outputs of graphs."""
    subgraphs: tuple[Subgraph, ...]
    metadata: Metadata

    @staticmethod
    def build(
        *,
        format: Format,
        layout: Layout,
        operators: Sequence[Operator],
        subgraphs: Sequence[Subgraph],
        metadata: Metadata | None = None,
    ) -> "Model":
        """Model of these operators and all their tensors.

        Args:
            format: The format of the file.
            layout: Where the format's image operators have their channels.
            operators: In file order, subgraph by subgraph.
            subgraphs: The main graph first.
            metadata: Statements of the file about itself.

        Raises:
            ModelFileError: The graph has a cycle or more than `OPERATOR_CEILING` operators.
        """
        if len(operators) > OPERATOR_CEILING:
            raise ModelFileError(
                f"more than {OPERATOR_CEILING:,} operators, which is what dlpulint reads"
            )
        model = Model(
            format=format,
            layout=layout,
            operators=tuple(operators),
            tensors=tuple(dict.fromkeys(_tensors_of(operators, subgraphs))),
            subgraphs=tuple(subgraphs),
            metadata=metadata or Metadata(),
        )
        _refuse_cycles(model)
        return model

    @cached_property
    def graph(self) -> "nx.DiGraph[Node]":
        """Frozen graph with edges tensor → operator → tensor, without attributes."""
        # Made on demand: no check walks it, and networkx is a quarter of a run.
        return frozen_graph((*self.operators, *self.tensors), _edges(self.operators))

    @property
    def inputs(self) -> tuple[Tensor, ...]:
        """The inputs of the main graph, which the caller has to feed."""
        return self.subgraphs[0].inputs if self.subgraphs else ()

    @property
    def outputs(self) -> tuple[Tensor, ...]:
        """The outputs of the main graph."""
        return self.subgraphs[0].outputs if self.subgraphs else ()

    @cached_property
    def _writers(self) -> Mapping[Tensor, Operator]:
        backwards = reversed(self.operators)
        return {tensor: operator for operator in backwards for tensor in operator.outputs}

    @cached_property
    def _readers(self) -> Mapping[Tensor, tuple[Operator, ...]]:
        readers: dict[Tensor, list[Operator]] = {}
        for operator in self.operators:
            for tensor in operator.inputs:
                if tensor is not None:
                    known = readers.setdefault(tensor, [])
                    if not known or known[-1] is not operator:
                        known.append(operator)
        return {tensor: tuple(known) for tensor, known in readers.items()}

    def producer(self, tensor: Tensor) -> Operator | None:
        """The operator that writes `tensor`, or `None` for a graph input or a constant."""
        return self._writers.get(tensor)

    def consumers(self, tensor: Tensor) -> tuple[Operator, ...]:
        """The operators that read `tensor`, each once, in file order."""
        return self._readers.get(tensor, ())


def _tensors_of(operators: Iterable[Operator], subgraphs: Iterable[Subgraph]) -> Iterator[Tensor]:
    """Inputs of the graphs, tensors of the operators in order, outputs of the graphs."""
    for subgraph in subgraphs:
        yield from subgraph.inputs
    for operator in operators:
        yield from (tensor for tensor in operator.inputs if tensor is not None)
        yield from operator.outputs
    for subgraph in subgraphs:
        yield from subgraph.outputs


def _edges(operators: Iterable[Operator]) -> Iterator[tuple[Node, Node]]:
    for operator in operators:
        for tensor in operator.inputs:
            if tensor is not None:
                yield tensor, operator
        for tensor in operator.outputs:
            yield operator, tensor


def _refuse_cycles(model: Model) -> None:
    """Raise ModelFileError if an operator depends on its own result.

    Files are nearly always in topological order; only others are searched for a cycle.
    """
    later = {tensor for operator in model.operators for tensor in operator.outputs}
    for operator in model.operators:
        if not later.isdisjoint(operator.inputs):
            break
        later.difference_update(operator.outputs)
    else:
        return
    import networkx as nx

    if not nx.is_directed_acyclic_graph(model.graph):
        raise ModelFileError("the graph has a cycle: an operator needs its own result")


NodeT = TypeVar("NodeT", bound=Hashable)


class _Nothing(dict[str, object]):
    """Empty attributes, shared by all nodes and edges; separate ones take a third of the memory."""

    def __setitem__(self, key: str, value: object) -> Never:
        raise TypeError("the graph carries nothing: give a copy of it attributes")


def frozen_graph(
    nodes: Iterable[NodeT], edges: Iterable[tuple[NodeT, NodeT]]
) -> "nx.DiGraph[NodeT]":
    """Read-only graph of these nodes and edges; a copy of it is an ordinary graph."""
    import networkx as nx

    graph: nx.DiGraph[NodeT] = nx.DiGraph()
    nothing = _Nothing()
    graph.node_attr_dict_factory = graph.edge_attr_dict_factory = lambda: nothing
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return nx.freeze(graph)

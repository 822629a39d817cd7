"""The nodes of a subgraph's drawing, and the tensors that connect them."""

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import chain

from msgspec import Struct

from dlpulint.model.outline import Outline, OutlineTensor
from dlpulint.reporters.drawing.captions import caption

_LETTER = 7.2
_PADDING = 24
_NARROWEST = 90
_WIDEST = 220


class Node(Struct, frozen=True):
    """An operator, or an input or output of the graph."""

    label: str
    """An operator's native name; empty for an input or output."""
    width: int
    """Even, so that a box has a middle."""
    operator: int | None
    """Its index in `Outline.operators`."""
    tensor: int | None
    """The index of the input or output in `Outline.tensors`."""
    weighted: bool = False
    """Whether it is an operator with weights, or multiplies matrices."""


class Net(Struct, frozen=True):
    """A tensor's connection from its writer to all its readers."""

    tensor: int
    source: int
    readers: tuple[int, ...]
    """Nodes that come after the source, each once; may be empty."""


class Diagram(Struct, frozen=True):
    """One subgraph; a node comes after all nodes that it reads from."""

    nodes: tuple[Node, ...]
    nets: tuple[Net, ...]


def diagrams(outline: Outline) -> Iterator[tuple[int, Diagram]]:
    """Each subgraph that has operators, with its index in `Outline.graphs`."""
    operators: list[list[int]] = [[] for _ in outline.graphs]
    for index, operator in enumerate(outline.operators):
        operators[operator.subgraph].append(index)
    for graph, indices in enumerate(operators):
        if indices:
            yield graph, _diagram(outline, graph, indices)


def _diagram(outline: Outline, graph: int, indices: list[int]) -> Diagram:
    tensors = outline.tensors
    writer: dict[int, int] = {}
    for position, index in enumerate(indices):
        for tensor in outline.operators[index].outputs:
            writer.setdefault(tensor, position)

    def flowing(inputs: Iterable[int | None]) -> tuple[int, ...]:
        """Inputs without duplicates and constants; results computed from constants stay."""
        present = (tensor for tensor in inputs if tensor is not None)
        drawn = (t for t in present if t in writer or not tensors[t].constant)
        return tuple(dict.fromkeys(drawn))

    reads = [flowing(outline.operators[index].inputs) for index in indices]
    ends = outline.graphs[graph]
    # Tensors that a body captures from the graph around it, and variables, have no writer here:
    # they are drawn as inputs.
    every_read = chain(flowing(ends.inputs), *reads)
    begins = dict.fromkeys(tensor for tensor in every_read if tensor not in writer)
    order = _order([[writer[t] for t in read if t in writer] for read in reads])

    nodes = [_end(tensor, tensors) for tensor in begins]
    nodes += [_operator(outline, indices[position]) for position in order]
    node_of = {position: len(begins) + rank for rank, position in enumerate(order)}
    source = {tensor: node for node, tensor in enumerate(begins)}
    source |= {tensor: node_of[position] for tensor, position in writer.items()}
    readers: dict[int, list[int]] = {tensor: [] for tensor in source}
    for position in order:
        for tensor in reads[position]:
            # A reader before its source is part of a cycle, which only a damaged file has.
            if node_of[position] > source[tensor]:
                readers[tensor].append(node_of[position])
    for tensor in dict.fromkeys(ends.outputs):
        if tensor in readers:
            readers[tensor].append(len(nodes))
        nodes.append(_end(tensor, tensors))
    nets = (Net(tensor, source[tensor], tuple(nodes)) for tensor, nodes in readers.items())
    return Diagram(tuple(nodes), tuple(sorted(nets, key=lambda net: net.source)))


def _order(before: list[list[int]]) -> list[int]:
    """File order, except for operators that come before their inputs in the file."""
    missing = [len(set(positions)) for positions in before]
    after: list[list[int]] = [[] for _ in before]
    for position, positions in enumerate(before):
        for earlier in set(positions):
            after[earlier].append(position)
    ready = [position for position, count in enumerate(missing) if not count]
    heapify(ready)
    order: list[int] = []
    placed = [False] * len(before)
    first = 0
    while len(order) < len(before):
        if not ready:
            while placed[first]:
                first += 1
            ready.append(first)
        position = heappop(ready)
        if placed[position]:
            continue
        placed[position] = True
        order.append(position)
        for later in after[position]:
            missing[later] -= 1
            if not missing[later] and not placed[later]:
                heappush(ready, later)
    return order


def _operator(outline: Outline, index: int) -> Node:
    operator = outline.operators[index]
    texts = caption(operator, outline.tensors)
    letters = max(len(texts.title), len(texts.detail), len(f"{operator.index} {texts.result}"))
    weighted = "weights" in operator.roles or operator.kind == "matmul"
    return Node(operator.op, _width(letters), index, None, weighted)


def _end(tensor: int, tensors: tuple[OutlineTensor, ...]) -> Node:
    letters = max(len(tensors[tensor].name), _shape_letters(tensors[tensor]))
    return Node("", _width(letters), None, tensor)


def _shape_letters(tensor: OutlineTensor) -> int:
    return sum(len(str(size)) + 1 for size in tensor.shape or ())


def _width(letters: int) -> int:
    return min(_WIDEST, max(_NARROWEST, round(letters * _LETTER) + _PADDING)) // 2 * 2

"""What there is to draw of one subgraph: boxes-to-be, and the tensors that connect them."""

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

from msgspec import Struct

from dlpulint.model.outline import Outline, OutlineTensor

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
    """Its place in `Outline.operators`."""
    tensor: int | None
    """The place of the input or output in `Outline.tensors`."""
    weighted: bool = False
    """Whether it is an operator with weights, or multiplies matrices."""


class Net(Struct, frozen=True):
    """A tensor on its way from where it is written to all who read it."""

    tensor: int
    source: int
    readers: tuple[int, ...]
    """Nodes that come after the source, each once; nobody may read it."""


class Diagram(Struct, frozen=True):
    """One subgraph; a node comes after all from which it reads."""

    nodes: tuple[Node, ...]
    nets: tuple[Net, ...]


def diagrams(outline: Outline) -> Iterator[tuple[int, Diagram]]:
    """Each subgraph that has operators, with its place in `Outline.graphs`."""
    operators: list[list[int]] = [[] for _ in outline.graphs]
    for place, operator in enumerate(outline.operators):
        operators[operator.subgraph].append(place)
    for graph, places in enumerate(operators):
        if places:
            yield graph, _diagram(outline, graph, places)


def _diagram(outline: Outline, graph: int, places: list[int]) -> Diagram:
    tensors = outline.tensors
    writer: dict[int, int] = {}
    for position, place in enumerate(places):
        for tensor in outline.operators[place].outputs:
            writer.setdefault(tensor, position)

    def flowing(read: Iterable[int | None]) -> tuple[int, ...]:
        """Each once, without constants; what an operator makes of constants is drawn."""
        return tuple(
            dict.fromkeys(
                tensor
                for tensor in read
                if tensor is not None and (tensor in writer or not tensors[tensor].constant)
            )
        )

    reads = [flowing(outline.operators[place].inputs) for place in places]
    ends = outline.graphs[graph]
    # What a body captures from the graph around it, and variables, come from nowhere here:
    # they are drawn as inputs are.
    begins = dict.fromkeys(
        tensor
        for tensors_read in (flowing(ends.inputs), *reads)
        for tensor in tensors_read
        if tensor not in writer
    )
    order = _order([[writer[tensor] for tensor in read if tensor in writer] for read in reads])

    nodes = [_end(tensor, tensors) for tensor in begins]
    nodes += [_operator(outline, places[position]) for position in order]
    node_of = {position: len(begins) + rank for rank, position in enumerate(order)}
    source = {tensor: node for node, tensor in enumerate(begins)}
    source |= {tensor: node_of[position] for tensor, position in writer.items()}
    readers: dict[int, list[int]] = {tensor: [] for tensor in source}
    for position in order:
        for tensor in reads[position]:
            # A reader that comes first is part of a circle, which only a damaged file has.
            if node_of[position] > source[tensor]:
                readers[tensor].append(node_of[position])
    for tensor in dict.fromkeys(ends.outputs):
        if tensor in readers:
            readers[tensor].append(len(nodes))
        nodes.append(_end(tensor, tensors))
    nets = (Net(tensor, source[tensor], tuple(nodes)) for tensor, nodes in readers.items())
    return Diagram(tuple(nodes), tuple(sorted(nets, key=lambda net: net.source)))


def _order(before: list[list[int]]) -> list[int]:
    """File order, but for operators that stand before what they read."""
    missing = [len(set(positions)) for positions in before]
    after: list[list[int]] = [[] for _ in before]
    for position, positions in enumerate(before):
        for reader in set(positions):
            after[reader].append(position)
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
        for follower in after[position]:
            missing[follower] -= 1
            if not missing[follower] and not placed[follower]:
                heappush(ready, follower)
    return order


def _operator(outline: Outline, place: int) -> Node:
    operator = outline.operators[place]
    shape = _shape_letters(outline.tensors[operator.outputs[0]]) if operator.outputs else 0
    weighted = "weights" in operator.roles or operator.kind == "matmul"
    return Node(operator.op, _width(max(len(operator.op), shape)), place, None, weighted)


def _end(tensor: int, tensors: tuple[OutlineTensor, ...]) -> Node:
    letters = max(len(tensors[tensor].name), _shape_letters(tensors[tensor]))
    return Node("", _width(letters), None, tensor)


def _shape_letters(tensor: OutlineTensor) -> int:
    return sum(len(str(size)) + 1 for size in tensor.shape or ())


def _width(letters: int) -> int:
    return min(_WIDEST, max(_NARROWEST, round(letters * _LETTER) + _PADDING)) // 2 * 2

"""Named parts of an outline that can be folded, as blocks of layers of a drawing."""

from collections.abc import Iterator, Sequence

from dlpulint.model.outline import OutlinePart
from dlpulint.reporters.drawing.blocks import Block
from dlpulint.reporters.drawing.diagram import Diagram


def owners(diagram: Diagram, parts: Sequence[OutlinePart]) -> list[int | None]:
    """By node: the index of the part that it belongs to."""
    part_of = {operator: index for index, part in enumerate(parts) for operator in part.operators}
    if not part_of:
        return [None] * len(diagram.nodes)
    return [None if n.operator is None else part_of.get(n.operator) for n in diagram.nodes]


def named_blocks(
    diagram: Diagram,
    layer: Sequence[int],
    owner: Sequence[int | None],
    parts: Sequence[OutlinePart],
) -> list[Block]:
    """The parts that have their layers for themselves, from top to bottom.

    Inputs and outputs of the graph and passing lines may be beside them. Parts that share layers
    with others count, but are not folded.
    """
    if not parts:
        return []
    rows: list[list[int]] = [[] for _ in parts]
    present: list[set[int | None]] = [set() for _ in range(max(layer, default=-1) + 1)]
    for node, row, part in zip(diagram.nodes, layer, owner, strict=True):
        if node.operator is not None:
            present[row].add(part)
            if part is not None:
                rows[part].append(row)
    drawn = [part for part, inside in enumerate(rows) if inside]
    drawn.sort(key=lambda part: min(rows[part]))
    return list(_blocks(drawn, rows, present, [part.name for part in parts]))


def _blocks(
    drawn: Sequence[int],
    rows: Sequence[Sequence[int]],
    present: Sequence[set[int | None]],
    names: Sequence[str],
) -> Iterator[Block]:
    of: dict[str, int] = {}
    for part in drawn:
        of[names[part]] = of.get(names[part], 0) + 1
    numbers: dict[str, int] = {}
    for part in drawn:
        name = names[part]
        numbers[name] = numbers.get(name, 0) + 1
        first, end = min(rows[part]), max(rows[part]) + 1
        if all(present[row] <= {part} for row in range(first, end)):
            yield Block(first, end, numbers[name], of[name], name)

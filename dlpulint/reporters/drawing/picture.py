"""A subgraph as a picture: layers, order, columns, lines, bands, in this order.

The layout is our own. Of the libraries for layered drawings, graphviz is a program that would have
to be installed, igraph is GPL and in C, and grandalf is GPL or EPL, takes fifteen times as long on
a detector of 2,500 operators, and has neither bands nor lines that readers share.
"""

from collections.abc import Sequence

from dlpulint.model.outline import Outline
from dlpulint.reporters.drawing.blocks import Block, blocks
from dlpulint.reporters.drawing.columns import columns
from dlpulint.reporters.drawing.diagram import Diagram, diagrams
from dlpulint.reporters.drawing.drawn import Band, Box, Line, Picture
from dlpulint.reporters.drawing.folding import folded
from dlpulint.reporters.drawing.grid import Grid, grid
from dlpulint.reporters.drawing.layers import layers
from dlpulint.reporters.drawing.naming import named_blocks, owners
from dlpulint.reporters.drawing.ordering import ordered
from dlpulint.reporters.drawing.pieces import Extent, pieces
from dlpulint.reporters.drawing.settling import settled
from dlpulint.reporters.drawing.sides import Span, sides
from dlpulint.reporters.drawing.spacing import spaced
from dlpulint.reporters.drawing.strips import BOX_HEIGHT, Heights, Part, heights, parts

_MARGIN = 16


def pictures(outline: Outline) -> tuple[Picture, ...]:
    """One picture per subgraph that has operators, in the order of the subgraphs."""
    return tuple(_picture(outline, graph, diagram) for graph, diagram in diagrams(outline))


def _picture(outline: Outline, graph: int, diagram: Diagram) -> Picture:
    owner = owners(diagram, outline.parts)
    layer = spaced(diagram, layers(diagram), owner)
    named = named_blocks(diagram, layer, owner, outline.parts)
    items = grid(diagram, layer)
    extents, beside, width = _positions(diagram, layer, items)
    lines = list(pieces(items.routes, layer, extents, beside))
    cuts = _cuts(blocks(diagram, layer, named), len(items.rows))
    positions = heights(lines, len(items.rows), [first for first, _, _ in cuts])
    bands = tuple(
        _band(diagram, items.rows, extents, width, positions, number, cut, inside)
        for number, (cut, inside) in enumerate(zip(cuts, parts(lines, positions), strict=True))
    )
    return Picture(graph, width, bands)


def _positions(
    diagram: Diagram, layer: list[int], items: Grid
) -> tuple[list[Extent], dict[int, int], int]:
    """Extent of each item, x of each route beside all boxes, and width of the picture."""
    widths = [node.width for node in diagram.nodes]
    widths += [0] * (len(items.up) - len(widths))
    rows = ordered(items.rows, items.up, items.down)
    middles = columns(rows, items.up, items.down, widths)
    middles = settled(rows, items, middles, widths)
    left = [min(middles[item] - widths[item] // 2 for item in row) for row in rows]
    right = [max(middles[item] + widths[item] // 2 for item in row) for row in rows]
    spans = {
        number: Span(
            layer[route.source] + 1,
            layer[route.readers[-1]],
            tuple(middles[node] for node in (route.source, *route.readers)),
        )
        for number, route in enumerate(items.routes)
        if route.beside
    }
    beside = sides(left, right, list(spans.values()))
    shift = _MARGIN - min((*left, *beside))
    extents = [
        Extent(middle - width // 2 + shift, middle + width // 2 + shift)
        for middle, width in zip(middles, widths, strict=True)
    ]
    beside_all = {number: x + shift for number, x in zip(spans, beside, strict=True)}
    return extents, beside_all, max((*right, *beside)) + shift + _MARGIN


def _cuts(found: Sequence[Block], rows: int) -> list[tuple[int, int, Block | None]]:
    """First row and end of each band: blocks, and the rows between them."""
    cuts: list[tuple[int, int, Block | None]] = []
    for block in found:
        end = cuts[-1][1] if cuts else 0
        if block.first > end:
            cuts.append((end, block.first, None))
        cuts.append((block.first, block.end, block))
    end = cuts[-1][1] if cuts else 0
    if end < rows:
        cuts.append((end, rows, None))
    return cuts


def _band(
    diagram: Diagram,
    rows: Sequence[Sequence[int]],
    extents: Sequence[Extent],
    width: int,
    positions: Heights,
    number: int,
    cut: tuple[int, int, Block | None],
    inside: Sequence[Part],
) -> Band:
    first, end, block = cut
    top = positions.borders[number]
    boxes = tuple(
        Box(
            x=extents[item].left,
            y=positions.tops[row] - top,
            width=extents[item].right - extents[item].left,
            height=BOX_HEIGHT,
            operator=diagram.nodes[item].operator,
            tensor=diagram.nodes[item].tensor,
        )
        for row in range(first, end)
        for item in rows[row]
        if item < len(diagram.nodes)
    )
    lines = tuple(
        Line(
            points=part.points,
            tensor=part.piece.tensor,
            source=diagram.nodes[part.piece.source].operator,
            reader=_operator(diagram, part.piece.reader),
        )
        for part in inside
    )
    fold = None if block is None else folded(block, boxes, lines, inside, width)
    return Band(positions.borders[number + 1] - top, boxes, lines, fold)


def _operator(diagram: Diagram, node: int | None) -> int | None:
    return None if node is None else diagram.nodes[node].operator

"""The x of every item: chains and passing lines run straight down.

After U. Brandes and B. Köpf, "Fast and simple horizontal coordinate assignment" (2001): items of
neighbouring rows are put into columns four times, from each corner of the drawing, and each item
gets the middle of its four positions. Columns are set apart by longest paths, as in dagre.
"""

from itertools import pairwise

from dlpulint.reporters.drawing.grid import positions

BETWEEN_BOXES = 24
BESIDE_LANE = 14
BETWEEN_LANES = 12


def columns(
    rows: list[list[int]], up: list[list[int]], down: list[list[int]], widths: list[int]
) -> list[int]:
    """The middle of each item. `widths` are even, and 0 for a line that passes a row."""
    above, below = _straight(rows, up, down, widths)
    crossed = _crossed(rows, up, widths)
    corners: list[list[int]] = []
    for neighbours, downwards in ((above, True), (below, False)):
        for leftwards in (False, True):
            mirrored = [row[::-1] for row in rows] if leftwards else rows
            roots = _columns(mirrored if downwards else mirrored[::-1], neighbours, crossed)
            xs = _spread(mirrored, roots, widths)
            corners.append([-x for x in xs] if leftwards else xs)
    _align(corners, widths)
    return [sum(sorted(xs)[1:3]) // 2 for xs in zip(*corners, strict=True)]


def _straight(
    rows: list[list[int]], up: list[list[int]], down: list[list[int]], widths: list[int]
) -> tuple[list[list[int]], list[list[int]]]:
    """The neighbours above and below with which an item may share a column.

    A box shares one with boxes if possible: a line that goes round it (the skip of a residual
    block) must not pull it aside. Long chains of boxes have priority, so that the main path through
    the network is straight; branches of about the same length are treated alike.
    """
    above = _chains(rows, up, widths)
    below = _chains(rows[::-1], down, widths)
    # The longest chain among each item's neighbours.
    from_above = [max((above[item] for item in near), default=0) for near in up]
    from_below = [max((below[item] for item in near), default=0) for near in down]

    def fits(upper: int, lower: int) -> bool:
        return 2 * above[upper] >= from_above[lower] and 2 * below[lower] >= from_below[upper]

    return (
        [[upper for upper in near if fits(upper, item)] for item, near in enumerate(up)],
        [[lower for lower in near if fits(item, lower)] for item, near in enumerate(down)],
    )


def _chains(rows: list[list[int]], neighbours: list[list[int]], widths: list[int]) -> list[int]:
    """The number of boxes in the chain that ends in each item; 0 for passing lines."""
    result = [0] * len(widths)
    for row in rows:
        for item in row:
            if widths[item]:
                result[item] = 1 + max((result[near] for near in neighbours[item]), default=0)
    return result


def _crossed(rows: list[list[int]], up: list[list[int]], widths: list[int]) -> set[tuple[int, int]]:
    """Lines that cross a passing line, which has priority to be straight."""
    position_of = positions(rows, len(up))
    found: set[tuple[int, int]] = set()
    for above, row in pairwise(rows):
        left, start = 0, 0
        for position, item in enumerate(row):
            passing = next((n for n in up[item] if not widths[n] and not widths[item]), None)
            if passing is None and position < len(row) - 1:
                continue
            right = len(above) if passing is None else position_of[passing]
            for crossing in row[start : position + 1]:
                for near in up[crossing]:
                    straight = not widths[near] and not widths[crossing]
                    if not left <= position_of[near] <= right and not straight:
                        found |= {(near, crossing), (crossing, near)}
            left, start = right, position + 1
    return found


def _columns(
    rows: list[list[int]], neighbours: list[list[int]], crossed: set[tuple[int, int]]
) -> list[int]:
    """The first item of each item's column: itself, or one above it."""
    position_of = positions(rows, len(neighbours))
    root = list(range(len(neighbours)))
    for row in rows:
        last = -1
        for item in row:
            near = neighbours[item]
            if len(near) > 1:
                near = sorted(near, key=position_of.__getitem__)
                near = near[(len(near) - 1) // 2 : len(near) // 2 + 1]
            for above in near:
                if last < position_of[above] and (above, item) not in crossed:
                    root[item] = root[above]
                    last = position_of[above]
                    break
    return root


def _spread(rows: list[list[int]], root: list[int], widths: list[int]) -> list[int]:
    """The x of columns that are as far left as possible, then as near to the next on the right."""
    right: list[dict[int, int]] = [{} for _ in root]
    waiting = [0] * len(root)
    for row in rows:
        for item, following in pairwise(row):
            distances, column = right[root[item]], root[following]
            if column not in distances:
                waiting[column] += 1
            distance = apart(widths[item], widths[following])
            distances[column] = max(distances.get(column, 0), distance)
    order = [item for item, first in enumerate(root) if item == first and not waiting[item]]
    xs = [0] * len(root)
    for column in order:
        for following, distance in right[column].items():
            xs[following] = max(xs[following], xs[column] + distance)
            waiting[following] -= 1
            if not waiting[following]:
                order.append(following)
    for column in reversed(order):
        if right[column]:
            xs[column] = min(xs[other] - distance for other, distance in right[column].items())
    return [xs[column] for column in root]


def apart(width: int, other: int) -> int:
    """Least distance between the middles of neighbours, from their widths."""
    if width and other:
        return (width + other) // 2 + BETWEEN_BOXES
    if width or other:
        return (width + other) // 2 + BESIDE_LANE
    return BETWEEN_LANES


def _align(corners: list[list[int]], widths: list[int]) -> None:
    """Moves the four drawings over the narrowest, by the edge that each is packed against."""
    edges = [
        (
            min(x - width // 2 for x, width in zip(xs, widths, strict=True)),
            max(x + width // 2 for x, width in zip(xs, widths, strict=True)),
        )
        for xs in corners
    ]
    left, right = min(edges, key=lambda edge: edge[1] - edge[0])
    for number, (xs, (left_edge, right_edge)) in enumerate(zip(corners, edges, strict=True)):
        shift = right - right_edge if number % 2 else left - left_edge
        corners[number] = [x + shift for x in xs]

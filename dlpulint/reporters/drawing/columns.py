"""The x of everything: chains and passing lines run straight down.

After U. Brandes and B. Köpf, "Fast and simple horizontal coordinate assignment" (2001): items of
neighbouring rows are put into columns four times, from each corner of the drawing, and each item
comes to the middle of its four places. Columns are set apart by longest paths, as in dagre.
"""

from itertools import pairwise

BETWEEN_BOXES = 24
BESIDE_LANE = 14
BETWEEN_LANES = 12


def columns(
    rows: list[list[int]],
    up: list[list[int]],
    down: list[list[int]],
    widths: list[int],
) -> list[int]:
    """The middle of each item. `widths` are even, and 0 for a line that passes a row."""
    above, below = _straight(rows, up, down, widths)
    crossed = _crossed(rows, up, widths)
    corners: list[list[int]] = []
    for neighbours, downwards in ((above, True), (below, False)):
        for leftwards in (False, True):
            turned = [row[::-1] for row in rows] if leftwards else rows
            roots = _columns(turned if downwards else turned[::-1], neighbours, crossed)
            places = _spread(turned, roots, widths)
            corners.append([-place for place in places] if leftwards else places)
    _align(corners, widths)
    middle = []
    for places_of_one in zip(*corners, strict=True):
        _, low, high, _ = sorted(places_of_one)
        middle.append((low + high) // 2)
    return middle


def _straight(
    rows: list[list[int]], up: list[list[int]], down: list[list[int]], widths: list[int]
) -> tuple[list[list[int]], list[list[int]]]:
    """The neighbours above and below with which an item may share a column.

    A box stands under boxes if it can: a line that goes round it (the skip of a residual block)
    shall not pull it aside. Among boxes a long chain goes before short ones, so that the way
    through the network is straight; branches of about the same length are treated alike.
    """
    above = _chains(rows, up, widths)
    below = _chains(rows[::-1], down, widths)
    # Of each item, what a neighbour's chain needs at least.
    from_above = [max((above[neighbour] for neighbour in near), default=0) for near in up]
    from_below = [max((below[neighbour] for neighbour in near), default=0) for near in down]

    def fits(upper: int, lower: int) -> bool:
        return 2 * above[upper] >= from_above[lower] and 2 * below[lower] >= from_below[upper]

    return (
        [
            [neighbour for neighbour in near if fits(neighbour, item)]
            for item, near in enumerate(up)
        ],
        [
            [neighbour for neighbour in near if fits(item, neighbour)]
            for item, near in enumerate(down)
        ],
    )


def _chains(rows: list[list[int]], neighbours: list[list[int]], widths: list[int]) -> list[int]:
    """Of how many boxes the chain is that ends in each item; 0 for passing lines."""
    result = [0] * len(widths)
    for row in rows:
        for item in row:
            if widths[item]:
                result[item] = 1 + max(
                    (result[neighbour] for neighbour in neighbours[item]), default=0
                )
    return result


def _crossed(rows: list[list[int]], up: list[list[int]], widths: list[int]) -> set[tuple[int, int]]:
    """Lines that cross a passing one, which has the right to be straight."""
    place = [0] * len(up)
    for row in rows:
        for position, item in enumerate(row):
            place[item] = position
    found: set[tuple[int, int]] = set()
    for above, row in pairwise(rows):
        left, start = 0, 0
        for position, item in enumerate(row):
            passing = next(
                (upper for upper in up[item] if not widths[upper] and not widths[item]), None
            )
            if passing is None and position < len(row) - 1:
                continue
            right = len(above) if passing is None else place[passing]
            for crossing in row[start : position + 1]:
                for upper in up[crossing]:
                    straight = not widths[upper] and not widths[crossing]
                    if not left <= place[upper] <= right and not straight:
                        found.add((upper, crossing))
                        found.add((crossing, upper))
            left, start = right, position + 1
    return found


def _columns(
    rows: list[list[int]], neighbours: list[list[int]], crossed: set[tuple[int, int]]
) -> list[int]:
    """The first item of each item's column: itself, or one that it stands under."""
    place = [0] * len(neighbours)
    for row in rows:
        for position, item in enumerate(row):
            place[item] = position
    root = list(range(len(neighbours)))
    for row in rows:
        last = -1
        for item in row:
            near = neighbours[item]
            if len(near) > 1:
                near = sorted(near, key=place.__getitem__)
                near = near[(len(near) - 1) // 2 : len(near) // 2 + 1]
            for neighbour in near:
                if last < place[neighbour] and (neighbour, item) not in crossed:
                    root[item] = root[neighbour]
                    last = place[neighbour]
                    break
    return root


def _spread(rows: list[list[int]], root: list[int], widths: list[int]) -> list[int]:
    """Columns as far left as they go, and then as near to what is right of them as they go."""
    right: list[dict[int, int]] = [{} for _ in root]
    waiting = [0] * len(root)
    for row in rows:
        for left, other in pairwise(row):
            distance = apart(widths[left], widths[other])
            known = right[root[left]]
            if root[other] not in known:
                waiting[root[other]] += 1
                known[root[other]] = distance
            elif known[root[other]] < distance:
                known[root[other]] = distance
    order = [item for item, head in enumerate(root) if item == head and not waiting[item]]
    place = [0] * len(root)
    held = [False] * len(root)
    for item in order:
        for other, distance in right[item].items():
            place[other] = max(place[other], place[item] + distance)
            held[other] = True
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    for item in reversed(order):
        if right[item]:
            place[item] = min(place[other] - distance for other, distance in right[item].items())
    return [place[item] for item in root]


def apart(width: int, other: int) -> int:
    """How far the middles of neighbours are from each other at least."""
    if width and other:
        return (width + other) // 2 + BETWEEN_BOXES
    if width or other:
        return (width + other) // 2 + BESIDE_LANE
    return BETWEEN_LANES


def _align(corners: list[list[int]], widths: list[int]) -> None:
    """Moves the four drawings over the narrowest, by the edge that each was packed against."""
    edges = [
        (
            min(place - width // 2 for place, width in zip(places, widths, strict=True)),
            max(place + width // 2 for place, width in zip(places, widths, strict=True)),
        )
        for places in corners
    ]
    left, right = min(edges, key=lambda edge: edge[1] - edge[0])
    for number, (places, (own_left, own_right)) in enumerate(zip(corners, edges, strict=True)):
        shift = right - own_right if number % 2 else left - own_left
        corners[number] = [place + shift for place in places]

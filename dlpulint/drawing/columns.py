"""The x of everything: chains and passing lines run straight down.

After U. Brandes and B. Köpf, "Fast and simple horizontal coordinate assignment" (2001): items of
neighbouring rows are put into columns four times, from each corner of the drawing, and each item
comes to the middle of its four places. Columns are set apart by longest paths, as in dagre.
"""

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
    above, below = _straight(up, down, widths)
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
    up: list[list[int]], down: list[list[int]], widths: list[int]
) -> tuple[list[list[int]], list[list[int]]]:
    """The neighbours below or above which an item may stand.

    A box stands below a box if it can: a line that goes round it (the skip of a residual block) shall
    not pull it aside.
    """

    def boxed(neighbours: list[list[int]]) -> list[bool]:
        return [
            bool(widths[item]) and any(widths[one] for one in near)
            for item, near in enumerate(neighbours)
        ]

    under, over = boxed(up), boxed(down)

    def may(upper: int, lower: int) -> bool:
        return bool((widths[upper] or not under[lower]) and (widths[lower] or not over[upper]))

    return (
        [[one for one in near if may(one, item)] for item, near in enumerate(up)],
        [[one for one in near if may(item, one)] for item, near in enumerate(down)],
    )


def _crossed(rows: list[list[int]], up: list[list[int]], widths: list[int]) -> set[tuple[int, int]]:
    """Lines that cross a passing one, which has the right to be straight."""
    place = [0] * len(up)
    for row in rows:
        for position, item in enumerate(row):
            place[item] = position
    found: set[tuple[int, int]] = set()
    for above, row in zip(rows, rows[1:], strict=False):
        left, start = 0, 0
        for position, item in enumerate(row):
            passing = next((one for one in up[item] if not widths[one] and not widths[item]), None)
            if passing is None and position < len(row) - 1:
                continue
            right = len(above) if passing is None else place[passing]
            for crossing in row[start : position + 1]:
                for one in up[crossing]:
                    straight = not widths[one] and not widths[crossing]
                    if not left <= place[one] <= right and not straight:
                        found.add((one, crossing))
                        found.add((crossing, one))
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
            for one in near:
                if last < place[one] and (one, item) not in crossed:
                    root[item] = root[one]
                    last = place[one]
                    break
    return root


def _spread(rows: list[list[int]], root: list[int], widths: list[int]) -> list[int]:
    """Columns as far left as they go, and then as near to what is right of them as they go."""
    right: list[dict[int, int]] = [{} for _ in root]
    waiting = [0] * len(root)
    for row in rows:
        for one, other in zip(row, row[1:], strict=False):
            apart = _apart(widths[one], widths[other])
            known = right[root[one]]
            if root[other] not in known:
                waiting[root[other]] += 1
                known[root[other]] = apart
            elif known[root[other]] < apart:
                known[root[other]] = apart
    order = [one for one, own in enumerate(root) if one == own and not waiting[one]]
    place = [0] * len(root)
    held = [False] * len(root)
    for one in order:
        for other, apart in right[one].items():
            place[other] = max(place[other], place[one] + apart)
            held[other] = True
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    for one in reversed(order):
        if right[one]:
            place[one] = min(place[other] - apart for other, apart in right[one].items())
    return [place[one] for one in root]


def _apart(one: int, other: int) -> int:
    if one and other:
        return (one + other) // 2 + BETWEEN_BOXES
    if one or other:
        return (one + other) // 2 + BESIDE_LANE
    return BETWEEN_LANES


def _align(corners: list[list[int]], widths: list[int]) -> None:
    """Moves the four drawings over the narrowest: left edges for those from the left, else right."""
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

"""Lines of a decode function that compute the boxes of a level."""

from collections.abc import Iterable, Iterator

from dlpulint.mending.decoding.heads.parts import CentreBoxes, DistanceBoxes, Points
from dlpulint.mending.decoding.text.numbers import (
    joined_text,
    number_text,
    steps_text,
    tuple_text,
)

_NAMES = {"xy": ("x", "y", "w", "h"), "yx": ("y", "x", "h", "w")}
_CELLS = {"x": "column", "y": "row"}
_SIDES = {"xy": ("left", "top", "right", "bottom"), "yx": ("top", "left", "bottom", "right")}


def centre_entries(boxes: CentreBoxes, number: int) -> Iterator[tuple[str, str]]:
    """Entries of a level's table that the lines of `centre_lines` read."""
    level = boxes.levels[number]
    if any(any(o.steps) for o in boxes.levels):
        yield "steps", steps_text(level.steps)
    if not _same(o.offsets for o in boxes.levels):
        yield "offsets", tuple_text(level.offsets)
    if not _same(move for o in boxes.levels for move in o.moves):
        yield "moves", _nested(level.moves)
    factors = [_factor(form) for form in boxes.forms[2:]]
    sizes = [(w / factors[0], h / factors[1]) for w, h in level.sizes]
    yield "anchors", _nested(sizes)


def centre_lines(boxes: CentreBoxes) -> Iterator[str]:
    """Lines from `boxes`, the predictions, to the numbers that `box_names` lists."""
    names = _NAMES[boxes.axes]
    gridded = any(any(o.steps) for o in boxes.levels)
    offsets = boxes.levels[0].offsets if _same(o.offsets for o in boxes.levels) else None
    moves = [move for o in boxes.levels for move in o.moves]
    same_moves = _same(moves)
    if gridded:
        yield "row, column = grid(level)"
    if not same_moves:
        yield 'moves = np.array(level["moves"], np.float32)'
    yield 'anchors = np.array(level["anchors"], np.float32)'
    for k, name in enumerate(names[:2]):
        value = _applied(boxes, k)
        factor = number_text(moves[0][k]) if same_moves else f"moves[:, {k}]"
        text = value if factor == "1" else f"{factor} * {value}"
        if offsets is None:
            text += f' + level["offsets"][{k}]'
        elif offsets[k]:
            text += f" {'-' if offsets[k] < 0 else '+'} {number_text(abs(offsets[k]))}"
        if gridded:
            text = f'({text} + {_CELLS[name]}) * level["steps"][{k}]'
        yield f"{name} = {text}"
    for k, name in enumerate(names[2:]):
        value = _applied(boxes, k + 2)
        if boxes.forms[k + 2] == "squared-sigmoid":
            value = f"(2 * {value}) ** 2"
        yield f"{name} = {value} * anchors[:, {k}]"


def distance_entries(boxes: DistanceBoxes, number: int) -> Iterator[tuple[str, str]]:
    """Entries of a level's table that the lines of `distance_lines` read."""
    level = boxes.levels[number]
    yield "steps", steps_text(level.steps)
    if any(o.grid != o.steps and any(o.grid) for o in boxes.levels):
        yield "grid", steps_text(level.grid)
    if not _same(o.offsets for o in boxes.levels):
        yield "offsets", tuple_text(level.offsets)


def distance_lines(boxes: DistanceBoxes) -> Iterator[str]:
    """Lines from `boxes`, the predictions, to the numbers that `box_names` lists."""
    names, sides = _NAMES[boxes.axes], _SIDES[boxes.axes]
    gridded = any(any(o.grid) for o in boxes.levels)
    key = "grid" if any(o.grid != o.steps for o in boxes.levels) else "steps"
    offsets = boxes.levels[0].offsets if _same(o.offsets for o in boxes.levels) else None
    if gridded:
        yield "row, column = grid(level)"
    given = "boxes" if boxes.bins == 1 else f"expected_distances(boxes, {boxes.bins})"
    yield f"{', '.join(sides)} = np.moveaxis({given}, -1, 0)"
    for k, name in enumerate(names[:2]):
        if gridded:
            offset = number_text(offsets[k]) if offsets else f'level["offsets"][{k}]'
            yield f'centre_{name} = ({_CELLS[name]} + {offset}) * level["{key}"][{k}]'
        else:
            yield f"centre_{name} = {number_text(boxes.levels[0].offsets[k])}"
    for k, name in enumerate(names[:2]):
        step = f'level["steps"][{k}]'
        low, high = sides[k], sides[k + 2]
        if boxes.stated == "corners":
            yield f"{name}_low = centre_{name} - {low} * {step}"
            yield f"{name}_high = centre_{name} + {high} * {step}"
        else:
            yield f"{name} = centre_{name} + ({high} - {low}) / 2 * {step}"
            yield f"{names[k + 2]} = ({low} + {high}) * {step}"


def point_entries(points: Points, number: int) -> Iterator[tuple[str, str]]:
    """Entries of a level's table that the lines of `point_lines` read."""
    yield "point_steps", steps_text(points.levels[number].steps)


def point_lines(points: Points) -> Iterator[str]:
    """Lines from `points`, the predictions, to columns of the result in `points`."""
    level = points.levels[0]
    yield f"points = points.reshape(*points.shape[:3], {points.count}, -1)"
    yield "row, column = grid(level)"
    for k, (name, cell) in enumerate(_CELLS.items()):
        text = f"{number_text(level.moves[k])} * points[..., {k}] + {cell}[..., np.newaxis]"
        if level.offsets[k]:
            sign = "-" if level.offsets[k] < 0 else "+"
            text += f" {sign} {number_text(abs(level.offsets[k]))}"
        yield f'point_{name} = ({text}) * level["point_steps"][{k}]'
    names = "point_x, point_y"
    if points.scored:
        names += ", sigmoid(points[..., 2])"
    yield f"points = np.stack([{names}], axis=-1).reshape(*points.shape[:3], -1)"


def box_names(boxes: CentreBoxes | DistanceBoxes) -> tuple[str, ...]:
    """Source of the four numbers of a box, in the order of the result."""
    first, second, width, height = _NAMES[boxes.axes]
    if boxes.stated == "centre and size":
        return first, second, width, height
    if isinstance(boxes, DistanceBoxes):
        return f"{first}_low", f"{second}_low", f"{first}_high", f"{second}_high"
    pairs = ((first, width), (second, height))
    return tuple(f"{at} {sign} {size} / 2" for sign in "-+" for at, size in pairs)


def _applied(boxes: CentreBoxes, k: int) -> str:
    first = min(boxes.channels)
    value = f"boxes[..., {boxes.channels[k] - first}]"
    if boxes.forms[k] in ("sigmoid", "squared-sigmoid"):
        return f"sigmoid({value})"
    if boxes.forms[k] == "exp":
        rate = number_text(boxes.rates[k])
        return f"np.exp({value})" if rate == "1" else f"np.exp({rate} * {value})"
    return value


def _factor(form: str) -> float:
    return 4.0 if form == "squared-sigmoid" else 1.0


def _nested(pairs: Iterable[tuple[float, float]]) -> str:
    return joined_text(tuple_text(pair) for pair in pairs)


def _same(values: Iterable[tuple[float, ...]]) -> bool:
    return len(set(values)) == 1

"""What the numbers of a detector mean: its results, and the new outputs."""

from collections.abc import Iterator

from dlpulint.mending.decoding.heads.head import Head, Result
from dlpulint.mending.decoding.heads.parts import (
    CentreBoxes,
    Constant,
    Distance,
    DistanceBoxes,
    Part,
    Points,
    Scores,
)
from dlpulint.mending.decoding.heads.recognition import width_of
from dlpulint.mending.decoding.layout import Level
from dlpulint.model.graph import Tensor

_POSTPROCESSED = (
    "boxes as ymin, xmin, ymax, xmax, in units of the image",
    "class of each box, from 0",
    "score of each box",
    "number of boxes",
)
_FUNCTIONS = {
    "identity": "prediction",
    "sigmoid": "sigmoid score",
    "silu": "SiLU value",
    "softmax": "Softmax class score",
    "product": "score (objectness times class)",
}
_BEFORE = {
    "identity": "used as they are",
    "sigmoid": "before the sigmoid",
    "silu": "before the SiLU",
    "softmax": "before the Softmax",
    "product": "before the sigmoid",
}


def result_meaning(head: Head, tensor: Tensor) -> str:
    """What the columns of one of the original's results are."""
    post = head.postprocess
    if post is not None and tensor in post.operator.outputs:
        return _POSTPROCESSED[post.operator.outputs.index(tensor)]
    for result in head.results:
        if result.tensor is tensor:
            parts = "; ".join(_columns(result, part) for part in result.parts)
            return f"{_row_count(result)} rows with {parts}"
    return "an output of the mended model, in real numbers"


def output_meaning(head: Head, number: int) -> str:
    """What the channels of one of the mended file's outputs are."""
    found: dict[str, None] = {}
    place = ""
    for result in head.results:
        for part in result.parts:
            for level, text in _uses(result, part, number):
                place = _place(result, level, number)
                found[text] = None
    if found:
        return f"{' and '.join(found)}, {place}"
    return "an output that the original has as well"


def _columns(result: Result, part: Part) -> str:
    if isinstance(part, CentreBoxes | DistanceBoxes):
        first, second = part.axes
        if part.stated == "corners":
            return f"box as {first}min, {second}min, {first}max, {second}max{_unit(part)}"
        size = "width, height" if part.axes == "xy" else "height, width"
        return f"box as centre {first}, {second}, {size}{_unit(part)}"
    if isinstance(part, Constant):
        return "a constant"
    if isinstance(part, Points):
        return f"{counted(part.count, 'key point')} as x, y{' and score' if part.scored else ''}"
    inner = " (objectness, then the classes)" if _objectness_first(result, part) else ""
    return f"{counted(width_of(part), _FUNCTIONS[part.function])}{inner}"


def _unit(part: CentreBoxes | DistanceBoxes) -> str:
    """The unit of boxes, where the grid tells it."""
    distances = [step for level in part.levels for step in level.steps]
    gridded = all(all(o.grid if isinstance(o, Distance) else o.steps) for o in part.levels)
    if not gridded:
        return ""
    return " in pixels" if min(distances) >= 1 else " in units of the image (0 to 1)"


def _uses(result: Result, part: Part, number: int) -> Iterator[tuple[Level, str]]:
    """Levels whose rows a part computes from an output, and what it reads there."""
    if isinstance(part, Constant):
        return
    for at, level in enumerate(result.layout.levels):
        if part.ends[at] == number:
            yield level, _read(result, part)
        if isinstance(part, Scores) and part.objectness and part.objectness[0][at] == number:
            yield level, "1 objectness score before the sigmoid"


def _read(result: Result, part: Part) -> str:
    inner = " (objectness, then the classes)" if _objectness_first(result, part) else ""
    if isinstance(part, Scores):
        what = "prediction" if part.function in ("identity", "silu") else "score"
        return f"{counted(part.columns, what)} {_BEFORE[part.function]}{inner}"
    if isinstance(part, Points):
        return f"{counted(part.count, 'key point')} before decoding"
    if isinstance(part, DistanceBoxes):
        if part.bins == 1:
            return "4 distances to the sides of a box, in steps of the grid"
        return f"distances to the sides of a box, 4 x {part.bins} bins before the Softmax"
    return "4 numbers of a box (centre and size) before decoding"


def _objectness_first(result: Result, part: Part) -> bool:
    """Whether the first of some scores is that of an object of any class, as in YOLO's heads."""
    boxes = result.parts[0]
    return (
        isinstance(boxes, CentreBoxes)
        and boxes.forms[2] in ("squared-sigmoid", "exp")
        and all(any(level.steps) for level in boxes.levels)
        and result.parts[1] is part
        and isinstance(part, Scores)
        and part.function == "sigmoid"
        and part.columns > 1
    )


def counted(count: int, what: str) -> str:
    """A number with its noun, whose plural ends in s; a bracket may follow the noun."""
    noun, bracket, rest = what.partition(" (")
    return f"{count} {noun}{'' if count == 1 else 's'}{bracket}{rest}"


def _place(result: Result, level: Level, number: int) -> str:
    if number in result.layout.lists:
        return "for all boxes"
    anchors = f"each of {level.anchors} anchors in " if level.anchors > 1 else ""
    return f"for {anchors}each cell of the {level.height}x{level.width} map"


def _row_count(result: Result) -> int:
    return sum(level.rows for level in result.layout.levels)

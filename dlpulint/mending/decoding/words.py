"""What the numbers of a detector mean: its results, the new outputs, and the steps between."""

from collections.abc import Iterator

from dlpulint.mending.decoding.heads.forms import Form
from dlpulint.mending.decoding.heads.head import Head, Result
from dlpulint.mending.decoding.heads.parts import (
    CentreBoxes,
    Constant,
    Distance,
    DistanceBoxes,
    Part,
    Scores,
)
from dlpulint.mending.decoding.heads.recognition import width_of
from dlpulint.mending.decoding.layout import Level
from dlpulint.mending.decoding.text.numbers import step_text
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
    "identity": "as the results have them",
    "sigmoid": "before the sigmoid",
    "silu": "before the SiLU",
    "softmax": "before the Softmax",
    "product": "before the sigmoid",
}
_FORMULAS: dict[Form, str] = {
    "identity": "prediction",
    "sigmoid": "sigmoid(prediction)",
    "squared-sigmoid": "(2 * sigmoid(prediction))²",
    "exp": "exp(prediction)",
    "silu": "silu(prediction)",
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


def steps(head: Head) -> Iterator[str]:
    """What the application has to compute, a sentence each, in order."""
    if any(end.quantization is not None for end in head.tail.ends):
        yield "Turn the integers into real numbers: scale * (integer - zero point)."
    for result in head.results:
        for part in result.parts:
            if isinstance(part, CentreBoxes):
                yield from _centre_steps(result, part)
            elif isinstance(part, DistanceBoxes):
                yield from _distance_steps(result, part)
            elif isinstance(part, Scores) and part.function == "product":
                yield "Scores: sigmoid(objectness) * sigmoid(class prediction)."
            elif isinstance(part, Scores) and part.function != "identity":
                yield f"Scores: {part.function} of {_counted(part.columns, 'prediction')} per box."
        yield _order(result)
    post = head.postprocess
    if post is not None:
        y, x, h, w = post.scales
        yield (
            f"Boxes: centre = prediction / ({y:g}, {x:g}) * anchor size + anchor centre; size = "
            f"exp(prediction / ({h:g}, {w:g})) * anchor size, for y and x each. The anchors are "
            "constants of the original file."
        )
        yield (
            f"Keep the best {post.most_boxes} boxes with a score of at least "
            f"{post.score_threshold:g}; drop a box that overlaps a better one "
            f"{'of the same class ' if post.regular else ''}by more than "
            f"{post.overlap_threshold:g} (intersection over union)."
        )


def _columns(result: Result, part: Part) -> str:
    if isinstance(part, CentreBoxes | DistanceBoxes):
        first, second = part.axes
        if part.stated == "corners":
            return f"box as {first}min, {second}min, {first}max, {second}max{_unit(part)}"
        size = "width, height" if part.axes == "xy" else "height, width"
        return f"box as centre {first}, {second}, {size}{_unit(part)}"
    if isinstance(part, Constant):
        return "a constant"
    inner = " (objectness, then the classes)" if _objectness_first(result, part) else ""
    return f"{_counted(width_of(part), _FUNCTIONS[part.function])}{inner}"


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
        return f"{_counted(part.columns, what)} {_BEFORE[part.function]}{inner}"
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


def _counted(count: int, what: str) -> str:
    noun, bracket, rest = what.partition(" (")
    return f"{count} {noun}{'' if count == 1 else 's'}{bracket}{rest}"


def _place(result: Result, level: Level, number: int) -> str:
    if number in result.layout.lists:
        return "for all boxes"
    anchors = f"each of {level.anchors} anchors in " if level.anchors > 1 else ""
    return f"for {anchors}each cell of the {level.height}x{level.width} map"


def _centre_steps(result: Result, part: CentreBoxes) -> Iterator[str]:
    level = part.levels[0]
    gridded = any(level.steps)
    move = level.moves[0][0]
    factor = "" if abs(move - 1) < 1e-6 else f"{move:g} * "
    offset = level.offsets[0]
    sign = "" if not offset else f" {'-' if offset < 0 else '+'} {abs(offset):g}"
    cell = " + column or row) * step" if gridded else ")"
    yield f"Box centres: ({factor}{_FORMULAS[part.forms[0]]}{sign}{cell}."
    yield f"Box sizes: {_FORMULAS[part.forms[2]]} * anchor."
    divisor = 4 if part.forms[2] == "squared-sigmoid" else 1
    for at, of_level in zip(result.layout.levels, part.levels, strict=True):
        anchors = ", ".join(f"{w / divisor:.5g} x {h / divisor:.5g}" for w, h in of_level.sizes)
        step = f"step {_pair(of_level.steps)}; " if gridded else ""
        yield f"{at.height}x{at.width} map: {step}anchors {anchors}."
    if part.stated == "corners":
        yield "Corners: centre - size / 2 and centre + size / 2."


def _distance_steps(result: Result, part: DistanceBoxes) -> Iterator[str]:
    if part.bins > 1:
        yield (
            f"Distances: Softmax over the {part.bins} bins of each side, then the mean of the "
            f"bins' numbers (0 to {part.bins - 1})."
        )
    sides = "left, top, right, bottom" if part.axes == "xy" else "top, left, bottom, right"
    offset = part.levels[0].offsets[0]
    centre = f"(column or row + {offset:g}) * step" if any(part.levels[0].grid) else f"{offset:g}"
    yield f"Box sides ({sides}): {centre}, minus or plus distance * step."
    for at, level in zip(result.layout.levels, part.levels, strict=True):
        yield f"{at.height}x{at.width} map: step {_pair(level.steps)}."
    if part.stated == "centre and size":
        yield "Centre and size: mean and difference of opposite sides."


def _order(result: Result) -> str:
    maps = ", ".join(f"{level.height}x{level.width}" for level in result.layout.levels)
    level = result.layout.levels[0]
    inner = "row by row"
    if level.anchors > 1:
        inner += (
            ", the anchors of a cell together"
            if level.order == "cells"
            else " for each anchor in turn"
        )
    turned = result.layout.axis != len(result.layout.shape) - 1
    what = "Columns" if turned else "Rows"
    return f"{what} of {result.layout.shape}: the maps {maps}, each {inner}."


def _pair(pair: tuple[float, float]) -> str:
    first, second = (step_text(step).replace(" ", "") for step in pair)
    return first if first == second else f"{first} and {second}"


def _row_count(result: Result) -> int:
    return sum(level.rows for level in result.layout.levels)

"""What the application has to compute after a cut, in sentences."""

from collections.abc import Iterator

from dlpulint.mending.decoding.channels import channel_sentences
from dlpulint.mending.decoding.heads.forms import Form
from dlpulint.mending.decoding.heads.head import Head, Result
from dlpulint.mending.decoding.heads.parts import CentreBoxes, DistanceBoxes, Points, Scores
from dlpulint.mending.decoding.text.numbers import step_text
from dlpulint.mending.decoding.words import counted

_FORMULAS: dict[Form, str] = {
    "identity": "prediction",
    "sigmoid": "sigmoid(prediction)",
    "squared-sigmoid": "(2 * sigmoid(prediction))²",
    "exp": "exp(prediction)",
    "silu": "silu(prediction)",
}


def steps(head: Head) -> Iterator[str]:
    """What the application has to compute, a sentence each, in order."""
    if any(end.quantization is not None for end in head.tail.ends):
        yield "Turn the integers into real numbers: scale * (integer - zero point)."
    for result in head.results:
        yield from channel_sentences(head, result)
        for part in result.parts:
            if isinstance(part, CentreBoxes):
                yield from _centre_steps(result, part)
            elif isinstance(part, DistanceBoxes):
                yield from _distance_steps(result, part)
            elif isinstance(part, Points):
                yield from _point_steps(result, part)
            elif isinstance(part, Scores) and part.function == "product":
                yield "Scores: sigmoid(objectness) * sigmoid(class prediction)."
            elif isinstance(part, Scores) and part.function != "identity":
                yield f"Scores: {part.function} of {counted(part.columns, 'prediction')} per box."
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


def _point_steps(result: Result, part: Points) -> Iterator[str]:
    level = part.levels[0]
    offset = level.offsets[0]
    sign = "" if not offset else f" {'-' if offset < 0 else '+'} {abs(offset):g}"
    yield f"Key points: ({level.moves[0]:g} * prediction + column or row{sign}) * step."
    for at, of_level in zip(result.layout.levels, part.levels, strict=True):
        yield f"{at.height}x{at.width} map: step {_pair(of_level.steps)}."
    if part.scored:
        yield "Visibility of key points: sigmoid."


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

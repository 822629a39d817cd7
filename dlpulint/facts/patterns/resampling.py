"""Upsampling and space-to-depth, in the forms that exporters write."""

from collections.abc import Iterator

from dlpulint.facts.layout import dimension
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import CONVERSIONS, producer_of, readers_of
from dlpulint.model.graph import Layout, Model, Operator, Tensor

UPSAMPLING = "upsampling"
SPACE_TO_DEPTH = "space-to-depth"

_RESIZES = frozenset({"resize", "resize-nearest", "resize-bilinear", "resize-cubic"})
_REPEATS = frozenset({"tile", "broadcast-to"})
_SLICES = frozenset({"strided-slice", "slice"})
_RESHAPES = frozenset({"reshape", "expand-dims", "squeeze", "transpose"})
_LAYOUTS: tuple[Layout, ...] = ("channels-first", "channels-last")
_STEPS = 10
"""Reshapes and repetitions in a row at most: nearest by two in both directions takes seven."""


def upsamplings(model: Model) -> Iterator[Pattern]:
    """Every operator, or chain of operators, that gives an image more rows or columns."""
    repeated: set[Operator] = set()
    for operator in model.operators:
        if operator.kind == "depth-to-space" or (
            operator.kind in _RESIZES and _grows(operator.input, operator.output, model.layout)
        ):
            yield Pattern(UPSAMPLING, operator, (operator,))
        elif operator.kind == "transpose-conv":
            if any((operator.integer(f"stride_{side}") or 1) > 1 for side in ("height", "width")):
                yield Pattern(UPSAMPLING, operator, (operator,))
        elif operator.kind == "transpose":
            parts = _shuffled(operator, model)
            if parts and _folds(parts[-1].output, parts[0].input):
                yield Pattern(UPSAMPLING, operator, parts)
        elif operator.kind in _REPEATS and operator not in repeated:
            parts = _repetition(operator, model)
            repeated.update(parts)
            if parts:
                yield Pattern(UPSAMPLING, operator, parts)


def spaces_to_depth(model: Model) -> Iterator[Pattern]:
    """Every rearrangement of neighbouring pixels into channels, also by strided slices."""
    for operator in model.operators:
        if operator.kind == "space-to-depth":
            yield Pattern(SPACE_TO_DEPTH, operator, (operator,))
        elif operator.kind == "transpose":
            parts = _shuffled(operator, model)
            if parts and _folds(parts[0].input, parts[-1].output):
                yield Pattern(SPACE_TO_DEPTH, operator, parts)
        elif operator.kind == "concatenation" and (parts := _interleaved_slices(operator, model)):
            yield Pattern(SPACE_TO_DEPTH, operator, (*parts, operator))


def _sides(tensor: Tensor | None, layout: Layout) -> tuple[int, int, int, int] | None:
    """Batch, height, width and channels of an image, if all are known."""
    if tensor is None:
        return None
    batch, height = dimension(tensor, "batch", layout), dimension(tensor, "height", layout)
    width, depth = dimension(tensor, "width", layout), dimension(tensor, "channels", layout)
    if batch is None or height is None or width is None or depth is None:
        return None
    return batch, height, width, depth


def _grows(small: Tensor | None, large: Tensor | None, layout: Layout) -> bool:
    """Whether an image gets more rows or columns, fewer of neither, and as many channels.

    Read in the layout that the model does not have, both must grow: more heads or channels look
    like more rows there.
    """
    for read in _LAYOUTS:
        before, after = _sides(small, read), _sides(large, read)
        if before is None or after is None or before[0] != after[0] or before[3] != after[3]:
            continue
        rows, columns = after[1] - before[1], after[2] - before[2]
        if min(rows, columns) >= 0 and (rows + columns if read == layout else rows * columns):
            return True
    return False


def _folds(wide: Tensor | None, deep: Tensor | None) -> bool:
    """Whether squares of pixels of one image are the channels of the other, in either layout."""
    for read in _LAYOUTS:
        before, after = _sides(wide, read), _sides(deep, read)
        if before is None or after is None or 0 in after:
            continue
        factor = before[1] // after[1]
        squares = before[0], after[1] * factor, after[2] * factor, before[3] * factor**2
        if factor > 1 and squares == (after[0], before[1], before[2], after[3]):
            return True
    return False


def _shuffled(transpose: Operator, model: Model) -> tuple[Operator, ...]:
    """A transposition of six dimensions and the reshapes around it: an image split in squares."""
    if transpose.input is None or transpose.input.rank != 6 or transpose.output is None:
        return ()
    before, readers = producer_of(transpose.input, model), readers_of(transpose.output, model)
    if before is None or before.kind != "reshape":
        return ()
    if len(readers) != 1 or readers[0].kind != "reshape":
        return ()
    return before, transpose, readers[0]


def _repetition(first: Operator, model: Model) -> tuple[Operator, ...]:
    """The chain of reshapes and repetitions around `first`, if it makes an image larger."""
    parts = [first]
    start = first.input
    for _ in range(_STEPS):
        producer = None if start is None else producer_of(start, model)
        if producer is None or producer.kind not in _RESHAPES or producer.kind == "transpose":
            break
        parts.insert(0, producer)
        start = producer.input
    best: tuple[Operator, ...] = ()
    end = first
    for _ in range(_STEPS):
        readers = () if end.output is None else readers_of(end.output, model)
        onward = [reader for reader in readers if reader.kind != "shape"]
        if len(onward) != 1 or onward[0].kind not in _RESHAPES | _REPEATS:
            break
        end = onward[0]
        parts.append(end)
        if end.kind not in _REPEATS and _enlarged(start, end.output, model.layout):
            best = tuple(parts)
    return best


def _enlarged(small: Tensor | None, large: Tensor | None, layout: Layout) -> bool:
    """As `_grows`, for an image of more than one pixel: one pixel is spread, not enlarged."""
    before = _sides(small, layout)
    return before is not None and before[1] * before[2] > 1 and _grows(small, large, layout)


def _interleaved_slices(join: Operator, model: Model) -> tuple[Operator, ...]:
    """The strided slices that are joined, if they are all of one image."""
    members: dict[Operator, None] = {}
    sources: set[Tensor] = set()
    for tensor in join.inputs:
        source = tensor
        strided = False
        for _ in range(4):
            producer = None if source is None else model.producer(source)
            if producer is None or producer.kind not in _SLICES | CONVERSIONS:
                break
            if producer.kind in _SLICES:
                members[producer] = None
                strided = strided or _is_strided(producer)
            source = producer.input
        if source is None or not strided:
            return ()
        sources.add(source)
    if len(sources) != 1 or not _folds(next(iter(sources)), join.output):
        return ()
    return tuple(sorted(members, key=lambda member: member.index))


def _is_strided(operator: Operator) -> bool:
    strides = operator.first("strides")
    return strides is not None and any(abs(step) > 1 for step in strides.values or ())

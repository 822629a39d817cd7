"""Normalization by mean and spread at run time, as one operator or as several."""

from collections.abc import Iterator

from dlpulint.facts import steps as paths
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.model.graph import Layout, Model, Operator, Tensor

LAYER = "layer normalization"
ROOT_MEAN_SQUARE = "RMS normalization"
GROUP = "group or instance normalization"

_FUSED = {
    "layer-normalization": LAYER,
    "rms-normalization": ROOT_MEAN_SQUARE,
    "group-normalization": GROUP,
    "instance-normalization": GROUP,
}
_ROOTS = frozenset({"sqrt", "rsqrt"})
_MEANS = frozenset({"mean", "global-average-pool"})
_RESULTS = frozenset({"mul", "div", "add", "sub", "reciprocal", "neg", "broadcast-to"})
_RESHAPES = frozenset({"reshape", "squeeze", "expand-dims"})
"""Kinds after a mean that drops the dimensions it is taken over."""
_STEPS = 10
"""Operators after the root at most: Keras writes six."""


def normalizations(model: Model) -> Iterator[Pattern]:
    """Every layer, RMS, group or instance normalization; the pattern's name says which."""
    for operator in model.operators:
        if operator.kind in _FUSED:
            yield Pattern(_FUSED[operator.kind], operator, (operator,))
        elif operator.kind in _ROOTS and (found := _around(operator, model)):
            yield found


def _around(root: Operator, model: Model) -> Pattern | None:
    """The normalization that a root is part of, if it is the root of a mean of squares."""
    steps = _back_to_mean(root, model)
    if not steps:
        return None
    mean = steps[-1]
    squared = _squared(mean, model)
    if squared is None:
        return None
    square, value = squared
    centre = _centred(square, value, model)
    before = centre or (square,)
    known = {t for o in before for t in (*o.outputs, *_given(o, model))}
    name = _name(mean, model.layout, centred=bool(centre))
    after = _after(root, known, model)
    if name is None or not any(o.kind in {"mul", "div"} for o in after):
        return None
    order = sorted({root, square, *before, *steps, *after}, key=lambda member: member.index)
    return Pattern(name, root, tuple(order))


def _back_to_mean(root: Operator, model: Model) -> tuple[Operator, ...]:
    """The steps from a root back to a mean, with at most a small constant added between."""
    steps: list[Operator] = []
    step: Operator | None = root
    for _ in range(3):
        given = () if step is None else _given(step, model)
        step = paths.producer_of(given[0], model) if len(given) == 1 else None
        if step is None or step.kind not in _MEANS | {"add", "maximum", "clip"}:
            return ()
        steps.append(step)
        if step.kind in _MEANS:
            return tuple(steps)
    return ()


def _squared(mean: Operator, model: Model) -> tuple[Operator, Tensor] | None:
    """The operator that squares the input of a mean, and the tensor that it squares."""
    given = _given(mean, model)[:1]
    square = paths.producer_of(given[0], model) if given else None
    if square is None:
        return None
    operands = _given(square, model)
    alone = square.kind in {"pow", "square"} and len(operands) == 1
    twice = square.kind == "mul" and len(operands) == 2 and operands[0] is operands[1]
    apart = square.kind == "squared-difference" and len(operands) == 2
    return (square, operands[0]) if alone or twice or apart else None


def _centred(square: Operator, value: Tensor, model: Model) -> tuple[Operator, ...]:
    """The operators that subtract the mean of a value from it; none where nothing does."""
    difference = square if square.kind == "squared-difference" else paths.producer_of(value, model)
    if difference is None or difference.kind not in {"sub", "add", "squared-difference"}:
        return ()
    operands = _given(difference, model)
    for minuend, other in (operands, operands[::-1]) if len(operands) == 2 else ():
        step = paths.producer_of(other, model)
        negated = step if step is not None and step.kind == "neg" else None
        if negated is not None:
            step = paths.producer_of(_given(negated, model)[0], model)
        if step is not None and step.kind in _MEANS and minuend in _given(step, model):
            return (step, difference) if negated is None else (step, negated, difference)
    return ()


def _name(mean: Operator, layout: Layout, *, centred: bool) -> str | None:
    """Name of the normalization, by the axes of its mean; `None` where they are unknown."""
    given = mean.input
    rank = None if given is None else given.rank
    if rank is None or rank < 2:
        return None
    axes = mean.integers("axes")
    if mean.kind == "global-average-pool":
        axes = tuple(range(2, rank)) if layout == "channels-first" else (1, 2)
    if given is None or given.shape is None or not axes:
        return None
    single = {axis for axis, size in enumerate(given.shape) if size == 1}
    reduced = {axis % rank for axis in axes} - single
    if not reduced:
        return None
    image = rank == 4 and layout == "channels-first"
    last = min(reduced) > 0 and reduced | single >= {*range(min(reduced), rank)}
    across = layout == "channels-first" and reduced == {1}
    if (image and reduced == {2, 3}) or not (last or across):
        return GROUP if centred else None
    return LAYER if centred else ROOT_MEAN_SQUARE


def _after(root: Operator, known: set[Tensor], model: Model) -> tuple[Operator, ...]:
    """The operators that scale and shift by a root's result and by known tensors alone."""
    found: dict[Operator, None] = {}
    derived = set(root.outputs)
    waiting = list(root.outputs)
    for tensor in waiting:
        readers = _readers(tensor, model)
        for reader in readers:
            if reader.kind not in _RESULTS or reader in found or len(found) >= _STEPS:
                continue
            operands = _given(reader, model)
            others = [tensor for tensor in operands if tensor not in derived]
            beside: tuple[Operator, ...] | None = ()
            if others:
                scales = reader.kind in {"mul", "div"}
                beside = _known_scaled(others, known, model) if scales else None
            elif len(readers) > 1 and len(operands) == 1:
                beside = None  # One of several readers of a finished result is not part of it.
            if beside is not None:
                found |= dict.fromkeys((*beside, reader))
                derived.update(reader.outputs)
                waiting.extend(reader.outputs)
    return tuple(found)


def _known_scaled(
    tensors: list[Tensor], known: set[Tensor], model: Model
) -> tuple[Operator, ...] | None:
    """The operators that negate known tensors or scale them by constants; `None` for others.

    RMS normalizations have their factor on either side.
    """
    steps: list[Operator] = []
    for tensor in tensors:
        if tensor in known:
            continue
        step = paths.producer_of(tensor, model)
        if step is None or step.kind not in {"mul", "neg"}:
            return None
        given = _given(step, model)
        if len(given) != 1 or given[0] not in known:
            return None
        steps.append(step)
    return tuple(steps)


def _given(operator: Operator, model: Model) -> tuple[Tensor, ...]:
    """The computed operands, reshapes skipped."""
    return tuple(_unreshaped(tensor, model) for tensor in paths.computed_inputs(operator, model))


def _unreshaped(tensor: Tensor, model: Model) -> Tensor:
    for _ in range(_STEPS):
        producer = paths.producer_of(tensor, model)
        if producer is None or producer.kind not in _RESHAPES or producer.input is None:
            break
        tensor = paths.source_of(producer.input, model)
    return tensor


def _readers(tensor: Tensor, model: Model) -> tuple[Operator, ...]:
    """The operators that read a tensor, reshapes skipped."""
    found: dict[Operator, None] = {}
    waiting = [tensor]
    for source in waiting:
        for reader in paths.readers_of(source, model):
            if reader.kind in _RESHAPES and len(waiting) <= _STEPS:
                waiting.extend(reader.outputs)
            else:
                found[reader] = None
    return tuple(found)

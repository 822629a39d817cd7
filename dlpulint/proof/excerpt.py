"""A part of a model without its names: enough to show again what a rule found there."""

import re
from collections.abc import Iterable, Iterator
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.engine.judge import Judgement, judge
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.loader.sketch.write import sketch_of
from dlpulint.model.graph import Model, Operator, Quantization, Subgraph, Tensor
from dlpulint.packs.pack import Pack

_WIDEST = 4
"""Most steps from the operators of a finding to others that are shown with them."""

_MOST = 40
"""Most operators of an excerpt."""

_SHOWN_SCALES = 4
"""A tensor with more scales is shown with equal ones, unless the finding is about the scales: they
are what training has made of it."""

_MADE_UP_SCALE = 0.01


class Excerpt(Struct, frozen=True):
    """A sketch of some operators, and what the pack finds in it."""

    sketch: str
    finding: Finding | None
    """The finding that it is to show; `None` where it takes more of the model to get it."""


def plain_name(operator: str) -> str:
    """An operator's name, or of a custom one with other signs than names have, a word for it."""
    return operator if re.fullmatch(r"[A-Za-z0-9_.:-]{1,60}", operator) else "Unnamed"


def excerpt(model: Model, finding: Finding, pack: Pack) -> Excerpt | None:
    """The smallest excerpt around a finding's first operator in which the pack finds it too.

    Without such an excerpt it is the smallest one. `None` for a finding that is about no operator.
    """
    found = _first(model, finding)
    if found is None:
        return None
    smallest: Excerpt | None = None
    chosen = frozenset({found})
    for _ in range(_WIDEST + 1):
        if len(chosen) > _MOST:
            break
        for scales in (_SHOWN_SCALES, None):
            shown = _shown(_part(model, chosen, scales), finding, pack)
            smallest = smallest or shown
            if shown is not None and shown.finding is not None:
                return shown
        wider = chosen | frozenset(_neighbours(model, chosen))
        if wider == chosen:
            break
        chosen = wider
    return smallest


def _first(model: Model, finding: Finding) -> Operator | None:
    for location in finding.locations:
        for operator in model.operators:
            if (operator.subgraph, operator.index) == (location.subgraph, location.index):
                return operator
    return None


def _neighbours(model: Model, chosen: Iterable[Operator]) -> Iterator[Operator]:
    for operator in chosen:
        for tensor in operator.inputs:
            writer = None if tensor is None else model.producer(tensor)
            if writer is not None:
                yield writer
        for tensor in operator.outputs:
            yield from model.consumers(tensor)


def _shown(part: Model, finding: Finding, pack: Pack) -> Excerpt | None:
    """The sketch of a model, and whether it has the finding; `None` if a sketch cannot hold it."""
    sketch = sketch_of(part)
    try:
        judgement: Judgement = judge(Facts(model_from_sketch(sketch, part.format)), pack)
    except ModelFileError:
        return None
    same = (found for found in judgement.findings if found.rule == finding.rule)
    return Excerpt(sketch, next((f for f in same if f.answer is finding.answer), None))


def _part(model: Model, chosen: frozenset[Operator], most_scales: int | None) -> Model:
    """A model of its own of these operators, each tensor with a number in place of its name."""
    operators = [operator for operator in model.operators if operator in chosen]
    numbers = count()
    renamed: dict[Tensor, Tensor] = {}

    def new(tensor: Tensor) -> Tensor:
        if tensor not in renamed:
            name = "" if tensor.constant else f"t{next(numbers)}"
            renamed[tensor] = _plain(tensor, name, most_scales)
        return renamed[tensor]

    parts = [
        replace(
            operator,
            index=index,
            subgraph=0,
            name="",
            kind=_plain_kind(operator.kind),
            native=plain_name(operator.native),
            inputs=tuple(None if tensor is None else new(tensor) for tensor in operator.inputs),
            outputs=tuple(map(new, operator.outputs)),
        )
        for index, operator in enumerate(operators)
    ]
    written = {tensor for operator in parts for tensor in operator.outputs}
    read = {tensor for operator in parts for tensor in operator.inputs if tensor is not None}
    within = {tensor for operator in operators for tensor in operator.inputs}
    inputs = tuple(t for t in renamed.values() if t in read - written and not t.constant)
    outputs = tuple(
        new(tensor)
        for operator in operators
        for tensor in operator.outputs
        if tensor not in within or tensor in model.outputs
    )
    return Model.build(
        format=model.format,
        layout=model.layout,
        operators=parts,
        subgraphs=(Subgraph("main", inputs, outputs),),
    )


def _plain_kind(kind: str) -> str:
    format, colon, name = kind.partition(":")
    return f"{format}:{plain_name(name)}" if colon else kind


def _plain(tensor: Tensor, name: str, most_scales: int | None) -> Tensor:
    quantization = tensor.quantization
    many = most_scales is not None and quantization and len(quantization.scales) > most_scales
    if many and quantization is not None:
        quantization = _equal(quantization)
    names = tuple(None if free is None else "" for free in tensor.free_dimensions)
    return replace(tensor, name=name, quantization=quantization, free_dimensions=names)


def _equal(quantization: Quantization) -> Quantization:
    points = quantization.zero_points
    return replace(
        quantization,
        scales=(_MADE_UP_SCALE,) * len(quantization.scales),
        zero_points=points[:1] if len(set(points)) == 1 else points,
    )

"""Operators before and after one, on both sides of a limit."""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.checks.base import matches
from dlpulint.checks.neighbours import Neighbours
from dlpulint.facts.layout import Dimension, dimension, index_of
from dlpulint.model.graph import Attribute, Layout, Model, Operator, Subgraph, Tensor
from dlpulint.model.kinds import TFLITE, natives_of
from dlpulint.proof.miniature import Miniature, sized
from dlpulint.proof.variation import Variation

_STRANGERS = ("abs", "floor", "neg")
"""Kinds of neighbours for where a limit must not name the neighbour."""


class Surroundings(Struct, frozen=True):
    """The operators around one."""

    before: str | None = None
    """The kind that gives each computed input; `None`: they enter the graph."""
    behind: tuple[str, ...] = ()
    """The kinds that read its results."""
    leaves: bool = True
    """Whether its results leave the graph."""


def vary_neighbours(params: Neighbours, miniature: Miniature) -> Iterator[Variation]:
    """The surroundings that are asked for, then the same with one thing wrong."""
    stranger = next(
        kind for kind in _STRANGERS if not matches(kind, (*params.not_after, *params.not_before))
    )
    readers = params.before[:1] or (
        (stranger,) if params.single_consumer or params.graph_output is False else ()
    )
    fine = Surroundings(
        before=next(iter(params.after), stranger if params.graph_input is False else None),
        behind=readers,
        leaves=not readers or params.graph_output is True,
    )
    wrong: list[tuple[str, Surroundings]] = []
    if params.after:
        wrong.append((f"behind {stranger}", replace(fine, before=stranger)))
    wrong += [(f"behind {kind}", replace(fine, before=kind)) for kind in params.not_after]
    if params.before:
        wrong.append((f"before {stranger}", replace(fine, behind=(stranger,))))
        wrong.append(("at the end of the graph", replace(fine, behind=(), leaves=True)))
    wrong += [(f"before {kind}", replace(fine, behind=(kind,))) for kind in params.not_before]
    if params.single_consumer:
        wrong.append(("read twice", replace(fine, behind=(*readers, *readers))))
        wrong.append(("read, and an output of the graph", replace(fine, leaves=True)))
    if params.graph_input is not None:
        other = None if fine.before is not None else stranger
        wrong.append(("at the other place of the graph", replace(fine, before=other)))
    if params.graph_output is not None:
        end = (stranger,) if params.graph_output else ()
        wrong.append(("at the other end", replace(fine, behind=end, leaves=not fine.leaves)))
    yield Variation("where it has to stand", surrounded(miniature, fine), True)
    for text, around in wrong:
        yield Variation(text, surrounded(miniature, around), False)


def surrounded(
    miniature: Miniature, wanted: Surroundings, options: Mapping[str, Attribute] | None = None
) -> Miniature:
    """The operator with others around it; `options` are those of the operators before it."""
    operator = miniature.operator
    inputs: list[Tensor] = []
    outputs: list[Tensor] = []
    operators: list[Operator] = []
    for tensor in miniature.activations:
        if tensor in operator.outputs:
            continue
        if wanted.before is None:
            inputs.append(tensor)
        else:
            source = replace(tensor, name=f"given{len(inputs)}")
            source = _unpadded(source, miniature.model.layout, options or {})
            inputs.append(source)
            before = _plain(wanted.before, source, tensor, miniature.model)
            operators.append(replace(before, attributes=options or {}))
    operators.append(operator)
    outputs += operator.outputs if wanted.leaves else ()
    for kind in wanted.behind:
        for tensor in operator.outputs[:1]:
            read = replace(tensor, name=f"read{len(operators)}")
            operators.append(_plain(kind, tensor, read, miniature.model))
            outputs.append(read)
    numbered = [replace(op, index=index) for index, op in enumerate(operators)]
    model = Model.build(
        format=miniature.model.format,
        layout=miniature.model.layout,
        operators=numbered,
        subgraphs=[Subgraph("main", tuple(inputs), tuple(outputs))],
    )
    return Miniature(model, operators.index(operator))


def _unpadded(tensor: Tensor, layout: Layout, options: Mapping[str, Attribute]) -> Tensor:
    """The tensor as it is before a PAD with these options makes it larger."""
    sides: tuple[tuple[Dimension, str, str], ...] = (
        ("height", "pad_top", "pad_bottom"),
        ("width", "pad_left", "pad_right"),
    )
    for side, *ends in sides:
        size = dimension(tensor, side, layout)
        more = sum(n for end in ends if isinstance(n := options.get(end), int))
        position = index_of(side, tensor.rank or 0, layout)
        if size is not None and position is not None and more:
            tensor = sized(tensor, position, size - more)
    return tensor


def _plain(pattern: str, given: Tensor, result: Tensor, model: Model) -> Operator:
    """An operator of a kind with one operand and one result, without options."""
    kind = pattern.replace("*", "Example")
    native = next(iter(natives_of(kind, model.format)), kind)
    builtins = list(TFLITE)
    number = builtins.index(native) if model.format == "tflite" and native in builtins else None
    return Operator(0, kind, native, (given,), (result,), ("input",), number=number, version=1)

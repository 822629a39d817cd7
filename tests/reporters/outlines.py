"""Outlines made by hand, for formats that draw."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.model.outline import Outline, OutlineGraph, OutlineOperator, OutlineTensor
from dlpulint.report.report import ModelReport, PlacedOperator
from tests.reporters.samples import model_report, placement


def tensor(name: str, *, constant: bool = False) -> OutlineTensor:
    return OutlineTensor(name, "int8", (1, 8, 8, 4), constant, None)


def operator(
    index: int,
    inputs: Sequence[int | None],
    outputs: Sequence[int],
    *,
    op: str = "CONV_2D",
    name: str = "",
    subgraph: int = 0,
) -> OutlineOperator:
    return OutlineOperator(
        subgraph=subgraph,
        index=index,
        op=op,
        kind="conv",
        name=name,
        builtin=3,
        version=1,
        attributes=(),
        inputs=tuple(inputs),
        roles=("input",) * len(inputs),
        outputs=tuple(outputs),
    )


def chain(*names: str, nodes: Sequence[str] = (), format: str = "tflite") -> Outline:
    """An input `image`, and operators behind each other whose outputs have these names.

    Each also reads a constant, `weights` and its number.
    """
    count = len(names)
    tensors = [tensor("image"), *map(tensor, names)]
    tensors += [tensor(f"weights {index}", constant=True) for index in range(count)]
    operators = tuple(
        operator(
            index,
            (index, count + 1 + index, None),
            (index + 1,),
            name=nodes[index] if nodes else "",
        )
        for index in range(count)
    )
    return Outline(format, (OutlineGraph("main", (0,), (count,)),), operators, tuple(tensors))


def drawn(outline: Outline, placed: Sequence[PlacedOperator]) -> ModelReport:
    """A report of a model with this graph."""
    return replace(model_report(where=placement(placed)), outline=outline)

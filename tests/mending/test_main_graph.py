"""The main graph, as edits ask about it."""

import pytest

from dlpulint.mending.main_graph import MainGraph
from tests.mending.models import FLOAT32, INT64, Builder
from tests.mending.samples import decoded


def test_operators_have_their_names() -> None:
    b = Builder()
    image = b.tensor(1)
    b.operator("RELU", [image], b.tensor(1))
    b.operator("BROADCAST_TO", [image], b.tensor(1))
    b.operator("CUSTOM", [image], b.tensor(1), custom="Mine")
    b.codes.append(b.codes[0].copy())
    b.codes[-1].fields |= {"deprecated_builtin_code": 127, "builtin_code": 9999}
    b.operators.append(b.operators[0].copy())
    b.operators[-1].fields |= {"opcode_index": 3, "outputs": (b.tensor(1),)}
    graph = MainGraph(b.file([image], []))
    assert [graph.native(o) for o in graph.operators] == ["RELU", "BROADCAST_TO", "Mine", "9999"]


def test_readers_and_writers() -> None:
    graph = MainGraph(decoded())
    (stem,) = graph.readers(graph.inputs[0])
    assert graph.writer(graph.inputs[0]) is None
    assert graph.writer(stem.numbers("outputs")[0]) is stem
    assert len(graph.readers(stem.numbers("outputs")[0])) == 2


@pytest.mark.parametrize(
    ("inputs", "outputs", "has"),
    [((0, 1), (2,), True), ((0, 1, -1), (2,), True), ((0,), (2,), False), ((0, -1), (2,), False),
     ((-1, 1), (2,), False), ((0, 1), (), False), ((0, 1), (2, 3), False)],
)  # fmt: skip
def test_operands_are_there_or_not(
    inputs: tuple[int, ...], outputs: tuple[int, ...], has: bool
) -> None:
    b = Builder()
    for _ in range(4):
        b.tensor(1)
    b.operator("ADD", inputs, outputs)
    graph = MainGraph(b.file([0], []))
    assert graph.has_operands(graph.operators[0], 2) is has


@pytest.mark.parametrize(
    ("scale", "zero_points", "found"),
    [((0.5,), (3,), (0.5, 3)), ((0.5,), (), (0.5, 0)), ((0.5, 0.5), (0, 0), None), ((), (), None),
     ((0.0,), (0,), None), ((-1.0,), (0,), None), ((float("nan"),), (0,), None),
     ((float("inf"),), (0,), None), ((1e-40,), (0,), None), ((2.0**-126,), (0,), (2.0**-126, 0)),
     ((0.5,), (1, 2), None)],
)  # fmt: skip
def test_one_usable_scale_or_none(
    scale: tuple[float, ...], zero_points: tuple[int, ...], found: tuple[float, int] | None
) -> None:
    b = Builder()
    tensor = b.tensor(1)
    b.tensors[tensor]["quantization"].fields |= {"scale": scale, "zero_point": zero_points}
    assert MainGraph(b.file([tensor], [])).scale(tensor) == found


def test_constants_have_content_and_no_writer() -> None:
    b = Builder()
    image, constant = b.tensor(4), b.noise(4)
    written = b.noise(4)
    b.operator("RELU", [image], written)
    graph = MainGraph(b.file([image], [written]))
    assert graph.is_constant(constant)
    assert not graph.is_constant(image)
    assert not graph.is_constant(written)
    assert not graph.is_constant(-1)


def test_computed_sizes_come_before_stated_ones() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3)
    layer = b.conv(image, 4)
    b.tensors[layer]["shape"] = (1,)
    graph = MainGraph(b.file([image], [layer]))
    assert graph.shape(layer) == (1, 8, 8, 4)
    assert graph.shape(image) == (1, 8, 8, 3)


def test_open_axes_are_those_of_any_input() -> None:
    b = Builder()
    ends = [b.tensor(1, 8, signature=(-1, 8)), b.tensor(1, 8, signature=(1, -1)), b.tensor(1)]
    assert MainGraph(b.file(ends, [])).open_axes == {0, 1}
    assert MainGraph(decoded()).open_axes == frozenset()


def test_types_are_those_of_the_schema() -> None:
    b = Builder()
    ends = [b.tensor(1, type=type) for type in (FLOAT32, INT64)]
    graph = MainGraph(b.file(ends, []))
    assert [graph.dtype(end) for end in ends] == [FLOAT32, INT64]

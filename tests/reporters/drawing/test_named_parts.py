"""Named parts: bands of their own where they have layers of their own, counted by name."""

from random import Random

import pytest
from msgspec.structs import replace

from dlpulint.model.outline import Outline, OutlinePart
from dlpulint.reporters.drawing.drawn import Fold
from dlpulint.reporters.drawing.picture import pictures
from tests.reporters.drawing.outlines import Sketch, detector, residual
from tests.reporters.drawing.properties import assert_sound


def with_parts(outline: Outline, *parts: tuple[str, range | list[int]]) -> Outline:
    return replace(outline, parts=tuple(OutlinePart(name, tuple(of)) for name, of in parts))


def folds(outline: Outline) -> dict[str, list[int]]:
    """The operators of each band that can be folded, by its label."""
    (picture,) = drawn = pictures(outline)
    assert_sound(outline, drawn)
    return {
        band.fold.label: sorted(box.operator for box in band.boxes if box.operator is not None)
        for band in picture.bands
        if band.fold is not None
    }


def residuals(count: int) -> Outline:
    """A convolution, and blocks of four operators."""
    sketch = Sketch()
    x = sketch.op("conv", sketch.input())
    for _ in range(count):
        x = residual(sketch, x)
    return sketch.outline(sketch.chain("mean softmax", x))


def test_parts_of_the_same_name_are_counted() -> None:
    outline = with_parts(
        residuals(4), ("C2f", range(1, 5)), ("SPPF", range(5, 9)), ("C2f", range(9, 13))
    )
    assert folds(outline) == {
        "C2f 1 of 2": [1, 2, 3, 4],
        "SPPF": [5, 6, 7, 8],
        "C2f 2 of 2": [9, 10, 11, 12],
    }


def test_a_fold_knows_its_name_and_number() -> None:
    (picture,) = pictures(with_parts(residuals(2), ("C2f", range(1, 5)), ("C2f", range(5, 9))))
    found = [fold for band in picture.bands if isinstance(fold := band.fold, Fold)]
    assert [(fold.name, fold.design, fold.number, fold.of) for fold in found] == [
        ("C2f", 0, 1, 2),
        ("C2f", 0, 2, 2),
    ]


def test_repeated_blocks_are_looked_for_among_the_other_layers() -> None:
    outline = residuals(7)
    assert list(folds(outline)) == [f"Block {number} of 7" for number in range(1, 8)]
    named = with_parts(outline, ("Bottleneck", range(9, 13)))
    labels = [f"Block {number} of 6" for number in range(1, 7)]
    assert list(folds(named)) == [*labels[:2], "Bottleneck", *labels[2:]]


def test_a_part_among_other_operators_is_not_folded_but_counted() -> None:
    sketch = Sketch()
    x = sketch.op("conv", sketch.input())
    left = sketch.chain("conv conv conv", x)
    right = sketch.chain("conv conv conv", x)
    joined = sketch.op("concat", left, right)
    outline = sketch.outline(sketch.chain("conv conv softmax", joined))
    named = with_parts(outline, ("Tower", [1, 2, 3]), ("Tower", [8, 9]))
    assert folds(named) == {"Tower 2 of 2": [8, 9]}


def test_lines_and_ends_of_the_graph_may_be_beside_a_part() -> None:
    sketch = Sketch()
    x = sketch.op("conv", sketch.input())
    first = sketch.chain("conv conv", x)
    second = sketch.op("add", sketch.chain("conv conv", first), sketch.input())
    outline = sketch.outline(sketch.op("concat", second, x), first)
    named = with_parts(outline, ("Stage", [1, 2]), ("Stage", [3, 4, 5]))
    assert folds(named) == {"Stage 1 of 2": [1, 2], "Stage 2 of 2": [3, 4, 5]}


def test_what_a_part_computes_from_constants_is_drawn_with_it() -> None:
    sketch = Sketch()
    x = sketch.op("conv", sketch.input())
    parts: list[tuple[str, range | list[int]]] = []
    for _ in range(3):
        begin = len(sketch.operators)
        weights = sketch.chain("identity dequantize", sketch.tensor(constant=True))
        x = sketch.op("add", sketch.chain("relu conv", sketch.op("convolve", x, weights)), x)
        parts.append(("Block", range(begin, len(sketch.operators))))
    last = sketch.op("convolve", x, sketch.op("dequantize", sketch.tensor(constant=True)))
    outline = with_parts(sketch.outline(last), *parts)
    assert folds(outline) == {f"Block {at + 1} of 3": list(of) for at, (_, of) in enumerate(parts)}


def test_a_head_begins_below_the_last_layers_of_the_backbone() -> None:
    sketch = Sketch()
    fine = sketch.op("conv", sketch.input())
    coarse = sketch.chain("conv relu conv relu conv relu", fine)
    begin = len(sketch.operators)
    boxes = sketch.chain("conv conv reshape transpose reshape", fine)
    joined = sketch.op("concat", boxes, sketch.op("conv", coarse))
    end = sketch.op("softmax", joined)
    outline = with_parts(sketch.outline(end), ("SSD head", range(begin, len(sketch.operators))))
    assert folds(outline) == {"SSD head": list(range(begin, len(sketch.operators)))}


def test_a_part_that_others_read_stays_beside_them() -> None:
    sketch = Sketch()
    x = sketch.op("conv", sketch.input())
    side = sketch.chain("conv conv conv", x)
    joined = sketch.op("concat", sketch.chain("conv conv conv", x), side)
    outline = sketch.outline(sketch.op("softmax", joined))
    assert folds(with_parts(outline, ("Tower", [4, 5, 6]))) == {}


def test_parts_do_not_change_a_drawing_where_nothing_is_in_their_way() -> None:
    outline = residuals(3)
    (plain,), (named,) = pictures(outline), pictures(with_parts(outline, ("C2f", range(1, 5))))
    assert plain.width == named.width
    assert sum(band.height for band in plain.bands) <= sum(band.height for band in named.bands)


@pytest.mark.parametrize("seed", range(60))
def test_any_parts_of_any_graph_are_drawn_soundly(seed: int) -> None:
    random = Random(seed)
    sketch = Sketch()
    tensors = [sketch.input() for _ in range(random.randint(1, 3))]
    for _ in range(random.randint(2, 80)):
        if random.random() < 0.3:
            tensors.append(sketch.tensor(constant=True))
        recent = tensors[-random.choice([2, 5, 60]) :]
        read = random.choices(recent, k=random.randint(1, 3))
        tensors.append(sketch.op(random.choice(["conv", "add", "split"]), *read))
    outline = sketch.outline(*random.sample(tensors[-5:], k=2))
    count = len(outline.operators)
    owner = [random.randint(0, 6) for _ in range(count)]
    if seed % 2:
        owner = [at * 5 // count for at in range(count)]
    parts = [("Part", [at for at in range(count) if owner[at] == part]) for part in range(5)]
    folds(with_parts(outline, *((name, of) for name, of in parts if of)))


def test_a_large_detector_with_parts_is_drawn_soundly() -> None:
    outline = detector(64)
    count = len(outline.operators)
    step = 9
    parts = [("Part", range(at, min(at + step, count))) for at in range(0, count, step)]
    drawn = pictures(with_parts(outline, *parts))
    assert_sound(outline, drawn)

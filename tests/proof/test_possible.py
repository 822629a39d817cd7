"""Miniatures and their variations are models that can exist: sizes of all tensors fit."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Limit, Row, Rule
from dlpulint.packs.tables import Examples
from dlpulint.proof.miniature import Miniature, reshaped, sized
from dlpulint.proof.miniatures import Form, forms, miniature_from
from dlpulint.proof.possible import possible
from dlpulint.proof.table_models import Table, stated_for
from tests.proof.possible import impossible

CASES = [(form, kind) for form in forms() for kind in form.kinds]


@pytest.mark.parametrize(("form", "kind"), CASES)
def test_a_miniature_can_exist(form: Form, kind: str) -> None:
    kind = "abs" if kind == "*" else kind
    assert impossible(miniature_of(form, kind).model) == []


def miniature_of(form: Form, kind: str) -> Miniature:
    return miniature_from(form.text.replace("{kind}", kind), kind, form.format)


def first(kind: str, format: str = "tflite") -> Miniature:
    found = (form for form in forms() if kind in form.kinds and form.format == format)
    return miniature_of(next(found), kind)


@pytest.mark.parametrize("target", Folders().targets())
def test_every_variation_of_a_shipped_pack_can_exist(target: str) -> None:
    pack = load_pack(target, Folders(), examples=True)
    count = 0
    every: list[Row | Limit] = [*pack.every_row(), *pack.every_limit()]
    for validity in dict.fromkeys(stated.validity for stated in every):
        table = Table(pack_for(pack, stated_for(validity)), forms())
        for limit, row, text, miniature in _variations(table):
            count += 1
            assert impossible(miniature.model) == [], (limit, row, text)
    assert count > 20


LIES = {f"artpec9/{kind}/elements" for kind in ("reshape", "squeeze", "expand-dims")}
"""Limits on files whose shapes do not add up: their bad side is just that."""


IMPOSSIBLE = ("tflite/mismatched-shapes", "tflite/invalid-option")
"""Rules about files that nothing can run: their bad examples are such files."""


def _variations(table: Table) -> Iterator[tuple[str, str, str, Miniature]]:
    for row in table.pack.every_row():
        for fitting in table.fittings(row)[:1]:
            yield "", row.id, "the fitting", fitting.miniature
    for limit in (limit for limit in table.pack.every_limit() if limit.id not in LIES):
        for row in table.rows_of(limit):
            for variation in table.sides(limit, row).variations:
                yield limit.id, row.id, variation.text, variation.miniature


@pytest.mark.parametrize("name", Folders().names())
def test_a_written_example_can_exist(name: str) -> None:
    pack = load_pack(name, Folders(), examples=True)
    for stated in (*pack.rules, *pack.every_limit()):
        format = pack.formats[0] if pack.formats else "tflite"
        format = stated.formats[0] if isinstance(stated, Rule) and stated.formats else format
        examples = stated.examples or Examples(good="input x: int8[1]")
        bad = None if stated.id in IMPOSSIBLE else examples.bad
        for sketch in filter(None, (examples.good, bad, examples.unknown)):
            assert impossible(model_from_sketch(sketch, format)) == [], stated.id


def with_size(miniature: Miniature, role: str, position: int, size: int) -> Miniature:
    """The miniature with another size in one tensor, which fits nothing yet."""
    tensor = miniature.operator.with_role(role)[0]
    return miniature.with_tensors({tensor: sized(tensor, position, size)})


def shapes(miniature: Miniature | None) -> list[tuple[int | None, ...] | None]:
    assert miniature is not None
    operator = miniature.operator
    return [tensor.shape for tensor in (*operator.inputs, *operator.outputs) if tensor is not None]


@pytest.mark.parametrize(
    ("kind", "role", "position", "size", "expected"),
    [
        ("concatenation", "input", 3, 8, [(1, 16, 16, 8), (1, 16, 16, 16), (1, 16, 16, 24)]),
        ("concatenation", "input", 1, 8, [(1, 8, 16, 16), (1, 8, 16, 16), (1, 8, 16, 32)]),
        ("concatenation", "output", 3, 24, [(1, 16, 16, 8), (1, 16, 16, 16), (1, 16, 16, 24)]),
        ("conv", "input", 3, 8, [(1, 16, 16, 8), (16, 3, 3, 8), (16,), (1, 16, 16, 16)]),
        ("conv", "output", 3, 8, [(1, 16, 16, 16), (8, 3, 3, 16), (8,), (1, 16, 16, 8)]),
        ("conv", "weights", 0, 8, [(1, 16, 16, 16), (8, 3, 3, 16), (8,), (1, 16, 16, 8)]),
        ("conv", "weights", 3, 8, [(1, 16, 16, 16), (16, 3, 3, 8), (16,), (1, 16, 16, 16)]),
        ("conv", "weights", 3, 7, [(1, 16, 16, 7), (16, 3, 3, 7), (16,), (1, 16, 16, 16)]),
        ("depthwise-conv", "output", 3, 8, [(1, 16, 16, 8), (1, 3, 3, 8), (8,), (1, 16, 16, 8)]),
        ("depthwise-conv", "output", 3, 9, [(1, 16, 16, 9), (1, 3, 3, 9), (9,), (1, 16, 16, 9)]),
        ("transpose-conv", "input", 1, 8, [(4,), (16, 2, 2, 16), (1, 8, 16, 16), (1, 16, 32, 16)]),
        ("fully-connected", "input", 1, 9, [(1, 9), (16, 9), (16,), (1, 16)]),
        ("fully-connected", "input", 0, 2, [(2, 64), (16, 64), (16,), (2, 16)]),
        ("fully-connected", "output", 1, 9, [(1, 64), (9, 64), (9,), (1, 9)]),
        ("add", "input", 1, 8, [(1, 8, 16, 16), (1, 8, 16, 16), (1, 8, 16, 16)]),
        ("max-pool", "input", 1, 9, [(1, 9, 16, 16), (1, 4, 8, 16)]),
        ("max-pool", "output", 1, 4, [(1, 8, 16, 16), (1, 4, 8, 16)]),
        ("reshape", "input", 3, 8, [(1, 4, 4, 8), (2,), (1, 128)]),
        ("reshape", "output", 1, 512, [(1, 1, 32, 16), (2,), (1, 512)]),
        ("squeeze", "output", 1, 9, [(1, 1, 9), (1, 9)]),
        ("transpose", "input", 1, 8, [(1, 8, 16, 16), (4,), (1, 16, 8, 16)]),
        ("transpose", "output", 1, 8, [(1, 16, 8, 16), (4,), (1, 8, 16, 16)]),
        ("pad", "input", 1, 8, [(1, 8, 16, 16), (4, 2), (1, 10, 18, 16)]),
        ("mean", "input", 3, 8, [(1, 16, 16, 8), (2,), (1, 1, 1, 8)]),
        ("slice", "input", 3, 12, [(1, 16, 16, 12), (4,), (4,), (1, 16, 16, 8)]),
        ("depth-to-space", "output", 3, 2, [(1, 16, 16, 8), (1, 32, 32, 2)]),
        ("matmul", "output", 1, 8, [(1, 8, 32), (1, 32, 16), (1, 8, 16)]),
        ("prelu", "input", 3, 8, [(1, 16, 16, 8), (1, 1, 8), (1, 16, 16, 8)]),
    ],
)  # fmt: skip
def test_other_sizes_follow_the_one_that_is_set(
    kind: str, role: str, position: int, size: int, expected: list[tuple[int, ...]]
) -> None:
    miniature = first(kind)
    fitted = possible(miniature, with_size(miniature, role, position, size))
    assert shapes(fitted) == expected
    assert fitted is not None
    assert impossible(fitted.model) == []


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("conv", {"stride_height": 2}, (1, 8, 16, 16)),
        ("conv", {"kernel_height": 5, "padding": "valid"}, (1, 12, 14, 16)),
        ("max-pool", {"kernel_height": 3}, (1, 7, 8, 16)),
        ("transpose-conv", {"stride_height": 3}, (1, 48, 32, 16)),
        ("concatenation", {"axis": 1}, (1, 32, 16, 16)),
        ("transpose", {"perm": (3, 2, 1, 0)}, (16, 16, 16, 1)),
        ("mean", {"keep_dims": False}, (1, 16)),
        ("depth-to-space", {"block_size": 3}, (1, 48, 48, 1)),
        ("depth-to-space", {"block_size": 4}, (1, 64, 64, 1)),
    ],
)
def test_results_follow_options(
    kind: str, options: dict[str, int | str], expected: tuple[int, ...]
) -> None:
    miniature = first(kind)
    fitted = possible(miniature, miniature.with_options(options))
    assert fitted is not None
    assert shapes(fitted)[-1] == expected
    assert impossible(fitted.model) == []


@pytest.mark.parametrize(
    ("kind", "role", "position", "size"),
    [
        ("mean", "output", 1, 2),  # What is averaged over is 1 then.
        ("concatenation", "output", 3, 9),  # One of its two inputs has 16.
        ("split", "input", 3, 31),
        ("split", "output", 3, 8),  # And the other part 16.
        ("depth-to-space", "input", 3, 15),
        ("squeeze", "input", 0, 2),
        ("pack", "output", 0, 3),
    ],
)
def test_a_size_that_no_model_has_is_left_out(
    kind: str, role: str, position: int, size: int
) -> None:
    miniature = first(kind)
    assert possible(miniature, with_size(miniature, role, position, size)) is None


def test_a_window_larger_than_its_input_is_left_out_without_padding() -> None:
    pool = first("max-pool")
    assert possible(pool, pool.with_options({"kernel_height": 17})) is None
    padded = pool.with_options({"padding": "same", "kernel_height": 17})
    assert shapes(possible(pool, padded))[-1] == (1, 8, 8, 16)


def test_sizes_that_a_limit_compares_stay_and_options_follow() -> None:
    pad = first("pad")
    fitted = possible(pad, with_size(pad, "output", 3, 20), pinned=True)
    assert shapes(fitted) == [(1, 16, 16, 16), (4, 2), (1, 18, 18, 20)]
    assert fitted is not None
    paddings = fitted.operator.first("paddings")
    assert paddings is not None
    assert paddings.values == (0, 0, 1, 1, 1, 1, 0, 4)
    conv = first("conv")
    assert possible(conv, with_size(conv, "weights", 3, 7), pinned=True) is None
    assert shapes(possible(conv, with_size(conv, "weights", 3, 8), pinned=True))[1] == (16, 3, 3, 8)


def test_constants_that_hold_a_shape_follow_it() -> None:
    reshape = first("reshape")
    fitted = possible(reshape, with_size(reshape, "input", 3, 8))
    assert fitted is not None
    shape = fitted.operator.first("shape")
    assert shape is not None
    assert shape.values == (1, 128)


def test_axes_move_with_the_dimensions() -> None:
    for kind in ("concatenation", "mean", "transpose", "pad", "conv", "max-pool"):
        miniature = first(kind)
        tensors = (*miniature.operator.with_role("input"), *miniature.operator.outputs)
        longer = miniature.with_tensors(
            {tensor: reshaped(tensor, (1, *(tensor.shape or ()))) for tensor in tensors}
        )
        fitted = possible(miniature, longer)
        assert fitted is not None
        assert fitted.operator.input is not None
        assert fitted.operator.input.rank == 5
        assert impossible(fitted.model) == []


def test_an_onnx_convolution_has_its_channels_second() -> None:
    conv = first("conv", "onnx")
    fitted = possible(conv, with_size(conv, "input", 1, 8))
    assert shapes(fitted) == [(1, 8, 16, 16), (16, 8, 3, 3), (16,), (1, 16, 16, 16)]
    depthwise = first("depthwise-conv")
    fitted = possible(depthwise, with_size(depthwise, "output", 3, 32))
    assert shapes(fitted)[1:] == [(1, 3, 3, 32), (32,), (1, 16, 16, 32)]
    depthwise = first("depthwise-conv", "onnx")
    fitted = possible(depthwise, with_size(depthwise, "input", 1, 8))
    assert shapes(fitted) == [(1, 8, 16, 16), (8, 1, 3, 3), (8,), (1, 8, 16, 16)]
    assert fitted is not None
    assert fitted.operator.integer("groups") == 8


def test_open_sizes_are_left_alone() -> None:
    relu = miniature_from("input x: int8[?,8]\nrelu y: int8[?,8] <- x", "relu", "tflite")
    changed = with_size(relu, "input", 1, 4)
    assert possible(relu, changed) is changed
    same = replace(relu, index=relu.index)
    assert possible(relu, same) is same

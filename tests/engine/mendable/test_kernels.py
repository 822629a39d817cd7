"""Findings about even kernels that zeros fill."""

from pathlib import Path

import pytest

from dlpulint.loader.sketch.read import model_from_sketch
from tests.engine.mendable.marking import edits, marks
from tests.pack_files import limit, row

NET = """
input x: int8[1,16,16,3] scale=0.1 zp=0
conv y: int8[1,8,8,4] scale=0.2 zp=0 <- x, weights: int8[4,6,6,3] scale=0.1 zp=0 \
{kernel_height=6 kernel_width=6 stride_height=2 stride_width=2 padding=same}
relu z: int8[1,8,8,4] scale=0.2 zp=0 <- y
output z
"""
LIMIT = row("conv", status="dlpu") + limit(
    "attribute-limits",
    "params = { kernel_height = [1, 3, 5, 7], kernel_width = [1, 3, 5, 7] }",
    id="kernel",
)
KERNEL = "mine/conv/kernel"


def test_a_kernel_gets_zeros_where_the_next_size_is_accepted(tmp_path: Path) -> None:
    found = marks(tmp_path, model_from_sketch(NET), LIMIT)[KERNEL]
    assert found is not None
    assert (found.edit, found.lossy) == ("odd-kernel", False)
    assert found.description == (
        "Fill the kernel with zeros to an accepted size; the results stay the same"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("padding=same", "padding=valid"),
        ("kernel_height=6", "kernel_height=9"),
        ("kernel_height=6", "kernel_height=8"),
    ],
    ids=["valid padding", "odd and too large", "9 is not accepted"],
)
def test_other_kernels_are_not_marked(tmp_path: Path, old: str, new: str) -> None:
    assert edits(tmp_path, model_from_sketch(NET.replace(old, new)), LIMIT) == {KERNEL: None}


def test_a_limit_that_also_asks_for_a_stride_is_not_mended_by_zeros(tmp_path: Path) -> None:
    text = LIMIT.replace("params = {", "params = { stride_height = [2],")
    assert edits(tmp_path, model_from_sketch(NET), text) == {KERNEL: None}


@pytest.mark.parametrize("height", ["{ max = 5 }", '{ same_as = "kernel_width" }'])
def test_a_limit_that_lists_no_sizes_is_not_mended_by_zeros(tmp_path: Path, height: str) -> None:
    text = LIMIT.replace("kernel_height = [1, 3, 5, 7]", f"kernel_height = {height}")
    found = edits(
        tmp_path, model_from_sketch(NET.replace("kernel_width=6", "kernel_width=7")), text
    )
    assert found == {KERNEL: None}


@pytest.mark.parametrize(("top", "bottom", "edit"), [(2, 2, "fold-pad,odd-kernel"), (1, 3, None)])
def test_padding_that_is_that_of_same_is_folded_before(
    tmp_path: Path, top: int, bottom: int, edit: str | None
) -> None:
    sides = f"{{pad_top={top} pad_bottom={bottom} pad_left=2 pad_right=2}}"
    padded = f"pad p: int8[1,20,20,3] scale=0.1 zp=0 <- x {sides}\nconv y"
    text = NET.replace("conv y", padded).replace("<- x, weights", "<- p, weights")
    model = model_from_sketch(text.replace("padding=same", "padding=valid"))
    assert edits(tmp_path, model, LIMIT + row("pad")) == {KERNEL: edit}

"""Findings about weights that get one scale per tensor where the user agrees."""

from pathlib import Path

import pytest

from dlpulint.loader.sketch.read import model_from_sketch
from tests.engine.mendable.marking import edits, marks
from tests.pack_files import limit, row, rule

NET = """
input x: int8[1,8] scale=0.1 zp=0
fully-connected y: int8[1,2] scale=0.2 zp=0 <- x, weights: int8[2,8] scale=0.1,0.2 axis=0 zp=0
relu z: int8[1,2] scale=0.2 zp=0 <- y
output z
"""
PARAMS = 'params = { allow = "per-tensor" }'
RULE = rule("mine/x", "weight-granularity", PARAMS, effect="slow")
LIMIT = row("fully-connected", status="dlpu") + limit("weight-granularity", PARAMS, id="x")


def test_a_rule_about_all_layers_gets_the_edit_of_all(tmp_path: Path) -> None:
    found = marks(tmp_path, model_from_sketch(NET), RULE)["mine/x"]
    assert found is not None
    assert (found.edit, found.lossy) == ("per-tensor", True)
    assert found.description == (
        "Give weights one scale per tensor, unless that would ruin the model"
    )


def test_a_limit_of_fully_connected_layers_gets_theirs(tmp_path: Path) -> None:
    found = edits(tmp_path, model_from_sketch(NET), LIMIT)
    assert found == {"mine/fully-connected/x": "per-tensor-dense"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x: int8[1,8] scale=0.1 zp=0", "x: int16[1,8] scale=0.1 zp=0"),
        ("x: int8[1,8] scale=0.1 zp=0", "x: float32[1,8]"),
        ("x: int8[1,8] scale=0.1 zp=0", "x: int8[1,8]"),
    ],
    ids=["int16x8", "dynamic range", "unknown scale"],
)
def test_layers_that_cannot_be_rescaled_are_not_marked(tmp_path: Path, old: str, new: str) -> None:
    assert edits(tmp_path, model_from_sketch(NET.replace(old, new)), RULE) == {"mine/x": None}


def test_per_channel_where_that_is_wanted_is_not_marked(tmp_path: Path) -> None:
    wanted = RULE.replace("per-tensor", "only-per-channel")
    assert edits(tmp_path, model_from_sketch(NET), wanted) == {}

"""Findings about scores with the coarse scale of boxes."""

from pathlib import Path

from dlpulint.loader.sketch.read import model_from_sketch
from tests.engine.mendable.marking import edits
from tests.pack_files import rule

NET = """
input boxes: int8[1,10,4] scale=2.5 zp=0
input logits: int8[1,10,2] scale=0.1 zp=0
relu wide: int8[1,10,4] scale=2.5 zp=0 <- boxes
logistic scores: int8[1,10,2] scale=0.00390625 zp=-128 <- logits
quantize coarse: int8[1,10,2] scale=2.5 zp=0 <- scores
concatenation y: int8[1,10,6] scale=2.5 zp=0 <- wide, coarse {axis=2}
output y
"""
RULE = rule("mine/x", "score-levels", "params = { min = 16 }", effect="wrong")


def test_a_concatenation_of_scores_and_boxes_is_cut_apart(tmp_path: Path) -> None:
    assert edits(tmp_path, model_from_sketch(NET), RULE) == {"mine/x": "split-concat"}


def test_scores_that_were_always_coarse_stay(tmp_path: Path) -> None:
    text = NET.replace("scale=0.00390625 zp=-128", "scale=2.5 zp=0")
    assert edits(tmp_path, model_from_sketch(text), RULE) == {"mine/x": None}

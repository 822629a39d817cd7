"""Findings that leave with the tail of a graph, or with its postprocessing."""

from pathlib import Path

import pytest

from dlpulint.findings.finding import Fixable
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Model
from tests.engine.mendable.marking import against, edits, marks
from tests.pack_files import row

TAIL = """
input x: int8[1,3,3,8]
conv a: int8[1,3,3,4] <- x, weights: int8[4,1,1,8]
relu b: int8[1,3,3,4] <- a
softmax y: int8[1,3,3,4] <- b
output y
"""

BOXES = """
input x: int8[1,8]
fully-connected a: float32[1,64] <- x, weights: float32[64,8]
custom:{0} y: float32[1,10,4] <- a
{1}
output {2}
"""

CUT_TAIL = Fixable(
    "cut-tail", "Cut off 2 operators after the last layers; a second file keeps them for the CPU"
)


def boxes(kind: str, more: str = "", output: str = "y") -> Model:
    return model_from_sketch(BOXES.format(kind, more, output))


def test_a_finding_in_the_tail_is_mended_by_cutting_it_off(tmp_path: Path) -> None:
    assert marks(tmp_path, model_from_sketch(TAIL), against("softmax")) == {"mine/x": CUT_TAIL}


def test_of_one_operator_the_sentence_is_in_the_singular(tmp_path: Path) -> None:
    one = TAIL.replace("relu b: int8[1,3,3,4] <- a\n", "").replace("<- b", "<- a")
    (fixable,) = marks(tmp_path, model_from_sketch(one), against("softmax")).values()
    assert fixable is not None
    assert fixable.description == (
        "Cut off 1 operator after the last layers; a second file keeps it for the CPU"
    )


def test_what_is_found_before_the_tail_stays(tmp_path: Path) -> None:
    layer = against("conv", name="layer")
    assert edits(tmp_path, model_from_sketch(TAIL), against("softmax"), layer) == {
        "mine/x": "cut-tail",
        "mine/layer": None,
    }
    # One finding about an operator in the tail and one before it.
    before = "relu c: int8[1,3,3,8] <- x\nconv a: int8[1,3,3,4] <- c"
    twice = TAIL.replace("conv a: int8[1,3,3,4] <- x", before)
    assert edits(tmp_path, model_from_sketch(twice), against("relu")) == {"mine/x": None}


def test_a_graph_that_ends_in_layers_has_nothing_to_cut_off(tmp_path: Path) -> None:
    layers = TAIL.replace("output y", "output a")
    assert edits(tmp_path, model_from_sketch(layers), against("conv")) == {"mine/x": None}


@pytest.mark.parametrize(("kind", "edit"), [("while", None), ("relu", "cut-tail")])
def test_a_tail_that_may_keep_a_state_stays(tmp_path: Path, kind: str, edit: str | None) -> None:
    looped = TAIL.replace("relu b", f"{kind} b")
    assert edits(tmp_path, model_from_sketch(looped), against("softmax")) == {"mine/x": edit}


@pytest.mark.parametrize("kind", ["TFLite_Detection_PostProcess", "PosenetDecoderOp"])
def test_postprocessing_at_the_end_is_cut_off(tmp_path: Path, kind: str) -> None:
    assert marks(tmp_path, boxes(kind), row("custom:*", status="cpu")) == {
        "mine/custom:*": Fixable(
            "cut-postprocess", f"Cut off {kind}; the application computes its results"
        )
    }


def test_another_custom_operator_leaves_with_the_tail_only(tmp_path: Path) -> None:
    found = edits(tmp_path, boxes("Other"), row("custom:*", status="cpu"))
    assert found == {"mine/custom:*": "cut-tail"}


def test_postprocessing_whose_results_are_read_leaves_with_the_tail_only(tmp_path: Path) -> None:
    read = boxes("PosenetDecoderOp", "relu z: float32[1,10,4] <- y", "z")
    found = edits(tmp_path, read, row("custom:*", status="cpu"))
    assert found == {"mine/custom:*": "cut-tail"}


def test_a_file_of_postprocessing_alone_has_nothing_to_keep(tmp_path: Path) -> None:
    text = "input a: float32[1,64]\ncustom:PosenetDecoderOp y: float32[1,10,4] <- a\noutput y"
    found = edits(tmp_path, model_from_sketch(text), row("custom:*", status="cpu"))
    assert found == {"mine/custom:*": None}

"""What the application has to do after a cut, in words."""

from pathlib import Path

import msgspec

from dlpulint.facts.cutting import last_layers, outputs_with
from dlpulint.loader.open_model import load
from dlpulint.mending.decoding.contract import Contract, NewOutput, OldOutput, Removed, contract_of
from tests.mending.decoding.tails import Draft

FIXTURES = Path(__file__).parents[3] / "fixtures"


def contract(file: str) -> Contract:
    path = FIXTURES / file
    model = load(path)
    return contract_of(model, path.read_bytes(), outputs_with(last_layers(model), model))


def test_a_detector_with_boxes() -> None:
    found = contract("silu_detector_int8.tflite")
    assert found.head == "YOLOv5 or YOLOv7"
    first = found.outputs[0]
    assert (first.shape, first.dtype, first.zero_point) == ((1, 4, 4, 8), "int8", -40)
    assert first.meaning == (
        "4 numbers of a box (centre and size) before decoding and 4 scores before the sigmoid "
        "(objectness, then the classes), for each cell of the 4x4 map"
    )
    assert [result.meaning for result in found.results] == [
        "80 rows with box as centre x, y, width, height in units of the image (0 to 1); "
        "4 sigmoid scores (objectness, then the classes)"
    ]
    assert found.steps == (
        "Turn the integers into real numbers: scale * (integer - zero point).",
        "Channels of a map: 0 to 3 centre x, centre y, width and height; 4 to 7 scores.",
        "Box centres: (2 * sigmoid(prediction) - 0.5 + column or row) * step.",
        "Box sizes: (2 * sigmoid(prediction))² * anchor.",
        "8x8 map: step 1/8; anchors 0.25 x 0.25.",
        "4x4 map: step 1/4; anchors 0.5 x 0.5.",
        "Scores: sigmoid of 4 predictions per box.",
        "Rows of (1, 80, 8): the maps 8x8, 4x4, each row by row.",
    )
    assert found.removed[0] == Removed("MUL", 10, "multiply")


def test_distances_of_all_boxes() -> None:
    found = contract("cures/models/onnx-boxes-and-scores-apart.before.tflite")
    assert found.outputs[2].meaning == (
        "4 distances to the sides of a box, in steps of the grid, for all boxes"
    )
    assert found.results[0].meaning == (
        "84 rows with box as centre x, y, width, height in pixels; 2 sigmoid scores"
    )
    assert found.steps[1] == (
        "Box sides (left, top, right, bottom): (column or row + 0.5) * step, minus or plus "
        "distance * step."
    )


def test_a_post_processing() -> None:
    found = contract("ssd_postprocess_int8.tflite")
    assert [result.meaning for result in found.results] == [
        "class of each box, from 0",
        "number of boxes",
        "boxes as ymin, xmin, ymax, xmax, in units of the image",
        "score of each box",
    ]
    assert found.steps[-1] == (
        "Keep the best 10 boxes with a score of at least 0; drop a box that overlaps a better one "
        "by more than 0.6 (intersection over union)."
    )


def test_a_tail_that_is_no_head() -> None:
    draft = Draft()
    given = draft.given(1, 8, 8, 4, name="map")
    model, data = draft.file(draft.apply("COS", given))
    assert contract_of(model, data, model.inputs) == Contract(
        head=None,
        outputs=(
            NewOutput(
                name="map",
                shape=(1, 8, 8, 4),
                dtype="float32",
                scale=None,
                zero_point=None,
                meaning="results: 4 channels, map of 8x8",
            ),
        ),
        results=(OldOutput("t1", (1, 8, 8, 4), "float32", ""),),
        steps=("Compute what was cut off: COS.",),
        removed=(Removed("COS", 1, ""),),
    )


def test_it_can_be_written_as_json() -> None:
    found = contract("ssd_postprocess_int8.tflite")
    assert msgspec.json.decode(msgspec.json.encode(found), type=Contract) == found

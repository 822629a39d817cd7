"""The NumPy functions that replace a cut tail, over the spellings of heads."""

from pathlib import Path

import numpy as np
import pytest
from flatbuffers import flexbuffers

from dlpulint.facts.cutting import last_layers, outputs_with
from dlpulint.loader.open_model import load
from dlpulint.mending.decoding.numpy_function import decode_function
from tests.mending.decoding.tails import Draft, grid, random, run, sigmoid, softmax

FIXTURES = Path(__file__).parents[3] / "fixtures"
ANCHORS = np.array([[10, 13], [16, 30], [33, 23]], np.float32)


def close(found: np.ndarray, expected: np.ndarray) -> bool:
    assert found.shape == expected.shape
    return bool(np.allclose(found, expected, rtol=1e-4, atol=1e-4))


def centre_head(draft: Draft, size: str = "POW", product: bool = False) -> int:
    """A YOLO head for a map of 8x8 with 3 anchors and 2 classes, anchor by anchor, in pixels."""
    given = draft.given(1, 8, 8, 3 * 7)
    rows = draft.transpose(draft.reshape(given, 1, 8, 8, 3, 7), 0, 3, 1, 2, 4)
    two, cells = draft.constant([2.0]), draft.constant(grid(8, 8).reshape(1, 1, 8, 8, 2))
    anchors = draft.constant(ANCHORS.reshape(1, 3, 1, 1, 2))
    xy = draft.apply("LOGISTIC", draft.cut(rows, 0, 2))
    if size == "POW":
        xy = draft.apply("SUB", draft.apply("MUL", xy, two), draft.constant([0.5]))
        wh = draft.apply("MUL", draft.apply("LOGISTIC", draft.cut(rows, 2, 4)), two)
        wh = draft.apply("POW", wh, two)
    else:
        wh = draft.apply("EXP", draft.cut(rows, 2, 4))
    xy = draft.apply("MUL", draft.apply("ADD", xy, cells), draft.constant([8.0]))
    wh = draft.apply("MUL", wh, anchors)
    scores = draft.apply("LOGISTIC", draft.cut(rows, 4, 7))
    if product:
        scores = draft.apply("MUL", draft.cut(scores, 0, 1), draft.cut(scores, 1, 3))
    columns = 6 if product else 7
    return draft.reshape(draft.join(xy, wh, scores), 1, 192, columns)


def by_anchor(values: np.ndarray) -> np.ndarray:
    return np.moveaxis(values.reshape(64, 3, 7), 1, 0)


def test_yolov5_of_onnx() -> None:
    draft = Draft()
    found = draft.decoded(centre_head(draft))
    assert (found.head, found.reason) == ("YOLOv5 or YOLOv7", "")
    values = random(1, 1, 8, 8, 21)
    rows = sigmoid(by_anchor(values))
    xy = (2 * rows[..., :2] - 0.5 + grid(8, 8)) * 8
    wh = (2 * rows[..., 2:4]) ** 2 * ANCHORS[:, np.newaxis]
    expected = np.concatenate([xy, wh, rows[..., 4:]], -1).reshape(1, 192, 7)
    assert close(run(found, values)[0], expected)


def test_yolov3_with_products_of_scores() -> None:
    draft = Draft()
    found = draft.decoded(centre_head(draft, "EXP", product=True))
    assert found.head == "YOLOv3 or YOLOv4"
    values = random(2, 1, 8, 8, 21)
    rows = by_anchor(values)
    xy = (sigmoid(rows[..., :2]) + grid(8, 8)) * 8
    wh = np.exp(rows[..., 2:4]) * ANCHORS[:, np.newaxis]
    scores = sigmoid(rows[..., 4:5]) * sigmoid(rows[..., 5:])
    expected = np.concatenate([xy, wh, scores], -1).reshape(1, 192, 6)
    assert close(run(found, values)[0], expected)


@pytest.mark.parametrize("bins", [1, 8, 16])
@pytest.mark.parametrize("corners", [False, True])
def test_distances_to_the_sides(bins: int, corners: bool) -> None:
    draft = Draft()
    boxes, scores = draft.given(1, 8, 8, 4 * bins), draft.given(1, 8, 8, 3)
    sides = draft.reshape(boxes, 1, 64, 4, bins)
    if bins > 1:
        weights = draft.constant(np.arange(bins).reshape(1, 1, 1, bins))
        sides = draft.op(
            "CONV_2D",
            [draft.softmax(sides), weights, draft.constant([0.0])],
            (1, 64, 4, 1),
            options="Conv2DOptions",
            values={"StrideH": 1, "StrideW": 1},
        )
    sides = draft.reshape(sides, 1, 64, 4)
    centres = draft.constant((grid(8, 8) + 0.5).reshape(1, 64, 2))
    low = draft.apply("SUB", centres, draft.cut(sides, 0, 2))
    high = draft.apply("ADD", centres, draft.cut(sides, 2, 4))
    if not corners:
        middle = draft.apply("MUL", draft.apply("ADD", low, high), draft.constant([0.5]))
        low, high = middle, draft.apply("SUB", high, low)
    box = draft.apply("MUL", draft.join(low, high), draft.constant([16.0]))
    chances = draft.apply("LOGISTIC", draft.reshape(scores, 1, 64, 3))
    found = draft.decoded(draft.transpose(draft.join(box, chances), 0, 2, 1))

    first, second = random(3, 1, 8, 8, 4 * bins), random(4, 1, 8, 8, 3)
    far = first.reshape(64, 4, bins)
    distances = softmax(far) @ np.arange(bins) if bins > 1 else far[..., 0]
    start, end = grid(8, 8) + 0.5 - distances[:, :2], grid(8, 8) + 0.5 + distances[:, 2:]
    pair = (start, end) if corners else ((start + end) / 2, end - start)
    expected = np.concatenate([16 * pair[0], 16 * pair[1], sigmoid(second.reshape(64, 3))], -1)
    assert found.head == ("YOLOv8 or YOLO11" if bins > 1 else "anchor-free")
    assert close(run(found, first, second)[0], expected.T[np.newaxis])


def test_softmax_without_the_background() -> None:
    draft = Draft()
    boxes, scores = draft.given(1, 8, 8, 8), draft.given(1, 8, 8, 8)
    chances = draft.softmax(draft.reshape(scores, 1, 128, 4))
    found = draft.decoded(draft.cut(chances, 1, 4), draft.reshape(boxes, 1, 128, 4))
    first, second = random(5, 1, 8, 8, 8), random(6, 1, 8, 8, 8)
    results = run(found, first, second)
    assert found.head == "SSD or RetinaNet, boxes not decoded"
    assert close(results[0], softmax(second.reshape(1, 128, 4))[..., 1:])
    assert close(results[1], first.reshape(1, 128, 4))


def test_ssd_boxes_decoded_with_y_first() -> None:
    draft = Draft()
    given = draft.reshape(draft.given(1, 8, 8, 8), 1, 64, 2, 4)
    sizes = np.array([[0.2, 0.1], [0.3, 0.4]], np.float32)
    centres = ((grid(8, 8) + 0.5) / 8)[:, ::-1].reshape(1, 64, 1, 2)
    moved = draft.apply("MUL", draft.cut(given, 0, 2), draft.constant(sizes * 0.1))
    centre = draft.apply("ADD", moved, draft.constant(centres))
    large = draft.apply("EXP", draft.apply("MUL", draft.cut(given, 2, 4), draft.constant([0.2])))
    half = draft.apply("MUL", large, draft.constant(sizes * 0.5))
    low, high = draft.apply("SUB", centre, half), draft.apply("ADD", centre, half)
    found = draft.decoded(draft.reshape(draft.join(low, high), 1, 128, 4))
    assert found.head == "SSD"
    values = random(7, 1, 8, 8, 8)
    rows = values.reshape(64, 2, 4)
    middle = rows[..., :2] * sizes * 0.1 + centres[0]
    size = np.exp(0.2 * rows[..., 2:]) * sizes
    expected = np.concatenate([middle - size / 2, middle + size / 2], -1).reshape(1, 128, 4)
    assert close(run(found, values)[0], expected)


def test_a_result_that_the_mended_file_keeps_is_passed_on() -> None:
    draft = Draft()
    map_, kept = draft.given(1, 8, 8, 5), draft.given(1, 4, 4, 2, dtype="uint8", scale=0.5)
    found = draft.decoded(kept, draft.reshape(draft.apply("LOGISTIC", map_), 1, 64, 5))
    first, second = random(8, 1, 8, 8, 5), np.full((1, 4, 4, 2), 6, np.uint8)
    results = run(found, first, second)
    assert close(results[0], np.full((1, 4, 4, 2), 3.0))
    assert close(results[1], sigmoid(first).reshape(1, 64, 5))


def test_rounded_grids_and_anchors_become_exact() -> None:
    """Constants of 8 bits are replaced by whole cells, and by published anchors near them."""
    draft = Draft()
    image = draft.given(1, 640, 640, 3)
    given = draft.given(1, 80, 80, 3 * 6)
    rows = draft.apply("LOGISTIC", draft.reshape(given, 1, 6400, 3, 6))
    cells = grid(80, 80).reshape(1, 6400, 1, 2)
    two = draft.constant([2.0])
    offset = draft.constant(cells - 0.5, scale=79 / 127)
    xy = draft.apply("ADD", draft.apply("MUL", draft.cut(rows, 0, 2), two), offset)
    xy = draft.apply("MUL", xy, draft.constant([1 / 80]))
    wh = draft.cut(rows, 2, 4)
    anchors = draft.constant(4 * ANCHORS / 640, scale=4 * 33 / 640 / 127)
    wh = draft.apply("MUL", draft.apply("MUL", wh, wh), anchors)
    result = draft.reshape(draft.join(xy, wh, draft.cut(rows, 4, 6)), 1, 19200, 6)
    model, data = draft.file(result)
    found = decode_function(model, data, [model.inputs[draft.inputs.index(given)]])
    values = random(9, 1, 80, 80, 18)
    chances = sigmoid(values).reshape(6400, 3, 6)
    centre = (2 * chances[..., :2] - 0.5 + cells[0]) / 80
    size = (2 * chances[..., 2:4]) ** 2 * ANCHORS / 640
    expected = np.concatenate([centre, size, chances[..., 4:]], -1).reshape(1, 19200, 6)
    assert image == 0
    assert close(run(found, values)[0], expected)


def options(**changed: float | bool) -> bytes:
    values = {
        "max_detections": 6, "max_classes_per_detection": 1, "detections_per_class": 4,
        "use_regular_nms": False, "nms_score_threshold": 0.3, "nms_iou_threshold": 0.5,
        "num_classes": 2, "y_scale": 10.0, "x_scale": 10.0, "h_scale": 5.0, "w_scale": 5.0,
    } | changed  # fmt: skip
    return bytes(flexbuffers.Dumps(values))


def postprocessed(draft: Draft, raw: bytes, centres: np.ndarray) -> list[int]:
    boxes, scores = draft.given(1, 128, 4), draft.given(1, 128, 2)
    anchors = np.concatenate([np.repeat(centres, 2, axis=0), np.full((128, 2), 0.3)], 1)
    first = draft.op(
        "TFLite_Detection_PostProcess",
        [boxes, scores, draft.constant(anchors)],
        (1, 6, 4), (1, 6), (1, 6), (1,),
        custom=raw,
    )  # fmt: skip
    return [first, first + 1, first + 2, first + 3]


CENTRES = (grid(8, 8)[:, ::-1] + 0.5) / 8


def test_anchors_on_a_grid_are_computed() -> None:
    draft = Draft()
    found = draft.decoded(*postprocessed(draft, options(), CENTRES))
    assert found.head == "SSD with TFLite_Detection_PostProcess"
    assert "(8, 8, (1 / 8, 1 / 8), (0.5, 0.5), ((0.3, 0.3), (0.3, 0.3)))," in (found.text or "")


def test_anchors_off_a_grid_are_listed() -> None:
    draft = Draft()
    found = draft.decoded(*postprocessed(draft, options(), CENTRES**2))
    assert (found.text or "").count("0.3, 0.3)") == 128


def few_boxes() -> tuple[np.ndarray, np.ndarray]:
    """Predictions without offsets; the first two boxes are the same, the third is elsewhere."""
    scores = np.zeros((1, 128, 2), np.float32)
    scores[0, [0, 1, 70]] = [[0.9, 0.1], [0.2, 0.8], [0.7, 0.6]]
    return np.zeros((1, 128, 4), np.float32), scores


def test_fast_suppression_is_over_all_classes() -> None:
    draft = Draft()
    found = draft.decoded(*postprocessed(draft, options(), CENTRES))
    boxes, classes, scores, count = run(found, *few_boxes())
    assert count.tolist() == [2]
    assert classes.tolist() == [[0, 0, 0, 0, 0, 0]]
    assert scores[0].tolist() == pytest.approx([0.9, 0.7, 0, 0, 0, 0])
    assert boxes[0, 0].tolist() == pytest.approx([0.0625 - 0.15, 0.0625 - 0.15, 0.2125, 0.2125])


def test_regular_suppression_is_class_by_class() -> None:
    draft = Draft()
    raw = options(use_regular_nms=True)
    found = draft.decoded(*postprocessed(draft, raw, CENTRES))
    _, classes, scores, count = run(found, *few_boxes())
    assert count.tolist() == [4]
    assert scores[0].tolist() == pytest.approx([0.9, 0.8, 0.7, 0.6, 0, 0])
    assert classes[0].tolist() == [0, 1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"num_classes": 7}, "its post-processing has impossible options"),
        ({"y_scale": 0.0}, "its post-processing has impossible options"),
        ({"max_detections": "many"}, "its post-processing lacks an option"),
    ],
)
def test_impossible_options(changed: dict[str, float], reason: str) -> None:
    draft = Draft()
    found = draft.decoded(*postprocessed(draft, options(**changed), CENTRES))
    assert (found.text, found.reason) == (None, reason)


def test_arithmetic_of_no_known_head() -> None:
    draft = Draft()
    rows = draft.reshape(draft.given(1, 8, 8, 4), 1, 64, 4)
    found = draft.decoded(draft.apply("MUL", rows, rows))
    assert found.reason == "its arithmetic is not that of a known detection head"


def test_an_operator_without_numpy_code() -> None:
    draft = Draft()
    rows = draft.reshape(draft.given(1, 8, 8, 4), 1, 64, 4)
    assert draft.decoded(draft.apply("COS", rows)).reason == (
        "there is no NumPy code for its operator COS"
    )


def test_two_pictures_at_once() -> None:
    draft = Draft()
    rows = draft.reshape(draft.given(2, 8, 8, 4), 2, 64, 4)
    assert draft.decoded(rows).reason == "the batch size is not 1"


def test_a_classifier_is_no_detector() -> None:
    draft = Draft()
    assert draft.decoded(draft.softmax(draft.given(1, 10))).reason == (
        "its results have too few rows for a detection head"
    )


def test_integers_without_a_scale() -> None:
    draft = Draft()
    rows = draft.reshape(draft.given(1, 8, 8, 4, dtype="int8"), 1, 64, 4)
    assert draft.decoded(rows).reason == "an output has no scale"


def test_names_of_tensors_stay_text() -> None:
    draft = Draft()
    name = '"""\'); raise SystemExit\n\\'
    map_ = draft.given(1, 8, 8, 4, name=name)
    found = draft.decoded(draft.reshape(map_, 1, 64, 4))
    values = random(10, 1, 8, 8, 4)
    assert close(run(found, values)[0], values.reshape(1, 64, 4))


@pytest.mark.parametrize(
    ("file", "head"),
    [
        ("silu_detector_int8.tflite", "YOLOv5 or YOLOv7"),
        ("pixel_boxes_int8.tflite", "YOLOv5 or YOLOv7"),
        ("ssd_postprocess_int8.tflite", "SSD with TFLite_Detection_PostProcess"),
        ("cures/models/onnx-boxes-and-scores-apart.before.tflite", "YOLOv8 or YOLO11"),
    ],
)
def test_detectors_of_converters(file: str, head: str) -> None:
    path = FIXTURES / file
    model = load(path)
    found = decode_function(model, path.read_bytes(), outputs_with(last_layers(model), model))
    assert (found.head, found.reason) == (head, "")


def test_a_cut_before_the_results_are_joined() -> None:
    """Outputs that list boxes: by column, as PyTorch's exporters have them, and by row."""
    draft = Draft()
    boxes, scores = draft.given(1, 4, 80), draft.given(1, 80, 3)
    turned = draft.transpose(draft.apply("LOGISTIC", scores), 0, 2, 1)
    found = draft.decoded(draft.join(boxes, turned, axis=1))
    assert found.head == "detector, results not joined"
    first, second = random(11, 1, 4, 80), random(12, 1, 80, 3)
    expected = np.concatenate([first, sigmoid(second).transpose(0, 2, 1)], 1)
    assert close(run(found, first, second)[0], expected)


def test_a_map_of_one_cell() -> None:
    """SSD ends in such a map, whose grid only the other maps tell."""
    draft = Draft()
    rows = []
    for size in (8, 1):
        given = draft.reshape(draft.given(1, size, size, 4), 1, size * size, 4)
        cells = draft.constant((grid(size, size) + 0.5).reshape(1, size * size, 2) / size)
        moved = draft.apply("MUL", draft.cut(given, 0, 2), draft.constant([0.1]))
        large = draft.apply("EXP", draft.cut(given, 2, 4))
        large = draft.apply("MUL", large, draft.constant([0.3]))
        rows.append(draft.join(draft.apply("ADD", moved, cells), large))
    found = draft.decoded(draft.join(*rows, axis=1))
    values = [random(13, 1, 8, 8, 4), random(14, 1, 1, 1, 4)]
    expected = [
        np.concatenate(
            [
                v.reshape(-1, 4)[:, :2] * 0.1 + (grid(size, size) + 0.5) / size,
                np.exp(v.reshape(-1, 4)[:, 2:]) * 0.3,
            ],
            1,
        )
        for v, size in zip(values, (8, 1), strict=True)
    ]
    assert close(run(found, *values)[0], np.concatenate(expected)[np.newaxis])


def test_prototypes_of_masks() -> None:
    draft = Draft()
    map_, masks = draft.given(1, 8, 8, 5), draft.given(1, 16, 16, 8)
    silu = draft.apply("MUL", masks, draft.apply("LOGISTIC", masks))
    found = draft.decoded(draft.reshape(map_, 1, 64, 5), silu)
    first, second = random(15, 1, 8, 8, 5), random(16, 1, 16, 16, 8)
    assert close(run(found, first, second)[1], second * sigmoid(second))


def test_the_text_states_the_rounding_of_the_original() -> None:
    path = FIXTURES / "silu_detector_int8.tflite"
    model = load(path)
    found = decode_function(model, path.read_bytes(), outputs_with(last_layers(model), model))
    words = " ".join((found.text or "").split())
    assert "makes at most 1.7 steps for boxes and 0.8 steps for other numbers" in words


def test_a_constant_column() -> None:
    """YOLOv6 has an objectness of 1."""
    draft = Draft()
    rows = draft.apply("LOGISTIC", draft.reshape(draft.given(1, 8, 8, 5), 1, 64, 5))
    one = draft.constant(np.ones((1, 64, 1)))
    found = draft.decoded(draft.join(draft.cut(rows, 0, 4), one, draft.cut(rows, 4, 5)))
    values = random(17, 1, 8, 8, 5)
    chances = sigmoid(values).reshape(1, 64, 5)
    expected = np.concatenate([chances[..., :4], np.ones((1, 64, 1)), chances[..., 4:]], -1)
    assert close(run(found, values)[0], expected)


@pytest.mark.parametrize("scored", [False, True])
def test_key_points(scored: bool) -> None:
    """Those of YOLOv8-pose, of two levels."""
    draft, width = Draft(), 3 if scored else 2
    levels = []
    for size in (16, 8):
        given = draft.reshape(draft.given(1, size, size, 5 * width), 1, size * size, 5, width)
        cells = draft.constant(grid(size, size).reshape(1, size * size, 1, 2))
        moved = draft.apply("MUL", draft.cut(given, 0, 2), draft.constant([2.0]))
        moved = draft.apply("ADD", moved, cells)
        points = draft.apply("MUL", moved, draft.constant([128.0 / size]))
        if scored:
            points = draft.join(points, draft.apply("LOGISTIC", draft.cut(given, 2, 3)))
        levels.append(draft.reshape(points, 1, size * size, 5 * width))
    found = draft.decoded(draft.join(*levels, axis=1))
    values = [random(size, 1, size, size, 5 * width) for size in (16, 8)]
    expected = []
    for size, raw in zip((16, 8), values, strict=True):
        rows = raw.reshape(size * size, 5, width)
        points = (2 * rows[..., :2] + grid(size, size)[:, np.newaxis]) * (128 / size)
        parts = [points, sigmoid(rows[..., 2:])]
        expected.append(np.concatenate(parts, -1).reshape(size * size, -1))
    assert close(run(found, *values)[0], np.concatenate(expected)[np.newaxis])

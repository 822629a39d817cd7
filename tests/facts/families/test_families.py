"""Families are told by structure, alike in both formats; what is not sure has no name."""

import inspect
import re
from collections.abc import Callable

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.facts.families import heads
from dlpulint.facts.families.family import Family
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model import vocabulary
from tests.facts.families.networks import (
    Network,
    boxes_and_classes,
    classified,
    densenet,
    efficientnet_lite0,
    inception,
    mobiledet,
    mobilenet_v1,
    mobilenet_v2,
    mobilenet_v3_small,
    pyramid,
    resnet,
    shrunk,
    shufflenet_v2,
    squeezenet,
    unet,
    vgg,
    yolo,
)

V5N, V5M, V5L = (1, 2, 3, 1), (2, 4, 6, 2), (3, 6, 9, 3)

BACKBONES: dict[str, Callable[[Network], str]] = {
    "MobileNetV1": mobilenet_v1,
    "MobileNetV2": mobilenet_v2,
    "MobileNetV3-Small": mobilenet_v3_small,
    "EfficientNet-Lite0": efficientnet_lite0,
    "MobileDet": lambda network: mobiledet(network)[1],
    "ResNet-8": lambda network: resnet(network, (1, 1, 1)),
    "ResNet-18": lambda network: resnet(network, (2, 2, 2, 2)),
    "ResNet-34": lambda network: resnet(network, (3, 4, 6, 3)),
    "ResNet-50": lambda network: resnet(network, (3, 4, 6, 3), bottleneck=True),
    "ResNeXt-50": lambda network: resnet(network, (3, 4, 6, 3), bottleneck=True, groups=32),
    "VGG-11": lambda network: vgg(network, (1, 1, 2, 2, 2)),
    "VGG-16": lambda network: vgg(network, (2, 2, 3, 3, 3)),
    "SqueezeNet": squeezenet,
    "DenseNet": densenet,
    "Inception": inception,
    "ShuffleNetV2": shufflenet_v2,
}


def family(sketch: str) -> Family | None:
    return Facts(model_from_sketch(sketch)).family


@pytest.fixture(params=[False, True], ids=["tflite", "onnx"])
def network(request: pytest.FixtureRequest) -> Network:
    return Network(onnx=request.param)


@pytest.mark.parametrize("name", BACKBONES)
def test_a_classifier_is_told_with_its_backbone(name: str, network: Network) -> None:
    features = BACKBONES[name](network)
    assert family(classified(network, features)) == Family(name, "classifier")


@pytest.mark.parametrize("name", BACKBONES)
def test_every_name_begins_as_packs_may_write_it(name: str) -> None:
    assert name.startswith(tuple(vocabulary.BACKBONES))


def test_every_head_begins_as_packs_may_write_it() -> None:
    source = inspect.getsource(heads)
    names = re.findall(r'return "([^"]+)"|"(RetinaNet[^"]*|SSD|YOLO[^"]*|classifier)"', source)
    found = {first or second for first, second in names}
    assert {"SSD", "U-Net", "YOLOv8 (DFL)", "keypoints", "classifier"} <= found
    assert all(name.startswith(tuple(vocabulary.FAMILIES)) for name in found)


@pytest.mark.parametrize("width", [0.25, 0.35, 0.5, 0.75, 1.4])
def test_mobilenets_are_told_at_any_width(width: float, network: Network) -> None:
    assert family(classified(network, mobilenet_v2(network, width))) == Family(
        "MobileNetV2", "classifier"
    )
    other = Network(onnx=network.onnx)
    assert family(classified(other, mobilenet_v1(other, width))) == Family(
        "MobileNetV1", "classifier"
    )


def test_a_backbone_without_a_head_that_is_known_is_named_alone(network: Network) -> None:
    assert family(network.text(network.average(mobilenet_v2(network)))) == Family(
        "MobileNetV2", None
    )


def test_a_few_blocks_of_a_family_are_not_the_family(network: Network) -> None:
    last = network.conv(network.input, 32, 3, 2)
    for channels in (16, 24, 24, 32):
        last = network.inverted(last, channels, 6)
    assert family(classified(network, last)) is None


def test_other_expansions_are_another_network(network: Network) -> None:
    last = network.conv(network.input, 32, 3, 2)
    for channels, stride in ((16, 1), *((24, 2), (24, 1)), *((32, 1),) * 3, *((64, 1),) * 4):
        last = network.inverted(last, channels, 4, stride=stride)
    assert family(classified(network, last)) is None


def test_a_resnet_that_does_not_widen_is_none(network: Network) -> None:
    last = network.conv(network.input, 64, 3, 2)
    for _ in range(6):
        last = network.residual(last, 64, 1)
    assert family(classified(network, last)) is None


def test_a_vgg_that_widens_to_the_end_is_none(network: Network) -> None:
    assert family(classified(network, vgg(network, (1, 1, 2, 2, 2), 1024))) is None


def test_a_quantized_file_without_its_relu_is_told_by_the_zero_point() -> None:
    sketch = classified(network := Network(), mobilenet_v1(network))
    bare = sketch.replace(" fused_activation=relu", "")
    assert family(bare) is None
    rectified = bare.replace("zp=3", "zp=-128")
    assert family(rectified) == Family("MobileNetV1", "classifier")


def test_a_softmax_makes_a_classifier_of_any_backbone(network: Network) -> None:
    last = network.conv(network.input, 8, 3, 2)
    assert family(network.text(network.softmax(network.dense(last, 10)))) == Family(
        None, "classifier"
    )


def test_one_number_for_an_image_is_no_classifier(network: Network) -> None:
    assert family(network.text(network.dense(mobilenet_v2(network), 1))) == Family(
        "MobileNetV2", None
    )


@pytest.mark.parametrize(
    ("stem", "depths", "name"),
    [
        (16, V5N, "YOLOv5n"),
        (24, V5N, "YOLOv5"),  # Neither n nor s.
        (32, V5N, "YOLOv5s"),
        (48, V5M, "YOLOv5m"),
        (64, V5L, "YOLOv5l"),
        (16, V5L, "YOLOv5"),  # As thin as n and as deep as l.
    ],
)
def test_yolov5_is_told_with_its_size(
    stem: int, depths: tuple[int, ...], name: str, network: Network
) -> None:
    outputs = (network.conv(m, 3 * 85, activation="") for m in yolo(network, stem, depths))
    assert family(network.text(*outputs)) == Family(name, "YOLOv5")


def test_blocks_of_yolov5_under_another_head_are_no_yolov5(network: Network) -> None:
    outputs = (network.conv(m, 85, activation="") for m in yolo(network, 32, V5N))
    assert family(network.text(*outputs)) is None


@pytest.mark.parametrize(
    ("stem", "depths", "size"), [(16, (1, 2, 2, 1), "n"), (48, (2, 4, 4, 2), "m")]
)
def test_yolov8_is_told_by_its_blocks_and_its_distributions(
    stem: int, depths: tuple[int, ...], size: str, network: Network
) -> None:
    outputs = []
    for feature in yolo(network, stem, depths, "c2f"):
        boxes = network.conv(network.conv(network.conv(feature, 64, 3), 64, 3), 64, activation="")
        classes = network.conv(network.conv(feature, 80, 3), 80, activation="")
        outputs.append(network.concat(boxes, classes))
    assert family(network.text(*outputs)) == Family(f"YOLOv8{size}", "YOLOv8 (DFL)")


def test_three_anchors_at_three_resolutions_are_a_yolo_head(network: Network) -> None:
    maps = resnet(network, (2, 2, 2, 2)), *()
    fine = network.conv(network.input, 32, 3, 8)
    features = (fine, network.conv(fine, 32, 3, 2), *maps)
    outputs = [network.conv(feature, 3 * 7, activation="") for feature in features]
    assert family(network.text(*outputs)) == Family("ResNet-18", "YOLO (anchors)")


def test_boxes_and_classes_at_many_resolutions_are_an_ssd(network: Network) -> None:
    fine, coarse = mobiledet(network)
    maps = (fine, *shrunk(network, coarse, 2))
    assert family(network.text(*boxes_and_classes(network, maps, 91))) == Family("MobileDet", "SSD")


def test_one_box_a_place_is_no_ssd(network: Network) -> None:
    maps = shrunk(network, mobilenet_v2(network), 2)
    outputs = boxes_and_classes(network, maps, 80, anchors=1)
    assert family(network.text(*outputs)) == Family("MobileNetV2", None)


def test_boxes_without_known_sizes_are_not_guessed_at() -> None:
    network = Network()
    maps = shrunk(network, mobilenet_v2(network), 2)
    sketch = network.text(*boxes_and_classes(network, maps, 91))
    for size in (7, 4, 2):
        sketch = sketch.replace(f"int8[1,{size},{size},", "int8[1,?,?,")
    assert family(sketch) == Family("MobileNetV2", None)


def test_tflites_post_processing_is_an_ssd() -> None:
    network = Network()
    maps = shrunk(network, mobilenet_v2(network), 1)
    boxes, classes, *_ = boxes_and_classes(network, maps, 91)
    kind = "custom:TFLite_Detection_PostProcess"
    network.lines.append(f"{kind} y: float32[1,10,4] <- {boxes}, {classes}, float32[9,4]")
    assert family(network.text("y")) == Family("MobileNetV2", "SSD")


def test_a_pyramid_of_features_makes_a_retinanet(network: Network) -> None:
    last = network.conv(network.input, 32, 3, 4)
    maps = [last]
    for _ in range(2):
        maps.append(network.conv(maps[-1], 64, 3, 2))
    top = [network.conv(maps[-1], 64)]
    for feature in reversed(maps[:-1]):
        top.append(network.add(network.resize(top[-1]), network.conv(feature, 64)))
    assert family(network.text(*boxes_and_classes(network, top, 20, anchors=9))) == Family(
        None, "RetinaNet (FPN)"
    )


@pytest.mark.parametrize("points", [17, 21])
def test_heat_maps_and_offsets_are_keypoints(points: int, network: Network) -> None:
    last = mobilenet_v1(network, 0.75)
    outputs = [network.conv(last, count, activation="") for count in (points, 2 * points)]
    assert family(network.text(*outputs)) == Family("MobileNetV1", "keypoints")


def test_maps_and_twice_as_many_of_another_number_are_not(network: Network) -> None:
    last = mobilenet_v1(network, 0.75)
    outputs = [network.conv(last, count, activation="") for count in (12, 24)]
    assert family(network.text(*outputs)) == Family("MobileNetV1", None)


def test_joined_maps_from_before_and_after_shrinking_are_a_unet(network: Network) -> None:
    assert family(network.text(unet(network))) == Family(None, "U-Net")


def test_two_joined_maps_at_a_low_resolution_are_not(network: Network) -> None:
    last = network.conv(network.conv(network.input, 16, 3, 4), 16, 3, 2)
    skips = [last, network.conv(last, 32, 3, 2)]
    deep = network.conv(skips[-1], 64, 3, 2)
    for skip in reversed(skips):
        deep = network.conv(network.concat(network.resize(deep), skip), 32, 3)
    assert family(network.text(network.conv(deep, 2, activation=""))) is None


def test_the_average_of_the_image_joined_in_is_deeplab(network: Network) -> None:
    last = mobilenet_v2(network, 0.5)
    pooled = network.resize(network.conv(network.average(last), 256), network.shapes[last][0])
    joined = network.conv(network.concat(network.conv(last, 256), pooled), 256)
    outputs = network.resize(network.conv(joined, 21, activation=""), 32)
    assert family(network.text(outputs)) == Family("MobileNetV2", "DeepLab")


def test_pooling_pyramids_alone_have_no_name(network: Network) -> None:
    assert family(network.text(pyramid(network, network.conv(network.input, 32, 3, 2)))) is None


def test_a_model_without_layers_has_no_family() -> None:
    assert family("input x: int8[1,4]\noutput x") is None


def test_a_family_is_said_as_people_do() -> None:
    assert str(Family("MobileNetV2", "SSD")) == "MobileNetV2 with SSD head"
    assert str(Family("ResNet-18", None)) == "ResNet-18"
    assert str(Family(None, "U-Net")) == "U-Net head"

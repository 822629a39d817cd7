"""What Axis measures with every release runs: it is not rejected, wrong or unknown on its chip.

Most of the files are not ours to keep, so the networks are rebuilt as sketches. One that Axis
publishes is linted itself where the corpus is at hand.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dlpulint import lint
from dlpulint.basics.terms import Answer, Effect, Verdict
from dlpulint.basics.version import UNSTATED
from dlpulint.engine.judge import Judgement, judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.report.measured import measurements
from tests.facts.families.networks import (
    Network,
    boxes_and_classes,
    efficientnet_lite0,
    mobiledet,
    mobilenet_v2,
    shrunk,
    yolo,
)
from tests.places import CORPUS

RUNS = (Verdict.CLEAN, Verdict.SLOW, Verdict.FALLBACK)


def classifier(backbone: Callable[[Network], str], network: Network) -> str:
    scores = network.conv(network.average(backbone(network)), 1001, activation="")
    return network.text(network.layer("softmax", 1, 1001, scores, ""))


def single_shot(fine: str, coarse: str, network: Network) -> str:
    maps = (fine, *shrunk(network, coarse, 4))
    boxes, *_, classes = boxes_and_classes(network, maps, 91)
    return network.text(boxes, classes)


def ssd_mobilenet_v2(network: Network) -> str:
    last = mobilenet_v2(network)
    return single_shot(last, last, network)


def ssd_mobiledet(network: Network) -> str:
    return single_shot(*mobiledet(network), network)


def yolov5(stem: int, depths: tuple[int, ...]) -> Callable[[Network], str]:
    def built(network: Network) -> str:
        maps = yolo(network, stem, depths)
        return network.text(*(network.conv(one, 3 * 85, activation="") for one in maps))

    return built


HALVES = re.compile(r"slice (\w+): (\S+) <- (\w+) \{\}\nslice (\w+): \S+ <- \w+ \{\}")


def yolov8n(network: Network) -> str:
    maps = yolo(network, 16, (1, 2, 2, 1), "c2f")
    text = network.text(*(network.conv(one, 64 + 80, activation="") for one in maps))
    # Ultralytics exports the halves of a C2f block as one Split.
    return HALVES.sub(r"split \1: \2, \4: \2 <- \3", text)


NETWORKS: Mapping[str, Callable[[Network], str]] = {
    "MobileNetV2": lambda network: classifier(mobilenet_v2, network),
    "MobileNetV2 (TensorFlow 2)": lambda network: classifier(mobilenet_v2, network),
    "EfficientNet-Lite0": lambda network: classifier(efficientnet_lite0, network),
    "SSD MobileNetV2": ssd_mobilenet_v2,
    "SSDLite MobileDet": ssd_mobiledet,
    "YOLOv5n": yolov5(16, (1, 2, 3, 1)),
    "YOLOv5s": yolov5(32, (1, 2, 3, 1)),
    "YOLOv5m": yolov5(48, (2, 4, 6, 2)),
    "YOLOv8n": yolov8n,
}

NOT_REBUILT = {"MobileNetV3 (Edge TPU)", "EfficientNet-Lite2"}
"""Larger relatives of networks that are."""

MEASURED = sorted(
    {(row.target, row.model) for row in measurements() if row.model not in NOT_REBUILT}
)


def judged(target: str, sketch: str) -> Judgement:
    pack = pack_for(load_pack(target, Folders()), UNSTATED)
    return judge(Facts(model_from_sketch(sketch)), pack)


WEIGHTS = re.compile(
    r"^(depthwise-)?(.* <- (\w+), weights: int8\[(\d+),(?:\d+,)*(\d+)\])", re.MULTILINE
)
SOFTMAX = re.compile(r"^(softmax .*) scale=0\.1 zp=3", re.MULTILINE)


def _with_bias(layer: re.Match[str]) -> str:
    depthwise, text, source, first, last = layer.groups(default="")
    channels = last if depthwise else first
    scale = 0.01 * (0.00392157 if source == "image" else 0.1)
    return f"{depthwise}{text} scale=0.01 zp=0, bias: int32[{channels}] scale={scale:.9f} zp=0"


def per_tensor(sketch: str) -> str:
    """The sketch with the scales and, for every layer with weights, the bias of a TFLite file."""
    scaled = SOFTMAX.sub(r"\1 scale=0.00390625 zp=-128", WEIGHTS.sub(_with_bias, sketch))
    return re.sub(r"^(.*: int8\[[\d,]+\]) <-", r"\1 scale=0.1 zp=3 <-", scaled, flags=re.MULTILINE)


@pytest.mark.parametrize(("target", "model"), MEASURED)
def test_a_measured_network_runs_on_its_chip(target: str, model: str) -> None:
    onnx = target.startswith("cv")
    sketch = NETWORKS[model](Network(onnx=onnx))
    # Axis' guide exports with opset 17.
    found = judged(target, sketch + "\nopset 17" if onnx else per_tensor(sketch))
    assert found.verdict in RUNS, [(f.rule, f.message) for f in found.findings]


MOBILENET_V2 = """
input pixels: uint8[1,224,224,3] scale=0.00784314 zp=127
quantize image: int8[1,224,224,3] scale=0.00784314 zp=-1 <- pixels
{body}
mean pooled: int8[1,1280] scale=0.1 zp=-128 <- {last}, axes: int32[2] = 1,2 {{keep_dims=false}}
fully-connected scores: int8[1,1000] scale=0.1 zp=0 <- pooled, \
weights: int8[1000,1280] scale=0.01 zp=0 {{weights_format=default}}
softmax classes: int8[1,1000] scale=0.00390625 zp=-128 <- scores
quantize bytes: uint8[1,1000] scale=0.00390625 zp=0 <- classes
output bytes
"""


def keras_mobilenet_v2(weights: str) -> str:
    """MobileNetV2 as TensorFlow 2 converts Keras' with 8-bit inputs and outputs."""
    network = Network()
    last = mobilenet_v2(network)
    body = re.sub(r"(weights: int8\[[\d,]+\])", rf"\1 {weights}", "\n".join(network.lines[1:]))
    return MOBILENET_V2.format(body=body, last=last)


def test_a_mobilenet_v2_per_tensor_is_clean_on_artpec8_but_for_advice() -> None:
    found = judged("artpec8", keras_mobilenet_v2("scale=0.01 zp=0"))
    assert found.verdict is Verdict.CLEAN
    bad = [one for one in found.findings if one.answer is Answer.BAD]
    assert {one.effect for one in bad} == {Effect.ADVICE}
    assert {one.rule for one in found.findings if one.answer is Answer.UNKNOWN} == {"artpec8/mean"}
    assert found.placement is not None
    assert (found.placement.best.total, found.placement.worst.total) == (1, 3)


def test_a_mobilenet_v2_per_channel_is_slow_on_artpec8() -> None:
    sketch = re.sub(
        r"^(conv .*weights: int8\[[\d,]+\]) scale=0.01 zp=0",
        r"\1 per-channel(0)",
        keras_mobilenet_v2("scale=0.01 zp=0"),
        flags=re.MULTILINE,
    )
    assert judged("artpec8", sketch).verdict is Verdict.SLOW


@pytest.mark.slow
@pytest.mark.skipif(CORPUS is None, reason="DLPULINT_MODELS names no folder of models")
def test_the_model_that_axis_publishes_and_measures_runs_on_artpec8() -> None:
    assert CORPUS is not None
    files = sorted(Path(CORPUS, "axis").glob("*.tflite"))
    assert files
    for one in lint(files, ["artpec8"]).reports:
        assert one.verdict in RUNS, one.path

"""The estimated time of one inference: near what Axis measures, or refused with the reason."""

import re

import pytest

from dlpulint import lint
from dlpulint.basics.terms import Verdict
from dlpulint.basics.version import UNSTATED, stated_versions
from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.latency import Span
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.report.estimate import latency_of
from dlpulint.report.latency import Latency
from dlpulint.report.measured import measurements
from tests.facts.families.networks import Network, efficientnet_lite0, mobilenet_v2, resnet
from tests.places import CORPUS
from tests.test_measured_networks import NETWORKS, classifier, per_tensor


def estimated(
    sketch: str, target: str = "artpec8", *, axis_os: str | None = None, camera: str = ""
) -> Latency:
    versions = stated_versions(axis_os=axis_os) if axis_os else UNSTATED
    pack = pack_for(load_pack(target, Folders()), versions, (camera,) if camera else ())
    facts = Facts(model_from_sketch(sketch))
    judgement = judge(facts, pack)
    found = latency_of(facts, judgement.placement, pack, judgement.verdict)
    assert found is not None
    return found


def mobilenet(size: int = 224) -> str:
    return per_tensor(classifier(mobilenet_v2, Network(size)))


def measured(target: str, model: str, camera: str) -> float:
    rows = measurements()
    return next(
        row.latency_ms
        for row in rows
        if (row.target, row.model) == (target, model) and row.camera.startswith(camera)
    )


@pytest.mark.parametrize(
    ("target", "camera"),
    [("artpec7", ""), ("artpec8", ""), ("artpec8", "P1465-LE"), ("artpec9", ""), ("cv25", "")],
)
def test_the_range_has_what_axis_measures_of_mobilenet_v2(target: str, camera: str) -> None:
    onnx = target == "cv25"
    sketch = classifier(mobilenet_v2, Network(onnx=onnx)) if onnx else mobilenet()
    found = estimated(sketch, target, camera=camera)
    assert found.low is not None
    assert found.high is not None
    assert found.camera is not None
    assert found.inside
    assert found.low <= measured(target, "MobileNetV2", found.camera) <= found.high


def test_the_range_has_what_axis_measures_of_efficientnet_on_cv25() -> None:
    found = estimated(classifier(efficientnet_lite0, Network(onnx=True)), "cv25")
    assert found.low is not None
    assert found.high is not None
    assert found.low <= measured("cv25", "EfficientNet-Lite0", "M3085") <= found.high


@pytest.mark.slow
@pytest.mark.skipif(CORPUS is None, reason="DLPULINT_MODELS names no corpus")
def test_the_yolov5n_of_axis_takes_what_axis_measures() -> None:
    assert CORPUS is not None
    [linted] = lint(CORPUS / "axis" / "axis-model-zoo__yolov5n.tflite", ["artpec8"]).reports
    found = linted.latency
    assert found is not None
    assert found.likely == pytest.approx(measured("artpec8", "YOLOv5n", "Q1656"), rel=0.05)
    tail = found.part("tail")
    assert tail is not None
    assert tail.likely == pytest.approx(37, rel=0.05)


def test_the_parts_add_up() -> None:
    found = estimated(mobilenet())
    assert [part.name for part in found.parts] == ["network"]
    assert found.likely == found.parts[0].likely
    assert found.figures is not None
    assert found.likely == pytest.approx(0.38 * found.figures.activation_bytes / 1e6, abs=0.001)


def test_the_camera_chooses_the_class() -> None:
    assert estimated(mobilenet()).camera == "Q1656"
    assert estimated(mobilenet(), camera="axis p1465-le").camera == "P1465"


def test_a_camera_of_no_measured_class_is_stated() -> None:
    found = estimated(mobilenet(), camera="P3265-LV")
    assert (found.camera, found.not_measured) == ("Q1656", "P3265-LV")
    # The camera of another chip says nothing about this one.
    assert estimated(mobilenet(), "artpec7", camera="P3265-LV").not_measured == ""


def test_measurements_hold_from_their_axis_os_on() -> None:
    assert estimated(mobilenet(), "artpec9", axis_os="12.10").likely is not None
    found = estimated(mobilenet(), "artpec9", axis_os="12.9")
    assert found.low is None
    because = "The measurements are for other versions (From AXIS OS 12.10)."
    assert found.refused_because == because


def test_per_channel_weights_are_refused_with_the_range_of_one_scale() -> None:
    sketch = re.sub(
        r"^(conv .*weights: int8\[[\d,]+\]) scale=0.01 zp=0, bias: \S+ \S+ zp=0",
        r"\1 per-channel(0)",
        mobilenet(),
        flags=re.MULTILINE,
    )
    found = estimated(sketch)
    assert found.low is None
    assert "per channel" in found.refused_because
    plain = estimated(mobilenet())
    assert found.per_tensor is not None
    low, high = found.per_tensor.low, found.per_tensor.high
    assert (low, high) == (plain.low, plain.high)
    assert found.per_channel == Span(low * 5.8, high * 7.4)
    assert "if the accuracy allows (Risk)" in found.needed
    assert found.per_channel_factor is not None


def test_a_network_unlike_those_measured_has_a_wider_range() -> None:
    inside, beyond = estimated(mobilenet()), estimated(mobilenet(176))
    assert (inside.inside, beyond.inside) == (True, False)
    assert inside.domain is not None
    assert beyond.domain is not None
    assert (inside.domain.factor, beyond.domain.factor) == (1.25, 1.6)


def test_a_network_far_from_those_measured_is_refused() -> None:
    found = estimated(mobilenet(96))
    assert found.low is None
    assert found.refused_because.startswith("The networks measured are not like it: 2.")
    assert found.needed


def test_a_network_with_many_macs_per_byte_is_refused() -> None:
    sketch = per_tensor(classifier(lambda network: resnet(network, (2, 2, 2, 2)), Network()))
    assert "MACs per byte" in estimated(sketch).refused_because


def test_a_larger_input_than_any_measured_is_refused() -> None:
    found = estimated(mobilenet(672))
    assert found.refused_because == "No input as large was measured."


def test_operators_of_no_measured_network_are_refused_on_cv25() -> None:
    sketch = classifier(mobilenet_v2, Network(onnx=True)).replace("softmax ", "round ")
    assert estimated(sketch, "cv25").refused_because == ""
    sketch = re.sub(r"^add (.*), \w+ ", r"round \1 ", sketch, flags=re.MULTILINE)
    assert estimated(sketch, "cv25").refused_because == "No measured network has Round."


def test_layers_that_run_elsewhere_are_refused() -> None:
    gate = "logistic large: int8[1,112,112,32] scale=0.00390625 zp=-128 <- t1\n"
    sketch = mobilenet().replace("depthwise-conv t2:", f"{gate}depthwise-conv t2:", 1)
    sketch = sketch.replace("<- t1, weights", "<- large, weights", 1)
    because = estimated(sketch).refused_because
    assert because.endswith("of the bytes belong to operators that run on the CPU (LOGISTIC).")


def test_layers_that_may_run_elsewhere_are_named_apart() -> None:
    gate = "leaky-relu large: int8[1,112,112,32] scale=0.00390625 zp=-128 <- t1\n"
    sketch = mobilenet().replace("depthwise-conv t2:", f"{gate}depthwise-conv t2:", 1)
    sketch = sketch.replace("<- t1, weights", "<- large, weights", 1)
    because = estimated(sketch).refused_because
    assert because.endswith("that may not run on the DLPU (LEAKY_RELU).")


def test_a_yolov5_that_ends_at_its_layers_has_no_tail() -> None:
    found = estimated(per_tensor(NETWORKS["YOLOv5n"](Network(640))))
    assert [part.name for part in found.parts] == ["network"]
    assert found.low is not None


def test_another_tail_than_the_measured_one_is_refused_but_the_layers_are_estimated() -> None:
    layers = per_tensor(NETWORKS["YOLOv5n"](Network(640)))
    head = re.findall(r"^output (\w+)", layers, re.MULTILINE)[0]
    scores = f"logistic scores: int8[1,80,80,255] scale=0.00390625 zp=-128 <- {head}"
    found = estimated(layers.replace(f"output {head},", f"{scores}\noutput scores,"))
    assert "after the last layers was not measured" in found.refused_because
    assert [part.name for part in found.parts] == ["network"]
    assert found.low is None


BOXES = """
reshape boxes: int8[1,1960,4] scale=0.1 zp=3 <- {last}
reshape scores: int8[1,1960,4] scale=0.1 zp=3 <- {last}
custom:TFLite_Detection_PostProcess d: float32[1,9,4] <- boxes, scores {{regular_nms={regular}}}
output d
"""


def detector(*, regular: str) -> str:
    network = Network()
    last = network.conv(mobilenet_v2(network), 160, activation="")
    text, _, _ = per_tensor(network.text(last)).rpartition("\noutput ")
    return f"{text}\n{BOXES.format(last=last, regular=regular)}"


def test_the_time_of_post_processing_is_what_was_measured() -> None:
    found = estimated(detector(regular="false"))
    network, tail = found.parts
    assert (tail.name, tail.low, tail.likely, tail.high) == ("tail", 7, None, 19)
    assert found.low == pytest.approx(network.low + 7)
    assert found.high == pytest.approx(network.high + 19)
    assert found.likely is None


def test_regular_suppression_of_boxes_has_no_time() -> None:
    found = estimated(detector(regular="true"))
    assert (found.low, [part.name for part in found.parts]) == (None, ["network"])
    assert "TFLite_Detection_PostProcess" in found.refused_because


def test_a_target_without_measurements_has_no_estimate() -> None:
    found = estimated(mobilenet(), "cpu")
    assert (found.camera, found.low) == (None, None)
    assert found.refused_because.startswith("The published measurements allow no estimate for")


def test_a_model_that_does_not_load_has_no_estimate() -> None:
    pack = pack_for(load_pack("artpec8", Folders()), UNSTATED)
    facts = Facts(model_from_sketch(mobilenet()))
    found = latency_of(facts, judge(facts, pack).placement, pack, Verdict.REJECTED)
    assert found is not None
    assert found.refused_because == "The model does not load as it is."


def test_a_model_that_is_not_placed_has_nothing() -> None:
    pack = load_pack("artpec8", Folders())
    assert latency_of(Facts(model_from_sketch(mobilenet())), None, pack, Verdict.CONVERT) is None


@pytest.mark.parametrize("target", ["artpec8", "artpec9"])
def test_half_the_sides_take_as_long_as_the_network_made_for_them(target: str) -> None:
    twice, made = estimated(mobilenet(448), target), estimated(mobilenet(224), target)
    assert twice.half_input is not None
    assert twice.half_input.likely == pytest.approx(made.likely, rel=0.02)
    assert twice.half_input.high == pytest.approx(made.high, rel=0.02)


def test_half_the_sides_are_refused_outside_the_networks_measured() -> None:
    found = estimated(mobilenet(224))
    assert (found.inside, found.half_input) == (True, None)


def test_dense_layers_do_not_take_a_quarter() -> None:
    def flattened(width: int) -> Latency:
        layers = "\n".join(
            f"conv y{n}: int8[1,512,512,16] scale=0.1 zp=0 <- "
            f"{'x' if n == 0 else f'y{n - 1}'}, weights: int8[16,3,3,{3 if n == 0 else 16}] "
            "scale=0.1 zp=0, bias: int32[16] scale=0.01 zp=0"
            for n in range(12)
        )
        count = 512 * 512 * 16
        return estimated(
            f"input x: int8[1,512,512,3] scale=0.1 zp=0\n{layers}\n"
            f"reshape f: int8[1,{count}] scale=0.1 zp=0 <- y11, shape: int32[2] = 1,{count}\n"
            f"fully-connected z: int8[1,{width}] scale=0.1 zp=0 <- "
            f"f, weights: int8[{width},{count}] scale=0.1 zp=0\noutput z\n"
        )

    assert flattened(10).half_input is not None
    assert flattened(200).low is not None
    assert flattened(200).half_input is None

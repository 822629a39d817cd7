"""Every real model of the corpus loads, or fails as its manifest says; nothing crashes."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import MARKS, TARGETS
from tests.places import CORPUS
from tests.reporters.sarif.logs import github_mistakes, schema_mistakes
from tests.running import run_json

pytestmark = MARKS


@pytest.fixture(scope="module")
def corpus() -> Path:
    assert CORPUS is not None
    return CORPUS


@pytest.fixture(scope="module")
def sarif(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpus") / "corpus.sarif"


@pytest.fixture(scope="module")
def reports(corpus: Path, sarif: Path) -> list[dict[str, Any]]:
    targets = ",".join(TARGETS)
    document = run_json(".", "--target", targets, "--format", f"sarif={sarif}", cwd=corpus)
    return list(document["reports"])


@pytest.fixture(scope="module")
def expected(corpus: Path) -> dict[str, str]:
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["expect"] for row in csv.DictReader(file)}


def test_every_file_is_reported_once_a_target(
    reports: list[dict[str, Any]], expected: dict[str, str]
) -> None:
    pairs = Counter((one["path"], one["target"]) for one in reports)
    assert set(pairs.values()) == {1}
    assert {path for path, _ in pairs} == set(expected)
    assert {target for _, target in pairs} == set(TARGETS)


def test_every_file_loads_or_fails_as_the_manifest_says(
    reports: list[dict[str, Any]], expected: dict[str, str]
) -> None:
    wrong = {
        one["path"]: one["error"]
        for one in reports
        if (one["error"] is not None) != _must_fail(expected[one["path"]], one["error"])
    }
    assert wrong == {}


def _must_fail(expect: str, error: dict[str, str] | None) -> bool:
    """Whether a file has to fail; where the manifest leaves it open, what happened is right."""
    if expect.startswith("error or finding"):
        return error is not None
    return expect.startswith("error")


def test_a_failure_names_what_the_file_is(
    reports: list[dict[str, Any]], expected: dict[str, str]
) -> None:
    words = {
        "error: Git LFS pointer": "Git LFS pointer",
        "error: too short to be a model": "too short to be a model",
        "error: graph has a cycle": "cycle",
        "error: empty file": "empty file",
        "error: no TFL3 identifier": "no TFL3 identifier",
        "error: not a model": "not a model",
        "error: damaged TFLite file": "damaged TFLite file",
        "error: damaged or truncated TFLite file": "damaged or truncated TFLite file",
    }
    for one in reports:
        if one["error"] is not None and expected[one["path"]] in words:
            message = one["error"]["message"]
            assert words[expected[one["path"]]] in message
            assert "\n" not in message


def test_no_check_crashes(reports: list[dict[str, Any]]) -> None:
    assert "internal error" not in json.dumps([one["error"] for one in reports])


def test_the_operators_are_those_that_the_manifest_counts(
    corpus: Path, reports: list[dict[str, Any]]
) -> None:
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    # Of several entry points only the first one's graph is read; the manifest counts all.
    several = {
        one["path"]
        for one in reports
        if any(f["rule"] == "tflite/several-entry-points" for f in one["findings"])
    }
    for one in reports:
        row = rows[one["path"]]
        counted = one["error"] is None and one["format"] == "tflite" and row["op_count"]
        if counted and one["path"] not in several:
            assert one["model"]["operators"] == int(row["op_count"]), one["path"]


def test_axis_own_yolov5n_has_no_per_channel_finding(reports: list[dict[str, Any]]) -> None:
    (one,) = (
        one
        for one in reports
        if one["path"] == "axis/axis-model-zoo__yolov5n.tflite" and one["target"] == "artpec8"
    )
    assert "artpec8/per-channel-weights" not in {finding["rule"] for finding in one["findings"]}
    assert one["verdict"] not in ("rejected", "wrong")


def test_axis_own_yolov5n_runs_on_artpec8(reports: list[dict[str, Any]]) -> None:
    (one,) = (
        one
        for one in reports
        if one["path"] == "axis/axis-model-zoo__yolov5n.tflite" and one["target"] == "artpec8"
    )
    macs, partitions = one["placement"]["macs"], one["placement"]["partitions"]
    assert macs["dlpu"] >= 0.99 * sum(macs.values())
    assert sum(partitions["worst"].values()) <= partitions["limit"] == 16


MOBILENET = "edgetpu-pairs/coral_transfer__mobilenet_v2_1.0_224_quant.tflite"


@pytest.mark.parametrize(
    ("path", "targets"),
    [
        (MOBILENET, ("artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu")),
        ("axis/axis-model-zoo__yolov5n.tflite", ("artpec8", "artpec9", "artpec9-cpu", "cpu")),
        ("made-onnx/mbv2-opset11.onnx", ("cv25", "cv75")),
        ("made-onnx/mbv2-dynamo_opset18.onnx", ("cv25", "cv75")),
        ("made-onnx/yolo-opset17.onnx", ("cv25", "cv75")),
        ("made-onnx/yolo-dynamo_opset20.onnx", ("cv25", "cv75")),
    ],
)
def test_no_network_that_axis_measures_is_rejected_or_wrong(
    reports: list[dict[str, Any]], path: str, targets: tuple[str, ...]
) -> None:
    verdicts = {r["target"]: r["verdict"] for r in reports if r["path"] == path}
    assert {verdicts[target] for target in targets} <= {"fallback", "slow", "clean", "unknown"}


PER_CHANNEL = "edgetpu-pairs/coral_transfer__mobilenet_v2_1.0_224_quant.tflite"


def test_a_per_channel_mobilenet_has_one_finding_a_kind_with_the_right_counts(
    corpus: Path, reports: list[dict[str, Any]]
) -> None:
    (one,) = (r for r in reports if r["path"] == PER_CHANNEL and r["target"] == "artpec8")
    found = {
        finding["locations"][0]["op"]: (finding["count"], len(finding["locations"]))
        for finding in one["findings"]
        if finding["rule"] == "artpec8/per-channel-weights"
    }
    counted = _per_channel_operators(corpus / PER_CHANNEL)
    assert found == {native: (count, count) for native, count in counted.items()}
    assert set(found) == {"CONV_2D", "DEPTHWISE_CONV_2D"}


def _per_channel_operators(file: Path) -> Counter[str]:
    """Counted with the accessors of the tflite package alone, not with our loader."""
    import tflite

    names = {number: name for name, number in vars(tflite.BuiltinOperator).items()}
    model = tflite.Model.GetRootAs(file.read_bytes(), 0)
    graph = model.Subgraphs(0)
    counts: Counter[str] = Counter()
    for place in range(graph.OperatorsLength()):
        operator = graph.Operators(place)
        code = model.OperatorCodes(operator.OpcodeIndex())
        native = names[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        if native in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"):
            quantization = graph.Tensors(operator.Inputs(1)).Quantization()
            counts[native] += quantization.ScaleLength() > 1
    return +counts


@pytest.mark.parametrize(
    ("path", "rule", "operators"),
    [
        ("made-tflite/tinyvit-fp32.tflite", "common/attention", {"BATCH_MATMUL", "SOFTMAX"}),
        ("made-tflite/vit-litert_torch_fp32.tflite", "common/attention", {"BATCH_MATMUL"}),
        ("made-onnx/vit-opset14.onnx", "common/attention", {"MatMul", "Softmax"}),
        ("made-onnx/vit-opset17.onnx", "common/attention", {"MatMul", "Softmax"}),
        ("made-onnx/vit-opset17-qdq_pc_s8s8.onnx", "common/attention", {"MatMul", "Softmax"}),
        ("made-onnx/deformconv-opset19.onnx", "common/deformable-convolution", {"DeformConv"}),
    ],
)
@pytest.mark.parametrize("target", TARGETS)
def test_what_axis_advises_against_is_named_with_its_operators(
    reports: list[dict[str, Any]], path: str, rule: str, operators: set[str], target: str
) -> None:
    (one,) = (r for r in reports if r["path"] == path and r["target"] == target)
    (finding,) = (f for f in one["findings"] if f["rule"] == rule)
    assert operators <= {place["op"] for place in finding["locations"]}


def test_no_plain_convolutional_network_is_said_to_attend(reports: list[dict[str, Any]]) -> None:
    plain = ("resnet", "mbv2", "mobilenet", "unet", "dense_ae", "squeezeexcite", "deeplab")
    named = {
        one["path"]
        for one in reports
        for finding in one["findings"]
        if finding["rule"] in ("common/attention", "common/deformable-convolution")
    }
    assert [path for path in named if any(word in path.lower() for word in plain)] == []


FAMILIES = {
    "mobilenet_v1": "MobileNetV1",
    "mobilenet_v2": "MobileNetV2",
    "mobilenetv2": "MobileNetV2",
    "mnv2": "MobileNetV2",
    "mobilenetv3s": "MobileNetV3-Small",
    "light_resnet50": "ResNet-50",
    "pretrainedresnet": "ResNet-8",
    "resnet_v1_32": "ResNet-32",
    "shufflenetv2": "ShuffleNetV2",
    "yolov5n": "YOLOv5n",
    "yolov8n": "YOLOv8n",
}
"""What words in the names of files that people built say of the backbone."""

ELSEWHERE = ("edgetpu-compiled/", "vela", "075_721_1281_decoder", "mobilenetv2_optimizer")
"""Where such a name stands and the network does not: compiled, or an optimizer's own graph."""


def test_backbones_are_those_that_file_names_say(reports: list[dict[str, Any]]) -> None:
    told = {
        one["path"]: (one["model"]["family"] or {}).get("backbone")
        for one in reports
        if one["model"] is not None and not any(word in one["path"] for word in ELSEWHERE)
    }
    said = {
        path: backbone
        for path in told
        for word, backbone in FAMILIES.items()
        if word in path.lower()
    }
    assert {path: told[path] for path in said} == said


@pytest.mark.parametrize(
    "path",
    [
        "axis/axis-model-zoo__yolov5n.tflite",
        "edgetpu-pairs/edgetpu_lite__yolov8n_full_integer_quant.tflite",
        "edgetpu-pairs/modelnew__yolov5n-int8.tflite",
        "made-tflite/ssdhead-int8_pertensor.tflite",
    ],
)
def test_detectors_with_boxes_in_fractions_keep_their_scores(
    reports: list[dict[str, Any]], path: str
) -> None:
    found = [f["rule"] for one in reports if one["path"] == path for f in one["findings"]]
    assert found
    assert "tflite/crushed-scores" not in found
    assert not [one for one in reports if one["path"] == path and one["verdict"] == "wrong"]


def test_nine_tenths_of_axis_yolov5n_for_artpec8_stay_on_artpec9_but_for_its_stem(
    reports: list[dict[str, Any]],
) -> None:
    (one,) = [
        r
        for r in reports
        if r["path"] == "axis/axis-model-zoo__yolov5n.tflite" and r["target"] == "artpec9"
    ]
    macs = one["placement"]["macs"]
    assert 0.88 <= macs["dlpu"] / sum(macs.values()) <= 0.92
    (stem,) = [f for f in one["findings"] if f["rule"] == "artpec9/conv/kernel"]
    assert [place["values"]["kernel_height"] for place in stem["locations"]] == [6]


def test_github_takes_the_sarif_of_all_and_tells_every_finding_from_the_others(
    reports: list[dict[str, Any]], sarif: Path
) -> None:
    log = json.loads(sarif.read_text("utf-8"))
    assert schema_mistakes(log) == []
    assert github_mistakes(log) == []
    results = [one for run in log["runs"] for one in run["results"]]
    assert len(results) == sum(len(one["findings"]) for one in reports)
    hashes = {one["partialFingerprints"]["primaryLocationLineHash"] for one in results}
    assert {name.partition(":")[2] for name in hashes} == {"1"}

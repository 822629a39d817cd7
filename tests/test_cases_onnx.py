"""Bug reports about ONNX files: what no parser takes, and what exporters write unasked."""

import os
from pathlib import Path

import pytest
from onnx import ValueInfoProto

from dlpulint.api import lint
from dlpulint.basics.terms import Answer
from dlpulint.facts.facts import Facts
from dlpulint.report.report import ModelReport
from dlpulint.reporters.first_step import first_step
from tests.loader.onnx_files import FLOAT, INT8, file, graph, node, read, value, weights
from tests.test_targets import judged

MODELS = os.environ.get("DLPULINT_MODELS")
CASES = Path(MODELS).parent / "cases" if MODELS else Path("cases")
CHIPS = ("cv25", "cv75")
HEAD = "format onnx\nopset {opset}\nir-version {ir}\ninput images: float32[1,3,224,224]\n"
LAYER = "conv output0: float32[1,8,224,224] <- images, weights: float32[8,3,3,3]\noutput output0\n"


def head(opset: int = 17, ir: int = 8) -> str:
    return HEAD.format(opset=opset, ir=ir)


@pytest.mark.parametrize("target", CHIPS)
@pytest.mark.parametrize(
    ("opset", "ir", "verdict"), [(17, 8, "clean"), (20, 8, "unknown"), (17, 10, "unknown")]
)
def test_versions_that_no_guide_uses_are_unknown(
    target: str, opset: int, ir: int, verdict: str
) -> None:
    assert judged(target, head(opset, ir) + LAYER).verdict == verdict


@pytest.mark.parametrize("target", CHIPS)
@pytest.mark.parametrize(
    ("opset", "ir", "cure"),
    [
        (20, 8, "Export with `opset_version=17` (torch.onnx.export; add `external_data=False, "),
        (
            17,
            10,
            "Set the IR version of the file to 8, which older parsers read as well: `import onnx; ",
        ),
    ],
)
def test_the_cure_of_an_untried_version_comes_first(
    target: str, opset: int, ir: int, cure: str, tmp_path: Path
) -> None:
    main = graph(
        [node("Relu", "images", "output0")],
        [value("images", [1, 3, 224, 224])],
        [value("output0", [1, 3, 224, 224])],
    )
    path = tmp_path / "model.onnx"
    path.write_bytes(file(main, opset, ir_version=ir).SerializeToString())
    (report,) = lint([str(path)], targets=[target]).reports
    step = first_step(report)
    assert step is not None
    assert step.how.startswith(cure)


@pytest.mark.parametrize("target", CHIPS)
def test_weights_in_a_second_file_come_first_with_the_export_of_one(target: str) -> None:
    found = judged(target, head(opset=20) + LAYER + "side-file weights.data\n").findings
    (finding,) = (f for f in found if f.rule == f"{target}/external-data")
    assert finding.level == "warning"
    assert "external_data=False, dynamo=False, opset_version=17" in (finding.fix or "")


@pytest.mark.parametrize("target", CHIPS)
def test_what_onnx_refuses_is_rejected_by_the_nodes_name(target: str) -> None:
    found = judged(target, head() + LAYER + "invalid 0: Attribute dilations has incorrect size\n")
    assert found.verdict == "rejected"
    (finding,) = (f for f in found.findings if f.rule == "common/invalid-node")
    assert finding.message.startswith("Conv #0 is not valid ONNX: Attribute dilations")


@pytest.mark.parametrize("target", [*CHIPS, "artpec8"])
def test_an_export_in_training_mode_is_wrong_on_every_chip(target: str) -> None:
    text = head() + (
        "batch-normalization output0: float32[1,3,224,224] <- images {training_mode=true}\n"
        "output output0\n"
    )
    rules = {f.rule: f for f in judged(target, text).findings}
    assert "model.eval()" in (rules["common/training-mode"].fix or "")
    assert target == "artpec8" or judged(target, text).verdict == "wrong"


def test_an_export_in_training_mode_is_corrected_before_it_is_converted(tmp_path: Path) -> None:
    batch_normalization = node("BatchNormalization", "x s s s s", "y m v", training_mode=1)
    ends = [value("y", [1, 3, 8, 8]), value("m", [3]), value("v", [3])]
    main = graph([batch_normalization], [value("x", [1, 3, 8, 8])], ends, [weights("s", 3)])
    path = tmp_path / "model.onnx"
    path.write_bytes(file(main).SerializeToString())
    (report,) = lint([str(path)], targets=["artpec8"]).reports
    step = first_step(report)
    assert step is not None
    assert step.how.startswith("Call `model.eval()` before the export")


@pytest.mark.parametrize("target", CHIPS)
def test_a_file_that_onnx_runtime_optimised_is_to_be_handed_over_as_it_was_before(
    target: str,
) -> None:
    text = head() + LAYER.replace("conv ", "conv=com.microsoft.FusedConv ")
    (finding,) = (f for f in judged(target, text).findings if f.rule == f"{target}/optimized-file")
    assert "from before ONNX Runtime optimised it" in (finding.fix or "")


@pytest.mark.parametrize("target", CHIPS)
def test_box_selection_names_the_option_of_the_release(target: str) -> None:
    text = head() + (
        "top-k output0: float32[1,3,224,5] <- images, size: int64[1] = 5\noutput output0\n"
    )
    (finding,) = (f for f in judged(target, text).findings if f.rule == f"{target}/box-selection")
    assert "`nms=None`" in (finding.fix or "")
    assert "`end2end=False`" in (finding.fix or "")


@pytest.mark.parametrize("dtype", [FLOAT, INT8])
def test_float_weights_behind_an_unknown_type_mean_float(dtype: int) -> None:
    nodes = [node("Other", "x", "a", domain="custom"), node("Conv", "a w", "y")]
    constant = weights("w", 8, 3, 3, 3, dtype=dtype)
    whole = file(graph(nodes, [value("x", [1, 3, 8, 8])], [ValueInfoProto(name="y")], [constant]))
    whole.opset_import.add(domain="custom", version=1)
    (arithmetic,) = Facts(read(whole)).arithmetic.values()
    assert arithmetic == ("float32" if dtype == FLOAT else "unknown")


def answers(name: str, target: str) -> ModelReport:
    (report,) = lint([str(CASES / f"{name}.onnx")], targets=[target]).reports
    return report


needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="no folder `cases` beside that of DLPULINT_MODELS"
)


@pytest.mark.slow
@needs_cases
@pytest.mark.parametrize("target", CHIPS)
@pytest.mark.parametrize(
    ("name", "verdict", "rule"),
    [
        ("50-torch-default", "unknown", "{}/external-data"),
        ("55-lprnet", "rejected", "common/invalid-node"),
        ("58-ort-optimized-fusedconv", "unknown", "{}/optimized-file"),
        ("60-yolo26-end2end", "unknown", "{}/box-selection"),
        ("67-training-export", "wrong", "common/training-mode"),
    ],
)
def test_the_files_of_the_reports_are_answered(
    target: str, name: str, verdict: str, rule: str
) -> None:
    found = answers(name, target)
    assert found.verdict == verdict
    assert found.findings[0].rule == rule.format(target)
    assert found.findings[0].answer is Answer.BAD
    assert f"{target}/already-quantized" not in {f.rule for f in found.findings}

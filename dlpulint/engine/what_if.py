"""Reports on what a model would be: quantized, converted, or of another shape."""

from collections.abc import Iterator

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Scheme
from dlpulint.conversion.as_if import staying_float
from dlpulint.conversion.open_questions import before_conversion, left_open
from dlpulint.engine.judge import judge
from dlpulint.engine.model_report import report_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import previewed
from dlpulint.model.graph import Model
from dlpulint.model.input_shapes import InputShape, left_out
from dlpulint.packs.pack import Pack
from dlpulint.report.report import ModelReport, ModelSummary
from dlpulint.report.summary import placement_summary, reference_of


def is_previewed(model: Model, pack: Pack) -> bool:
    """Whether a model is judged as its conversion: ONNX for a target that loads TFLite."""
    wants_tflite = "tflite" in pack.formats and "onnx" not in pack.formats
    return wants_tflite and model.format == "onnx" and bool(model.operators)


def with_shapes(report: ModelReport, model: Model, shapes: tuple[InputShape, ...]) -> ModelReport:
    """The report marked as one of a model whose inputs were given these shapes."""
    if model.format == "onnx":
        return replace(report, input_shapes=shapes, try_on_camera=None, next_step=None)
    return replace(report, notices=(*report.notices, left_out(shapes)))


def why_not_as_if(scheme: Scheme, model: Model, pack: Pack) -> str:
    """Sentence why `--as-if` does not apply to a model."""
    if pack.quantizes:
        why = f"the toolchain for {pack.title} quantizes by itself"
    elif model.format != "tflite":
        why = "it is for .tflite files"
    else:
        why = "the model computes in integers already"
    return f"--as-if {scheme} is left out: {why}."


def as_if_notices(model: Model, pack: Pack) -> Iterator[str]:
    """Sentences on the gaps of a report with `--as-if`."""
    yield "The file itself is not quantized in this way; try its conversion before you trust it."
    if ids := left_open(model, pack):
        yield (
            "Scales and operators' versions come with the conversion; what depends on them is "
            f"left open: {', '.join(ids)}."
        )
    if natives := staying_float(model):
        yield (
            f"TensorFlow's converter leaves {', '.join(natives)} in float, with DEQUANTIZE before "
            "and QUANTIZE behind, which is not shown here."
        )


def preview_of(model: Model) -> Facts | ModelFileError:
    """Facts of the converted model, or the reason why there is none."""
    # Twenty modules that only previews need.
    from dlpulint.conversion.onnx2tf.preview import converted

    try:
        return Facts(converted(model))
    except ModelFileError as error:
        return error


def preview_notices(model: Model, pack: Pack) -> Iterator[str]:
    """Sentences on the suppositions and gaps of a preview."""
    yield (
        "The preview takes the model for converted as onnx2tf does it (from version 2 on with "
        "`-tb tf_converter`), to 8 bits with one scale a tensor; indices are those of the ONNX "
        "nodes. Convert it and lint the .tflite before you trust it."
    )
    if ids := left_open(model, pack):
        yield (
            "Scales and operators' versions come with the conversion; what depends on them is "
            f"left open: {', '.join(ids)}."
        )


def report_with_preview(
    path: str, facts: Facts, summary: ModelSummary, pack: Pack, preview: Facts
) -> ModelReport:
    """Report of a file that the target does not accept, with a preview of its conversion."""
    judgement = judge(facts, pack)
    later = judge(preview, before_conversion(pack, scheme_open=True))
    # A rule that the file itself breaks has its finding already, with the operators of the ONNX.
    rules = {finding.rule for finding in judgement.findings}
    new = (finding for finding in later.findings if finding.rule not in rules)
    report = report_of(path, facts, summary, pack, judgement)
    return replace(
        report,
        findings=(*judgement.findings, *(previewed(finding, pack.target) for finding in new)),
        placement=replace(placement_summary(later.placement, pack), preview=True),
        notices=tuple(preview_notices(preview.model, pack)),
        reference=reference_of(facts, pack),
    )

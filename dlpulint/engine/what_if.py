"""Reports on what a model would be: converted, quantized, or of another shape."""

from collections.abc import Iterator

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Scheme, Verdict
from dlpulint.conversion.as_if import staying_float
from dlpulint.conversion.open_questions import before_conversion, left_open
from dlpulint.engine.cutting import with_cuts
from dlpulint.engine.judge import judge, verdict_of, wrong_file_rules
from dlpulint.engine.model_files import shown
from dlpulint.engine.model_report import report_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import previewed
from dlpulint.model.graph import Model
from dlpulint.model.input_shapes import InputShape, left_out
from dlpulint.packs.pack import Pack
from dlpulint.report.estimate import latency_of
from dlpulint.report.report import ModelReport, ModelSummary
from dlpulint.report.summary import placement_summary, reference_of


def is_previewed(model: Model, pack: Pack) -> bool:
    """Whether a model is judged as after its conversion: ONNX for a target that wants TFLite."""
    wants_tflite = "tflite" in pack.formats and "onnx" not in pack.formats
    return wants_tflite and model.format == "onnx" and bool(model.operators)


def preview_of(model: Model) -> Facts | ModelFileError:
    """Facts of the model after its conversion, or the reason why there is no preview."""
    # Twenty modules that only previews need.
    from dlpulint.conversion.onnx2tf.preview import converted

    try:
        return Facts(converted(model))
    except ModelFileError as error:
        return error


def report_with_preview(
    path: str, facts: Facts, summary: ModelSummary, pack: Pack, preview: Facts | ModelFileError
) -> ModelReport:
    """Report on a file that the target does not accept, with findings about its conversion."""
    judgement = judge(facts, pack)
    report = report_of(path, facts, summary, pack, judgement)
    if isinstance(preview, ModelFileError):
        return replace(report, notices=(*report.notices, f"There is no preview: {preview}."))
    later = judge(preview, before_conversion(pack, scheme_open=True))
    # A rule that the file breaks is already reported, with the operators of the ONNX.
    reported = {finding.rule for finding in judgement.findings}
    new = [finding for finding in later.findings if finding.rule not in reported]
    wrong_file = wrong_file_rules(pack)
    lasting = (finding for finding in judgement.findings if finding.rule not in wrong_file)
    after = verdict_of((*lasting, *new), later.placement, pack.backend)
    return replace(
        report,
        after_conversion=after if report.verdict is Verdict.CONVERT else None,
        findings=(
            *report.findings,
            # Operators of a preview have the numbers of the ONNX nodes.
            *(previewed(f, pack.target) for f in with_cuts(new, shown(path), facts.model, pack)),
        ),
        placement=replace(placement_summary(later.placement, pack), preview=True),
        notices=(*report.notices, *_preview_notices(facts.model, preview.model, pack)),
        reference=reference_of(facts, pack),
        latency=latency_of(preview, later.placement, pack, after),
    )


def report_as_if(
    scheme: Scheme, path: str, model: Model, supposed: Facts, summary: ModelSummary, pack: Pack
) -> ModelReport:
    """Report on `model` as if it were quantized, with the facts and summary of that."""
    report = report_of(path, supposed, summary, pack, judge(supposed, before_conversion(pack)))
    notices = (*report.notices, *_as_if_notices(model, pack))
    return replace(report, as_if=scheme, notices=notices, try_on_camera=None, next_step=None)


def why_not_as_if(scheme: Scheme, model: Model, pack: Pack) -> str:
    """Notice with the reason why `--as-if` has no effect for a model and target."""
    if pack.quantizes:
        why = f"the toolchain for {pack.title} quantizes by itself"
    elif model.format != "tflite":
        why = "it is for .tflite files"
    else:
        why = "the model computes in integers already"
    return f"--as-if {scheme} is left out: {why}."


def with_shapes(report: ModelReport, model: Model, shapes: tuple[InputShape, ...]) -> ModelReport:
    """The report, marked as one on a model whose inputs were given these shapes."""
    if model.format == "onnx":
        return replace(report, input_shapes=shapes, try_on_camera=None, next_step=None)
    return replace(report, notices=(*report.notices, left_out(shapes)))


def _about_open_batch(name: str, source: Model) -> str:
    """What onnx2tf makes of an open batch: tried with 1.29.16, read by LiteRT 2.3.0."""
    computed = (o for o in source.operators if o.kind == "shape" and o.input is not None)
    first = next(
        (o for o in computed if o.input and o.input.shape and o.input.shape[0] is None), None
    )
    where = "a graph that computes a size from it"
    if first is not None:
        where = f"this graph, because {first.native} #{first.index} computes a size from it"
    return (
        f"The batch size of {name} is not fixed. Convert with `-b 1`: without it the .tflite has "
        f"an open batch too, and delegates for fixed sizes (Edge TPU, Arm NN) refuse {where}."
    )


def _preview_notices(source: Model, model: Model, pack: Pack) -> Iterator[str]:
    yield (
        "Preview: the model as onnx2tf would convert it to int8, with per-tensor weights. Operator "
        "numbers are those of the ONNX nodes. Convert the model and lint the .tflite to be sure."
    )
    opened = next((t.name for t in source.inputs if t.shape and t.shape[0] is None), None)
    if opened is not None:
        yield _about_open_batch(opened, source)
    yield from _open_questions(model, pack)


def _as_if_notices(model: Model, pack: Pack) -> Iterator[str]:
    yield "The file itself is not quantized this way; convert it and lint the result to be sure."
    yield from _open_questions(model, pack)
    if natives := staying_float(model):
        yield (
            f"TensorFlow's converter leaves {', '.join(natives)} in float, between DEQUANTIZE and "
            "QUANTIZE operators; this report does not show them."
        )


def _open_questions(model: Model, pack: Pack) -> Iterator[str]:
    """Notice with the rules that only the converted file can answer, if there are any."""
    if ids := left_open(model, pack):
        yield (
            "Scales and operator versions are known only after conversion; these rules could not "
            f"be checked: {', '.join(ids)}."
        )

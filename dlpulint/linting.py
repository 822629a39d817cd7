"""One model against one pack: a model report, or the reason why there is none."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from dlpulint import loader
from dlpulint.as_if import Scheme, applies_to, as_if, staying_float
from dlpulint.camera import command_on_camera
from dlpulint.engine import Judgement, judge
from dlpulint.errors import ModelFileError, UsageError
from dlpulint.facts import Facts
from dlpulint.finding import previewed
from dlpulint.input_shapes import InputShape, left_out, shapes_for
from dlpulint.loader.printable import printable
from dlpulint.loader.stream import refuse_endless
from dlpulint.model import Model
from dlpulint.next_step import next_step
from dlpulint.packs import Pack
from dlpulint.report import (
    ModelReport,
    ModelSummary,
)
from dlpulint.summary import model_summary, placement_summary, reference_of
from dlpulint.terms import Answer, Severity, Verdict
from dlpulint.unconverted import before_conversion, left_open

CRASHED = "internal error, please report it (DLPULINT_DEBUG=1 shows the traceback)"
"""What is said of a model over which a check of ours fell."""

DEBUG = "DLPULINT_DEBUG"
"""The environment variable that lets internal errors through with their traceback."""

STDIN = "-"
"""The path that stands for standard input."""


def lint_file(
    path: str,
    packs: Iterable[Pack],
    stdin: bytes | None = None,
    *,
    scheme: Scheme | None = None,
    shapes: Sequence[InputShape] = (),
    outlined: bool = False,
) -> Iterator[ModelReport]:
    """Lint one file for each pack. A file that cannot be read gives a report that says so.

    With a `scheme` a float model is taken for quantized, where the target wants it quantized. An
    ONNX model is taken to have those of the `shapes` that are for an input of it; UsageError says
    which does not fit. `outlined` reports carry the graph as well, for formats that draw it.
    """
    try:
        model, digest, size = _read(path, stdin)
        fixed = shapes_for(model.inputs, shapes, shown(path))
        if fixed and model.format == "onnx":
            model, digest, size = _read(path, stdin, {s.name: s.sizes for s in fixed if s.name})
        facts = Facts(model)
        summary = model_summary(facts, digest, size)
        supposed = None
        if scheme is not None and applies_to(facts):
            supposed = Facts(as_if(facts, scheme))
            supposed_summary = model_summary(supposed, digest, size)
    except ModelFileError as error:
        yield from (_unreadable(path, pack, str(error)) for pack in packs)
        return
    except UsageError:
        raise
    except Exception as error:
        reason = crash_text(error)
        yield from (_unreadable(path, pack, reason) for pack in packs)
        return
    preview: Facts | ModelFileError | None = None
    for pack in packs:
        judged = facts
        try:
            if _is_previewed(model, pack):
                preview = preview or _preview(model)
                if isinstance(preview, Facts):
                    judged = preview
                    report = _with_preview(path, facts, summary, pack, preview)
                else:
                    report = _report(path, facts, summary, pack, judge(facts, pack))
                    report = replace(report, notices=(f"There is no preview: {preview}.",))
                if scheme is not None:
                    left_out = _left_out(scheme, model, pack)
                    report = replace(report, notices=(left_out, *report.notices))
            elif scheme is None:
                report = _report(path, facts, summary, pack, judge(facts, pack))
            elif supposed is None or pack.quantizes:
                report = _report(path, facts, summary, pack, judge(facts, pack))
                report = replace(report, notices=(_left_out(scheme, model, pack),))
            else:
                judged = supposed
                judgement = judge(supposed, before_conversion(pack))
                report = _report(path, supposed, supposed_summary, pack, judgement)
                notices = tuple(_supposed(model, pack))
                report = replace(report, as_if=scheme, notices=notices)
                report = replace(report, try_on_camera=None, next_step=None)
            if outlined:
                report = replace(report, outline=judged.outline)
        except Exception as error:
            report = _unreadable(path, pack, crash_text(error))
        yield _with_shapes(report, model, fixed) if fixed else report


def _is_previewed(model: Model, pack: Pack) -> bool:
    """Whether a model is judged as what its conversion will give: ONNX where TFLite is wanted."""
    wants_tflite = "tflite" in pack.formats and "onnx" not in pack.formats
    return wants_tflite and model.format == "onnx" and bool(model.operators)


def _with_shapes(report: ModelReport, model: Model, shapes: tuple[InputShape, ...]) -> ModelReport:
    """The report marked as one of a model whose inputs were given these shapes."""
    if model.format == "onnx":
        return replace(report, input_shapes=shapes, try_on_camera=None, next_step=None)
    return replace(report, notices=(*report.notices, left_out(shapes)))


def _left_out(scheme: Scheme, model: Model, pack: Pack) -> str:
    """Why a model is linted as it is, though it was to be taken for quantized."""
    if pack.quantizes:
        why = f"the toolchain for {pack.title} quantizes by itself"
    elif model.format != "tflite":
        why = "it is for .tflite files"
    else:
        why = "the model computes in integers already"
    return f"--as-if {scheme} is left out: {why}."


def _supposed(model: Model, pack: Pack) -> Iterator[str]:
    """What a report about a model that was taken for quantized cannot tell."""
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


def _with_preview(
    path: str, facts: Facts, summary: ModelSummary, pack: Pack, preview: Facts
) -> ModelReport:
    """What holds of a file that the target does not take, and of what its conversion will give."""
    own = judge(facts, pack)
    later = judge(preview, before_conversion(pack, scheme_open=True))
    # What was said of the file already stands, with the operators of the ONNX.
    said = {finding.rule for finding in own.findings}
    new = (finding for finding in later.findings if finding.rule not in said)
    report = _report(path, facts, summary, pack, own)
    return replace(
        report,
        findings=(*own.findings, *(previewed(finding, pack.target) for finding in new)),
        placement=replace(placement_summary(later.placement, pack), preview=True),
        notices=tuple(_conversion(preview.model, pack)),
        reference=reference_of(facts, pack),
    )


def _preview(model: Model) -> Facts | ModelFileError:
    """The model as its conversion will give it, or why there is none."""
    # Twenty modules that only previews need.
    from dlpulint.converted import converted

    try:
        return Facts(converted(model))
    except ModelFileError as error:
        return error


def _conversion(model: Model, pack: Pack) -> Iterator[str]:
    """What a preview supposes, and what it cannot tell."""
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


def shown(path: str) -> str:
    """A path as reports print it: file names may hold bytes that move a terminal's cursor."""
    return path if path.isprintable() else printable(path, longest=len(path))


def _raw(path: str) -> str | None:
    return None if path.isprintable() else path


def crash_text(error: Exception) -> str:
    """What is said, in one line, when a loader, check or reporter of ours falls over a model.

    Such a mistake must not hide the other models; exit code 2 tells of it.
    """
    if DEBUG in os.environ:
        raise error
    return f"{CRASHED}: {type(error).__name__}: {printable(str(error))}"


def _read(
    path: str, stdin: bytes | None, shapes: Mapping[str, tuple[int, ...]] | None = None
) -> tuple[Model, str, int]:
    """The model with the file's SHA-256 and size in bytes."""
    if path == STDIN and stdin is not None:
        refuse_endless(stdin)
        model = loader.load_bytes(memoryview(stdin), shapes=shapes)
        return model, hashlib.sha256(stdin).hexdigest(), len(stdin)
    file = Path(path)
    model = loader.load(file, shapes)
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return model, digest, file.stat().st_size


def _report(
    path: str, facts: Facts, summary: ModelSummary, pack: Pack, judgement: Judgement
) -> ModelReport:
    model = facts.model
    known = model.format in ("tflite", "onnx")
    loads = judgement.verdict is not Verdict.REJECTED and not any(
        finding.level is Severity.ERROR and finding.answer is Answer.BAD
        for finding in judgement.findings
    )
    step = next_step(shown(path), model, pack) if loads else None
    makes_none = step is not None and not step.commands
    return ModelReport(
        path=shown(path),
        raw_path=_raw(path),
        format=model.format if known else None,
        target=pack.target,
        target_title=pack.title,
        pack_version=pack.version,
        device=pack.device,
        verdict=judgement.verdict,
        error=None,
        foreign=model.format not in pack.formats,
        model=summary,
        findings=judgement.findings,
        placement=placement_summary(judgement.placement, pack),
        backend=pack.backend,
        try_on_camera=command_on_camera(shown(path), model, pack)
        if loads and not makes_none
        else None,
        next_step=step,
        reference=None if judgement.placement is None else reference_of(facts, pack),
    )


def _unreadable(path: str, pack: Pack, reason: str) -> ModelReport:
    return ModelReport(
        path=shown(path),
        raw_path=_raw(path),
        format=None,
        target=pack.target,
        target_title=pack.title,
        pack_version=pack.version,
        device=pack.device,
        verdict=Verdict.UNKNOWN,
        error=reason,
        foreign=False,
        model=None,
        findings=(),
        placement=None,
        reference=None,
    )

"""One model against one pack: a model report, or the reason why there is none."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError, UsageError
from dlpulint.basics.printable import crash_text
from dlpulint.conversion.as_if import Scheme, applies_to, as_if
from dlpulint.conversion.open_questions import before_conversion
from dlpulint.engine.judge import judge
from dlpulint.engine.model_files import STDIN, shown
from dlpulint.engine.model_report import report_of, unreadable_report
from dlpulint.engine.what_if import (
    as_if_notices,
    is_previewed,
    preview_of,
    report_with_preview,
    why_not_as_if,
    with_shapes,
)
from dlpulint.facts.facts import Facts
from dlpulint.loader import open_model as loader
from dlpulint.loader.stream import refuse_endless
from dlpulint.model.graph import Model
from dlpulint.model.input_shapes import InputShape, shapes_for
from dlpulint.packs.pack import Pack
from dlpulint.report.report import ModelReport
from dlpulint.report.summary import model_summary


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
        yield from (unreadable_report(path, pack, str(error)) for pack in packs)
        return
    except UsageError:
        raise
    except Exception as error:
        reason = crash_text(error)
        yield from (unreadable_report(path, pack, reason) for pack in packs)
        return
    preview: Facts | ModelFileError | None = None
    for pack in packs:
        judged = facts
        try:
            if is_previewed(model, pack):
                preview = preview or preview_of(model)
                if isinstance(preview, Facts):
                    judged = preview
                    report = report_with_preview(path, facts, summary, pack, preview)
                else:
                    report = report_of(path, facts, summary, pack, judge(facts, pack))
                    report = replace(report, notices=(f"There is no preview: {preview}.",))
                if scheme is not None:
                    left_out = why_not_as_if(scheme, model, pack)
                    report = replace(report, notices=(left_out, *report.notices))
            elif scheme is None:
                report = report_of(path, facts, summary, pack, judge(facts, pack))
            elif supposed is None or pack.quantizes:
                report = report_of(path, facts, summary, pack, judge(facts, pack))
                report = replace(report, notices=(why_not_as_if(scheme, model, pack),))
            else:
                judged = supposed
                judgement = judge(supposed, before_conversion(pack))
                report = report_of(path, supposed, supposed_summary, pack, judgement)
                notices = tuple(as_if_notices(model, pack))
                report = replace(report, as_if=scheme, notices=notices)
                report = replace(report, try_on_camera=None, next_step=None)
            if outlined:
                report = replace(report, outline=judged.outline)
        except Exception as error:
            report = unreadable_report(path, pack, crash_text(error))
        yield with_shapes(report, model, fixed) if fixed else report


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

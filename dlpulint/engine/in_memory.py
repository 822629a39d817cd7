"""Reports on a model that training code has exported in memory."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Scheme
from dlpulint.basics.version import Versions
from dlpulint.conversion.exported.training_code import Exported
from dlpulint.engine.job import Job
from dlpulint.engine.many_files import lint_jobs
from dlpulint.engine.model_files import STDIN
from dlpulint.packs.pack import Pack
from dlpulint.report.report import Report


def lint_exported(
    model: Exported,
    packs: Sequence[Pack],
    *,
    as_if: Scheme | None,
    versions: Versions,
    asked_for: bool,
) -> Report:
    """Report on an exported model, one per pack.

    TFLite is linted as if it had the weight scales that a target wants, or those of `as_if`.
    The weights need not be those of the file for the camera, and each report states that.
    """
    is_tflite = model.data[4:8] == b"TFL3"
    jobs = [
        Job(
            path=STDIN,
            packs=(pack,),
            versions=(versions,),
            as_if=(as_if or _scheme(pack)) if is_tflite and not pack.quantizes else None,
            asked_for=asked_for,
            trained=False,
        )
        for pack in packs
    ]
    report = lint_jobs(jobs, stdin=model.data)
    notice = (
        f"Exported in memory from {model.origin}. Values of weights are not judged: accuracy and "
        "scales are known only after training and quantization."
    )
    # There is no file yet that a camera could run.
    reports = tuple(
        replace(found, notices=(notice, *found.notices), try_on_camera=None)
        for found in report.reports
    )
    return replace(report, reports=reports)


def _scheme(pack: Pack) -> Scheme:
    """The weight scales that a target wants; TensorFlow's own where it wants none."""
    return "int8-per-tensor" if pack.weights == "per-tensor" else "int8-per-channel"

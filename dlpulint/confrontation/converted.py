"""An ONNX model whose log is that of the .tflite file that was made of it."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.confrontation.facts import LoggedFacts
from dlpulint.report.confrontation import Disagreement
from dlpulint.report.report import ModelReport

UNNAMED = (
    "The prediction is about the converted file, and the log names no .tflite file: check the "
    "converted file with the log."
)


def as_converted(report: ModelReport) -> ModelReport:
    """The report with the prediction for the converted file as its own."""
    return replace(report, verdict=report.after_conversion or report.verdict)


def is_named(facts: LoggedFacts) -> bool:
    """Whether the statements are about a .tflite file: by name, or by its operators."""
    names = {statement.line.model for statement in facts.statements} - {""}
    by_name = bool(names) and all(name.endswith(".tflite") for name in names)
    return by_name or (facts.run is not None and bool(facts.run.rows))


def after_log(report: ModelReport, facts: LoggedFacts) -> ModelReport:
    """The report with the verdict after conversion that follows the log.

    Findings and devices stay as predicted: operators of a preview have the numbers of ONNX nodes,
    and those of the log may be of a file that another converter made.
    """
    if facts.loads is False and report.after_conversion is not None:
        return replace(report, after_conversion=Verdict.REJECTED)
    return report


def sentence_of(found: Sequence[Disagreement], where: str) -> str:
    """The result of a comparison with the preview of a conversion, in a sentence."""
    if not found:
        return f"The log agrees with the preview of the conversion: {where}."
    subjects = [disagreement.subject for disagreement in found]
    more = f" and {len(subjects) - 4} more" if len(subjects) > 4 else ""
    return (
        f"The log contradicts the preview of the conversion ({', '.join(subjects[:4])}{more}): "
        f"{where}. The converted file may differ from the preview: check it with the log."
    )

"""The measured time of a model beside its estimate, and as a row of the measurements."""

import csv
import io
from typing import Literal

from dlpulint.report.report import ModelReport


def beside_estimate(
    report: ModelReport, milliseconds: float | None
) -> Literal["inside", "faster", "slower"] | None:
    """The measured time beside the estimated range; `None` without one of them."""
    span = None if report.latency is None else report.latency.range
    if milliseconds is None or span is None:
        return None
    if milliseconds < span.low:
        return "faster"
    return "slower" if milliseconds > span.high else "inside"


def measurement_row(
    report: ModelReport, milliseconds: float | None, camera: str, axis_os: str
) -> str:
    """The row that `rules/measurements.csv` would have; empty where a column is not known.

    It names the network's family, never the file.
    """
    model = report.model
    if milliseconds is None or model is None or not camera or not axis_os:
        return ""
    family = model.family
    if family is None or family.backbone is None or len(model.inputs) != 1:
        return ""
    shape = model.inputs[0].shape or ()
    size = f"{shape[2]}x{shape[1]}" if len(shape) == 4 and None not in shape else ""
    values = (
        report.target, str(family), family.backbone, family.head or "", size,
        round(model.macs / 1_000_000), camera, axis_os, f"{milliseconds:g}", 1,
        "log of larod-client", "",
    )  # fmt: skip
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()

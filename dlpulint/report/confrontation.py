"""A prediction beside the logs of a compiler or camera, as reports show it."""

from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.basics.terms import Verdict

LogAnswer: TypeAlias = Literal["agrees", "contradicts", "silent"]
"""Whether logs confirm a prediction; `silent` where they state nothing about it."""

OperatorKey: TypeAlias = tuple[int, int]
"""Subgraph and index of an operator."""


class ExplainedLine(Struct, frozen=True, kw_only=True):
    """A line of a log in plain words."""

    log: str
    """The file of the log; `-` for standard input."""
    number: int
    """The line in it, from 1."""
    text: str
    count: int
    """How often the log has it; for a row of the compiler's table, the operators."""
    known: str
    """Id of the known line (docs/camera-log.md)."""
    meaning: str
    operators: tuple[OperatorKey, ...]
    """The operators of this model that it is about; none for a line about the file or the camera.
    """
    cure: str
    rules: tuple[str, ...]
    """Findings of this report that have the cause; else rules that can."""


class Disagreement(Struct, frozen=True, kw_only=True):
    """A point in which a log differs from the prediction."""

    subject: str
    """An operator by its name in the format, `partitions` or `load`."""
    operators: tuple[OperatorKey, ...]
    """The operators whose prediction is wrong, or one of which is; none for the file as a whole."""
    predicted: str
    logged: str


class Confrontation(Struct, frozen=True, kw_only=True):
    """What logs state about a prediction."""

    answer: LogAnswer
    sentence: str
    """The result in a sentence."""
    predicted: Verdict
    """The verdict without the log; the report has the one that follows it."""
    preview: bool = False
    """Whether the log is of the converted file, and `predicted` the verdict after conversion."""
    logs: tuple[str, ...]
    measured_on: str
    """Camera or compiler with its version, and date, as far as the logs have them."""
    latency_ms: float | None
    """Mean time of an inference on the camera; null where no log has it."""
    estimate: Literal["inside", "faster", "slower"] | None = None
    """The measured time beside the range that was estimated; null without one of them."""
    measurement_row: str = ""
    """A row for rules/measurements.csv, of a model of a known family on a camera that is named;
    empty for others."""
    lines: tuple[ExplainedLine, ...]
    disagreements: tuple[Disagreement, ...]
    issue: str = ""
    """Markdown of an issue without names of the model; empty unless the log contradicts."""
    camera: str = ""
    axis_os: str = ""
    date: str = ""
    """The day of the test as the log has it, `2026-11-29`; empty where it has none."""
    loads: bool | None = None
    """Whether the file loads on the camera, or compiles; null where no log states it."""

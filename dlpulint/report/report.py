"""The results of a run as frozen plain data: all that a reporter sees."""

from typing import TYPE_CHECKING

from msgspec import Struct

from dlpulint.basics.build import code_build
from dlpulint.basics.terms import Answer, Device, Partitioning, Severity, Verdict
from dlpulint.basics.version import UNSTATED, Versions, VersionTexts
from dlpulint.facts.families.family import Family
from dlpulint.facts.simple_layers import SimpleLayers
from dlpulint.findings.finding import Finding
from dlpulint.model.input_shapes import InputShape
from dlpulint.model.outline import Outline
from dlpulint.placement.result import DeviceMacs, PartitionCount, PlacementFigures
from dlpulint.report.commands import NextStep
from dlpulint.report.latency import Latency
from dlpulint.report.ledger import LedgerRow
from dlpulint.report.per_tensor_risk import PerTensorRisk

if TYPE_CHECKING:
    from dlpulint.report.confrontation import Confrontation
    from dlpulint.report.mended import Mending


class Endpoint(Struct, frozen=True):
    """An input or output of a model: the interface to the application."""

    name: str
    dtype: str
    shape: tuple[int | None, ...] | None
    layout: str | None
    """`nhwc` or `nchw` for colour images; `None` where the file does not state it."""
    scale: float | None
    zero_point: int | None
    bytes: int | None
    """Bytes per frame."""
    range: tuple[float, float] | None = None
    """Real numbers of its smallest and its largest integer."""


class PatternCount(Struct, frozen=True):
    """A construction of several operators, and how many of it a model has."""

    name: str
    count: int


class ModelSummary(Struct, frozen=True):
    """A model apart from any target."""

    sha256: str | None
    """`None` where only some bytes of a remote file were read, which a notice states."""
    bytes: int
    """The file's size."""
    made_by: str | None
    family: Family | None
    """The published network it is built as; `None` where its structure is of none that is known."""
    simple_layers: SimpleLayers
    inputs: tuple[Endpoint, ...]
    outputs: tuple[Endpoint, ...]
    operators: int
    parameters: int
    macs: int
    peak_activation_bytes: int | None
    patterns: tuple[PatternCount, ...] = ()
    """Constructions beyond single operators, the most specific first."""


class PlacedOperator(Struct, frozen=True):
    """One operator's device, without its model."""

    subgraph: int
    index: int
    op: str
    outputs: tuple[str, ...]
    device: Device
    direct: bool | None
    because: tuple[str, ...]
    macs: int | None
    partition: int | None = None
    """Number of its partition, from 0 in the order in which they run, with every unknown operator
    on the DLPU; `None` in the body of a While or If."""


class DeviceCounts(Struct, frozen=True):
    """Operators by device."""

    dlpu: int
    cpu: int
    unknown: int


class BlockerSummary(Struct, frozen=True):
    """Operators with one cause, and the gain from changing them."""

    operators: tuple[tuple[int, int], ...]
    """Subgraph and index of each."""
    cause: str
    macs_won: int
    partitions_after: int


class StepSummary(Struct, frozen=True):
    """Operators to change together, after those of the steps before."""

    operators: tuple[PlacedOperator, ...]
    causes: tuple[str, ...]
    before: PlacementFigures
    after: PlacementFigures
    sentence: str = ""
    """The change, and what runs on the target's backend after it (`report/sentences.py`)."""

    @property
    def operator_keys(self) -> tuple[tuple[int, int], ...]:
        """Subgraph and index of each operator."""
        return tuple((operator.subgraph, operator.index) for operator in self.operators)

    @property
    def operators_on_dlpu(self) -> int:
        """Operators that are sure to run on the DLPU after the step."""
        return self.after.operators

    @property
    def macs(self) -> DeviceMacs:
        """Multiply-accumulates by device after the step."""
        return self.after.macs

    @property
    def partitions(self) -> PlacementFigures:
        """Figures after the step, of which the JSON report has the partitions here."""
        return self.after


class CutSummary(Struct, frozen=True):
    """The operator at which the one partition of a first-cut target ends."""

    operator: PlacedOperator
    operators_behind: int
    """Operators that need its result and are not sure to run on the DLPU, itself included."""
    macs_behind: int
    sentence: str = ""
    """The operator, and how much of the model follows it (`report/sentences.py`)."""

    @property
    def subgraph(self) -> int:
        """Subgraph of the operator."""
        return self.operator.subgraph

    @property
    def index(self) -> int:
        """Position of the operator in its subgraph."""
        return self.operator.index

    @property
    def op(self) -> str:
        """Native name of the operator."""
        return self.operator.op


class PlacementSummary(Struct, frozen=True):
    """Where a model's operators run on a target."""

    partitioning: Partitioning
    operators: tuple[PlacedOperator, ...]
    best: PartitionCount
    worst: PartitionCount
    limit: int | None
    macs: DeviceMacs
    blockers: tuple[BlockerSummary, ...]
    steps: tuple[StepSummary, ...] = ()
    """Changes in the order in which each gains the most, each with its gain."""
    cut: CutSummary | None = None
    preview: bool = False
    """The operators are those of a conversion; the file itself runs nowhere."""

    def count(self, device: Device) -> int:
        """How many operators run on a device."""
        return sum(operator.device is device for operator in self.operators)

    @property
    def counts(self) -> DeviceCounts:
        """Operators by device."""
        return DeviceCounts(*map(self.count, (Device.DLPU, Device.CPU, Device.UNKNOWN)))

    @property
    def nothing_on_dlpu(self) -> bool:
        """Whether the CPU has all MACs for certain; in a model without MACs, all operators."""
        if self.macs.total:
            return self.macs.cpu == self.macs.total
        return bool(self.operators) and self.count(Device.CPU) == len(self.operators)

    @property
    def partitions(self) -> "PlacementSummary":
        """Itself: the JSON report has `best`, `worst` and `limit` together under this key."""
        return self


class Reference(Struct, frozen=True):
    """A measurement of the published network nearest to a model: no prediction for it."""

    model: str
    input: str | None
    """Width and height of the network measured; `None` where that is not published."""
    camera: str
    axis_os: str
    latency_ms: float
    source: str
    contains: str = ""
    """Operators after the last layers that the measured file has; empty where none is known."""


class Failure(Struct, frozen=True):
    """Why a file could not be read."""

    message: str


class ModelReport(Struct, frozen=True):
    """One file on one target."""

    path: str
    """POSIX, as reached from the working directory; `-` for standard input."""
    format: str | None
    target: str
    target_title: str
    pack_version: str
    device: str
    """The larod device that runs such models."""
    verdict: Verdict
    error: str | None
    """Why the file could not be read; then there is no model and no finding."""
    foreign: bool
    """The target accepts files of another format only."""
    model: ModelSummary | None
    findings: tuple[Finding, ...]
    placement: PlacementSummary | None
    reference: Reference | None
    per_tensor_risk: PerTensorRisk | None = None
    """Estimate of the accuracy with per-tensor weights; `None` where the target does not want them
    or the file does not show it."""
    backend: str = "DLPU"
    """Name of the runtime or chip that the placement calls DLPU; on CPU targets another one."""
    as_if: str | None = None
    """Quantization that the file lacks and was linted with."""
    input_shapes: tuple[InputShape, ...] = ()
    """Shapes that inputs were given, which the file leaves open."""
    notices: tuple[str, ...] = ()
    """Sentences about this report itself: how it came about, and what it leaves out."""
    try_on_camera: str | None = None
    """The command that runs the model on a camera; `None` where it would not load as it is."""
    next_step: NextStep | None = None
    """Commands that make a file for larod; `None` where none are needed or none exist."""
    asked_for: bool = True
    """Whether the user named its target; with `all`, some targets are not for the file."""
    stated: tuple[Versions, ...] = ()
    """The versions it was judged for, where not the run's: one, or both ends of a range."""
    outline: Outline | None = None
    """The graph whose operators are placed; `None` for formats that do not draw it."""
    raw_path: str | None = None
    """The path as the system has it, where `path` had to be made printable."""
    pack_build: str | None = None
    """Id of the pack's text, which distinguishes packs of one version."""
    after_conversion: Verdict | None = None
    """With the verdict `convert`, that of the previewed conversion; `None` without a preview."""

    latency: Latency | None = None
    """Estimated time of one inference, or its refusal; `None` where nothing is placed."""
    ledger: tuple[LedgerRow, ...] = ()
    """A row per operator, in the order of the placement; empty where `outline` is `None`."""
    mending: "Mending | None" = None
    """What `--fix` has made of the file; `None` without that option."""
    confrontation: "Confrontation | None" = None
    """The prediction beside logs; `None` without `--log`."""

    @property
    def due_step(self) -> NextStep | None:
        """The next step; `None` where all findings that it cures are suppressed."""
        step = self.next_step
        if step is None or not step.cures:
            return step
        cured = [finding for finding in self.findings if finding.rule in step.cures]
        return step if any(finding.suppressed is None for finding in cured) else None

    @property
    def counts(self) -> bool:
        """Whether findings may fail the run: not those of files for another target."""
        return self.asked_for or not self.foreign

    @property
    def failure(self) -> Failure | None:
        """Why the file could not be read."""
        return None if self.error is None else Failure(self.error)

    @property
    def stated_texts(self) -> tuple[VersionTexts, ...]:
        """`stated` as text."""
        return tuple(versions.texts for versions in self.stated)

    @property
    def file(self) -> str:
        """The path by which the file is found; not for printing."""
        return self.path if self.raw_path is None else self.raw_path

    @property
    def supposed(self) -> tuple[str, ...]:
        """Suppositions about the model in words: `as if int8-per-tensor`, `with x=1x3x224x224`."""
        shapes = ", ".join(str(shape) for shape in self.input_shapes)
        quantized = () if self.as_if is None else (f"as if {self.as_if}",)
        return (*quantized, f"with {shapes}") if shapes else quantized

    def count(self, level: Severity) -> int:
        """How many findings of a level hold: not suppressed, no preview, not unknown."""
        return len(self._certain(level))

    def rules(self, level: Severity) -> frozenset[str]:
        """Rules whose findings of a level hold; reports show the findings of a rule together."""
        return frozenset(finding.rule for finding in self._certain(level))

    def _certain(self, level: Severity) -> list[Finding]:
        return [
            finding
            for finding in self.findings
            if finding.level is level
            and finding.answer is Answer.BAD
            and finding.suppressed is None
            and not finding.preview
        ]

    @property
    def preview(self) -> bool:
        """Whether placement and some findings are about a conversion of the file."""
        return self.placement is not None and self.placement.preview


class RuleSummary(Struct, frozen=True):
    """A rule apart from any model, for formats that list the rules."""

    id: str
    title: str
    level: Severity
    evidence: str
    why: str
    fix: str
    source_title: str
    source_url: str


class TargetSummary(Struct, frozen=True):
    """A target of the run, whether or not a model was linted for it."""

    target: str
    title: str
    pack_version: str
    about: tuple[str, ...]


class Tool(Struct, frozen=True):
    """The program that wrote a report."""

    name: str
    version: str
    build: str | None = None
    """Tells builds of one version apart: an id of dlpulint's Python files. Null in old reports."""


class Report(Struct, frozen=True):
    """A whole run: every file on every target, unreadable files included."""

    tool_version: str
    targets: tuple[TargetSummary, ...]
    reports: tuple[ModelReport, ...]
    stated: Versions = UNSTATED
    """The versions that the user has stated of all models, which decide what rules hold."""
    remarks: tuple[str, ...] = ()
    """Sentences about the run: models without a target, ignores that match nothing."""
    faults: tuple[str, ...] = ()
    """Those of the remarks for which a strict project wants the run to fail."""

    @property
    def tool(self) -> Tool:
        """This dlpulint."""
        return Tool("dlpulint", self.tool_version, code_build())

    @property
    def stated_texts(self) -> VersionTexts:
        """`stated` as text."""
        return self.stated.texts

    @property
    def unreadable(self) -> bool:
        """Whether a file could not be read."""
        return any(report.error is not None for report in self.reports)

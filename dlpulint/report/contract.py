"""The JSON report as structs: written, read back, and described by docs/report.schema.json.

Each struct takes its values from the fields and properties of the same names in `report.py`.
Operators, endpoints and the like are written as they stand there.
"""

import json
from collections.abc import Iterator
from re import Match
from re import compile as pattern
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Answer, Effect, Evidence, Scheme, Severity, Verdict
from dlpulint.basics.version import VersionTexts
from dlpulint.facts.families.family import Family
from dlpulint.findings.finding import Cut, Fixable
from dlpulint.findings.source import Source
from dlpulint.placement.result import DeviceMacs, PartitionCount
from dlpulint.report.commands import NextStep
from dlpulint.report.confrontation import Confrontation
from dlpulint.report.latency import Latency
from dlpulint.report.mended import MendedEdit, NewEnd, RefusedEdit
from dlpulint.report.per_tensor_risk import PerTensorRisk
from dlpulint.report.report import (
    BlockerSummary,
    DeviceCounts,
    Endpoint,
    Failure,
    PatternCount,
    PlacedOperator,
    Reference,
    Report,
    Tool,
)

SCHEMA_VERSION = 1
"""Moves only when a key changes its meaning; keys may be added within a version."""

Count = Annotated[int, Meta(ge=0)]
Sum = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Fingerprint = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]


class WrittenShape(Struct, frozen=True, kw_only=True):
    """A shape that an input was given, which the file leaves open."""

    name: str | None
    """Null for the only input."""
    sizes: tuple[int, ...] = field(name="shape")


class WrittenShares(Struct, frozen=True, kw_only=True):
    """Parts of 1 in convolutions, fully connected layers, additions, ReLU and pooling."""

    operator_share: float | None = field(name="operators")
    """Null in a model without operators."""
    mac_share: float | None = field(name="macs")
    """Null in a model without multiply-accumulates."""


class WrittenModel(Struct, frozen=True, kw_only=True):
    """A model apart from any target."""

    sha256: Sum | None
    """Null where only some bytes of a remote file were read, which `notices` state."""
    bytes: Count
    """Size of the file."""
    made_by: str | None
    family: Family | None
    """The published network it is built as; null where neither backbone nor head is sure."""
    inputs: tuple[Endpoint, ...]
    outputs: tuple[Endpoint, ...]
    operators: Count
    parameters: Count
    macs: Count
    """Multiply-accumulates of one inference."""
    peak_activation_bytes: Count | None
    simple_layers: WrittenShares
    patterns: tuple[PatternCount, ...]
    """Constructions of several operators, recognised in all their spellings, fused ones too:
    attention, layer normalization, SiLU, upsampling; the most specific first."""


class WrittenLocation(Struct, frozen=True, kw_only=True):
    """Where in the file a finding holds."""

    subgraph: Count
    index: Count | None
    """Position of the operator in its subgraph, in file order; null for a graph input or output."""
    op: str | None
    """Native name of the operator."""
    builtin: int | None
    """TFLite builtin code."""
    kind: str | None
    tensors: tuple[str, ...]
    finite_values: dict[str, bool | int | float | str] = field(name="values")
    """Values that the message compares with its limit; numbers that JSON lacks are text."""


class WrittenFinding(Struct, frozen=True, kw_only=True):
    """One rule, one kind of operator, one cause, with all locations."""

    rule: str
    title: str
    level: Severity
    effect: Effect
    answer: Answer
    evidence: Evidence
    message: str
    why: str
    fix: str
    source: Source
    help: str | None = None
    """Address of the documentation of the rule; null for a rule of a user's own pack."""
    fingerprint: Fingerprint
    """Stable under retraining and re-export."""
    suppressed: str | None
    """Reason given for ignoring it."""
    preview: bool
    """About the result of a conversion, not about the file: at most a warning, counted by no
    gate."""
    count: Annotated[int, Meta(ge=1)]
    """How many times it holds: operators, patterns or tensors."""
    locations: tuple[WrittenLocation, ...]
    cut: Cut | None = None
    """Outputs of a graph that ends before these operators; null where a cut does not help."""
    fixable: Fixable | None = None
    """The edit with which `--fix` mends it in a copy of the file; null where none does."""
    confirmed: str | None = None
    """The log that confirms it, with camera or compiler, version and date; null without one."""


class WrittenCut(Struct, frozen=True, kw_only=True):
    """On first-cut targets the operator that ends the partition."""

    subgraph: Count
    index: Count
    op: str
    operators_behind: Count
    """Operators after it that are off the DLPU, itself included."""
    macs_behind: Count
    sentence: str


class WrittenRange(Struct, frozen=True, kw_only=True):
    """Partitions, over what the unknown operators turn out to be."""

    best: PartitionCount
    worst: PartitionCount


class WrittenStep(Struct, frozen=True, kw_only=True):
    """Operators to change together; each figure holds with the steps before done as well."""

    operator_keys: tuple[tuple[Count, Count], ...] = field(name="operators")
    """Subgraph and index of each."""
    causes: tuple[str, ...]
    operators_on_dlpu: Count
    """Certain ones."""
    macs: DeviceMacs
    partitions: WrittenRange
    sentence: str


class WrittenPartitions(Struct, frozen=True, kw_only=True):
    """Partitions that the graph splits into, and how many the target accepts."""

    best: PartitionCount
    """With every unknown operator on the DLPU."""
    worst: PartitionCount
    """With every unknown operator on the CPU."""
    limit: int | None


class WrittenPlacement(Struct, frozen=True, kw_only=True):
    """Where the operators run."""

    preview: bool
    """The operators are those of a conversion; `index` is that of the ONNX node each stems from."""
    operators: tuple[PlacedOperator, ...]
    partitions: WrittenPartitions
    macs: DeviceMacs
    blockers: tuple[BlockerSummary, ...]
    """Operators that each cause alone keeps off the DLPU, the largest gain first."""
    counts: DeviceCounts
    """Operators by device."""
    cut: WrittenCut | None
    """Null where nothing is cut off."""
    steps: tuple[WrittenStep, ...]
    """Changes, in the order of the largest gain at each step."""


class WrittenMendedFile(Struct, frozen=True, kw_only=True):
    """A mended copy that `--fix` has written."""

    path: str
    certificate: str
    """The file that states what was changed and how it was compared."""
    tail: str | None
    """The file with the operators that were cut off, for larod's cpu-tflite."""
    tail_reason: str
    """Why there is none although something was cut off; else empty."""
    decode: str | None
    """The Python file with the decoding in NumPy."""
    decode_reason: str
    """Why there is none although it was wanted; else empty."""
    edits: tuple[MendedEdit, ...]
    inputs: tuple[NewEnd, ...]
    outputs: tuple[NewEnd, ...]
    decoding: tuple[str, ...]
    """Computations that the outputs of a cut graph still need: sentences in order."""
    proof: str
    """The comparison with the original and its result: a sentence."""
    compared: bool
    """Whether both files ran on the same inputs."""
    report: "WrittenReport"
    """Report on the mended file."""


class WrittenMending(Struct, frozen=True, kw_only=True):
    """Result of `--fix`."""

    file: WrittenMendedFile | None
    reason: str
    """Why nothing was written: a sentence; empty where something was."""
    not_made: tuple[RefusedEdit, ...]
    """Edits that apply to the file and were not made, with the reasons."""


class WrittenReport(Struct, frozen=True, kw_only=True):
    """One file on one target."""

    path: str
    """POSIX, as reached from the working directory; `-` for standard input."""
    format: Literal["tflite", "onnx"] | None
    target: str
    pack_version: str
    pack_build: str | None = None
    """Distinguishes packs of one version: made from the text of the pack and of all it extends.
    Null in old reports."""
    verdict: Verdict
    after_conversion: Verdict | None = None
    """With the verdict `convert`, that of the previewed conversion; null where there is no preview.
    """
    counts: bool
    """Whether findings may fail the run; false in a run for all targets, where this one accepts
    another format."""
    failure: Failure | None = field(name="error")
    """Null for a file that was read; else the verdict is unknown, model and placement are null."""
    model: WrittenModel | None
    findings: tuple[WrittenFinding, ...]
    """Worst first."""
    placement: WrittenPlacement | None
    preview: bool
    """Whether the placement, and findings marked so, are about a conversion to TFLite."""
    as_if: Scheme | None
    """Quantization that the file lacks and was linted with."""
    input_shapes: tuple[WrittenShape, ...]
    stated_texts: tuple[VersionTexts, ...] = field(name="stated")
    """Versions it was judged for where they are not the run's: one, or both ends of a range."""
    notices: tuple[str, ...]
    """Sentences about this report itself."""
    reference: Reference | None
    """Measurement by Axis of the nearest published network: no prediction for this model."""
    per_tensor_risk: PerTensorRisk | None = None
    """Estimate of the accuracy with one weight scale per tensor; null where the target does not
    want that, and where the file does not show it. No finding, and counted by no gate."""
    latency: Latency | None = None
    """Estimated milliseconds of one inference, or the reason why there is no estimate; null where
    nothing is placed. Never a finding."""
    next_step: NextStep | None
    """Null where larod loads the file itself, or where nothing would come of it."""
    try_on_camera: str | None
    """Command that times the model on a camera; null where the file would not load as it is."""
    mending: WrittenMending | None = None
    """What --fix has made of the file; null without that option."""
    confrontation: Confrontation | None = None
    """The prediction beside logs; null without --log."""


class WrittenRun(Struct, frozen=True, kw_only=True):
    """A whole run."""

    schema_version: Literal[1] = 1
    tool: Tool
    stated_texts: VersionTexts = field(name="stated")
    """Versions that the user stated for all models, which decide what rules hold."""
    remarks: tuple[str, ...]
    """Sentences about the run: models that no [[models]] of the config names, ignores that match
    nothing or have expired, files that were skipped."""
    reports: tuple[WrittenReport, ...]
    """One entry per path and target, always, unreadable files included."""


class _Head(Struct, frozen=True, kw_only=True):
    """The part of a report that shows whether the rest can be read."""

    schema_version: int
    tool: Tool


def written(report: Report) -> WrittenRun:
    """The report as the JSON form has it."""
    return msgspec.convert(report, WrittenRun, from_attributes=True)


_MOST_INDENTED: Final = 100_000
"""Placed operators, of all models and targets, up to which a report is indented."""


def write(report: Report) -> str:
    """The whole report as JSON; the same report gives the same bytes.

    It is indented unless it is so large that half of a hundred megabytes would be blanks.
    """
    placed = (linted.placement.operators for linted in report.reports if linted.placement)
    if sum(map(len, placed)) > _MOST_INDENTED:
        return _on_one_line(report)
    try:
        # Straight from the structs: builtins and json's pieces are several times their text.
        return (
            msgspec.json.format(msgspec.json.encode(written(report)), indent=1) + b"\n"
        ).decode()
    except UnicodeEncodeError:
        # Names of files may have bytes that are no text.
        text = json.dumps(_document(report), indent=1, ensure_ascii=False, allow_nan=False)
        return text + "\n"


def _on_one_line(report: Report) -> str:
    """The report in as little memory as it needs: a letter beyond ASCII would double the text."""
    text = ""
    for part in _parts(report):
        # In slices: after a few of them CPython no longer copies the text before.
        for begin in range(0, len(part), _SLICE):
            text += part[begin : begin + _SLICE].decode("ascii")
    return text


_SLICE: Final = 2**20


def _parts(report: Report) -> Iterator[bytes]:
    """The text of the report, a model at a time: its objects take several times as much room."""
    yield _compact(written(replace(report, reports=()))).removesuffix(b"]}")
    for number, linted in enumerate(report.reports):
        if number:
            yield b","
        yield _compact(msgspec.convert(linted, WrittenReport, from_attributes=True))
    yield b"]}\n"


def _compact(part: Struct) -> bytes:
    try:
        encoded = msgspec.json.encode(part)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(part), allow_nan=False, separators=(",", ":"))
        return text.encode("ascii")
    return encoded if encoded.isascii() else _BEYOND_ASCII.sub(_with_escapes, encoded)


_BEYOND_ASCII = pattern(rb"[\x80-\xff]+")


def _with_escapes(found: Match[bytes]) -> bytes:
    return json.dumps(found[0].decode())[1:-1].encode("ascii")


def _document(report: Report) -> object:
    return msgspec.to_builtins(written(report))


def is_report(data: bytes) -> bool:
    """Whether a file's beginning is that of JSON, which no model file has."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read_run(data: bytes, name: str) -> WrittenRun:
    """The run that a JSON report holds, by this dlpulint or an earlier one.

    Args:
        data: the file's bytes; a byte order mark does no harm.
        name: the file's name, for error messages.

    Raises:
        UsageError: the file is no report, one of another schema version, or damaged.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        head = msgspec.json.decode(data, type=_Head)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        head = None
    if head is None or head.tool.name != "dlpulint":
        raise UsageError(f"{name}: no JSON report of dlpulint, as `--format json` writes it")
    if head.schema_version != SCHEMA_VERSION:
        raise UsageError(
            f"{name}: a JSON report of schema version {head.schema_version}; "
            f"this dlpulint reads version {SCHEMA_VERSION}"
        )
    try:
        return msgspec.json.decode(data, type=WrittenRun)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UsageError(f"{name}: a damaged JSON report: {error}") from None

"""JSON reports read back: what `--format json` wrote, by this dlpulint or an earlier one."""

import msgspec
from msgspec import Struct, field

from dlpulint.errors import UsageError
from dlpulint.placed import DeviceMacs, PartitionCount
from dlpulint.terms import Answer, Device, Effect, Severity, Verdict

SCHEMA_VERSION = 1
"""The version of the published schema that is read; keys may have been added within it."""


class WrittenFinding(Struct, frozen=True):
    """One finding, as far as it can be compared with that of another run."""

    rule: str
    level: Severity
    effect: Effect
    answer: Answer
    message: str
    fingerprint: str
    suppressed: str | None
    count: int = 1
    preview: bool = False


class WrittenOperator(Struct, frozen=True):
    """One operator and its device."""

    subgraph: int
    index: int
    op: str
    outputs: tuple[str, ...]
    device: Device
    because: tuple[str, ...]


class WrittenPartitions(Struct, frozen=True):
    """The pieces that a graph falls into, and how many the target takes."""

    best: PartitionCount
    worst: PartitionCount
    limit: int | None


class WrittenPlacement(Struct, frozen=True):
    """Where the operators run."""

    operators: tuple[WrittenOperator, ...]
    partitions: WrittenPartitions
    macs: DeviceMacs
    preview: bool = False


class WrittenEndpoint(Struct, frozen=True):
    """An input or output: what an application has to know of a model."""

    name: str
    dtype: str
    shape: tuple[int | None, ...] | None
    layout: str | None
    scale: float | None
    zero_point: int | None


class WrittenModel(Struct, frozen=True):
    """What a model is, apart from any target."""

    sha256: str
    inputs: tuple[WrittenEndpoint, ...]
    outputs: tuple[WrittenEndpoint, ...]


class WrittenError(Struct, frozen=True):
    """Why a file could not be read."""

    message: str


class WrittenShape(Struct, frozen=True):
    """A shape that an input was taken to have."""

    name: str | None
    shape: tuple[int, ...]


class WrittenVersions(Struct, frozen=True):
    """The versions of camera and tools that were stated."""

    axis_os: str | None = None
    runtime: str | None = None
    edgetpu_runtime: str | None = None
    compiler: str | None = None


class WrittenReport(Struct, frozen=True):
    """One file on one target."""

    path: str
    target: str
    pack_version: str
    verdict: Verdict
    error: WrittenError | None
    model: WrittenModel | None
    findings: tuple[WrittenFinding, ...]
    placement: WrittenPlacement | None
    meant: bool = True
    """Whether what is found of it may fail a run."""
    stated: tuple[WrittenVersions, ...] = ()
    """The versions that it was judged for, where not the run's."""
    as_if: str | None = None
    input_shapes: tuple[WrittenShape, ...] = ()


class WrittenTool(Struct, frozen=True):
    """Who wrote the report."""

    name: str
    version: str


class WrittenRun(Struct, frozen=True):
    """A whole run."""

    tool: WrittenTool
    reports: tuple[WrittenReport, ...]
    stated: WrittenVersions = field(default_factory=WrittenVersions)


class _Head(Struct, frozen=True):
    """What tells whether the rest can be understood."""

    schema_version: int
    tool: WrittenTool


def is_report(data: bytes) -> bool:
    """Whether a file's beginning is that of JSON, which no model file has."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read_run(data: bytes, name: str) -> WrittenRun:
    """A JSON report from its bytes. Raises UsageError for another file, which it calls `name`."""
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

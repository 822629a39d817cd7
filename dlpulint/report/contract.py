"""JSON reports read back: what `--format json` wrote, by this dlpulint or an earlier one."""

import json
from collections.abc import Sequence
from math import isfinite
from typing import TypeAlias

import msgspec
from msgspec import Struct, field

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Answer, Device, Effect, Severity, Verdict
from dlpulint.basics.version import Version, Versions
from dlpulint.findings.finding import Finding, Location
from dlpulint.placement.result import DeviceMacs, PartitionCount
from dlpulint.report.commands import NextStep
from dlpulint.report.report import (
    Endpoint,
    ModelReport,
    ModelSummary,
    PlacementSummary,
    Reference,
    Report,
    StepSummary,
)
from dlpulint.report.sentences import change_sentences, cut_sentence

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
    counts: bool = True
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


Json: TypeAlias = "bool | int | float | str | Sequence[Json] | dict[str, Json] | None"


def write(report: Report) -> str:
    """The whole report as indented JSON; the same report gives the same bytes."""
    document: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "dlpulint", "version": report.tool_version},
        "stated": _stated(report.stated),
        "remarks": list(report.remarks),
        "reports": [_report(one, counts=report.counts(one)) for one in report.reports],
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _stated(versions: Versions) -> Json:
    """The versions that the user stated; null for the others."""
    return {
        "axis_os": _version(versions.axis_os),
        "runtime": _version(versions.runtime),
        "edgetpu_runtime": _version(versions.edgetpu_runtime),
        "compiler": _version(versions.compiler),
    }


def _version(version: Version | None) -> str | None:
    return None if version is None else str(version)


def _report(report: ModelReport, *, counts: bool) -> Json:
    document: dict[str, Json] = {
        "path": report.path,
        "format": report.format,
        "target": report.target,
        "pack_version": report.pack_version,
        "verdict": report.verdict.value,
        "counts": counts,
        "error": None if report.error is None else {"message": report.error},
        "model": None if report.model is None else _model(report.model),
        "findings": [_finding(finding) for finding in report.findings],
        "placement": None
        if report.placement is None
        else _placement(report.placement, report.backend),
        "preview": report.preview,
        "as_if": report.as_if,
        "input_shapes": [
            {"name": shape.name, "shape": list(shape.sizes)} for shape in report.input_shapes
        ],
        "stated": [_stated(versions) for versions in report.stated],
        "notices": list(report.notices),
        "reference": None if report.reference is None else _reference(report.reference),
        "next_step": None if report.next_step is None else _next_step(report.next_step),
        "try_on_camera": report.try_on_camera,
    }
    return document


def _next_step(step: NextStep) -> Json:
    return {"commands": list(step.commands), "notes": list(step.notes)}


def _model(model: ModelSummary) -> Json:
    return {
        "sha256": model.sha256,
        "bytes": model.bytes,
        "made_by": model.made_by,
        "family": None
        if model.family is None
        else {"backbone": model.family.backbone, "head": model.family.head},
        "inputs": [_endpoint(endpoint) for endpoint in model.inputs],
        "outputs": [_endpoint(endpoint) for endpoint in model.outputs],
        "operators": model.operators,
        "parameters": model.parameters,
        "macs": model.macs,
        "peak_activation_bytes": model.peak_activation_bytes,
        "simple_layers": {
            "operators": _share(model.simple_layers.operators, model.simple_layers.of_operators),
            "macs": _share(model.simple_layers.macs, model.simple_layers.of_macs),
        },
        "patterns": [{"name": one.name, "count": one.count} for one in model.patterns],
    }


def _share(part: int, whole: int) -> float | None:
    """A part of 1 to four places; `None` of nothing."""
    return round(part / whole, 4) if whole else None


def _reference(reference: Reference) -> Json:
    return {
        "model": reference.model,
        "input": reference.input or None,
        "camera": reference.camera,
        "axis_os": reference.axis_os,
        "latency_ms": reference.latency_ms,
        "source": reference.source,
    }


def _endpoint(endpoint: Endpoint) -> Json:
    return {
        "name": endpoint.name,
        "dtype": endpoint.dtype,
        "shape": None if endpoint.shape is None else list(endpoint.shape),
        "layout": endpoint.layout,
        "scale": _finite(endpoint.scale),
        "zero_point": endpoint.zero_point,
        "bytes": endpoint.bytes,
        "range": None if endpoint.range is None else list(endpoint.range),
    }


def _finite(number: float | None) -> float | None:
    """JSON has no infinities; a damaged file may."""
    return number if number is not None and isfinite(number) else None


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "level": finding.level.value,
        "effect": finding.effect.value,
        "answer": finding.answer.value,
        "evidence": finding.evidence.value,
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "source": {
            "title": finding.source.title,
            "url": finding.source.url,
            "read": finding.source.read.isoformat(),
        },
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
        "preview": finding.preview,
        "count": finding.count,
        "locations": [_location(location) for location in finding.locations],
    }


def _location(location: Location) -> Json:
    return {
        "subgraph": location.subgraph,
        "index": location.index,
        "op": location.op,
        "builtin": location.builtin,
        "kind": location.kind,
        "tensors": list(location.tensors),
        "values": {
            name: str(value) if isinstance(value, float) and not isfinite(value) else value
            for name, value in location.values.items()
        },
    }


def _placement(placement: PlacementSummary, backend: str) -> Json:
    return {
        "preview": placement.preview,
        "operators": [
            {
                "subgraph": operator.subgraph,
                "index": operator.index,
                "op": operator.op,
                "outputs": list(operator.outputs),
                "device": operator.device.value,
                "direct": operator.direct,
                "because": list(operator.because),
                "macs": operator.macs,
            }
            for operator in placement.operators
        ],
        "partitions": {
            "best": _count(placement.best),
            "worst": _count(placement.worst),
            "limit": placement.limit,
        },
        "macs": {
            "dlpu": placement.macs.dlpu,
            "cpu": placement.macs.cpu,
            "unknown": placement.macs.unknown,
        },
        "blockers": [
            {
                "operators": [list(operator) for operator in blocker.operators],
                "cause": blocker.cause,
                "macs_won": blocker.macs_won,
                "partitions_after": blocker.partitions_after,
            }
            for blocker in placement.blockers
        ],
        "counts": {device.value: placement.count(device) for device in Device},
        "cut": _cut(placement, backend),
        "steps": [
            _step(step, sentence)
            for step, sentence in zip(
                placement.steps, change_sentences(placement, backend), strict=True
            )
        ],
    }


def _step(step: StepSummary, sentence: str) -> Json:
    after = step.after
    return {
        "operators": [[operator.subgraph, operator.index] for operator in step.operators],
        "causes": list(step.causes),
        "operators_on_dlpu": after.operators,
        "macs": {"dlpu": after.macs.dlpu, "cpu": after.macs.cpu, "unknown": after.macs.unknown},
        "partitions": {"best": _count(after.best), "worst": _count(after.worst)},
        "sentence": sentence,
    }


def _cut(placement: PlacementSummary, backend: str) -> Json:
    cut = placement.cut
    if cut is None:
        return None
    return {
        "subgraph": cut.operator.subgraph,
        "index": cut.operator.index,
        "op": cut.operator.op,
        "operators_behind": cut.operators_behind,
        "macs_behind": cut.macs_behind,
        "sentence": cut_sentence(placement, backend),
    }


def _count(count: PartitionCount) -> Json:
    return {"dlpu": count.dlpu, "cpu": count.cpu}

"""Runs as they are read back, made by hand."""

from collections.abc import Sequence

from dlpulint.basics.terms import Answer, Device, Effect, Severity, Verdict
from dlpulint.compare.data import Difference, Side
from dlpulint.compare.difference import difference
from dlpulint.placement.result import DeviceMacs, PartitionCount
from dlpulint.report.contract import (
    WrittenEndpoint,
    WrittenError,
    WrittenFinding,
    WrittenModel,
    WrittenOperator,
    WrittenPartitions,
    WrittenPlacement,
    WrittenReport,
    WrittenRun,
    WrittenTool,
    WrittenVersions,
)


def finding(
    rule: str = "artpec8/x",
    *,
    level: Severity = Severity.ERROR,
    answer: Answer = Answer.BAD,
    count: int = 1,
    suppressed: str | None = None,
    preview: bool = False,
    message: str = "CONV_2D at 3 is wrong",
) -> WrittenFinding:
    return WrittenFinding(
        rule=rule,
        level=level,
        effect=Effect.WRONG if level is Severity.ERROR else Effect.SLOW,
        answer=answer,
        message=message,
        fingerprint=f"print of {rule}",
        suppressed=suppressed,
        count=count,
        preview=preview,
    )


def operators(*ops: str, prefix: str = "t") -> tuple[WrittenOperator, ...]:
    """Operators on the DLPU, those written as `OP!` on the CPU."""
    return tuple(
        WrittenOperator(
            subgraph=0,
            index=index,
            op=op.removesuffix("!"),
            outputs=(f"{prefix}{index}",),
            device=Device.CPU if op.endswith("!") else Device.DLPU,
            because=("artpec8/unlisted",) if op.endswith("!") else (),
        )
        for index, op in enumerate(ops)
    )


def placement(
    ops: Sequence[WrittenOperator] = (),
    *,
    dlpu: int = 1_000,
    cpu: int = 0,
    partitions: int = 1,
    preview: bool = False,
) -> WrittenPlacement:
    count = PartitionCount(partitions, 0)
    return WrittenPlacement(
        operators=tuple(ops) or operators("CONV_2D"),
        partitions=WrittenPartitions(count, count, 16),
        macs=DeviceMacs(dlpu, cpu, 0),
        preview=preview,
    )


def endpoint(
    name: str = "image",
    dtype: str = "uint8",
    shape: tuple[int | None, ...] | None = (1, 96, 96, 3),
    scale: float | None = 0.0078125,
    zero_point: int | None = 128,
) -> WrittenEndpoint:
    return WrittenEndpoint(name, dtype, shape, "nhwc", scale, zero_point)


def model(
    digest: str = "a" * 64,
    inputs: Sequence[WrittenEndpoint] = (),
    outputs: Sequence[WrittenEndpoint] = (),
) -> WrittenModel:
    return WrittenModel(
        digest, tuple(inputs) or (endpoint(),), tuple(outputs) or (endpoint("scores"),)
    )


def report(
    path: str = "models/a.tflite",
    *findings: WrittenFinding,
    target: str = "artpec8",
    verdict: Verdict = Verdict.SLOW,
    of: WrittenModel | None = None,
    where: WrittenPlacement | None = None,
    pack_version: str = "2026.1",
    error: str | None = None,
    counts: bool = True,
) -> WrittenReport:
    return WrittenReport(
        path=path,
        target=target,
        pack_version=pack_version,
        verdict=Verdict.UNKNOWN if error else verdict,
        error=WrittenError(error) if error else None,
        model=None if error else of or model(),
        findings=findings,
        placement=None if error else where or placement(),
        counts=counts,
    )


def run(*reports: WrittenReport, tool: str = "0.1.0", axis_os: str | None = None) -> WrittenRun:
    return WrittenRun(WrittenTool("dlpulint", tool), reports, WrittenVersions(axis_os=axis_os))


def compare(
    old: WrittenRun, new: WrittenRun, *, gates: Sequence[str] = ("error",), earlier: bool = True
) -> Difference:
    sides = (
        Side("old.json" if earlier else "old", earlier, old.tool.version, old.stated),
        Side("new.json", True, new.tool.version, new.stated),
    )
    return difference(old, new, sides, gates)

"""Runs as they are read back, made by hand."""

from collections.abc import Sequence
from datetime import date

from dlpulint.basics.terms import Answer, Device, Effect, Evidence, Severity, Verdict
from dlpulint.basics.version import VersionTexts
from dlpulint.compare.data import Difference, Side
from dlpulint.compare.difference import difference
from dlpulint.findings.source import Source
from dlpulint.placement.result import DeviceMacs, PartitionCount
from dlpulint.report.contract import (
    WrittenFinding,
    WrittenModel,
    WrittenPartitions,
    WrittenPlacement,
    WrittenReport,
    WrittenRun,
    WrittenShares,
)
from dlpulint.report.report import DeviceCounts, Endpoint, Failure, PlacedOperator, Tool


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
        title="X",
        evidence=Evidence.DOCUMENTED,
        why="",
        fix="",
        source=Source(title="", url="", read=date(2026, 9, 1)),
        locations=(),
        level=level,
        effect=Effect.WRONG if level is Severity.ERROR else Effect.SLOW,
        answer=answer,
        message=message,
        fingerprint=f"print of {rule}",
        suppressed=suppressed,
        count=count,
        preview=preview,
    )


def operators(*ops: str, prefix: str = "t") -> tuple[PlacedOperator, ...]:
    """Operators on the DLPU, those written as `OP!` on the CPU."""
    return tuple(
        PlacedOperator(
            subgraph=0,
            index=index,
            op=op.removesuffix("!"),
            outputs=(f"{prefix}{index}",),
            device=Device.CPU if op.endswith("!") else Device.DLPU,
            direct=None,
            because=("artpec8/unlisted",) if op.endswith("!") else (),
            macs=None,
        )
        for index, op in enumerate(ops)
    )


def placement(
    ops: Sequence[PlacedOperator] = (),
    *,
    dlpu: int = 1_000,
    cpu: int = 0,
    partitions: int = 1,
    preview: bool = False,
) -> WrittenPlacement:
    count = PartitionCount(partitions, 0)
    return WrittenPlacement(
        operators=tuple(ops) or operators("CONV_2D"),
        partitions=WrittenPartitions(best=count, worst=count, limit=16),
        macs=DeviceMacs(dlpu, cpu, 0),
        preview=preview,
        blockers=(),
        counts=DeviceCounts(0, 0, 0),
        cut=None,
        steps=(),
    )


def endpoint(
    name: str = "image",
    dtype: str = "uint8",
    shape: tuple[int | None, ...] | None = (1, 96, 96, 3),
    scale: float | None = 0.0078125,
    zero_point: int | None = 128,
) -> Endpoint:
    return Endpoint(name, dtype, shape, "nhwc", scale, zero_point, None)


def model(
    digest: str | None = "a" * 64,
    inputs: Sequence[Endpoint] = (),
    outputs: Sequence[Endpoint] = (),
) -> WrittenModel:
    return WrittenModel(
        sha256=digest,
        bytes=1,
        made_by=None,
        family=None,
        inputs=tuple(inputs) or (endpoint(),),
        outputs=tuple(outputs) or (endpoint("scores"),),
        operators=1,
        parameters=0,
        macs=0,
        peak_activation_bytes=None,
        simple_layers=WrittenShares(operator_share=None, mac_share=None),
        patterns=(),
    )


def report(
    path: str = "models/a.tflite",
    *findings: WrittenFinding,
    target: str = "artpec8",
    verdict: Verdict = Verdict.SLOW,
    of: WrittenModel | None = None,
    where: WrittenPlacement | None = None,
    pack_version: str = "2026.1",
    pack_build: str | None = None,
    error: str | None = None,
    counts: bool = True,
) -> WrittenReport:
    return WrittenReport(
        path=path,
        target=target,
        pack_version=pack_version,
        pack_build=pack_build,
        verdict=Verdict.UNKNOWN if error else verdict,
        format="tflite",
        failure=Failure(error) if error else None,
        model=None if error else of or model(),
        findings=findings,
        placement=None if error else where or placement(),
        counts=counts,
        preview=False,
        as_if=None,
        input_shapes=(),
        stated_texts=(),
        notices=(),
        reference=None,
        next_step=None,
        try_on_camera=None,
    )


def run(
    *reports: WrittenReport,
    tool: str = "0.1.0",
    build: str | None = None,
    axis_os: str | None = None,
) -> WrittenRun:
    return WrittenRun(
        tool=Tool("dlpulint", tool, build),
        stated_texts=VersionTexts(axis_os=axis_os),
        remarks=(),
        reports=reports,
    )


def compare(
    old: WrittenRun, new: WrittenRun, *, gates: Sequence[str] = ("error",), earlier: bool = True
) -> Difference:
    before, after = old.tool, new.tool
    name = "old.json" if earlier else "old"
    sides = (
        Side(name, earlier, before.version, old.stated_texts, before.build),
        Side("new.json", True, after.version, new.stated_texts, after.build),
    )
    return difference(old, new, sides, gates)

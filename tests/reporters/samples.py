"""Reports made by hand, so that reporters are tested without models and packs."""

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Evidence, Partitioning, Severity, Verdict
from dlpulint.facts.families.family import Family
from dlpulint.facts.simple_layers import SimpleLayers
from dlpulint.findings.finding import Finding, Fixable, Location, fingerprint
from dlpulint.findings.source import Source
from dlpulint.placement.result import DeviceMacs, PartitionCount
from dlpulint.report.report import (
    BlockerSummary,
    Endpoint,
    ModelReport,
    ModelSummary,
    PlacedOperator,
    PlacementSummary,
    Reference,
    Report,
    TargetSummary,
)
from dlpulint.report.sentences import with_sentences

SOURCE = Source(
    title="ARTPEC-8 supported operators",
    url="https://example.org/ops?chip=artpec-8&part=(1)",
    read=date(2026, 11, 20),
)

ONE_EACH = PartitionCount(1, 1)

REFERENCE = Reference(
    model="MobileNetV2",
    input="224x224",
    camera="Q1656-LE",
    axis_os="12.11.72",
    latency_ms=5.36,
    source="AxisCommunications/axis-model-zoo@51d6beb8ef README.md",
)

CUT_TAIL = Fixable("cut-tail", "Cut off 3 operators after the last layers")
PER_TENSOR = Fixable("per-tensor", "Write one scale per tensor", lossy=True)

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "](javascript:alert(1))",
    "a\u202eetilft.b",
    "{{ 7 * 7 }}{0}",
    "::error::\n# heading\x1b[31m",
    "\udcff",
    "n" * 100_000,
)
"""Names that are more than letters to some format."""


def target(name: str = "artpec8", *, about: Sequence[str] = ()) -> TargetSummary:
    return TargetSummary(name, f"Axis {name.upper()} DLPU", "2026.1", tuple(about))


def place(index: int | None = 12, tensor: str = "Conv2D_1", **values: int | str) -> Location:
    if index is None:
        return Location(0, None, None, None, None, (tensor,), MappingProxyType(values))
    return Location(0, index, "CONV_2D", 3, "conv", (tensor,), MappingProxyType(values))


def finding(
    rule: str = "artpec8/per-channel-weights",
    *,
    target: str = "artpec8",
    title: str = "Weights quantized per channel",
    level: Severity = Severity.WARNING,
    effect: Effect = Effect.SLOW,
    answer: Answer = Answer.BAD,
    evidence: Evidence = Evidence.DOCUMENTED,
    message: str = "CONV_2D at 12 has 16 weight scales; the DLPU is at its best with one",
    why: str = "The DLPU computes each channel apart.\n\nLatency rises.",
    fix: str = "Convert with `_experimental_disable_per_channel = True`.",
    source: Source = SOURCE,
    cause: str = "",
    locations: Sequence[Location] = (place(),),
    suppressed: str | None = None,
    fixable: Fixable | None = None,
) -> Finding:
    return Finding(
        rule=rule,
        title=title,
        level=level,
        effect=effect,
        answer=answer,
        evidence=evidence,
        message=message,
        why=why,
        fix=fix,
        source=source,
        fingerprint=fingerprint(rule, target, "conv", cause, answer),
        kind="conv",
        cause=cause,
        count=max(1, len(locations)),
        locations=tuple(locations),
        suppressed=suppressed,
        fixable=fixable,
    )


def model(
    *, inputs: Sequence[str] = ("image",), outputs: Sequence[str] = ("scores",)
) -> ModelSummary:
    return ModelSummary(
        sha256="0123456789abcdef" * 4,
        bytes=4_276_608,
        made_by="TensorFlow 2.15.0",
        family=Family("MobileNetV2", "classifier"),
        simple_layers=SimpleLayers(2, 3, 300_775_552, 300_775_552),
        inputs=tuple(
            Endpoint(name, "uint8", (1, 224, 224, 3), "nhwc", 0.0078125, 128, 150_528)
            for name in inputs
        ),
        outputs=tuple(
            Endpoint(name, "float32", (None, 1000), None, None, None, None) for name in outputs
        ),
        operators=3,
        parameters=3_538_984,
        macs=300_775_552,
        peak_activation_bytes=2_408_448,
    )


def placed(
    index: int,
    op: str = "CONV_2D",
    device: Device = Device.DLPU,
    *,
    tensor: str = "out",
    direct: bool | None = None,
    because: Sequence[str] = (),
    macs: int | None = 1_000_000,
    subgraph: int = 0,
    partition: int | None = None,
) -> PlacedOperator:
    return PlacedOperator(
        subgraph, index, op, (tensor,), device, direct, tuple(because), macs, partition
    )


def placement(
    operators: Sequence[PlacedOperator] | None = None,
    *,
    partitioning: Partitioning = Partitioning.GREEDY,
    best: PartitionCount = ONE_EACH,
    worst: PartitionCount = ONE_EACH,
    limit: int | None = 16,
    blockers: Sequence[BlockerSummary] = (),
) -> PlacementSummary:
    if operators is None:
        operators = (
            placed(0),
            placed(1, "SOFTMAX", Device.CPU, direct=True, because=("artpec8/softmax/beta",)),
            placed(2, "RESHAPE", Device.CPU, direct=False, macs=0),
        )

    def macs(device: Device) -> int:
        return sum(operator.macs or 0 for operator in operators if operator.device is device)

    return PlacementSummary(
        partitioning=partitioning,
        operators=tuple(operators),
        best=best,
        worst=worst,
        limit=limit,
        macs=DeviceMacs(macs(Device.DLPU), macs(Device.CPU), macs(Device.UNKNOWN)),
        blockers=tuple(blockers),
    )


def model_report(
    path: str = "models/mobilenet.tflite",
    *,
    target: str = "artpec8",
    verdict: Verdict = Verdict.SLOW,
    findings: Sequence[Finding] = (),
    foreign: bool = False,
    summary: ModelSummary | None = None,
    where: PlacementSummary | None = None,
    reference: Reference | None = None,
) -> ModelReport:
    return ModelReport(
        path=path,
        format="tflite",
        target=target,
        target_title=f"Axis {target.upper()} DLPU",
        pack_version="2026.1",
        device="axis-a8-dlpu-tflite",
        verdict=verdict,
        error=None,
        foreign=foreign,
        model=summary or model(),
        findings=tuple(findings),
        placement=with_sentences(where or placement(), "DLPU"),
        reference=reference,
    )


def unreadable(
    path: str = "models/broken.tflite", *, target: str = "artpec8", error: str = "empty file"
) -> ModelReport:
    return ModelReport(
        path=path,
        format=None,
        target=target,
        target_title=f"Axis {target.upper()} DLPU",
        pack_version="2026.1",
        device="axis-a8-dlpu-tflite",
        verdict=Verdict.UNKNOWN,
        error=error,
        foreign=False,
        model=None,
        findings=(),
        placement=None,
        reference=None,
    )


def report(*reports: ModelReport, targets: Sequence[TargetSummary] | None = None) -> Report:
    if targets is None:
        names = dict.fromkeys(linted.target for linted in reports) or ("artpec8",)
        targets = [target(name) for name in names]
    return Report("0.1.0", tuple(targets), tuple(reports))


def unmeant(whole: Report) -> Report:
    """As where all targets were asked for, and none of them for itself."""
    return replace(
        whole, reports=tuple(replace(linted, asked_for=False) for linted in whole.reports)
    )

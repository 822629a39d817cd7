"""A report that was read back from JSON, in the form that a run makes."""

from collections.abc import Callable
from itertools import pairwise

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Partitioning, Verdict
from dlpulint.basics.version import UNSTATED, Versions, VersionTexts, stated_versions
from dlpulint.facts.simple_layers import SimpleLayers
from dlpulint.findings.finding import Finding, Location
from dlpulint.model.input_shapes import InputShape
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import PlacementFigures
from dlpulint.report.contract import (
    WrittenFinding,
    WrittenModel,
    WrittenPlacement,
    WrittenReport,
    WrittenRun,
    WrittenShares,
    WrittenStep,
)
from dlpulint.report.report import (
    CutSummary,
    ModelReport,
    ModelSummary,
    PlacedOperator,
    PlacementSummary,
    Report,
    StepSummary,
    TargetSummary,
)

_WHOLE = 10_000
"""Shares of 1 are written with four decimals; a whole of so many parts gives them again."""


def report_of(run: WrittenRun, pack_of: Callable[[str], Pack | None]) -> Report:
    """The report that a JSON report was written from, without its graphs.

    A title, a device and the way a graph is partitioned are not written: they are those of the
    target's pack today. `pack_of` gives it by the target's name; `None` for a target that is gone.
    """
    names = dict.fromkeys(report.target for report in run.reports)
    packs = {name: pack_of(name) for name in names}
    versions = {name: r.pack_version for r in reversed(run.reports) for name in (r.target,)}
    return Report(
        tool_version=run.tool.version,
        targets=tuple(_target(name, versions[name], pack) for name, pack in packs.items()),
        reports=tuple(_report(report, packs[report.target]) for report in run.reports),
        stated=_versions(run.stated_texts),
        remarks=run.remarks,
    )


def _target(name: str, version: str, pack: Pack | None) -> TargetSummary:
    if pack is None:
        return TargetSummary(name, name, version, ())
    return TargetSummary(name, pack.title, version, pack.about)


def _versions(texts: VersionTexts) -> Versions:
    try:
        return stated_versions(
            axis_os=texts.axis_os,
            runtime=texts.runtime,
            edgetpu_runtime=texts.edgetpu_runtime,
            compiler=texts.compiler,
        )
    except UsageError:
        return UNSTATED


def _report(report: WrittenReport, pack: Pack | None) -> ModelReport:
    unread = report.failure is not None
    if pack is None:
        foreign = report.verdict is Verdict.CONVERT or not report.counts
    else:
        foreign = report.format is not None and report.format not in pack.formats
    return ModelReport(
        path=report.path,
        format=report.format,
        target=report.target,
        target_title=report.target if pack is None else pack.title,
        pack_version=report.pack_version,
        device="" if pack is None else pack.device,
        verdict=report.verdict,
        error=None if report.failure is None else report.failure.message,
        foreign=foreign,
        model=None if report.model is None else _model(report.model),
        findings=tuple(map(_finding, report.findings)),
        placement=None if report.placement is None else _placement(report.placement, pack),
        reference=report.reference,
        per_tensor_risk=report.per_tensor_risk,
        latency=report.latency,
        backend="DLPU" if pack is None or unread else pack.backend,
        as_if=report.as_if,
        input_shapes=tuple(InputShape(shape.name, shape.sizes) for shape in report.input_shapes),
        notices=report.notices,
        try_on_camera=report.try_on_camera,
        next_step=report.next_step,
        asked_for=report.counts or not foreign,
        stated=tuple(map(_versions, report.stated_texts)),
        pack_build=report.pack_build,
        after_conversion=report.after_conversion,
        confrontation=report.confrontation,
    )


def _model(model: WrittenModel) -> ModelSummary:
    return ModelSummary(
        sha256=model.sha256,
        bytes=model.bytes,
        made_by=model.made_by,
        family=model.family,
        simple_layers=_simple_layers(model.simple_layers),
        inputs=model.inputs,
        outputs=model.outputs,
        operators=model.operators,
        parameters=model.parameters,
        macs=model.macs,
        peak_activation_bytes=model.peak_activation_bytes,
        patterns=model.patterns,
    )


def _simple_layers(shares: WrittenShares) -> SimpleLayers:
    (operators, of_operators), (macs, of_macs) = (
        (0, 0) if share is None else (round(share * _WHOLE), _WHOLE)
        for share in (shares.operator_share, shares.mac_share)
    )
    return SimpleLayers(operators, of_operators, macs, of_macs)


def _finding(finding: WrittenFinding) -> Finding:
    return Finding(
        rule=finding.rule,
        title=finding.title,
        level=finding.level,
        effect=finding.effect,
        answer=finding.answer,
        evidence=finding.evidence,
        message=finding.message,
        why=finding.why,
        fix=finding.fix,
        source=finding.source,
        fingerprint=finding.fingerprint,
        kind="",
        cause="",
        count=finding.count,
        locations=tuple(
            Location(
                subgraph=one.subgraph,
                index=one.index,
                op=one.op,
                builtin=one.builtin,
                kind=one.kind,
                tensors=one.tensors,
                values=one.finite_values,
            )
            for one in finding.locations
        ),
        suppressed=finding.suppressed,
        preview=finding.preview,
        cut=finding.cut,
        fixable=finding.fixable,
        confirmed=finding.confirmed,
    )


def _placement(placement: WrittenPlacement, pack: Pack | None) -> PlacementSummary:
    found = {(operator.subgraph, operator.index): operator for operator in placement.operators}
    cut = placement.cut
    ends_at = None if cut is None else found.get((cut.subgraph, cut.index))
    partitions = placement.partitions
    return PlacementSummary(
        partitioning=Partitioning.GREEDY if pack is None else pack.partitioning,
        operators=placement.operators,
        best=partitions.best,
        worst=partitions.worst,
        limit=partitions.limit,
        macs=placement.macs,
        blockers=placement.blockers,
        steps=_steps(placement, found),
        cut=(
            CutSummary(ends_at, cut.operators_behind, cut.macs_behind, cut.sentence)
            if cut is not None and ends_at is not None
            else None
        ),
        preview=placement.preview,
    )


def _steps(
    placement: WrittenPlacement, found: dict[tuple[int, int], PlacedOperator]
) -> tuple[StepSummary, ...]:
    partitions = placement.partitions
    now = PlacementFigures(placement.counts.dlpu, placement.macs, partitions.best, partitions.worst)
    figures = [now, *map(_figures, placement.steps)]
    return tuple(
        StepSummary(_placed(step, found), step.causes, before, after, step.sentence)
        for step, (before, after) in zip(placement.steps, pairwise(figures), strict=True)
    )


def _figures(step: WrittenStep) -> PlacementFigures:
    partitions = step.partitions
    return PlacementFigures(step.operators_on_dlpu, step.macs, partitions.best, partitions.worst)


def _placed(
    step: WrittenStep, found: dict[tuple[int, int], PlacedOperator]
) -> tuple[PlacedOperator, ...]:
    return tuple(found[key] for key in step.operator_keys if key in found)

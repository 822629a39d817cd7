"""Report data of a model and of its placement, without the model itself."""

from math import isfinite

from msgspec import convert

from dlpulint.basics.terms import Device
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import image_layout
from dlpulint.facts.real_range import real_range
from dlpulint.facts.sizes import bytes_of
from dlpulint.model.graph import Tensor
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import (
    DeviceMacs,
    PartitionCount,
    Placed,
    Placement,
    PlacementFigures,
)
from dlpulint.report.measured import nearest_measurement
from dlpulint.report.report import (
    BlockerSummary,
    CutSummary,
    Endpoint,
    ModelSummary,
    PatternCount,
    PlacedOperator,
    PlacementSummary,
    Reference,
    StepSummary,
)
from dlpulint.report.sentences import with_sentences


def model_summary(facts: Facts, digest: str | None, size: int) -> ModelSummary:
    """Summary of a model; `digest` is the file's SHA-256, `size` its bytes."""
    model = facts.model
    return ModelSummary(
        sha256=digest,
        bytes=size,
        made_by=model.metadata.made_by,
        family=facts.family,
        simple_layers=facts.simple_layers,
        inputs=tuple(_endpoint(tensor) for tensor in model.inputs),
        outputs=tuple(_endpoint(tensor) for tensor in model.outputs),
        operators=len(model.operators),
        parameters=facts.parameters,
        macs=facts.total_macs,
        peak_activation_bytes=facts.peak_activation_bytes,
        patterns=tuple(
            PatternCount(name, len(found)) for name, found in facts.patterns.items() if found
        ),
    )


def _endpoint(tensor: Tensor) -> Endpoint:
    quantization = tensor.quantization
    return Endpoint(
        name=tensor.name,
        dtype=tensor.dtype,
        shape=tensor.shape,
        layout=image_layout(tensor.shape),
        scale=_finite(quantization.scale) if quantization else None,
        zero_point=quantization.zero_point if quantization else None,
        bytes=bytes_of(tensor),
        range=real_range(tensor),
    )


def _finite(number: float | None) -> float | None:
    """The number; `None` for infinities and NaN, which a damaged file may have and JSON lacks."""
    return number if number is not None and isfinite(number) else None


def reference_of(facts: Facts, pack: Pack) -> Reference | None:
    """Measurement of the nearest network by Axis on the target's chip, if one is near."""
    found = nearest_measurement(facts, pack.target)
    return None if found is None else convert(found, Reference, from_attributes=True)


def placement_summary(placement: Placement | None, pack: Pack) -> PlacementSummary:
    """Summary of a placement; nothing runs of a format that the target does not accept."""
    if placement is None:
        nothing = PartitionCount(0, 0)
        return PlacementSummary(
            pack.partitioning, (), nothing, nothing, pack.partition_limit, DeviceMacs(0, 0, 0), ()
        )
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    operators = {p.operator: _placed_operator(p, shared) for p in placement.operators}
    steps: list[StepSummary] = []
    on_dlpu = sum(placed.device is Device.DLPU for placed in placement.operators)
    reached = PlacementFigures(on_dlpu, placement.macs, placement.best, placement.worst)
    for step in placement.steps:
        changed = tuple(operators[operator] for operator in step.operators)
        steps.append(StepSummary(changed, step.causes, reached, step.figures))
        reached = step.figures
    cut = placement.cut
    summary = PlacementSummary(
        partitioning=placement.partitioning,
        operators=tuple(operators.values()),
        best=placement.best,
        worst=placement.worst,
        limit=placement.partition_limit,
        macs=placement.macs,
        blockers=tuple(
            BlockerSummary(
                operators=tuple((o.subgraph, o.index) for o in blocker.operators),
                cause=blocker.cause,
                macs_won=blocker.macs_won,
                partitions_after=blocker.partitions_after,
            )
            for blocker in placement.blockers
        ),
        steps=tuple(steps),
        cut=None
        if cut is None
        else CutSummary(operators[cut.operator], cut.operators_behind, cut.macs_behind),
    )
    return with_sentences(summary, pack.backend)


def _placed_operator(
    placed: Placed, shared: dict[tuple[str, ...], tuple[str, ...]]
) -> PlacedOperator:
    """The operator without its model; `shared` has one object for equal reasons."""
    because = tuple(dict.fromkeys([reason.id for reason in placed.reasons]))
    return PlacedOperator(
        subgraph=placed.operator.subgraph,
        index=placed.operator.index,
        op=placed.operator.native,
        outputs=tuple([tensor.name for tensor in placed.operator.outputs]),
        device=placed.device,
        direct=placed.direct,
        because=shared.setdefault(because, because),
        macs=placed.macs,
        partition=placed.partition,
    )

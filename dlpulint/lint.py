"""One model against one pack: a model report, or the reason why there is none."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from dlpulint import loader
from dlpulint.engine import Judgement, judge
from dlpulint.errors import ModelFileError
from dlpulint.facts import Facts
from dlpulint.facts.layout import image_layout
from dlpulint.facts.sizes import bytes_of
from dlpulint.loader.printable import printable
from dlpulint.model import Model, Tensor
from dlpulint.packs import Pack
from dlpulint.placed import DeviceMacs, PartitionCount, Placement
from dlpulint.reference import nearest_measurement
from dlpulint.report import (
    BlockerSummary,
    Endpoint,
    ModelReport,
    ModelSummary,
    PlacedOperator,
    PlacementSummary,
    Reference,
)
from dlpulint.terms import Verdict

CRASHED = "internal error, please report it (DLPULINT_DEBUG=1 shows the traceback)"
"""What is said of a model over which a check of ours fell."""

DEBUG = "DLPULINT_DEBUG"
"""The environment variable that lets internal errors through with their traceback."""

STDIN = "-"
"""The path that stands for standard input."""


def lint_file(
    path: str, packs: Iterable[Pack], stdin: bytes | None = None
) -> Iterator[ModelReport]:
    """Lint one file for each pack. A file that cannot be read gives a report that says so."""
    try:
        model, digest, size = _read(path, stdin)
        facts = Facts(model)
        summary = _summary(facts, digest, size)
    except ModelFileError as error:
        yield from (_unreadable(path, pack, str(error)) for pack in packs)
        return
    except Exception as error:
        reason = _crash(error)
        yield from (_unreadable(path, pack, reason) for pack in packs)
        return
    for pack in packs:
        try:
            report = _report(path, facts, summary, pack, judge(facts, pack))
        except Exception as error:
            report = _unreadable(path, pack, _crash(error))
        yield report


def shown(path: str) -> str:
    """A path as reports print it: file names may hold bytes that move a terminal's cursor."""
    return path if path.isprintable() else printable(path, longest=len(path))


def _crash(error: Exception) -> str:
    """What is said when a loader or check of ours falls over a model.

    Such a mistake must not hide the other models; exit code 2 tells of it.
    """
    if DEBUG in os.environ:
        raise error
    return f"{CRASHED}: {type(error).__name__}: {error}"


def _read(path: str, stdin: bytes | None) -> tuple[Model, str, int]:
    """The model with the file's SHA-256 and size in bytes."""
    if path == STDIN and stdin is not None:
        return loader.load_bytes(memoryview(stdin)), hashlib.sha256(stdin).hexdigest(), len(stdin)
    file = Path(path)
    model = loader.load(file)
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return model, digest, file.stat().st_size


def _summary(facts: Facts, digest: str, size: int) -> ModelSummary:
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
    )


def _endpoint(tensor: Tensor) -> Endpoint:
    quantization = tensor.quantization
    return Endpoint(
        name=tensor.name,
        dtype=tensor.dtype,
        shape=tensor.shape,
        layout=image_layout(tensor.shape),
        scale=quantization.scale if quantization else None,
        zero_point=quantization.zero_point if quantization else None,
        bytes=bytes_of(tensor),
    )


def _report(
    path: str, facts: Facts, summary: ModelSummary, pack: Pack, judgement: Judgement
) -> ModelReport:
    model = facts.model
    known = model.format in ("tflite", "onnx")
    return ModelReport(
        path=shown(path),
        format=model.format if known else None,
        target=pack.target,
        target_title=pack.title,
        pack_version=pack.version,
        device=pack.device,
        verdict=judgement.verdict,
        error=None,
        foreign=model.format not in pack.formats,
        model=summary,
        findings=judgement.findings,
        placement=_placement(judgement.placement, pack),
        backend=pack.backend,
        reference=None if judgement.placement is None else _reference(facts, pack),
    )


def _reference(facts: Facts, pack: Pack) -> Reference | None:
    found = nearest_measurement(facts, pack.target)
    if found is None:
        return None
    return Reference(
        model=found.model,
        input=found.input,
        camera=found.camera,
        axis_os=found.axis_os,
        latency_ms=found.latency_ms,
        source=found.source,
    )


def _unreadable(path: str, pack: Pack, reason: str) -> ModelReport:
    return ModelReport(
        path=shown(path),
        format=None,
        target=pack.target,
        target_title=pack.title,
        pack_version=pack.version,
        device=pack.device,
        verdict=Verdict.UNKNOWN,
        error=reason,
        foreign=False,
        model=None,
        findings=(),
        placement=None,
        reference=None,
    )


def _placement(placement: Placement | None, pack: Pack) -> PlacementSummary:
    """A placement without its model; of a format that the target does not take, nothing runs."""
    if placement is None:
        nothing = PartitionCount(0, 0)
        return PlacementSummary(
            pack.partitioning, (), nothing, nothing, pack.partition_limit, DeviceMacs(0, 0, 0), ()
        )
    return PlacementSummary(
        partitioning=placement.partitioning,
        operators=tuple(
            PlacedOperator(
                subgraph=placed.operator.subgraph,
                index=placed.operator.index,
                op=placed.operator.native,
                outputs=tuple(tensor.name for tensor in placed.operator.outputs),
                device=placed.device,
                direct=placed.direct,
                because=tuple(dict.fromkeys(reason.id for reason in placed.reasons)),
                macs=placed.macs,
            )
            for placed in placement.operators
        ),
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
    )

"""A model report from a judgement, or from the reason why there is none."""

from collections.abc import Iterator

from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Severity, Verdict
from dlpulint.engine.cures import is_one_of
from dlpulint.engine.cutting import with_cuts
from dlpulint.engine.judge import Judgement
from dlpulint.engine.mendable.marks import with_fixes
from dlpulint.engine.model_files import raw_path, shown
from dlpulint.facts.facts import Facts
from dlpulint.packs.pack import Pack
from dlpulint.report.commands import command_on_camera, next_step
from dlpulint.report.conversion_commands import conversion_step
from dlpulint.report.estimate import latency_of
from dlpulint.report.report import ModelReport, ModelSummary
from dlpulint.report.summary import placement_summary, reference_of


def report_of(
    path: str, facts: Facts, summary: ModelSummary, pack: Pack, judgement: Judgement
) -> ModelReport:
    """Report on a model that was judged for a target."""
    model = facts.model
    loads = judgement.verdict is not Verdict.REJECTED and not any(
        finding.level is Severity.ERROR and finding.answer is Answer.BAD
        for finding in judgement.findings
    )
    step = conversion_step(shown(path), facts, pack, judgement.findings)
    converted = step is not None
    if step is None and loads:
        step = next_step(shown(path), model, pack)
    runs = loads and not converted and (step is None or bool(step.commands))
    return replace(
        _blank_report(path, pack),
        format=model.format if model.format in ("tflite", "onnx") else None,
        verdict=judgement.verdict,
        foreign=model.format not in pack.formats,
        model=summary,
        findings=with_fixes(
            with_cuts(judgement.findings, shown(path), model, pack),
            path,
            facts,
            pack,
            judgement,
        ),
        placement=placement_summary(judgement.placement, pack),
        backend=pack.backend,
        try_on_camera=command_on_camera(shown(path), model, pack) if runs else None,
        next_step=step,
        notices=tuple(_shipped(facts, pack)) if judgement.verdict is not Verdict.CLEAN else (),
        reference=None if judgement.placement is None else reference_of(facts, pack),
        latency=latency_of(facts, judgement.placement, pack, judgement.verdict),
    )


def _shipped(facts: Facts, pack: Pack) -> Iterator[str]:
    """Notices of networks of the model's family that Axis ships for the target."""
    for network in pack.shipped:
        if is_one_of(network.family, facts):
            yield f"{network.text} ({network.source.url})."


def unreadable_report(path: str, pack: Pack, reason: str) -> ModelReport:
    """Report on a file that could not be read, with the reason."""
    return replace(_blank_report(path, pack), error=reason)


def _blank_report(path: str, pack: Pack) -> ModelReport:
    """Report with only the file and the target filled in."""
    return ModelReport(
        path=shown(path),
        raw_path=raw_path(path),
        format=None,
        target=pack.target,
        target_title=pack.title,
        pack_version=pack.version,
        pack_build=pack.build,
        device=pack.device,
        verdict=Verdict.UNKNOWN,
        error=None,
        foreign=False,
        model=None,
        findings=(),
        placement=None,
        reference=None,
    )

"""A model report from a judgement, or the reason why there is none."""

from dlpulint.basics.terms import Answer, Severity, Verdict
from dlpulint.engine.judge import Judgement
from dlpulint.engine.model_files import raw_path, shown
from dlpulint.facts.facts import Facts
from dlpulint.packs.pack import Pack
from dlpulint.report.commands import command_on_camera, next_step
from dlpulint.report.report import ModelReport, ModelSummary
from dlpulint.report.summary import placement_summary, reference_of


def report_of(
    path: str, facts: Facts, summary: ModelSummary, pack: Pack, judgement: Judgement
) -> ModelReport:
    """Report of a model that was judged for a target."""
    model = facts.model
    known = model.format in ("tflite", "onnx")
    loads = judgement.verdict is not Verdict.REJECTED and not any(
        finding.level is Severity.ERROR and finding.answer is Answer.BAD
        for finding in judgement.findings
    )
    step = next_step(shown(path), model, pack) if loads else None
    makes_none = step is not None and not step.commands
    return ModelReport(
        path=shown(path),
        raw_path=raw_path(path),
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
        placement=placement_summary(judgement.placement, pack),
        backend=pack.backend,
        try_on_camera=command_on_camera(shown(path), model, pack)
        if loads and not makes_none
        else None,
        next_step=step,
        reference=None if judgement.placement is None else reference_of(facts, pack),
    )


def unreadable_report(path: str, pack: Pack, reason: str) -> ModelReport:
    """Report of a file that could not be read, with the reason."""
    return ModelReport(
        path=shown(path),
        raw_path=raw_path(path),
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

"""Reports on all files of a run, each file with the settings that it is linted with."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Scheme
from dlpulint.basics.version import TITLES, UNSTATED, Versions, __version__
from dlpulint.engine.every_job import OnProgress, linted_jobs
from dlpulint.engine.job import Job
from dlpulint.engine.resources import FRUGAL, Resources
from dlpulint.model.input_shapes import InputShape, refuse_unused
from dlpulint.packs.pack import Pack
from dlpulint.report.report import ModelReport, Report, TargetSummary


def lint_with(
    paths: Iterable[str],
    packs: Sequence[Pack],
    *,
    stdin: bytes | None = None,
    as_if: Scheme | None = None,
    shapes: Sequence[InputShape] = (),
    versions: Versions = UNSTATED,
    outlined: int = False,
    asked_for: bool = True,
    on_progress: OnProgress | None = None,
    resources: Resources = FRUGAL,
) -> Report:
    """Report on existing files, each linted with these packs.

    `outlined` reports carry the graphs of their models, for formats that draw them.
    `asked_for` is whether the targets were asked for, and not just all that there are.
    `on_progress` is called before each file.

    Raises UsageError for a shape that does not fit, or that no model has an input for.
    """
    jobs = [
        Job(
            path=path,
            packs=tuple(packs),
            versions=(versions,),
            as_if=as_if,
            shapes=tuple(shapes),
            asked_for=asked_for,
        )
        for path in paths
    ]
    report = lint_jobs(
        jobs, stdin=stdin, outlined=outlined, on_progress=on_progress, resources=resources
    )
    # A run without any file has targets and versions too.
    return replace(report, targets=target_summaries(packs), stated=versions)


def lint_jobs(
    jobs: Sequence[Job],
    *,
    stdin: bytes | None = None,
    outlined: int = False,
    on_progress: OnProgress | None = None,
    resources: Resources = FRUGAL,
) -> Report:
    """Report on existing files, in the order of the jobs.

    Raises UsageError for a shape that does not fit, or that no model has an input for.
    """
    stated = list(dict.fromkeys(job.versions for job in jobs))
    common = stated[0][0] if len(stated) == 1 and len(stated[0]) == 1 else UNSTATED
    found = linted_jobs(
        jobs, stdin=stdin, outlined=outlined, on_progress=on_progress, resources=resources
    )
    reports: list[ModelReport] = []
    inputs: dict[tuple[InputShape, ...], list[list[str]]] = {job.shapes: [] for job in jobs}
    for job, linted in zip(jobs, found, strict=True):
        for report in linted:
            if job.versions != (common,):
                report = _stating(report, job.versions)
            reports.append(report if job.asked_for else replace(report, asked_for=False))
            if report.model is not None:
                inputs[job.shapes].append([given.name for given in report.model.inputs])
    if all(report.error is None for report in reports):
        # An unreadable file may have that input; the reason why it is unreadable matters more.
        for shapes, names in inputs.items():
            refuse_unused(shapes, names)
    packs = {pack.target: pack for job in jobs for pack in job.packs}
    return Report(
        tool_version=__version__,
        targets=target_summaries(packs.values()),
        reports=tuple(reports),
        stated=common,
    )


def target_summaries(packs: Iterable[Pack]) -> tuple[TargetSummary, ...]:
    """The targets of a run, as its report lists them."""
    return tuple(TargetSummary(pack.target, pack.title, pack.version, pack.about) for pack in packs)


def _stating(report: ModelReport, versions: tuple[Versions, ...]) -> ModelReport:
    """The report, with the versions of its own job, which differ from those of other jobs."""
    if len(versions) == 2:
        notice = f"For {versions[0]}, and for {TITLES['axis_os']} {versions[1].axis_os}."
    else:
        notice = f"For {versions[0]}." if str(versions[0]) else "No versions are stated."
    return replace(report, stated=versions, notices=(notice, *report.notices))

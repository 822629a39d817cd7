"""`--fix`: mended copies of the models of a run, and the certificates of earlier ones verified."""

from pathlib import Path

import click
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.cli.options import Options
from dlpulint.engine.many_files import OnProgress
from dlpulint.engine.model_files import STDIN
from dlpulint.mending.certificate import read_certificate
from dlpulint.mending.edits.registry import refuse_edits
from dlpulint.mending.files import names_for, refuse_conflicts
from dlpulint.mending.fixed import fixed, refuse_strangers
from dlpulint.mending.verify import verification
from dlpulint.packs.applying import pack_for
from dlpulint.project.config.config import Project
from dlpulint.project.config.settings import Settings
from dlpulint.project.run import RunResult, run
from dlpulint.report.mended import Mending
from dlpulint.report.report import ModelReport


def refuse_standard_input(options: Options) -> None:
    """Raises UsageError for what `--fix` cannot work on, before anything is linted."""
    if STDIN in options.paths:
        raise UsageError("--fix writes a file beside the model; it cannot mend standard input")
    refuse_edits(options.fix_only, lossy=options.lossy)


def with_mended_files(
    result: RunResult,
    project: Project,
    settings: Settings,
    options: Options,
    *,
    outlined: bool,
    on_progress: OnProgress | None,
) -> tuple[RunResult, RunResult]:
    """The run with what was mended, and the run that counts: with mended files for their originals.

    Raises UsageError where a file is in the way, or cannot be written.
    """
    reports = result.report.reports
    wanted = [report for report in reports if report.error is None and report.counts]
    names = [names_for(report.file, report.target, options.fix_to) for report in wanted]
    refuse_conflicts(names, {report.file for report in reports})
    for conflict in names:
        refuse_strangers(conflict)
    shown: list[ModelReport] = []
    counting: list[ModelReport] = []
    for done, report in enumerate(reports):
        if on_progress is not None:
            on_progress(done, len(reports), report.path)
        mending = None
        if report.error is None and report.counts:
            mending = _mending(report, result, project, settings, options, outlined=outlined)
        shown.append(replace(report, mending=mending))
        counting.append(mending.file.report if mending and mending.file else report)
    return (
        replace(result, report=replace(result.report, reports=tuple(shown))),
        replace(result, report=replace(result.report, reports=tuple(counting))),
    )


def _mending(
    report: ModelReport,
    result: RunResult,
    project: Project,
    settings: Settings,
    options: Options,
    *,
    outlined: bool,
) -> Mending:
    """What comes of mending the file of a report; its files are written."""
    stated = report.stated[0] if report.stated else result.report.stated
    pack = pack_for(project.shelf.pack(report.target), stated)
    made = fixed(report.file, pack, only=options.fix_only, lossy=options.lossy)
    names = made.names(options.fix_to)
    if made.data is None:
        return made.mending(names, None, decode=False)
    made.write(options.fix_to, decode=options.fix_tail_python)
    again = replace(settings, targets=(report.target,), input_shape=())
    linted = run([names.mended.as_posix()], project, again, outlined=outlined)
    return made.mending(names, linted.report.reports[0], decode=options.fix_tail_python)


def verified(file: str) -> int:
    """Exit code of `--verify-fix`; prints the result."""
    found = verification(Path(file), read_certificate(Path(file)))
    click.echo(found.text)
    return 0 if found.holds else 1

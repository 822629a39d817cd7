"""`--fix`: mended copies of the models of a run, and the certificates of earlier ones verified."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError, UsageError
from dlpulint.cli.options import Options
from dlpulint.cli.outputs import say
from dlpulint.engine.every_job import OnProgress
from dlpulint.engine.model_files import STDIN, refuse_remote, shown
from dlpulint.engine.model_report import unreadable_report
from dlpulint.mending.certificate import read_certificate
from dlpulint.mending.copies import copies_among
from dlpulint.mending.edits.registry import refuse_edits
from dlpulint.mending.files import names_for, refuse_conflicts
from dlpulint.mending.fixed import fixed, original_of, refuse_strangers
from dlpulint.mending.verify import verification
from dlpulint.packs.applying import pack_for
from dlpulint.project.baseline import BaselineUse
from dlpulint.project.config.config import Project
from dlpulint.project.config.settings import Settings
from dlpulint.project.run import RunResult, run
from dlpulint.report.mended import Mending
from dlpulint.report.report import ModelReport

_TAIL = "cpu"
"""The target of the operators that are cut off."""


def refuse_standard_input(options: Options) -> None:
    """Raises UsageError for what `--fix` cannot work on, before anything is linted."""
    if STDIN in options.paths:
        raise UsageError("--fix writes a file beside the model; it cannot mend standard input")
    for path in options.paths:
        refuse_remote(path, "--fix writes a file beside the model")
    refuse_edits(options.fix_only, lossy=options.lossy)


def without_copies(files: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The files of a run without copies that an earlier run made of them, and remarks on those."""
    copies = copies_among(files)
    remarks = (
        f"{shown(file)}: a mended copy of a model of this run, skipped"
        for file in files
        if file in copies
    )
    return [file for file in files if file not in copies], tuple(remarks)


def with_mended_files(
    result: RunResult,
    project: Project,
    settings: Settings,
    options: Options,
    *,
    outlined: int,
    remarks: Sequence[str] = (),
    on_progress: OnProgress | None,
) -> tuple[RunResult, RunResult]:
    """The run with what was mended, and the run that counts: with mended files for their originals.

    Raises UsageError where a file is in the way, or cannot be written.
    """
    reports = result.report.reports
    wanted = [report for report in reports if report.error is None and report.counts]
    # An ONNX file beside the .tflite file that was made of it is never mended.
    names = [
        names_for(report.file, report.target, options.fix_to)
        for report in wanted
        if report.format == "tflite"
    ]
    refuse_conflicts(names, {report.file for report in reports})
    for conflict in names:
        refuse_strangers(conflict)
    found: list[ModelReport] = []
    counting: list[ModelReport] = []
    for done, report in enumerate(reports):
        if on_progress is not None:
            on_progress(done, len(reports), report.path)
        mending = None
        if report.error is None and report.counts:
            try:
                data = original_of(report.file, report.model.sha256 if report.model else None)
            except ModelFileError as error:
                pack = project.shelf.pack(report.target)
                report = unreadable_report(report.file, pack, str(error))
            else:
                mending = _mending(
                    report, data, result, project, settings, options, outlined=outlined
                )
        found.append(replace(report, mending=mending))
        counting.append(mending.file.report if mending and mending.file else report)
    all_remarks = (*remarks, *result.report.remarks)
    return (
        replace(result, report=replace(result.report, reports=tuple(found), remarks=all_remarks)),
        replace(result, report=replace(result.report, reports=tuple(counting))),
    )


def _mending(
    report: ModelReport,
    data: bytes,
    result: RunResult,
    project: Project,
    settings: Settings,
    options: Options,
    *,
    outlined: int,
) -> Mending:
    """What comes of mending the file of a report; its files are written."""
    stated = report.stated[0] if report.stated else result.report.stated
    pack = pack_for(project.shelf.pack(report.target), stated)
    made = fixed(report.file, data, pack, only=options.fix_only, lossy=options.lossy)
    names = made.names(options.fix_to)
    if made.data is None:
        return made.mending(names, None, decode=False)
    made.write(options.fix_to, decode=options.fix_tail_python)
    linted = run(
        [names.mended.as_posix()],
        project,
        replace(settings, targets=(report.target,), input_shape=()),
        outlined=outlined,
        baseline=_read_only(options.baseline_use),
        stands_for=report.file,
    )
    return made.mending(
        names,
        linted.report.reports[0],
        decode=options.fix_tail_python,
        cpu=None if made.tail is None else project.shelf.pack(_TAIL),
    )


def _read_only(use: BaselineUse | None) -> BaselineUse | None:
    """A baseline that the run has written by now: what it accepts, it accepts of the copy too."""
    return None if use is None else BaselineUse(use.file, "hold")


def verified(file: str) -> int:
    """Exit code of `--verify-fix`; prints the result."""
    found = verification(Path(file), read_certificate(Path(file)))
    say(found.text)
    return 0 if found.holds else 1

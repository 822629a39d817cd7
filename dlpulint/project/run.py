"""A whole run: its files with their settings, and the report with the project's rulings."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import write_file
from dlpulint.basics.globs import MAGIC, fixed_folder
from dlpulint.basics.lock import locked
from dlpulint.engine.every_job import OnProgress
from dlpulint.engine.job import Job
from dlpulint.engine.many_files import lint_jobs
from dlpulint.engine.model_files import STDIN, model_files, models_below, raw_path, shown
from dlpulint.engine.resources import FRUGAL, Resources
from dlpulint.loader.open_model import is_pointer
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import Shelf
from dlpulint.packs.target_names import asks_for_all, targets_named
from dlpulint.project.accepted import accepting, listed, pruned
from dlpulint.project.apply import applied
from dlpulint.project.baseline import Baseline, BaselineUse, How, baseline_text, read_baseline
from dlpulint.project.config.config import Config, Project
from dlpulint.project.config.effective import settings_of
from dlpulint.project.config.rule_ids import unknown_rule
from dlpulint.project.config.settings import Settings
from dlpulint.report.report import Report


class RunResult(Struct, frozen=True):
    """Result of a run."""

    report: Report
    settings: Settings
    """Settings of the run as a whole."""


def run(
    paths: Sequence[str],
    project: Project,
    command_line: Settings,
    *,
    stdin: bytes | None = None,
    outlined: int = False,
    baseline: BaselineUse | None = None,
    on_progress: OnProgress | None = None,
    whole: bool = False,
    stands_for: str | None = None,
    resources: Resources = FRUGAL,
) -> RunResult:
    """Lint files with the settings of a project and a command line.

    Args:
        paths: files, as the user reaches them.
        stdin: the bytes of `-`.
        outlined: reports carry the graphs of their models.
        baseline: instead of the project's own; one to write or prune has its file changed.
        whole: the run has all models of the project.
        stands_for: a file whose settings, ignores and accepted findings hold for all of `paths`.
        resources: a cache and processes; the results are the same.

    Raises:
        UsageError: a name that nothing has, or a version that the project does not accept.
    """
    config, shelf = project.config, project.shelf
    accepted = _baseline(baseline, config)
    _refuse_other_packs(config, shelf)
    _refuse_unknown_rules(command_line, shelf)
    jobs: list[Job] = []
    skipped: list[str] = []
    unnamed: list[str] = []
    # Names are looked up in the texts of all packs, and most files have the same.
    targets: dict[tuple[str, ...], Sequence[str]] = {}
    for path in paths:
        if config is not None and config.on_lfs_pointer == "skip" and is_pointer(Path(path)):
            skipped.append(f"{shown(path)}: a Git LFS pointer, skipped")
            continue
        known_as = stands_for or path
        settings = settings_of(known_as, config, command_line)
        if (
            config is not None
            and config.groups
            and not command_line.targets
            and path != STDIN
            and not config.groups_of(known_as)
        ):
            named = "" if settings.targets else ", and it is not linted: no targets"
            unnamed.append(f"{shown(path)}: no [[models]] of {config.name} names it{named}")
        if settings.targets not in targets:
            targets[settings.targets] = targets_named(settings.targets, shelf.library)
        packs = tuple(shelf.pack(name) for name in targets[settings.targets])
        jobs.append(
            Job(
                path=path,
                packs=packs,
                versions=settings.versions,
                cameras=settings.cameras,
                as_if=settings.as_if,
                shapes=settings.input_shape,
                asked_for=not asks_for_all(settings.targets),
            )
        )
    overall = settings_of(None, config, command_line)
    if not any(job.packs for job in jobs) and not skipped:
        raise UsageError("\n".join(unnamed) or _no_target(shelf))
    found = lint_jobs(
        jobs, stdin=stdin, outlined=outlined, on_progress=on_progress, resources=resources
    )
    reached = found
    if stands_for is not None:
        found = _known_as(stands_for, found)
    linted = {pack.target: pack for job in jobs for pack in job.packs}
    report = applied(
        replace(found, remarks=tuple(unnamed)),
        config,
        select=overall.select,
        ignore=overall.ignore,
        ids={target: pack.ids for target, pack in linted.items()} if config else {},
        today=date.today(),
        whole=whole,
    )
    faults = report.remarks if config is not None and config.strict else ()
    report = replace(report, remarks=(*skipped, *report.remarks), faults=faults)
    if accepted is not None:
        report = _with_baseline(report, found, accepted, baseline.how if baseline else "hold")
    return RunResult(_with_paths_of(reached, report), overall)


def _known_as(path: str, report: Report) -> Report:
    """A report whose files are called after another one."""
    names = {"path": shown(path), "raw_path": raw_path(path)}
    return replace(report, reports=tuple(replace(linted, **names) for linted in report.reports))


def _with_paths_of(reached: Report, report: Report) -> Report:
    """A report with the paths that another one on the same files has."""
    pairs = zip(report.reports, reached.reports, strict=True)
    reports = (replace(own, path=old.path, raw_path=old.raw_path) for own, old in pairs)
    return replace(report, reports=tuple(reports))


def _baseline(use: BaselineUse | None, config: Config | None) -> Baseline | None:
    """The baseline of a run, read before anything is linted."""
    if use is not None:
        return read_baseline(use.file, missing_is_empty=use.how == "write")
    if config is None or config.baseline is None:
        return None
    return read_baseline(Path(os.path.relpath(config.baseline)))


def _with_baseline(report: Report, found: Report, baseline: Baseline, how: How) -> Report:
    """The report with accepted findings suppressed; writes or prunes the baseline first."""
    if how != "hold":
        with locked(baseline.file):
            # Another run may have written it since this one has begun.
            baseline = read_baseline(baseline.file, missing_is_empty=how == "write")
            entries = listed(report, baseline, found) if how == "write" else pruned(found, baseline)
            write_file(baseline.file, baseline_text(entries))
        remark = f"{baseline.name}: {len(entries)} findings are accepted"
        if how == "prune":
            remark += f", {len(baseline.entries) - len(entries)} are dropped"
        report = replace(report, remarks=(*report.remarks, remark))
        baseline = Baseline(baseline.file, entries)
    return accepting(report, baseline, found)


def project_of(file: Path | None, rules: tuple[Path, ...]) -> Project:
    """The project of a config, if there is one; `rules` are folders named instead of its own."""
    if file is None:
        return Project(None, Shelf(Folders(rules)))
    from dlpulint.project.config.load_project import load_project

    return load_project(file, rules)


def names_no_target(project: Project, command_line: Settings) -> bool:
    """Whether neither the command line nor the config names a target for any model."""
    config = project.config
    of_config = config is not None and bool(config.groups or config.settings.targets)
    return not command_line.targets and not of_config


def files_of(paths: Sequence[str], project: Project) -> list[str]:
    """Files of a run: those that paths stand for, or else the models of the config's folder.

    Raises UsageError for a path that is not there, and for a run without a model.
    """
    if paths:
        return list(model_files(paths))
    config = project.config
    if config is None or not (config.groups or config.settings.targets):
        raise UsageError(
            "no model: name a .tflite or .onnx file, a folder, or - (see --help); or set "
            "`targets` or [[models]] in dlpulint.toml"
        )
    # A model that the config has forgotten is found as well, and remarked on.
    found = sorted({*_named_files(config), *models_below(os.path.relpath(config.folder))})
    if not found:
        raise UsageError(f"{config.name}: no .tflite or .onnx file in its folder")
    return found


def _no_target(shelf: Shelf) -> str:
    """Error message for a run without a target."""
    return (
        f"no target: use `--target` with one of {', '.join(shelf.targets)}, or `targets` in "
        "dlpulint.toml"
    )


def _named_files(config: Config) -> list[str]:
    """The files that the [[models]] of a config name, as they are reached from here.

    A glob finds files with a model's suffix that are not hidden.
    """
    globs = dict.fromkeys(glob for group in config.groups for glob in group.files)
    return [file for glob in globs for file in _found(config, glob)]


def _found(config: Config, glob: str) -> Iterator[str]:
    start = os.path.relpath(config.folder / fixed_folder(glob))
    if not MAGIC & set(glob):
        file = os.path.relpath(config.folder / glob)
        if os.path.isfile(file):
            yield file.replace(os.sep, "/")
            return
    for file in models_below(start):
        if config.names(file, (glob,)):
            yield file


def _refuse_other_packs(config: Config | None, shelf: Shelf) -> None:
    wrong = []
    for required in config.requirements if config else ():
        version = shelf.library.version(required.target)
        if not required.met_by(version):
            found = f"{required.target} {version or 'without a version'}"
            wrong.append(f"requires {required}: this is {found}")
    if config is not None and wrong:
        raise UsageError("\n".join(f"{config.name}: {mistake}" for mistake in wrong))


def _refuse_unknown_rules(command_line: Settings, shelf: Shelf) -> None:
    for option, globs in (("--select", command_line.select), ("--ignore", command_line.ignore)):
        for glob in globs:
            wrong = unknown_rule(glob, shelf)
            if wrong is not None:
                raise UsageError(f"{option}: {wrong}")

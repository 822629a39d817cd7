"""Reports on all files of a run, each file with the settings that it is linted with."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Scheme
from dlpulint.basics.version import TITLES, UNSTATED, Versions, __version__
from dlpulint.engine.model_files import shown
from dlpulint.engine.one_file import lint_file
from dlpulint.engine.version_range import spanned
from dlpulint.model.input_shapes import InputShape, refuse_unused
from dlpulint.packs.applying import pack_for
from dlpulint.packs.pack import Pack
from dlpulint.report.report import ModelReport, Report, TargetSummary

OnProgress = Callable[[int, int, str], None]
"""Called before each file with the files done, the files in all, and the path of the next."""


def lint_with(
    paths: Iterable[str],
    packs: Sequence[Pack],
    *,
    stdin: bytes | None = None,
    as_if: Scheme | None = None,
    shapes: Sequence[InputShape] = (),
    versions: Versions = UNSTATED,
    outlined: bool = False,
    asked_for: bool = True,
    on_progress: OnProgress | None = None,
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
    report = lint_jobs(jobs, stdin=stdin, outlined=outlined, on_progress=on_progress)
    # A run without any file has targets and versions too.
    return replace(report, targets=target_summaries(packs), stated=versions)


class Job(Struct, frozen=True, kw_only=True):
    """One file, and what it is linted for."""

    path: str
    packs: tuple[Pack, ...]
    """As loaded: for any versions."""
    versions: tuple[Versions, ...] = (UNSTATED,)
    """Stated versions of camera and tools; two for the ends of a range."""
    as_if: Scheme | None = None
    shapes: tuple[InputShape, ...] = ()
    asked_for: bool = True
    """Whether the targets were asked for, and not just all that there are."""


def lint_jobs(
    jobs: Sequence[Job],
    *,
    stdin: bytes | None = None,
    outlined: bool = False,
    on_progress: OnProgress | None = None,
) -> Report:
    """Report on existing files, in the order of the jobs.

    Raises UsageError for a shape that does not fit, or that no model has an input for.
    """
    stated = list(dict.fromkeys(job.versions for job in jobs))
    common = stated[0][0] if len(stated) == 1 and len(stated[0]) == 1 else UNSTATED
    applied = _AppliedPacks()
    reports: list[ModelReport] = []
    inputs: dict[tuple[InputShape, ...], list[list[str]]] = {job.shapes: [] for job in jobs}
    for done, job in enumerate(jobs):
        if on_progress is not None:
            on_progress(done, len(jobs), shown(job.path))
        with paused_collector():
            linted = list(_linted(job, applied, stdin, outlined=outlined))
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


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pauses the search for reference cycles, and restores it afterwards.

    A large model is millions of objects that all live until it is judged. Searching them again and
    again takes a quarter of the time, and a larger part the larger the model is.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _AppliedPacks:
    """Packs as they hold for stated versions, each computed once per run."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[Versions, ...]], tuple[Pack, ...]] = {}

    def packs(self, pack: Pack, ends: tuple[Versions, ...]) -> tuple[Pack, ...]:
        """The pack for each of these versions; a single one if it is the same for all."""
        key = (pack.target, ends)
        if key not in self._known:
            first, *rest = (pack_for(pack, versions) for versions in ends)
            same = all(other == first for other in rest)
            self._known[key] = (first,) if same else (first, *rest)
        return self._known[key]


def _linted(
    job: Job, applied: _AppliedPacks, stdin: bytes | None, *, outlined: bool
) -> Iterator[ModelReport]:
    """The reports on one file, one per pack, whatever the number of versions."""
    ends = [applied.packs(pack, job.versions) for pack in job.packs]
    reports = lint_file(
        job.path,
        [pack for packs in ends for pack in packs],
        stdin,
        scheme=job.as_if,
        shapes=job.shapes,
        outlined=outlined,
    )
    for packs in ends:
        found = [next(reports) for _ in packs]
        yield found[0] if len(found) == 1 else spanned(found[0], found[1], job.versions)


def _stating(report: ModelReport, versions: tuple[Versions, ...]) -> ModelReport:
    """The report, with the versions of its own job, which differ from those of other jobs."""
    if len(versions) == 2:
        notice = f"For {versions[0]}, and for {TITLES['axis_os']} {versions[1].axis_os}."
    else:
        notice = f"For {versions[0]}." if str(versions[0]) else "No versions are stated."
    return replace(report, stated=versions, notices=(notice, *report.notices))

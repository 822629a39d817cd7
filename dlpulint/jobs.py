"""The files of a run, each with what it is linted for, and the report on all of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dlpulint import __version__
from dlpulint.collector import paused_collector
from dlpulint.input_shapes import InputShape, refuse_unused
from dlpulint.linting import lint_file, shown
from dlpulint.packs import Pack, pack_for
from dlpulint.report import ModelReport, Report, TargetSummary
from dlpulint.spanning import spanned
from dlpulint.terms import Scheme
from dlpulint.version import TITLES, UNSTATED, Versions

ALL = "all"
"""What stands for every target."""

Told = Callable[[int, int, str], None]
"""Is told before each file how many are through, of how many, and which one comes next."""


class Job(Struct, frozen=True, kw_only=True):
    """One file, and what it is to be linted for."""

    path: str
    packs: tuple[Pack, ...]
    """As they were loaded: whatever versions they hold for."""
    versions: tuple[Versions, ...] = (UNSTATED,)
    """What is known of camera and tools; two for the ends of a range."""
    as_if: Scheme | None = None
    shapes: tuple[InputShape, ...] = ()
    meant: bool = True
    """Whether the targets were asked for, and not just all that there are."""


def lint_jobs(
    jobs: Sequence[Job],
    *,
    stdin: bytes | None = None,
    outlined: bool = False,
    told: Told | None = None,
) -> Report:
    """Lint files that are known to be there; reports are in the order of the jobs.

    Raises UsageError for a shape that does not fit, or that no model has an input for.
    """
    stated = list(dict.fromkeys(job.versions for job in jobs))
    common = stated[0][0] if len(stated) == 1 and len(stated[0]) == 1 else UNSTATED
    applied = _Applied()
    reports: list[ModelReport] = []
    inputs: dict[tuple[InputShape, ...], list[list[str]]] = {job.shapes: [] for job in jobs}
    for done, job in enumerate(jobs):
        if told is not None:
            told(done, len(jobs), shown(job.path))
        own = () if job.versions == (common,) else job.versions
        with paused_collector():
            linted = list(_linted(job, applied, stdin, outlined=outlined))
        for report in linted:
            report = _stating(report, own)
            reports.append(report if job.meant else replace(report, meant=False))
            if report.model is not None:
                inputs[job.shapes].append([given.name for given in report.model.inputs])
    if all(one.error is None for one in reports):
        # What could not be read might have had that input; why it could not is the better news.
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
    """What a report says of its targets."""
    return tuple(TargetSummary(pack.target, pack.title, pack.version, pack.about) for pack in packs)


class _Applied:
    """Packs as they stand for versions, each worked out once a run."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[Versions, ...]], tuple[Pack, ...]] = {}

    def packs(self, pack: Pack, ends: tuple[Versions, ...]) -> tuple[Pack, ...]:
        """A pack as it stands for each of these versions; once where it is the same for all."""
        key = (pack.target, ends)
        if key not in self._known:
            every = tuple(pack_for(pack, versions) for versions in ends)
            same = all(one == every[0] for one in every[1:])
            self._known[key] = every[:1] if same else every
        return self._known[key]


def _linted(
    job: Job, applied: _Applied, stdin: bytes | None, *, outlined: bool
) -> Iterator[ModelReport]:
    """The reports of one file, one a pack, whatever versions there are."""
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
    """A report that says itself what was stated of its model, where that is not so of all."""
    if not versions:
        return report
    if len(versions) == 2:
        said = f"For {versions[0]}, and for {TITLES['axis_os']} {versions[1].axis_os}."
    else:
        said = f"For {versions[0]}." if str(versions[0]) else "No versions are stated."
    return replace(report, stated=versions, notices=(said, *report.notices))

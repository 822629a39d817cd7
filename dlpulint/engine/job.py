"""One file of a run, and the reports on it."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.basics.terms import Scheme
from dlpulint.basics.version import UNSTATED, Versions
from dlpulint.engine.one_file import lint_file
from dlpulint.engine.version_range import spanned
from dlpulint.model.input_shapes import InputShape
from dlpulint.packs.applying import pack_for
from dlpulint.packs.pack import Pack
from dlpulint.report.report import ModelReport


class Job(Struct, frozen=True, kw_only=True):
    """One file, and what it is linted for."""

    path: str
    packs: tuple[Pack, ...]
    """As loaded: for any versions."""
    versions: tuple[Versions, ...] = (UNSTATED,)
    """Stated versions of camera and tools; two for the ends of a range."""
    cameras: tuple[str, ...] = ()
    """The cameras that the user has named; their class decides about the estimate of latency."""
    as_if: Scheme | None = None
    shapes: tuple[InputShape, ...] = ()
    asked_for: bool = True
    """Whether the targets were asked for, and not just all that there are."""
    trained: bool = True
    """Whether the weights are those that a camera would get: their values are judged."""


class AppliedPacks:
    """Packs as they hold for stated versions, each computed once per run."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[Versions, ...], tuple[str, ...]], tuple[Pack, ...]] = {}

    def packs(
        self, pack: Pack, ends: tuple[Versions, ...], cameras: tuple[str, ...] = ()
    ) -> tuple[Pack, ...]:
        """The pack for each of these versions; a single one if it is the same for all."""
        key = (pack.target, ends, cameras)
        if key not in self._known:
            first, *rest = (pack_for(pack, versions, cameras) for versions in ends)
            same = all(other == first for other in rest)
            self._known[key] = (first,) if same else (first, *rest)
        return self._known[key]


def linted(
    job: Job, applied: AppliedPacks, stdin: bytes | None, *, outlined: int
) -> Iterator[ModelReport]:
    """The reports on one file, one per pack, whatever the number of versions."""
    ends = [applied.packs(pack, job.versions, job.cameras) for pack in job.packs]
    reports = lint_file(
        job.path,
        [pack for packs in ends for pack in packs],
        stdin,
        scheme=job.as_if,
        shapes=job.shapes,
        outlined=outlined,
        trained=job.trained,
    )
    for packs in ends:
        found = [next(reports) for _ in packs]
        yield found[0] if len(found) == 1 else spanned(found[0], found[1], job.versions)

"""The format of a project's config: its tables as people write them."""

import datetime
from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias, TypeVar

from msgspec import Struct, field

from dlpulint.basics.decode import REST
from dlpulint.basics.terms import Scheme, Severity

Words: TypeAlias = str | tuple[str, ...]
"""A list of words; a list of one may be the word alone."""

Word = TypeVar("Word", bound=str | Struct)


def listed(words: Word | tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a key, also of a single word."""
    return words if isinstance(words, tuple) else (words,)


def keyed(key: str, words: Word | tuple[Word, ...]) -> Iterator[tuple[str, Word]]:
    """The words of a key, each with its own key: `targets[1]`, or `targets` alone."""
    if isinstance(words, tuple):
        yield from ((f"{key}[{index}]", word) for index, word in enumerate(words))
    else:
        yield key, words


class ModelsTable(Struct, frozen=True, kw_only=True, rename="kebab"):
    """What files are for. Of tables that name one file the last one that says a thing holds."""

    files: Words
    """Globs, from the config's folder: `models/a8/**`, `*.onnx`."""
    targets: Words = ()
    """The chips to lint for."""
    cameras: Words = ()
    """Cameras, whose chips are linted for too."""
    axis_os: Words = ()
    """The AXIS OS on the cameras; a list of two is from the one to the other, both asked about."""
    as_if: Scheme | None = None
    """Take float models for quantized in this way."""
    input_shape: Words = ()
    """Fix inputs that ONNX models leave open: `images=1,3,224,224`."""


class IgnoreTable(Struct, frozen=True, kw_only=True, rename="kebab"):
    """A finding that the project lives with: still reported, but it fails no run."""

    rule: str
    """The id of a rule, limit or row, or a glob of them: `artpec8/*`."""
    reason: str
    """Why; it stands in every report."""
    files: Words = ()
    """Globs of the files in which it is ignored; everywhere when left out."""
    operator: str | int | None = None
    """The operator it is about: its native name (`CONV_2D`), its index, or `subgraph:index`."""
    tensor: str = ""
    """A glob of a tensor's name, which the operator writes or the finding is about."""
    until: datetime.date | None = None
    """The last day on which it is ignored."""


class ConfirmedTable(Struct, frozen=True, kw_only=True, rename="kebab"):
    """A test on a camera: what dlpulint could not tell of that file on that target is answered."""

    sha256: str
    """Of the file that was tested, as the JSON report has it; another file is not confirmed."""
    target: str
    """The chip it was tested on."""
    camera: str
    """The camera's name."""
    axis_os: str
    """The AXIS OS on it."""
    date: datetime.date
    """The day of the test."""
    by: str
    """Who tested it."""


class SeverityTable(Struct, frozen=True, kw_only=True):
    """The levels of findings, by rule."""

    rules: Annotated[dict[str, Severity], REST] = field(default_factory=dict)
    """Ids of rules, limits or rows, or globs of them; of several that fit the last one counts."""


class ConfigTable(Struct, frozen=True, kw_only=True, rename="kebab"):
    """A whole config: dlpulint.toml, or [tool.dlpulint] of pyproject.toml."""

    targets: Words = ()
    """The chips to lint for, where no [[models]] says others; `all` stands for every one."""
    cameras: Words = ()
    """Cameras, whose chips are linted for too."""
    axis_os: Words = ()
    """The AXIS OS on the cameras; a list of two is from the one to the other, both asked about."""
    runtime: str = ""
    """The TFLite runtime on the cameras."""
    edgetpu_runtime: str = ""
    """The Edge TPU runtime on the cameras."""
    compiler: str = ""
    """The Edge TPU compiler to be used."""
    rules: Words = ()
    """Folders with further packs, which come before those shipped."""
    requires: Words = ()
    """Versions of packs: `artpec8 == 2026.2`, also >= and <=. One that differs stops the run."""
    fail_on: Words = ()
    """What fails a run: levels, effects, bounds (`cpu-macs>5%`, `partitions>4`, `latency>50ms`)."""
    select: Words = ()
    """The rules that are told, ids or globs; all when left out."""
    ignore: str | tuple[str | IgnoreTable, ...] = ()
    """Findings that the project lives with, a table each; a mere id or glob is not told at all."""
    severity: SeverityTable = SeverityTable()
    """Levels of findings, by rule."""
    baseline: str = ""
    """A file of findings that are known, and that fail no run."""
    on_lfs_pointer: Literal["error", "skip"] = "error"
    """What becomes of a Git LFS pointer in a model's place."""
    strict: bool = False
    """Whether what a report remarks on (models no glob names, ignores of nothing) fails the run."""
    models: tuple[ModelsTable, ...] = ()
    """What files are for, by globs. What none of them says is said by the keys above."""
    confirmed: tuple[ConfirmedTable, ...] = ()
    """Tests on cameras."""

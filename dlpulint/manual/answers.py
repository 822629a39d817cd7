"""What `--list-*`, `--explain` and `--show-target` answer, as plain data for `--format json`."""

from collections.abc import Sequence

from msgspec import Struct

from dlpulint.basics.terms import Effect, Evidence, Severity
from dlpulint.findings.source import Source
from dlpulint.packs.cameras import Camera
from dlpulint.packs.tables import Examples


class TargetAnswer(Struct, frozen=True, kw_only=True):
    """A target of `--list-targets`."""

    target: str
    title: str
    formats: tuple[str, ...]
    """Endings of the files that it accepts."""
    rules_version: str
    device: str | None
    """The larod device; null where larod does not load the model itself."""
    partition_limit: int | None
    """Most partitions, those on the CPU included; null without a limit."""
    about: tuple[str, ...]


class RuleAnswer(Struct, frozen=True, kw_only=True):
    """A rule or limit of `--list-rules`."""

    id: str
    level: Severity
    title: str
    targets: tuple[str, ...]
    """The listed targets that have it."""


class CureAnswer(Struct, frozen=True, kw_only=True):
    """A cure, and the models that it is for."""

    models: str | None
    """Null for all other models."""
    text: str


class EntryAnswer(Struct, frozen=True, kw_only=True):
    """A rule, limit or operator row of a pack."""

    id: str
    kind: str
    """One of rule, limit, row and unlisted: an operator outside the table."""
    target: str
    title: str
    level: Severity | None
    """Null for a row."""
    status: str | None
    """Of a row: dlpu, cpu or unknown."""
    effect: Effect
    evidence: Evidence
    requirement: str
    message: str
    why: str
    note: str
    cures: tuple[CureAnswer, ...]
    valid_for: str
    """Empty where it always holds."""
    source: Source
    help: str | None
    """Address of its page; null where the project states no address, and in packs of your own."""
    examples: Examples | None
    limits: tuple[str, ...]
    """Ids of the limits of a row."""


class WordAnswer(Struct, frozen=True, kw_only=True):
    """A term, a topic or an error message."""

    names: tuple[str, ...]
    text: str
    rules: tuple[str, ...]
    """Ids of the rules that it leads to."""
    source: str | None
    cure: str | None = None
    """What to do, of an error message."""


class OperatorAnswer(Struct, frozen=True, kw_only=True):
    """An operator on one target."""

    target: str
    kind: str
    status: str
    """One of dlpu, cpu and unknown; that of operators outside the table where it has no row."""
    rows: tuple[EntryAnswer, ...]
    """Alternatives: one that holds is enough. Empty for an operator outside the table."""
    limits: tuple[EntryAnswer, ...]
    """Limits of those rows, and of every operator of the target."""


class Answers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to one question; only the keys of that question are there."""

    dlpulint: str
    """The version that answers."""
    targets: Sequence[TargetAnswer] | None = None
    rules: Sequence[RuleAnswer] | None = None
    cameras: Sequence[Camera] | None = None
    entry: EntryAnswer | None = None
    word: WordAnswer | None = None
    operators: Sequence[OperatorAnswer] | None = None
    """An operator of --explain on each target, or all rows of the target of --show-target."""

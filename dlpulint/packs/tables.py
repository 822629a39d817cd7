"""The format of packs: the tables of a pack's file, as its author writes them."""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Struct, field

from dlpulint.basics.terms import Effect, Evidence, Partitioning, Severity
from dlpulint.basics.version import UNSTATED, Version, VersionName, Versions
from dlpulint.facts.patterns.registry import NAMES
from dlpulint.facts.producers import Producer
from dlpulint.model.graph import Format
from dlpulint.model.vocabulary import FAMILIES
from dlpulint.packs.validity import Validity

OnFail: TypeAlias = Literal["cpu", "unknown", "partition"]

PATTERNS: frozenset[str] = frozenset(NAMES) | {name.lower() for name in NAMES}
"""Names of recognised patterns; `silu` is accepted for `SiLU`."""

SCHEMA = 1
"""The version of the pack format that this dlpulint reads."""


class Examples(Struct, frozen=True, kw_only=True):
    """Miniature models that prove a rule or limit, alike but for one thing."""

    good: str
    """One that is not objected to."""
    bad: str = ""
    """One that is."""
    unknown: str = ""
    """One of which it cannot be told. In place of `bad` where that is all that a rule ever says."""


class Guard(Struct, frozen=True, kw_only=True):
    """A question that decides whether a limit applies: it does where the answer is "bad"."""

    check: str
    params: dict[str, Any] = field(default_factory=dict)


class FixFor(Struct, frozen=True, kw_only=True):
    """A cure for some models, in place of `fix`; the first whose conditions all hold is shown."""

    text: str
    """What to type or change."""
    family: Annotated[tuple[str, ...], FAMILIES] = ()
    """Recognised families by the start of their names: `YOLOv5` stands for `YOLOv5n` too."""
    made_by: tuple[Producer, ...] = ()
    """Programs that made the file; does not hold where the file shows none."""
    pattern: Annotated[tuple[str, ...], PATTERNS] = ()
    """Patterns of which an operator of the finding is part."""


class VersionedTable(Struct, frozen=True, kw_only=True):
    """The versions that a row, limit or rule holds for, as a pack writes them."""

    since: Versions = UNSTATED
    """It holds from these versions on."""
    until: Versions = UNSTATED
    """It holds up to these versions, they included."""
    if_stated: VersionName | None = None
    """It holds only where the user has stated this version."""
    unless_stated: VersionName | None = None
    """It holds only where the user has not."""

    @property
    def validity(self) -> Validity:
        """The versions alone."""
        return Validity(
            since=self.since,
            until=self.until,
            if_stated=self.if_stated,
            unless_stated=self.unless_stated,
        )


class LimitTable(VersionedTable, frozen=True, kw_only=True):
    """A limit as a pack writes it."""

    check: str
    message: str
    id: str = ""
    """The last part of its id; the check's name when left out."""
    params: dict[str, Any] = field(default_factory=dict)
    when: Guard | tuple[Guard, ...] = ()
    """The limit applies only where this question, or each of several, is answered "bad"."""
    on_fail: OnFail = "cpu"
    """What becomes of an operator that fails it.

    `partition`: the delegate takes it all the same and then loses the whole partition to the CPU.
    """
    effect: Effect | None = None
    """What follows when it fails, where that is not what the target's partitioning makes of it."""
    why: str = ""
    fix: str = ""
    """What to type or change, or that nothing can be done."""
    fix_for: tuple[FixFor, ...] = ()
    source: str = ""
    """The row's when left out."""
    evidence: Evidence | None = None
    """The row's when left out, except that no limit inherits `documented`."""
    covered_by: tuple[str, ...] = ()
    """Rules that say the same of an operator, or of the whole model: then this adds no finding."""
    examples: Examples | None = None


class WideLimitTable(LimitTable, frozen=True, kw_only=True):
    """A limit of every operator in the table, or of some kinds."""

    kinds: tuple[str, ...] = ()
    """Kinds that it applies to; all when empty."""
    exempt: tuple[str, ...] = ()
    """Kinds that it does not apply to."""


class RowTable(VersionedTable, frozen=True, kw_only=True):
    """A row of the operator table as a pack writes it."""

    kind: str | tuple[str, ...]
    source: str
    evidence: Evidence
    status: Literal["dlpu", "cpu", "unknown"] = "dlpu"
    note: str = ""
    """What is worth knowing of the row: why it is so, where sources disagree."""
    effect: Effect | None = None
    """What follows for an operator on the CPU, where that is not what the partitioning makes."""
    fix: str = ""
    fix_for: tuple[FixFor, ...] = ()
    covered_by: tuple[str, ...] = ()
    """Rules that say the same of an operator, or of the whole model: then this adds no finding."""
    limit: tuple[LimitTable, ...] = ()


class RuleTable(VersionedTable, frozen=True, kw_only=True):
    """A rule as a pack writes it."""

    id: str
    check: str
    title: str
    effect: Effect
    evidence: Evidence
    source: str
    message: str
    why: str
    fix: str
    fix_for: tuple[FixFor, ...] = ()
    level: Severity | None = None
    formats: tuple[Format, ...] = ()
    """Formats that the question makes sense for; the target's own when left out."""
    stated_as: str = ""
    """The parameter that the version of `if_stated` takes the place of."""
    params: dict[str, Any] = field(default_factory=dict)
    examples: Examples | None = None


class RuntimeTable(Struct, frozen=True, kw_only=True):
    """The TFLite runtime of an AXIS OS, where somebody has published it."""

    axis_os: Version
    runtime: Version
    source: str


class ToolchainTable(Struct, frozen=True, kw_only=True):
    """The commands that make of a file what larod loads, as a pack writes them.

    Their slots are filled and each word is quoted for a shell: `{name}`, the file; `{camera_file}`;
    the versions of `assumes` by name; `{height}` and `{width}` of the one colour image that the
    model takes.
    """

    source: str
    formats: tuple[Format, ...]
    """Formats that it takes."""
    commands: tuple[str, ...]
    """The words `{inputs}` and `{outputs}` stand for `each_input` and `each_output`, repeated."""
    each_input: str = ""
    """What a command says of an input, with `{tensor}` and `{shape}` (`1,3,224,224`)."""
    each_output: str = ""
    separators: str = ""
    """Characters that it takes for the end of a tensor's name."""
    notes: tuple[str, ...] = ()
    """What has to be known to run them, a sentence each."""
    assumes: Versions = UNSTATED
    """Versions that the commands are for, where the user states no others."""


class AdjustTable(Struct, frozen=True, kw_only=True):
    """A change to what another pack says, with the reason."""

    rule: str
    reason: str
    off: bool = False
    effect: Effect | None = None
    level: Severity | None = None
    why: str = ""
    """What happens here, where the other pack's words do not fit."""
    params: dict[str, Any] = field(default_factory=dict)


class PackTable(Struct, frozen=True, kw_only=True):
    """A whole pack as its file writes it."""

    schema: int
    target: str
    title: str
    version: str
    """Moves whenever a verdict can change."""
    abstract: bool = False
    """A pack that others extend and that is no target itself."""
    extends: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ()
    device: str = ""
    """The larod device that runs such models."""
    camera_file: str = ""
    """What larod is given to load: `{name}` is the file itself, `{stem}` its name without suffix.

    A compiled file is loaded as it is.
    """
    toolchain: ToolchainTable | None = None
    """What stands between a file of the user's and what larod loads."""
    quantizes: bool = False
    """Whether the target's toolchain takes float models and quantizes them by itself."""
    backend: str = ""
    """What reports call it; `DLPU` when left out."""
    fallback: Effect | None = None
    """What follows for an operator that it does not take; else as the partitioning makes it."""
    partitioning: Partitioning | None = None
    partition_limit: int | None = None
    compiled: str = ""
    """The kind of operator that a compiled part is; a file that has one is divided as it stands."""
    unlisted: Literal["dlpu", "cpu", "unknown"] | None = None
    """What an operator outside the table gets; `dlpu` where the table names exceptions only."""
    unlisted_source: str = ""
    unlisted_fix: str = ""
    """What to do about an operator outside the table."""
    unlisted_why: str = ""
    """What follows for it; slots: `{native}` and `{number}`, the TFLite builtin code."""
    unlisted_evidence: Evidence | None = None
    """How it is known what an operator outside the table gets; `documented` when left out."""
    about: tuple[str, ...] = ()
    """What is always true of the chip, a sentence each."""
    constants: dict[str, int] = field(default_factory=dict)
    """Numbers of the chip, which params name as `{ constant = "…" }`.

    A pack that extends this one may replace them.
    """
    sources: dict[str, Any] = field(default_factory=dict)
    operator: tuple[RowTable, ...] = ()
    limit: tuple[WideLimitTable, ...] = ()
    rule: tuple[RuleTable, ...] = ()
    adjust: tuple[AdjustTable, ...] = ()
    runtime: tuple[RuntimeTable, ...] = ()

"""The format of packs: the tables of a pack's file, as its author writes them."""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Struct, field

from dlpulint.basics.terms import Effect, Evidence, Partitioning, RiskGrade, Severity
from dlpulint.basics.version import UNSTATED, Version, VersionName, Versions
from dlpulint.facts.activations import ACTIVATIONS
from dlpulint.facts.patterns.registry import NAMES
from dlpulint.facts.producers import Producer
from dlpulint.model.graph import Format
from dlpulint.model.vocabulary import FAMILIES
from dlpulint.packs.conversions import ConversionTable, Weights
from dlpulint.packs.latency import LatencyTable
from dlpulint.packs.validity import Validity

CutAt: TypeAlias = Literal["last-layers", "before"]
"""Where a graph ends that is cut: at its last weighted layers, or before the operators found."""

OnFail: TypeAlias = Literal["cpu", "unknown", "partition"]

PATTERNS: frozenset[str] = frozenset(NAMES) | {name.lower() for name in NAMES}
"""Names of recognised patterns; `silu` is accepted for `SiLU`."""

ACTIVATION_KINDS: frozenset[str] = frozenset(ACTIVATIONS)
"""Kinds of activations."""

SCHEMA = 1
"""The version of the pack format that this dlpulint reads."""


class Examples(Struct, frozen=True, kw_only=True):
    """Miniature models that prove a rule or limit, alike but for one thing."""

    good: str
    """A model without the finding."""
    bad: str = ""
    """A model with the finding."""
    unknown: str = ""
    """A model with the answer "unknown"; replaces `bad` where a rule has no other answer."""


class Guard(Struct, frozen=True, kw_only=True):
    """A question that decides whether a limit applies: it does where the answer is "bad"."""

    check: str
    params: dict[str, Any] = field(default_factory=dict)


class FixFor(Struct, frozen=True, kw_only=True):
    """A cure for some models, in place of `fix`; the first whose conditions all hold is shown."""

    text: str
    """Commands or changes, in order."""
    family: Annotated[tuple[str, ...], FAMILIES] = ()
    """Recognised families by the start of their names: `YOLOv5` matches `YOLOv5n` too."""
    made_by: tuple[Producer, ...] = ()
    """Programs that made the file; does not hold where the file shows none."""
    pattern: Annotated[tuple[str, ...], PATTERNS] = ()
    """Patterns of which an operator of the finding is part."""
    risk: tuple[RiskGrade, ...] = ()
    """Estimates of the accuracy with one weight scale per tensor; does not hold without one."""
    activations: Annotated[tuple[str, ...], ACTIVATION_KINDS] = ()
    """Kinds of which all activations of the model's layers are; does not hold without any."""
    cut: CutAt | None = None
    """Where to end the graph, if that is the cure."""


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
    """Result for an operator that fails the limit.

    `partition`: the delegate accepts the operator and then loses the whole partition to the CPU.
    """
    effect: Effect | None = None
    """Effect of a failure; the target's partitioning decides when left out."""
    why: str = ""
    fix: str = ""
    """Cure: commands or changes in order, or a statement that there is none."""
    fix_for: tuple[FixFor, ...] = ()
    source: str = ""
    """The row's when left out."""
    evidence: Evidence | None = None
    """The row's when left out, except that no limit inherits `documented`."""
    covered_by: tuple[str, ...] = ()
    """Rules that report the same operator, or the whole model: then this adds no finding."""
    examples: Examples | None = None


class WideLimitTable(LimitTable, frozen=True, kw_only=True):
    """A limit of every operator in the table, or of some kinds."""

    kinds: tuple[str, ...] = ()
    """Kinds that it applies to; all when empty."""
    exempt: tuple[str, ...] = ()
    """Kinds that it does not apply to."""
    replaces: bool = False
    """Whether it replaces the limit of this id in a pack that is extended."""


class RowTable(VersionedTable, frozen=True, kw_only=True):
    """A row of the operator table as a pack writes it."""

    kind: str | tuple[str, ...]
    source: str
    evidence: Evidence
    status: Literal["dlpu", "cpu", "unknown"] = "dlpu"
    note: str = ""
    """Background of the row: its reason, and where sources disagree."""
    effect: Effect | None = None
    """Effect for an operator on the CPU; the partitioning decides when left out."""
    fix: str = ""
    fix_for: tuple[FixFor, ...] = ()
    covered_by: tuple[str, ...] = ()
    """Rules that report the same operator, or the whole model: then this adds no finding."""
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
    """Formats that the rule is for; the target's own when left out."""
    cut: CutAt | None = None
    """Where to end the graph, if that cures a finding; reports name the tensors."""
    stated_as: str = ""
    """The parameter that the version of `if_stated` replaces."""
    params: dict[str, Any] = field(default_factory=dict)
    examples: Examples | None = None


class RuntimeTable(Struct, frozen=True, kw_only=True):
    """The TFLite runtime of an AXIS OS, where that is published."""

    axis_os: Version
    runtime: Version
    source: str


class ToolchainTable(Struct, frozen=True, kw_only=True):
    """Commands that convert a model file into the file that larod loads, as a pack writes them.

    Their slots are filled and each word is quoted for a shell: `{name}`, the file; `{camera_file}`;
    the versions of `assumes` by name; `{height}` and `{width}` of the model's only input, a
    colour image.
    """

    source: str
    formats: tuple[Format, ...]
    """Formats that it accepts."""
    commands: tuple[str, ...]
    """`{inputs}` and `{outputs}` become `each_input` and `each_output`, once per tensor."""
    each_input: str = ""
    """Options of a command per input, with `{tensor}` and `{shape}` (`1,3,224,224`)."""
    each_output: str = ""
    separators: str = ""
    """Characters that end a tensor's name in its options."""
    notes: tuple[str, ...] = ()
    """Conditions of the commands, one sentence each."""
    assumes: Versions = UNSTATED
    """Versions that the commands are for, where the user states no others."""


class ShippedTable(Struct, frozen=True, kw_only=True):
    """A network that Axis ships for the target, with which its reports lead."""

    family: Annotated[tuple[str, ...], FAMILIES]
    """Recognised families by the start of their names."""
    text: str
    """A sentence on what Axis ships, without its address."""
    source: str


class AdjustTable(Struct, frozen=True, kw_only=True):
    """A change to a rule of another pack, with the reason."""

    rule: str
    reason: str
    off: bool = False
    effect: Effect | None = None
    level: Severity | None = None
    why: str = ""
    """Effect on this target, where the other pack's text does not fit."""
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
    """File that larod loads: `{name}` is the model file, `{stem}` its name without suffix.

    A compiled file is loaded as it is.
    """
    toolchain: ToolchainTable | None = None
    """Steps between the user's file and the file that larod loads."""
    convert: tuple[ConversionTable, ...] = ()
    """Commands that convert models for the target; a pack's own replace those it inherits."""
    weights: Weights | None = None
    """The number of weight scales that conversions should write."""
    shipped: tuple[ShippedTable, ...] = ()
    """Networks that Axis ships for the target, or measures on it."""
    quantizes: bool = False
    """Whether the target's toolchain accepts float models and quantizes them itself."""
    backend: str = ""
    """Its name in reports; `DLPU` when left out."""
    fallback: Effect | None = None
    """Effect for an operator that it does not accept; the partitioning decides when left out."""
    partitioning: Partitioning | None = None
    partition_limit: int | None = None
    compiled: str = ""
    """The kind of operator that a compiled part is; a file that has one is divided as it stands."""
    unlisted: Literal["dlpu", "cpu", "unknown"] | None = None
    """Device of an operator outside the table; `dlpu` where the table lists exceptions only."""
    unlisted_source: str = ""
    unlisted_fix: str = ""
    """Cure for an operator outside the table."""
    unlisted_why: str = ""
    """Effect of such an operator; slots: `{native}` and `{number}`, the TFLite builtin code."""
    unlisted_evidence: Evidence | None = None
    """Evidence for `unlisted`; `documented` when left out."""
    about: tuple[str, ...] = ()
    """Facts that always hold for the chip, one sentence each."""
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
    latency: tuple[LatencyTable, ...] = ()
    """Estimates of the time of one inference, the camera of the first one being the usual one."""

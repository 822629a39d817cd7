"""A pack as the engine uses it: rules, limits and operator rows, all references looked up."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from dlpulint.basics.terms import Effect, Evidence, Partitioning, Severity
from dlpulint.basics.version import Version
from dlpulint.checks.base import Check, OperatorParams
from dlpulint.findings.source import Source
from dlpulint.model.graph import Format
from dlpulint.packs.conversions import Conversion, Weights
from dlpulint.packs.latency import Latencies
from dlpulint.packs.tables import CutAt, Examples, FixFor, OnFail
from dlpulint.packs.toolchain import Toolchain
from dlpulint.packs.validity import ALWAYS, Validity


class Rule(Struct, frozen=True, kw_only=True):
    """A question to ask, with the meaning of a bad answer and its source."""

    id: str
    check: Check
    params: Any
    title: str
    effect: Effect
    level: Severity
    evidence: Evidence
    source: Source
    message: str
    why: str
    fix: str
    formats: tuple[Format, ...]
    fix_for: tuple[FixFor, ...] = ()
    """Cures for some models, tried in this order before `fix`."""
    examples: Examples | None = None
    validity: Validity = ALWAYS
    cut: CutAt | None = None
    """Where to end the graph, if that cures a finding."""
    stated_as: str = ""
    """The parameter that the version of `validity.if_stated` replaces."""
    file: str = ""
    """The pack file that states it."""

    @property
    def operators(self) -> tuple[str, ...]:
        """The kinds that are asked about; all when empty."""
        return self.params.operators if isinstance(self.params, OperatorParams) else ()


class Condition(Struct, frozen=True, kw_only=True):
    """A guard, ready to ask."""

    check: Check
    params: Any


class Limit(Struct, frozen=True, kw_only=True):
    """A condition that an operator has to meet for the DLPU to run it."""

    id: str
    check: Check
    params: Any
    message: str
    why: str
    fix: str
    source: Source
    evidence: Evidence
    on_fail: OnFail
    effect: Effect
    fix_for: tuple[FixFor, ...] = ()
    when: tuple[Condition, ...] = ()
    """The limit applies where each of these is answered "bad"."""
    kinds: tuple[str, ...] = ()
    """Kinds that a limit outside a row applies to; all when empty."""
    exempt: tuple[str, ...] = ()
    covered_by: tuple[str, ...] = ()
    examples: Examples | None = None
    validity: Validity = ALWAYS
    file: str = ""
    """The pack file that states it."""


class Row(Struct, frozen=True, kw_only=True):
    """One operator kind of a target's table; several rows of a kind are alternatives."""

    id: str
    kind: str
    status: Literal["dlpu", "cpu", "unknown"]
    limits: tuple[Limit, ...]
    effect: Effect
    note: str
    fix: str
    covered_by: tuple[str, ...]
    source: Source
    evidence: Evidence
    fix_for: tuple[FixFor, ...] = ()
    validity: Validity = ALWAYS


class Shipped(Struct, frozen=True, kw_only=True):
    """A network that Axis ships for a target."""

    family: tuple[str, ...]
    text: str
    source: Source


class Pack(Struct, frozen=True, kw_only=True):
    """All rules, limits and rows of one target."""

    target: str
    title: str
    version: str
    abstract: bool
    formats: tuple[Format, ...]
    device: str
    camera_file: str
    """The file that larod loads, with `{name}` or `{stem}`; empty where that is not known."""
    quantizes: bool
    """Whether the target's toolchain accepts float models and quantizes them itself."""
    backend: str
    """Name in reports of the backend that runs the operators placed on the DLPU."""
    partitioning: Partitioning
    partition_limit: int | None
    compiled: str
    """The kind of operator that a compiled part is; a file that has one is divided as it stands."""
    unlisted: Literal["dlpu", "cpu", "unknown"]
    unlisted_source: Source
    unlisted_fix: str
    unlisted_why: str
    """Effect of an operator outside the table; empty where `fallback` states it."""
    unlisted_evidence: Evidence
    fallback: Effect
    """Effect when an operator cannot run on the DLPU."""
    about: tuple[str, ...]
    rows: Mapping[str, tuple[Row, ...]]
    """By kind, wildcards (`custom:*`) included."""
    limits: tuple[Limit, ...]
    """Limits of every operator in the table."""
    rules: tuple[Rule, ...]
    runtimes: tuple[tuple[Version, Version], ...] = ()
    """AXIS OS releases with the TFLite runtime that each is known to have."""
    toolchain: Toolchain | None = None
    """Makes the file that larod loads; `None` where larod loads the model itself."""
    weights: Weights | None = None
    """Weight scales that the target wants; `None` where they do not matter."""
    conversions: tuple[Conversion, ...] = ()
    """Commands that convert models for the target, in the order to try them."""
    shipped: tuple[Shipped, ...] = ()
    """Networks that Axis ships for the target."""
    latency: Latencies = Latencies()
    """Estimates of the time of one inference."""
    build: str | None = None
    """Id of the text of this pack and of the packs it extends."""

    @property
    def unlisted_id(self) -> str:
        """The id of findings about operators outside the table."""
        return f"{self.target}/unlisted-operator"

    def rows_for(self, kind: str) -> tuple[Row, ...]:
        """The rows of a kind, its own before a wildcard's."""
        if kind in self.rows or ":" not in kind:
            return self.rows.get(kind, ())
        return self.rows.get(kind.split(":", 1)[0] + ":*", ())

    @property
    def ids(self) -> frozenset[str]:
        """All ids that findings of this pack may have."""
        return frozenset(entry.id for entry in self._entries()) | {self.unlisted_id}

    def find(self, id: str) -> "Rule | Limit | Row | None":
        """The rule, limit or row with an id."""
        return next((entry for entry in self._entries() if entry.id == id), None)

    def _entries(self) -> Iterator[Rule | Limit | Row]:
        yield from self.rules
        yield from self.every_row()
        yield from self.every_limit()

    def every_row(self) -> Iterator[Row]:
        """The rows of the operator table, in the order of the file."""
        for rows in self.rows.values():
            yield from rows

    def every_limit(self) -> Iterator[Limit]:
        """All limits: those of every operator, then those of the rows."""
        yield from self.limits
        for row in self.every_row():
            yield from row.limits


def level_of(effect: Effect, evidence: Evidence) -> Severity:
    """The level of an effect; what is only inferred is never an error by itself."""
    if evidence is Evidence.INFERRED and effect.severity is Severity.ERROR:
        return Severity.WARNING
    return effect.severity

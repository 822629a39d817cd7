"""Checks of operator versions, against a compiler and against a TFLite runtime."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Struct

from dlpulint.basics.version import Version
from dlpulint.checks.base import Count, Kinds, OperatorParams, model_check, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator

_NAMED = 3
"""Operators in a message at most."""


class HighestVersion(Struct, frozen=True, kw_only=True):
    """The highest accepted version of one kind of operator."""

    kind: Annotated[str, "kinds"]
    max: Count


class VersionLimits(OperatorParams, frozen=True, kw_only=True):
    """The accepted versions of operators."""

    max: Count = 0
    """The highest version."""
    max_by_kind: tuple[HighestVersion, ...] = ()
    """The highest version of each kind that has one of its own."""


@operator_check("version-limits", VersionLimits, "native", "version", "needed")
def version_limits(operator: Operator, facts: Facts, params: VersionLimits) -> Iterator[Hit]:
    """No operator has a later version than is accepted."""
    needed = facts.needed_runtimes.get(operator)
    special = next((row for row in params.max_by_kind if row.kind == operator.kind), None)
    highest = params.max if special is None else special.max
    values: dict[str, Value] = {
        "native": operator.native,
        "version": "?" if operator.version is None else operator.version,
        "needed": "?" if needed is None else str(needed),
    }
    if special is not None:
        values["max"] = highest
    if operator.version is None:
        yield Hit(operator, values, cause="version", unknown="its version is not in the file")
    elif operator.version > highest:
        yield Hit(operator, values, cause="version")


class MinimumRuntime(Struct, frozen=True, kw_only=True):
    """The available TFLite runtime."""

    enough: Version
    """A file that needs no later runtime is fine."""
    up_to: Version | None = None
    """A file that needs a later runtime than this is left to another rule."""
    exempt: Kinds = ()
    """Kinds that are not checked."""


@model_check("minimum-runtime", MinimumRuntime, "needed", "operators", "declared")
def minimum_runtime(facts: Facts, params: MinimumRuntime) -> Iterator[Hit]:
    """The runtime has the version of every operator.

    The file's own statement (`min_runtime_version`) is reported, but decides nothing.
    """
    runtimes = {o: r for o, r in facts.needed_runtimes.items() if o.kind not in params.exempt}
    known = {operator: needed for operator, needed in runtimes.items() if needed is not None}
    declared = facts.model.metadata.min_runtime_version or "nothing"
    later = [operator for operator, needed in known.items() if not params.enough.reaches(needed)]
    later.sort(key=lambda operator: known[operator], reverse=True)
    if later:
        needed = known[later[0]]
        if params.up_to is None or params.up_to.reaches(needed):
            words = [
                _versioned(operator, "" if known[operator] == needed else f" ({known[operator]})")
                for operator in later
            ]
            values = {"needed": str(needed), "operators": _listed(words), "declared": declared}
            rest = tuple(later[1:])
            yield Hit(later[0], values, cause="runtime", members=rest, pattern="runtime")
        return
    unlisted = [operator for operator, needed in runtimes.items() if needed is None]
    if unlisted:
        named = _listed([_versioned(operator) for operator in unlisted])
        values = {"needed": "?", "operators": named, "declared": declared}
        reason = f"no table of TFLite runtimes names {named}"
        yield Hit(unlisted[0], values, cause="runtime", unknown=reason, pattern="runtime")


class CompiledRuntime(OperatorParams, frozen=True, kw_only=True):
    """The available runtime for networks that a compiler has packed into one operator."""

    enough: Version
    """A network that needs no later runtime is fine."""
    unsure: bool = False
    """Whether a later one is unknown, for reasons that the message states, and not bad."""


@operator_check("compiled-runtime", CompiledRuntime, "native", "needed")
def compiled_runtime(operator: Operator, facts: Facts, params: CompiledRuntime) -> Iterator[Hit]:
    """A compiled network needs no later runtime than the available one."""
    needed = operator.integer("edgetpu_runtime")
    if needed is None:
        values: dict[str, Value] = {"native": operator.native, "needed": "?"}
        yield Hit(operator, values, "compiled", unknown="its package cannot be read")
    elif not params.enough.reaches(Version((needed,))):
        values = {"native": operator.native, "needed": needed}
        yield Hit(operator, values, "compiled", unknown="" if params.unsure else None)


def _versioned(operator: Operator, more: str = "") -> str:
    return f"{operator.native} version {operator.version}{more}"


def _listed(words: list[str]) -> str:
    distinct = list(dict.fromkeys(words))
    more = len(distinct) - _NAMED
    return ", ".join(distinct[:_NAMED]) + (f" and {more} more" if more > 0 else "")

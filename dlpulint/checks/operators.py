"""Checks of which operators are there, and of their options and operands."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from msgspec import Struct, field

from dlpulint.basics.decode import REST
from dlpulint.checks.base import (
    Kinds,
    OperatorParams,
    Role,
    alternatives,
    decisive,
    matches,
    operator_check,
)
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Attribute, Operator
from dlpulint.model.vocabulary import ATTRIBUTES, ROLES


class ForbiddenOperators(OperatorParams, frozen=True, kw_only=True):
    """Operators that are objected to: those of `operators`, but for some."""

    allow: Kinds = ()
    """Kinds that are fine although `operators` names them by a wildcard."""


@operator_check("forbidden-operators", ForbiddenOperators, "native")
def forbidden_operators(
    operator: Operator, facts: Facts, params: ForbiddenOperators
) -> Iterator[Hit]:
    """No operator of these kinds is in the file."""
    if not matches(operator.kind, params.allow):
        yield Hit(operator, {"native": operator.native}, cause=operator.native)


class NotBeside(OperatorParams, frozen=True, kw_only=True):
    """Operators that change what becomes of all others."""

    beside: Kinds


@operator_check("not-beside", NotBeside, "native")
def not_beside(operator: Operator, facts: Facts, params: NotBeside) -> Iterator[Hit]:
    """No operator of these kinds is in the same file."""
    if any(matches(kind, params.beside) for kind in facts.kinds):
        yield Hit(operator, {"native": operator.native}, cause="beside")


@operator_check("standard-domain", OperatorParams, "domain")
def standard_domain(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """Every operator is from the format's own set, not from somebody's extension."""
    if operator.domain:
        yield Hit(operator, {"domain": operator.domain}, cause=operator.domain)


class Range(Struct, frozen=True, kw_only=True):
    """A range of numbers: `min` and `max` belong to it, `above` and `below` do not."""

    min: int | float | None = None
    max: int | float | None = None
    above: int | float | None = None
    below: int | float | None = None
    multiple: int | None = None
    parity: Literal["even", "odd"] | None = None

    def admits(self, value: float) -> bool:
        """Whether `value` lies in the range."""
        return not (
            (self.min is not None and value < self.min)
            or (self.max is not None and value > self.max)
            or (self.above is not None and value <= self.above)
            or (self.below is not None and value >= self.below)
            or (self.multiple is not None and value % self.multiple != 0)
            or (self.parity is not None and value % 2 != (self.parity == "odd"))
        )

    def __str__(self) -> str:
        parts = []
        if self.min is not None and self.min == self.max:
            parts.append(str(self.min))
        elif self.min is not None and self.max is not None:
            parts.append(f"{self.min} to {self.max}")
        elif self.min is not None:
            parts.append(f"at least {self.min}")
        elif self.max is not None:
            parts.append(f"at most {self.max}")
        if self.above is not None:
            parts.append(f"more than {self.above}")
        if self.below is not None:
            parts.append(f"less than {self.below}")
        if self.multiple is not None:
            parts.append(f"a multiple of {self.multiple}")
        if self.parity is not None:
            parts.append(f"an {self.parity} number")
        return " and ".join(parts)


class SameAs(Struct, frozen=True, kw_only=True):
    """The value of another option of the same operator."""

    same_as: Annotated[str, ATTRIBUTES]


Allowed: TypeAlias = tuple[int | str | bool, ...] | Range | SameAs


class AttributeLimits(OperatorParams, frozen=True, kw_only=True):
    """Values that options may take, by our name for the option."""

    limits: Annotated[dict[str, Allowed], REST, ATTRIBUTES] = field(default_factory=dict)
    """A list of values, a table of `min`, `max`, `multiple`, or `{ same_as = "other option" }`."""


@operator_check("attribute-limits", AttributeLimits, "attribute", "value", "allowed")
def attribute_limits(operator: Operator, facts: Facts, params: AttributeLimits) -> Iterator[Hit]:
    """Every option has one of the values that are taken."""
    yield from decisive(_options(operator, params))


def _options(operator: Operator, params: AttributeLimits) -> Iterator[Hit]:
    for attribute, allowed in params.limits.items():
        value = operator.attributes.get(attribute)
        if value is not None and _admits(allowed, value, operator):
            continue
        values = attribute_values(operator) | {"attribute": attribute, "allowed": text_of(allowed)}
        cause = attribute.removesuffix("_height").removesuffix("_width")
        absent = attribute
        if isinstance(allowed, SameAs) and allowed.same_as not in operator.attributes:
            value, absent = None, allowed.same_as
        if value is None:
            reason = f"its {absent.replace('_', ' ')} is not in the file"
            yield Hit(operator, values | {"value": "?"}, cause, unknown=reason)
        else:
            yield Hit(operator, values | {"value": _plain(value)}, cause)


def attribute_values(operator: Operator) -> dict[str, Value]:
    """All options of an operator, as message slots."""
    return {name: _plain(value) for name, value in operator.attributes.items()}


def _plain(value: Attribute) -> Value:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def _admits(allowed: Allowed, value: Attribute, operator: Operator) -> bool:
    if isinstance(allowed, Range):
        return isinstance(value, int | float) and allowed.admits(value)
    if isinstance(allowed, SameAs):
        return operator.attributes.get(allowed.same_as) == value
    return value in allowed


def text_of(allowed: Allowed) -> str:
    """What is allowed, as people write it."""
    if isinstance(allowed, Range):
        return str(allowed)
    if isinstance(allowed, SameAs):
        return f"the same as {allowed.same_as.replace('_', ' ')}"
    return alternatives(allowed)


Operand: TypeAlias = Literal["constant", "variable", "absent", "present"]


class OperandKind(OperatorParams, frozen=True, kw_only=True):
    """What an operand has to be."""

    role: Annotated[str | tuple[str, ...], ROLES]
    """The operand asked about, or several."""
    be: Operand
    """What it has to be."""


@operator_check("operand-kind", OperandKind, "role", "found")
def operand_kind(operator: Operator, facts: Facts, params: OperandKind) -> Iterator[Hit]:
    """The operand is a constant, computed, left out or given, as it has to be."""
    for role in (params.role,) if isinstance(params.role, str) else params.role:
        tensors = operator.with_role(role)
        kinds = ["constant" if tensor.constant else "variable" for tensor in tensors]
        if not tensors and params.be == "present":
            yield Hit(operator, {"role": role, "found": "absent"}, cause=role)
            return
        for found in kinds:
            if params.be not in ("present", found):
                yield Hit(operator, {"role": role, "found": found}, cause=role)
                return


class OperandCount(OperatorParams, frozen=True, kw_only=True):
    """How many operands of one kind there may be."""

    role: Role
    max: int


@operator_check("operand-count", OperandCount, "count_of_role", "role")
def operand_count(operator: Operator, facts: Facts, params: OperandCount) -> Iterator[Hit]:
    """There are no more operands of a role than are taken."""
    found = len(operator.with_role(params.role))
    if found > params.max:
        values: dict[str, Value] = {"count_of_role": found, "role": params.role}
        yield Hit(operator, values, cause=params.role)

"""Checks of the operators in a file, their options and their operands."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from msgspec import Struct, field

from dlpulint.basics.decode import REST
from dlpulint.checks.base import (
    Arity,
    Kinds,
    OperatorParams,
    Positive,
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
    """Operators that are objected to: those of `operators`, with exceptions."""

    allow: Kinds = ()
    """Kinds that are fine, although a wildcard in `operators` includes them."""


@operator_check("forbidden-operators", ForbiddenOperators, "native")
def forbidden_operators(
    operator: Operator, facts: Facts, params: ForbiddenOperators
) -> Iterator[Hit]:
    """No operator of these kinds is in the file."""
    if not matches(operator.kind, params.allow):
        yield Hit(operator, {"native": operator.native}, cause=operator.native)


class NotBeside(OperatorParams, frozen=True, kw_only=True):
    """Operators that change how all others are handled."""

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
    """A range of numbers: `min` and `max` are included, `above` and `below` are not."""

    min: int | float | None = None
    max: int | float | None = None
    above: int | float | None = None
    below: int | float | None = None
    multiple: Positive | None = None
    parity: Literal["even", "odd"] | None = None

    def admits(self, value: float) -> bool:
        """Whether `value` is in the range."""
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
        if self.min is not None and self.max is not None:
            parts.append(str(self.min) if self.min == self.max else f"{self.min} to {self.max}")
        bounds = (
            ("at least {}", self.min if self.max is None else None),
            ("at most {}", self.max if self.min is None else None),
            ("more than {}", self.above),
            ("less than {}", self.below),
            ("a multiple of {}", self.multiple),
            ("an {} number", self.parity),
        )
        parts += [text.format(bound) for text, bound in bounds if bound is not None]
        return " and ".join(parts)


class SameAs(Struct, frozen=True, kw_only=True):
    """The value of another option of the same operator."""

    same_as: Annotated[str, ATTRIBUTES]


Allowed: TypeAlias = tuple[int | str | bool, ...] | Range | SameAs


class AttributeLimits(OperatorParams, frozen=True, kw_only=True):
    """Values that options may have, by dlpulint's name for the option."""

    limits: Annotated[dict[str, Allowed], REST, ATTRIBUTES] = field(default_factory=dict)
    """A list of values, a table of `min`, `max`, `multiple`, or `{ same_as = "other option" }`."""


@operator_check("attribute-limits", AttributeLimits, "attribute", "value", "allowed")
def attribute_limits(operator: Operator, facts: Facts, params: AttributeLimits) -> Iterator[Hit]:
    """Every option has an accepted value."""
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
    """Options of an operator, as message slots."""
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
    """Allowed values as text."""
    if isinstance(allowed, Range):
        return str(allowed)
    if isinstance(allowed, SameAs):
        return f"the same as {allowed.same_as.replace('_', ' ')}"
    return alternatives(allowed)


Operand: TypeAlias = Literal["constant", "variable", "absent", "present"]


class OperandKind(OperatorParams, frozen=True, kw_only=True):
    """The kind that an operand has to be."""

    role: Annotated[str | tuple[str, ...], ROLES]
    """The operand that is checked, or several."""
    be: Operand
    """The kind that it has to be."""


@operator_check("operand-kind", OperandKind, "role", "found")
def operand_kind(operator: Operator, facts: Facts, params: OperandKind) -> Iterator[Hit]:
    """The operand is constant, computed, absent or present, as required."""
    for role in (params.role,) if isinstance(params.role, str) else params.role:
        tensors = operator.with_role(role)
        kinds = ["constant" if tensor.constant else "variable" for tensor in tensors]
        if params.be == "present":
            kinds = [] if tensors else ["absent"]
        for found in kinds:
            if params.be != found:
                yield Hit(operator, {"role": role, "found": found}, cause=role)
                return


class OperandCount(OperatorParams, frozen=True, kw_only=True):
    """How many operands of a role there may be."""

    role: Role
    min: Arity = 0
    max: Arity | None = None


@operator_check("operand-count", OperandCount, "count_of_role", "role")
def operand_count(operator: Operator, facts: Facts, params: OperandCount) -> Iterator[Hit]:
    """There are as many operands of a role as are accepted, no more and no fewer."""
    found = len(operator.with_role(params.role))
    if not Range(min=params.min, max=params.max).admits(found):
        values: dict[str, Value] = {"count_of_role": found, "role": params.role}
        yield Hit(operator, values, cause=params.role)

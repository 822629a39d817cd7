"""What a check is: a question about a model, asked with parameters, that knows no target."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Literal, TypeAlias, TypeVar

from msgspec import Struct

from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Tensor
from dlpulint.model.vocabulary import DTYPES, ROLES
from dlpulint.placement.result import Placement

P = TypeVar("P", bound=Struct)

Role: TypeAlias = Annotated[str, ROLES]
Roles: TypeAlias = Annotated[tuple[str, ...], ROLES]
OperandRole: TypeAlias = Annotated[str, ROLES | {"variable-input", "constant-input"}]
"""A role, or one kind of inputs: `variable-input` computed ones, `constant-input` constants."""
Dtypes: TypeAlias = Annotated[tuple[str, ...], DTYPES]
Kinds: TypeAlias = Annotated[tuple[str, ...], "kinds"]
"""Kinds of operators; `custom:*` stands for all behind the colon."""

Scope: TypeAlias = Literal["operator", "model", "placement"]
"""What a check is asked about: one operator at a time, a whole model, or a finished placement."""


class Check(Struct, frozen=True):
    """A question with a name. Its docstring states what holds when all is well."""

    name: str
    scope: Scope
    params: type[Struct]
    """A frozen struct; packs are decoded into it, so a wrong parameter is found on loading."""
    slots: tuple[str, ...]
    """What messages may name, besides `subject`, `count` and the parameters."""
    statement: str
    ask: Callable[..., Iterator[Hit]]
    """Called with (operator, facts, params), (facts, params) or (placement, facts, params)."""


class NoParams(Struct, frozen=True, kw_only=True):
    """For a check that needs no numbers."""


class OperatorParams(Struct, frozen=True, kw_only=True):
    """What every check of single operators takes when a rule asks it."""

    operators: Kinds = ()
    """Kinds that are asked about; all when empty. A limit's row names its kind already."""


def operator_check(
    name: str, params: type[P], *slots: str
) -> Callable[[Callable[[Operator, Facts, P], Iterator[Hit]]], Check]:
    """Make a check of one operator at a time, usable in rules and as a limit of a table row."""

    def made(ask: Callable[[Operator, Facts, P], Iterator[Hit]]) -> Check:
        return Check(name, "operator", params, slots, _statement(ask), ask)

    return made


def model_check(
    name: str, params: type[P], *slots: str
) -> Callable[[Callable[[Facts, P], Iterator[Hit]]], Check]:
    """Make a check of a whole model."""

    def made(ask: Callable[[Facts, P], Iterator[Hit]]) -> Check:
        return Check(name, "model", params, slots, _statement(ask), ask)

    return made


def placement_check(
    name: str, params: type[P], *slots: str
) -> Callable[[Callable[[Placement, Facts, P], Iterator[Hit]]], Check]:
    """Make a check of where a model's operators run."""

    def made(ask: Callable[[Placement, Facts, P], Iterator[Hit]]) -> Check:
        return Check(name, "placement", params, slots, _statement(ask), ask)

    return made


def _statement(ask: Callable[..., object]) -> str:
    text = ask.__doc__ or ""
    return " ".join(text.split())


def params_as_values(params: Struct) -> dict[str, Value]:
    """The parameters of a question as message slots; lists as people write them."""
    found: dict[str, Value] = {}
    for name in params.__struct_fields__:
        value = getattr(params, name)
        if isinstance(value, tuple):
            value = alternatives(value)
        elif isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is not None:
            found[name] = value if isinstance(value, int | float | str) else str(value)
    return found


def alternatives(allowed: Iterable[object]) -> str:
    """A set as people write it: `1, 2 or 3`."""
    words = [str(value) for value in allowed]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"


def operands(operator: Operator, role: str) -> tuple[Tensor, ...]:
    """The tensors of an `OperandRole`, in order."""
    if role not in ("variable-input", "constant-input"):
        return operator.with_role(role)
    wanted = role == "constant-input"
    return tuple(t for t in operator.with_role("input") if t.constant == wanted)


def decisive(hits: Iterable[Hit]) -> Iterator[Hit]:
    """One answer for all operands of an operator: the first bad one, else the first unknown."""
    unknown: Hit | None = None
    for hit in hits:
        if hit.unknown is None:
            yield hit
            return
        unknown = unknown or hit
    if unknown is not None:
        yield unknown


def shape_text(shape: tuple[int | None, ...] | None) -> str:
    """A shape as people write it: `1x96x96x3`, with `?` for an unknown dimension."""
    if shape is None:
        return "unknown rank"
    return "x".join("?" if dimension is None else str(dimension) for dimension in shape) or "scalar"


def left_open(*tensors: Tensor | None) -> str:
    """` (batch, width left open)`: which dimensions nobody knows, by their names, or nothing."""
    found = dict.fromkeys(
        name
        for tensor in tensors
        if tensor is not None
        for size, name in zip(tensor.shape or (), tensor.free_dimensions, strict=False)
        if size is None and name
    )
    return f" ({', '.join(found)} left open)" if found else ""


def matches(kind: str, patterns: tuple[str, ...]) -> bool:
    """Whether an operator kind is one of `patterns`; `custom:*` stands for all behind the colon."""
    return kind in patterns or (
        ":" in kind and any(p.endswith(":*") and kind.startswith(p[:-1]) for p in patterns)
    )

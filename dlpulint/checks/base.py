"""A check: a question about a model, asked with parameters, that knows no target."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Literal, TypeAlias, TypeVar

from msgspec import Meta, Struct

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
"""Kinds of operators; `custom:*` matches all custom operators."""

Count: TypeAlias = Annotated[int, Meta(ge=0)]
"""A number of things, or of bytes."""
Rank: TypeAlias = Annotated[int, Meta(ge=0, le=64)]
"""A number of dimensions; proofs make tensors of so many."""
Arity: TypeAlias = Annotated[int, Meta(ge=0, le=1000)]
"""A number of operands; proofs make operators with so many."""
Positive: TypeAlias = Annotated[int, Meta(ge=1)]
"""A whole number that sizes are divided by, or the least number of things."""
Share: TypeAlias = Annotated[float, Meta(ge=0)]
"""A tolerance, a ratio or a fraction."""
Percent: TypeAlias = Annotated[float, Meta(ge=0, le=100)]

Scope: TypeAlias = Literal["operator", "model", "placement"]
"""Subject of a check: one operator at a time, a whole model, or a finished placement."""


class Check(Struct, frozen=True):
    """A question with a name."""

    name: str
    scope: Scope
    params: type[Struct]
    """A frozen struct. Packs are decoded into it, so that loading finds a wrong parameter."""
    slots: tuple[str, ...]
    """Slots for messages, besides `subject`, `count` and the parameters."""
    statement: str
    """The statement that holds when all is well: the docstring of `ask`."""
    ask: Callable[..., Iterator[Hit]]
    """Called with (operator, facts, params), (facts, params) or (placement, facts, params)."""
    looks_around: bool = False
    """Whether its answer for an operator depends on other operators or on names.

    Other checks answer alike for operators that are described alike (`Facts.descriptions`).
    """

    def __reduce__(self) -> tuple[Callable[[str], "Check"], tuple[str]]:
        """By its name, in every process: functions that a decorator took the name of cannot be."""
        return check_named, (self.name,)


def check_named(name: str) -> Check:
    """The check with a name."""
    from dlpulint.checks import BY_NAME

    return BY_NAME[name]


class NoParams(Struct, frozen=True, kw_only=True):
    """Parameters of a check that needs none."""


class OperatorParams(Struct, frozen=True, kw_only=True):
    """Parameters of every check of single operators."""

    operators: Kinds = ()
    """Kinds that are checked; all when empty. In a row, a limit checks the kind of the row."""


def operator_check(
    name: str, params: type[P], *slots: str, looks_around: bool = False
) -> Callable[[Callable[[Operator, Facts, P], Iterator[Hit]]], Check]:
    """Makes a check of one operator at a time, for rules and for limits of table rows.

    Unless it `looks_around`, it may read of the facts those that are the same for all operators
    described alike (`kinds`, `needed_runtimes`, both preparations, the model's `format` and
    `layout`), and no names, places or neighbours.
    """

    def made(ask: Callable[[Operator, Facts, P], Iterator[Hit]]) -> Check:
        return Check(name, "operator", params, slots, _statement(ask), ask, looks_around)

    return made


def model_check(
    name: str, params: type[P], *slots: str
) -> Callable[[Callable[[Facts, P], Iterator[Hit]]], Check]:
    """Makes a check of a whole model."""

    def made(ask: Callable[[Facts, P], Iterator[Hit]]) -> Check:
        return Check(name, "model", params, slots, _statement(ask), ask)

    return made


def placement_check(
    name: str, params: type[P], *slots: str
) -> Callable[[Callable[[Placement, Facts, P], Iterator[Hit]]], Check]:
    """Makes a check of where a model's operators run."""

    def made(ask: Callable[[Placement, Facts, P], Iterator[Hit]]) -> Check:
        return Check(name, "placement", params, slots, _statement(ask), ask)

    return made


def _statement(ask: Callable[..., object]) -> str:
    text = ask.__doc__ or ""
    return " ".join(text.split())


def params_as_values(params: Struct) -> dict[str, Value]:
    """Parameters of a check as message slots, with lists as text."""
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
    """Allowed values as text: `1, 2 or 3`."""
    words = [str(value) for value in allowed]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"


def first_words(words: Sequence[str]) -> str:
    """Up to three words as text, with `…` if there are more."""
    return ", ".join(words[:3]) + (" …" if len(words) > 3 else "")


def operands(operator: Operator, role: str) -> tuple[Tensor, ...]:
    """The tensors of an `OperandRole`, in order."""
    if role not in ("variable-input", "constant-input"):
        return operator.with_role(role)
    wanted = role == "constant-input"
    return tuple(t for t in operator.with_role("input") if t.constant == wanted)


def decisive(hits: Iterable[Hit]) -> Iterator[Hit]:
    """One hit for all operands of an operator: the first bad one, else the first unknown."""
    unknown: Hit | None = None
    for hit in hits:
        if hit.unknown is None:
            yield hit
            return
        unknown = unknown or hit
    if unknown is not None:
        yield unknown


def shape_text(shape: tuple[int | None, ...] | None) -> str:
    """A shape as text: `1x96x96x3`, with `?` for an unknown dimension."""
    if shape is None:
        return "unknown rank"
    return "x".join("?" if dimension is None else str(dimension) for dimension in shape) or "scalar"


def left_open(*tensors: Tensor | None) -> str:
    """` (batch, width left open)`: the names of unknown dimensions, or an empty text."""
    found = dict.fromkeys(
        name
        for tensor in tensors
        if tensor is not None
        for size, name in zip(tensor.shape or (), tensor.free_dimensions, strict=False)
        if size is None and name
    )
    return f" ({', '.join(found)} left open)" if found else ""


def matches(kind: str, patterns: tuple[str, ...]) -> bool:
    """Whether an operator kind is one of `patterns`; `custom:*` stands for all custom kinds."""
    return kind in patterns or (
        ":" in kind and any(p.endswith(":*") and kind.startswith(p[:-1]) for p in patterns)
    )

"""Checks of a conversion: operators without a counterpart, transposed maps, float operators."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.checks.base import OperatorParams, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Operator

_ORDERS: dict[tuple[int, ...], str] = {
    (0, 3, 1, 2): "channels first",
    (0, 2, 3, 1): "channels last",
}
"""Permutations between the layouts of a map, with the layout of the result."""

_INTEGERS = frozenset({"int8", "uint8"})


class Instead(Struct, frozen=True, kw_only=True):
    """The replacement that converters write for an operator."""

    operator: str
    """Its native name, without its domain."""
    written: str
    """A clause of the message."""


class Counterparts(OperatorParams, frozen=True, kw_only=True):
    """Replacements of operators that a format lacks."""

    instead: tuple[Instead, ...] = ()
    """Known replacements."""
    otherwise: str = "its replacement after conversion is unknown"
    """The clause for all other operators."""


@operator_check("counterpart", Counterparts, "native", "written")
def counterpart(operator: Operator, facts: Facts, params: Counterparts) -> Iterator[Hit]:
    """The operator is one that the format of the model has."""
    if facts.model.format == "tflite" and operator.kind.startswith("unconverted:"):
        name = operator.native.rpartition(".")[2]
        clauses = (instead.written for instead in params.instead if instead.operator == name)
        values = {"native": operator.native, "written": next(clauses, params.otherwise)}
        yield Hit(operator, values, cause=operator.native)


@operator_check(
    "turned-maps", OperatorParams, "native", "perm", "order", "shape", "reader", looks_around=True
)
def turned_maps(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """Within the graph no map is transposed from channels-last to channels-first, or back."""
    order = _ORDERS.get(operator.integers("perm") or ())
    given = operator.input
    if operator.kind != "transpose" or order is None or given is None:
        return
    producer = facts.model.producer(given)
    if producer is None:
        return
    readers = facts.model.consumers(operator.outputs[0])
    before = readers[0].native if readers else "an output"
    sizes = "x".join("?" if size is None else f"{size}" for size in given.shape or ())
    perm = ", ".join(map(str, operator.integers("perm") or ()))
    values = {"native": producer.native, "perm": perm, "order": order}
    yield Hit(operator, {**values, "shape": sizes, "reader": before}, cause=order)


@operator_check("real-numbers", OperatorParams, "native", "dtype", looks_around=True)
def real_numbers(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """No builtin operator computes in float between integer operators."""
    given = operator.input
    if given is None or not given.dtype.startswith("float"):
        return
    if operator.kind == "quantize" or ":" in operator.kind:
        return
    producer = facts.model.producer(given)
    source = producer.input if producer is not None and producer.kind == "dequantize" else None
    if source is not None and not source.constant and source.dtype in _INTEGERS:
        values = {"native": operator.native, "dtype": given.dtype}
        yield Hit(operator, values, cause=operator.kind)

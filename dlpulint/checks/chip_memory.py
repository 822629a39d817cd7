"""Checks of parameters and activations against an accelerator's own memory."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.checks.base import Count, Kinds, matches, model_check, placement_check
from dlpulint.facts.facts import Facts
from dlpulint.facts.sizes import activation_bytes, bytes_of, mebibytes
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Tensor
from dlpulint.placement.result import Placement


class OnChipParameters(Struct, frozen=True, kw_only=True):
    """Memory for parameters on the chip, in bytes."""

    room: Count
    """A model that needs no more is fine."""
    up_to: Count | None = None
    """A model that needs more than this is left to another rule."""


@placement_check(
    "on-chip-parameters", OnChipParameters, "weights", "available", "ceiling", "streamed"
)
def on_chip_parameters(
    placement: Placement, facts: Facts, params: OnChipParameters
) -> Iterator[Hit]:
    """The weights of the operators on the DLPU fit into its memory."""
    least = _weights(placement, (Device.DLPU,))
    most = _weights(placement, (Device.DLPU, Device.UNKNOWN))
    if most <= params.room or (params.up_to is not None and most > params.up_to):
        return
    values: dict[str, Value] = {
        "weights": mebibytes(most),
        "available": mebibytes(params.room),
        "ceiling": mebibytes(params.up_to or params.room),
        "streamed": mebibytes(most - params.room),
    }
    unknown = None
    if least <= params.room:
        unknown = f"{mebibytes(least)} to {mebibytes(most)} of weights may have to fit there"
    yield Hit(None, values, cause="parameters", unknown=unknown)


def _weights(placement: Placement, devices: tuple[Device, ...]) -> int:
    """Bytes of the constants that operators on these devices read, each counted once."""
    read = {
        tensor
        for placed in placement.operators
        if placed.device in devices
        for tensor in placed.operator.inputs
        if tensor is not None and tensor.constant and not _plain(tensor)
    }
    return sum(bytes_of(tensor) or 0 for tensor in read)


def _plain(tensor: Tensor) -> bool:
    """Whether it is a shape, axes or the like, which stays with the operator."""
    return tensor.values is not None and tensor.quantization is None


class StreamedParameters(Struct, frozen=True, kw_only=True):
    """How much a compiled network may fetch per inference."""

    operators: Kinds
    """The operators that hold compiled networks and state what they fetch."""
    max_bytes: Count


@model_check("streamed-parameters", StreamedParameters, "streamed", "cached", "scratch")
def streamed_parameters(facts: Facts, params: StreamedParameters) -> Iterator[Hit]:
    """A compiled network keeps its parameters on the chip."""
    compiled = [o for o in facts.model.operators if matches(o.kind, params.operators)]
    if not compiled:
        return
    sizes = [operator.integer("streamed_bytes") for operator in compiled]
    streamed = sum(size or 0 for size in sizes)
    values: dict[str, Value] = {
        "streamed": mebibytes(streamed),
        "cached": mebibytes(_sum(compiled, "cached_bytes")),
        "scratch": mebibytes(_sum(compiled, "scratch_bytes")),
    }
    rest = tuple(compiled[1:])
    if streamed > params.max_bytes:
        yield Hit(compiled[0], values, cause="streamed", members=rest, pattern="compiled network")
    elif None in sizes:
        reason = "its package cannot be read"
        yield Hit(compiled[0], values, "streamed", reason, rest, "compiled network")


def _sum(operators: Iterable[Operator], attribute: str) -> int:
    return sum(operator.integer(attribute) or 0 for operator in operators)


class OperatorActivations(Struct, frozen=True, kw_only=True):
    """How much an operator on the DLPU may read and write."""

    max_bytes: Count
    operators: Kinds = ()
    """Kinds that are checked; all when empty."""
    unsure: bool = False
    """Whether more is unknown, for reasons that the message states, and not bad."""


@placement_check(
    "operator-activations", OperatorActivations, "native", "index", "activations", "known"
)
def operator_activations(
    placement: Placement, facts: Facts, params: OperatorActivations
) -> Iterator[Hit]:
    """No operator on the DLPU reads and writes more than is accepted."""
    sizes: dict[Operator, int] = {}
    unsure: list[Operator] = []
    for placed in placement.operators:
        kind = placed.operator.kind
        if placed.device is Device.CPU or (params.operators and kind not in params.operators):
            continue
        size = activation_bytes(placed.operator)
        if size is None or (size > params.max_bytes and placed.device is Device.UNKNOWN):
            unsure.append(placed.operator)
        elif size > params.max_bytes:
            sizes[placed.operator] = size
    found = sorted(sizes, key=lambda operator: -sizes[operator]) or unsure
    if found:
        first = found[0]
        values: dict[str, Value] = {
            "native": first.native,
            "index": first.index,
            "activations": mebibytes(sizes[first]) if sizes else "?",
            "known": mebibytes(params.max_bytes),
        }
        unknown = "" if params.unsure else None
        if not sizes:
            unknown = "its size, or where it runs, is not known"
        rest = tuple(found[1:])
        yield Hit(first, values, "activations", unknown, rest, "large activations")

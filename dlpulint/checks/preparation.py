"""Checks of what TFLite refuses to prepare, before any accelerator is asked."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from dlpulint.checks.base import Count, NoParams, OperatorParams, model_check, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.refusal import Cause
from dlpulint.facts.runtimes import is_released
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator

_EIGHT_BITS = ("int8", "uint8")


class Preconditions(Struct, frozen=True, kw_only=True):
    """Preconditions of TFLite's kernels."""

    about: tuple[Cause, ...]
    """Only preconditions about these."""


@model_check("kernel-preconditions", Preconditions, "problem", "native", "tensor")
def kernel_preconditions(facts: Facts, params: Preconditions) -> Iterator[Hit]:
    """Every operator meets the preconditions of its kernel in TFLite."""
    for refusal in facts.preparation.refusals:
        if refusal.cause in params.about:
            values: dict[str, Value] = {
                "problem": refusal.problem,
                "native": refusal.operator.native,
                "tensor": "" if refusal.tensor is None else refusal.tensor.name,
            }
            yield Hit(refusal.operator, values, refusal.cause)


@model_check("readable-tensors", NoParams, "tensor", "problem")
def readable_tensors(facts: Facts, params: NoParams) -> Iterator[Hit]:
    """TFLite reads the description of every tensor in the file."""
    for name, problem in facts.model.metadata.unreadable:
        yield Hit(None, {"tensor": name, "problem": problem}, name)


@model_check("released-operators", NoParams, "native", "version")
def released_operators(facts: Facts, params: NoParams) -> Iterator[Hit]:
    """Some release of TFLite has every builtin operator that the file names, in its version."""
    model = facts.model
    users: dict[tuple[str, int], Operator] = {}
    for operator in model.operators if model.format == "tflite" else ():
        if operator.version is not None and not operator.kind.startswith(_BROUGHT):
            users.setdefault((operator.native, operator.version), operator)
    for native, version in dict.fromkeys((*users, *model.metadata.operator_codes)):
        if not is_released(native, version):
            values: dict[str, Value] = {"native": native, "version": version}
            yield Hit(users.get((native, version)), values, native)


_BROUGHT = ("custom:", "flex:", "unconverted:")
"""Operators that are none of TFLite's own."""


@model_check("written-operands", NoParams, "tensor", "native")
def written_operands(facts: Facts, params: NoParams) -> Iterator[Hit]:
    """Every operand is an input, a constant or written by an operator that ran before."""
    model = facts.model
    if model.format != "tflite" or model.metadata.origin == "preview":
        return
    given = {tensor for graph in model.subgraphs for tensor in graph.inputs}
    for operator in model.operators:
        for tensor in operator.inputs:
            kept = tensor is None or tensor.constant or tensor.stored or tensor.variable
            if tensor is None or kept or tensor in given or tensor.elements == 0:
                continue
            if model.producer(tensor) is None:
                yield Hit(operator, {"tensor": tensor.name, "native": operator.native}, "unwritten")
                break


@model_check("meaningful-scales", NoParams, "tensor", "scale")
def meaningful_scales(facts: Facts, params: NoParams) -> Iterator[Hit]:
    """The scales of all computed tensors are finite and greater than 0.

    An 8-bit result of 8-bit operands with scales has to have one too.
    """
    for operator in facts.model.operators if facts.model.format == "tflite" else ():
        for tensor in operator.outputs:
            found = tensor.quantization
            for scale in () if found is None else found.scales:
                if not 0 < scale < float("inf"):
                    yield Hit(operator, {"tensor": tensor.name, "scale": scale}, "scale")
                    break
            unscaled = found is None and facts.model.metadata.origin == "file"
            if unscaled and tensor.dtype in _EIGHT_BITS and _computes(operator):
                yield Hit(operator, {"tensor": tensor.name, "scale": "missing"}, "scale")


def _computes(operator: Operator) -> bool:
    """Whether an operator calculates with scales of 8-bit operands."""
    known = ":" not in operator.kind and operator.native != "CAST"
    return known and any(
        tensor is not None and tensor.dtype in _EIGHT_BITS and tensor.quantization is not None
        for tensor in operator.inputs
    )


class EntryPoints(Struct, frozen=True, kw_only=True):
    """Entry points, of which a camera runs one."""

    max: Count


@model_check("entry-points", EntryPoints, "signatures", "first", "amount")
def entry_points(facts: Facts, params: EntryPoints) -> Iterator[Hit]:
    """The file holds no more entry points than are accepted."""
    signatures = facts.model.metadata.signatures
    if len({graph for _, graph in signatures}) > params.max:
        first = next((name for name, graph in signatures if graph == 0), "?")
        values: dict[str, Value] = {
            "signatures": ", ".join(name for name, _ in signatures),
            "first": first,
            "amount": len(signatures),
        }
        yield Hit(None, values, "signatures")


class FixedSizes(OperatorParams, frozen=True, kw_only=True):
    """What counts as a size that is known before the model runs."""

    folds: Literal["yes", "no", "unknown"]
    """Whether the TFLite works out shape arithmetic beforehand, as it has done since 2023."""


@model_check("fixed-sizes", FixedSizes, "native", "tensor", "index")
def fixed_sizes(facts: Facts, params: FixedSizes) -> Iterator[Hit]:
    """The size of every tensor is known before the model runs."""
    found, unknown = _sized_while_running(facts, params)
    if found is not None:
        yield Hit(found, _described(found), "dynamic", unknown)


@operator_check("fixed-sizes-around", FixedSizes, "native", "tensor", "index")
def fixed_sizes_around(operator: Operator, facts: Facts, params: FixedSizes) -> Iterator[Hit]:
    """The size of every tensor in the file is known before the model runs.

    Checked for each operator, as a delegate for fixed sizes accepts the whole file or nothing.
    """
    found, unknown = _sized_while_running(facts, params)
    if found is not None:
        # One finding for all: the reason is one.
        yield Hit(operator, _described(found), "dynamic", unknown, pattern="computed size")


def _sized_while_running(facts: Facts, params: FixedSizes) -> tuple[Operator | None, str | None]:
    """The first operator with a result of no known size, and why that is uncertain."""
    new = facts.preparation
    found = new.dynamic or new.open_body
    if found is not None or params.folds == "yes":
        return found, None
    old = facts.old_preparation.dynamic or facts.old_preparation.open_body
    reason = f"a TFLite of before 2023 does not know the size of the output of {_name(old)}"
    return old, None if params.folds == "no" else reason


def _name(operator: Operator | None) -> str:
    return "" if operator is None else f"{operator.native} #{operator.index}"


def _described(operator: Operator) -> dict[str, Value]:
    tensor = operator.outputs[0].name if operator.outputs else "its result"
    return {"native": operator.native, "tensor": tensor, "index": operator.index}

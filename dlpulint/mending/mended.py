"""A mended file with its tail, compared with the original."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import DlpulintError
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft, Ends
from dlpulint.mending.proof.result import (
    Comparison,
    MendedInput,
    MendedOutput,
    ProofResult,
)
from dlpulint.mending.proof.run import proof_of
from dlpulint.mending.tail import tail_of

_PROMISED_STEPS = {"exact": 0.0, "one-step": 1.0}
"""Largest difference by promise, in steps of the quantized output."""

_STATED_ERROR = 1.0
"""Largest difference of the stated code for inputs and outputs: TFLite requantizes in whole
numbers, which differs from floats by at most one step in the corpus."""

_FLOAT_ERROR = 1e-5
"""Largest difference of float outputs for edits that are not exact, in parts of the largest."""


class Mended(Struct, frozen=True, kw_only=True):
    """A mended file, not yet written."""

    data: bytes
    tail: bytes | None
    """The part that was cut off, as a model for the CPU."""
    tail_reason: str = ""
    """Why there is no tail although something was cut off."""
    ends: Ends
    changes: tuple[Change, ...]
    comparison: Comparison
    """Which of its tensors are those of the original."""
    proof: ProofResult


def mended_file(
    original: bytes, data: bytes, ends: Ends, changes: tuple[Change, ...], *, prove: bool
) -> Mended:
    """A mended file with its tail, compared with the original."""
    tail, tail_reason, comparison = comparison_of(original, data, ends)
    if not prove:
        proof = ProofResult(status="not-run", reason="no comparison was wanted")
    else:
        proof = proof_of(comparison, original, data, tail)
    if proof.status == "tail-fails":
        tail, tail_reason = (
            None,
            f"LiteRT does not run the operators that were cut off ({proof.reason})",
        )
        comparison = replace(comparison, tail_ends=(), tail_inputs=())
        proof = proof_of(comparison, original, data, None)
    return Mended(
        data=data,
        tail=tail,
        tail_reason=tail_reason,
        ends=ends,
        changes=changes,
        comparison=comparison,
        proof=proof,
    )


def all_exact(changes: Sequence[Change]) -> bool:
    """Whether no change promises less than the same bytes."""
    return all(change.promise == "exact" for change in changes)


def broken_promise(proof: ProofResult, changes: Sequence[Change]) -> str:
    """Why a mended file must not be used: a clause; empty where it keeps its promise."""
    if proof.status == "mended-fails":
        return f"The mended file does not run in LiteRT ({proof.reason})"
    if proof.status == "neither-loads":
        return f"LiteRT loads neither the file nor a mended one ({proof.reason})"
    if proof.status != "compared":
        return ""
    promises = {change.promise for change in changes}
    if "measured" in promises:
        return ""
    promise = "one-step" if "one-step" in promises else "exact"
    for output in proof.outputs:
        allowed = _PROMISED_STEPS[promise] if output.integers else _FLOAT_ERROR
        if not output.exact and (promise == "exact" or output.steps > allowed):
            return (
                f"The mended file gives other results than the original ('{output.name}', by "
                f"{output.steps:g})"
            )
    if (proof.application_error or 0.0) > _STATED_ERROR:
        return (
            "The code stated for the application gives other numbers than the original (by "
            f"{proof.application_error:g})"
        )
    if proof.tail_exact is False and promise == "exact":
        return "Mended file and tail file together give other results than the original"
    return ""


def comparison_of(original: bytes, data: bytes, ends: Ends) -> tuple[bytes | None, str, Comparison]:
    """The tail of a mended file, why there is none, and what to compare."""
    mended = Draft(data, ends)
    outputs = [ends.origins[tensor] for tensor in mended.outputs]
    inputs = [ends.origins[tensor] for tensor in mended.inputs]
    comparison = Comparison(
        inputs=tuple(
            MendedInput(origin=origin, position=at, steps=ends.input_steps[at])
            for at, origin in enumerate(inputs)
            if origin is not None
        ),
        outputs=tuple(
            MendedOutput(origin=origin, route=route)
            for origin, route in zip(outputs, ends.routes, strict=True)
            if origin is not None
        ),
    )
    if None not in ends.routes:
        return None, "", comparison
    sizes = {
        origin: mended.shape(tensor)
        for origin, tensor in zip(outputs, mended.outputs, strict=True)
        if origin is not None
    }
    try:
        tail = tail_of(original, sizes)
    except DlpulintError as error:
        return None, str(error), comparison
    return tail.data, "", replace(comparison, tail_ends=tail.ends, tail_inputs=tail.inputs)

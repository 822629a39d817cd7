"""Operands on both sides of a limit: their types, kinds and elements."""

from collections.abc import Iterator

from msgspec.structs import replace

from dlpulint.checks.base import operands as operands_of
from dlpulint.checks.constants import ConstantValues
from dlpulint.checks.operators import Operand, OperandCount, OperandKind, Range
from dlpulint.checks.quantization import DtypeLimits, WeightGranularity
from dlpulint.model.graph import Quantization, Tensor
from dlpulint.proof.miniature import Miniature, quantized
from dlpulint.proof.variation import Variation, beside, sides_of

_DTYPES = ("int8", "uint8", "int16", "int32", "int64", "float32", "float16", "bool")
"""Types that files have; of those that a limit does not allow, each is on its bad side."""


def vary_dtypes(params: DtypeLimits, miniature: Miniature) -> Iterator[Variation]:
    """Every type that is allowed, and common ones that are not, in all the operands asked about."""
    asked = [
        tensor
        for role in params.roles
        for tensor in miniature.operator.with_role(role)
        if params.constants or not tensor.constant
    ]
    if asked:
        for dtype in dict.fromkeys((*params.allow, *_DTYPES)):
            changed = miniature.with_tensors({tensor: _typed(tensor, dtype) for tensor in asked})
            yield Variation(f"operands of {dtype}", changed, dtype in params.allow)


def _typed(tensor: Tensor, dtype: str) -> Tensor:
    quantization = tensor.quantization if dtype.startswith(("int", "uint")) else None
    if dtype == "uint8" and quantization is not None and quantization.zero_points:
        # int8 and uint8 mean the same numbers 128 apart.
        shift = 128 if tensor.dtype == "int8" else 0
        zeros = tuple(zero + shift for zero in quantization.zero_points)
        quantization = replace(quantization, zero_points=zeros)
    return replace(tensor, dtype=dtype, quantization=quantization)


def vary_operand(params: OperandKind, miniature: Miniature) -> Iterator[Variation]:
    """Each operand as it has to be, and as it may not be."""
    for role in (params.role,) if isinstance(params.role, str) else params.role:
        yield from _vary_one(role, params.be, miniature)


def _vary_one(role: str, wanted: Operand, miniature: Miniature) -> Iterator[Variation]:
    operands = miniature.operator.with_role(role)
    left_out = Variation(f"its {role} left out", _left_out(miniature, role), wanted == "absent")
    if wanted in ("present", "absent"):
        given = miniature if operands else _with_constant(miniature, role)
        yield Variation(f"its {role} given", given, wanted == "present")
        yield left_out
    elif operands:
        fixed, computed = _constant(miniature, operands), _computed(miniature, operands)
        yield Variation(f"its {role} constant", fixed, wanted == "constant")
        yield Variation(f"its {role} computed", computed, wanted == "variable")


def _with_constant(miniature: Miniature, role: str) -> Miniature:
    operator = miniature.operator
    added = Tensor("", "int32", (1,), constant=True)
    return miniature.with_operator(
        replace(operator, inputs=(*operator.inputs, added), roles=(*operator.roles, role))
    )


def _left_out(miniature: Miniature, role: str) -> Miniature:
    operator = miniature.operator
    kept = [
        (tensor, its_role)
        for tensor, its_role in zip(operator.inputs, operator.roles, strict=True)
        if its_role != role
    ]
    return miniature.with_operator(
        replace(
            operator,
            inputs=tuple(tensor for tensor, _ in kept),
            roles=tuple(its_role for _, its_role in kept),
        )
    )


def _constant(miniature: Miniature, operands: tuple[Tensor, ...]) -> Miniature:
    for tensor in operands:
        if not tensor.constant and tensor in miniature.model.inputs:
            fixed = replace(tensor, constant=True)
            miniature = miniature.without_input(tensor).with_tensors({tensor: fixed})
    return miniature


def _computed(miniature: Miniature, operands: tuple[Tensor, ...]) -> Miniature:
    for number, tensor in enumerate(operands):
        if tensor.constant:
            given = replace(tensor, name=f"computed{number}", constant=False, values=None)
            miniature = miniature.with_tensors({tensor: given}).with_input(given)
    return miniature


def vary_count(params: OperandCount, miniature: Miniature) -> Iterator[Variation]:
    """As many operands as are allowed, one more, and one fewer."""
    operator = miniature.operator
    operands = operator.with_role(params.role)
    if not operands:
        return
    fewest = _left_out(miniature, params.role)
    kept = (*fewest.operator.inputs, *operands[: params.min - 1])
    roles = (*fewest.operator.roles, *(params.role,) * (params.min - 1))
    if params.min > 1 and len(operands) >= params.min:
        fewer = miniature.with_operator(replace(operator, inputs=kept, roles=roles))
        yield Variation(f"{params.role}: {params.min - 1} of them", fewer, False)
        yield Variation(f"{params.role}: {len(operands)} of them", miniature, True)
    if params.max is None:
        return
    for number, fine in ((params.max, True), (params.max + 1, False)):
        changed = miniature
        for more in range(len(operands), number):
            added = replace(operands[0], name=f"more{more}", constant=False, values=None)
            op = changed.operator
            changed = changed.with_input(added).with_operator(
                replace(op, inputs=(*op.inputs, added), roles=(*op.roles, params.role))
            )
        if len(changed.operator.with_role(params.role)) == number:
            yield Variation(f"{params.role}: {number} of them", changed, fine)


def vary_granularity(params: WeightGranularity, miniature: Miniature) -> Iterator[Variation]:
    """Weights with one scale, one per channel, and one per block."""
    for tensor in miniature.operator.with_role("weights")[:1]:
        shape = tensor.shape
        if not shape:
            continue
        # Depthwise weights have their channels last, after a 1.
        axis = 0 if shape[0] != 1 else len(shape) - 1
        single = Quantization((0.01,), (), None)
        each = Quantization((0.01,) * (shape[axis] or 1), (), axis)
        blocks = replace(single, axis=axis, block_size=32)
        for text, quantization, fine in (
            ("one scale", single, True),
            ("a scale a channel", each, params.allow == "per-channel"),
            ("scales of blocks", blocks, False),
        ):
            changed = miniature.with_tensors({tensor: quantized(tensor, quantization)})
            yield Variation(text, changed, fine)


def vary_elements(params: ConstantValues, miniature: Miniature) -> Iterator[Variation]:
    """A constant whose elements all have an allowed value, or another."""
    constants = [t for t in operands_of(miniature.operator, params.role) if t.constant]
    if not constants:
        return
    allow = params.allow
    if allow == "zero-point":
        quantization = constants[0].quantization
        zero = None if quantization is None else quantization.zero_point
        if zero is None:
            return
        allow = (zero,)
    good, bad = sides_of(allow) if isinstance(allow, Range) else (allow, beside(allow))
    for values, fine in ((good, True), (bad, False)):
        for value in values:
            changed = {t: replace(t, values=(value,) * (t.elements or 1)) for t in constants}
            yield Variation(f"{params.role} of {value}", miniature.with_tensors(changed), fine)

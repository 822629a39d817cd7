"""Sizes in bytes and elements, from dimensions and types alone."""

from dlpulint.model.graph import Model, Tensor

_BITS = {
    "bool": 8,
    "int2": 2,
    "uint2": 2,
    "int4": 4,
    "uint4": 4,
    "int8": 8,
    "uint8": 8,
    "int16": 16,
    "uint16": 16,
    "int32": 32,
    "uint32": 32,
    "int64": 64,
    "uint64": 64,
    "float4e2m1": 4,
    "float8e4m3fn": 8,
    "float8e4m3fnuz": 8,
    "float8e5m2": 8,
    "float8e5m2fnuz": 8,
    "float8e8m0": 8,
    "float16": 16,
    "bfloat16": 16,
    "float32": 32,
    "float64": 64,
    "complex64": 64,
    "complex128": 128,
}


_WEIGHTED = frozenset({"weights", "bias"})
_LEARNED = _WEIGHTED | {"input", "alpha", "parameter"}
"""Roles of constants that training learns; those of whole numbers only in layers."""


def bytes_of(tensor: Tensor) -> int | None:
    """The bytes that a tensor takes, or `None` if its shape or type does not tell."""
    return _bytes(tensor, tensor.elements)


def _bytes(tensor: Tensor, elements: int | None) -> int | None:
    bits = _BITS.get(tensor.dtype)
    if bits is None or elements is None:
        return None
    return (elements * bits + 7) // 8


def mebibytes(count: int) -> str:
    """A number of bytes as people write it: `1.25 MiB`, below a tenth of that `12.5 KiB`."""
    return f"{count / 2**20:.2f} MiB" if count >= 2**20 / 10 else f"{count / 2**10:.1f} KiB"


def parameters_of(model: Model) -> int:
    """Elements of all constants that training learns: weights, biases, slopes, normalizations.

    Neither what quantization adds (scales, zero points) nor shapes, axes and scalars (the bounds
    of a Clip, an exponent) are. A constant that bodies of If or Loop capture counts once.
    """
    learned: dict[object, int] = {}
    for operator in model.operators:
        for tensor, role in zip(operator.inputs, operator.roles, strict=False):
            if tensor is None or not tensor.constant or tensor.rank == 0:
                continue
            plain = tensor.values is not None and tensor.quantization is None
            if role in (_WEIGHTED if plain else _LEARNED) and model.producer(tensor) is None:
                # In ONNX a name stands for one value, in bodies too; their stand-ins have it.
                key = tensor.name if model.format == "onnx" else tensor
                learned[key] = tensor.elements or 0
    return sum(learned.values())


def constant_bytes_of(model: Model) -> int | None:
    """Bytes of all constants; `None` where a type has no size that we know."""
    total = 0
    for tensor in model.tensors:
        if tensor.constant and model.producer(tensor) is None:
            size = bytes_of(tensor)
            if size is None:
                return None
            total += size
    return total


def peak_activation_bytes(model: Model) -> int | None:
    """The most bytes of activations alive at once in the main graph, run in file order.

    `None` if a size is unknown and nothing bounds it. A runtime that reuses or fuses buffers may
    need less, as does a frame in which an operator finds fewer boxes than it may.
    """
    operators = [operator for operator in model.operators if operator.subgraph == 0]
    last_use: dict[Tensor, int] = {}
    for position, operator in enumerate(operators):
        for tensor in operator.inputs:
            if tensor is not None and not tensor.constant:
                last_use[tensor] = position
    for tensor in model.outputs:
        last_use[tensor] = len(operators)
    alive = 0
    ends: dict[int, int] = {}
    for tensor in model.inputs:
        size = _bytes(tensor, tensor.most_elements)
        if size is None:
            return None
        alive += size
        ends[last_use.get(tensor, 0)] = ends.get(last_use.get(tensor, 0), 0) + size
    peak = alive
    for position, operator in enumerate(operators):
        for tensor in operator.outputs:
            if tensor.constant:
                continue
            size = _bytes(tensor, tensor.most_elements)
            if size is None:
                return None
            alive += size
            end = last_use.get(tensor, position)
            ends[end] = ends.get(end, 0) + size
        peak = max(peak, alive)
        alive -= ends.pop(position, 0)
    return peak

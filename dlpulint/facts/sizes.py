"""Sizes in bytes and elements, from dimensions and types alone."""

from collections.abc import Iterable

from dlpulint.model.graph import Model, Operator, Tensor

_BITS = {
    "int2": 2, "int4": 4, "int8": 8, "int16": 16, "int32": 32, "int64": 64, "bool": 8,
    "uint2": 2, "uint4": 4, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64,
    "float4e2m1": 4, "float8e4m3fn": 8, "float8e4m3fnuz": 8, "float8e5m2": 8, "float8e5m2fnuz": 8,
    "float8e8m0": 8, "float16": 16, "bfloat16": 16, "float32": 32, "float64": 64,
    "complex64": 64, "complex128": 128,
}  # fmt: skip

_WEIGHTED = frozenset({"weights", "bias"})
_LEARNED = _WEIGHTED | {"input", "alpha", "parameter"}
"""Roles of constants that training learns; integer constants only as weights and biases."""


def bytes_of(tensor: Tensor) -> int | None:
    """Size of a tensor in bytes, or `None` if its shape or type is unknown."""
    return _bytes(tensor, tensor.elements)


def _bytes(tensor: Tensor, elements: int | None) -> int | None:
    bits = _BITS.get(tensor.dtype)
    if bits is None or elements is None:
        return None
    return (elements * bits + 7) // 8


def mebibytes(count: int) -> str:
    """A number of bytes as text: `1.25 MiB`, and `12.5 KiB` below 0.1 MiB."""
    return f"{count / 2**20:.2f} MiB" if count >= 2**20 / 10 else f"{count / 2**10:.1f} KiB"


def parameters_of(model: Model) -> int:
    """Number of elements that training learns: weights, biases, slopes, normalizations.

    Scales and zero points of quantization, shapes, axes and scalars (the bounds of a Clip, an
    exponent) do not count. A constant that bodies of If or Loop capture counts once.
    """
    learned: dict[object, int] = {}
    for operator in model.operators:
        for tensor, role in zip(operator.inputs, operator.roles, strict=False):
            if tensor is None or not tensor.constant or tensor.rank == 0:
                continue
            plain = tensor.values is not None and tensor.quantization is None
            if role in (_WEIGHTED if plain else _LEARNED) and model.producer(tensor) is None:
                # In ONNX a name stands for one value, in bodies too; captured tensors have it.
                key = tensor.name if model.format == "onnx" else tensor
                learned[key] = tensor.elements or 0
    return sum(learned.values())


def constant_bytes_of(model: Model) -> int | None:
    """Bytes of all constants; `None` where the size of a type is unknown."""
    sizes = [bytes_of(t) for t in model.tensors if t.constant and model.producer(t) is None]
    return total_bytes(sizes)


def total_bytes(sizes: Iterable[int | None]) -> int | None:
    """Sum of `sizes`; `None` where one of them is unknown."""
    total = 0
    for size in sizes:
        if size is None:
            return None
        total += size
    return total


def activation_bytes(operator: Operator) -> int | None:
    """Bytes of all computed tensors that an operator reads and writes; `None` if unknown."""
    tensors = {*operator.inputs, *operator.outputs}
    return total_bytes(bytes_of(t) for t in tensors if t is not None and not t.constant)


def peak_activation_bytes(model: Model) -> int | None:
    """Peak bytes of activations alive at once in the main graph, run in file order.

    `None` if a size is unknown and unbounded. A runtime that reuses or fuses buffers may need
    less, as does a frame in which an operator finds fewer boxes than it may.
    """
    operators = [operator for operator in model.operators if operator.subgraph == 0]
    last_use: dict[Tensor, int] = {}
    for position, operator in enumerate(operators):
        read = (t for t in operator.inputs if t is not None and not t.constant)
        last_use.update(dict.fromkeys(read, position))
    last_use.update(dict.fromkeys(model.outputs, len(operators)))
    alive = peak = 0
    ends: dict[int, int] = {}
    # The graph's inputs are alive before the first operator runs.
    for position, tensors in enumerate((model.inputs, *(o.outputs for o in operators)), start=-1):
        for tensor in tensors:
            if tensor.constant and position >= 0:
                continue
            size = _bytes(tensor, tensor.most_elements)
            if size is None:
                return None
            alive += size
            end = last_use.get(tensor, max(position, 0))
            ends[end] = ends.get(end, 0) + size
        peak = max(peak, alive)
        alive -= ends.pop(position, 0)
    return peak

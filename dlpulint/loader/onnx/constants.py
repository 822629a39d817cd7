"""Constants of an ONNX file: types, shapes, and elements if there are few."""

import struct
from collections.abc import Sequence
from math import prod
from typing import Final

from msgspec import Struct

from dlpulint.loader.bounds import HIGHEST_RANK
from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.protos import SparseTensorProto, TensorProto

FEW = 64
"""Most elements of a constant that are kept: shapes, axes, permutations."""

FLOAT, INT32, INT64, STRING, BOOL, DOUBLE = 1, 6, 7, 8, 9, 11
"""Numbers of element types in the ONNX schema."""

INTEGERS: Final = frozenset({2, 3, 4, 5, 6, 7, 9, 12, 13, 21, 22})
"""Element types of whole numbers."""

NUMBERS: Final = INTEGERS | {1, 10, 11, 16}
"""Element types that the loader computes with."""

_FLOAT16, _BFLOAT16, _UINT4, _INT4 = 10, 16, 21, 22
_EXTERNAL = 1
_CODES: Final = dict(
    zip((1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16), "fBbHhiqBedIQH", strict=True)
)
"""`struct` codes of the elements, by type."""

_FIELDS: Final = {1: "float", 7: "int64", 11: "double", 12: "uint64", 13: "uint64"}
"""Fields, without `_data`, of elements outside `raw_data`; `int32` for all other types."""


class Constant(Struct, frozen=True):
    """A tensor with elements in the file or in an external data file."""

    dtype: int
    """The number of its element type; 0 if not stated."""
    dims: tuple[int, ...] | None
    """Its dimensions, if they are valid sizes."""
    few: tuple[float, ...] | None = None
    """Its elements, if there are at most `FEW`; whole numbers are `int`."""
    tensor: "TensorProto | None" = None
    """The source of all its elements, unless they were left out."""
    side_file: str | None = None
    """The external data file, if there is one."""

    @property
    def elements(self) -> tuple[float, ...] | None:
        """All elements, if they were kept when the file was read."""
        return elements_of(self.tensor) if self.few is None and self.tensor else self.few


def constant_of_tensor(tensor: "TensorProto") -> Constant:
    """The constant of a TensorProto."""
    dims = _sizes(tensor.dims)
    few = elements_of(tensor) if dims is not None and prod(dims) <= FEW else None
    side_file = None
    if tensor.data_location == _EXTERNAL:
        locations = (entry.value for entry in tensor.external_data if entry.key == "location")
        side_file = readable(next(locations, "?"))
    return Constant(tensor.data_type, dims, few, tensor, side_file)


def constant_of_sparse(tensor: "SparseTensorProto") -> Constant:
    """The constant of a SparseTensorProto."""
    return Constant(tensor.values.data_type, _sizes(tensor.dims))


def _sizes(dims: Sequence[int]) -> tuple[int, ...] | None:
    """Dimensions as the file states them, if they are valid sizes."""
    return tuple(dims) if len(dims) <= HIGHEST_RANK and min(dims, default=0) >= 0 else None


def constant_of_node(node: Node) -> Constant:
    """The output of a Constant node."""
    tensor = node.tensor("value")
    if tensor is not None:
        return constant_of_tensor(tensor)
    integer, number = node.integer("value_int"), node.number("value_float")
    integers, numbers = node.integers("value_ints"), node.numbers("value_floats")
    if integer is not None:
        return Constant(INT64, (), (integer,))
    if number is not None:
        return Constant(FLOAT, (), (number,))
    if integers is not None:
        return Constant(INT64, (len(integers),), _few(integers))
    if numbers is not None:
        return Constant(FLOAT, (len(numbers),), _few(numbers))
    if "value_string" in node.attributes:
        return Constant(STRING, ())
    if "value_strings" in node.attributes:
        return Constant(STRING, (len(node.attributes["value_strings"].strings),))
    sparse = node.attributes.get("sparse_value")
    return Constant(0, None) if sparse is None else constant_of_sparse(sparse.sparse_tensor)


def _few(values: Sequence[float]) -> tuple[float, ...] | None:
    return tuple(values) if len(values) <= FEW else None


def elements_of(tensor: "TensorProto") -> tuple[float, ...] | None:
    """The elements of a tensor of numbers; `None` if they are elsewhere or do not fit its shape."""
    dims = _sizes(tensor.dims)
    if dims is None or tensor.data_location == _EXTERNAL:
        return None
    dtype, count = tensor.data_type, prod(dims)
    values: tuple[float, ...]
    if dtype in (_UINT4, _INT4):
        values = _nibbles(tensor, count)
    elif dtype not in _CODES:
        return None
    elif tensor.HasField("raw_data"):
        values = _raw(tensor.raw_data, _CODES[dtype])
    else:
        values = tuple(getattr(tensor, f"{_FIELDS.get(dtype, 'int32')}_data"))
        if dtype == _FLOAT16:
            bits = (value & 0xFFFF for value in tensor.int32_data)
            values = _raw(b"".join(struct.pack("<H", half) for half in bits), "e")
    if len(values) != count:
        return None
    return tuple(map(_from_bfloat16, values)) if dtype == _BFLOAT16 else values


def _raw(data: bytes, code: str) -> tuple[float, ...]:
    size = struct.calcsize(code)
    return struct.unpack(f"<{len(data) // size}{code}", data[: len(data) // size * size])


def _from_bfloat16(bits: float) -> float:
    """The number of a bfloat16, which is the first half of a float32."""
    (value,) = struct.unpack("<f", struct.pack("<I", (int(bits) & 0xFFFF) << 16))
    return float(value)


def _nibbles(tensor: "TensorProto", count: int) -> tuple[int, ...]:
    """Four-bit elements, two per byte, the first in the low half."""
    packed = tensor.raw_data or bytes(value & 0xFF for value in tensor.int32_data)
    halves = [half for byte in packed for half in (byte & 15, byte >> 4)][:count]
    if tensor.data_type == _INT4:
        halves = [half - 16 if half > 7 else half for half in halves]
    return tuple(halves)


def tensor_of(
    name: str, dtype: int, dims: Sequence[int], elements: Sequence[float]
) -> "TensorProto | None":
    """TensorProto of these elements; `None` for types that are written as bit patterns."""
    if dtype not in _CODES or dtype in (_FLOAT16, _BFLOAT16):
        return None
    tensor = TensorProto(name=name, data_type=dtype, dims=dims)
    getattr(tensor, f"{_FIELDS.get(dtype, 'int32')}_data").extend(elements)
    return tensor

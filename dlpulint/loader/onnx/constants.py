"""Constants of an ONNX file: what they are, and their elements where these are few."""

import struct
from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from dlpulint.loader.bounds import HIGHEST_RANK
from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.node import Node

if TYPE_CHECKING:
    from onnx import SparseTensorProto, TensorProto

FEW = 64
"""Elements up to which a constant's values are read: shapes, axes, permutations."""

FLOAT, INT32, INT64, STRING, BOOL, DOUBLE = 1, 6, 7, 8, 9, 11
"""Numbers of element types in the ONNX schema."""

INTEGERS: Final = frozenset({2, 3, 4, 5, 6, 7, 9, 12, 13, 21, 22})
"""Element types whose elements are whole numbers."""

NUMBERS: Final = INTEGERS | {1, 10, 11, 16}
"""Element types that are computed with."""

_FLOAT16, _BFLOAT16, _UINT4, _INT4 = 10, 16, 21, 22
_EXTERNAL = 1
_CODES: Final = {
    1: "f",
    2: "B",
    3: "b",
    4: "H",
    5: "h",
    6: "i",
    7: "q",
    9: "B",
    10: "e",
    11: "d",
    12: "I",
    13: "Q",
    16: "H",
}
"""How `struct` reads the elements of each type."""

_FIELDS: Final = {
    1: "float_data",
    7: "int64_data",
    11: "double_data",
    12: "uint64_data",
    13: "uint64_data",
}
"""Where the elements are that do not lie in `raw_data`; for all other types in `int32_data`."""


class Constant(Struct, frozen=True):
    """A tensor whose elements are in the file, or beside it."""

    dtype: int
    """Its element type by number; 0 where it is not stated."""
    dims: tuple[int, ...] | None
    """Its dimensions, unless they are no sizes."""
    few: tuple[float, ...] | None = None
    """Its elements, if there are up to `FEW`; whole numbers are `int`."""
    tensor: "TensorProto | None" = None
    """Where all its elements can be read, unless they were left out."""
    side_file: str | None = None
    """The file that has the elements, if it is not this one."""

    @property
    def elements(self) -> tuple[float, ...] | None:
        """All elements, as far as they were kept when the file was read."""
        return elements_of(self.tensor) if self.few is None and self.tensor else self.few


def constant_of_tensor(tensor: "TensorProto") -> Constant:
    """The constant that a TensorProto is."""
    dims = _sizes(tensor.dims)
    few = elements_of(tensor) if dims is not None and prod(dims) <= FEW else None
    side_file = None
    if tensor.data_location == _EXTERNAL:
        places = (entry.value for entry in tensor.external_data if entry.key == "location")
        side_file = readable(next(places, "?"))
    return Constant(tensor.data_type, dims, few, tensor, side_file)


def constant_of_sparse(tensor: "SparseTensorProto") -> Constant:
    """The constant that a SparseTensorProto stands for."""
    return Constant(tensor.values.data_type, _sizes(tensor.dims))


def _sizes(dims: Sequence[int]) -> tuple[int, ...] | None:
    """Dimensions as the file states them, unless they are no sizes of a tensor."""
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
    """The elements of a tensor of numbers; `None` if they are not here or do not fit its shape."""
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
        values = tuple(getattr(tensor, _FIELDS.get(dtype, "int32_data")))
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
    """A bfloat16 is the first half of a float32."""
    (value,) = struct.unpack("<f", struct.pack("<I", (int(bits) & 0xFFFF) << 16))
    return float(value)


def _nibbles(tensor: "TensorProto", count: int) -> tuple[int, ...]:
    """Four-bit elements, two a byte, the first in the low half."""
    packed = tensor.raw_data or bytes(value & 0xFF for value in tensor.int32_data)
    halves = [half for byte in packed for half in (byte & 15, byte >> 4)][:count]
    if tensor.data_type == _INT4:
        halves = [half - 16 if half > 7 else half for half in halves]
    return tuple(halves)


def tensor_of(
    name: str, dtype: int, dims: Sequence[int], elements: Sequence[float]
) -> "TensorProto | None":
    """The TensorProto of these elements; `None` for types that are written as bit patterns."""
    if dtype not in _CODES or dtype in (_FLOAT16, _BFLOAT16):
        return None
    from onnx import TensorProto

    tensor = TensorProto(name=name, data_type=dtype, dims=dims)
    getattr(tensor, _FIELDS.get(dtype, "int32_data")).extend(elements)
    return tensor

"""What onnx's checker does not accept in a constant: no elements, too few, a wrong field."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from onnx import TensorProto

FLOATS, INTS, TEXTS, LONGS, RAW, DOUBLES, UNSIGNED = 4, 5, 6, 7, 9, 10, 11
"""Numbers of the fields with a tensor's elements."""

LEFT_OUT: Final = "\0"
"""What the documentation of a tensor begins with if its elements were left out when it was read;
the rest is what is wrong with them."""

_EXTERNAL = 1
_MOST = 2**48
"""Elements that no file has; beyond it, numbers in messages would be as long as lines."""
_COMPLEX = frozenset({14, 15})
"""Element types of which each element is two numbers."""

_BITS: Final = {
    **dict.fromkeys((25, 26), 2), **dict.fromkeys((21, 22, 23), 4),
    **dict.fromkeys((2, 3, 9, 17, 18, 19, 20, 24), 8), **dict.fromkeys((4, 5, 10, 16), 16),
    **dict.fromkeys((1, 6, 12), 32), **dict.fromkeys((7, 11, 13, 14), 64), 15: 128,
}  # fmt: skip
"""Bits of an element in `raw_data`, by type."""

_FIELDS: Final = {
    **dict.fromkeys((1, 14), FLOATS), **dict.fromkeys((11, 15), DOUBLES), 8: TEXTS, 7: LONGS,
    **dict.fromkeys((12, 13), UNSIGNED),
    **dict.fromkeys((2, 3, 4, 5, 6, 9, 10, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26), INTS),
}  # fmt: skip
"""The field of elements outside `raw_data`, by type."""

_NAMES: Final = {
    FLOATS: "float_data", INTS: "int32_data", TEXTS: "string_data", LONGS: "int64_data",
    RAW: "raw_data", DOUBLES: "double_data", UNSIGNED: "uint64_data",
}  # fmt: skip


def elements_fault(dtype: int, dims: Sequence[int], stored: Mapping[int, int]) -> str | None:
    """What is wrong with the elements of a tensor, as a clause; `None` if nothing is.

    Args:
        dtype: The number of the element type; nothing is said of types that are not known here.
        dims: The stated dimensions.
        stored: Numbers in each field with elements that is not empty; bytes in `raw_data`.
    """
    if not dtype:
        return "states no element type"
    if min(dims, default=0) < 0:
        return "has a negative dimension"
    if dtype not in _FIELDS:
        return None
    count = prod(dims)
    if not count:
        return "has no elements by its shape, and holds some" if stored else None
    if count > _MOST:
        return "has more elements by its shape than any file"
    if len(stored) != 1:
        return "has its elements in two fields" if stored else "holds no elements"
    ((field, found),) = stored.items()
    if field == RAW and dtype in _BITS:
        needed = (count * _BITS[dtype] + 7) // 8
        if found < needed:
            return f"holds {found:,} bytes; its shape and type need {needed:,}"
    elif field != _FIELDS[dtype]:
        return f"has its elements in {_NAMES[field]}, which is not the field of its type"
    elif dtype not in _BITS or _BITS[dtype] >= 8:
        needed = 2 * count if dtype in _COMPLEX else count
        if found < needed:
            return f"holds {found:,} numbers; its shape and type need {needed:,}"
    return None


def tensor_fault(tensor: "TensorProto") -> str | None:
    """What is wrong with a tensor of a file, as a clause; `None` for nothing or the unknown."""
    if tensor.doc_string.startswith(LEFT_OUT):
        return tensor.doc_string.removeprefix(LEFT_OUT) or None
    if tensor.data_location == _EXTERNAL:
        located = any(entry.key == "location" for entry in tensor.external_data)
        return None if located else "is in an external data file that is not named"
    sizes = ((field, len(getattr(tensor, name))) for field, name in _NAMES.items())
    return elements_fault(tensor.data_type, tensor.dims, {f: size for f, size in sizes if size})

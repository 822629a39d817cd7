"""What ONNX says of a value: its element type and its dimensions."""

from typing import TYPE_CHECKING, Final

from dlpulint.loader.onnx.text import readable
from dlpulint.model import Shape

if TYPE_CHECKING:
    from onnx import TensorShapeProto, TypeProto

HIGHEST_RANK = 64
"""Dimensions that a shape may have; one with more is taken as unknown."""

_DTYPES: Final = (
    None,
    "float32",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "int32",
    "int64",
    "string",
    "bool",
    "float16",
    "float64",
    "uint32",
    "uint64",
    "complex64",
    "complex128",
    "bfloat16",
    "float8e4m3fn",
    "float8e4m3fnuz",
    "float8e5m2",
    "float8e5m2fnuz",
    "uint4",
    "int4",
    "float4e2m1",
    "float8e8m0",
    "uint2",
    "int2",
)
"""Our names for element types, in the order of their numbers in the schema."""

_NESTED: Final = {
    "sequence_type": "sequence",
    "optional_type": "optional",
    "map_type": "onnx:map",
    "opaque_type": "onnx:opaque",
}


def dtype_name(number: int) -> str:
    """Our name for an element type."""
    name = _DTYPES[number] if 0 <= number < len(_DTYPES) else None
    return name or f"onnx:{number}"


def type_of(dtype: int, dims: "tuple[int | None, ...] | None") -> "TypeProto":
    """The type of a tensor, in protobuf's words."""
    from onnx import TypeProto

    type = TypeProto()
    type.tensor_type.elem_type = dtype
    if dims is not None:
        shape = type.tensor_type.shape
        shape.SetInParent()
        for size in dims:
            dim = shape.dim.add()
            if size is not None:
                dim.dim_value = size
    return type


def cleaned(type: "TypeProto") -> "TypeProto":
    """A copy without what is no size: -1, names that shape inference made up, absurd ranks."""
    from onnx import TypeProto

    copy = TypeProto()
    copy.CopyFrom(type)
    shape = _shape_proto(copy)
    if shape is None:
        return copy
    if len(shape.dim) > HIGHEST_RANK:
        (copy.tensor_type if copy.HasField("tensor_type") else copy.sparse_tensor_type).ClearField(
            "shape"
        )
        return copy
    for dim in shape.dim:
        if dim.HasField("dim_value") and not dim.dim_value >= 0:
            dim.ClearField("dim_value")
        elif dim.HasField("dim_param") and _made_up(dim.dim_param):
            dim.ClearField("dim_param")
    return copy


def _made_up(name: str | bytes) -> bool:
    return name in ("", b"") or readable(name).startswith("unk__")


def _shape_proto(type: "TypeProto | None") -> "TensorShapeProto | None":
    if type is None:
        return None
    tensor = type.tensor_type if type.HasField("tensor_type") else type.sparse_tensor_type
    return tensor.shape if tensor.HasField("shape") else None


def dtype_in(type: "TypeProto | None") -> str:
    """Our name for the element type of a value; `onnx:0` where nothing tells."""
    if type is None:
        return dtype_name(0)
    if type.HasField("tensor_type"):
        return dtype_name(type.tensor_type.elem_type)
    for field, name in _NESTED.items():
        if type.HasField(field):
            return name
    return dtype_name(type.sparse_tensor_type.elem_type)


def shape_in(type: "TypeProto | None") -> Shape | None:
    """The dimensions of a value; `None` for one that is not known, or for all."""
    shape = _shape_proto(type)
    if shape is None:
        return None
    return tuple(dim.dim_value if dim.HasField("dim_value") else None for dim in shape.dim)


def free_dimensions_in(type: "TypeProto | None") -> tuple[str | None, ...]:
    """Names of the dimensions left open, in the places of the shape; empty if there are none."""
    shape = _shape_proto(type)
    if shape is None:
        return ()
    names = tuple(
        readable(dim.dim_param) if dim.HasField("dim_param") else None for dim in shape.dim
    )
    return names if any(names) else ()


def merged(found: "TypeProto | None", declared: "TypeProto | None") -> "TypeProto | None":
    """What was worked out, filled up with what the file declares."""
    if found is None or declared is None:
        return declared if found is None else found
    ours, theirs = _shape_proto(found), _shape_proto(declared)
    if theirs is None or found.WhichOneof("value") != declared.WhichOneof("value"):
        return found
    if ours is None:
        return declared if dtype_in(found) in (dtype_in(declared), dtype_name(0)) else found
    if len(ours.dim) == len(theirs.dim):
        for dim, other in zip(ours.dim, theirs.dim, strict=True):
            if dim.WhichOneof("value") is None:
                dim.CopyFrom(other)
    return found


def common(first: "TypeProto | None", second: "TypeProto | None") -> "TypeProto | None":
    """What holds of a value that may be of either type."""
    if first is None or second is None or dtype_in(first) != dtype_in(second):
        return None
    sizes, others = shape_in(first), shape_in(second)
    if sizes == others:
        return first
    dims: Shape | None = None
    if sizes is not None and others is not None and len(sizes) == len(others):
        dims = tuple(a if a == b else None for a, b in zip(sizes, others, strict=True))
    return type_of(first.tensor_type.elem_type, dims) if first.HasField("tensor_type") else first

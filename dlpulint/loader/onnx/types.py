"""ONNX types of values: element types and dimensions."""

from collections.abc import Iterable, Mapping
from typing import Final
from zlib import crc32

from dlpulint.loader.bounds import HIGHEST_RANK
from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.protos import TensorShapeProto, TypeProto
from dlpulint.loader.onnx.shapes.symbols import Product, Sizes, Symbols, is_name, nameless
from dlpulint.model.graph import Shape

_DTYPES: Final = (
    None,
    *"""
    float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64
    complex64 complex128 bfloat16 float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4
    int4 float4e2m1 float8e8m0 uint2 int2
    """.split(),  # noqa: SIM905 - easier to read as words
)
"""Our names for element types by their number in the schema."""

_LARGEST: Final = 2**63
"""Upper bound, exclusive, of a dimension in a file."""

_LONGEST: Final = 128
"""Letters of a dimension's name that is kept whole; a file may repeat it with every value."""

_MADE_UP: Final = "unk__"
"""Prefix of names that shape inference gives to dimensions."""

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
    """TypeProto of a tensor; `dims` is `None` if the rank is unknown."""
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


def copy_of(type: "TypeProto") -> "TypeProto":
    """A copy, which may be changed although values share their types."""
    copy = TypeProto()
    copy.CopyFrom(type)
    return copy


def shared(type: "TypeProto", types: "dict[bytes, TypeProto]") -> "TypeProto":
    """The equal type among `types`, added if it is new: graphs have far fewer types than values."""
    return types.setdefault(type.SerializeToString(deterministic=True), type)


def type_of_sizes(dtype: int, sizes: Sizes, symbols: Symbols) -> "TypeProto":
    """TypeProto of a tensor with sizes that may be unknown products of names."""
    known = (size if isinstance(size, int) and 0 <= size < _LARGEST else None for size in sizes)
    type = type_of(dtype, tuple(known))
    for dim, size in zip(type.tensor_type.shape.dim, sizes, strict=True):
        if isinstance(size, Product):
            dim.dim_param = symbols.named(size)
    return type


def cleaned(type: "TypeProto", names: "Mapping[str, str] | None" = None) -> "TypeProto":
    """A copy without invalid sizes: -1, absurd ranks, meaningless names.

    Args:
        type: A type of the file, or of shape inference.
        names: Replacements for names that shape inference made up.
    """
    copy = copy_of(type)
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
        elif dim.HasField("dim_param"):
            _clean_name(dim, names)
    return copy


def _clean_name(dim: "TensorShapeProto.Dimension", names: "Mapping[str, str] | None") -> None:
    if names is not None:
        dim.dim_param = names.get(dim.dim_param, dim.dim_param)
        return
    name = readable(dim.dim_param)
    if not is_name(name):
        dim.ClearField("dim_param")
    elif name != dim.dim_param or len(name) > _LONGEST:
        dim.dim_param = _shortened(name, dim.dim_param)


def _shortened(name: str, whole: str | bytes) -> str:
    """A readable name of bounded length; the end of a cut one tells it from others alike."""
    if len(name) <= _LONGEST:
        return name
    raw = whole if isinstance(whole, bytes) else whole.encode("utf-8", "replace")
    return f"{name[: _LONGEST - 10]}…~{crc32(raw):08x}"


def made_up_names(types: "Iterable[TypeProto]", symbols: Symbols) -> dict[str, str]:
    """Unique names for those that shape inference made up; it reuses names in every run."""
    shapes = (_shape_proto(type) for type in types)
    made_up = (dim.dim_param for s in shapes if s is not None for dim in s.dim if dim.dim_param)
    return {name: symbols.fresh() for name in dict.fromkeys(made_up) if name.startswith(_MADE_UP)}


def named_throughout(type: "TypeProto", symbols: Symbols) -> "TypeProto":
    """The type with a unique name for each dimension that has neither name nor size."""
    shape = _shape_proto(type)
    if shape is None or all(dim.WhichOneof("value") for dim in shape.dim):
        return type
    copy = copy_of(type)
    copied = _shape_proto(copy)
    for dim in copied.dim if copied is not None else ():
        if not dim.WhichOneof("value"):
            dim.dim_param = symbols.fresh()
    return copy


def _shape_proto(type: "TypeProto | None") -> "TensorShapeProto | None":
    if type is None:
        return None
    tensor = type.tensor_type if type.HasField("tensor_type") else type.sparse_tensor_type
    return tensor.shape if tensor.HasField("shape") else None


def dtype_in(type: "TypeProto | None") -> str:
    """Our name for the element type of a value; `onnx:0` if it is unknown."""
    if type is None:
        return dtype_name(0)
    if type.HasField("tensor_type"):
        return dtype_name(type.tensor_type.elem_type)
    for field, name in _NESTED.items():
        if type.HasField(field):
            return name
    return dtype_name(type.sparse_tensor_type.elem_type)


def shape_in(type: "TypeProto | None") -> Shape | None:
    """The shape of a value; `None` for an unknown dimension or rank."""
    shape = _shape_proto(type)
    if shape is None:
        return None
    return tuple(dim.dim_value if dim.HasField("dim_value") else None for dim in shape.dim)


def sizes_in(type: "TypeProto | None", symbols: Symbols) -> Sizes | None:
    """The shape of a value, with unknown dimensions as products of names."""
    shape = _shape_proto(type)
    if shape is None:
        return None
    return tuple(_size(dim, symbols) for dim in shape.dim)


def _size(dim: "TensorShapeProto.Dimension", symbols: Symbols) -> int | Product | None:
    if dim.HasField("dim_value"):
        return int(dim.dim_value)
    return symbols.size(dim.dim_param) if dim.HasField("dim_param") else None


def bounds_in(type: "TypeProto | None", symbols: Symbols) -> Shape:
    """Upper bounds of the dimensions; empty if they add nothing to the shape."""
    if not symbols.bounded:
        return ()
    sizes = sizes_in(type, symbols) or ()
    bounds = tuple(symbols.most(size) for size in sizes)
    useful = (b is not None and b != size for b, size in zip(bounds, sizes, strict=True))
    return bounds if any(useful) else ()


def free_dimensions_in(type: "TypeProto | None") -> tuple[str | None, ...]:
    """Names of open dimensions, in the order of the shape; empty if none is open."""
    shape = _shape_proto(type)
    if shape is None:
        return ()
    names = tuple(
        dim.dim_param if dim.HasField("dim_param") and not nameless(dim.dim_param) else None
        for dim in shape.dim
    )
    return names if any(names) else ()


def merged(found: "TypeProto | None", declared: "TypeProto | None") -> "TypeProto | None":
    """The inferred type, completed with the file's declared one."""
    if found is None or declared is None:
        return declared if found is None else found
    ours, theirs = _shape_proto(found), _shape_proto(declared)
    if theirs is None or found.WhichOneof("value") != declared.WhichOneof("value"):
        return found
    if ours is None:
        return declared if dtype_in(found) in (dtype_in(declared), dtype_name(0)) else found
    if len(ours.dim) != len(theirs.dim):
        return found
    completed = [_completes(other, dim) for dim, other in zip(ours.dim, theirs.dim, strict=True)]
    if not any(completed):
        return found
    # A copy, because values share their types.
    filled = copy_of(found)
    shape = _shape_proto(filled)
    for index, dim in enumerate(shape.dim if shape is not None else ()):
        if completed[index]:
            dim.CopyFrom(theirs.dim[index])
    return filled


def _completes(other: "TensorShapeProto.Dimension", ours: "TensorShapeProto.Dimension") -> bool:
    """Whether a declared dimension has a name or size, and ours at most a made-up name."""
    named = ours.HasField("dim_param") and not nameless(ours.dim_param)
    stated = named or ours.HasField("dim_value")
    return not stated and other.WhichOneof("value") is not None


def common(first: "TypeProto | None", second: "TypeProto | None") -> "TypeProto | None":
    """Type of a value that may be of either type."""
    if first is None or second is None or dtype_in(first) != dtype_in(second):
        return None
    shape, other = _shape_proto(first), _shape_proto(second)
    if shape == other or not first.HasField("tensor_type"):
        return first
    result = type_of(first.tensor_type.elem_type, None)
    if shape is not None and other is not None and len(shape.dim) == len(other.dim):
        result = type_of(first.tensor_type.elem_type, (None,) * len(shape.dim))
        dims = zip(result.tensor_type.shape.dim, shape.dim, other.dim, strict=True)
        for made, ours, theirs in dims:
            if ours == theirs:
                made.CopyFrom(ours)
    return result

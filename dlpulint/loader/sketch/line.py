"""The parts of a sketch line: tensors, attributes and operands, from text to typed values."""

import re

from msgspec import Struct

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.spelling import nearest
from dlpulint.loader.bounds import (
    HIGHEST_RANK,
    INT32_LIMITS,
    MOST_ELEMENTS,
    countable,
    refuse_more,
)
from dlpulint.model.graph import Attribute, Quantization, Shape, Tensor
from dlpulint.model.vocabulary import ATTRIBUTES, DTYPES, ROLES

_TENSOR = re.compile(r"(?P<dtype>[a-z0-9:]+)\[(?P<shape>[^\]]*)\](?P<rest>.*)", re.DOTALL)
_PER_CHANNEL = re.compile(r"per-channel\((\d+)\)")
MOST_CHANNELS = 1_000_000
"""Largest number of channels that get a scale each from `per-channel`."""
UNWRITTEN = "unwritten"
"""Said of an operand that is no constant and that no operator writes."""
PAIRS = ("kernel", "stride", "dilation")
"""Attributes that are written once for height and width: `stride=2`, `kernel=3x1`."""


class Operand(Struct, frozen=True):
    """An operand of a line: the name of a tensor, or a constant."""

    role: str
    name: str
    """The tensor's name; empty for a constant."""
    constant: Tensor | None


def parse_tensor(name: str, text: str, *, constant: bool = False) -> Tensor:
    """Tensor of this name from `dtype[shape] scale=… zp=… axis=… = values`.

    Raises:
        ModelFileError: The text is not of that form.

    >>> parse_tensor("x", "int32[2] = 7,9", constant=True).values
    (7, 9)
    """
    match = _TENSOR.fullmatch(text.strip())
    if match is None:
        raise ModelFileError(f"expected `dtype[shape] …`, found {text.strip()!r}")
    dtype = match["dtype"]
    if dtype not in DTYPES:
        raise ModelFileError(f"no element type {dtype!r}{nearest(dtype, DTYPES)}")
    shape, opened = _parse_shape(match["shape"])
    if shape is not None and not countable(shape):
        raise ModelFileError(f"more than {HIGHEST_RANK} dimensions or {MOST_ELEMENTS:,} elements")
    words, values = _split_values(match["rest"])
    if UNWRITTEN in words:
        words.remove(UNWRITTEN)
        constant = False
    quantization = _parse_quantization(words, shape)
    sums = values if dtype == "int32" and quantization is not None else None
    return Tensor(
        name=name,
        dtype=dtype,
        shape=shape,
        constant=constant,
        quantization=quantization,
        values=values,
        at_limit=sum(value in INT32_LIMITS for value in sums or ()),
        free_dimensions=opened,
    )


def _parse_shape(text: str) -> tuple[Shape | None, tuple[str | None, ...]]:
    """Sizes and names of open dimensions from `1,?,?height,?batch=1`."""
    if text.strip() == "*":
        return None, ()
    sizes: list[int | None] = []
    opened: list[str | None] = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        if not part.startswith("?"):
            sizes.append(parse_whole(part))
            opened.append(None)
            continue
        name, equals, size = part[1:].partition("=")
        sizes.append(parse_whole(size) if equals else None)
        opened.append(name)
    return tuple(sizes), tuple(opened) if any(name is not None for name in opened) else ()


def _split_values(rest: str) -> tuple[list[str], tuple[int, ...] | None]:
    """Words after a shape, and values after a lone `=`."""
    before, equals, after = rest.partition(" = ")
    values = tuple(parse_whole(word) for word in after.split(",")) if equals else None
    return before.split(), values


def _parse_quantization(words: list[str], shape: Shape | None) -> Quantization | None:
    if not words:
        return None
    scales: tuple[float, ...] = ()
    zero_points: tuple[int, ...] = ()
    axis: int | None = None
    dtype, block_size = None, None
    for word in words:
        match = _PER_CHANNEL.fullmatch(word)
        key, _, value = word.partition("=")
        if match is not None:
            axis = int(match[1])
            channels = shape[axis] if shape is not None and axis < len(shape) else None
            if channels is None:
                raise ModelFileError(f"{word}: there is no dimension {axis} of a known size")
            refuse_more(channels, MOST_CHANNELS, "channels")
            scales = (0.01,) * channels
        elif key == "scale":
            scales = tuple(_number(part) for part in value.split(","))
        elif key == "zp":
            zero_points = tuple(parse_whole(part) for part in value.split(","))
        elif key == "axis":
            axis = parse_whole(value)
        elif key == "block":
            block_size = parse_whole(value)
        elif key == "stored":
            if value not in DTYPES:
                raise ModelFileError(f"no element type {value!r}{nearest(value, DTYPES)}")
            dtype = value
        else:
            known = ("scale", "zp", "axis", "block", "stored", "per-channel(0)")
            raise ModelFileError(f"unknown word {word!r}{nearest(key, known)}")
    return Quantization(scales, zero_points, axis, dtype, block_size)


def parse_operand(text: str) -> Operand:
    """Operand from `name`, `role: name`, `dtype[shape] …` or `role: dtype[shape] …`.

    >>> parse_operand("bias: b").role
    'bias'
    """
    role, colon, rest = text.partition(":")
    if colon and role.strip() in ROLES:
        role, text = role.strip(), rest
    else:
        role = "input"
    text = text.strip()
    if "[" in text:
        return Operand(role, "", parse_tensor("", text, constant=True))
    return Operand(role, text, None)


def parse_attributes(text: str) -> dict[str, Attribute]:
    """Attributes from words like `padding=same perm=0,2,3,1`; pairs may be written once.

    Raises:
        ModelFileError: A word is not of that form, or names no attribute.

    >>> parse_attributes("stride=2 keep_dims=true")
    {'stride_height': 2, 'stride_width': 2, 'keep_dims': True}
    """
    found: dict[str, Attribute] = {}
    for word in text.split():
        key, equals, value = word.partition("=")
        if not equals:
            raise ModelFileError(f"expected `name=value`, found {word!r}")
        if key in PAIRS:
            height, cross, width = value.partition("x")
            found[f"{key}_height"] = parse_whole(height)
            found[f"{key}_width"] = parse_whole(width if cross else height)
        elif key in ATTRIBUTES:
            found[key] = _parse_value(value)
        else:
            raise ModelFileError(f"no attribute {key!r}{nearest(key, ATTRIBUTES)}")
    return found


def _parse_value(text: str) -> Attribute:
    if text in ("true", "false"):
        return text == "true"
    if "," in text:
        return tuple(parse_whole(part) for part in text.split(",") if part)
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            pass
    return text


def parse_whole(text: str) -> int:
    """A whole number of 64 bits. Raises ModelFileError for any other text."""
    try:
        number = int(text)
    except ValueError:
        raise ModelFileError(f"expected a whole number, found {text!r}") from None
    if not -(2**63) <= number < 2**63:
        raise ModelFileError(f"expected a whole number of 64 bits, found {text!r}")
    return number


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ModelFileError(f"expected a number, found {text!r}") from None

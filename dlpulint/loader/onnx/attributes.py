"""Attributes of an ONNX node under our names, with the defaults of its opset."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final, TypeAlias

from dlpulint.loader.onnx.compiled import SchemaError, default_of, schema_of
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.shapes.known import Known
from dlpulint.loader.onnx.types import dtype_name
from dlpulint.loader.onnx.window import CONVOLUTIONS, window_attributes
from dlpulint.model.graph import Attribute, Shape

if TYPE_CHECKING:
    from onnx import AttributeProto

Reader: TypeAlias = Callable[[Node, str], Attribute | None]


def _number(node: Node, name: str) -> float | None:
    value = node.number(name)
    return value if value is not None and isfinite(value) else None


def _flag(node: Node, name: str) -> bool | None:
    value = node.integer(name)
    return None if value is None else bool(value)


def _dtype(node: Node, name: str) -> str | None:
    value = node.integer(name)
    return None if value is None else dtype_name(value)


def _activation(node: Node, name: str) -> str | None:
    value = node.text(name)
    return None if value is None else value.lower()


def _approximation(node: Node, name: str) -> bool | None:
    value = node.text(name)
    return None if value is None else value != "none"


_READ: Final[dict[str, tuple[str, Reader]]] = {
    "activation": ("fused_activation", _activation), "align_corners": ("align_corners", _flag),
    "alpha": ("alpha", _number), "approximate": ("approximate", _approximation),
    "auto_pad": ("auto_pad", Node.text), "axes": ("axes", Node.integers),
    "axis": ("axis", Node.integer), "batch_dims": ("batch_dims", Node.integer),
    "beta": ("beta", _number), "block_size": ("block_size", Node.integer),
    "blocksize": ("block_size", Node.integer), "ceil_mode": ("ceil_mode", _flag),
    "coordinate_transformation_mode": ("coordinate_mode", Node.text),
    "direction": ("direction", Node.text), "epsilon": ("epsilon", _number),
    "exclusive": ("exclusive", _flag),
    "group": ("groups", Node.integer), "hidden_size": ("hidden_size", Node.integer),
    "keepdims": ("keep_dims", _flag), "max": ("max", _number), "min": ("min", _number),
    "mode": ("mode", Node.text), "nearest_mode": ("nearest_mode", Node.text),
    "num_groups": ("groups", Node.integer), "num_heads": ("num_heads", Node.integer),
    "perm": ("perm", Node.integers), "q_num_heads": ("num_heads", Node.integer),
    "reverse": ("reverse", _flag), "to": ("to", _dtype), "transA": ("transpose_left", _flag),
    "training_mode": ("training_mode", _flag),
    "transB": ("transpose_right", _flag),
}  # fmt: skip
"""By ONNX name: our name, and the reader of the value."""

_ATTRIBUTE_ROLES: Final = frozenset({"axes", "max", "min", "paddings"})
"""Roles of inputs that are attributes in older opsets."""

_ONE_AXIS: Final = frozenset({"CumSum"})
"""Operators with a single axis as their axes input."""

_TRAINING = 2
"""The input of Dropout that switches it on."""

_HALF_PIXEL: Final = frozenset({"half_pixel", "pytorch_half_pixel", "half_pixel_symmetric"})


class Schemas:
    """Schemas of operators in the onnx package; each is looked up once per file."""

    def __init__(self) -> None:
        self._defaults: dict[tuple[str, int], dict[str, AttributeProto]] = {}

    def defaults(self, node: Node, version: int | None) -> "Mapping[str, AttributeProto]":
        """Default attributes of a node's operator; empty outside the standard domain."""
        if node.domain or version is None:
            return {}
        key = (node.native, version)
        if key not in self._defaults:
            self._defaults[key] = _defaults(node.native, version)
        return self._defaults[key]


def _defaults(native: str, version: int) -> "dict[str, AttributeProto]":
    try:
        schema = schema_of(native, version, "")
    except (SchemaError, TypeError):
        # No such operator in the version, or a version too large for C.
        return {}
    stated = {name: default_of(entry) for name, entry in schema.attributes.items()}
    return {name: value for name, value in stated.items() if value.type}


def attributes_of(
    node: Node,
    kind: str,
    roles: Sequence[str],
    known: Callable[[int], Known | None],
    shapes: Sequence[Shape | None],
    defaults: "Mapping[str, AttributeProto]",
) -> dict[str, Attribute]:
    """The node's attributes under our names.

    Args:
        node: The node without default attributes.
        kind: Our kind of it.
        roles: The role of each input.
        known: Returns the known elements of the input at an index.
        shapes: The shape of each input.
        defaults: The operator's default attributes.
    """
    whole = node.with_defaults(defaults)
    found = dict(_stated(whole))
    found.update(_from_inputs(node, roles, known))
    given, weights = _shape_of("input", roles, shapes), _shape_of("weights", roles, shapes)
    found.update(window_attributes(whole, kind, given, weights))
    if kind in CONVOLUTIONS:
        found.setdefault("groups", 1)
        groups = found["groups"]
        if kind == "depthwise-conv" and weights and weights[0] and isinstance(groups, int):
            found["depth_multiplier"] = weights[0] // groups
    if node.native in ("Resize", "Upsample"):
        mode = found.get("coordinate_mode")
        found["align_corners"] = mode == "align_corners"
        found["half_pixel_centers"] = mode in _HALF_PIXEL
    if kind == "pow" and len(node.inputs) > 1:
        exponent = known(1)
        if exponent is not None and exponent.complete is not None and len(exponent.complete) == 1:
            found["exponent"] = exponent.complete[0]
    if _trains(node, known):
        found["training_mode"] = True
    if kind == "split":
        found["num_outputs"] = len(node.outputs)
    return found


def numbers_read(native: str, kind: str, roles: Sequence[str]) -> list[int]:
    """The inputs whose elements attributes are read from, by their index."""
    found = [index for index, role in enumerate(roles) if role in _ATTRIBUTE_ROLES]
    if kind == "pow" and len(roles) > 1:
        found.append(1)
    if native == "Dropout" and len(roles) > _TRAINING:
        found.append(_TRAINING)
    return found


def _trains(node: Node, known: Callable[[int], Known | None]) -> bool:
    """Whether the node is in training mode in a way that is not an attribute."""
    if node.native == "BatchNormalization":
        # Before opset 14: the statistics of the batch are results.
        return any(node.outputs[1:])
    operand = (
        known(_TRAINING) if node.native == "Dropout" and len(node.inputs) > _TRAINING else None
    )
    return operand is not None and operand.complete is not None and any(operand.complete)


def _stated(node: Node) -> Iterator[tuple[str, Attribute]]:
    for theirs in node.attributes:
        if theirs in _READ:
            ours, read = _READ[theirs]
            value = read(node, theirs)
            if value is not None:
                yield ours, value


def _from_inputs(
    node: Node, roles: Sequence[str], known: Callable[[int], Known | None]
) -> Iterator[tuple[str, Attribute]]:
    """Attributes that newer opsets have as inputs, as far as these are known."""
    pads = node.integers("pads") or ()
    for index, role in enumerate(roles):
        if role not in _ATTRIBUTE_ROLES:
            continue
        operand = known(index)
        numbers = None if operand is None else operand.complete
        if not numbers:
            continue
        whole = tuple(int(number) for number in numbers)
        if role == "paddings":
            pads = whole
        elif role != "axes":
            yield role, numbers[0]
        elif node.native in _ONE_AXIS:
            yield "axis", whole[0]
        else:
            yield "axes", whole
    if node.native == "Pad" and len(pads) == 8:
        yield from (("pad_top", pads[2]), ("pad_left", pads[3]))
        yield from (("pad_bottom", pads[6]), ("pad_right", pads[7]))


def _shape_of(role: str, roles: Sequence[str], shapes: Sequence[Shape | None]) -> Shape | None:
    return next((s for r, s in zip(roles, shapes, strict=True) if r == role), None)

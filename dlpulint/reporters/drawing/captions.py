"""The three lines of text in a box: an operator with its window, its weights, and its result."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from dlpulint.model.graph import Attribute
from dlpulint.model.outline import OutlineOperator, OutlineTensor
from dlpulint.report.wording import shape_text

_NO_ACTIVATION = (None, "", "none")


class Caption(Struct, frozen=True):
    """Texts of a box, from top to bottom, as long as they are."""

    title: str
    """`CONV_2D 3×3 /2`: native name, kernel, and a stride or dilation other than 1."""
    detail: str
    """`32×3×3×3 + relu6`: shape of the weights, and the activation that is fused."""
    result: str
    """`1×320×320×16`: shape of the first output."""


def caption(operator: OutlineOperator, tensors: Sequence[OutlineTensor]) -> Caption:
    """The texts of an operator's box."""
    attributes = dict(operator.attributes)
    result = tensors[operator.outputs[0]] if operator.outputs else None
    return Caption(
        " ".join((operator.op, *_window(attributes))),
        " + ".join(filter(None, (_weights(operator, tensors), _activation(attributes)))),
        "" if result is None else shape_text(result.shape, "×"),
    )


def _window(attributes: Mapping[str, Attribute]) -> list[str]:
    """Kernel, stride and dilation; a dash stands for a size that is not known."""
    kernel, stride, dilation = (
        (attributes.get(f"{name}_height"), attributes.get(f"{name}_width"))
        for name in ("kernel", "stride", "dilation")
    )
    texts = []
    if kernel != (None, None):
        texts.append(f"{_size(kernel[0])}×{_size(kernel[1])}")
    for mark, (high, wide) in (("/", stride), ("d", dilation)):
        if (high, wide) not in ((None, None), (1, 1)):
            texts.append(f"{mark}{_size(high)}" + ("" if high == wide else f",{_size(wide)}"))
    return texts


def _size(value: Attribute | None) -> str:
    return f"{value}" if isinstance(value, int) else "–"


def _weights(operator: OutlineOperator, tensors: Sequence[OutlineTensor]) -> str:
    """Shape of the weights; empty without any."""
    for role, tensor in zip(operator.roles, operator.inputs, strict=False):
        if role == "weights" and tensor is not None:
            return shape_text(tensors[tensor].shape, "×")
    return ""


def _activation(attributes: Mapping[str, Attribute]) -> str:
    found = attributes.get("fused_activation")
    return "" if found in _NO_ACTIVATION else str(found)

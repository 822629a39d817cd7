"""Padding of a convolution or pool in rows and columns, however the file states it."""

from operator import add

from msgspec import Struct

from dlpulint.facts.layout import dimension
from dlpulint.model.graph import Layout, Model, Operator, Tensor

_SIDES = ("pad_top", "pad_bottom", "pad_left", "pad_right")


class Padding(Struct, frozen=True):
    """Rows and columns added around an input."""

    top: int
    bottom: int
    left: int
    right: int

    def __add__(self, other: "Padding") -> "Padding":
        return Padding(*map(add, self.sides, other.sides))

    @property
    def sides(self) -> tuple[int, int, int, int]:
        """Top, bottom, left and right."""
        return self.top, self.bottom, self.left, self.right

    @property
    def mirrored(self) -> "Padding":
        """The same padding, with the odd row or column on the other side."""
        return Padding(self.bottom, self.top, self.right, self.left)

    def __str__(self) -> str:
        return f"{self.top}+{self.bottom} rows and {self.left}+{self.right} columns"


def written_padding(operator: Operator) -> Padding | None:
    """The padding that the operator states for each side, or `None` where it states none."""
    sides = [operator.integer(side) for side in _SIDES]
    known = [side for side in sides if side is not None]
    return Padding(*known) if len(known) == len(sides) else None


def padding_of(operator: Operator, layout: Layout) -> Padding | None:
    """Padding of a convolution or pool; `None` if its options or its input shape are unknown."""
    written = written_padding(operator)
    if written is not None:
        return written
    if operator.text("padding") == "valid":
        return Padding(0, 0, 0, 0)
    return same_padding(operator, layout) if operator.text("padding") == "same" else None


def same_padding(operator: Operator, layout: Layout, given: Tensor | None = None) -> Padding | None:
    """Padding that SAME stands for with this window, the odd row or column at the end.

    `given` is the input to pad, if that is not the operator's input.
    """
    given = given or operator.input
    if given is None:
        return None
    height = _total(operator, dimension(given, "height", layout), "height")
    width = _total(operator, dimension(given, "width", layout), "width")
    if height is None or width is None:
        return None
    return Padding(height // 2, height - height // 2, width // 2, width - width // 2)


def _total(operator: Operator, size: int | None, axis: str) -> int | None:
    kernel, stride = operator.integer(f"kernel_{axis}"), operator.integer(f"stride_{axis}")
    if size is None or kernel is None or not stride:
        return None
    reach = (kernel - 1) * (operator.integer(f"dilation_{axis}") or 1) + 1
    return max(0, (-(-size // stride) - 1) * stride + reach - size)


def folded_pad(operator: Operator, model: Model) -> Operator | None:
    """A PAD that only this operator reads: compilers fold it into the window's padding.

    One that adds channels or images, or numbers other than 0, is not folded.
    """
    given = operator.input
    producer = None if given is None else model.producer(given)
    if given is None or producer is None or producer.kind not in ("pad", "pad-v2"):
        return None
    alone = model.consumers(given) == (operator,) and given not in model.outputs
    if not alone or written_padding(producer) is None or producer.input is None:
        return None
    wider = any(
        dimension(given, which, model.layout) != dimension(producer.input, which, model.layout)
        for which in ("batch", "channels")
    )
    return None if wider or not _pads_with_zero(producer) else producer


def _pads_with_zero(pad: Operator) -> bool:
    """Whether the number that a PAD adds stands for 0, as that of a plain PAD does."""
    values = [tensor.values for tensor in pad.with_role("parameter")]
    quantization = None if pad.input is None else pad.input.quantization
    zero = 0 if quantization is None else quantization.zero_point
    return all(value == (zero,) for value in values)

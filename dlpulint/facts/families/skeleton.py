"""A model's layers, without the operators that formats and converters write differently.

Quantize and dequantize, unfused batch norm, activations, padding, transposes and reshapes are no
layers here, so that one network has one skeleton in TFLite and ONNX, float and int8.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

from dlpulint.model.graph import Operator

LayerType: TypeAlias = Literal[
    "input", "conv", "depthwise", "transpose-conv", "dense", "max-pool", "average-pool",
    "global-pool", "add", "gate", "concat", "slice", "resize", "softmax", "other",
]  # fmt: skip
"""`gate` is a product of two layers, as in squeeze-and-excite; `dense` layers read no image."""


class Layer(Struct, frozen=True, eq=False):
    """One layer: an operator that has a name in papers."""

    type: LayerType
    operator: Operator | None
    """`None` for an input of the graph."""
    sources: tuple["Flow", ...]
    """The layers that its computed inputs come from, in order."""
    channels: int | None
    size: tuple[int | None, int | None]
    """Height and width of its output."""

    def whole(self, attribute: str) -> int | None:
        """A whole-number option of its operator."""
        return None if self.operator is None else self.operator.integer(attribute)

    @property
    def kernel(self) -> tuple[int, int]:
        """Kernel height and width; 1 where the operator has none."""
        return self.whole("kernel_height") or 1, self.whole("kernel_width") or 1

    @property
    def stride(self) -> int:
        """The stride down the image; 1 where the operator has none."""
        return self.whole("stride_height") or 1

    @property
    def groups(self) -> int:
        """Number of groups of a convolution."""
        return self.whole("groups") or 1

    @property
    def source(self) -> "Layer":
        """The first layer that this one reads; an input of the graph gives itself."""
        return self.sources[0].layer if self.sources else self

    @property
    def weighted(self) -> bool:
        """Whether it has a matrix of trained weights."""
        return self.type in ("conv", "depthwise", "transpose-conv", "dense")

    def is_conv(self, kernel: int) -> bool:
        """Whether this is an ordinary convolution with a square kernel of that size."""
        return self.type == "conv" and self.kernel == (kernel, kernel)


class Flow(NamedTuple):
    """Content of a tensor: the result of a layer, after an activation or without."""

    layer: Layer
    activation: str | None


class Skeleton(Struct, frozen=True, dict=True):
    """All layers of the main graph in file order."""

    layers: tuple[Layer, ...]
    inputs: tuple[Layer, ...]
    outputs: tuple[Flow, ...]
    """Content of the graph's computed outputs."""
    readers: Mapping[Layer, tuple[Layer, ...]]
    """By layer: the layers that read it, in order."""
    activations: Mapping[Layer, frozenset[str | None]]
    """By layer: the activations that are applied to its result."""

    @cached_property
    def final_layers(self) -> tuple[Layer, ...]:
        """Weighted layers without another weighted layer after them: those that predict."""
        ahead: set[Layer] = set()
        final: list[Layer] = []
        for layer in reversed(self.layers):
            if layer.weighted:
                if layer not in ahead:
                    final.append(layer)
            elif layer not in ahead:
                continue
            ahead.update([flow.layer for flow in layer.sources])
        return tuple(reversed(final))

    def of_type(self, type: LayerType) -> Iterator[Layer]:
        """The layers of a type."""
        return (layer for layer in self.layers if layer.type == type)

    def activated(self, layer: Layer) -> bool:
        """Whether every use of a layer's result is through an activation."""
        return None not in self.activations.get(layer, frozenset((None,)))

    def linear(self, layer: Layer) -> bool:
        """Whether a layer's result is also used without an activation."""
        return not self.activated(layer)

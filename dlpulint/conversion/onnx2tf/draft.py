"""A TFLite graph under construction: each ONNX tensor with its counterpart."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.model.graph import Attribute, Model, Operator, Shape, Tensor
from dlpulint.model.kinds import TFLITE, natives_of

Order: TypeAlias = tuple[int, ...]
"""Order of dimensions: dimension `i` of the tensor is dimension `order[i]` in the ONNX."""

_NUMBERS = {native: number for number, native in enumerate(TFLITE)}
_LAYERS = frozenset({"conv", "conv-3d", "depthwise-conv", "transpose-conv", "transpose-conv-3d"})
_WINDOWS = _LAYERS | {"average-pool", "max-pool", "global-average-pool", "global-max-pool"}
_IMAGE = 4

PADDED_SIDES = ("pad_top", "pad_bottom", "pad_left", "pad_right")
"""Options of a PAD over an image."""


class View(Struct, frozen=True):
    """The counterpart of an ONNX tensor."""

    tensor: Tensor
    order: Order
    """Empty where the rank is unknown."""

    def position_of(self, dimension: int) -> int:
        """Position of a dimension of the ONNX tensor, which may be counted from the end."""
        return self.order.index(dimension % len(self.order))


def kept(rank: int) -> Order:
    """The order of the ONNX itself."""
    return tuple(range(rank))


def channels_last(rank: int) -> Order:
    """The order of images in TFLite: the channels, second in ONNX, come last."""
    return (0, *range(2, rank), 1) if rank > 2 else kept(rank)


def axes_of(operator: Operator) -> tuple[int, ...] | None:
    """The dimensions that an operator works on; `None` if it does not state them."""
    axes = operator.attributes.get("axes")
    if isinstance(axes, int):
        return (axes,)
    stated = operator.first("axes")
    values = stated.values if stated is not None else None
    return axes if isinstance(axes, tuple) else values


@lru_cache(maxsize=1024)
def permuted(shape: Shape | None, order: Order) -> Shape | None:
    """A shape of the ONNX in another order: one object for equal ones, which may be long."""
    return None if shape is None else tuple(shape[dimension] for dimension in order)


def without(order: Order, removed: Collection[int]) -> Order:
    """The order of the dimensions left when some dimensions of the ONNX are removed."""
    left = [dimension for dimension in order if dimension not in removed]
    return tuple(sorted(left).index(dimension) for dimension in left)


class Draft:
    """The TFLite graph so far; operators keep the index of the node that they stem from."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.operators: list[Operator] = []
        self._views: dict[Tensor, View] = {}
        self._ordered: dict[tuple[Tensor, Order], Tensor] = {}
        self._padded: dict[tuple[Tensor, tuple[int, ...]], Tensor] = {}
        self._weights: dict[tuple[Tensor, Shape | None], Tensor] = {}
        self._channels_first: set[Tensor] = set()
        for number, subgraph in enumerate(model.subgraphs):
            for tensor in subgraph.inputs:
                order = self._order_of_input(tensor) if number == 0 else kept(tensor.rank or 0)
                moved = replace(_plain(tensor), shape=permuted(tensor.shape, order))
                if len(tensor.free_dimensions) == len(order):
                    names = tuple(tensor.free_dimensions[dimension] for dimension in order)
                    moved = replace(moved, free_dimensions=names)
                self._views[tensor] = View(moved, order)

    def _order_of_input(self, tensor: Tensor) -> Order:
        """Images become channels-last; other inputs only if a layer slides over them."""
        rank = tensor.rank or 0
        kinds = self._reading(tensor)
        if rank == _IMAGE:
            return kept(rank) if _is_channels_last(tensor.shape) else channels_last(rank)
        return channels_last(rank) if kinds & _WINDOWS else kept(rank)

    def _reading(self, tensor: Tensor) -> set[str]:
        """The kinds of what reads a tensor, once Identity nodes are gone, as onnxsim has it."""
        readers: dict[Operator, None] = {}
        waiting = [tensor]
        while waiting:
            new = [o for o in self.model.consumers(waiting.pop()) if o not in readers]
            readers |= dict.fromkeys(new)
            waiting += [t for reader in new if reader.kind == "identity" for t in reader.outputs]
        return {reader.kind for reader in readers}

    def view(self, tensor: Tensor) -> View:
        """The counterpart of a tensor; constants and tensors without a writer stay unchanged."""
        if tensor not in self._views:
            self._views[tensor] = View(_plain(tensor), kept(tensor.rank or 0))
        return self._views[tensor]

    def bind(self, tensor: Tensor, view: View) -> None:
        """Set the counterpart of an ONNX tensor.

        Raises ValueError for one whose order has not the dimensions of its shape, each once.
        """
        if view.order and view.tensor.rank not in (None, len(view.order)):
            raise ValueError("an order for another rank")
        if sorted(view.order) != list(range(len(view.order))):
            raise ValueError("an order of other dimensions")
        self._views[tensor] = view

    def hold_channels_first(self, tensor: Tensor) -> None:
        """Note that onnx2tf holds a feature map channels-first, though it arrives channels-last."""
        self._channels_first.add(tensor)

    def is_channels_first(self, tensor: Tensor) -> bool:
        """Whether onnx2tf holds the feature map channels-first."""
        return tensor in self._channels_first

    def ordered(self, tensor: Tensor, order: Order, at: Operator) -> Tensor:
        """The counterpart in a given order: transposed, if it has another one.

        If only dimensions of one element move, nothing moves in memory: a RESHAPE is enough.
        """
        view = self.view(tensor)
        if view.order == order or not view.order:
            return view.tensor
        key = (view.tensor, order)
        if key not in self._ordered:
            perm = tuple(view.order.index(dimension) for dimension in order)
            shape = permuted(view.tensor.shape, perm)
            if view.tensor.constant:
                self._ordered[key] = replace(view.tensor, shape=shape, values=None)
            elif _free(view.tensor.shape, perm):
                self._ordered[key] = self.reshaped(view.tensor, shape, at)
            else:
                self._ordered[key] = self.emit(
                    at,
                    "transpose",
                    (view.tensor, whole(f"{tensor.name}/perm", perm)),
                    _made(view.tensor, "transposed", shape),
                    roles=("input", "perm"),
                    attributes={"perm": perm},
                )
        return self._ordered[key]

    def reshaped(self, tensor: Tensor, shape: Shape | None, at: Operator) -> Tensor:
        """A tensor with the same elements in another shape."""
        if tensor.shape == shape:
            return tensor
        inputs = (tensor, target_shape(tensor.name, shape))
        made = _made(tensor, "reshaped", shape)
        return self.emit(at, "reshape", inputs, made, roles=("input", "shape"))

    def padded(self, tensor: Tensor, sides: tuple[int, int, int, int], at: Operator) -> Tensor:
        """A channels-last image padded with rows above and below and columns on both sides."""
        key = (tensor, sides)
        if key not in self._padded:
            top, bottom, left, right = sides
            grown = None
            if tensor.shape is not None:
                more = (*(0,) * (len(tensor.shape) - 3), top + bottom, left + right, 0)
                sizes = zip(tensor.shape, more, strict=True)
                grown = tuple(None if size is None else size + extra for size, extra in sizes)
            values = (0, 0, *sides, 0, 0)
            self._padded[key] = self.emit(
                at,
                "pad",
                (tensor, replace(whole(f"{tensor.name}/paddings", values), shape=(4, 2))),
                _made(tensor, "padded", grown),
                roles=("input", "paddings"),
                attributes=dict(zip(PADDED_SIDES, sides, strict=True)),
            )
        return self._padded[key]

    def weights(self, tensor: Tensor, shape: Shape | None) -> Tensor:
        """Constant weights in TFLite's shape.

        Layers that share weights in the ONNX share them here: the converter keeps equal constants
        once.
        """
        key = (tensor, shape)
        if key not in self._weights:
            self._weights[key] = replace(
                tensor, shape=shape, dtype="float32", quantization=None, values=None, constant=True
            )
        return self._weights[key]

    def emit(
        self,
        at: Operator,
        kind: str,
        inputs: Sequence[Tensor | None],
        output: Tensor | Sequence[Tensor],
        *,
        roles: Sequence[str] = (),
        attributes: Mapping[str, Attribute] | None = None,
    ) -> Tensor:
        """Write an operator that stems from the node `at`, and return its first output."""
        outputs = (output,) if isinstance(output, Tensor) else tuple(output)
        native = _native_of(kind) or at.native
        self.operators.append(
            Operator(
                index=at.index,
                kind=kind,
                native=native,
                inputs=tuple(inputs),
                outputs=outputs,
                roles=tuple(roles) or ("input",) * len(inputs),
                attributes={} if attributes is None else attributes,
                subgraph=at.subgraph,
                number=_NUMBERS.get(native),
                name=at.name,
            )
        )
        return outputs[0]

    def write(
        self,
        at: Operator,
        kind: str,
        inputs: Sequence[Tensor | None],
        order: Order,
        *,
        roles: Sequence[str] = (),
        attributes: Mapping[str, Attribute] | None = None,
    ) -> None:
        """Write the operator that gives the node's first output, in a given order."""
        result = self.result(at, order)
        self.emit(at, kind, inputs, result, roles=roles, attributes=attributes)
        self.finish(at, View(result, order))

    def finish(self, at: Operator, view: View, index: int = 0) -> None:
        """Bind an output of the node to its counterpart."""
        self.bind(at.outputs[index], view)

    def result(self, at: Operator, order: Order, index: int = 0) -> Tensor:
        """The counterpart of one of the node's outputs in a given order, under its name."""
        tensor = at.outputs[index]
        shape = permuted(tensor.shape, order) if len(order) == tensor.rank else tensor.shape
        return replace(_plain(tensor), shape=shape, values=None, constant=False)

    def step(self, like: Tensor, suffix: str, shape: Shape | None = None) -> Tensor:
        """A tensor between two operators of one node; its shape is that of `like` by default."""
        return _made(like, suffix, like.shape if shape is None else shape)


def _native_of(kind: str) -> str | None:
    prefix, _, name = kind.partition(":")
    if prefix == "flex":
        return f"Flex{name}"
    natives = natives_of(kind, "tflite")
    return natives[0] if natives else None


def whole(name: str, values: tuple[int, ...], *, scalar: bool = False) -> Tensor:
    """A constant of whole numbers, such as a shape."""
    shape: Shape = () if scalar else (len(values),)
    return Tensor(name, "int32", shape, constant=True, values=values)


def target_shape(name: str, shape: Shape | None) -> Tensor:
    """The second operand of a RESHAPE to `shape`; -1 for unknown dimensions."""
    return whole(f"{name}/shape", tuple(-1 if size is None else size for size in shape or ()))


def number(name: str, channels: int | None = None) -> Tensor:
    """A constant of one real number, or of one per channel."""
    return Tensor(name, "float32", () if channels is None else (channels,), constant=True)


def _plain(tensor: Tensor) -> Tensor:
    """A tensor without the ONNX's quantization: conversion starts from real numbers."""
    if tensor.quantization is None:
        return tensor
    return replace(tensor, dtype="float32", quantization=None)


def _made(like: Tensor, suffix: str, shape: Shape | None) -> Tensor:
    return Tensor(f"{like.name}/{suffix}", like.dtype, shape)


def _free(shape: Shape | None, perm: Order) -> bool:
    """Whether a permutation moves no element in memory."""
    if shape is None:
        return False
    moved = [dimension for dimension in perm if shape[dimension] != 1]
    return moved == sorted(moved)


_COLOURS = (1, 3, 4)


def _is_channels_last(shape: Shape | None) -> bool:
    """Whether an image has its colours as the last dimension already."""
    return shape is not None and shape[1] not in _COLOURS and shape[-1] in (3, 4)

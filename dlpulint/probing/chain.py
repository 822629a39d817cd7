"""A chain: an operator again and again, with layers between that bring data to its shape and back.

The layers between are of a kind that the pack places on the DLPU for certain: fully connected ones
or 1x1 convolutions, and a RESHAPE where the operator's shape is another one.
"""

from math import prod

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Evidence
from dlpulint.model.graph import Attribute, Operator, Quantization, Shape, Tensor
from dlpulint.packs.pack import Pack
from dlpulint.probing.writing import FileBuilder
from dlpulint.proof.miniature import Miniature

INT8 = Quantization((0.1,), (0,))
_WEIGHTS = Quantization((0.01,), (0,))
_BIAS = Quantization((0.001,), (0,))


class Layer(Struct, frozen=True):
    """A kind of layers between."""

    native: str
    leading: tuple[int, ...]
    """Sizes of an activation before its channels."""
    weights_leading: tuple[int, ...]
    """Sizes of the weights between outputs and inputs."""
    options: dict[str, Attribute]
    narrow: int
    """Numbers between two operators of the probed kind: few weights, whatever their sizes."""

    def shape(self, count: int) -> tuple[int, ...]:
        """Shape of so many numbers beside a layer."""
        return (*self.leading, count)


_DENSE = Layer(
    "FULLY_CONNECTED",
    (1,),
    (),
    {"fused_activation": "none", "weights_format": "default", "keep_num_dims": False},
    4,
)
_POINT = Layer(
    "CONV_2D",
    (1, 1, 1),
    (1, 1),
    {
        **{"padding": "valid", "fused_activation": "none", "stride_height": 1, "stride_width": 1},
        **{"dilation_height": 1, "dilation_width": 1},
    },
    1,
)
_LAYERS = {"fully-connected": _DENSE, "conv": _POINT}


def layer_of(pack: Pack) -> Layer:
    """The first kind of layers that a source places on the pack's DLPU; else fully connected."""
    for kind, layer in _LAYERS.items():
        rows = pack.rows_for(kind)
        if any(r.status == "dlpu" and r.evidence is not Evidence.INFERRED for r in rows):
            return layer
    return _DENSE


class Chain(Struct, frozen=True):
    """A chain's file."""

    data: bytes
    positions: tuple[int, ...]
    """Positions of the probed operator among the graph's."""


def chain(miniature: Miniature | None, repeats: int, layer: Layer) -> Chain:
    """The miniature `repeats` times, each between layers; `None` for layers alone.

    Raises Unwritable where the operator cannot be written.
    """
    build = FileBuilder()
    start = Tensor("x", "int8", layer.shape(layer.narrow), quantization=INT8)
    begin = current = build.tensor(start, "input")
    others: dict[Tensor, int] = {}
    positions = []
    for _ in range(repeats):
        if miniature is None:
            current = _layer(build, current, layer, layer.narrow, layer.narrow, INT8, INT8)
            continue
        numbers: dict[Tensor, int] = {}
        for operator in miniature.model.operators:
            for tensor in _computed(operator):
                if tensor not in numbers:
                    numbers[tensor] = _widened(build, current, layer, tensor)
            if operator is miniature.operator:
                positions.append(build.count)
            _operator(build, operator, numbers, others)
        result = miniature.operator.outputs[0]
        current = _narrowed(build, numbers[result], layer, result)
    return Chain(build.file([begin], [current]), tuple(positions))


def keeps_size(miniature: Miniature, layer: Layer) -> bool:
    """Whether a layer after the operator can make the map that the operator reads."""
    operator = miniature.operator
    read, made = _computed(operator), operator.outputs
    if layer.native != "CONV_2D" or len(miniature.model.operators) > 1 or len(read) != 1:
        return False
    before, after = read[0].shape or (), made[0].shape or ()
    return len(before) == len(after) == 4 and None not in before and before[:3] == after[:3]


def wide_chain(miniature: Miniature, repeats: int, layer: Layer) -> Chain:
    """The operator `repeats` times on maps of its own size, each before a layer.

    Its file is small whatever the size; its time does not show the device, because the operator
    itself takes long.
    """
    build = FileBuilder()
    (source,) = _computed(miniature.operator)
    result = miniature.operator.outputs[0]
    begin = current = build.tensor(replace(source, name="x"), "input")
    sizes = tuple(size or 1 for size in result.shape or ())
    on_map = replace(layer, leading=sizes[:3])
    channels = (source.shape or (1,))[-1] or 1
    quantizations = result.quantization or INT8, source.quantization or INT8
    others: dict[Tensor, int] = {}
    positions = []
    for _ in range(repeats):
        positions.append(build.count)
        numbers = {source: current}
        _operator(build, miniature.operator, numbers, others)
        current = _layer(build, numbers[result], on_map, sizes[-1], channels, *quantizations)
    return Chain(build.file([begin], [current]), tuple(positions))


def _computed(operator: Operator) -> list[Tensor]:
    """The 8-bit operands that are no constants, each once."""
    given = dict.fromkeys(t for t in operator.inputs if t is not None)
    return [t for t in given if t.dtype == "int8" and not (t.constant or t.variable)]


def _operator(
    build: FileBuilder,
    operator: Operator,
    numbers: dict[Tensor, int],
    others: dict[Tensor, int],
) -> None:
    """Appends an operator; `numbers` has its computed operands and gets its results.

    Operands of another type are constants, which all repeats share.
    """
    for tensor in dict.fromkeys(t for t in operator.inputs if t is not None):
        if tensor in numbers:
            continue
        if tensor not in others or tensor.variable:
            others[tensor] = build.tensor(replace(tensor, constant=not tensor.variable))
        numbers[tensor] = others[tensor]
    numbers |= {tensor: build.tensor(tensor) for tensor in operator.outputs}
    build.operator(
        operator.native,
        [-1 if t is None else numbers[t] for t in operator.inputs],
        [numbers[t] for t in operator.outputs],
        operator.attributes,
    )


def _widened(build: FileBuilder, source: int, layer: Layer, wanted: Tensor) -> int:
    """A tensor of the wanted shape and quantization, computed from the narrow one."""
    count = _count(wanted)
    quantization = wanted.quantization or INT8
    wide = _layer(build, source, layer, layer.narrow, count, INT8, quantization)
    shape = tuple(s or 1 for s in wanted.shape or ())
    return _reshaped(build, wide, layer.shape(count), shape, quantization)


def _narrowed(build: FileBuilder, source: int, layer: Layer, given: Tensor) -> int:
    count = _count(given)
    quantization = given.quantization or INT8
    flat = _reshaped(build, source, given.shape, layer.shape(count), quantization)
    return _layer(build, flat, layer, count, layer.narrow, quantization, INT8)


def _layer(
    build: FileBuilder,
    source: int,
    layer: Layer,
    read: int,
    written: int,
    before: Quantization,
    after: Quantization,
) -> int:
    shape = (written, *layer.weights_leading, read)
    weights = Tensor("w", "int8", shape, constant=True, quantization=_WEIGHTS)
    scale = (before.scale or 0.1) * 0.01
    bias = Tensor(
        "b",
        "int32",
        (written,),
        constant=True,
        quantization=replace(_BIAS, scales=(scale,)),
        values=(round(after.scale / scale),) * written if after.scale else None,
    )
    result = build.tensor(Tensor("f", "int8", layer.shape(written), quantization=after))
    operands = [source, build.constant(weights), build.constant(bias)]
    build.operator(layer.native, operands, [result], layer.options)
    return result


def _reshaped(
    build: FileBuilder,
    source: int,
    before: Shape | None,
    shape: tuple[int, ...],
    quantization: Quantization,
) -> int:
    if before == shape:
        return source
    wanted = Tensor("s", "int32", (len(shape),), constant=True, values=shape)
    result = build.tensor(Tensor("r", "int8", shape, quantization=quantization))
    build.operator("RESHAPE", [source, build.constant(wanted)], [result], {"new_shape": shape})
    return result


def _count(tensor: Tensor) -> int:
    return prod(size or 1 for size in tensor.shape or ())

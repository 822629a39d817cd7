"""Edits of .tflite files that change nothing: layers whose channels, or shapes, are rearranged.

Needs `ai-edge-litert`, whose schema reads and writes files as objects.
"""

from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any

from numpy import array, frombuffer, int32, uint8

from benchmarks.same import Edit
from benchmarks.tflite_same import code_of, point

_CONV, _DEPTHWISE, _FULLY_CONNECTED, _RESHAPE = 3, 4, 9, 22
_BYTES = {0: 4, 1: 2, 2: 4, 3: 1, 4: 8, 7: 2, 9: 1, 10: 8}
"""Bytes of a number by TensorType, for types that are not packed."""
_LAYERS = (0, 1, 2, _CONV, _DEPTHWISE, _FULLY_CONNECTED, 17)
"""ADD, AVERAGE_POOL_2D, CONCATENATION, the layers, and MAX_POOL_2D."""
_FLOAT = 0
_RESHAPED = (_FLOAT, 3, 9)
"""float32, uint8 and int8."""
_MOST = 4
"""Most layers that one edit changes."""


def permuted(model: Any, random: Random) -> Edit | None:
    """The channels of layers stand in another order, each with its scale and its bias."""
    layers = [
        (graph, operator)
        for graph in model.subgraphs
        for operator in graph.operators or ()
        if code_of(model, operator) in (_CONV, _DEPTHWISE, _FULLY_CONNECTED)
        and _per_channel(model, graph, operator) is not None
    ]
    if not layers:
        return None
    for graph, operator in random.sample(layers, min(len(layers), _MOST)):
        weights = graph.tensors[operator.inputs[1]]
        axis = weights.quantization.quantizedDimension
        order = list(range(int(weights.shape[axis])))
        random.shuffle(order)
        _permute(model, graph, operator, 1, axis, order)
        if len(operator.inputs) > 2 and operator.inputs[2] >= 0:
            _permute(model, graph, operator, 2, 0, order)
    return Edit("channels in another order")


def _per_channel(model: Any, graph: Any, operator: Any) -> int | None:
    """The number of scales of an operator's weights, if they and its bias can be permuted."""
    weights = graph.tensors[operator.inputs[1]]
    found = weights.quantization
    count = 0 if found is None or found.scale is None else len(found.scale)
    if count < 2 or weights.sparsity is not None or not _numbers(model, weights):
        return None
    axis = found.quantizedDimension
    if not 0 <= axis < len(weights.shape) or int(weights.shape[axis]) != count:
        return None
    if len(operator.inputs) > 2 and operator.inputs[2] >= 0:
        bias = graph.tensors[operator.inputs[2]]
        if not _numbers(model, bias) or list(bias.shape) != [count]:
            return None
    return count


def _numbers(model: Any, tensor: Any) -> bool:
    """Whether a tensor's numbers stand in its buffer one by one."""
    data = model.buffers[tensor.buffer].data if tensor.buffer else None
    if data is None or tensor.type not in _BYTES:
        return False
    size = _BYTES[tensor.type]
    for dimension in tensor.shape:
        size *= int(dimension)
    return size == len(data)


def _permute(
    model: Any, graph: Any, operator: Any, position: int, axis: int, order: list[int]
) -> None:
    """Gives an operator a copy of an operand with its numbers in another order along an axis."""
    tensor = deepcopy(graph.tensors[operator.inputs[position]])
    shape = tuple(int(size) for size in tensor.shape)
    data = array(model.buffers[tensor.buffer].data, dtype=uint8)
    buffer = type(model.buffers[0])()
    numbers = data.reshape(*shape, _BYTES[tensor.type]).take(order, axis=axis)
    buffer.data = frombuffer(numbers.tobytes(), uint8)
    tensor.buffer = len(model.buffers)
    model.buffers = [*model.buffers, buffer]
    found = tensor.quantization
    for field in ("scale", "zeroPoint"):
        values = None if found is None else getattr(found, field)
        if values is not None and len(values) == len(order):
            setattr(found, field, array(values)[order])
    inputs = array(operator.inputs, dtype=int32)
    inputs[position] = len(graph.tensors)
    operator.inputs = inputs
    graph.tensors = [*graph.tensors, tensor]


def reshaped(model: Any, random: Random) -> Edit | None:
    """Results pass through a RESHAPE to the shape that they have."""
    graph = model.subgraphs[0]
    operators = list(graph.operators or ())
    found = [
        index for index, operator in enumerate(operators) if _can_reshape(model, graph, operator)
    ]
    if not found:
        return None
    chosen = sorted(random.sample(found, min(len(found), random.randint(1, _MOST))), reverse=True)
    now = {index: index for index in range(len(operators))}
    for index in chosen:
        added = _reshape(model, graph, int(operators[index].outputs[0]), operators[index + 1 :])
        operators.insert(index + 1, added)
        now = {old: new + (new > index) for old, new in now.items()}
    graph.operators = operators
    return Edit(
        f"{len(chosen)} RESHAPE without effect",
        {(0, old): (0, new) for old, new in now.items()},
        adds=True,
    )


def _can_reshape(model: Any, graph: Any, operator: Any) -> bool:
    """Whether an operator is a layer whose result has a known shape, a usual type, and readers.

    What stands around a PAD, a TRANSPOSE or a QUANTIZE is one thing with it, and advice about it
    is another one with a RESHAPE between.

    An ADD's result gets the type of its operands, whatever the file states: a float32 tensor with a
    scale is none.
    """
    if code_of(model, operator) not in _LAYERS or len(operator.outputs) != 1:
        return False
    index = int(operator.outputs[0])
    tensor = graph.tensors[index]
    found = tensor.quantization
    has_scale = found is not None and found.scale is not None and len(found.scale) > 0
    sizes = [] if tensor.shape is None else [int(size) for size in tensor.shape]
    signature = [] if tensor.shapeSignature is None else list(tensor.shapeSignature)
    return (
        tensor.type in _RESHAPED
        and (tensor.type == _FLOAT) is not has_scale
        and 0 < len(sizes) <= 4
        and min(sizes) > 0
        and -1 not in signature
        and any(index in o.inputs for o in graph.operators if o.inputs is not None)
    )


def _reshape(model: Any, graph: Any, source: int, readers: Sequence[Any]) -> Any:
    """A RESHAPE of a tensor to its own shape, whose result the readers read instead."""
    from ai_edge_litert import schema_py_generated as schema

    before = graph.tensors[source]
    after, shape = deepcopy(before), schema.TensorT()
    name = before.name or b"tensor"
    after.name, after.buffer = name + b"/same", 0
    sizes = array([int(size) for size in before.shape], dtype=int32)
    buffer = type(model.buffers[0])()
    buffer.data = frombuffer(sizes.tobytes(), uint8)
    shape.name, shape.type, shape.shape = name + b"/shape", 2, array([len(sizes)], int32)
    shape.buffer = len(model.buffers)
    model.buffers = [*model.buffers, buffer]
    result, numbers = len(graph.tensors), len(graph.tensors) + 1
    graph.tensors = [*graph.tensors, after, shape]
    for reader in readers:
        point(reader, "inputs", {source: result})
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = _RESHAPE
    code.version = 1
    model.operatorCodes = [*model.operatorCodes, code]
    operator = schema.OperatorT()
    operator.opcodeIndex = len(model.operatorCodes) - 1
    operator.inputs, operator.outputs = array([source, numbers], int32), array([result], int32)
    operator.builtinOptionsType = schema.BuiltinOptions.ReshapeOptions
    operator.builtinOptions = schema.ReshapeOptionsT()
    operator.builtinOptions.newShape = sizes
    return operator

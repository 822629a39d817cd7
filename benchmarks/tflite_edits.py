"""Seeded edits of .tflite files, as damage, editors and other quantizers make them.

Needs `ai-edge-litert`, whose schema reads and writes files as objects.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any, TypeVar

from numpy import append, array, delete, float32, frombuffer, inf, int32, int64, nan, uint8

T = TypeVar("T")
Edit = Callable[[Any, Any, Random], str | None]
"""Changes a model (ModelT), in one of its graphs (SubGraphT), and describes the change."""

_TYPES = (0, 1, 2, 3, 4, 6, 7, 9)
"""float32, float16, int32, uint8, int64, bool, int16 and int8."""
_ATTEMPTS = 20


def read(data: bytes) -> Any:
    """The file as objects."""
    from ai_edge_litert import schema_py_generated as schema

    return schema.ModelT.InitFromPackedBuf(bytearray(data), 0)


def written(model: Any) -> bytes:
    """The objects as a file."""
    from flatbuffers import Builder

    builder = Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def edited(model: Any, seed: int) -> str | None:
    """Changes the model by one edit, and describes it; `None` if none of those tried applies."""
    random = Random(seed)
    for _ in range(_ATTEMPTS):
        main = random.random() < 0.9 or len(model.subgraphs) == 1
        graph = model.subgraphs[0] if main else random.choice(model.subgraphs)
        if graph.operators and (change := random.choice(_EDITS)(model, graph, random)):
            return change
    return None


def _one(random: Random, candidates: Sequence[T]) -> T | None:
    return random.choice(candidates) if len(candidates) else None


def _name(tensor: Any) -> str:
    return (tensor.name or b"?").decode("utf-8", "replace")


def _constants(model: Any, graph: Any) -> list[Any]:
    def content(tensor: Any) -> Any:
        return model.buffers[tensor.buffer].data

    return [t for t in graph.tensors if t.buffer and content(t) is not None and len(content(t))]


def _quantized(graph: Any) -> list[Any]:
    def scales(tensor: Any) -> Any:
        return None if tensor.quantization is None else tensor.quantization.scale

    return [t for t in graph.tensors if scales(t) is not None and len(scales(t))]


def _shaped(graph: Any) -> list[Any]:
    return [t for t in graph.tensors if t.shape is not None and len(t.shape)]


def _scale(_model: Any, graph: Any, random: Random) -> str | None:
    tensor = _one(random, _quantized(graph))
    if tensor is None:
        return None
    scales = array(tensor.quantization.scale, dtype=float32)
    where = slice(None) if random.random() < 0.7 else random.randrange(len(scales))
    how = random.choice([0.0, nan, inf, 1e-30, -1, 1.0001, 1.1, 2, 1e-6])
    scales[where] = how if how in (0.0, 1e-30, inf) or how != how else scales[where] * how
    tensor.quantization.scale = scales
    return f"scale of {_name(tensor)}: {how}"


def _zero_point(_model: Any, graph: Any, random: Random) -> str | None:
    tensor = _one(random, _quantized(graph))
    if tensor is None:
        return None
    points = tensor.quantization.zeroPoint
    points = array([] if points is None else points, dtype=int64)
    how = random.choice(["none", "short", "+1", "-1", "+1000", "0"])
    changed = {"none": None, "short": points[:-1], "0": points * 0}
    tensor.quantization.zeroPoint = changed[how] if how in changed else points + int(how)
    return f"zero point of {_name(tensor)}: {how}"


def _no_quantization(_model: Any, graph: Any, random: Random) -> str | None:
    tensor = _one(random, _quantized(graph))
    if tensor is None:
        return None
    if random.random() < 0.5:
        tensor.quantization = None
    else:
        tensor.quantization.scale = None
    return f"no quantization of {_name(tensor)}"


def _axis(_model: Any, graph: Any, random: Random) -> str | None:
    tensor = _one(random, _quantized(graph))
    if tensor is None:
        return None
    tensor.quantization.quantizedDimension += random.choice([-1, 1, 2, 3])
    return f"dimension of the scales of {_name(tensor)}"


def _scale_count(_model: Any, graph: Any, random: Random) -> str | None:
    tensor = _one(random, _quantized(graph))
    if tensor is None:
        return None
    found, how = tensor.quantization, random.choice(["less", "more", "one"])
    for field in ("scale", "zeroPoint"):
        values = getattr(found, field)
        if values is not None:
            changed = {"less": values[:-1], "more": append(values, values[-1:]), "one": values[:1]}
            setattr(found, field, changed[how])
    return f"number of scales of {_name(tensor)}: {how}"


def _shape(model: Any, graph: Any, random: Random) -> str | None:
    kinds = (
        [graph.tensors[index] for index in graph.inputs],
        _constants(model, graph),
        graph.tensors,
        graph.tensors,
    )
    shaped = [t for t in random.choice(kinds) if t.shape is not None and len(t.shape)]
    tensor = _one(random, shaped)
    if tensor is None:
        return None
    sizes = [int(size) for size in tensor.shape]
    at, other = random.randrange(len(sizes)), random.randrange(len(sizes))
    how = random.choice(["+1", "-1", "x2", "0", "negative", "swap", "drop", "append", "prepend"])
    if how == "swap":
        sizes[at], sizes[other] = sizes[other], sizes[at]
    elif how in ("drop", "append", "prepend"):
        changed = {"drop": sizes[:at] + sizes[at + 1 :], "append": [*sizes, 1]}
        sizes = changed.get(how, [1, *sizes])
    else:
        size = sizes[at]
        sizes[at] = {"+1": size + 1, "-1": size - 1, "x2": 2 * size, "0": 0, "negative": -1}[how]
    tensor.shape = array(sizes, dtype=int32)
    return f"shape of {_name(tensor)}: {sizes}"


def _input_size(_model: Any, graph: Any, random: Random) -> str | None:
    index = _one(random, graph.inputs)
    tensor = None if index is None else graph.tensors[index]
    if tensor is None or tensor.shape is None or len(tensor.shape) < 2:
        return None
    sizes = [int(size) for size in tensor.shape]
    at = random.randrange(len(sizes))
    sizes[at] = max(1, sizes[at] + random.choice([-2, -1, 1, 2, 8, sizes[at]]))
    tensor.shape = array(sizes, dtype=int32)
    return f"size of the input {_name(tensor)}: {sizes}"


def _type(_model: Any, graph: Any, random: Random) -> str:
    tensor = random.choice(graph.tensors)
    tensor.type = random.choice(_TYPES)
    return f"type of {_name(tensor)}: {tensor.type}"


def _operands(_model: Any, graph: Any, random: Random) -> str | None:
    operator = random.choice(graph.operators)
    field = random.choice(["inputs", "inputs", "outputs"])
    indices = getattr(operator, field)
    if indices is None or not len(indices):
        return None
    found = [int(index) for index in indices]
    at, other = random.randrange(len(found)), random.randrange(len(found))
    how = random.choice(["drop", "double", "optional", "other", "swap"])
    if how == "drop":
        found.pop(at)
    elif how == "double":
        found.insert(at, found[at])
    elif how == "optional" and field == "inputs":
        found[at] = -1
    elif how == "swap":
        found[at], found[other] = found[other], found[at]
    else:
        found[at] = random.randrange(len(graph.tensors))
    setattr(operator, field, array(found, dtype=int32))
    return f"{field} of an operator: {how}"


def _version(model: Any, _graph: Any, random: Random) -> str:
    code = random.choice(model.operatorCodes)
    code.version = max(0, code.version + random.choice([-1, 1, 1, 2, 5]))
    return f"version of operator {code.builtinCode}: {code.version}"


def _code(model: Any, _graph: Any, random: Random) -> str:
    code, other = random.choice(model.operatorCodes), random.choice(model.operatorCodes)
    if random.random() < 0.7:
        code.builtinCode, code.version = other.builtinCode, other.version
    else:
        code.builtinCode, code.version = random.randrange(160), 1
    code.deprecatedBuiltinCode = min(127, code.builtinCode)
    return f"an operator code: {code.builtinCode}"


def _kind(_model: Any, graph: Any, random: Random) -> str:
    operator, other = random.choice(graph.operators), random.choice(graph.operators)
    operator.opcodeIndex = other.opcodeIndex
    operator.builtinOptionsType = other.builtinOptionsType
    operator.builtinOptions = deepcopy(other.builtinOptions)
    return "kind of an operator"


def _option(_model: Any, graph: Any, random: Random) -> str | None:
    operator = _one(random, [o for o in graph.operators if o.builtinOptions is not None])
    if operator is None:
        return None
    if random.random() < 0.1:
        operator.builtinOptions, operator.builtinOptionsType = None, 0
        return "no options"
    options = operator.builtinOptions
    name = _one(random, [name for name, value in vars(options).items() if isinstance(value, int)])
    if name is None:
        return None
    value = getattr(options, name)
    if isinstance(value, bool):
        changed: int = not value
    elif name in ("padding", "fusedActivationFunction", "weightsFormat", "mode", "kernelType"):
        changed = random.randrange(6)
    elif name.endswith("Type"):
        changed = random.choice(_TYPES)
    else:
        changed = max(-5, random.choice([0, value + 1, value - 1, value * 2, -1, value + 3]))
    setattr(options, name, changed)
    return f"option {name}: {value} to {changed}"


def _buffer(model: Any, graph: Any, random: Random) -> str | None:
    tensor = _one(random, _constants(model, graph))
    if tensor is None:
        return None
    buffer = model.buffers[tensor.buffer]
    data = array(buffer.data, dtype=uint8)
    how = random.choice(["short", "half", "none", "long", "no buffer"])
    if how == "no buffer":
        tensor.buffer = 0
    else:
        changed = {"short": data[:-1], "half": data[: len(data) // 2], "none": None}
        buffer.data = changed[how] if how in changed else append(data, data[:1])
    return f"content of {_name(tensor)}: {how}"


def _numbers(model: Any, graph: Any, random: Random) -> str | None:
    def small(tensor: Any) -> bool:
        size, width = len(model.buffers[tensor.buffer].data), 4 if tensor.type == 2 else 8
        return tensor.type in (2, 4) and width <= size <= 256 and size % width == 0

    tensor = _one(random, [t for t in _constants(model, graph) if small(t)])
    if tensor is None:
        return None
    buffer = model.buffers[tensor.buffer]
    numbers = frombuffer(bytes(bytearray(buffer.data)), int32 if tensor.type == 2 else int64).copy()
    at = random.randrange(len(numbers))
    number = int(numbers[at])
    numbers[at] = random.choice([number + 1, number - 1, 0, -1, min(number * 2, 2**30), 100, -100])
    buffer.data = frombuffer(numbers.tobytes(), uint8)
    return f"number in {_name(tensor)}: {int(numbers[at])}"


def _order(_model: Any, graph: Any, random: Random) -> str | None:
    if len(graph.operators) < 2:
        return None
    at = random.randrange(len(graph.operators) - 1)
    other = at + 1 if random.random() < 0.7 else random.randrange(len(graph.operators))
    operators = graph.operators
    if random.random() < 0.4:
        operators.pop(at)
        return "an operator less"
    operators[at], operators[other] = operators[other], operators[at]
    return "order of two operators"


def _ends(_model: Any, graph: Any, random: Random) -> str | None:
    field = random.choice(["inputs", "outputs"])
    ends = array(getattr(graph, field), dtype=int32)
    if random.random() < 0.5 and len(ends):
        setattr(graph, field, delete(ends, random.randrange(len(ends))))
        return f"the graph's {field}: one less"
    setattr(graph, field, append(ends, random.randrange(len(graph.tensors))).astype(int32))
    return f"the graph's {field}: one more"


def _variable(_model: Any, graph: Any, random: Random) -> str:
    tensor = random.choice(graph.tensors)
    tensor.isVariable = not tensor.isVariable
    return f"variable {_name(tensor)}"


_EDITS: tuple[Edit, ...] = (
    *(_scale, _scale, _zero_point, _no_quantization, _axis, _scale_count),
    *(_shape, _shape, _input_size, _type, _type, _operands, _operands, _operands),
    *(_version, _code, _kind, _option, _option, _buffer, _numbers, _numbers),
    *(_order, _order, _ends, _variable),
)

"""A model written as a sketch, the inverse of `model_from_sketch`, for made-up models."""

from collections.abc import Iterator, Mapping

from dlpulint.loader.sketch.line import PAIRS, UNWRITTEN
from dlpulint.loader.sketch.read import default_attributes
from dlpulint.model.graph import Attribute, Model, Operator, Quantization, Tensor
from dlpulint.model.kinds import ONNX, TFLITE

_MADE_UP_SCALE = 0.01
"""The scale of every channel of `per-channel(0)`."""


def sketch_of(model: Model) -> str:
    """Sketch that `model_from_sketch` reads as this model.

    Args:
        model: A miniature: tensors have names of one word, constants none.
    """
    lines = [] if model.format == "tflite" else [f"format {model.format}"]
    if model.metadata.origin == "file":
        lines.append("complete")
    for number, subgraph in enumerate(model.subgraphs):
        if number:
            lines.append(f"subgraph {subgraph.name}")
        lines += [f"input {tensor.name}: {_tensor(tensor)}" for tensor in subgraph.inputs]
        lines += [_operator(op, model) for op in model.operators if op.subgraph == number]
        if subgraph.outputs:
            lines.append(f"output {', '.join(tensor.name for tensor in subgraph.outputs)}")
    return "\n".join(lines) + "\n"


def _operator(operator: Operator, model: Model) -> str:
    outputs = ", ".join(f"{tensor.name}: {_tensor(tensor)}" for tensor in operator.outputs)
    operands = ", ".join(
        (f"{role}: " if role not in ("input", None) else "")
        + (_inline(tensor) if tensor.constant or not tensor.name else tensor.name)
        for tensor, role in zip(operator.inputs, operator.roles, strict=True)
        if tensor is not None
    )
    plain = default_attributes(operator.kind, operator.weights, model.format)
    stated = {
        name: value
        for name, value in operator.attributes.items()
        if name not in plain or plain[name] != value
    }
    for pair in PAIRS:
        sides = (f"{pair}_height", f"{pair}_width")
        if any(side in stated for side in sides):
            stated |= {s: operator.attributes[s] for s in sides if s in operator.attributes}
    words = " ".join(_options(stated))
    braces = f" {{{words}}}" if words else ""
    return f"{_kind(operator, model)} {outputs} <- {operands}{braces}"


def _kind(operator: Operator, model: Model) -> str:
    """The kind, with the native name if it is not the kind's first."""
    table = TFLITE if model.format == "tflite" else ONNX
    natives = [native for native, kind in table.items() if kind == operator.kind]
    stated = operator.native in natives[1:]
    version = "" if operator.version in (None, 1) else f"@{operator.version}"
    return operator.kind + (f"={operator.native}" if stated else "") + version


def _inline(tensor: Tensor) -> str:
    return _tensor(tensor) + ("" if tensor.constant else f" {UNWRITTEN}")


def _tensor(tensor: Tensor) -> str:
    words = [f"{tensor.dtype}[{_shape(tensor)}]"]
    if tensor.quantization is not None:
        words += _quantization(tensor.quantization, tensor)
    if tensor.values is not None:
        words += ["=", ",".join(map(str, tensor.values))]
    return " ".join(words)


def _shape(tensor: Tensor) -> str:
    if tensor.shape is None:
        return "*"
    free = tensor.free_dimensions or (None,) * len(tensor.shape)
    parts = []
    for size, name in zip(tensor.shape, free, strict=True):
        if name is None:
            parts.append("?" if size is None else str(size))
        else:
            parts.append(f"?{name}" + ("" if size is None else f"={size}"))
    return ",".join(parts)


def _quantization(quantization: Quantization, tensor: Tensor) -> Iterator[str]:
    axis, scales = quantization.axis, quantization.scales
    sizes = tensor.shape or ()
    made_up = axis is not None and axis < len(sizes) and len(scales) == sizes[axis]
    if made_up and set(scales) == {_MADE_UP_SCALE}:
        yield f"per-channel({axis})"
    else:
        if scales:
            yield "scale=" + ",".join(f"{scale:.9g}" for scale in scales)
        if axis is not None:
            yield f"axis={axis}"
    if quantization.zero_points:
        yield "zp=" + ",".join(map(str, quantization.zero_points))
    if quantization.block_size is not None:
        yield f"block={quantization.block_size}"
    if quantization.dtype is not None:
        yield f"stored={quantization.dtype}"


def _options(options: Mapping[str, Attribute]) -> Iterator[str]:
    """Options as words of a line; height and width of a window make one word."""
    left = dict(options)
    for pair in PAIRS:
        height, width = left.get(f"{pair}_height"), left.get(f"{pair}_width")
        if height is not None and width is not None:
            del left[f"{pair}_height"], left[f"{pair}_width"]
            yield f"{pair}={height}" if height == width else f"{pair}={height}x{width}"
    for name, value in left.items():
        yield f"{name}={_value(value)}"


def _value(value: Attribute) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) + ("," if len(value) == 1 else "")
    return str(value)

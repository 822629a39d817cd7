"""Tails of detectors, written operator by operator into TFLite files that begin at the cut."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dlpulint.loader.tflite.file import model_from_tflite
from dlpulint.mending.decoding.numpy_function import DecodeFunction, decode_function
from dlpulint.model.graph import Model
from tests.loader.tflite_files import Code, Graph, Operator, Tensor, write

Shape = Sequence[int]


class Draft:
    """A file under construction; its inputs are the outputs of a mended file."""

    def __init__(self) -> None:
        self.tensors: list[Tensor] = []
        self.operators: list[Operator] = []
        self.codes: list[Code] = []
        self.buffers: list[bytes] = [b""]
        self.inputs: list[int] = []

    def given(self, *shape: int, **quantization: Any) -> int:
        """An input: an output of the mended file."""
        self.inputs.append(self.tensor(shape, **quantization))
        return self.inputs[-1]

    def tensor(
        self,
        shape: Shape,
        *,
        dtype: str = "float32",
        name: str | None = None,
        buffer: int = 0,
        scale: float | None = None,
        zero_point: int = 0,
    ) -> int:
        """Number of a new tensor."""
        scales, points = ((scale,), (zero_point,)) if scale is not None else ((), ())
        self.tensors.append(
            Tensor(name or f"t{len(self.tensors)}", dtype, tuple(shape), (), buffer, scales, points)
        )
        return len(self.tensors) - 1

    def constant(self, values: Any, dtype: str = "float32", scale: float | None = None) -> int:
        """Number of a constant; with a scale its values are rounded to int8."""
        array = np.asarray(values)
        if scale is not None:
            dtype, array = "int8", np.clip(np.round(array / scale), -128, 127)
        self.buffers.append(array.astype(dtype).tobytes())
        return self.tensor(array.shape, dtype=dtype, buffer=len(self.buffers) - 1, scale=scale)

    def op(
        self,
        native: str,
        inputs: Sequence[int],
        *shapes: Shape,
        options: str = "",
        values: Mapping[str, int | float | bool] | None = None,
        custom: bytes = b"",
    ) -> int:
        """Number of the first result of a new operator."""
        outputs = [self.tensor(shape) for shape in shapes]
        code = Code("CUSTOM", custom=native) if custom else Code(native)
        if code not in self.codes:
            self.codes.append(code)
        self.operators.append(
            Operator(inputs, outputs, self.codes.index(code), options, values or {}, custom=custom)
        )
        return outputs[0]

    def reshape(self, given: int, *shape: int) -> int:
        """The tensor in another shape."""
        return self.op("RESHAPE", [given, self.constant(shape, "int32")], shape)

    def transpose(self, given: int, *order: int) -> int:
        """The tensor with other dimensions."""
        shape = [self.tensors[given].shape[k] for k in order]
        return self.op("TRANSPOSE", [given, self.constant(order, "int32")], shape)

    def cut(self, given: int, first: int, last: int, axis: int = -1) -> int:
        """Elements from `first` to before `last` along an axis."""
        shape = list(self.tensors[given].shape)
        begin, size = [0] * len(shape), list(shape)
        begin[axis], size[axis] = first, last - first
        bounds = [self.constant(bound, "int32") for bound in (begin, size)]
        return self.op("SLICE", [given, *bounds], size)

    def join(self, *parts: int, axis: int = -1) -> int:
        """Tensors one after the other along an axis."""
        shape = list(self.tensors[parts[0]].shape)
        shape[axis] = sum(self.tensors[part].shape[axis] for part in parts)
        values = {"Axis": axis % len(shape)}
        return self.op("CONCATENATION", parts, shape, options="ConcatenationOptions", values=values)

    def apply(self, native: str, *given: int) -> int:
        """Result of an operator that works element by element."""
        shapes = [self.tensors[number].shape for number in given]
        return self.op(native, given, np.broadcast_shapes(*map(tuple, shapes)))

    def softmax(self, given: int) -> int:
        """Softmax along the last dimension."""
        shape = self.tensors[given].shape
        return self.op("SOFTMAX", [given], shape, options="SoftmaxOptions", values={"Beta": 1.0})

    def file(self, *outputs: int) -> tuple[Model, memoryview]:
        """The model with these outputs, and its bytes."""
        graph = Graph(self.tensors, self.operators, self.inputs, outputs)
        data = write(graph, codes=self.codes, buffers=self.buffers)
        return model_from_tflite(data), data

    def decoded(self, *outputs: int) -> DecodeFunction:
        """Decode function for the file with these outputs."""
        model, data = self.file(*outputs)
        return decode_function(model, data, model.inputs)


def grid(height: int, width: int) -> np.ndarray:
    """Column and row of each cell, as (cells, 2)."""
    row, column = np.mgrid[:height, :width]
    return np.stack([column, row], -1).reshape(-1, 2).astype(np.float32)


def run(found: DecodeFunction, *values: np.ndarray) -> list[np.ndarray]:
    """Results of a decode function."""
    assert found.text is not None, found.reason
    names: dict[str, Any] = {}
    exec(found.text, names)
    results: list[np.ndarray] = names["decode"](list(values))
    return results


def random(seed: int, *shape: int) -> np.ndarray:
    """Predictions as a network gives them."""
    return np.random.default_rng(seed).normal(0, 2, shape).astype(np.float32)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Logistic function."""
    return np.asarray(1 / (1 + np.exp(-x)))


def softmax(x: np.ndarray) -> np.ndarray:
    """Probabilities along the last dimension."""
    powers = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))

"""TFLite files of a few quantized layers, for edits that change their weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlpulint.mending.draft import Draft
from tests.loader.tflite_files import Code, Graph, Operator, Tensor, write

INPUT = 0


class Layers:
    """A file under construction; its only input is tensor 0."""

    def __init__(self, shape: Sequence[int] = (1, 1, 1, 2), dtype: str = "int8") -> None:
        scales = () if dtype == "float32" else (0.5,)
        self.tensors = [Tensor("x", dtype, shape, scales=scales, zero_points=(0,) * len(scales))]
        self.buffers: list[bytes] = [b""]
        self.codes: list[Code] = []
        self.operators: list[Operator] = []

    def buffer(self, values: Any, dtype: str) -> int:
        """Number of a new buffer with these numbers."""
        self.buffers.append(np.asarray(values).astype(dtype).tobytes())
        return len(self.buffers) - 1

    def constant(self, name: str, buffer: int, shape: Sequence[int], **more: Any) -> int:
        """Number of a new tensor with a buffer."""
        return self.tensor(name, shape, buffer=buffer, **more)

    def tensor(self, name: str, shape: Sequence[int] = (1, 1, 1, 2), **more: Any) -> int:
        """Number of a new tensor."""
        self.tensors.append(Tensor(name, **{"dtype": "int8", "shape": shape, **more}))
        return len(self.tensors) - 1

    def operator(self, native: str, *inputs: int, **more: Any) -> int:
        """Number of the result of a new operator."""
        result = self.tensor(f"y{len(self.operators)}", scales=(0.25,), zero_points=(0,))
        self.codes.append(Code(native))
        self.operators.append(Operator(inputs, [result], len(self.codes) - 1, **more))
        return result

    def written(self, *outputs: int) -> bytes:
        """The file, which ends at these tensors."""
        graph = Graph(self.tensors, self.operators, [INPUT], outputs)
        return bytes(write(graph, codes=self.codes, buffers=self.buffers))


def one_layer(native: str = "CONV_2D", **weights: Any) -> bytes:
    """A layer of two channels whose weights are 100, 50 and 120, -60 with the scales 0.1, 0.05."""
    file = Layers()
    shape = weights.pop("shape", (2, 1, 1, 2))
    stated = {"scales": (0.1, 0.05), "zero_points": (0, 0), **weights}
    tensor = file.constant("w", file.buffer([100, 50, 120, -60], "int8"), shape, **stated)
    bias = file.buffer([1000, -1000], "<i4")
    inputs = [INPUT, tensor, file.constant("b", bias, (2,), dtype="int32", scales=(0.05, 0.025))]
    return file.written(file.operator(native, *inputs))


def contents(draft: Draft, name: str) -> list[tuple[list[int], tuple[float, ...]]]:
    """Numbers and scales of the constants of this name."""
    found = []
    for number, tensor in enumerate(draft.tensors):
        if tensor.text("name") == name:
            dtype = {9: "int8", 2: "<i4"}[draft.dtype(number)]
            numbers = np.frombuffer(draft.content(number), dtype).tolist()
            quantization = tensor.record("quantization")
            scales = () if quantization is None else quantization.numbers("scale")
            found.append((numbers, tuple(round(scale, 6) for scale in scales)))
    return found

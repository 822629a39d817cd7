"""The programs that made a model, as far as the file shows them."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from dlpulint.model.graph import Model

Producer: TypeAlias = Literal[
    "keras", "tensorflow", "pytorch", "ultralytics", "onnx2tf", "ai-edge-quantizer",
    "litert-torch", "tf2onnx", "onnxruntime",
]  # fmt: skip

_STATED: tuple[tuple[str, Producer], ...] = (
    ("tf2onnx", "tf2onnx"),
    ("pytorch", "pytorch"),
    ("onnx.quantize", "onnxruntime"),
    ("onnxruntime", "onnxruntime"),
)
"""Beginnings of the producers that ONNX files state."""

_NAMES: tuple[tuple[Producer, re.Pattern[str]], ...] = (
    ("onnx2tf", re.compile(r"(?m)(?:^|[/;])tf\.nn\.(?:convolution|depthwise_conv2d)(?:_\d+)?[/;]")),
    ("litert-torch", re.compile(r"torch\.nn\.modules\.")),
    ("ultralytics", re.compile(r"(?m)(?:^|/)tf(?:_conv|c3|_bottleneck|_focus|sppf)(?:_\d+)?/")),
    (
        "keras",
        re.compile(r"(?m)(?:^|[/;])(?:sequential|functional)(?:_\d+)*/|keras_(?:tensor|layer)"),
    ),
    (
        "keras",
        re.compile(
            r"[/;](?:conv2d|depthwise_conv2d|dense|re_lu|batch_normalization|max_pooling2d|"
            r"global_average_pooling2d|activation)(?:_\d+)*/"
        ),
    ),
)
"""Names of tensors in TFLite files that show the program: modules, layers and their defaults."""

_BETWEEN: tuple[tuple[str, str], ...] = (("quantize", "_quantized"), ("dequantize", "_dequant"))
"""Results of operators that ai-edge-quantizer puts in, by the ends of their names."""


def producers_of(model: Model) -> frozenset[Producer]:
    """Producers of a model; empty where the file shows none.

    Ultralytics and litert-torch imply PyTorch. Keras implies TensorFlow; `tensorflow` is left out
    where TensorFlow's converter was only the last step of another tool.
    """
    stated = model.metadata.made_by or ""
    found: set[Producer] = {name for start, name in _STATED if stated.startswith(start)}
    if "Ultralytics" in stated:
        found.add("ultralytics")
    if model.format == "tflite":
        found |= set(_by_names(model))
    if found & {"onnx2tf", "litert-torch", "ultralytics"}:
        found -= {"keras"}
    elif "keras" in found or stated.startswith("TensorFlow"):
        found.add("tensorflow")
    if found & {"ultralytics", "litert-torch"}:
        found.add("pytorch")
    return frozenset(found)


def _by_names(model: Model) -> Iterator[Producer]:
    """Producers that names of tensors show."""
    yield from _of_names({tensor.name for tensor in model.tensors})
    for operator in model.operators:
        for kind, end in _BETWEEN:
            if operator.kind == kind and any(t.name.endswith(end) for t in operator.outputs):
                yield "ai-edge-quantizer"


def _of_names(names: Iterable[str]) -> Iterator[Producer]:
    text = "\n".join(names)
    for producer, written in _NAMES:
        if written.search(text):
            yield producer

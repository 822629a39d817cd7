"""Converts a sketch of an ONNX, and tells what is written in lines that compare by value."""

from pathlib import Path

from dlpulint.conversion.onnx2tf.preview import converted
from dlpulint.loader import open_model as loader
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Model, Operator


def conversion(sketch: str) -> Model:
    """The model that conversion of a sketch will give."""
    return converted(model_from_sketch(f"format onnx\n{sketch}"))


def written(sketch: str) -> list[str]:
    """Its operators: `CONV_2D 1x32x32x8 same relu`."""
    return lines(conversion(sketch))


def written_of(path: Path) -> list[str]:
    """The operators that conversion of a file will give."""
    return lines(converted(loader.load(path)))


def lines(model: Model) -> list[str]:
    """A line an operator: its name, the shape of its output, padding and activation."""
    return [_line(operator) for operator in model.operators]


def _line(operator: Operator) -> str:
    shape = operator.outputs[0].shape
    sizes = "x".join("?" if size is None else f"{size}" for size in shape or ()) or "scalar"
    words = [operator.native, sizes]
    if operator.kind in ("conv", "depthwise-conv"):
        words.append(operator.text("padding") or "?")
    activation = operator.text("fused_activation")
    if activation not in (None, "none"):
        words.append(f"{activation}")
    return " ".join(words)

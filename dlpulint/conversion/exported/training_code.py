"""A model of training code as the bytes of a file, exported in memory by its own framework."""

import re
from typing import TypeAlias

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.printable import escaped

Example: TypeAlias = object
"""An input of the model or its shape, or several: their types are those of the framework."""


_REASON = re.compile(r"\w*(Error|Exception): ")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_ARGUMENTS = "Arguments received by "


class Exported(Struct, frozen=True):
    """The bytes of a model, and where they come from."""

    data: bytes
    origin: str
    """The object and the framework: `the torch.nn.Module ResNet (PyTorch 2.13.0)`."""


def exported(model: object, example: Example) -> Exported:
    """A `torch.nn.Module` as ONNX, or a Keras model as TFLite, both in float.

    Raises UsageError, in one line, for another object, without the framework, and for a model or
    example that the framework does not export.
    """
    # Named by their classes: neither framework is imported to find out.
    packages = {cls.__module__.partition(".")[0] for cls in type(model).__mro__}
    try:
        # First, because a Keras model is a module of PyTorch where Keras runs on that.
        if "torch" in packages and _is_called(model, "Module"):
            from dlpulint.conversion.exported.torch_module import onnx_of

            return onnx_of(model, example)
        if packages & {"keras", "tf_keras"} and _is_called(model, "Layer"):
            from dlpulint.conversion.exported.keras_model import tflite_of

            return tflite_of(model, example)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        raise UsageError(
            f"{type(model).__name__} cannot be exported: {missing} is not installed"
        ) from error
    raise UsageError(
        f"expected a torch.nn.Module or a Keras model, found {type(model).__name__}; "
        "`dlpulint.lint` checks files and bytes"
    )


def _is_called(model: object, name: str) -> bool:
    """Whether a class of the model has this name."""
    return any(cls.__name__ == name for cls in type(model).__mro__)


def refused(model: object, framework: str, error: Exception) -> UsageError:
    """The error for a model that its framework does not export, with the reason in one line."""
    text = _COLOURS.sub("", str(error))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # Keras has the lines of the user's code before the reason, and the arguments after it.
    start = next((n for n, line in enumerate(lines) if _REASON.match(line)), 0)
    end = next((n for n, line in enumerate(lines) if line.startswith(_ARGUMENTS)), start + 1)
    reason = " ".join(lines[start:end]) or type(error).__name__
    return UsageError(f"{framework} cannot export {type(model).__name__}: {escaped(reason)}")


def sizes_of(example: Example) -> tuple[int | None, ...] | None:
    """The sizes, where an example is no more than a shape: `(1, 3, 640, 640)`."""
    if not isinstance(example, tuple | list) or not example:
        return None
    if not all(size is None or type(size) is int for size in example):
        return None
    return tuple(example)

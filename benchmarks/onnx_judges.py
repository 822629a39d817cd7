"""Who says that an ONNX file is invalid: onnx's checker and strict inference, ONNX Runtime."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onnx import ModelProto


def refused_by_onnx(model: "ModelProto") -> str | None:
    """The error of onnx's checker or strict inference; `None` for a valid model."""
    from onnx import checker, shape_inference

    try:
        checker.check_model(model, full_check=True)
        shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    except (checker.ValidationError, shape_inference.InferenceError, ValueError) as error:
        # A ValueError where the error quotes a name that is not Unicode.
        return " ".join(str(error).split())[:200]
    return None


def newer_than_onnx(model: "ModelProto") -> bool:
    """Whether the file is of a format or an opset that the onnx package does not know."""
    from onnx import IR_VERSION, defs

    opsets = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    return model.ir_version > IR_VERSION or max(opsets, default=0) > defs.onnx_opset_version()


def has_runtime() -> bool:
    """Whether ONNX Runtime is installed."""
    return find_spec("onnxruntime") is not None


def refused_by_runtime(path: Path) -> str | None:
    """ONNX Runtime's error when it loads a file or runs it on zeros.

    `None` where it runs, and where ONNX Runtime is not installed.
    """
    try:
        import numpy
        import onnxruntime  # type: ignore[import-not-found]  # Not among the requirements
    except ImportError:
        return None
    onnxruntime.set_default_logger_severity(4)
    options = onnxruntime.SessionOptions()
    # As the file is: an optimizer removes operators that would fail.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        given: dict[str, Any] = {}
        for tensor in session.get_inputs():
            sizes = [size if isinstance(size, int) else 1 for size in tensor.shape]
            given[tensor.name] = numpy.zeros(sizes, _dtype(tensor.type))
        session.run(None, given)
    except Exception as error:  # Its errors share no class but this one.
        return " ".join(str(error).split())[-200:]
    return None


def _dtype(type: str) -> str:
    """The name that numpy has for `tensor(float)` and the like."""
    word = type.removeprefix("tensor(").removesuffix(")")
    return {"float": "float32", "double": "float64"}.get(word, word)

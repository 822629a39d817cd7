"""A `torch.nn.Module` as the bytes of an ONNX file."""

import copy
import inspect
import warnings
from io import BytesIO
from typing import Any

from dlpulint.basics.errors import UsageError
from dlpulint.conversion.exported.training_code import Example, Exported, refused, sizes_of


def onnx_of(module: Any, example: Example) -> Exported:  # Any: torch may be missing.
    """ONNX of a module in evaluation mode. The module stays as it is: a copy is exported."""
    import torch

    if example is None:
        raise UsageError(
            "PyTorch needs an example: a tensor, a tuple of them, or a shape such as "
            "(1, 3, 640, 640)"
        )
    try:
        sizes = sizes_of(example)
        inputs = torch.zeros(sizes) if sizes is not None else _on_cpu(torch, example)
        copied = copy.deepcopy(module).cpu().eval()
        file = BytesIO()
        with torch.no_grad(), warnings.catch_warnings():
            # About the exporter, and about inputs of other sizes.
            warnings.simplefilter("ignore")
            torch.onnx.export(copied, inputs, file, **_tracing(torch))
    except ModuleNotFoundError:
        raise
    except Exception as error:  # What tracing runs is the user's code.
        raise refused(module, "PyTorch", error) from error
    name = type(module).__name__
    return Exported(file.getvalue(), f"the torch.nn.Module {name} (PyTorch {torch.__version__})")


def _on_cpu(torch: Any, example: Any) -> Any:
    """The inputs, with their tensors where the exported copy is."""
    if isinstance(example, tuple | list):
        return tuple(_on_cpu(torch, part) for part in example)
    if isinstance(example, dict):
        return {name: _on_cpu(torch, part) for name, part in example.items()}
    return example.detach().cpu() if isinstance(example, torch.Tensor) else example


def _tracing(torch: Any) -> dict[str, bool]:
    """The choice of the exporter that needs no further package, where there are two."""
    known = inspect.signature(torch.onnx.export).parameters
    return {"dynamo": False} if "dynamo" in known else {}

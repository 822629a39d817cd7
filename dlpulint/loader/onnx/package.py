"""The two parts of the onnx package that are used, loaded without the rest of it.

`import onnx` executes helpers of its own that need numpy: a third of a lint run, and 20 MB. The
classes of its messages and its compiled part need neither. Both stay the ones that other code of
this process gets when it imports onnx.
"""

import importlib
import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Final

_MESSAGES: Final = "onnx.onnx_ml_pb2"
_EXTENSION: Final = "onnx.onnx_cpp2py_export"


def _parts() -> tuple[Any, Any]:
    """The module of the messages and the compiled one."""
    package = None if "onnx" in sys.modules else find_spec("onnx")
    folders = None if package is None else package.submodule_search_locations
    if folders:
        messages = _apart(Path(folders[0], "onnx_ml_pb2.py"))
        extension = _extension(list(folders)) if messages is not None else None
        if extension is not None:
            return messages, extension
    return importlib.import_module(_MESSAGES), importlib.import_module(_EXTENSION)


def _apart(file: Path) -> ModuleType | None:
    """The generated module of the messages under a name of ours; `None` if there is no such file.

    protobuf makes one class per message and process, whoever loads the generated module again.
    """
    spec = spec_from_file_location("dlpulint.loader.onnx._messages", file)
    if spec is None or spec.loader is None or not file.is_file():
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _extension(folders: list[str]) -> ModuleType | None:
    """The compiled module under its own name, for it can be loaded only once."""
    if _EXTENSION in sys.modules:
        return sys.modules[_EXTENSION]
    spec = PathFinder.find_spec(_EXTENSION, folders)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    # Other threads may import onnx meanwhile: those that begin later find the binder, and the
    # module that an earlier one is about to fill is bound here.
    sys.meta_path.insert(0, _Binder(module))
    sys.modules[_EXTENSION] = module
    _bind(module)
    spec.loader.exec_module(module)
    _bind(module)
    return module


def _bind(extension: ModuleType) -> None:
    """Makes the compiled module an attribute of onnx, where that is loaded or being loaded."""
    package = sys.modules.get("onnx")
    if package is not None:
        setattr(package, _EXTENSION.rpartition(".")[2], extension)


class _Binder:
    """A finder that gives onnx, when somebody imports it, the compiled module as an attribute.

    Python does so only for modules that it loads after their package.
    """

    def __init__(self, extension: ModuleType) -> None:
        self._extension = extension

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """The ordinary spec of onnx, whose loader sets the attribute first; else `None`."""
        if name != "onnx" or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def bound(module: ModuleType) -> None:
                setattr(module, _EXTENSION.rpartition(".")[2], self._extension)
                execute(module)

            spec.loader.exec_module = bound  # type: ignore[method-assign]  # of this spec alone
        return spec


MESSAGES, EXTENSION = _parts()

"""The `tflite` package, imported without numpy, which the loader has no use for.

Every module of `tflite`, and `flatbuffers` below it, imports numpy for accessors that nobody calls
here. numpy takes a quarter of a lint run and 9 MB.
"""

import importlib
import sys
from types import ModuleType
from typing import Any


class _Deferred(ModuleType):
    """Stands where numpy would, and is numpy to whoever uses it: then it is imported.

    `importlib.util.LazyLoader` does not help: the second `import numpy` already wakes it.
    """

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def tflite_package() -> Any:
    """Import `tflite`; others in this process find numpy as they would without us."""
    if "numpy" in sys.modules or "tflite" in sys.modules:
        import tflite

        return tflite
    numpy = sys.modules["numpy"] = _Deferred("numpy")
    try:
        import tflite
    finally:
        if sys.modules.get("numpy") is numpy:
            del sys.modules["numpy"]
    return tflite

"""The `tflite` package, imported without numpy, which the loader does not use.

Every module of `tflite`, and `flatbuffers` below it, imports numpy for accessors that are not
called here. numpy takes a quarter of a lint run and 9 MB.
"""

import importlib
import sys
from types import ModuleType
from typing import Any


class _Deferred(ModuleType):
    """Stand-in for a module, which is imported when an attribute is used.

    `importlib.util.LazyLoader` does not help: the second `import numpy` already loads it.
    """

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def tflite_package() -> Any:
    """The `tflite` package; other code in this process can import numpy as usual."""
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

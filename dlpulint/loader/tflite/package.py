"""The classes of the `tflite` package that a file needs, loaded without the rest of it.

`import tflite` imports all of its 187 modules, a third of a lint run, and numpy for accessors that
are not called here: as long again, and 9 MB. A file has options of some six kinds, each of which
is a module of its own.
"""

import importlib
import sys
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any


@cache
def schema_class(name: str) -> Any:
    """The class of this name in the `tflite` package: a table or an enumeration of the schema."""
    if "tflite" in sys.modules:
        return getattr(sys.modules["tflite"], name)
    module = _apart(name)
    return getattr(importlib.import_module("tflite") if module is None else module, name)


def _apart(name: str) -> ModuleType | None:
    """One module of the package under a name of ours; `None` if there is no such file.

    The package itself is not touched: whoever imports it later gets a whole one.
    """
    folder = _folder()
    file = None if folder is None else folder / f"{name}.py"
    if file is None or not file.is_file():
        return None
    spec = spec_from_file_location(f"{__name__}.{name}", file)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    with _NumpyDeferred():
        spec.loader.exec_module(module)
    return module


@cache
def _folder() -> Path | None:
    package = find_spec("tflite")
    places = None if package is None else package.submodule_search_locations
    return Path(places[0]) if places else None


class _Deferred(ModuleType):
    """Stand-in for a module, which is imported when an attribute is used.

    `importlib.util.LazyLoader` does not help: the second `import numpy` already loads it.
    """

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


class _NumpyDeferred:
    """Within it, who imports numpy gets a stand-in, unless numpy has been imported before."""

    def __enter__(self) -> None:
        self._numpy = None
        if "numpy" not in sys.modules:
            self._numpy = sys.modules["numpy"] = _Deferred("numpy")

    def __exit__(self, *_: object) -> None:
        if self._numpy is not None and sys.modules.get("numpy") is self._numpy:
            del sys.modules["numpy"]

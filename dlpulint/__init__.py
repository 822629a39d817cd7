"""dlpulint tells whether a neural network will run on the DLPU of an Axis camera.

From Python: `dlpulint.lint("model.tflite", "artpec8")`; docs/api.md shows how.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlpulint.api import lint
    from dlpulint.errors import DlpulintError
    from dlpulint.report import Report
    from dlpulint.version import stated_versions

__version__ = "0.1.0"

__all__ = ["DlpulintError", "Report", "__version__", "lint", "stated_versions"]

_HOMES = {
    "DlpulintError": "dlpulint.errors",
    "Report": "dlpulint.report",
    "lint": "dlpulint.api",
    "stated_versions": "dlpulint.version",
}
"""Where the names are that a user may want from here."""


def __getattr__(name: str) -> object:
    """A name of `__all__`, imported when asked for: all our modules import this one."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dlpulint' has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

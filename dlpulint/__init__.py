"""dlpulint tells whether a neural network will run on the DLPU of an Axis camera.

From Python: `dlpulint.lint("model.tflite", "artpec8")`; docs/api.md shows how.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlpulint.api import check, fix, lint
    from dlpulint.basics.errors import DlpulintError
    from dlpulint.basics.version import __version__, stated_versions
    from dlpulint.report.report import Report

__all__ = ["DlpulintError", "Report", "__version__", "check", "fix", "lint", "stated_versions"]

_HOMES = {
    "__version__": "dlpulint.basics.version",
    "DlpulintError": "dlpulint.basics.errors",
    "Report": "dlpulint.report.report",
    "check": "dlpulint.api",
    "fix": "dlpulint.api",
    "lint": "dlpulint.api",
    "stated_versions": "dlpulint.basics.version",
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

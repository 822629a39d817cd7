"""The TFLite runtime that each operator's version needs, from the table beside the packs."""

from functools import cache

from dlpulint.basics.rules_folder import rules_folder
from dlpulint.basics.version import Version
from dlpulint.model.graph import Model, Operator

TABLE = "tflite-runtimes.csv"


def needed_runtimes(model: Model) -> dict[Operator, Version | None]:
    """The first TFLite runtime with each builtin operator; `None` where the table has none.

    Custom operators are in no runtime, ONNX operators are not TFLite's: both are left out.
    """
    if model.format != "tflite":
        return {}
    return {
        operator: needed_runtime(operator.native, operator.version)
        for operator in model.operators
        if not operator.kind.startswith(("custom:", "flex:"))
    }


def needed_runtime(native: str, version: int | None) -> Version | None:
    """The first TFLite runtime with a version of an operator; `None` where the table has none."""
    runtimes = _table().get(native, ())
    return runtimes[version - 1] if version is not None and 0 < version <= len(runtimes) else None


def is_released(native: str, version: int) -> bool:
    """Whether a release of TFLite has a kernel for this version of a builtin operator.

    Of BROADCAST_TO there is no first version.
    """
    runtimes = _table().get(native, ())
    known = native not in _WITHOUT_KERNEL and 0 < version <= len(runtimes)
    return known and any(runtimes[:version])


_WITHOUT_KERNEL = frozenset({"STABLEHLO_CBRT"})
"""Operators of the table that LiteRT 2.3.0 does not register."""


@cache
def _table() -> dict[str, tuple[Version | None, ...]]:
    """Runtimes of an operator's versions, from version 1 on, by native name."""
    text = (rules_folder() / TABLE).read_text("utf-8")
    rows = (line.partition(",") for line in text.splitlines() if not line.startswith("#"))
    return {
        native: tuple(None if word == "-" else Version.parse(word) for word in versions.split())
        for native, _, versions in rows
    }

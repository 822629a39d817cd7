"""The TFLite runtime that each operator's version needs, from the table beside the packs."""

from functools import cache
from importlib import resources

from dlpulint.basics.version import Version
from dlpulint.model.graph import Model, Operator

TABLE = "tflite-runtimes.csv"


def needed_runtimes(model: Model) -> dict[Operator, Version | None]:
    """By builtin operator, the first TFLite runtime that has it; `None` where nothing tells.

    Custom operators are in no runtime and ONNX operators are not TFLite's: both are left out.
    """
    if model.format != "tflite":
        return {}
    return {
        operator: needed_runtime(operator.native, operator.version)
        for operator in model.operators
        if not operator.kind.startswith(("custom:", "flex:"))
    }


def needed_runtime(native: str, version: int | None) -> Version | None:
    """The first TFLite runtime that has a version of an operator; `None` if nobody says."""
    known = _table().get(native, ())
    return known[version - 1] if version is not None and 0 < version <= len(known) else None


@cache
def _table() -> dict[str, tuple[Version | None, ...]]:
    """By operator, the runtime of each of its versions, the first one first."""
    text = (resources.files("dlpulint.rules") / TABLE).read_text("utf-8")
    rows = (line.partition(",") for line in text.splitlines() if not line.startswith("#"))
    return {
        native: tuple(None if word == "-" else Version.parse(word) for word in versions.split())
        for native, _, versions in rows
    }

"""Every parameter of the shipped packs with odd values: refused in one line, or linted."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from dlpulint.api import lint
from dlpulint.basics.errors import DlpulintError
from dlpulint.basics.toml import parsed_toml
from dlpulint.packs import load
from dlpulint.packs.library import Folders
from tests.places import FIXTURES

VALUES = (0, -1, 2**63 - 1, 1e308, 5e-324, -0.5, "", [], {})
MODELS = [str(FIXTURES / "silu_detector_int8.tflite"), str(FIXTURES / "resnet_opset17.onnx")]
TARGETS = {"artpec": "artpec8", "common": "cv25", "cvflow": "cv25", "tflite": "artpec8"}
"""Targets that extend a pack which is none itself."""


def parameters(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of all values in the parameters of checks, and of the chip's constants."""
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from parameters(part, (*path, key))
    if path and ("params" in path[:-1] or path[0] in ("constants", "partition_limit")):
        yield path


def kinds_of_parameters(tables: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """One path for each parameter of each check."""
    seen = set()
    for path in parameters(tables):
        check, value = "", tables
        for key in path:
            value = value[key]
            check = value.get("check", check) if isinstance(value, dict) else check
        kind = (check, *(key for key in path if isinstance(key, str)))
        if kind not in seen:
            seen.add(kind)
            yield path


@pytest.mark.slow
@pytest.mark.parametrize("name", Folders().names())
def test_an_odd_parameter_is_refused_or_does_no_harm(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Folders().text(name)
    assert found is not None
    text = found[1]
    tables = parsed_toml(text)
    monkeypatch.setenv("DLPULINT_DEBUG", "1")
    for path in kinds_of_parameters(tables):
        for odd in VALUES:
            changed = copy.deepcopy(tables)
            place: Any = changed
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = odd
            load._decoded.cache_clear()
            monkeypatch.setattr(
                load, "parsed_toml", lambda t, c=changed: c if t == text else parsed_toml(t)
            )
            try:
                lint(MODELS, TARGETS.get(name, name))
            except DlpulintError:
                continue
    load._decoded.cache_clear()
